"""Conda's version constraints: `=1.2`, `1.2.*`, `>=1,<2|3`, `~=1.2`, `^regex$`.

`parse` takes what stands in a match spec's version place once conda has read the spec, so `1.2`
is exact here. What is refused and how a constraint is printed were measured with conda 26.7.1.
"""

from __future__ import annotations

import re
from functools import lru_cache

from envguard.formats import conda_version
from envguard.formats.conda_version import RefusedVersion, Version
from envguard.model.patterns import late

_TOKENS = late(r"\s*\^[^$]*[$]|\s*[()|,]|[^()|,]+")
_RELATION = late(r"(==|!=|<=|>=|~=|=|<|>)(?![=<>!~])(\S+)")
_GLOB = late(r"[A-Za-z0-9_.+!*-]+")
_REPEATS = late(r"[*+?{]")
_REPEATED_GROUP = late(r"\)[*+{]")
_PRECEDENCE = {"(": 0, "|": 1, ",": 2}
MAXIMUM_LENGTH = 1000
MAXIMUM_DEPTH = 50


class RefusedConstraint(ValueError):
    """A constraint that conda refuses, with the reason in words for the user."""


class Constraint:
    """One constraint, a leaf or a tree.

    `operator` of a leaf: "*" any version, "==", "!=", "<", "<=", ">", ">=", "=" (begins with),
    "!=*" (does not begin with), "~=", "glob", "regex", "text" (the very words); of a tree: ","
    (all of `parts`) and "|" (one of them). `words` is the constraint as conda prints it.
    `pattern` is a regular expression that is safe to try; a "regex" may have none.
    """

    __slots__ = ("operator", "parts", "pattern", "version", "words")

    def __init__(
        self,
        words: str,
        operator: str,
        version: Version | None = None,
        parts: tuple[Constraint, ...] = (),
        pattern: re.Pattern[str] | None = None,
    ) -> None:
        self.words = words
        self.operator = operator
        self.version = version
        self.parts = parts
        self.pattern = pattern

    @staticmethod
    def parse(words: str) -> Constraint:
        """Read a constraint. Raises RefusedConstraint where conda refuses it."""
        return _parse(words)

    def allows(self, version: str) -> bool | None:
        """Whether a version meets the constraint; one that conda cannot read never does.

        None where only a regular expression would tell that may take too long to try.
        """
        try:
            return self._allows(version, conda_version.parse(version))
        except RefusedVersion:
            return False

    def _allows(self, words: str, version: Version) -> bool | None:
        operator = self.operator
        if self.parts:
            answers = [part._allows(words, version) for part in self.parts]
            decisive = operator == "|"
            if decisive in answers:
                return decisive
            return None if None in answers else not decisive
        if self.version is not None:
            return _compares(operator, version, self.version)
        if operator == "glob":
            return glob_matches(self.words, words)
        if operator == "regex":
            return None if self.pattern is None else bool(self.pattern.match(words))
        return operator == "*" or words == self.words

    def leaves(self) -> list[Constraint]:
        """The simple constraints it is made of, in order."""
        if not self.parts:
            return [self]
        return [leaf for part in self.parts for leaf in part.leaves()]

    def __repr__(self) -> str:
        return f"Constraint({self.words!r})"


def _compares(operator: str, version: Version, limit: Version) -> bool:
    if operator == "=":
        return version.begins_with(limit)
    if operator == "!=*":
        return not version.begins_with(limit)
    if operator == "~=":
        prefix = compatible_prefix(limit)
        return prefix is not None and version >= limit and version.begins_with(prefix)
    order = conda_version.compare(version, limit)
    if operator == "==":
        return order == 0
    if operator == "!=":
        return order != 0
    if operator[0] == "<":
        return order < 0 or (order == 0 and operator == "<=")
    return order > 0 or (order == 0 and operator == ">=")


def compatible_prefix(limit: Version) -> Version | None:
    """What a version must begin with to be compatible: `~=1.4.2` stays within 1.4.

    None for `~=1`, which conda accepts and no version meets.
    """
    try:
        return conda_version.parse(limit.value.strip().rpartition(".")[0])
    except RefusedVersion:
        return None


@lru_cache(maxsize=4096)
def _parse(words: str) -> Constraint:
    if len(words) > MAXIMUM_LENGTH:
        raise RefusedConstraint("the version is too long to be one")
    if any(character in "()|,^$" for character in words):
        return _Tree(words).constraint()
    return _leaf(words)


