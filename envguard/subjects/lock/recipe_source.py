"""meta.yaml, conda-build's recipe, as a source of a lock: what conda-lock 4 reads of it."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats import match_spec, yaml
from envguard.formats.selectors import filtered
from envguard.formats.tree import Mapping, Scalar, SyntaxProblem
from envguard.model import Text
from envguard.subjects.command import HOLE
from envguard.subjects.environment import template
from envguard.subjects.lock.asked import Asked, Wanted, base_name
from envguard.subjects.lock.lock import leaves

_SECTIONS = (("requirements", "host"), ("requirements", "run"), ("test", "requires"))


class RecipeSource:
    """A recipe. What stands in `{{ … }}` is not known, so such a line leaves the lock unknown."""

    def __init__(self, text: Text, path: str) -> None:
        self.text = text
        self.path = path

    @property
    def channels(self) -> list[Text] | None:
        """The channels below `extra:`; None where it names none."""
        root = self._root(self.text)
        extra = root.mapping("extra") if root is not None else None
        channels = extra.get("channels") if extra is not None else None
        return None if channels is None else [leaf.text for leaf in leaves(channels)]

    def platforms(self) -> list[Text]:
        """A recipe does not say."""
        return []

    def wanted(self, platform: str) -> Wanted:
        """What the recipe and its outputs need to run, on their host and in their tests."""
        root = self._root(filtered(self.text, platform, strict=True).text)
        if root is None:
            return Wanted([], [f"{base_name(self.path)}: it cannot be read"])
        asked: list[Asked] = []
        unknown: list[str] = []
        for leaf in _specs(root):
            if HOLE in leaf.value:
                unknown.append(f"{base_name(self.path)}: a template's value is not known")
                continue
            spec = match_spec.read(leaf.text)
            if spec.accepted:
                asked.append(Asked("conda", spec.reading.name, leaf.text, self.path, spec))
            else:
                unknown.append(f"{base_name(self.path)}: conda takes no `{leaf.value}`")
        return Wanted(asked, unknown)

    def _root(self, text: Text) -> Mapping | None:
        try:
            root = yaml.parse(template.cover(text))
        except SyntaxProblem:
            return None
        return root if isinstance(root, Mapping) else None


def _specs(root: Mapping) -> Iterator[Scalar]:
    outputs = root.sequence("outputs")
    places = [root, *(one for one in outputs or () if isinstance(one, Mapping))]
    for place in places:
        for section, key in _SECTIONS:
            inner = place.mapping(section)
            for leaf in leaves(inner.get(key)) if inner is not None else ():
                if leaf.value:
                    yield leaf
