"""Keywords that take several words, or whose lines add up (9.2p1 measured)."""

from __future__ import annotations

from envguard.data.ssh_keywords import Keyword
from envguard.formats.ssh_config import Argument, Directive, lower
from envguard.model.patterns import late
from envguard.subjects.ssh.destination import read_port
from envguard.subjects.ssh.expand import Expansion, Unset, expand_variables
from envguard.subjects.ssh.forwards import read_forward
from envguard.subjects.ssh.numbers import LARGEST, read_c_number, read_integer
from envguard.subjects.ssh.problems import BAD_VALUE, MISSING_ARGUMENT, Refused
from envguard.subjects.ssh.settings import ADDS, ADDS_ONCE, REMOVES, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.values import Surroundings

Read = tuple[list[Setting], int]

MOST_WORDS = 32

_DOMAIN = late(r"[a-z0-9][a-z0-9._-]*")
_QUALITIES = {
    "af11": 0x28, "af12": 0x30, "af13": 0x38, "af21": 0x48, "af22": 0x50, "af23": 0x58,
    "af31": 0x68, "af32": 0x70, "af33": 0x78, "af41": 0x88, "af42": 0x90, "af43": 0x98,
    "cs0": 0x00, "cs1": 0x20, "cs2": 0x40, "cs3": 0x60, "cs4": 0x80, "cs5": 0xA0,
    "cs6": 0xC0, "cs7": 0xE0, "ef": 0xB8, "le": 0x04, "lowdelay": 0x10, "throughput": 0x08,
    "reliability": 0x04,
}  # fmt: skip