class _Tree:
    """Reads `a,b|(c|d)`: a comma binds tighter than a bar."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.output: list[Constraint | str] = []
        self.operators: list[str] = []

    def constraint(self) -> Constraint:
        tokens = [token.strip() for token in _TOKENS.findall(f"({self.words})")]
        if tokens.count("(") > MAXIMUM_DEPTH:
            raise RefusedConstraint("the version has too many parentheses")
        for token in tokens:
            if token == "(":
                self.operators.append(token)
            elif token == ")":
                self._apply(0)
                if not self.operators:
                    raise RefusedConstraint("a parenthesis in the version is never opened")
                self.operators.pop()
            elif token in ("|", ","):
                self._apply(_PRECEDENCE[token])
                self.operators.append(token)
            else:
                self.output.append(token)
        if self.operators:
            raise RefusedConstraint("a parenthesis in the version is never closed")
        if not self.output:
            raise RefusedConstraint("there is no version between the signs")
        # of several versions with no sign between them conda takes the first and skips the rest
        return _made(self.output[0])

    def _apply(self, precedence: int) -> None:
        """Join what operators binding at least as tightly have left open."""
        while self.operators and _PRECEDENCE[self.operators[-1]] >= max(precedence, 1):
            if len(self.output) < 2:
                sign = self.operators[-1]
                raise RefusedConstraint(f"there is no version on one side of a `{sign}`")
            sign = self.operators.pop()
            right, left = _made(self.output.pop()), _made(self.output.pop())
            parts = (*_joined(sign, left), *_joined(sign, right))
            # conda prints no parentheses, so that (1|2),3 and 1|(2,3) look alike
            words = sign.join(part.words for part in parts)
            self.output.append(Constraint(words, sign, parts=parts))


def _made(part: Constraint | str) -> Constraint:
    return _leaf(part) if isinstance(part, str) else part


def _joined(sign: str, part: Constraint) -> tuple[Constraint, ...]:
    return part.parts if part.operator == sign else (part,)


def _leaf(words: str) -> Constraint:
    words = words.strip()
    if not words:
        raise RefusedConstraint("the version is empty")
    if words[0] == "^" or words[-1] == "$":
        return _pattern(words)
    if words[0] in "=<>!~":
        return _relation(words)
    if words == "*":
        return Constraint(words, "*")
    if "*" in words.rstrip("*"):
        if _GLOB.fullmatch(words):
            return Constraint(words, "glob")
        # conda escapes only dots and pluses, so that other signs act as in a regular expression
        escaped = words.replace(".", r"\.").replace("+", r"\+").replace("*", ".*")
        return Constraint(words, "regex", pattern=_compiled(f"^(?:{escaped})$"))
    if words[-1] == "*":
        printed = words if words.endswith(".*") else f"{words[:-1]}.*"
        return Constraint(printed, "=", _version(printed.rstrip("*").rstrip(".")))
    if "@" in words:
        return Constraint(words, "text")
    return Constraint(words, "==", _version(words))


def _relation(words: str) -> Constraint:
    found = _RELATION.fullmatch(words)
    if found is None:
        raise RefusedConstraint(f"`{words}` is no operator with a version behind it")
    operator, limit = found.groups()
    if limit.endswith(".*"):
        if operator == "~=":
            raise RefusedConstraint("`~=` takes no `.*`")
        if operator == "!=":
            operator = "!=*"
        limit = limit[:-2]
    version = _version(limit)
    return Constraint(words, operator, version)


def check_relation(words: str) -> None:
    """Raises RefusedConstraint where `>=1` and its like are no operator with one version."""
    found = _RELATION.fullmatch(words)
    if found is None:
        raise RefusedConstraint(f"`{words}` is no operator with a number behind it")
    _version(found.group(2))


def check_pattern(words: str) -> None:
    """Raises RefusedConstraint where words that begin with ^ and end with $ are no pattern."""
    if words.startswith("^") and words.endswith("$"):
        _compiled(words)


def _pattern(words: str) -> Constraint:
    if words[0] != "^" or words[-1] != "$":
        raise RefusedConstraint("a regular expression must begin with ^ and end with $")
    return Constraint(words, "regex", pattern=_compiled(words))


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern where it can be tried in linear time, None where it might not."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        raise RefusedConstraint(f"the regular expression `{pattern}` is broken") from None
    # `(a|a)*` has as many ways as a power of two, with one repeat alone
    once = len(_REPEATS.findall(pattern)) <= 1 and not _REPEATED_GROUP.search(pattern)
    return compiled if once else None


def glob_matches(pattern: str, words: str) -> bool:
    """Whether the words match a pattern whose only special sign is the asterisk."""
    first, *middle, last = pattern.split("*")
    if not words.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        found = words.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(words) - at >= len(last) and words.endswith(last)


def _version(words: str) -> Version:
    try:
        return conda_version.parse(words)
    except RefusedVersion as refused:
        raise RefusedConstraint(f"`{words}` is no version: {refused}") from None
