"""Lock files of every kind to a Lock."""

from __future__ import annotations

import re

from envguard.formats.conflict_markers import conflict_markers
from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.lock.lock import Lock, LockedPackage, LockKind, leaves

_URL_PLATFORM = late(r"/((?:linux|osx|win|freebsd|emscripten|wasi)-[a-z0-9]+|noarch)/[^/]+$")
_NULLS = ("null", "~", "Null", "NULL")
_NAME_PLATFORM = late(r"(?:linux|osx|win)-(?:64|32|aarch64|arm64|ppc64le|s390x|riscv64)")


def read_lock(text: Text, path: str, kind: LockKind) -> Lock:
    """Read a lock; never raises, one that cannot be read is not `readable`."""
    lock = Lock(text, path, kind)
    lock.conflicts = conflict_markers(text)
    if lock.conflicts:
        return lock
    try:
        if kind == "conda-lock":
            _read_conda_lock(lock)
        elif kind == "explicit":
            _read_explicit(lock)
        else:
            from envguard.subjects.lock.other_locks import read_other

            read_other(lock)
    except SyntaxProblem as problem:
        lock.refused = problem
    return lock


def declared_sources(text: Text) -> list[str] | None:
    """The `sources` of a conda-lock.yml, read from its head alone; None where it names none."""
    from envguard.formats import conda_lock

    head = conda_lock.read_head(text)
    metadata = head.mapping("metadata") if head is not None else None
    sources = metadata.sequence("sources") if metadata is not None else None
    return [leaf.value for leaf in leaves(sources)] or None


def _read_conda_lock(lock: Lock) -> None:
    from envguard.formats import conda_lock

    lock.file = conda_lock.read(lock.text)
    _read_metadata(lock, lock.file.head.mapping("metadata"))
    whole = Text.whole(lock.text.source)
    for row in lock.file.rows or ():
        hashes = row.inner("hash")
        url = row.word("url")
        manager = row.word("manager")
        build = row.word("build")
        lock.packages.append(
            LockedPackage(
                whole,
                (row.start, row.end),
                manager,
                name_of(manager, row.word("name")),
                row.word("version"),
                row.word("platform"),
                build_of(url) or (build if build not in _NULLS else ""),
                url,
                hashes["md5"].value if "md5" in hashes else "",
                hashes["sha256"].value if "sha256" in hashes else "",
                row.word("category") or "main",
                tuple(row.inner("dependencies")),
            )
        )


def _read_metadata(lock: Lock, metadata: Mapping | None) -> None:
    if metadata is None:
        return
    found = lock.metadata
    hashes = metadata.mapping("content_hash")
    for key, value in hashes.pairs() if hashes is not None else ():
        if isinstance(value, Scalar):
            found.content_hash[key.value] = value.text
    found.platforms = [leaf.text for leaf in leaves(metadata.get("platforms"))]
    found.sources = [leaf.text for leaf in leaves(metadata.get("sources"))]
    custom = metadata.mapping("custom_metadata")
    for key, value in custom.pairs() if custom is not None else ():
        if isinstance(value, Scalar):
            found.custom[key.value] = value.value
    channels = metadata.get("channels")
    for item in channels.items if isinstance(channels, Sequence) else ():
        url = item.get("url") if isinstance(item, Mapping) else item
        if isinstance(url, Scalar):
            found.channels.append(url.text)


def _read_explicit(lock: Lock) -> None:
    from envguard.formats import explicit_lock

    lock.explicit = explicit = explicit_lock.read(lock.text)
    platform = explicit_platform(lock)
    if "input_hash" in explicit.notes:
        lock.metadata.content_hash[platform] = explicit.notes["input_hash"]
    for line in explicit.lines:
        parts = explicit_lock.package_parts(line.file.value) if line.file is not None else None
        if parts is not None:
            name, version, build = parts
            lock.packages.append(
                LockedPackage(
                    line.text, (0, len(line.text)), "conda", name.lower(), version, platform,
                    build, line.url.value, line.md5, line.sha256,
                )
            )  # fmt: skip
    for pip in explicit.pip_lines:
        _, sign, digest = pip.url.partition("#sha256=")
        lock.packages.append(
            LockedPackage(
                pip.text, (0, len(pip.text)), "pip", name_of("pip", pip.name),
                pip.version or archive_version(pip.url), platform,
                url=pip.url, sha256=digest if sign else "",
            )
        )  # fmt: skip


def explicit_platform(lock: Lock) -> str:
    """The platform of an explicit lock: its comment's, its URLs', its name's; empty if unknown."""
    explicit = lock.explicit
    if explicit is None:
        return ""
    if "platform" in explicit.notes:
        return explicit.notes["platform"].value
    for line in explicit.lines:
        found = _URL_PLATFORM.search(line.url.value)
        if found is not None and found.group(1) != "noarch":
            return found.group(1)
    return platform_in_name(lock.path)


def platform_in_name(path: str) -> str:
    """A platform that a file's name holds, as in conda-linux-64.lock; empty without one."""
    found = _NAME_PLATFORM.search(path.replace("\\", "/").rpartition("/")[2])
    return found.group() if found else ""


def url_platform(url: str) -> str:
    """The platform folder of a package's URL, `noarch` included; empty without one."""
    found = _URL_PLATFORM.search(url)
    return found.group(1) if found else ""


def name_of(manager: str, name: str) -> str:
    """A name as its manager compares it."""
    from envguard.formats.requirement_reading import normalised

    return normalised(name) if manager == "pip" else name.lower()


def build_of(url: str) -> str:
    """The build string in a conda package's URL; empty where it has none."""
    from envguard.formats.explicit_lock import package_parts

    parts = package_parts(url.rpartition("/")[2].partition("#")[0])
    return parts[2] if parts else ""


def archive_version(url: str) -> str:
    """The version in the name of a wheel or a source archive; empty where it cannot be told."""
    file = url.partition("#")[0].partition("?")[0].rpartition("/")[2]
    if file.endswith(".whl"):
        parts = file.split("-")
        return parts[1] if len(parts) >= 5 else ""
    found = re.fullmatch(r".+-(\d[^-]*?)(?:\.tar\.gz|\.zip|\.tar\.bz2|\.tgz)", file)
    return found.group(1) if found else ""
