"""A string that knows where each of its characters stands in a file.

Readers take a `Text` and give `Text`s, so nesting composes: a shell command inside a JSON
array inside a Dockerfile is still a `Text` whose pieces point into the Dockerfile.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from envguard.model.records import NamedTuple
from envguard.model.source import Location, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

Writer = Callable[[str], "str | None"]
"""Spells a value the way one segment of a file must spell it; None when it cannot."""


class Piece(NamedTuple):
    """A run of a Text's value and the run of the file that spells it.

    `start` counts in the value; `outer_start` and `outer_end` count in the file. Where both
    runs are equally long, characters correspond one to one; otherwise only the ends do.
    """

    start: int
    length: int
    outer_start: int
    outer_end: int
    writer: Writer | None = None


_piece: Callable[[type[Piece], tuple[object, ...]], Piece] = tuple.__new__


def refuse(value: str) -> None:
    """The writer of segments that no edit can enter, such as an expanded variable."""


class Settled(Protocol):
    """Words that can say where they stand and how the file spells them."""

    def location(self) -> Location:
        """Where they stand."""

    def spelled(self) -> str:
        """The file's own words."""


class Located(Protocol):
    """Anything that has a place: a Text, a tree node, a match spec, a word of a command."""

    @property
    def text(self) -> Settled:
        """The words at that place."""


