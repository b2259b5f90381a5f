"""What is broken in a conda-lock.yml: CEP 37's rules, and what conda-lock 4.0.3 refuses to load."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.conda_lock import Field, Row
from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.formats.yaml import scalar_type
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.lock.lock import Lock, leaves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.conda_lock import CondaLockFile

_TOP = ("version", "metadata", "package")
_METADATA = (
    "content_hash", "channels", "platforms", "sources", "time_metadata", "git_metadata",
    "inputs_metadata", "custom_metadata",
)  # fmt: skip
_REQUIRED_METADATA = ("content_hash", "channels", "platforms", "sources")
_PROVENANCE: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("time_metadata", ("created_at",), True),
    ("git_metadata", ("git_sha", "git_user_name", "git_user_email"), False),
)
_PACKAGE = frozenset((
    "name", "version", "manager", "platform", "dependencies", "url", "hash", "source", "build",
    "category", "optional",
))  # fmt: skip
_REQUIRED = ("name", "version", "manager", "platform", "url", "hash", "optional")
_TEXTS = ("name", "version", "manager", "platform", "url", "category", "build")
_DIGESTS = {
    "md5": late(r"[0-9a-f]{32}"),
    # of a package from git, conda-lock writes the commit there
    "sha256": late(r"[0-9a-f]{64}|[0-9a-f]{40}"),
}
_MAYBE_NO_TEXT = late(r"[-+.0-9~ynYNtTfFoO][-+.0-9_:a-zA-Z]*|")
_TRUTH = ("true", "false", "yes", "no", "on", "off", "0", "1", "y", "n", "t", "f")


class Damage(NamedTuple):
    """One thing that is wrong. `message` is a constant template whose braces `values` fill.

    `loads`: the standard allows it, or conda-lock reads it all the same; then it is a remark.
    """

    text: Text
    message: str
    values: dict[str, str]
    loads: bool = False


def damages(lock: Lock) -> Iterator[Damage]:
    """Everything that is wrong with a conda-lock.yml, in the order of the file."""
    file = lock.file
    if file is None:
        return
    head = file.head
    for key, _ in head.pairs():
        if key.value not in _TOP:
            yield Damage(key.text, "`{key}` is no key of a conda-lock.yml.", {"key": key.value})
    yield from _version(head)
    metadata = head.get("metadata")
    if isinstance(metadata, Mapping):
        yield from _metadata(lock, metadata)
    else:
        yield Damage(_place(lock, metadata), "`metadata:` is missing or no mapping.", {})
    if file.rows is None:
        yield Damage(_place(lock, None), "`package:` is missing or no list.", {})
    else:
        yield from _packages(lock, file, file.rows)


def _place(lock: Lock, node: Node | None) -> Text:
    from envguard.subjects.lock.verdict import head_of

    return node.text if node is not None else head_of(lock)


def _version(head: Mapping) -> Iterator[Damage]:
    version = head.entry("version")
    if version is None:
        first = head.entries[0][0].text if head.entries else head.text
        message = "`version: 1` is missing, without which conda-lock does not load the file."
        yield Damage(first, message, {}, loads=True)
    elif not isinstance(version[1], Scalar) or version[1].value != "1":
        message = "`version:` must be 1: no tool reads another one."
        yield Damage(version[1].text, message, {})


def _metadata(lock: Lock, metadata: Mapping) -> Iterator[Damage]:
    for key, _ in metadata.pairs():
        if key.value not in _METADATA:
            yield Damage(key.text, "`{key}` is no key of `metadata:`.", {"key": key.value})
    for name in _REQUIRED_METADATA:
        found = metadata.get(name)
        wanted = Mapping if name == "content_hash" else Sequence
        if not isinstance(found, wanted):
            message = "`metadata:` has no `{key}:`, or not as a {shape}."
            shape = "mapping" if wanted is Mapping else "list"
            place = metadata.entries[0][0].text if metadata.entries else metadata.text
            yield Damage(place, message, {"key": name, "shape": shape})
    yield from _provenance(metadata)
    hashes = metadata.mapping("content_hash")
    for platform in leaves(metadata.get("platforms")):
        if hashes is not None and hashes.get(platform.value) is None:
            message = "`content_hash:` has no hash for {platform}, one of the lock's platforms."
            yield Damage(platform.text, message, {"platform": platform.value}, loads=True)
    for platform_name, digest in lock.metadata.content_hash.items():
        if not re.fullmatch(r"[0-9a-f]{64}", digest.value):
            message = "The content hash of {platform} is no SHA-256, so no tool can compare it."
            yield Damage(digest, message, {"platform": platform_name}, loads=True)


def _provenance(metadata: Mapping) -> Iterator[Damage]:
    """The mappings below `metadata:` whose keys are given."""
    inputs = metadata.mapping("inputs_metadata")
    places = [(metadata.get(name), keys, all_) for name, keys, all_ in _PROVENANCE]
    if inputs is not None:
        places.extend((entry, tuple(_DIGESTS), True) for _, entry in inputs.pairs())
    for entry, keys, all_of_them in places:
        if not isinstance(entry, Mapping):
            continue
        for key, _ in entry.pairs():
            if key.value not in keys:
                yield Damage(key.text, "`{key}` is no key that stands here.", {"key": key.value})
        for wanted in keys if all_of_them else ():
            if entry.get(wanted) is None:
                yield Damage(entry.text, "`{key}:` is missing here.", {"key": wanted})


def _packages(lock: Lock, file: CondaLockFile, rows: list[Row]) -> Iterator[Damage]:
    whole = Text.whole(lock.text.source)
    for stray in file.strays:
        yield Damage(stray.text, "An entry of `package:` is no mapping.", {})
    platforms = {platform.value for platform in lock.metadata.platforms}
    seen: dict[tuple[str, str, str, str], Row] = {}
    for row in rows:
        yield from _row(whole, row)
        platform = row.leaf("platform")
        if platform is not None and platforms and platform.value not in platforms:
            message = "{name} is locked for {platform}, which `platforms:` does not list."
            values = {"name": row.word("name"), "platform": platform.value}
            yield Damage(whole[platform.start : platform.end], message, values)
        key = (
            row.word("manager"), row.word("name"), row.word("platform"),
            row.word("category") or "main",
        )  # fmt: skip
        if seen.setdefault(key, row) is not row and row.word("name"):
            message = "{name} is locked twice for {platform}: no tool loads such a lock."
            values = {"name": row.word("name"), "platform": row.word("platform")}
            yield Damage(_name_place(whole, row), message, values)


def _name_place(whole: Text, row: Row) -> Text:
    name = row.leaf("name")
    span = (name.start, name.end) if name is not None else (row.start, row.end)
    return whole[span[0] : span[1]]


def _row(whole: Text, row: Row) -> Iterator[Damage]:
    fields = row.fields
    values = {"name": row.word("name") or "an entry"}
    if not _PACKAGE.issuperset(fields):
        for key in fields:
            if key not in _PACKAGE:
                message = "The entry of {name} has `{key}`, which is no key of a locked package."
                yield Damage(_key_place(whole, row, key), message, {**values, "key": key})
    for key in _REQUIRED:
        if key not in fields:
            message = "The entry of {name} has no `{key}:`."
            yield Damage(_name_place(whole, row), message, {**values, "key": key})
    yield from _texts(whole, row, values)
    manager = row.leaf("manager")
    if manager is not None and manager.value not in ("conda", "pip"):
        message = "`manager: {manager}` of {name}: only conda and pip are known."
        yield Damage(_at(whole, manager), message, {**values, "manager": manager.value})
    optional = row.leaf("optional")
    if "optional" in fields and (optional is None or optional.value.lower() not in _TRUTH):
        message = "`optional:` of {name} must be true or false."
        yield Damage(_name_place(whole, row), message, values)
    if "hash" in fields:
        yield from _hashes(whole, row, values)
    yield from _address(whole, row, values)


def _texts(whole: Text, row: Row, values: dict[str, str]) -> Iterator[Damage]:
    """Values that YAML takes for a number or a date, which conda-lock refuses as a version."""
    for key in _TEXTS:
        if key not in row.fields:
            continue
        leaf = row.leaf(key)
        optional = key in ("build",)
        if leaf is None or not (_is_text(leaf) or (optional and _type(leaf) == "null")):
            message = "`{key}:` of {name} is no text to YAML: it needs quotes."
            place = _at(whole, leaf) if leaf is not None else _name_place(whole, row)
            yield Damage(place, message, {**values, "key": key})
    for name, leaf in row.inner("dependencies").items():
        if not _is_text(leaf):
            message = "The dependency {other} of {name} is no text to YAML: it needs quotes."
            yield Damage(_at(whole, leaf), message, {**values, "other": name})


def _hashes(whole: Text, row: Row, values: dict[str, str]) -> Iterator[Damage]:
    if not isinstance(row.fields["hash"], dict):
        yield Damage(_name_place(whole, row), "`hash:` of {name} is no mapping.", values)
        return
    hashes = row.inner("hash")
    for key, leaf in hashes.items():
        pattern = _DIGESTS.get(key)
        if pattern is None:
            message = "`{key}` is no key of a `hash:`, which has md5 and sha256."
            yield Damage(_at(whole, leaf), message, {"key": key})
        elif not pattern.fullmatch(leaf.value) and _type(leaf) != "null":
            message = "The {key} of {name} is no such digest, so its download cannot be checked."
            yield Damage(_at(whole, leaf), message, {**values, "key": key})
        elif not _is_text(leaf) and leaf.value and _type(leaf) != "null":
            message = "The {key} of {name} is a number to YAML: it needs quotes."
            yield Damage(_at(whole, leaf), message, {**values, "key": key})
    if row.word("manager") == "conda" and "md5" not in hashes and hashes:
        message = "{name} has no md5: the standard allows that, conda-lock 4 does not load it."
        yield Damage(_name_place(whole, row), message, values, loads=True)


def _address(whole: Text, row: Row, values: dict[str, str]) -> Iterator[Damage]:
    """A URL of another package than the entry's, as a merge by hand leaves behind."""
    from envguard.formats.explicit_lock import package_parts
    from envguard.subjects.lock.reading import url_platform

    url = row.leaf("url")
    if url is None or row.word("manager") != "conda":
        return
    address = url.value.partition("#")[0].replace("%21", "!").replace("%2B", "+")
    parts = package_parts(address.rpartition("/")[2])
    if parts is None:
        return
    shown = {**values, "file": address.rpartition("/")[2]}
    if parts[0] != row.word("name") or parts[1] != row.word("version"):
        message = "The entry of {name} {version} points to {file}, another package."
        yield Damage(_at(whole, url), message, {**shown, "version": row.word("version")})
        return
    folder, platform = url_platform(address), row.word("platform")
    if folder and platform and folder not in ("noarch", platform):
        message = "The entry of {name} for {platform} points to a package of {folder}."
        yield Damage(_at(whole, url), message, {**values, "platform": platform, "folder": folder})


def _at(whole: Text, leaf: Field) -> Text:
    return whole[leaf.start : max(leaf.end, leaf.start)]


def _key_place(whole: Text, row: Row, key: str) -> Text:
    leaf = row.leaf(key)
    return _at(whole, leaf) if leaf is not None else _name_place(whole, row)


def _is_text(leaf: Field) -> bool:
    if leaf.style != "plain" and leaf.tag is None:
        return True
    if leaf.tag is None and not _MAYBE_NO_TEXT.fullmatch(leaf.value):
        return True
    return _type(leaf) == "str"


def _type(leaf: Field) -> str:
    text = Text.of(leaf.value)
    return scalar_type(Scalar(text, text, leaf.style, leaf.tag))
