"""Environment markers such as `sys_platform == "win32"`, with values that may be unknown."""

from __future__ import annotations

from collections.abc import Mapping

from envguard.model.patterns import late

_TOKENS = late(r"\s*(?:('[^']*'|\"[^\"]*\")|(===|~=|==|!=|<=|>=|<|>)|([()])|([A-Za-z_][\w.]*))")
_MAXIMUM_TOKENS = 200

Answer = bool | None


def evaluate(words: str, values: Mapping[str, str]) -> Answer:
    """Whether a marker holds; None where it is none, or asks for a value that is not given."""
    tokens: list[str] = []
    at = 0
    while words[at:].strip():
        found = _TOKENS.match(words, at)
        if found is None or len(tokens) >= _MAXIMUM_TOKENS:
            return None
        tokens.append(found.group().strip())
        at = found.end()
    try:
        answer, rest = _either(tokens, values)
    except (IndexError, ValueError, RecursionError):
        return None
    return None if rest else answer


def _either(tokens: list[str], values: Mapping[str, str]) -> tuple[Answer, list[str]]:
    answer, rest = _both(tokens, values)
    while rest[:1] == ["or"]:
        other, rest = _both(rest[1:], values)
        answer = True if True in (answer, other) else None if None in (answer, other) else False
    return answer, rest


def _both(tokens: list[str], values: Mapping[str, str]) -> tuple[Answer, list[str]]:
    answer, rest = _one(tokens, values)
    while rest[:1] == ["and"]:
        other, rest = _one(rest[1:], values)
        answer = False if False in (answer, other) else None if None in (answer, other) else True
    return answer, rest


def _one(tokens: list[str], values: Mapping[str, str]) -> tuple[Answer, list[str]]:
    if tokens[0] == "(":
        answer, rest = _either(tokens[1:], values)
        if rest[0] != ")":
            raise ValueError(rest[0])
        return answer, rest[1:]
    left, operator, *rest = tokens
    if operator == "not":
        if rest.pop(0) != "in":
            raise ValueError(operator)
        operator = "not in"
    right, rest = rest[0], rest[1:]
    return _compared(_value(left, values), operator, _value(right, values), left, right), rest


def _value(token: str, values: Mapping[str, str]) -> str | None:
    if token[0] in "'\"":
        return token[1:-1]
    return values.get(token.replace(".", "_"))


def _compared(left: str | None, operator: str, right: str | None, one: str, two: str) -> Answer:
    if left is None or right is None:
        return None
    if operator in ("in", "not in"):
        return (left in right) == (operator == "in")
    if "version" in one + two and "platform_version" not in one + two:
        from envguard.formats.conda_constraint import Constraint, RefusedConstraint

        if one[0] in "'\"":
            left, right = right, left
            operator = operator.translate(str.maketrans("<>", "><"))
        words = right if operator == "==" and right.endswith(".*") else operator[:2] + right
        try:
            return Constraint.parse(words).allows(left)
        except RefusedConstraint:
            return None
    if operator in ("==", "==="):
        return left == right
    if operator == "!=":
        return left != right
    return None


def platform_values(platform: str, python: str = "") -> dict[str, str]:
    """The markers' values on a conda platform, with a Python's version where it is known."""
    system, _, machine = platform.partition("-")
    names = {
        "linux": ("linux", "Linux", "posix"),
        "osx": ("darwin", "Darwin", "posix"),
        "win": ("win32", "Windows", "nt"),
    }
    found: dict[str, str] = {
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    if system in names:
        found["sys_platform"], found["platform_system"], found["os_name"] = names[system]
    if machine:
        found["platform_machine"] = _machine(system, machine)
    if python:
        found["python_full_version"] = python
        found["python_version"] = ".".join(python.split(".")[:2])
    return found


def _machine(system: str, machine: str) -> str:
    if machine == "64":
        return "AMD64" if system == "win" else "x86_64"
    return machine
