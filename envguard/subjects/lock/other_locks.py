"""Locks of pixi, uv, poetry and pip: which packages they hold, read line by line.

They are read as far as that question goes; the rest is the business of the tool that wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.lock.lock import ANY_PLATFORM, Lock, LockedPackage

_PIXI_LINE = late(r"^( *)(?:- (conda|pypi): (\S+)|([A-Za-z0-9_.-]+):[ \t]*\r?$)", re.MULTILINE)
_PIXI_SECTION = late(r"^environments:[ \t]*\r?\n", re.MULTILINE)
_NEXT_KEY = late(r"^[^\s#-]", re.MULTILINE)
_TABLE = late(r"^\[\[packages?\]\][ \t]*\r?$", re.MULTILINE)
_NEXT_TABLE = late(r"^\[", re.MULTILINE)
_STRING = late(r"^(name|version)[ \t]*=[ \t]*[\"']([^\"'\n]*)[\"']", re.MULTILINE)


def read_other(lock: Lock) -> None:
    """Fill a lock of one of these tools."""
    found = _pixi(lock.text) if lock.kind == "pixi" else _tables(lock.text)
    lock.packages.extend(found)


def _pixi(text: Text) -> Iterator[LockedPackage]:
    value = text.value
    section = _PIXI_SECTION.search(value)
    if section is None:
        return
    behind = _NEXT_KEY.search(value, section.end())
    environment = platform = ""
    for line in _PIXI_LINE.finditer(value, section.end(), behind.start() if behind else len(value)):
        indent, source, url, key = line.groups()
        if key is not None:
            if len(indent) == 2:
                environment = key
            elif len(indent) == 6:
                platform = key
        elif platform:
            package = _of_url(text, line.span(3), source, url, platform, environment)
            if package is not None:
                yield package


def _of_url(
    text: Text, span: tuple[int, int], source: str, url: str, platform: str, environment: str
) -> LockedPackage | None:
    from envguard.formats.explicit_lock import package_parts
    from envguard.subjects.lock.reading import archive_version, name_of

    file = url.partition("#")[0].rpartition("/")[2]
    if source == "conda":
        parts = package_parts(file)
        if parts is None:
            return None
        name, version, build = parts
        return LockedPackage(
            text, span, "conda", name.lower(), version, platform, build, url, category=environment
        )
    name = file.partition("-")[0] if file.endswith(".whl") else file.rpartition("-")[0]
    version = archive_version(url)
    return LockedPackage(
        text, span, "pip", name_of("pip", name), version, platform, url=url, category=environment
    )


def _tables(text: Text) -> Iterator[LockedPackage]:
    """`[[package]]` of uv.lock and poetry.lock, `[[packages]]` of pylock.toml."""
    from envguard.subjects.lock.reading import name_of

    value = text.value
    for table in _TABLE.finditer(value):
        behind = _NEXT_TABLE.search(value, table.end())
        end = behind.start() if behind else len(value)
        words = {found[1]: found[2] for found in _STRING.finditer(value, table.end(), end)}
        if "name" in words:
            yield LockedPackage(
                text, (table.start(), table.end()), "pip", name_of("pip", words["name"]),
                words.get("version", ""), ANY_PLATFORM,
            )  # fmt: skip
