"""The files that an Include names: on the machine, as ssh finds them, or inside a project."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence

from envguard.model import Source, Text
from envguard.model.regular_files import read_regular
from envguard.subjects.ssh.config import Included, IncludeReader
from envguard.subjects.ssh.machine import Machine

LARGEST_FILE = 4_000_000
MOST_MATCHES = 1_000

_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": " \\t", "digit": "0-9", "lower": "a-z",
    "punct": "!-/:-@\\[-`{-~", "space": "\\s", "upper": "A-Z", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_SSH_FOLDERS = (".ssh", "dot_ssh", "dot-ssh", "private_dot_ssh")


def follow_includes(machine: Machine) -> IncludeReader:
    """Reads includes from this machine's disk as ssh does: relative names lie in $HOME/.ssh.

    Measured: names in byte order, no hidden files for a wildcard, folders and missing files pass
    silently, files that others may write are refused.
    """

    def read(word: str) -> Sequence[Included] | None:
        path = _absolute(word, machine)
        if path is None:
            return []
        files = [_read_file(found) for found in _glob(path)]
        return [included for included in files if included is not None]

    return read


def project_includes(
    path: str, beside: Callable[[str], Sequence[Text]] | None = None
) -> IncludeReader:
    """Reads only includes that lie beside a configuration in a project.

    `path` is the configuration's; where its folder is a `.ssh` (or a dotfile manager's name for
    one), `NAME` and `~/.ssh/NAME` lie beside it, and `beside` gives the files that such a name
    or glob matches there. Everything else is outside: not known. Nor is a name that nothing there
    has, for people keep such a file on their own machine and out of the repository.
    """
    folder = path.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]

    def read(word: str) -> Sequence[Included] | None:
        name = word[len("~/.ssh/") :] if word.startswith("~/.ssh/") else word
        if beside is None or folder not in _SSH_FOLDERS or name.startswith(("/", "~")):
            return None
        if ".." in name.split("/"):
            return None
        return [Included(text) for text in beside(name)] or None

    return read


def glob_expression(pattern: str) -> re.Pattern[str]:
    """One part of a glob (no slash) as a regular expression; `!` negates a set, `^` does not."""
    parts: list[str] = []
    at, length = 0, len(pattern)
    while at < length:
        character = pattern[at]
        at += 1
        if character == "\\" and at < length:
            parts.append(re.escape(pattern[at]))
            at += 1
        elif character == "*":
            if parts[-1:] != [".*"]:
                parts.append(".*")
        elif character == "?":
            parts.append(".")
        elif character == "[" and (found := _set(pattern, at)) is not None:
            parts.append(found[0])
            at = found[1]
        else:
            parts.append(re.escape(character))
    return re.compile("".join(parts), re.DOTALL)


def _set(pattern: str, at: int) -> tuple[str, int] | None:
    """A set behind its `[`: the expression and the index behind its `]`."""
    negated = pattern.startswith("!", at)
    begin = at + 1 if negated else at
    inside: list[str] = []
    at = begin
    while 0 <= at < len(pattern):
        if pattern[at] == "]" and at > begin:
            body = "".join(inside)
            return f"[{'^' if negated else ''}{body}]", at + 1
        name = re.match(r"\[:([a-z]+):\]", pattern[at : at + 12])
        if name and name.group(1) in _CLASSES:
            inside.append(_CLASSES[name.group(1)])
            at += name.end()
            continue
        at = at + 1 if pattern[at] == "\\" and at + 1 < len(pattern) else at
        first = pattern[at]
        if pattern[at + 1 : at + 2] == "-" and pattern[at + 2 : at + 3] not in ("", "]"):
            last = pattern[at + 2]
            if first <= last:
                inside.append(f"{re.escape(first)}-{re.escape(last)}")
            at += 3
        else:
            inside.append(re.escape(first))
            at += 1
    return None


def _absolute(word: str, machine: Machine) -> str | None:
    if word.startswith("/"):
        return word
    if word.startswith("~"):
        user, _, rest = word[1:].partition("/")
        folder = machine.home if not user else machine.folder_of(user)
        return None if folder is None else f"{folder}/{rest}"
    return None if machine.home is None else f"{machine.home}/.ssh/{word}"


def _glob(path: str) -> list[str]:
    found = [""]
    parts = path.split("/")
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if not any(character in part for character in "*?[\\"):
            found = [f"{base}{part}" for base in found]
        else:
            found = [f"{base}{name}" for base in found for name in _names(base, part)]
        found = found[:MOST_MATCHES]
        if not last:
            found = [f"{base}/" for base in found]
    return sorted((p for p in found if os.path.exists(p)), key=os.fsencode)


def _names(folder: str, pattern: str) -> list[str]:
    try:
        expression = glob_expression(pattern)
        names = os.listdir(folder or "/")
    except (OSError, re.error, ValueError):
        return []
    hidden = pattern.startswith((".", "\\."))
    return [n for n in names if expression.fullmatch(n) and (hidden or not n.startswith("."))]


def _read_file(path: str) -> Included | None:
    """A file's text; None for what ssh passes over, a refusal for what others may write."""
    try:
        raw, status = read_regular(path, LARGEST_FILE)
    except (OSError, ValueError):
        return None
    if _unsafe(status):
        return Included(Text.of("", path), f"Bad owner or permissions on {path}")
    return Included(Text.whole(Source(path, raw.decode("utf-8", "surrogateescape"))))


def _unsafe(status: os.stat_result) -> bool:
    """Whether somebody else owns or may write a file.

    Debian's ssh lets a group write that has no other member than the user (measured).
    """
    if not hasattr(os, "getuid"):
        return False
    if status.st_uid not in (0, os.getuid()) or status.st_mode & stat.S_IWOTH:
        return True
    return bool(status.st_mode & stat.S_IWGRP) and not _private_group(status)


def _private_group(status: os.stat_result) -> bool:
    try:
        import grp
        import pwd

        owner = pwd.getpwuid(status.st_uid).pw_name
        members = set(grp.getgrgid(status.st_gid).gr_mem)
        members |= {entry.pw_name for entry in pwd.getpwall() if entry.pw_gid == status.st_gid}
    except (ImportError, KeyError):
        return False
    return members <= {owner}
