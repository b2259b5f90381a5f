"""Small locks and environments for tests, in the forms in which their tools write them."""

from __future__ import annotations

from envguard.model import Text
from envguard.subjects.environment.reading import read_environment
from envguard.subjects.lock.asked import EnvironmentSource, LockSource
from envguard.subjects.lock.freshness import Freshness, judge
from envguard.subjects.lock.lock import Lock
from envguard.subjects.lock.reading import read_lock

MD5 = "2161070d867d1b1204ea749c8eec4ef0"
SHA256 = "03a6d28ded42af8a347345f82f3eebdd6807a08526d47899a42d62d319609162"


def conda_row(
    name: str,
    version: str,
    platform: str = "linux-64",
    build: str = "h166bdaf_0",
    channel: str = "https://conda.anaconda.org/conda-forge",
    dependencies: dict[str, str] | None = None,
) -> str:
    """One conda package of a conda-lock.yml."""
    needs = "".join(f"    {key}: '{value}'\n" for key, value in (dependencies or {}).items())
    return (
        f"- name: {name}\n  version: '{version}'\n  manager: conda\n  platform: {platform}\n"
        f"  dependencies:{chr(10) + needs if needs else ' {}' + chr(10)}"
        f"  url: {channel}/{platform}/{name}-{version}-{build}.conda\n"
        f"  hash:\n    md5: {MD5}\n    sha256: {SHA256}\n  category: main\n  optional: false\n"
    )


def pip_row(name: str, version: str, platform: str = "linux-64", url: str = "") -> str:
    """One pip package of a conda-lock.yml."""
    address = url or f"https://files.pythonhosted.org/packages/{name}-{version}-py3-none-any.whl"
    return (
        f"- name: {name}\n  version: '{version}'\n  manager: pip\n  platform: {platform}\n"
        f"  dependencies: {{}}\n  url: {address}\n  hash:\n    sha256: {SHA256}\n"
        "  category: main\n  optional: false\n"
    )


def lock_text(
    *rows: str,
    platforms: tuple[str, ...] = ("linux-64",),
    channels: tuple[str, ...] = ("conda-forge",),
    hashes: dict[str, str] | None = None,
    sources: tuple[str, ...] = ("environment.yml",),
) -> str:
    """A conda-lock.yml of these entries."""
    digests = hashes or dict.fromkeys(platforms, "0" * 64)
    head = ["version: 1", "metadata:", "  content_hash:"]
    head += [f"    {platform}: {digest}" for platform, digest in digests.items()]
    head += ["  channels:"]
    for channel in channels:
        head += [f"  - url: {channel}", "    used_env_vars: []"]
    head += ["  platforms:", *(f"  - {platform}" for platform in platforms)]
    head += ["  sources:", *(f"  - {source}" for source in sources), "package:"]
    return "\n".join(head) + "\n" + "".join(rows)


def conda_lock(text: str) -> Lock:
    """The same, read."""
    return read_lock(Text.of(text, "conda-lock.yml"), "conda-lock.yml", "conda-lock")


def explicit_lock(*lines: str, path: str = "conda-linux-64.lock") -> Lock:
    """An explicit lock of these lines."""
    return read_lock(Text.of("\n".join(lines) + "\n", path), path, "explicit")


def environment(*dependencies: str, head: str = "channels: [conda-forge]\n") -> EnvironmentSource:
    """An environment.yml of these lines below `dependencies:`."""
    content = head + "dependencies:\n" + "".join(f"  {line}\n" for line in dependencies)
    return EnvironmentSource(
        read_environment(Text.of(content, "environment.yml"), "environment.yml")
    )


def verdict(lock: Lock, *sources: LockSource) -> Freshness:
    """The freshness of a lock."""
    return judge(lock, sources)


def broken(freshness: Freshness) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Kind, spec, platforms, held of each break."""
    return [
        (one.kind, one.asked.text.value, one.platforms, one.held.shown if one.held else "")
        for one in freshness.breaks
    ]
