"""The lines that are in force for one host, found as ssh finds them: in order, first value wins.

What cannot be known here (Match exec, an Include that is not read, a name that DNS decides) has
three values: a line is in force, is not, or may be.
"""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.config import GLOBAL, HOST, Block, Line, SshConfig
from envguard.subjects.ssh.criteria import Criterion
from envguard.subjects.ssh.expand import Expansion, Unset, expand
from envguard.subjects.ssh.jump import Jump
from envguard.subjects.ssh.patterns import in_list, matches
from envguard.subjects.ssh.settings import (
    ADDS,
    ADDS_ONCE,
    FIRST_WINS,
    MOST_BEATEN,
    PROXY,
    REMOVES,
    Setting,
    Value,
)
from envguard.subjects.ssh.values import STRICTER_SINCE

NO, MAYBE, YES = 0, 1, 2

UNREAD = "an Include whose files are not read may set it first"
_SETTLED = frozenset(
    ("hostname", "canonicalizehostname", "canonicalizemaxdots", "canonicalizefallbacklocal")
)
"""Measured: of these the second pass changes nothing, not even where the first set none."""

MOST_CANDIDATES = 8
MOST_MAYBE = 1_000
MOST_ITEMS = 10_000
MOST_REMOVALS = 200_000


class Contribution(NamedTuple):
    """A value, the line that sets it, and why it only may hold ("" where it does)."""

    value: Value
    line: Line
    reason: str = ""


class Slot:
    """What decides one option: the first line surely in force, and those before it that may be.

    `beaten` are lines in force that came too late.
    """

    __slots__ = ("beaten", "decided", "maybe", "reason")

    def __init__(self) -> None:
        self.decided: Contribution | None = None
        self.maybe: list[Contribution] = []
        self.reason = ""
        self.beaten: list[Line] = []


