"""Which lines can concern a host, without asking each of thousands of blocks."""

from __future__ import annotations

from envguard.subjects.ssh.config import HOST, Block, Line, SshConfig
from envguard.subjects.ssh.patterns import in_words, is_wild


class LineIndex:
    """The lines of a config by the hosts they can concern.

    Blocks with plain names are found by name; those with wildcards are asked one by one; lines
    outside of Host blocks concern every host.
    """

    __slots__ = ("_always", "_by_name", "_wild")

    def __init__(self, config: SshConfig) -> None:
        self._by_name: dict[str, list[Block]] = {}
        self._wild: list[Block] = []
        always: list[Line] = []
        for block in config.blocks:
            if block.kind != HOST:
                always.extend(block.lines)
            elif any(is_wild(pattern) for pattern in block.positive):
                self._wild.append(block)
            else:
                for name in set(block.positive):
                    self._by_name.setdefault(name, []).append(block)
        self._always = sorted(always, key=_order)

    @property
    def wild_blocks(self) -> int:
        """How many blocks must be asked for each host."""
        return len(self._wild)

    def lines(self, names: tuple[str, ...]) -> list[Line]:
        """In order, the lines that may be in force for any of the names."""
        blocks: dict[int, Block] = {}
        for name in names:
            for block in self._by_name.get(name, ()):
                blocks[block.index] = block
            for block in self._wild:
                if in_words(block.patterns, name):
                    blocks[block.index] = block
        lines = list(self._always)
        for block in blocks.values():
            lines.extend(block.lines)
        lines.sort(key=_order)
        return lines


def _order(line: Line) -> int:
    return line.order
