"""Which lines can concern a host, without asking each of thousands of blocks."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.subjects.ssh.config import HOST, Block, Line, SshConfig
from envguard.subjects.ssh.patterns import ends, in_words, is_wild


class LineIndex:
    """The lines of a config by the hosts they can concern.

    Blocks with plain names are found by name, those with wildcards by what stands before or
    behind the wildcards; lines outside of Host blocks concern every host.
    """

    __slots__ = ("_always", "_by_head", "_by_name", "_by_tail", "_others")

    def __init__(self, config: SshConfig) -> None:
        self._by_name: dict[str, list[Block]] = {}
        self._by_head: dict[str, list[Block]] = {}
        self._by_tail: dict[str, list[Block]] = {}
        self._others: list[Block] = []
        always: list[Line] = []
        for block in config.blocks:
            if block.kind != HOST:
                always.extend(block.lines)
                continue
            for pattern in dict.fromkeys(block.positive):
                self._file(pattern, block)
        self._always = sorted(always, key=_order)

    @property
    def asked_each_time(self) -> int:
        """How many blocks must be asked for each host."""
        return len(self._others)

    def lines(self, names: tuple[str, ...]) -> list[Line]:
        """In order, the lines that may be in force for any of the names."""
        blocks: dict[int, Block] = {}
        for name in names:
            for block in self._candidates(name):
                if block.index not in blocks and in_words(block.patterns, name):
                    blocks[block.index] = block
        lines = list(self._always)
        for block in blocks.values():
            lines.extend(block.lines)
        lines.sort(key=_order)
        return lines

    def _file(self, pattern: str, block: Block) -> None:
        if not is_wild(pattern):
            self._by_name.setdefault(pattern, []).append(block)
            return
        head, tail = ends(pattern)
        if not head and not tail:
            self._others.append(block)
        elif len(head) >= len(tail):
            self._by_head.setdefault(head, []).append(block)
        else:
            self._by_tail.setdefault(tail, []).append(block)

    def _candidates(self, name: str) -> Iterator[Block]:
        yield from self._by_name.get(name, ())
        for at in range(1, len(name) + 1):
            yield from self._by_head.get(name[:at], ())
            yield from self._by_tail.get(name[-at:], ())
        yield from self._others


def _order(line: Line) -> int:
    return line.order
