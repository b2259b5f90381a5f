"""conda-meta/history (CEP 32): what was asked for, and the commands that asked."""

from __future__ import annotations

import re

from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_SPECS = late(r"#\s*(\w+)\s+specs:\s*(.*)")
_COMMAND = late(r"#\s*cmd:\s*(.+)")
_ITEM = late(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_CONTINUED = late(r"\s*[<>=!~|]")


class History(NamedTuple):
    """`requested`: by name the spec that asked last. `commands`: the words of each, oldest first.

    `told` is False where the file says nothing of what was asked for, as an installer's may.
    """

    requested: dict[str, str]
    commands: list[list[str]]
    told: bool


def read_history(text: str) -> History:
    """Read a history; lines that are nothing known are passed over, as conda does."""
    requested: dict[str, str] = {}
    commands: list[list[str]] = []
    told = False
    for line in text.splitlines():
        specs = _SPECS.match(line.strip())
        if specs is not None:
            told |= _take(specs.group(1), _listed(specs.group(2)), requested)
            continue
        command = _COMMAND.match(line.strip())
        if command is not None:
            commands.append(command.group(1).split())
    return History(requested, commands, told)


def spec_name(spec: str) -> str:
    """The package that a match spec names, lowered; empty where it names none."""
    from envguard.formats.match_spec_reading import read_words

    reading = read_words(spec.strip())
    return "" if reading.refusal or "*" in reading.name else reading.name.lower()


def _take(action: str, specs: list[str], requested: dict[str, str]) -> bool:
    if action not in ("update", "install", "create", "remove", "uninstall", "neutered"):
        return False
    for spec in specs:
        name = spec_name(spec)
        if action in ("remove", "uninstall"):
            requested.pop(name, None)
        elif name:
            requested[name] = spec
    return bool(specs)


def _listed(words: str) -> list[str]:
    """The specs of `['python=3.11', 'numpy']`, or of conda 4.4's `python=3.11,numpy >=1,<2`."""
    if words.startswith("["):
        found = [one or other for one, other in _ITEM.findall(words)]
        return [re.sub(r"\\(.)", r"\1", one) for one in found if one]
    joined: list[str] = []
    for part in words.split(","):
        if joined and _CONTINUED.match(part):
            joined[-1] += f",{part}"
        elif part.strip():
            joined.append(part.strip())
    # `@` ends a feature that conda tracked, no package
    return [one for one in joined if not one.endswith("@")]


def option_values(command: list[str], *names: str) -> list[str]:
    """The values of an option in a command, in order: `-c x`, `--channel x`, `--channel=x`."""
    found = []
    for at, word in enumerate(command):
        name, equals, value = word.partition("=")
        if word in names and at + 1 < len(command):
            found.append(command[at + 1])
        elif equals and name in names:
            found.append(value)
    return found
