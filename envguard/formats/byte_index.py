"""From bytes of a text in UTF-8, in which the shell's parser counts, to its characters."""

from __future__ import annotations

_BLOCK = 512
# the bytes that go on with a character and begin none
_INNER = bytes(range(0x80, 0xC0))


class ByteIndex:
    """Counts the characters once; decoding all that stands before each word would be quadratic."""

    def __init__(self, encoded: bytes, length: int) -> None:
        self._encoded = encoded
        self._plain = len(encoded) == length
        self._counted: list[int] = []

    def character(self, byte: int) -> int:
        """The character at a byte; broken input lets the parser cut a character in two."""
        if self._plain:
            return byte
        if not self._counted:
            self._counted.append(0)
            for begin in range(0, len(self._encoded), _BLOCK):
                more = _begun(self._encoded[begin : begin + _BLOCK])
                self._counted.append(self._counted[-1] + more)
        begin = byte - byte % _BLOCK
        found = self._counted[byte // _BLOCK] + _begun(self._encoded[begin:byte])
        is_cut = byte < len(self._encoded) and self._encoded[byte] in _INNER
        return found - 1 if is_cut else found


def _begun(part: bytes) -> int:
    """How many characters begin in a part."""
    return len(part.translate(None, _INNER))
