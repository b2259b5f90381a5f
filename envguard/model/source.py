"""One file as it was read, and the places in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from envguard.model.records import NamedTuple

EXCERPT_LENGTH = 400


class Position(NamedTuple):
    """A place in a file: both numbers 1-based, columns in code points."""

    line: int
    column: int


class Location(NamedTuple):
    """A settled place in a file; light enough to keep when the file's text is gone.

    `start` and `end` are offsets in code points into the decoded file (0-based, end
    exclusive, a byte order mark not counted); `line` is the text of the first line. In a
    notebook `cell` is the number of the cell and the line in it, both 1-based.
    """

    path: str
    start: int
    end: int
    begin: Position
    finish: Position
    line: str
    cell: tuple[int, int] | None = None


# a third of the time of a call of the class, and every finding and edit has some of these
_position: Callable[[type[Position], tuple[int, int]], Position] = tuple.__new__
_location: Callable[[type[Location], tuple[object, ...]], Location] = tuple.__new__


class Source:
    """One file as read: where it is, what it says, and how its bytes were spelled."""

    __slots__ = ("_line_starts", "content", "encoding", "mark", "path")

    def __init__(self, path: str, content: str, encoding: str = "utf-8", mark: str = "") -> None:
        self.path = path
        self.content = content
        self.encoding = encoding
        self.mark = mark
        self._line_starts: list[int] | None = None

    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; lines break at `\\n`, `\\r\\n` and a lone `\\r` only."""
        if self._line_starts is None:
            content = self.content
            starts = [0]
            if "\r" not in content:
                at = content.find("\n")
                while at >= 0:
                    starts.append(at + 1)
                    at = content.find("\n", at + 1)
            else:
                starts.extend(
                    at + 1
                    for at, character in enumerate(content)
                    if character == "\n" or (character == "\r" and content[at + 1 : at + 2] != "\n")
                )
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """The 1-based line and column of an offset."""
        starts = self.line_starts()
        line = bisect_right(starts, offset) - 1
        return Position(line + 1, offset - starts[line] + 1)

    def line_at(self, offset: int) -> str:
        """The line that holds the offset, without its line break."""
        return self._excerpt(bisect_right(self.line_starts(), offset) - 1)

    def _excerpt(self, index: int) -> str:
        """The line of a 0-based index, as much of it as is shown."""
        starts = self.line_starts()
        begin = starts[index]
        end = starts[index + 1] if index + 1 < len(starts) else len(self.content)
        return self.content[begin : min(end, begin + EXCERPT_LENGTH)].rstrip("\r\n")

    def location(self, start: int, end: int) -> Location:
        """Settle a pair of offsets."""
        starts = self.line_starts()
        index = bisect_right(starts, start) - 1
        at = starts[index]
        begin = _position(Position, (index + 1, start - at + 1))
        # nearly every place ends on the line on which it begins
        if start <= end and (index + 1 == len(starts) or end < starts[index + 1]):
            finish = _position(Position, (index + 1, end - at + 1))
        else:
            finish = self.position(end)
        return _location(
            Location, (self.path, start, end, begin, finish, self._excerpt(index), None)
        )
