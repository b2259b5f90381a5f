"""Which lines can concern a host, without asking each of thousands of blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from envguard.formats.ssh_config import lower
from envguard.subjects.ssh.config import HOST, Block, Line, SshConfig
from envguard.subjects.ssh.expand import Expansion, Unset, expand
from envguard.subjects.ssh.patterns import ends, is_wild
from envguard.subjects.ssh.settings import FIRST_WINS, MOST_BEATEN, PROXY, Setting

MOST_NAMES = 8
"""With more host names in question, every block is asked."""


class LineIndex:
    """The lines of a config by the hosts they can concern.

    Host blocks are found by their patterns, and so are Match blocks by those of `originalhost`,
    which asks for the name as typed, or of `host`, which asks for what HostName made of it. All
    other lines concern every host.
    """

    __slots__ = ("_always", "_config", "_hosts", "_names", "_typed")

    def __init__(self, config: SshConfig) -> None:
        self._config = config
        self._hosts = _Patterns()
        self._typed = _Patterns()
        self._names = _Patterns()
        always: list[Line] = []
        for block in config.blocks:
            if block.for_everything and block.parent is None:
                always.extend(block.lines)
                continue
            if block.kind == HOST:
                self._hosts.file(block.positive, block)
                continue
            typed = _patterns_of("originalhost", block)
            names = _patterns_of("host", block) if typed is None else None
            if typed is not None:
                self._typed.file(typed, block)
            elif names is not None:
                self._names.file(names, block)
            else:
                always.extend(block.lines)
        self._always = list(_worth_asking(sorted(always, key=_order)))

    @property
    def asked_each_time(self) -> int:
        """How many blocks or lines must be asked for a host, at the most."""
        plain = len(self._always)
        named = len(self._names.blocks) if self._config.unread else self._names.most
        return plain + self._hosts.most + self._typed.most + named

    def lines(self, host: str, names: tuple[str, ...] = ()) -> list[Line]:
        """In order, the lines that may be in force for a host as typed.

        `names` are those of a second pass, under which Host and Match host are asked then.
        """
        blocks: dict[int, Block] = {}
        for name in names or (host,):
            # a block is filed under each of its patterns, and answers for all of them at once
            for index, block in {b.index: b for b in self._hosts.candidates(name)}.items():
                if index not in blocks and block.matches(name):
                    blocks[index] = block
        for block in self._typed.candidates(lower(host)):
            blocks[block.index] = block
        found = [block.lines for block in blocks.values()]
        found.extend(block.lines for block in self._named(host, names, [self._always, *found]))
        lines = list(self._always)
        for more in found:
            lines.extend(more)
        lines.sort(key=_order)
        return lines

    def _named(self, host: str, names: tuple[str, ...], found: list[list[Line]]) -> list[Block]:
        """The blocks whose `host` may match; their HostName may bring others in force."""
        if self._config.unread:
            return self._names.blocks
        asked: dict[str, None] = {}
        blocks: dict[int, Block] = {}
        new = [lower(name) for name in (*names, host)]
        while new:
            asked.update(dict.fromkeys(new))
            if len(asked) > MOST_NAMES:
                return self._names.blocks
            more = {b.index: b for name in new for b in self._names.candidates(name)}
            more = {index: block for index, block in more.items() if index not in blocks}
            blocks.update(more)
            found = [*found, *(block.lines for block in more.values())]
            new = [n for n in _host_names(found, (*names, host)) if n not in asked]
            found = []
        return list(blocks.values())


class _Patterns:
    """Blocks by patterns: plain ones by name, others by what stands around their wildcards."""

    __slots__ = ("_by_head", "_by_name", "_by_tail", "_longest", "_wild", "blocks", "others")

    def __init__(self) -> None:
        self._by_name: dict[str, list[Block]] = {}
        self._by_head: dict[str, list[Block]] = {}
        self._by_tail: dict[str, list[Block]] = {}
        self._longest = 0
        self.blocks: list[Block] = []
        self.others: list[Block] = []
        self._wild = 0

    def file(self, patterns: Iterable[str], block: Block) -> None:
        """Files a block under all of its patterns, none of which begins with `!`."""
        self.blocks.append(block)
        for pattern in dict.fromkeys(patterns):
            if not is_wild(pattern):
                self._by_name.setdefault(pattern, []).append(block)
                continue
            head, tail = ends(pattern)
            if not head and not tail:
                self._wild += 1
                if self.others[-1:] != [block]:
                    self.others.append(block)
                continue
            part, by_part = (
                (head, self._by_head) if len(head) >= len(tail) else (tail, self._by_tail)
            )
            by_part.setdefault(part, []).append(block)
            self._longest = max(self._longest, len(part))

    @property
    def most(self) -> int:
        """How many blocks the worst name has as its candidates, about."""
        parts = (self._by_head, self._by_tail)
        return self._wild + sum(max(map(len, p.values()), default=0) for p in parts)

    def candidates(self, name: str) -> Iterator[Block]:
        """The blocks of which a pattern may match a name, some more than once."""
        yield from self._by_name.get(name, ())
        for at in range(1, min(len(name), self._longest) + 1):
            yield from self._by_head.get(name[:at], ())
            yield from self._by_tail.get(name[-at:], ())
        yield from self.others


def _worth_asking(lines: list[Line]) -> Iterator[Line]:
    """Without the lines that are in force for every host and come too late by far.

    Thousands of `Host *` blocks would otherwise cost every host the same long way.
    """
    seen: Counter[str] = Counter()
    everywhere: dict[int, bool] = {}
    for line in lines:
        block = line.block
        known = everywhere.get(block.index)
        if known is None:
            known = everywhere[block.index] = block.parent is None and block.for_everything
        slots = [setting.slot for setting in line.settings]
        if not known or not all(map(_first_wins, line.settings)):
            yield line
        elif not slots:
            # of these an Include alone does something: it says what its files stand in
            if line.directive.name == "include" or line.unread:
                yield line
        elif min(seen[slot] for slot in slots) <= MOST_BEATEN:
            seen.update(slots)
            yield line


def _first_wins(setting: Setting) -> bool:
    # a later ProxyCommand may still win over `ProxyJump none`
    return setting.how == FIRST_WINS and setting.slot != PROXY


def _patterns_of(criterion: str, block: Block) -> list[str] | None:
    """The patterns one of which must match, for a Match block that has such a criterion."""
    for found in block.criteria:
        if found.name == criterion and not found.negated:
            patterns = lower(found.value or "").split(",")
            return [pattern for pattern in patterns if not pattern.startswith("!")]
    return None


def _host_names(found: list[list[Line]], typed: tuple[str, ...]) -> set[str]:
    """What the HostName lines may make of the names, in lower case."""
    names: set[str] = set()
    for lines in found:
        for line in lines:
            if line.directive.name != "hostname":
                continue
            for setting in line.settings:
                for name in typed:
                    try:
                        names.add(lower(expand(str(setting.value), {"h": name})))
                    except (Expansion, Unset):
                        # ssh stops here for such a host, which the end of the resolution says
                        continue
    return names


def _order(line: Line) -> int:
    return line.order
