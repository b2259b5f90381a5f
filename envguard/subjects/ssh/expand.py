"""Tokens such as %h, variables in `${}`, and `~`, as `ssh -G` fills them in (9.2p1 measured)."""

from __future__ import annotations

from collections.abc import Mapping

from envguard.subjects.ssh.machine import Machine


class Expansion(Exception):
    """ssh refuses a text that it was to fill in; `message` is what it says."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unset(Exception):
    """What a text needs cannot be known here; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def expand_variables(value: str, environment: Mapping[str, str] | None) -> str:
    """`${NAME}` filled in. Expansion where ssh refuses, Unset where the environment is unknown."""
    return _expand(value, None, environment, variables=True)


def expand(
    value: str,
    tokens: Mapping[str, str | None],
    environment: Mapping[str, str] | None = None,
    variables: bool = False,
) -> str:
    """Tokens filled in, and variables where the keyword takes them.

    A token whose value is None is known to ssh but not to us: Unset.
    """
    return _expand(value, tokens, environment, variables)


def expand_home(value: str, machine: Machine) -> str:
    """A `~` or `~user` at the beginning filled in.

    Measured: ssh joins with exactly one slash, `~` alone becomes the folder with a slash.
    """
    if not value.startswith("~"):
        return value
    user, _, rest = value[1:].partition("/")
    folder = machine.folder_of(user)
    if folder is None:
        if user and machine.real:
            raise Expansion(f"tilde_expand: No such user {user}")
        raise Unset("the home folder of the user who runs ssh")
    return f"{folder.rstrip('/') if folder != '/' else ''}/{rest.lstrip('/')}"


def _expand(
    value: str,
    tokens: Mapping[str, str | None] | None,
    environment: Mapping[str, str] | None,
    variables: bool,
) -> str:
    if "%" not in value and "$" not in value:
        return value
    parts: list[str] = []
    at, length = 0, len(value)
    while at < length:
        if variables and value.startswith("${", at):
            close = value.find("}", at + 2)
            if close < 0:
                name = value[at + 2 :]
                raise Expansion(f"environment variable '{name}' missing closing '}}'")
            parts.append(_variable(value[at + 2 : close], environment))
            at = close + 1
        elif tokens is not None and value[at] == "%":
            parts.append(_token(value[at + 1 : at + 2], tokens))
            at += 2
        else:
            end = _next(value, at + 1)
            parts.append(value[at:end])
            at = end
    return "".join(parts)


def _next(value: str, at: int) -> int:
    ends = [found for found in (value.find("%", at), value.find("$", at)) if found >= 0]
    return min(ends) if ends else len(value)


def _variable(name: str, environment: Mapping[str, str] | None) -> str:
    if not name:
        raise Expansion("zero-length environment variable")
    if environment is None:
        raise Unset(f"the environment variable {name}")
    value = environment.get(name)
    if value is None:
        raise Expansion(f"env var ${{{name}}} has no value")
    return value


def _token(letter: str, tokens: Mapping[str, str | None]) -> str:
    if letter == "%":
        return "%"
    if not letter:
        raise Expansion("invalid format")
    if letter not in tokens:
        raise Expansion(f"unknown key %{letter}")
    found = tokens[letter]
    if found is None:
        raise Unset(f"%{letter}")
    return found
