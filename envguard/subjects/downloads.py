"""What a command downloads, under which name, and whether a later one runs or checks it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE, Command, Word

_DOWNLOADERS = ("curl", "wget", "aria2c", "curl.exe", "wget.exe", "axel")
_SHELLS = ("sh", "bash", "zsh", "dash", "ksh")
_INTERPRETERS = (*_SHELLS, "python", "python3", "perl", "ruby", "node")
_CHECKERS = late(
    r"(?:g?sha(?:\d+)?sum|shasum|md5sum|b2sum|gpg2?|gpgv|openssl|cosign|minisign|rhash|sha\d+|Get-FileHash)"
)

_LATEST = late(r"(?:Miniconda|Anaconda|Miniforge|Mambaforge|Micromamba)[\w.]{0,200}-latest", re.I)
_RELEASES_LATEST = late(
    r"/releases/latest/download/(?:Miniforge|Mambaforge|micromamba)|/micromamba/[\w-]+/latest", re.I
)
_INSTALLER = late(r"\.(?:sh|run|pkg|exe|tar|gz|zip|whl)\b")


class Download(NamedTuple):
    """One download: the word with the address, and the file that it makes ("" for the output).

    `checked`: the download itself compares a checksum, as Docker's `ADD --checksum=…` does.
    """

    command: Command
    address: Text
    file: str
    checked: bool = False


def downloads(command: Command) -> list[Download]:
    """The downloads of a curl, wget or aria2c command, or Docker's ADD; empty for any other."""
    if command.program.upper() == "ADD" and command.context.carrier == "dockerfile":
        return list(_added(command))
    if command.program not in _DOWNLOADERS:
        return []
    return [
        Download(command, text, _file(command, text.value))
        for word in command.argv[1:]
        if (text := _address(word)) is not None
    ]


def _added(command: Command) -> Iterator[Download]:
    """What Docker's ADD fetches: a folder as its destination keeps the address' own name."""
    *words, destination = command.argv[1:]
    checked = any(word.value.startswith("--checksum=") for word in words)
    for word in words:
        address = _address(word)
        if address is not None:
            is_folder = destination.value.endswith("/") or destination.value in (".", "..")
            name = base_name(address.value) if is_folder else destination.value
            yield Download(command, address, name, checked)


def _address(word: Word) -> Text | None:
    """The address in a word; `${BASE}/x.sh` counts, an option's `--header=http://…` does not."""
    value = word.value
    if value.startswith("-"):
        return None
    if re.match(r"(?:https?|ftp)://", value):
        return word.text
    plain = re.match(r"[\w-]+(?:\.[\w-]+)+/", value)
    return word.text if plain or (value.startswith(HOLE) and "/" in value) else None


def _file(command: Command, address: str) -> str:
    values = command.values
    long = "--output-document" if command.program.startswith("wget") else "--output"
    short = "-O" if command.program.startswith("wget") else "-o"
    for index, value in enumerate(values):
        if value == "-" and values[index - 1] in (short, long):
            return ""
        if value.startswith(long + "="):
            return value.partition("=")[2]
        letters = value[1:] if value.startswith("-") and not value.startswith("--") else ""
        ends = bool(letters) and letters.endswith(short[1:])
        if (value == long or ends) and index + 1 < len(values):
            target = values[index + 1]
            if not target.startswith(("http://", "https://")):
                return "" if target == "-" else target
        if letters.startswith(short[1:]) and len(letters) > 1 and not ends:
            return letters[1:]
    for redirect in command.redirects:
        if redirect.operator in (">", ">>") and redirect.target:
            return redirect.target.value
    if command.program.startswith("curl"):
        remote = any(_is_remote_name(value) for value in values)
        return base_name(address) if remote else ""
    return base_name(address)


def _is_remote_name(value: str) -> bool:
    if value in ("--remote-name", "--remote-name-all"):
        return True
    return value.startswith("-") and not value.startswith("--") and "O" in value


def is_latest_installer(address: str) -> bool:
    """Whether an address names whichever installer of conda is newest."""
    return bool(_LATEST.search(base_name(address)) or _RELEASES_LATEST.search(address))


def base_name(path: str) -> str:
    """The last part of a path or address, without a query."""
    return path.partition("?")[0].rstrip("/").rpartition("/")[2]


def runs(command: Command) -> str:
    """The base name of the script that a command executes, "" where it runs none."""
    argv = command.argv
    if not argv:
        return ""
    if command.program in _INTERPRETERS or command.program in ("source", "."):
        for word in argv[1:]:
            if not word.value.startswith(("-", "+")):
                return base_name(word.value)
        return ""
    return command.program


def is_piped_to_shell(command: Command) -> bool:
    """Whether what it prints is run: `c | sh`, `sh -c "$(c)"`, `sh <(c)`, `eval "$(c)"`."""
    outer = command.inside
    if outer is not None and outer.program in (*_INTERPRETERS, "eval", "source", "."):
        return outer.program == "eval" or any(
            word.raw.start <= command.text.start < word.raw.end for word in outer.argv[1:]
        )
    stages = command.pipeline
    for index, stage in enumerate(stages[:-1]):
        if stage is command or stage.text.start == command.text.start:
            later = stages[index + 1 :]
            return any(
                stage.program in _INTERPRETERS and not _names_script(stage) for stage in later
            )
    return False


def _names_script(command: Command) -> bool:
    """`bash script.sh` reads its script from a file; `bash -s -- -b` and `python -` do not."""
    for word in command.argv[1:]:
        if word.value in ("-s", "-", "/dev/stdin", "--"):
            return False
        if not word.value.startswith("-"):
            return True
    return False


def verifies(command: Command) -> bool:
    """Whether a command compares a checksum or a signature (see `checked_words` for whose)."""
    if not _CHECKERS.fullmatch(command.program):
        return False
    if command.program.startswith(("gpg", "cosign", "minisign", "openssl", "Get-FileHash")):
        return True
    # `sha256sum file` alone prints; compared by `-c`, or by what the output is piped or bound to
    options = [value for value in command.values[1:] if value.startswith("-")]
    checks = any(
        o in ("--check", "--status") or re.fullmatch(r"-[a-zA-Z]*c[a-zA-Z]*", o) for o in options
    )
    return checks or len(command.pipeline) > 1


def checked_words(command: Command) -> list[str]:
    """The words in which a checking command, its pipe or its input names files."""
    words = [value for stage in command.pipeline for value in stage.values[1:]]
    words.extend(r.body.value for r in command.redirects if r.body is not None)
    words.extend(r.target.value for r in command.redirects if r.target is not None)
    return words


def speaks_of_all(command: Command) -> bool:
    """Whether a checking command may mean any file: one that names none of those that run.

    `sha256sum -c SUMS` reads the names from a file.
    """
    files = [
        w for w in command.values[1:] if not w.startswith("-") and w not in ("-", "/dev/stdin")
    ]
    installers = (_INSTALLER.search(word) for word in checked_words(command))
    return bool(files) and not any(installers)
