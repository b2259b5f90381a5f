"""npm's package.json: every entry of `scripts`, which npm hands to `sh -c`."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats import json
from envguard.formats.tree import Mapping, Scalar
from envguard.subjects.command import Context, Document, Launch


def launches(document: Document) -> Iterator[Launch]:
    """The scripts of a package, in file order."""
    root = json.parse(document.text)
    scripts = root.mapping("scripts") if isinstance(root, Mapping) else None
    for name, script in scripts.pairs() if scripts else ():
        if isinstance(script, Scalar) and script.style == '"':
            yield Launch(script.text, Context("package_json", "script", name.value), "sh")
