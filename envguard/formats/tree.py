"""The tree that YAML, JSON and TOML files become. Every node has the `text` that spells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envguard.model import Position, Text


class SyntaxProblem(Exception):
    """A file that its format refuses: where (a Text) and why, in words for the user."""

    def __init__(self, text: Text, reason: str) -> None:
        super().__init__(reason)
        self.text = text
        self.reason = reason

    @property
    def position(self) -> Position:
        """Where the parser stumbled."""
        return self.text.location().begin


class Scalar:
    """A leaf. `text` is its value with a map to the file.

    `raw` is given where the file spells the value otherwise than with its own characters.
    `style` is "plain", "'", '"', "|" or ">"; `tag` is an explicit YAML tag or None.
    """

    __slots__ = ("_raw", "style", "tag", "text")

    def __init__(
        self, text: Text, raw: Text | None, style: str = "plain", tag: str | None = None
    ) -> None:
        self.text = text
        self._raw = raw
        self.style = style
        self.tag = tag

    @property
    def raw(self) -> Text:
        """Its spelling, quotes included; edits of it are written as they come."""
        if self._raw is None:
            place = self.text.pieces[0]
            self._raw = Text.whole(self.text.source)[place.outer_start : place.outer_end]
        return self._raw

    @property
    def end(self) -> int:
        """Offset in the file just behind its spelling."""
        return self.text.end if self._raw is None else self._raw.end

    @property
    def value(self) -> str:
        """The value as a string, never resolved to a number or a bool."""
        return self.text.value

    def __repr__(self) -> str:
        return f"Scalar({self.value!r})"


class Sequence:
    """A list. `text` spans from the first item (or bracket) to the end of the last one."""

    __slots__ = ("flow", "items", "text")

    def __init__(self, text: Text, items: list[Node], flow: bool) -> None:
        self.text = text
        self.items = items
        self.flow = flow

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"Sequence({self.items!r})"


class Mapping:
    """Keys and values in file order, duplicates and merge keys included as they stand."""

    __slots__ = ("_indexed", "_last", "_merging", "entries", "flow", "text")

    def __init__(self, text: Text, entries: list[tuple[Node, Node]], flow: bool) -> None:
        self.text = text
        self.entries = entries
        self.flow = flow
        # of a long one, the last entry of each key, and of how many entries
        self._last: dict[str, tuple[Scalar, Node]] = {}
        self._merging: list[tuple[Scalar, Node]] = []
        self._indexed = 0

    def get(self, key: str) -> Node | None:
        """The value a loader would give for a key: the last one, else one that `<<` merges in."""
        entry = self.entry(key)
        return entry[1] if entry else None

    def entry(self, key: str) -> tuple[Scalar, Node] | None:
        """The key's node and its value, as `get` finds them."""
        if len(self.entries) > _SHORT:
            return self._looked_up(key)
        for name, value in reversed(self.entries):
            if isinstance(name, Scalar) and name.value == key:
                return name, value
        return self._merged(key, self.entries)

    def _looked_up(self, key: str) -> tuple[Scalar, Node] | None:
        """A workflow of thousands of jobs is asked for each of them."""
        if self._indexed != len(self.entries):
            self._indexed = len(self.entries)
            scalars = [(name, held) for name, held in self.entries if isinstance(name, Scalar)]
            self._last = {entry[0].value: entry for entry in scalars}
            self._merging = [entry for entry in scalars if entry[0].value == "<<"]
        return self._last.get(key) or self._merged(key, self._merging)

    def _merged(self, key: str, entries: Iterable[tuple[Node, Node]]) -> tuple[Scalar, Node] | None:
        for name, value in entries:
            if not (isinstance(name, Scalar) and name.value == "<<" and name.style == "plain"):
                continue
            for source in value.items if isinstance(value, Sequence) else [value]:
                found = source.entry(key) if isinstance(source, Mapping) else None
                if found:
                    return found
        return None

    def pairs(self) -> Iterator[tuple[Scalar, Node]]:
        """Entries whose key is a scalar, in file order, merge keys left out."""
        for name, value in self.entries:
            if isinstance(name, Scalar) and name.value != "<<":
                yield name, value

    def mapping(self, key: str) -> Mapping | None:
        """The value at a key where it is a mapping."""
        value = self.get(key)
        return value if isinstance(value, Mapping) else None

    def sequence(self, key: str) -> Sequence | None:
        """The value at a key where it is a list."""
        value = self.get(key)
        return value if isinstance(value, Sequence) else None

    def scalar(self, key: str) -> Scalar | None:
        """The value at a key where it is a leaf."""
        value = self.get(key)
        return value if isinstance(value, Scalar) else None

    def __repr__(self) -> str:
        return f"Mapping({self.entries!r})"


Node = Scalar | Sequence | Mapping

_SHORT = 16


def walk(node: Node, limit: int = 100_000) -> Iterator[Node]:
    """Every node below and including this one, depth first; stops after `limit` nodes.

    An alias makes one node appear in several places, so the walk is bounded.
    """
    pending: list[Node] = [node]
    while pending and limit > 0:
        limit -= 1
        node = pending.pop()
        yield node
        if isinstance(node, Sequence):
            pending.extend(reversed(node.items))
        elif isinstance(node, Mapping):
            for name, value in reversed(node.entries):
                pending.append(value)
                pending.append(name)
