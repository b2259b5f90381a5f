"""What conda writes of a package that it installed: conda-meta/NAME-VERSION-BUILD.json (CEP 32)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from envguard.lock.problem import LockProblem
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAXIMUM_BYTES = 256 * 1024 * 1024
"""Records of packages with a hundred thousand files have some 50 MB."""

_URL_SUBDIR = late(r"/([a-z]+-[a-z0-9]+|noarch)/[^/]+$")


class RecordedPath(NamedTuple):
    """A file of a package, relative to the prefix with `/`.

    `hashes` are the SHA-256 digests that it may have, none where nothing was recorded, or where
    the prefix was written into it and the digest of the outcome was not. `kind` is conda's
    `path_type`.
    """

    path: str
    kind: str
    hashes: tuple[str, ...]


class CondaRecord(NamedTuple):
    """One installed conda package. What a record does not say is empty.

    `channel` is the address or name as recorded, without the platform. `requested` are the match
    specs that asked for it. `package_folder` is where a Python of its own keeps its packages
    (CEP 17). `file` is the record itself.
    """

    file: str
    name: str
    version: str
    build: str
    subdir: str
    channel: str
    url: str
    md5: str
    sha256: str
    depends: tuple[str, ...]
    requested: tuple[str, ...]
    package_folder: str
    paths: tuple[RecordedPath, ...]

    @property
    def shown(self) -> str:
        """Name, version and build in conda's order, for messages."""
        return " ".join(word for word in (self.name, self.version, self.build) if word)


def read_records(folder: str) -> list[CondaRecord]:
    """All records of a conda-meta folder, by name. LockProblem for one that is broken."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise LockProblem(f"{folder}: the system says: {error.strerror}", 5) from None
    # macOS leaves files of its own beside ours, ._NAME, on disks that are not its own
    paths = [os.path.join(folder, n) for n in names if n.endswith(".json") and n[0] != "."]
    return sorted((_read(path) for path in paths), key=lambda one: (one.name, one.file))


def read_text(path: str, maximum: int = MAXIMUM_BYTES) -> str:
    """A regular file of bounded size as UTF-8; odd bytes are replaced. OSError, ValueError."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise ValueError("it is not a regular file")
    with open(path, "rb") as stream:
        content = stream.read(maximum + 1)
    if len(content) > maximum:
        raise ValueError("it is too large")
    return content.decode("utf-8-sig", "replace")


def _read(path: str) -> CondaRecord:
    import json

    try:
        found = json.loads(read_text(path))
    except OSError as error:
        raise LockProblem(f"{path}: the system says: {error.strerror}", 5) from None
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        reason = getattr(error, "msg", None) or str(error)
        raise LockProblem(
            f"{path}: {where}this record of an installed package is broken JSON ({reason}); "
            "reinstall the package, or make the environment anew",
            5,
        ) from None
    name = _word(found, "name")
    version = _word(found, "version")
    if not name or not version:
        lacks = "version" if name else "name"
        raise LockProblem(
            f"{path}: this record of an installed package has no {lacks}; reinstall the package, "
            "or make the environment anew",
            5,
        )
    url = _word(found, "url")
    subdir = _URL_SUBDIR.search(url)
    return CondaRecord(
        path,
        name.lower(),
        version,
        _word(found, "build") or _word(found, "build_string"),
        _word(found, "subdir") or (subdir.group(1) if subdir else _old_subdir(found)),
        _channel(found),
        url,
        _word(found, "md5"),
        _word(found, "sha256"),
        _words(found.get("depends")),
        _requested(found),
        _word(found, "python_site_packages_path"),
        tuple(_paths(found)),
    )


def _channel(found: Any) -> str:
    """Conda writes an address, older ones a mapping or a name, `<unknown>` for a file's URL."""
    channel = found.get("channel")
    words = channel if isinstance(channel, str) else ""
    return "" if words.startswith("<") else words


def _requested(found: Any) -> tuple[str, ...]:
    """Conda 4 wrote the word None for a package that came along, micromamba nothing."""
    specs = _words(found.get("requested_specs")) or (_word(found, "requested_spec"),)
    return tuple(spec for spec in specs if spec not in ("", "None"))


def _old_subdir(found: Any) -> str:
    """Records of conda 4.2 and before have `platform` and `arch` only."""
    platform, machine = _word(found, "platform"), _word(found, "arch")
    sizes = {"x86_64": "64", "x86": "32"}
    return f"{platform}-{sizes.get(machine, machine)}" if platform and machine else ""


def _paths(found: Any) -> Iterator[RecordedPath]:
    data = found.get("paths_data")
    listed = data.get("paths") if isinstance(data, dict) else None
    known = set()
    for entry in listed if isinstance(listed, list) else ():
        path = _word(entry, "_path")
        if not path:
            continue
        known.add(path)
        hashes = [_word(entry, "sha256_in_prefix")]
        if not entry.get("prefix_placeholder"):
            hashes.append(_word(entry, "sha256"))
        elif not hashes[0]:
            hashes = []
        yield RecordedPath(
            path.replace("\\", "/"),
            _word(entry, "path_type") or "hardlink",
            tuple(dict.fromkeys(one.lower() for one in hashes if one)),
        )
    for path in _words(found.get("files")):
        if path not in known:
            yield RecordedPath(path.replace("\\", "/"), "hardlink", ())


def _word(found: Any, key: str) -> str:
    value = found.get(key) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _words(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
