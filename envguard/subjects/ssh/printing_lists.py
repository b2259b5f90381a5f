"""Options that `ssh -G` prints line by line, the proxy, and what makes ssh stop in the end."""

from __future__ import annotations

from envguard.data.ssh_defaults import identity_files
from envguard.formats.ssh_config import lower
from envguard.subjects.ssh.forwards import SOCKS, Forward
from envguard.subjects.ssh.jump import Jump
from envguard.subjects.ssh.options import HostProblem, OptionValue, Possible, spell, words_of
from envguard.subjects.ssh.printer import Printer
from envguard.subjects.ssh.resolving import Contribution
from envguard.subjects.ssh.settings import PROXY

MOST_FILES = 100


def print_proxy(printer: Printer) -> None:
    """ProxyJump or ProxyCommand: whichever came first; `none` takes both away."""
    slot = printer.slot(PROXY)
    others = tuple(Possible(spell(c.value), c.line, c.reason) for c in slot.maybe)
    for index, contribution in enumerate(slot.maybe):
        possible = OptionValue("", (), False, contribution.reason, others[index : index + 1])
        printer.options.setdefault(_proxy_name(contribution), possible)
    decided = slot.decided
    if decided is None:
        return
    value = spell(decided.value)
    jump = decided.value
    is_none = not jump.hops if isinstance(jump, Jump) else lower(value) == "none"
    if is_none and not others and not printer.failed:
        return
    reason = others[0].reason if others else slot.reason
    beaten = tuple(slot.beaten)
    option = OptionValue(value, (decided.line,), not reason, reason, others, beaten)
    if isinstance(jump, Jump) and jump.hops:
        if printer.failed:
            raise HostProblem("inconsistent options: ProxyCommand+ProxyJump", decided.line)
        fdpass = printer.options["proxyusefdpass"]
        # measured: a jump takes the other proxy's switch back
        printer.options["proxyusefdpass"] = fdpass._replace(value="no")
    printer.options[_proxy_name(decided)] = option


def print_lists(printer: Printer) -> None:
    """Identity files, certificates, forwardings and variables."""
    if printer.options["clearallforwardings"].value == "yes":
        tunnel = printer.options["tunnel"]
        printer.options["tunnel"] = tunnel._replace(value="false")
    else:
        _local_forwards(printer)
        _list(printer, "remoteforward", _items(printer, "remoteforward"))
    for name in ("identityfile", "certificatefile", "sendenv"):
        _list(printer, name, _items(printer, name))
    _default_identities(printer)
    option = printer.option("setenv", None)
    if option is not None:
        decided = printer.slot("setenv").decided
        words = words_of(decided.value) if decided else ()
        printer.options["setenv"] = option._replace(value=words)


def check_host(printer: Printer) -> None:
    """Raises HostProblem where ssh stops for the host although every line is right."""
    options = printer.options
    attempts, fork = options["connectionattempts"], options["forkafterauthentication"]
    if attempts.value == "0":
        raise HostProblem("Invalid number of ConnectionAttempts", attempts.lines[0])
    for name, what in (("identityfile", "identity"), ("certificatefile", "certificate")):
        lines = options[name].lines if name in options else ()
        if len(lines) > MOST_FILES:
            message = f"Too many {what} files specified (max {MOST_FILES})."
            raise HostProblem(message, lines[MOST_FILES])
    runs = options["sessiontype"].value == "none" or "remotecommand" in options
    if fork.value == "yes" and not runs:
        message = "Cannot fork into background without a command to execute."
        raise HostProblem(message, fork.lines[0])
    _check_agent(printer)
    _check_loop(printer)


def _check_agent(printer: Printer) -> None:
    """Measured: a missing agent socket stops ssh only with ExitOnForwardFailure."""
    agent = printer.options["forwardagent"]
    if printer.options["exitonforwardfailure"].value != "yes" or agent.value in ("yes", "no"):
        return
    if printer.machine.lacks(str(agent.value)):
        raise HostProblem(f'Cannot forward agent socket path "{agent.value}"', agent.lines[0])


def _check_loop(printer: Printer) -> None:
    """Measured: ssh stops where the last hop is the host itself, with its user and port."""
    decided = printer.slot(PROXY).decided
    if decided is None or not isinstance(decided.value, Jump) or not decided.value.hops:
        return
    hop = decided.value.hops[-1]
    user = printer.options.get("user")
    same_user = hop.user is None or (user is not None and user.value == hop.user)
    same_port = str(hop.port or 22) == printer.options["port"].value
    if hop.host == printer.options["hostname"].value and same_user and same_port:
        raise HostProblem(f"jumphost loop via {hop.host}", decided.line)


def _jumps(contribution: Contribution) -> bool:
    return isinstance(contribution.value, Jump)


def _proxy_name(contribution: Contribution) -> str:
    return "proxyjump" if _jumps(contribution) else "proxycommand"


def _items(printer: Printer, name: str) -> list[Contribution]:
    return list(printer.resolution.lists.get(name, {}).values())


def _default_identities(printer: Printer) -> None:
    known = printer.options.get("identityfile", OptionValue(()))
    if known.value:
        return
    reason = known.reason or printer.resolution.unread
    files = identity_files(printer.version)
    printer.options["identityfile"] = OptionValue(files, (), not reason, reason, known.others)


def _local_forwards(printer: Printer) -> None:
    """Local forwardings, some of which `ssh -G` prints as dynamic ones, or as both."""
    dynamic, local = [], []
    for item in _items(printer, "localforward"):
        forward = item.value
        if isinstance(forward, Forward) and forward.prints_as_dynamic:
            dynamic.append(item._replace(value=forward.listener))
        if not isinstance(forward, Forward) or forward.connect_host != SOCKS:
            local.append(item)
    _list(printer, "dynamicforward", dynamic)
    _list(printer, "localforward", local)


def _list(printer: Printer, name: str, items: list[Contribution]) -> None:
    """A list: what surely is in it as its value, what may be as `others`."""
    if not items:
        return
    sure = [item for item in items if not item.reason]
    others = tuple(Possible(_item(printer, i), i.line, i.reason) for i in items if i.reason)
    reason = others[0].reason if others else printer.resolution.unread
    value = tuple(_item(printer, item) for item in sure)
    lines = tuple(item.line for item in sure)
    printer.options[name] = OptionValue(value, lines, not reason, reason, others)


def _item(printer: Printer, item: Contribution) -> str:
    forward = item.value
    if not isinstance(forward, Forward):
        return spell(forward)
    listener = _side(printer, forward.listener, forward.listen_path, item)
    target = _side(printer, forward.target, forward.connect_path, item)
    return f"{listener} {target}"


def _side(printer: Printer, printed: str, path: str | None, item: Contribution) -> str:
    if path is None:
        return printed
    return printer.filled(path, item.line, home=False, variables=False)