def read_ignored(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """A keyword that ssh accepts with any words and forgets."""
    return [], len(directive.arguments)


def read_file(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """IdentityFile and CertificateFile: each line adds one, none twice."""
    argument = _required(directive)
    return [Setting(keyword.option, argument.value, ADDS_ONCE)], 1


def read_known_hosts(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """UserKnownHostsFile and GlobalKnownHostsFile: the first line wins with all its words."""
    arguments = directive.arguments
    _limited(arguments, f"too many {directive.name} entries.")
    for argument in arguments:
        if not argument.value:
            raise Refused(BAD_VALUE, f"keyword {directive.name} empty argument", argument)
    _alone(directive, ("none",))
    values = tuple("none" if lower(a.value) == "none" else a.value for a in arguments)
    return ([Setting(keyword.option, values)] if values else []), len(arguments)


def read_domains(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """CanonicalDomains: names of domains, or `none` alone."""
    arguments = directive.arguments
    _limited(arguments, "too many hostname suffixes.")
    domains = []
    for argument in arguments:
        domain = lower(argument.value)
        if not domain:
            raise Refused(BAD_VALUE, f"keyword {directive.name} empty argument", argument)
        if not _DOMAIN.fullmatch(domain) or ".." in domain:
            message = f'domain name "{argument.value}" contains invalid characters'
            raise Refused(BAD_VALUE, message, argument)
        domains.append(domain[:-1] if domain.endswith(".") else domain)
    _alone(directive, ("none",))
    return ([Setting(keyword.option, tuple(domains))] if domains else []), len(arguments)


def read_permitted_names(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """CanonicalizePermittedCNAMEs: `source:target` rules, `*` for any, or `none` alone."""
    arguments = directive.arguments
    _limited(arguments, "too many permitted CNAMEs.")
    _alone(directive, ("none",))
    rules = []
    for argument in arguments:
        if lower(argument.value) in ("none", "*"):
            rules.append("none" if argument.value != "*" else "*:*")
            continue
        if not argument.value.partition(":")[2]:
            raise Refused(BAD_VALUE, f'Invalid permitted CNAME "{argument.value}"', argument)
        rules.append(lower(argument.value))
    return ([Setting(keyword.option, tuple(rules))] if rules else []), len(arguments)


def read_log_verbose(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """LogVerbose: patterns, or `none` alone; `ssh -G` prints the first only."""
    arguments = directive.arguments
    for argument in arguments:
        if not argument.value:
            raise Refused(BAD_VALUE, f"keyword {directive.name} empty argument", argument)
    _alone(directive, ("none",), fold=False)
    settings = [Setting(keyword.option, arguments[0].value)] if arguments else []
    return settings, len(arguments)


def read_permit_open(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """PermitRemoteOpen: `host:port` words, `any` or `none` alone."""
    arguments = directive.arguments
    if not arguments:
        raise Refused(MISSING_ARGUMENT, "missing permitremoteopen specification")
    if len(arguments) == 1 and lower(arguments[0].value) in ("any", "none"):
        return [Setting(keyword.option, arguments[0].value)], 1
    _alone(directive, ("any", "none"))
    for argument in arguments:
        if not _permitted(argument.value, around):
            raise Refused(BAD_VALUE, "bad port number in permitremoteopen", argument)
    return [Setting(keyword.option, " ".join(directive.values))], len(arguments)


def read_quality(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """IPQoS: one class for everything, or one for interactive and one for bulk sessions."""
    arguments = directive.arguments[:2]
    if not arguments:
        raise Refused(MISSING_ARGUMENT, "Bad IPQoS value: (null)")
    spelled = [_quality(argument) for argument in arguments]
    return [Setting(keyword.option, f"{spelled[0]} {spelled[-1]}")], len(arguments)


def read_tunnel_device(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """TunnelDevice: numbers or `any` for both ends."""
    argument = _required(directive)
    local, colon, remote = argument.value.partition(":")
    ends = [_device(local), _device(remote) if colon else "any"]
    if None in ends:
        raise Refused(BAD_VALUE, "Bad tun device.", argument)
    return [Setting(keyword.option, f"{ends[0]}:{ends[1]}")], 1


def read_send_environment(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """SendEnv: each word adds a name or pattern; `-` takes names away again."""
    settings = []
    for argument in directive.arguments:
        if not argument.value or "=" in argument.value:
            raise Refused(BAD_VALUE, "Invalid environment name.", argument)
        removes = argument.value.startswith("-")
        value = argument.value[1:] if removes else argument.value
        settings.append(Setting(keyword.option, value, REMOVES if removes else ADDS))
    return settings, len(directive.arguments)


def read_set_environment(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """SetEnv: the first line wins with all its words; of two words for one name, the first."""
    kept: dict[str, str] = {}
    for argument in directive.arguments:
        name, sign, _ = argument.value.partition("=")
        if not sign:
            raise Refused(BAD_VALUE, "Invalid SetEnv.", argument)
        kept.setdefault(name, argument.value)
    settings = [Setting(keyword.option, tuple(kept.values()))] if kept else []
    return settings, len(directive.arguments)


def read_forwarding(keyword: Keyword, directive: Directive, around: Surroundings) -> Read:
    """The three kinds of port forwarding: each line adds one, none twice."""
    argument = _required(directive)
    remote, dynamic = keyword.option == "remoteforward", keyword.option == "dynamicforward"
    target = directive.arguments[1] if len(directive.arguments) > 1 and not dynamic else None
    if not dynamic and (target is None or not target.value):
        if not remote:
            raise Refused(MISSING_ARGUMENT, "Missing target argument.", target)
        dynamic = True
    listen = argument.value
    specification = listen if dynamic or target is None else f"{listen}:{target.value}"
    used = 1 if target is None else 2
    try:
        filled = expand_variables(specification, around.machine.environment)
    except Expansion:
        raise Refused(BAD_VALUE, "Bad forwarding specification.", argument) from None
    except Unset:
        # an unknown variable makes a forwarding of unknown form: the words stand for it
        return [Setting(keyword.option, specification, ADDS_ONCE)], used
    forward = read_forward(filled, around.machine, dynamic, remote)
    if forward is None:
        raise Refused(BAD_VALUE, "Bad forwarding specification.", argument)
    slot = "localforward" if keyword.option == "dynamicforward" else keyword.option
    return [Setting(slot, forward, ADDS_ONCE)], used


def _required(directive: Directive) -> Argument:
    arguments = directive.arguments
    if not arguments or not arguments[0].value:
        raise Refused(MISSING_ARGUMENT, "Missing argument.", arguments[0] if arguments else None)
    return arguments[0]


def _limited(arguments: tuple[Argument, ...], message: str) -> None:
    if len(arguments) > MOST_WORDS:
        raise Refused(BAD_VALUE, message, arguments[MOST_WORDS])


def _alone(directive: Directive, words: tuple[str, ...], fold: bool = True) -> None:
    if len(directive.arguments) < 2:
        return
    for argument in directive.arguments:
        if (lower(argument.value) if fold else argument.value) in words:
            message = f'keyword {directive.name} "{argument.value}" argument must appear alone.'
            raise Refused(BAD_VALUE, message, argument)


def _permitted(value: str, around: Surroundings) -> bool:
    if value.startswith("["):
        _, close, behind = value.partition("]")
        if not close or not behind.startswith(":"):
            return False
        port = behind[1:]
    else:
        host, _, port = value.partition(":")
        if "/" in host:
            return False
    return port == "*" or (bool(port) and read_port(port, around.machine) is not None)


def _quality(argument: Argument) -> str:
    value = lower(argument.value)
    if value == "none":
        return "none"
    number = _QUALITIES.get(value)
    if number is None:
        number = read_c_number(argument.value, 255)
    if number is None:
        raise Refused(BAD_VALUE, f"Bad IPQoS value: {argument.value}", argument)
    names = [name for name, code in _QUALITIES.items() if code == number]
    return names[0] if names else f"0x{number:02x}"


def _device(written: str) -> str | None:
    if lower(written) == "any":
        return "any"
    number = read_integer(written)
    return None if number is None or number > LARGEST - 2 else str(number)
