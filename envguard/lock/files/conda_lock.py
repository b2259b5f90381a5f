"""conda-lock.yml (CEP 37) as text: the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envguard.lock.rows import LockRow
from envguard.lock.solve.channels import Channel
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

# plain in YAML 1.1 and 1.2, to every reader
_PLAIN = late(r"[A-Za-z_][A-Za-z0-9_./+-]*(?:://[A-Za-z0-9_./+~=-]+)?\Z")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


class Head(NamedTuple):
    """The metadata of a lock. `sources` are relative to the lock, `custom` is free text by key."""

    content_hash: dict[str, str]
    channels: tuple[Channel, ...]
    platforms: tuple[str, ...]
    sources: tuple[str, ...]
    custom: dict[str, str]
    name: str


def render(head: Head, rows: Iterable[LockRow]) -> str:
    """The whole file."""
    ordered = sorted(rows, key=lambda row: row.key)
    groups = sorted({group for row in ordered for group in row.categories} - {"main"})
    lines = [*_comment(head, groups), "version: 1", *_metadata(head), "package:"]
    for row in ordered:
        for category in row.categories or ("main",):
            lines.extend(_row(row, category))
    if not ordered:
        lines[-1] = "package: []"
    return "\n".join(lines) + "\n"


def _comment(head: Head, groups: list[str]) -> Iterator[str]:
    """How to use the file; commands run in the folder that it lies in."""
    name, sources = _argument(head.name), " ".join(_argument(one) for one in head.sources)
    is_usual = head.name == "conda-lock.yml" and "/" not in head.sources[0]
    yield "# Written by envguard from the files below `sources`. Do not edit: change them and run"
    yield f"#     envguard lock {sources}" + ("" if is_usual else f" --output {name}")
    yield "# To install exactly these packages as the environment NAME:"
    yield f"#     conda-lock install -n NAME {name}"
    for group in groups:
        word = _argument(group)
        option = "--dev-dependencies" if group == "dev" else f"-e {word}"
        yield f"# With what only {word} needs: conda-lock install {option} -n NAME {name}"
    yield "# Whether it is fresh, without a network:"
    yield "#     envguard lock --check" + ("" if is_usual else f" {name}")


def _argument(words: str) -> str:
    """A word of a shell's command; a name that would end the comment is not spelled out."""
    import shlex

    return shlex.quote(words) if words.isprintable() else "…"


def _metadata(head: Head) -> Iterator[str]:
    yield "metadata:"
    yield "  content_hash:"
    for platform in sorted(head.content_hash):
        yield f"    {platform}: {scalar(head.content_hash[platform])}"
    yield "  channels:" if head.channels else "  channels: []"
    for channel in head.channels:
        yield f"  - url: {scalar(channel.published)}"
        if channel.variables:
            yield "    used_env_vars:"
            yield from (f"    - {scalar(name)}" for name in channel.variables)
        else:
            yield "    used_env_vars: []"
    yield "  platforms:"
    yield from (f"  - {platform}" for platform in sorted(head.platforms))
    yield "  sources:"
    yield from (f"  - {scalar(source)}" for source in head.sources)
    if head.custom:
        yield "  custom_metadata:"
        yield from (f"    {scalar(k)}: {scalar(v)}" for k, v in sorted(head.custom.items()))


def _row(row: LockRow, category: str) -> Iterator[str]:
    yield f"- name: {scalar(row.name)}"
    yield f"  version: {scalar(row.version)}"
    yield f"  manager: {row.manager}"
    yield f"  platform: {row.platform}"
    yield "  dependencies:" if row.dependencies else "  dependencies: {}"
    for name in sorted(row.dependencies):
        yield f"    {scalar(name)}: {scalar(row.dependencies[name])}"
    yield f"  url: {scalar(row.url)}"
    yield "  hash:" if row.md5 or row.sha256 else "  hash: {}"
    if row.md5:
        yield f"    md5: {scalar(row.md5)}"
    if row.sha256:
        yield f"    sha256: {scalar(row.sha256)}"
    if row.source:
        yield "  source:"
        yield "    type: url"
        yield f"    url: {scalar(row.source)}"
    yield f"  category: {scalar(category)}"
    yield f"  optional: {'false' if category == 'main' else 'true'}"


def scalar(words: str) -> str:
    """A text as YAML: plain where no reader could take it for anything else, else quoted."""
    if _PLAIN.match(words) and words.lower() not in _WORDS:
        return words
    if words.isprintable():
        return "'" + words.replace("'", "''") + "'"
    import json

    return json.dumps(words)
