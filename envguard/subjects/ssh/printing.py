"""The settings of one host in the words of `ssh -G` (quirks measured with OpenSSH 9.2p1)."""

from __future__ import annotations

from envguard.data.ssh_defaults import ALGORITHM_OPTIONS, DEFAULTS, NONE_IS_ABSENT
from envguard.formats.ssh_config import lower
from envguard.subjects.ssh.algorithms import BadList, completed
from envguard.subjects.ssh.destination import Destination
from envguard.subjects.ssh.names import name_doubt, resolved_name, written_name
from envguard.subjects.ssh.options import Effective, HostProblem, OptionValue, words_of
from envguard.subjects.ssh.printer import Printer
from envguard.subjects.ssh.printing_lists import check_host, print_lists, print_proxy
from envguard.subjects.ssh.resolving import Resolution
from envguard.subjects.ssh.settings import AGENT_PATH, PROXY

_OWN_WAY = frozenset(
    (
        "hostname", "user", "port", "userknownhostsfile", "controlpath", "identityagent",
        "remotecommand", AGENT_PATH, "rekeylimit", "rekeylimit size", "rekeylimit time",
        "hostkeyalgorithms", "setenv", "tag", PROXY, *ALGORITHM_OPTIONS,
    )
)  # fmt: skip
"""Slots that do not simply print their value."""

_DEFAULT_HOSTS_FILES = tuple(DEFAULTS["userknownhostsfile"].split(" "))

_DEFAULT_OPTIONS = {n: OptionValue(v) for n, v in DEFAULTS.items() if n not in _OWN_WAY}


def print_options(host: str, destination: Destination, resolution: Resolution) -> Effective:
    """All options of a resolved host. Raises HostProblem where ssh stops for it."""
    printer = Printer(resolution, destination)
    _connection(printer)
    _algorithms(printer)
    _plain(printer)
    _rekey_limit(printer)
    _signs_of_life(printer)
    agent = printer.options["forwardagent"]
    _agent_path(printer)
    _known_hosts(printer)
    _filled(printer)
    print_proxy(printer)
    print_lists(printer)
    check_host(printer)
    options = printer.options
    user = options.get("user")
    name = str(options["hostname"].value)
    return Effective(host, True, options, None, name, str(user.value) if user else None, agent)


def vanishes(printer: Printer, name: str, option: OptionValue) -> bool:
    """Whether the value `none` takes an option out of the output."""
    is_none = name in NONE_IS_ABSENT and lower(str(option.value)) == "none"
    return is_none and not printer.failed and not option.others


def _connection(printer: Printer) -> None:
    resolution, destination, options = printer.resolution, printer.destination, printer.options
    options["host"] = OptionValue(destination.host)
    name = printer.certain("hostname", destination.host)
    others = tuple(o._replace(value=written_name(resolution, str(o.value))) for o in name.others)
    name = name._replace(value=resolved_name(resolution), others=others)
    doubt = name_doubt(resolution)
    if doubt:
        name = name._replace(certain=False, reason=name.reason or doubt)
    options["hostname"] = name
    user = printer.option("user", printer.machine.user)
    if resolution.user is not None:
        user = OptionValue(resolution.user)
    if user is not None:
        options["user"] = user
    options["port"] = printer.certain("port", DEFAULTS["port"])
    if destination.port is not None:
        options["port"] = OptionValue(str(destination.port))


def _algorithms(printer: Printer) -> None:
    """Measured: behind a list that ssh cannot complete the others print as they are written."""
    for name in ALGORITHM_OPTIONS:
        option = printer.option(name, None) if printer.failed else _completed(printer, name)
        if option is not None:
            printer.options[name] = option
        elif not printer.failed:
            printer.failed = True
    option = _completed(printer, "hostkeyalgorithms")
    if option is None:
        decided = printer.slot("hostkeyalgorithms").decided
        raise HostProblem("HostKeyAlgorithms: invalid argument", decided.line if decided else None)
    printer.options["hostkeyalgorithms"] = option


def _completed(printer: Printer, name: str) -> OptionValue | None:
    option = printer.certain(name, "")
    written = str(option.value) if option.lines else None
    try:
        return option._replace(value=",".join(completed(name, written, printer.version)))
    except BadList:
        return None


