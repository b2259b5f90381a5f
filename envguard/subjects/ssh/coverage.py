"""Which blocks cover which, lines that can never take effect, and keywords nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from envguard.data.ssh_keywords import KEYWORDS
from envguard.formats.ssh_config import lower
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.config import HOST, MATCH, Block, Line, SshConfig
from envguard.subjects.ssh.patterns import ends, in_list, is_wild, matches
from envguard.subjects.ssh.problems import Problem
from envguard.subjects.ssh.settings import FIRST_WINS

NEVER, SOMETIMES, ALWAYS = "never", "sometimes", "always"

LONGEST_COMPARED = 256
MOST_COMPARED = 200
MOST_COMPARISONS = 50_000


class Shadowed(NamedTuple):
    """A line that can never take effect, and the earlier one that always decides before it."""

    line: Line
    by: Line


class UnknownKeyword(NamedTuple):
    """A keyword that this ssh does not know: `ignored` says whether an IgnoreUnknown covers it."""

    problem: Problem
    ignored: str
    order: int

    @property
    def nearest(self) -> str | None:
        """The keyword that may be meant; to look for it takes far longer than the rest."""
        return nearest_keyword(lower(self.problem.value))


def covers(earlier: Block, later: Block) -> bool:
    """Whether a block surely holds for every host for which another one does."""
    if earlier is later or earlier.for_everything:
        return True
    if earlier.parent is not later.parent or earlier.kind != HOST or later.kind != HOST:
        return False
    excluded = [p[1:] for p in earlier.patterns if p.startswith("!")]
    if excluded:
        return False
    return bool(later.positive) and all(
        any(contains(wide, narrow) for wide in earlier.positive[:MOST_COMPARED])
        for narrow in later.positive[:MOST_COMPARED]
    )


def contains(wide: str, narrow: str) -> bool:
    """Whether everything that one pattern matches the other matches, too (False if unsure)."""
    if not is_wild(narrow):
        return matches(wide, narrow)
    head, tail = ends(wide)
    if not (narrow.startswith(head) and narrow.endswith(tail)):
        return False
    if len(wide) > LONGEST_COMPARED or len(narrow) > LONGEST_COMPARED:
        return wide == narrow
    reached = {0}
    for character in narrow:
        reached = _stars(wide, reached)
        step: set[int] = set()
        for at in reached:
            if at < len(wide) and wide[at] == "*":
                step.add(at)
            elif at < len(wide) and character != "*" and wide[at] in ("?", character):
                step.add(at + 1)
        reached = step
    return len(wide) in _stars(wide, reached)


@lru_cache(maxsize=1)
def shadowed_lines(config: SshConfig) -> tuple[Shadowed, ...]:
    """Lines whose option an earlier line decides for all of their hosts.

    Several rules ask for them, one after the other.
    """
    return tuple(_shadowed(config))


def _shadowed(config: SshConfig) -> Iterator[Shadowed]:
    setters: dict[str, _Setters] = {}
    for line in config.lines:
        for setting in line.settings:
            if setting.how != FIRST_WINS:
                continue
            earlier = setters.setdefault(setting.slot, _Setters())
            by = earlier.covering(line)
            if by is not None:
                yield Shadowed(line, by)
                break
            earlier.add(line)


def never_matches(block: Block) -> str | None:
    """Why no host name can ever bring a block in force, None where one can."""
    if block.kind == HOST:
        if not block.positive:
            return "only negated patterns, which never match by themselves"
        reasons = [_impossible(pattern) for pattern in block.positive]
        found = [reason for reason in reasons if reason is not None]
        return found[0] if len(found) == len(block.positive) else None
    if block.kind == MATCH:
        for criterion in block.criteria:
            if criterion.name == "all" and criterion.negated:
                return "`!all` never matches"
            patterns = [p for p in (criterion.value or "").split(",") if p]
            asks = bool(criterion.value) and criterion.name in _LISTS and not criterion.negated
            if asks and all(p.startswith("!") for p in patterns):
                return "only negated patterns, which never match by themselves"
    return None


def set_too_late(config: SshConfig, block: Block) -> Line | None:
    """The line that first sets the User or HostName that a Match block asks for, if it is later.

    Such a block reads what is set before it: `Match user git` above `User git` does not match.
    """
    for criterion in block.criteria:
        option = {"user": "user", "host": "hostname"}.get(criterion.name)
        if option is None or criterion.negated or not criterion.value or block.directive is None:
            continue
        if any(p.strip("*") == "" for p in criterion.value.split(",")):
            continue
        first = _first_setter(config, option, criterion.value)
        begin = block.lines[0].order if block.lines else 0
        if first is not None and first.order > begin:
            return first
    return None


def unknown_keywords(config: SshConfig) -> list[UnknownKeyword]:
    """Every keyword that this release does not know, with whether ssh goes on all the same."""
    ignoring = ignoring_lines(config)
    found = []
    for placed in config.unknown_keywords:
        name = lower(placed.problem.value)
        ignored = ignored_keyword(ignoring, name, placed.order)
        found.append(UnknownKeyword(placed.problem, ignored, placed.order))
    return found


def ignoring_lines(config: SshConfig) -> list[Line]:
    """The IgnoreUnknown lines, as many as are compared."""
    lines = (line for line in config.directives("ignoreunknown") if line.settings)
    return list(islice(lines, MOST_COMPARED))


def ignored_keyword(ignoring: list[Line], name: str, order: int) -> str:
    """Whether an IgnoreUnknown covers a keyword at a place: ALWAYS, SOMETIMES or NEVER."""
    return _ignored([line for line in ignoring if line.order < order], lower(name))


@lru_cache(maxsize=1_000)
def nearest_keyword(written: str) -> str | None:
    """The known keyword that is spelled most alike, as the manual writes it; None if none is."""
    name = lower(written)
    best, distance = None, 3
    for candidate, keyword in KEYWORDS.items():
        if abs(len(candidate) - len(name)) < distance and keyword.status in ("current", "vendor"):
            found = _distance(name, candidate, distance)
            if found < distance:
                best, distance = keyword.name, found
    return best if distance <= max(1, len(name) // 4) else None


_LISTS = ("host", "originalhost", "user", "localuser", "tagged")


class _Setters:
    """The lines that set one slot so far, found by the names in their blocks."""

    def __init__(self) -> None:
        self.everywhere: Line | None = None
        self.by_name: dict[str, Line] = {}
        self.wild: list[Line] = []
        self.compared = 0

    def covering(self, line: Line) -> Line | None:
        block = line.block
        if self.everywhere is not None:
            return self.everywhere
        for name in block.positive[:1]:
            known = self.by_name.get(name)
            if known is not None and covers(known.block, block):
                return known
        self.compared += len(self.wild)
        if self.compared > MOST_COMPARISONS:
            return None
        return next((w for w in self.wild if covers(w.block, block)), None)

    def add(self, line: Line) -> None:
        block = line.block
        if block.for_everything:
            self.everywhere = self.everywhere or line
        elif block.kind == HOST:
            for name in block.positive:
                self.by_name.setdefault(name, line)
            if any(map(is_wild, block.positive)) and len(self.wild) < MOST_COMPARED:
                self.wild.append(line)


def _stars(pattern: str, reached: set[int]) -> set[int]:
    """The places one can be at, stars passed over."""
    found = set(reached)
    for at in sorted(reached):
        while at < len(pattern) and pattern[at] == "*":
            at += 1
            found.add(at)
    return found


def _impossible(pattern: str) -> str | None:
    if "," in pattern:
        return "a comma is no separator in Host: it would have to be part of the name"
    if "[" in pattern and "]" in pattern and not pattern.startswith("["):
        return "brackets are no wildcard in Host: they would have to be part of the name"
    return None


def _first_setter(config: SshConfig, option: str, patterns: str) -> Line | None:
    """The first line that gives an option a value of a comma list."""
    first = _first_by_value(config, option)
    if not is_wild(patterns) and "!" not in patterns:
        lines = [first[pattern] for pattern in patterns.split(",") if pattern in first]
    else:
        values = islice(first.items(), MOST_COMPARED)
        lines = [line for value, line in values if in_list(patterns, value)]
    return min(lines, key=lambda line: line.order, default=None)


@lru_cache(maxsize=2)
def _first_by_value(config: SshConfig, option: str) -> dict[str, Line]:
    """For each value of an option the first line that sets it."""
    found: dict[str, Line] = {}
    for line in config.directives(option):
        for value in line.directive.values[:1]:
            found.setdefault(value, line)
    return found


def _ignored(before: list[Line], name: str) -> str:
    """Of several lines in force only the first one counts."""
    narrow = False
    for line in before:
        covered = in_list(str(line.settings[0].value), name, fold=True)
        if line.block.for_everything:
            if covered:
                return ALWAYS if not narrow or _all_cover(before, name) else SOMETIMES
            return SOMETIMES if narrow and _any_covers(before, name, line) else NEVER
        narrow = True
    return SOMETIMES if any(_covers_name(line, name) for line in before) else NEVER


def _all_cover(lines: list[Line], name: str) -> bool:
    return all(_covers_name(line, name) for line in lines)


def _any_covers(lines: list[Line], name: str, until: Line) -> bool:
    return any(_covers_name(line, name) for line in lines if line.order < until.order)


def _covers_name(line: Line, name: str) -> bool:
    return in_list(str(line.settings[0].value), name, fold=True)


def _distance(first: str, second: str, limit: int) -> int:
    """Letters to change, add, drop or swap with the next; `limit` where it would be more."""
    if len(first) > LONGEST_COMPARED:
        return limit
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        last, row = row, [i]
        for j, b in enumerate(second, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) >= limit:
            return limit
        before = last
    return row[-1]
