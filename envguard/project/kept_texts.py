"""The texts of a project's files, kept while they are few: who asks for another reads it again."""

from __future__ import annotations

import sys

from envguard.model import Text

MAXIMUM_CHECKED = 200
MAXIMUM_BYTES = 8 * 1024 * 1024


class KeptTexts:
    """Texts by the real path of their file; None stands for a file that cannot be read.

    One that is on disk as it was read may be dropped, the oldest first, but never the last. What
    its file was called stays known.
    """

    __slots__ = ("_checked", "_named", "_size", "_sizes", "_texts")

    def __init__(self) -> None:
        self._texts: dict[str, Text | None] = {}
        # how much memory those take that may be dropped, in the order in which they will be
        self._sizes: dict[str, int] = {}
        self._size = 0
        self._checked: list[str] = []
        # what files are called in findings, also when somebody else asks for them
        self._named: dict[str, str] = {}

    def __contains__(self, real: str) -> bool:
        return real in self._texts

    def get(self, real: str) -> Text | None:
        """The text that is kept, or None."""
        return self._texts.get(real)

    def name(self, real: str) -> str | None:
        """What a file is or was called; None where it was never read."""
        text = self._texts.get(real)
        return text.source.path if text is not None else self._named.get(real)

    def take(self, real: str, text: Text | None) -> None:
        """Keep a text, whatever stands on disk, until `may_drop` says otherwise."""
        self._size -= self._sizes.pop(real, 0)
        self._texts[real] = text

    def may_drop(self, real: str) -> None:
        """The file is on disk as it was read; the last ones are kept all the same.

        A notebook may take sixteen times what two hundred environments do, so bytes are counted.
        """
        text = self._texts.get(real)
        if text is None:
            return
        size = sys.getsizeof(text.value)
        self._size += size - self._sizes.pop(real, 0)
        self._sizes[real] = size
        while self._size > MAXIMUM_BYTES and len(self._sizes) > 1:
            self._drop(next(iter(self._sizes)))

    def was_checked(self, real: str) -> None:
        """As `may_drop`, and of such only a number is kept: who asks for them has mostly done so.

        Files are checked folder by folder, and a file's neighbours are what is asked for most.
        """
        self.may_drop(real)
        self._checked.append(real)
        if len(self._checked) > MAXIMUM_CHECKED:
            self._drop(self._checked.pop(0))

    def _drop(self, real: str) -> None:
        self._size -= self._sizes.pop(real, 0)
        text = self._texts.pop(real, None)
        if text is not None:
            self._named[real] = text.source.path