def _plain(printer: Printer) -> None:
    """Options that print what was set, or a default."""
    unread = printer.resolution.unread
    if unread:
        unsure = {name: OptionValue(v, (), False, unread) for name, v in DEFAULTS.items()}
        printer.options.update((n, o) for n, o in unsure.items() if n not in _OWN_WAY)
    else:
        printer.options.update(_DEFAULT_OPTIONS)
    for name in printer.resolution.slots:
        if name in _OWN_WAY:
            continue
        option = printer.option(name, DEFAULTS.get(name))
        if option is None or vanishes(printer, name, option):
            printer.options.pop(name, None)
            continue
        if name == "hostkeyalias":
            option = option._replace(value=lower(str(option.value)))
        printer.options[name] = option
    for name, line in printer.resolution.config.everywhere.items():
        value = next(s.value for s in line.settings if s.slot == name)
        printer.options[name] = OptionValue(str(value), (line,))


def _rekey_limit(printer: Printer) -> None:
    """Measured: size and time are decided each by its own first line."""
    size = printer.certain("rekeylimit size", "0")
    time = printer.certain("rekeylimit time", "0")
    both = f"{size.value} {time.value}"
    printer.options["rekeylimit"] = (size if size.lines else time)._replace(value=both)


def _signs_of_life(printer: Printer) -> None:
    """Debian's own: a batch session asks for a sign of life every five minutes."""
    alive = printer.options["serveraliveinterval"]
    if printer.options["batchmode"].value == "yes" and not alive.lines:
        printer.options["serveraliveinterval"] = alive._replace(value="300")


def _agent_path(printer: Printer) -> None:
    """Measured: a path is printed even behind an earlier `ForwardAgent no`."""
    path = printer.option(AGENT_PATH, None)
    if path is None:
        return
    plain = printer.options["forwardagent"]
    if path.lines:
        text = printer.filled(str(path.value), path.lines[0], home=True, variables=True)
        printer.options["forwardagent"] = path._replace(value=text)
    else:
        # the path may be printed; whether forwarding is on, the plain slot knows as well
        others = (*(o for o in plain.others if o.value != "yes"), *path.others)
        plain = plain._replace(certain=False, reason=plain.reason or path.reason, others=others)
        printer.options["forwardagent"] = plain


def _known_hosts(printer: Printer) -> None:
    """UserKnownHostsFile, and UpdateHostKeys, whose default it decides."""
    option = printer.certain("userknownhostsfile", "")
    decided = printer.slot("userknownhostsfile").decided
    words = words_of(decided.value) if decided else _DEFAULT_HOSTS_FILES
    line = decided.line if decided else None
    filled = [printer.filled(word, line, home=True, variables=True) for word in words]
    printer.options["userknownhostsfile"] = option._replace(value=" ".join(filled))
    update = printer.options["updatehostkeys"]
    # measured: the first default file alone counts as the default, both together do not
    usual = decided is None or words == _DEFAULT_HOSTS_FILES[:1]
    if not update.lines and not (usual and printer.options["verifyhostkeydns"].value == "false"):
        printer.options["updatehostkeys"] = update._replace(value="false")


def _filled(printer: Printer) -> None:
    """Options in which ssh fills in tokens before it prints them."""
    for name in ("controlpath", "identityagent", "remotecommand"):
        option = printer.option(name, None)
        if option is None or vanishes(printer, name, option):
            continue
        value = str(option.value)
        kept = name == "identityagent" and value in ("none", "SSH_AUTH_SOCK")
        if option.lines and not kept and lower(value) != "none":
            paths = name != "remotecommand"
            option = option._replace(
                value=printer.filled(value, option.lines[0], home=paths, variables=paths)
            )
        printer.options[name] = option
    update = printer.options["updatehostkeys"]
    command = printer.options.get("remotecommand")
    runs_command = command is not None and bool(command.lines)
    # measured: without a terminal there is nobody to ask
    if update.value == "ask" and (runs_command or printer.options["requesttty"].value == "false"):
        printer.options["updatehostkeys"] = update._replace(value="false")
