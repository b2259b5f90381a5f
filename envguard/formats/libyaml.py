"""YAML to a tree with spans, through PyYAML's C parser: what any YAML may hold.

The events of libyaml are walked with a stack of our own: its composer is recursive C, which a
hostile file could overflow.
"""

from __future__ import annotations

from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.formats.yaml_scalars import leaf
from envguard.model import Text
from envguard.model.patterns import imported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_yaml: Any = imported("yaml")
AliasEvent = _yaml.events.AliasEvent
DocumentEndEvent = _yaml.events.DocumentEndEvent
DocumentStartEvent = _yaml.events.DocumentStartEvent
MappingEndEvent = _yaml.events.MappingEndEvent
MappingStartEvent = _yaml.events.MappingStartEvent
ScalarEvent = _yaml.events.ScalarEvent
SequenceEndEvent = _yaml.events.SequenceEndEvent
SequenceStartEvent = _yaml.events.SequenceStartEvent
StreamEndEvent = _yaml.events.StreamEndEvent

MAXIMUM_DEPTH = 100
MAXIMUM_ALIASED = 100_000

_Parser: Any = getattr(_yaml.cyaml, "CParser", None) or _yaml.Loader
# libyaml takes a byte order mark at the begin away and counts from behind it
_drops_mark = _Parser is not _yaml.Loader


def documents(text: Text, single: bool) -> list[Node]:
    """All documents of a text that are not empty; more than one is refused where `single`.

    Raises SyntaxProblem.
    """
    return _Builder(text, single).documents()


class _Open:
    """A collection whose end has not been seen yet."""

    __slots__ = ("anchor", "flow", "key", "mapping", "nodes", "start")

    def __init__(self, mapping: bool, start: int, flow: bool, anchor: str | None) -> None:
        self.mapping = mapping
        self.start = start
        self.flow = flow
        self.anchor = anchor
        self.nodes: list[Node] = []


class _Builder:
    def __init__(self, text: Text, single: bool) -> None:
        self.whole = text.value
        if _drops_mark and self.whole.startswith("\ufeff"):
            text = text[1:]
        self.text = text
        self.single = single
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[int, int] = {}
        self.aliased = 0

    def documents(self) -> list[Node]:
        found: list[Node] = []
        stack: list[_Open] = []
        root: Node | None = None
        started = 0
        try:
            parser = _Parser(self.whole)
            while True:
                event = parser.get_event()
                kind = event.__class__
                if kind is ScalarEvent:
                    node: Node = self._scalar(event)
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    if len(stack) >= MAXIMUM_DEPTH:
                        raise self._problem(event.start_mark.index, "nested too deeply")
                    stack.append(
                        _Open(
                            kind is MappingStartEvent,
                            event.start_mark.index,
                            bool(event.flow_style),
                            event.anchor,
                        )
                    )
                    continue
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    node = self._close(stack.pop(), event)
                elif kind is AliasEvent:
                    node = self._alias(event)
                elif kind is DocumentStartEvent:
                    started += 1
                    if self.single and started > 1:
                        raise self._problem(event.start_mark.index, "a second document begins here")
                    self.anchors.clear()
                    continue
                elif kind is DocumentEndEvent:
                    if root is not None:
                        found.append(root)
                    root = None
                    continue
                elif kind is StreamEndEvent:
                    return found
                else:
                    continue
                if stack:
                    stack[-1].nodes.append(node)
                elif not _is_empty(node):
                    root = node
        except _yaml.YAMLError as error:
            raise self._refused(error) from None
        except UnicodeEncodeError as error:
            # odd bytes that were carried into a text of a file that is not UTF-8
            raise self._problem(error.start, "it is not valid UTF-8") from None

    def _scalar(self, event: Any) -> Scalar:
        begin, end = event.start_mark.index, event.end_mark.index
        scalar = leaf(self.text, begin, end, event.value, event.style or "plain", event.tag)
        if event.anchor:
            self.anchors[event.anchor] = scalar
        return scalar

    def _close(self, opened: _Open, event: Any) -> Node:
        end = event.end_mark.index if opened.flow else self._last_end(opened)
        text = self.text[opened.start : max(opened.start, end)]
        nodes = opened.nodes
        node: Node
        if opened.mapping:
            node = Mapping(text, list(zip(nodes[::2], nodes[1::2])), opened.flow)
        else:
            node = Sequence(text, nodes, opened.flow)
        if opened.anchor:
            self.anchors[opened.anchor] = node
        return node

    def _last_end(self, opened: _Open) -> int:
        """Index just behind a block collection's last child (libyaml's end is the next token)."""
        if not opened.nodes:
            return opened.start
        last = opened.nodes[-1]
        outer = last.raw.end if isinstance(last, Scalar) else last.text.end
        pieces = self.text.pieces
        if len(pieces) == 1:
            index = outer - pieces[0].outer_start
            return index if index >= opened.start else opened.start
        return opened.start

    def _alias(self, event: Any) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            raise self._problem(
                event.start_mark.index,
                f"`*{event.anchor}` is an alias of nothing; a text that begins with * needs quotes",
            )
        self.aliased += self._size(node)
        if self.aliased > MAXIMUM_ALIASED:
            raise self._problem(event.start_mark.index, "aliases expand to too many nodes")
        return node

    def _size(self, node: Node) -> int:
        known = self.sizes.get(id(node))
        if known is None:
            if isinstance(node, Sequence):
                known = 1 + sum(self._size(item) for item in node.items)
            elif isinstance(node, Mapping):
                known = 1 + sum(self._size(k) + self._size(v) for k, v in node.entries)
            else:
                known = 1
            self.sizes[id(node)] = known
        return known

    def _problem(self, index: int, reason: str) -> SyntaxProblem:
        return SyntaxProblem(self.text[index : index + 1], reason)

    def _refused(self, error: _yaml.YAMLError) -> SyntaxProblem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if mark is not None:
            index = min(mark.index, len(self.text))
            return self._problem(index, explain(self.text.value, index, error))
        position = getattr(error, "position", 0) or 0
        return self._problem(position, "a character that YAML does not allow")


def explain(value: str, index: int, error: _yaml.YAMLError) -> str:
    """libyaml's complaint in words for somebody who wrote the file."""
    problem = str(getattr(error, "problem", "") or error)
    begin = value.rfind("\n", 0, index) + 1
    line = value[begin : index + 1]
    if "\t" in line or "\\t" in problem or "'\\t'" in problem:
        return "a tab where YAML allows spaces only"
    if "alias" in problem or "expected alphabetic or numeric character" in problem:
        return "a text that begins with * or & needs quotes"
    context = str(getattr(error, "context", "") or "")
    return f"{problem}{' ' + context if context else ''}"


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and not node.value and not node.tag
