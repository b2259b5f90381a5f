"""What a keyword's words come to: the settings they make, or why ssh refuses them.

Every reader gives what `ssh -G` would print; all of it was measured with OpenSSH 9.2p1.
"""

from __future__ import annotations

from collections.abc import Callable

from envguard.data.ssh_keywords import CHOICES, Keyword
from envguard.formats.ssh_config import Argument, Directive, lower
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.ssh import lists
from envguard.subjects.ssh.algorithms import gssapi_unknown, unknown_names
from envguard.subjects.ssh.destination import read_port
from envguard.subjects.ssh.expand import Expansion, Unset, expand_variables
from envguard.subjects.ssh.jump import read_jump
from envguard.subjects.ssh.machine import Machine
from envguard.subjects.ssh.numbers import (
    read_integer,
    read_mask,
    read_size,
    read_time,
    spell_escape,
)
from envguard.subjects.ssh.problems import (
    BAD_ALGORITHM,
    BAD_VALUE,
    EXTRA_ARGUMENT,
    MISSING_ARGUMENT,
    Refused,
)
from envguard.subjects.ssh.settings import (
    AGENT_PATH,
    FIRST_ANYWHERE,
    FIRST_WINS,
    LAST_ANYWHERE,
    PROXY,
    Setting,
)

STRICTER_SINCE = (10, 1)
"""From here on ssh reads ProxyJump more strictly (distributions carry that to older releases)."""


class Surroundings(NamedTuple):
    """What readers need to know beside the words: the release, and the machine."""

    version: tuple[int, int]
    machine: Machine


Read = tuple[list[Setting], int]
Reader = Callable[[Keyword, Directive, Surroundings], Read]
"""Gives the settings and how many words were used; raises Refused, or Unset."""

_VARIABLE_NAME = late(r"\$[A-Za-z0-9_]+")


def read_settings(keyword: Keyword, directive: Directive, around: Surroundings) -> list[Setting]:
    """The settings a directive makes. Refused where ssh refuses, Unset where it cannot be known."""
    kind = keyword.kind
    if kind in CHOICES:
        settings, used = _choice(keyword, directive, around)
    else:
        settings, used = _READERS[kind](keyword, directive, around)
    if used < len(directive.arguments):
        raise Refused(
            EXTRA_ARGUMENT,
            f"keyword {directive.name} extra arguments at end of line",
            directive.arguments[used],
        )
    return settings


def first_argument(directive: Directive, message: str = "Missing argument.") -> Argument:
    """The first word, which must not be empty."""
    if not directive.arguments or not directive.arguments[0].value:
        argument = directive.arguments[0] if directive.arguments else None
        raise Refused(MISSING_ARGUMENT, message, argument)
    return directive.arguments[0]


def _first(directive: Directive) -> Argument | None:
    return directive.arguments[0] if directive.arguments else None


def _one(keyword: Keyword, value: str, used: int = 1) -> Read:
    return [Setting(keyword.option, value)], used


