"""Tools for spelling one host's options: slots to values, and tokens filled in."""

from __future__ import annotations

from collections.abc import Mapping

from envguard.formats.ssh_config import lower
from envguard.subjects.ssh.config import Line
from envguard.subjects.ssh.destination import Destination
from envguard.subjects.ssh.expand import Expansion, Unset, expand, expand_home
from envguard.subjects.ssh.jump import Jump
from envguard.subjects.ssh.options import HostProblem, OptionValue, Possible, spell
from envguard.subjects.ssh.resolving import Resolution, Slot
from envguard.subjects.ssh.settings import PROXY


class Printer:
    """The options of one host while they are being put together.

    `failed` says that ssh gave up on completing its defaults (see `printing`).
    """

    __slots__ = ("destination", "failed", "machine", "options", "resolution", "version")

    def __init__(self, resolution: Resolution, destination: Destination) -> None:
        self.resolution = resolution
        self.destination = destination
        self.version = resolution.config.version
        self.machine = resolution.config.machine
        self.options: dict[str, OptionValue] = {}
        self.failed = False

    def slot(self, name: str) -> Slot:
        """A slot, an empty one where no line sets it."""
        return self.resolution.slots.get(name) or Slot()

    def option(self, name: str, default: str | None) -> OptionValue | None:
        """The option a slot decides, with what may hold instead; None where nothing is printed."""
        slot = self.slot(name)
        others = tuple(Possible(spell(c.value), c.line, c.reason) for c in slot.maybe)
        reason = others[0].reason if others else ""
        if slot.decided is not None:
            reason = reason or slot.reason
            line = slot.decided.line
            value, beaten = spell(slot.decided.value), tuple(slot.beaten)
            return OptionValue(value, (line,), not reason, reason, others, beaten)
        reason = reason or self.resolution.unread
        if default is None:
            return OptionValue("", (), False, reason, others) if others else None
        return OptionValue(default, (), not reason, reason, others)

    def certain(self, name: str, default: str) -> OptionValue:
        """The option of a slot that has a default."""
        return self.option(name, default) or OptionValue(default)

    def filled(self, value: str, line: Line | None, home: bool, variables: bool) -> str:
        """A text with `~`, tokens and variables filled in, as it stands where that is not known.

        HostProblem where ssh cannot fill them in.
        """
        try:
            if home and value.startswith("~"):
                value = expand_home(value, self.machine)
            return expand(value, self._tokens(value), self.machine.environment, variables)
        except Unset:
            return value
        except Expansion as expansion:
            raise HostProblem(expansion.message, line) from None

    def _tokens(self, value: str) -> Mapping[str, str | None]:
        """What the tokens of paths and commands stand for."""
        if "%" not in value:
            return {}
        options, machine = self.options, self.machine
        user = options.get("user")
        alias = self.slot("hostkeyalias").decided
        name = str(options["hostname"].value)
        full = machine.host_name
        values: dict[str, str | None] = {
            "d": machine.account_home,
            "h": name,
            "i": machine.user_number,
            "k": lower(spell(alias.value)) if alias else name,
            "L": full.partition(".")[0] if full is not None else None,
            "l": full,
            "n": self.destination.host,
            "p": str(options["port"].value),
            "r": str(user.value) if user else None,
            "u": machine.user,
        }
        if self.version >= (9, 6):
            values["j"] = self._jump_host()
        values["C"] = _connection_hash(values) if "%C" in value else ""
        return values

    def _jump_host(self) -> str:
        value = self.resolution.value(PROXY)
        return value.hops[-1].host if isinstance(value, Jump) and value.hops else ""


def _connection_hash(values: Mapping[str, str | None]) -> str | None:
    parts = [values[letter] for letter in "lhpr"]
    if any(part is None for part in parts):
        return None
    import hashlib

    joined = "".join(part for part in parts if part is not None) + (values.get("j") or "")
    return hashlib.sha1(joined.encode("utf-8", "surrogateescape")).hexdigest()
