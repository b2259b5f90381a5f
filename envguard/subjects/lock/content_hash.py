"""conda-lock's content hash of a set of sources, computed natively.

The formula is conda-lock 4.0.3's (`conda_lock.content_hash`); a test compares the two. Of
environment.yml everything is known but local paths, whose hash depends on the machine. Of other
sources (pyproject.toml, meta.yaml) the hash is not computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envguard.formats.match_spec_reading import read_words
from envguard.formats.requirement_reading import read_words as read_requirement
from envguard.formats.tree import Mapping, Node, Scalar
from envguard.formats.tree import Sequence as ListNode
from envguard.formats.yaml import scalar_type
from envguard.subjects.lock import virtual_packages
from envguard.subjects.lock.asked import EnvironmentSource, LockSource
from envguard.subjects.lock.hashed_requirement import Unhashable, channel_words, requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def content_hash(sources: Sequence[LockSource], platform: str) -> str | None:
    """The hash that conda-lock 4 would write for a platform; None where it cannot be told."""
    return next(iter(possible_hashes(sources, platform) or ()), None)


def possible_hashes(
    sources: Sequence[LockSource],
    platform: str,
    specification: dict[str, virtual_packages.Packages] | None = None,
) -> list[str] | None:
    """All hashes that conda-lock 4 takes for fresh; None where they cannot be told.

    `specification` is what a virtual-packages.yml says. Without one, conda-lock's defaults are
    assumed, with CUDA and without.
    """
    try:
        return hashes_taken(sources, platform, specification)
    except Unhashable:
        return None


def hashes_taken(
    sources: Sequence[LockSource],
    platform: str,
    specification: dict[str, virtual_packages.Packages] | None = None,
) -> list[str]:
    """The same, today's first; Unhashable, with the reason, where they cannot be told."""
    content = _content(sources, platform)
    return [
        _digest(dict(content, virtual_package_hash=virtual), nulls)
        for packages, is_default in _assumed(specification)
        for virtual in virtual_packages.representations(packages, platform, is_default)
        for nulls in (False, True)
    ]


def _assumed(
    specification: dict[str, virtual_packages.Packages] | None,
) -> Iterator[tuple[dict[str, virtual_packages.Packages], bool]]:
    if specification is not None:
        yield specification, False
    yield virtual_packages.DEFAULT, True
    yield virtual_packages.without_cuda(virtual_packages.DEFAULT), True


def _digest(content: dict[str, Any], nulls: bool) -> str:
    """The hash of a content; `nulls` keeps the empty fields that conda-lock 3 added."""
    import hashlib
    import json

    if not nulls:
        kept = [
            {k: v for k, v in spec.items() if v is not None or k not in ("markers", "subdirectory")}
            for spec in content["specs"]
        ]
        content = {**content, "specs": kept}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _content(sources: Sequence[LockSource], platform: str) -> dict[str, Any]:
    import json

    specs: dict[tuple[str, str], dict[str, Any]] = {}
    channel_lists: list[list[str]] = []
    repository_lists: list[list[str]] = []
    for source in sources:
        if not isinstance(source, EnvironmentSource):
            raise Unhashable(f"a source such as {source.path}")
        root = source.environment.root
        if root is None or source.environment.template:
            raise Unhashable(f"{source.path}, which is no environment file as it stands")
        channel_lists.append(_channels(root))
        repository_lists.append(_texts(root.get("pip-repositories")))
        for spec in _specs(source, root, platform):
            specs[spec["manager"], spec["name"]] = spec
    content: dict[str, Any] = {
        "channels": _unified(channel_lists),
        "specs": sorted(specs.values(), key=_order),
    }
    repositories = _unified(repository_lists)
    if repositories:
        content["pip_repositories"] = [
            json.dumps({"url": one}, separators=(",", ":"), ensure_ascii=False)
            for one in repositories
        ]
    return content


def _order(spec: dict[str, Any]) -> tuple[str, str]:
    return spec["manager"], spec["name"]


def _unified(lists: list[list[str]]) -> list[str]:
    """The longest list; every other one must be its end, as conda-lock demands."""
    longest = max(lists, key=len)
    if any(one != longest[len(longest) - len(one) :] for one in lists):
        raise Unhashable("channels that are not the end of the other sources' channels")
    return longest


def _channels(root: Mapping) -> list[str]:
    names = _texts(root.get("channels"))
    if "nodefaults" in names:
        names.remove("nodefaults")
    if "nodefaults" in names:
        raise Unhashable("`nodefaults` twice")
    return [channel_words(name) for name in names]


def _texts(node: Node | None) -> list[str]:
    if node is None:
        return []
    if not isinstance(node, ListNode):
        raise Unhashable("something else where a list belongs")
    return [_text(item) for item in node.items]


def _text(node: Node) -> str:
    if not isinstance(node, Scalar) or scalar_type(node) != "str":
        raise Unhashable("a number or the like where a text belongs")
    return node.value


def _specs(source: EnvironmentSource, root: Mapping, platform: str) -> Iterator[dict[str, Any]]:
    """What conda-lock makes of the dependencies, in its order."""
    from envguard.formats.selectors import filtered

    category = root.get("category")
    group = "main"
    if isinstance(category, Scalar) and scalar_type(category) == "str":
        group = category.value or "main"
    elif category is not None and not (
        isinstance(category, Scalar) and scalar_type(category) == "null"
    ):
        raise Unhashable("a `category:` that is no text")
    own = source.on(filtered(source.environment.text, platform, strict=True).text).root
    dependencies = own.get("dependencies") if own is not None else None
    if isinstance(dependencies, Scalar) and scalar_type(dependencies) == "null":
        return  # every line is for other platforms
    if not isinstance(dependencies, ListNode):
        raise Unhashable("`dependencies:` that are no list")
    sections: list[Mapping] = []
    for item in dependencies.items:
        if isinstance(item, Mapping):
            sections.append(item)
        else:
            yield _conda(_text(item), group)
    for section in sections:
        yield from _pip(section, group, platform)


def _conda(words: str, group: str) -> dict[str, Any]:
    reading = read_words(words)
    if reading.refusal:
        raise Unhashable(f"`{words}`")
    return {
        "name": reading.name, "manager": "conda", "category": group, "extras": [],
        "markers": None, "version": reading.version or "", "build": reading.build,
        "conda_channel": reading.channel, "hash": None,
    }  # fmt: skip


def _pip(section: Mapping, group: str, platform: str) -> Iterator[dict[str, Any]]:
    listed = section.get("pip")
    if listed is None or (isinstance(listed, Scalar) and scalar_type(listed) == "null"):
        return
    for line in _texts(listed):
        if line.startswith("-e ") and "\n" not in line:
            continue
        try:
            found = requirement(line, group, platform)
        except Unhashable:
            # conda-lock knows no bare path; it is left out of the lock, and so out of the hash
            if read_requirement(line).kind != "path":
                raise
            continue
        if found is not None:
            yield found
    yield {**_conda("pip", "main"), "version": "*"}