class Resolution:
    """All slots and lists for one host, after one or two passes over the lines."""

    __slots__ = (
        "_host_names", "active", "added", "config", "doubt", "host", "lists", "name_doubt",
        "names", "other_names", "reasons", "removals", "second", "slots", "unread", "user",
    )  # fmt: skip

    def __init__(self, config: SshConfig, host: str, user: str | None) -> None:
        self.config = config
        self.host = host
        self.user = user
        self.names: tuple[str, ...] = (host,)
        self.slots: dict[str, Slot] = {}
        self.lists: dict[str, dict[Value, Contribution]] = {}
        self.added = 0
        self.removals = 0
        self.active: dict[int, int] = {}
        self.reasons: dict[int, str] = {}
        self.unread = ""
        self.second = False
        self.doubt = ""
        self.name_doubt = ""
        self.other_names = False
        self._host_names: tuple[list[str], bool] | None = None

    def run(self, lines: list[Line]) -> None:
        """One pass over lines in order; those of blocks that cannot match may be left out."""
        for line in lines:
            block = line.block
            if line.directive is block.directive:
                self.active[block.index] = self._holds(block)
                continue
            state = self.active.get(block.index)
            if state is None:
                state = self.active[block.index] = self._holds(block)
            if state == NO:
                continue
            if line.unread and not self.unread:
                self.unread = UNREAD
                self._host_names = None
            for setting in line.settings:
                self._apply(setting, line, state, self.reasons.get(block.index, ""))

    def begin_second_pass(
        self, names: tuple[str, ...], name_doubt: str, others: bool, doubt: str
    ) -> None:
        """Makes ready to read all again under other names, keeping every value.

        `name_doubt` says why there are several names, and `others` that there may be still more;
        `doubt` says why ssh may not read twice at all.
        """
        self.names = names
        self.name_doubt = name_doubt
        self.other_names = others
        self.doubt = doubt
        self.second = True
        self._host_names = None
        self.active.clear()
        self.reasons.clear()

    def value(self, slot: str) -> Value | None:
        """The value that holds as far as is known, None where nothing sets the slot."""
        held = self.slots.get(slot)
        return held.decided.value if held and held.decided else None

    def candidates(self, slot: str, default: tuple[str, ...]) -> tuple[list[str], bool]:
        """Every text the slot may have at this point, and whether there may be still others."""
        held = self.slots.get(slot) or Slot()
        found = [str(c.value) for c in held.maybe[:MOST_CANDIDATES]]
        others = len(held.maybe) > MOST_CANDIDATES
        if held.decided is not None:
            return [*found, str(held.decided.value)], others or bool(held.reason)
        return [*found, *default], others or bool(self.unread) or not default

    def host_names(self) -> tuple[list[str], bool]:
        """The names Match host may see: HostName so far with its tokens, else the host's own."""
        if self._host_names is None:
            self._host_names = self._find_host_names()
        return self._host_names

    def _find_host_names(self) -> tuple[list[str], bool]:
        written, others = self.candidates("hostname", ("%h",))
        if self.second:
            return [lower(name) for name in self.names], others or self.other_names
        names: set[str] = set()
        for value in written:
            try:
                names.update(lower(expand(value, {"h": name})) for name in self.names)
            except (Expansion, Unset):
                # ssh stops here for such a host, which the end of the resolution says
                continue
        return sorted(names), others

    def _holds(self, block: Block) -> int:
        """Whether a block's lines are in force, its including block's condition included."""
        outer = YES
        if block.parent is not None:
            outer = self.active.get(block.parent.index, NO)
            if outer == NO:
                return NO
        if block.kind == GLOBAL:
            own, reason = YES, ""
        elif block.kind == HOST:
            own, reason = self._host_holds(block)
        else:
            own, reason = self._match_holds(block)
        if own == YES and self.doubt:
            own, reason = MAYBE, self.doubt
        if own == YES and outer == MAYBE and block.parent is not None:
            reason = self.reasons.get(block.parent.index, "")
        self.reasons[block.index] = reason
        return min(own, outer)

    def _host_holds(self, block: Block) -> tuple[int, str]:
        found = {block.matches(name) for name in self.names}
        if len(found) == 2 or (self.other_names and not block.for_everything):
            return MAYBE, self.name_doubt
        return (YES if True in found else NO), ""

    def _match_holds(self, block: Block) -> tuple[int, str]:
        state, why = (YES, "") if block.criteria else (NO, "")
        for criterion in block.criteria:
            found, reason = self._criterion(criterion)
            if criterion.negated:
                found = YES - found
            if found < state:
                state, why = found, reason
            if state == NO:
                break
        return state, why

    def _criterion(self, criterion: Criterion) -> tuple[int, str]:
        name, value = criterion.name, criterion.value or ""
        if name == "all":
            return YES, ""
        if name in ("canonical", "final"):
            # measured: both mean the second pass, whatever brought it about
            return (YES if self.second else NO), ""
        if name == "originalhost":
            return _known(in_list(value, lower(self.host), fold=True))
        if name == "host":
            names, others = self.host_names()
            found = {in_list(value, name, fold=True) for name in names}
            return _several(found, others, value, "the host name is not known here")
        if name == "user":
            user = self.config.machine.user
            names, others = self.candidates("user", () if user is None else (user,))
            if self.user is not None:
                names, others = [self.user], False
            found = {in_list(value, name) for name in names}
            return _several(found, others, value, "the user name is not known here")
        if name == "localuser":
            local = self.config.machine.user
            found = {in_list(value, local)} if local is not None else set()
            return _several(found, local is None, value, "the local user is not known here")
        return self._newer_criterion(name, value)

    def _newer_criterion(self, name: str, value: str) -> tuple[int, str]:
        """Criteria since 9.4; a session without a command, as `ssh HOST` opens it, is assumed."""
        if name == "tagged":
            return _known(in_list(value, str(self.value("tag") or "")))
        if name == "command":
            return _known(in_list(value, ""))
        if name == "sessiontype":
            kind = self.value("sessiontype") or "default"
            return _known(in_list(value, "shell" if kind == "default" else str(kind)))
        what = {
            "exec": "Match exec runs a command, which is never run here",
            "localnetwork": "Match localnetwork depends on where the machine is",
        }
        return MAYBE, what.get(name, f"Match {name} depends on the ssh that reads it")

    def _apply(self, setting: Setting, line: Line, state: int, reason: str) -> None:
        if setting.how == FIRST_WINS:
            if self.second and setting.slot in _SETTLED:
                return
            if setting.slot == "hostname":
                self._host_names = None
            slot = self.slots.setdefault(setting.slot, Slot())
            if slot.decided is not None and not self._gives_way(slot.decided.value, setting):
                if (
                    slot.decided.line is not line
                    and len(slot.beaten) < MOST_BEATEN
                    and not self.second
                ):
                    slot.beaten.append(line)
                return
            if state == YES:
                slot.decided = Contribution(setting.value, line)
                slot.reason = self.unread
            elif len(slot.maybe) < MOST_MAYBE:
                slot.maybe.append(Contribution(setting.value, line, reason))
            return
        if setting.how in (ADDS, ADDS_ONCE, REMOVES):
            why = "" if state == YES else reason
            self._collect(setting, Contribution(setting.value, line, why))

    def _gives_way(self, decided: Value, setting: Setting) -> bool:
        """Newer releases: `ProxyJump none` does not keep a later ProxyCommand out."""
        if setting.slot != PROXY or self.config.version < STRICTER_SINCE:
            return False
        return isinstance(decided, Jump) and not decided.hops and isinstance(setting.value, str)

    def _collect(self, setting: Setting, added: Contribution) -> None:
        """Adds to a list, or takes away from it."""
        items = self.lists.setdefault(setting.slot, {})
        if setting.how == REMOVES:
            self.removals += len(items)
            if self.removals <= MOST_REMOVALS:
                _remove(items, added)
            return
        # without duplicates the value is the key, else the number of the item is
        key: Value = added.value if setting.how == ADDS_ONCE else str(self.added)
        self.added += 1
        known = items.get(key)
        if known is None:
            if len(items) < MOST_ITEMS:
                items[key] = added
        elif known.reason and not added.reason:
            items[key] = known._replace(reason="")


def _known(found: bool) -> tuple[int, str]:
    return (YES if found else NO), ""


def _several(found: set[bool], others: bool, patterns: str, reason: str) -> tuple[int, str]:
    """The answer where several values are possible, `others` among them that are not known."""
    if others and not any(not p.strip("*") for p in patterns.split(",") if p):
        return MAYBE, reason
    if others and any(p.startswith("!") for p in patterns.split(",")):
        return MAYBE, reason
    if len(found) == 2:
        return MAYBE, reason
    return (YES if True in found or (others and not found) else NO), ""


def _remove(items: dict[Value, Contribution], removed: Contribution) -> None:
    for key, item in list(items.items()):
        if matches(str(removed.value), str(item.value)):
            if removed.reason:
                items[key] = item._replace(reason=item.reason or removed.reason)
            else:
                del items[key]