class Text:
    """A string with a piecewise map to a file. Immutable; slices and joins keep the map."""

    __slots__ = ("pieces", "source", "value")

    def __init__(self, value: str, source: Source, pieces: tuple[Piece, ...]) -> None:
        self.value = value
        self.source = source
        self.pieces = pieces

    @classmethod
    def whole(cls, source: Source) -> Text:
        """All of a file."""
        length = len(source.content)
        return cls(source.content, source, (Piece(0, length, 0, length),))

    @classmethod
    def of(cls, value: str, path: str = "<text>") -> Text:
        """A text that is its own file; for tests and for words from the command line."""
        return cls.whole(Source(path, value))

    @classmethod
    def join(cls, parts: Iterable[Text]) -> Text:
        """Texts of one file set end to end. At least one part is needed."""
        values: list[str] = []
        pieces: list[Piece] = []
        length = 0
        source: Source | None = None
        for part in parts:
            source = part.source
            values.append(part.value)
            pieces.extend(piece._replace(start=piece.start + length) for piece in part.pieces)
            length += len(part.value)
        if source is None:
            raise ValueError("Text.join needs at least one part")
        kept = tuple(piece for piece in pieces if piece.length) or (pieces[0],)
        return cls("".join(values), source, kept)

    @property
    def text(self) -> Text:
        """Itself, so that a Text is `Located`."""
        return self

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"Text({self.value!r} @{self.start}:{self.end})"

    def __getitem__(self, key: slice) -> Text:
        """The slice [start:stop] of the value; a step is not supported."""
        begin, end, _ = key.indices(len(self.value))
        if end < begin:
            end = begin
        pieces = self.pieces
        if len(pieces) == 1:
            # by far the most frequent call of a run, so it is spelled out
            _, length, outer, outer_end, writer = pieces[0]
            if length == outer_end - outer:
                only = _piece(Piece, (0, end - begin, outer + begin, outer + end, writer))
                return Text(self.value[begin:end], self.source, (only,))
        if begin == end:
            at, writer = self._outer_start(begin), self._piece_at(begin).writer
            return Text("", self.source, (Piece(0, 0, at, at, writer),))
        kept = []
        for index in range(max(0, bisect_right(pieces, begin, key=_start) - 1), len(pieces)):
            piece = pieces[index]
            if piece.start >= end:
                break
            low, high = max(begin, piece.start), min(end, piece.start + piece.length)
            if low < high:
                kept.append(_cut(piece, low, high)._replace(start=low - begin))
        return Text(self.value[begin:end], self.source, tuple(kept))

    def stretch(self, begin: int, end: int) -> Text:
        """The slice [begin:end], whose value is cut out only when somebody asks for it.

        For what is large and seldom read as words, such as each container of a tree: their values
        together are as long as the file times its depth.
        """
        if self.value is not self.source.content or len(self.pieces) > 1:
            return self[begin:end]
        late = object.__new__(Text)
        late.source = self.source
        only = _piece(Piece, (0, end - begin, begin, end, self.pieces[0].writer))
        late.pieces = (only,)
        return late

    if not TYPE_CHECKING:  # a checker would take every misspelled attribute for this one

        def __getattr__(self, name: str) -> str:
            """The value of a stretch, which is kept from then on; asked for while it is unset."""
            if name != "value":
                raise AttributeError(name)
            self.value = self.spelled()
            return self.value

    @property
    def start(self) -> int:
        """Offset in the file at which the first character is spelled."""
        return self.pieces[0].outer_start

    @property
    def end(self) -> int:
        """Offset in the file just behind the last character's spelling."""
        end = self.pieces[-1].outer_end
        if end >= self.start:
            return end
        # joined against the file's order: `script:` written above `before_script:`
        return max(piece.outer_end for piece in self.pieces)

    def location(self) -> Location:
        """Where the whole text stands."""
        return self.source.location(self.start, self.end)

    def decoded(self, value: str, writer: Writer | None = refuse) -> Text:
        """This text read as `value`: one indivisible piece, such as an escape or a variable."""
        piece = Piece(0, len(value), self.start, self.end, self._composed(writer))
        return Text(value, self.source, (piece,))

    def unescaped(self, escapes: Iterable[tuple[int, int, str]]) -> Text:
        """This text with its escapes read: each (begin, end, value), in order, is one piece.

        Edits are spelled as they are now. Notebooks have an escape in nearly every line, so this
        makes the pieces at once instead of slicing and joining a Text for each.
        """
        first = self.pieces[0]
        value, outer, writer = self.value, first.outer_start, first.writer
        if len(self.pieces) > 1 or first.length != first.outer_end - outer:
            return self._unescaped_slowly(escapes)
        words: list[str] = []
        pieces: list[Piece] = []
        at = length = 0
        for begin, end, read in escapes:
            if begin > at:
                words.append(value[at:begin])
                pieces.append(Piece(length, begin - at, outer + at, outer + begin, writer))
                length += begin - at
            words.append(read)
            pieces.append(Piece(length, len(read), outer + begin, outer + end, writer))
            length += len(read)
            at = end
        if at < len(value) or not pieces:
            words.append(value[at:])
            pieces.append(Piece(length, len(value) - at, outer + at, outer + len(value), writer))
        return Text("".join(words), self.source, tuple(pieces))

    def _unescaped_slowly(self, escapes: Iterable[tuple[int, int, str]]) -> Text:
        parts, at = [], 0
        for begin, end, read in escapes:
            region = self[begin:end]
            piece = Piece(0, len(read), region.start, region.end, region.pieces[0].writer)
            parts += [self[at:begin], Text(read, self.source, (piece,))]
            at = end
        return Text.join([*parts, self[at:]])

    def through(self, writer: Writer) -> Text:
        """The same text, whose edits are spelled by `writer` before the outer writers see them."""
        if len(self.pieces) == 1:  # nearly every leaf of every file
            start, length, low, high, outer = self.pieces[0]
            only = Piece(start, length, low, high, _compose(writer, outer))
            return Text(self.value, self.source, (only,))
        pieces = tuple(
            piece._replace(writer=_compose(writer, piece.writer)) for piece in self.pieces
        )
        return Text(self.value, self.source, pieces)

    def within(self, region: Text) -> Text:
        """The same value, standing for all of `region`: a word with the quotes around it.

        Edits still go where the characters are spelled, inside the quotes.
        """
        before = Piece(0, 0, region.start, self.start, refuse)
        after = Piece(len(self.value), 0, self.end, region.end, refuse)
        edges = (before, *self.pieces, after)
        kept = tuple(p for p in edges if p.length or p.outer_start < p.outer_end)
        return Text(self.value, self.source, kept or self.pieces)

    def strip(self, characters: str | None = None) -> Text:
        """Without the characters (white space, when None) at both ends."""
        begin = len(self.value) - len(self.value.lstrip(characters))
        return self[begin : max(begin, len(self.value.rstrip(characters)))]

    def lines(self) -> list[Text]:
        """The lines without their breaks, which are `\\n`, `\\r\\n` and a lone `\\r`."""
        value, found, begin = self.value, [], 0
        feed, carriage = value.find("\n"), value.find("\r")
        while feed >= 0 or carriage >= 0:
            end = min(at for at in (feed, carriage) if at >= 0)
            found.append(self[begin:end])
            begin = end + (2 if value.startswith("\r\n", end) else 1)
            # each mark is looked for again only once it is passed: a text without "\r" would
            # otherwise be searched to its end for every line
            feed = value.find("\n", begin) if 0 <= feed < begin else feed
            carriage = value.find("\r", begin) if 0 <= carriage < begin else carriage
        found.append(self[begin:])
        return found

    def spelled(self) -> str:
        """The file's own words between this text's first and last character."""
        return self.source.content[self.start : self.end]

    def spell(self, begin: int, end: int, value: str) -> tuple[int, int, str] | None:
        """Offsets in the file and the words that put `value` in place of value[begin:end].

        None where the place cannot be edited: inside an escape, or across two quotings.
        """
        first = self._piece_at(begin if begin < end or begin == 0 else begin - 1)
        last = self._piece_at(max(begin, end - 1)) if begin < end else first
        touched = [p for p in self.pieces if p.length and first.start <= p.start <= last.start]
        if any(piece.writer is not first.writer for piece in touched):
            return None
        if _splits(first, begin) or _splits(last, end):
            return None
        spelled = first.writer(value) if first.writer else value
        if spelled is None:
            return None
        outer_end = self._outer_end(end) if begin < end else self._insertion(begin)
        outer_start = self._outer_start(begin) if begin < end else outer_end
        return outer_start, outer_end, spelled

    def _insertion(self, at: int) -> int:
        return self._outer_end(at) if at else self._outer_start(0)

    def _piece_at(self, index: int) -> Piece:
        at = bisect_right(self.pieces, index, key=_start) - 1
        return self.pieces[max(0, at)]

    def _outer_start(self, index: int) -> int:
        piece = self._piece_at(index)
        return _cut(piece, index, index).outer_start

    def _outer_end(self, index: int) -> int:
        piece = self._piece_at(index - 1)
        return _cut(piece, piece.start, index).outer_end

    def _composed(self, writer: Writer | None) -> Writer | None:
        if writer is None:
            return self.pieces[0].writer
        return _compose(writer, self.pieces[0].writer)


def _start(piece: Piece) -> int:
    return piece.start


def _cut(piece: Piece, low: int, high: int) -> Piece:
    """The part of a piece between two indexes of the value; an indivisible one stays whole."""
    if piece.length == piece.outer_end - piece.outer_start:
        shift = piece.outer_start - piece.start
        return Piece(low, high - low, low + shift, high + shift, piece.writer)
    begin = piece.outer_end if low >= piece.start + piece.length else piece.outer_start
    end = piece.outer_start if high <= piece.start else piece.outer_end
    return Piece(low, high - low, begin, max(begin, end), piece.writer)


def _splits(piece: Piece, index: int) -> bool:
    inside = piece.start < index < piece.start + piece.length
    return inside and piece.length != piece.outer_end - piece.outer_start


_composed: dict[tuple[Writer, Writer], Writer] = {}


def _compose(inner: Writer, outer: Writer | None) -> Writer:
    """One writer that spells with `inner`, then `outer`; the same pair gives the same object."""
    if outer is None or inner is refuse:
        return inner
    key = (inner, outer)
    known = _composed.get(key)
    if known is None:

        def both(value: str) -> str | None:
            spelled = inner(value)
            return None if spelled is None else outer(spelled)

        known = _composed[key] = both
    return known