def _choice(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    found = CHOICES[keyword.kind].get(lower(argument.value))
    if found is None:
        raise Refused(BAD_VALUE, f'unsupported option "{argument.value}".', argument)
    how = FIRST_ANYWHERE if keyword.kind == "syslogfacility" else FIRST_WINS
    return [Setting(keyword.option, found, how)], 1


def _text(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    return _one(keyword, first_argument(directive).value)


def _texts(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    first_argument(directive)
    return _one(keyword, " ".join(directive.values), len(directive.arguments))


def _command(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    value = directive.command.value
    slot = PROXY if keyword.option == "proxycommand" else keyword.option
    return [Setting(slot, value)], len(directive.arguments)


def _jump(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    value = directive.command.value
    jump = read_jump(value, around.machine, around.version >= STRICTER_SINCE)
    if jump is None:
        raise Refused(BAD_VALUE, f'Invalid ProxyJump "{value}"', _first(directive))
    return [Setting(PROXY, jump)], len(directive.arguments)


def _integer(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive, "integer value missing.")
    number = read_integer(argument.value)
    if number is None:
        raise Refused(BAD_VALUE, "integer value invalid.", argument)
    return _one(keyword, str(number))


def _seconds(argument: Argument) -> int:
    seconds = read_time(argument.value)
    if seconds is None:
        raise Refused(BAD_VALUE, "invalid time value.", argument)
    return seconds


def _time(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive, "missing time value.")
    if argument.value == "none":
        # measured: `none` leaves the setting open, so that a later line decides
        return [], 1
    return _one(keyword, str(_seconds(argument)))


def _port(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    number = read_port(argument.value, around.machine)
    if number is None:
        raise Refused(BAD_VALUE, f"Bad port '{argument.value}'.", argument)
    return _one(keyword, str(number))


def _algorithms(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    if unknown_names(keyword.option, argument.value, around.version):
        raise Refused(BAD_ALGORITHM, f"Bad {keyword.name} '{argument.value}'.", argument)
    return _one(keyword, argument.value)


def _gssapi(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    if gssapi_unknown(argument.value):
        raise Refused(BAD_ALGORITHM, f"Bad GSSAPI KexAlgorithms '{argument.value}'.", argument)
    return _one(keyword, argument.value)


def _persist(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive, "Missing ControlPersist argument.")
    if argument.value in ("no", "false"):
        return _one(keyword, "no")
    seconds = 0 if argument.value in ("yes", "true") else read_time(argument.value)
    if seconds is None:
        raise Refused(BAD_VALUE, "Bad ControlPersist argument.", argument)
    return _one(keyword, str(seconds) if seconds else "yes")


def _add_keys(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive, "missing argument.")
    more = directive.arguments[1:]
    value = lower(argument.value)
    if value == "confirm":
        lifetime = _seconds(more[0]) if more else 0
        return _one(keyword, f"confirm {lifetime}" if lifetime else "confirm", 1 + len(more[:1]))
    plain = {"yes": "true", "true": "true", "no": "false", "false": "false", "ask": "ask"}
    if value in plain and not more:
        return _one(keyword, plain[value])
    seconds = None if more else read_time(argument.value)
    if seconds is None:
        raise Refused(BAD_VALUE, "unsupported option", argument)
    return _one(keyword, str(seconds) if seconds else "true")


def _rekey(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    size = 0 if argument.value == "default" else read_size(argument.value)
    if size is None:
        raise Refused(BAD_VALUE, f"Bad number '{argument.value}'", argument)
    if size and size < 16:
        raise Refused(BAD_VALUE, "RekeyLimit too small", argument)
    settings = [Setting("rekeylimit size", str(size))]
    more = directive.arguments[1:2]
    if more and more[0].value != "none":
        if not more[0].value:
            raise Refused(MISSING_ARGUMENT, "missing time value.", more[0])
        settings.append(Setting("rekeylimit time", str(_seconds(more[0]))))
    return settings, 1 + len(more)


def _escape(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    value = spell_escape(argument.value)
    if value is None:
        raise Refused(BAD_VALUE, "Bad escape character.", argument)
    return _one(keyword, value)


def _mask(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive, "Missing StreamLocalBindMask argument.")
    mask = read_mask(argument.value)
    if mask is None:
        raise Refused(BAD_VALUE, "Bad mask.", argument)
    return [Setting(keyword.option, f"0{mask:o}", LAST_ANYWHERE)], 1


def _path_or_variable(argument: Argument, around: Surroundings) -> None:
    """Measured: `$NAME` must be a name alone, and `${NAME}` must be set when the file is read."""
    value = argument.value
    if value.startswith("$") and not value.startswith("${"):
        if not _VARIABLE_NAME.fullmatch(value):
            raise Refused(BAD_VALUE, f"Invalid environment name {value}.", argument)
        return
    try:
        expand_variables(value, around.machine.environment)
    except Expansion:
        message = f"Invalid environment expansion {value}."
        raise Refused(BAD_VALUE, message, argument) from None
    except Unset:
        return


def _forward_agent(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive, "missing argument.")
    value = lower(argument.value)
    if value in ("yes", "true", "no", "false"):
        return _one(keyword, "yes" if value in ("yes", "true") else "no")
    _path_or_variable(argument, around)
    # a path turns forwarding on where nothing before it said yes or no
    return [Setting(keyword.option, "yes"), Setting(AGENT_PATH, argument.value)], 1


def _agent(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    argument = first_argument(directive)
    _path_or_variable(argument, around)
    return _one(keyword, argument.value)


_READERS: dict[str, Reader] = {
    "add_keys": _add_keys,
    "agent": _agent,
    "algorithms": _algorithms,
    "certificate": lists.read_file,
    "command": _command,
    "domains": lists.read_domains,
    "dynamic_forward": lists.read_forwarding,
    "escape": _escape,
    "forward_agent": _forward_agent,
    "gssapi_algorithms": _gssapi,
    "identity": lists.read_file,
    "ignored": lists.read_ignored,
    "integer": _integer,
    "jump": _jump,
    "known_hosts": lists.read_known_hosts,
    "local_forward": lists.read_forwarding,
    "log_verbose": lists.read_log_verbose,
    "mask": _mask,
    "permit_open": lists.read_permit_open,
    "permitted_names": lists.read_permitted_names,
    "persist": _persist,
    "port": _port,
    "quality": lists.read_quality,
    "rekey": _rekey,
    "remote_forward": lists.read_forwarding,
    "send_environment": lists.read_send_environment,
    "set_environment": lists.read_set_environment,
    "text": _text,
    "texts": _texts,
    "time": _time,
    "tunnel_device": lists.read_tunnel_device,
}
