"""Explicit spec files, one package's URL a line behind `@EXPLICIT`, as CEP 23 has them."""

from __future__ import annotations

import re

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_FILE = late(r"[^/\\#]+(?:\.tar\.bz2|\.conda)")
_HASH = late(r"(?P<md5>[0-9a-f]{32})|(?:sha256:)?(?P<sha256>[0-9a-f]{64})")
_NOTE = late(r"#[ \t]*(platform|input_hash|env_hash)[ \t]*:[ \t]*(\S+)[ \t]*$")
_PIP = late(
    r"#[ \t]*pip[ \t]+(?P<name>[A-Za-z0-9._-]+)[ \t]*"
    r"(?:@[ \t]*(?P<url>\S+)|==[ \t]*(?P<version>\S+))"
)
# below a platform's folder, so that a source archive in a requirements file is none
_PACKAGE_LINE = late(
    r"^[ \t]*(?:[a-z][a-z0-9+]*://|/|~|[A-Za-z]:[/\\])[^\s#]*"
    r"[/\\](?:noarch|(?:linux|osx|win)-[a-z0-9]+)[/\\][^\s#/\\]+\.(?:conda|tar\.bz2)"
    r"(?:#[^\s]*)?[ \t]*$",
    re.MULTILINE,
)
_MARK = late(r"^[ \t]*@EXPLICIT[ \t]*$", re.MULTILINE)


class ExplicitLine(NamedTuple):
    """One package: `url` without its hash, `file` the package's file name.

    `file` is None where the line is no URL or path of a package. `hash` is what stands behind the
    #, None where nothing does; `md5` and `sha256` are empty where it is not one of them.
    """

    text: Text
    url: Text
    file: Text | None
    hash: Text | None
    md5: str
    sha256: str


class PipLine(NamedTuple):
    """`# pip name @ url` or `# pip name == version`, a comment that conda-lock reads."""

    text: Text
    name: str
    url: str
    version: str


class ExplicitFile(NamedTuple):
    """A whole file. `mark` is the `@EXPLICIT`; `notes` are `# platform: …` and the like."""

    mark: Text | None
    notes: dict[str, Text]
    lines: list[ExplicitLine]
    pip_lines: list[PipLine]


def is_explicit(value: str) -> bool:
    """Whether a text is meant as an explicit file: it says so, or lists packages by URL."""
    return _MARK.search(value) is not None or _PACKAGE_LINE.search(value) is not None


def read(text: Text) -> ExplicitFile:
    """Read a file; never raises, a line that is no package has no `file`."""
    mark: Text | None = None
    notes: dict[str, Text] = {}
    lines: list[ExplicitLine] = []
    pip_lines: list[PipLine] = []
    for raw in text.lines():
        line = raw.strip()
        value = line.value
        if not value:
            continue
        if value.startswith("#"):
            _read_comment(line, notes, pip_lines)
        elif value == "@EXPLICIT":
            mark = mark or line
        else:
            lines.append(_line(line))
    return ExplicitFile(mark, notes, lines, pip_lines)


def _read_comment(line: Text, notes: dict[str, Text], pip_lines: list[PipLine]) -> None:
    note = _NOTE.match(line.value)
    if note is not None:
        notes.setdefault(note.group(1), line[note.start(2) : note.end(2)])
        return
    pip = _PIP.match(line.value)
    if pip is not None:
        pip_lines.append(PipLine(line, pip["name"], pip["url"] or "", pip["version"] or ""))


def _line(line: Text) -> ExplicitLine:
    before, sign, _ = line.value.partition("#")
    url = line[: len(before)].strip()
    hash_ = line[len(before) + 1 :] if sign else None
    begin = max(url.value.rfind("/"), url.value.rfind("\\")) + 1
    file = url[begin:] if _FILE.fullmatch(url.value[begin:]) else None
    found = _HASH.fullmatch(hash_.value) if hash_ is not None else None
    md5, sha256 = (found["md5"] or "", found["sha256"] or "") if found else ("", "")
    return ExplicitLine(line, url, file, hash_, md5, sha256)


def package_parts(file_name: str) -> tuple[str, str, str] | None:
    """Name, version and build of a conda package's file; None where it is no such name."""
    for extension in (".conda", ".tar.bz2"):
        if file_name.endswith(extension):
            parts = file_name[: -len(extension)].rsplit("-", 2)
            return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
    return None
