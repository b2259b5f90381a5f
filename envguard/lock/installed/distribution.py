"""What pip and its like installed: dist-info and egg-info folders, as their specifications have it.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/ and
…/specifications/direct-url/
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator

from envguard.formats.requirement_reading import normalised
from envguard.lock.installed.record import read_text
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_METADATA_BYTES = 8 * 1024 * 1024
_ENDINGS = (".dist-info", ".egg-info", ".egg")


class DirectUrl(NamedTuple):
    """Where a distribution came from when it was no index (direct_url.json).

    `kind`: "vcs", "archive" or "folder". `vcs` is git, hg …; `commit` the revision it was at.
    """

    url: str
    kind: str
    editable: bool = False
    vcs: str = ""
    commit: str = ""
    sha256: str = ""
    subdirectory: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it lies on this machine."""
        return self.url.lower().startswith("file:") or "://" not in self.url


class Distribution(NamedTuple):
    """One installed Python distribution.

    `name` is as its metadata spell it, `key` as PyPI compares it. `folder` is its dist-info or
    egg-info, `site` the folder that it lies in, both relative to the prefix with `/`. `requested`:
    whether somebody is known to have asked for it by name. `requires` are its requirements with
    their markers.
    """

    name: str
    key: str
    version: str
    folder: str
    site: str
    installer: str
    requested: bool
    direct: DirectUrl | None
    requires: tuple[str, ...]


class RecordRow(NamedTuple):
    """A file of RECORD: its path relative to the prefix, its SHA-256 in hex, empty without one."""

    path: str
    sha256: str


def read_distributions(prefix: str, sites: list[str]) -> list[Distribution]:
    """All distributions in some folders of a prefix, conda's own included, by key."""
    found = []
    for site in sites:
        for name in _names(os.path.join(prefix, site)):
            # pip's leftovers of an interrupted removal begin with a tilde
            if name.startswith("~"):
                continue
            one = _read(prefix, site, name)
            if one is not None:
                found.append(one)
    return sorted(found, key=lambda one: (one.key, one.folder))


def stem_of(folder: str) -> tuple[str, str]:
    """Key and version in the name of a dist-info or egg-info; the version may be empty."""
    name = posixpath.basename(folder)
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    project, _, rest = name.partition("-")
    return normalised(project), re.sub(r"-py\d.*", "", rest)


def read_rows(prefix: str, one: Distribution) -> Iterator[RecordRow]:
    """The files that RECORD names, as far as they lie in the prefix; none where it is not there."""
    import csv

    words = _text(prefix, f"{one.folder}/RECORD", 64 * 1024 * 1024)
    try:
        for row in csv.reader(words.splitlines()):
            path = inside(posixpath.join(one.site, row[0].replace("\\", "/"))) if row else ""
            if path:
                yield RecordRow(path, _digest(row[1] if len(row) > 1 else ""))
    except csv.Error:
        return


def inside(path: str) -> str:
    """A path relative to the prefix, made plain; empty where it leads out of it."""
    plain = posixpath.normpath(path)
    if plain.startswith(("/", "..")) or ":" in plain[:3] or plain == "." or "\0" in plain:
        return ""
    return plain


def _read(prefix: str, site: str, name: str) -> Distribution | None:
    folder = f"{site}/{name}"
    if name.endswith(".egg-link"):
        where = _text(prefix, folder).partition("\n")[0].strip()
        project = name.removesuffix(".egg-link")
        direct = DirectUrl(where, "folder", editable=True)
        return Distribution(project, normalised(project), "", folder, site, "", True, direct, ())
    if not name.endswith(_ENDINGS):
        return None
    installer = _text(prefix, f"{folder}/INSTALLER").strip()
    headers = _headers(_metadata(prefix, folder))
    key, version = stem_of(folder)
    own = headers.get("name", [""])[0] or key
    version = headers.get("version", [""])[0] or version
    if not own or not version:
        return None
    return Distribution(
        own,
        normalised(own),
        version,
        folder,
        site,
        installer,
        # uv 0.13.9 marks what came along as well, so its mark says nothing
        installer != "uv" and os.path.lexists(os.path.join(prefix, folder, "REQUESTED")),
        _direct(_text(prefix, f"{folder}/direct_url.json")),
        tuple(headers.get("requires-dist", ())),
    )


def _metadata(prefix: str, folder: str) -> str:
    for name in ("METADATA", "PKG-INFO", "EGG-INFO/PKG-INFO"):
        words = _text(prefix, f"{folder}/{name}")
        if words:
            return words
    # distutils wrote an egg-info that is no folder but the metadata themselves
    return _text(prefix, folder)


def _headers(words: str) -> dict[str, list[str]]:
    """The headers before the first empty line, by lowered name, continuations joined."""
    found: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in words.splitlines():
        if not line.strip():
            break
        if line[0] in " \t":
            if last is not None:
                last[-1] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = found.setdefault(name.strip().lower(), [])
            last.append(value.strip())
    return found


def _direct(words: str) -> DirectUrl | None:
    import json

    try:
        found = json.loads(words)
    except (ValueError, RecursionError):
        return None
    url = found.get("url") if isinstance(found, dict) else None
    if not isinstance(url, str) or not url:
        return None
    subdirectory = _word(found, "subdirectory")
    vcs, archive, folder = (found.get(f"{kind}_info") for kind in ("vcs", "archive", "dir"))
    if isinstance(vcs, dict):
        commit = _word(vcs, "commit_id") or _word(vcs, "requested_revision")
        return DirectUrl(
            url, "vcs", vcs=_word(vcs, "vcs"), commit=commit, subdirectory=subdirectory
        )
    if isinstance(archive, dict):
        hashes = archive.get("hashes")
        digest = _word(hashes, "sha256") or _word(archive, "hash").partition("sha256=")[2]
        return DirectUrl(url, "archive", sha256=digest, subdirectory=subdirectory)
    editable = isinstance(folder, dict) and folder.get("editable") is True
    return DirectUrl(url, "folder", editable, subdirectory=subdirectory)


def _digest(words: str) -> str:
    """RECORD spells digests in URL-safe base64 without padding."""
    from base64 import urlsafe_b64decode

    algorithm, _, value = words.partition("=")
    if algorithm != "sha256":
        return ""
    try:
        return urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
    except ValueError:
        return ""


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _text(prefix: str, path: str, maximum: int = _METADATA_BYTES) -> str:
    try:
        return read_text(os.path.join(prefix, *path.split("/")), maximum)
    except (OSError, ValueError):
        return ""


def _word(found: Any, key: str) -> str:
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""
