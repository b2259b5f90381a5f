"""How a distribution that pip installed is asked for again."""

from __future__ import annotations

from envguard.lock.credentials import published
from envguard.lock.installed.distribution import DirectUrl, Distribution
from envguard.model.records import NamedTuple

_PYPI = ("files.pythonhosted.org", "pypi.org", "pypi.python.org", "test.pypi.org")


class Requirement(NamedTuple):
    """`line` asks for it, with `option` once before all; where it cannot be asked for elsewhere a
    `comment` stands in the file instead. `note` is for whoever runs the export.
    """

    line: str = ""
    comment: str = ""
    note: str = ""
    option: str = ""


def requirement_of(one: Distribution) -> Requirement:
    """The requirement for an installed distribution: its version, or where it came from."""
    direct = one.direct
    if direct is None:
        return _versioned(one)
    if direct.is_local:
        how = "editable, " if direct.editable else ""
        shown = f"{one.name} {one.version}".strip()
        return Requirement(
            comment=f"{shown} ({how}from a folder of the machine this was exported on)",
            note=f"left out, as it is on this machine alone: {shown} ({how}{direct.url})",
        )
    if direct.kind == "vcs":
        commit = f"@{direct.commit}" if direct.commit else ""
        url = f"{direct.vcs}+{published(direct.url)}{commit}"
        return Requirement(f"{one.name} @ {url}{_fragment(direct)}")
    if _host(direct.url) in _PYPI:
        # conda-lock installs by URL what an index has; such a wheel may be of one platform
        return _versioned(one)
    return Requirement(f"{one.name} @ {published(direct.url).partition('#')[0]}{_fragment(direct)}")


def _versioned(one: Distribution) -> Requirement:
    """By version, with the index of its maker where the version is a local one (`+cu121`)."""
    line = f"{one.name}=={one.version}"
    _, plus, local = one.version.partition("+")
    if not plus:
        return Requirement(line)
    from envguard.subjects.pip.indexes import index_line

    option = index_line(one.key, local)
    if option:
        return Requirement(line, option=option)
    return Requirement(line, note=f"PyPI has no local versions: say where {line} is published")


def _fragment(direct: DirectUrl) -> str:
    parts = []
    if direct.subdirectory:
        parts.append(f"subdirectory={direct.subdirectory}")
    if direct.kind == "archive" and direct.sha256:
        parts.append(f"sha256={direct.sha256}")
    return f"#{'&'.join(parts)}" if parts else ""


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()
