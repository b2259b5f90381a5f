"""What `ssh -G HOST` would say of a configuration, and which line decided each option."""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.model import Text
from envguard.subjects.ssh.config import Placed, SshConfig
from envguard.subjects.ssh.destination import read_destination, refusal
from envguard.subjects.ssh.index import LineIndex
from envguard.subjects.ssh.names import canonicalizes, second_names
from envguard.subjects.ssh.options import Effective, HostProblem
from envguard.subjects.ssh.patterns import in_list
from envguard.subjects.ssh.printing import print_options
from envguard.subjects.ssh.problems import HOST_ONLY, Problem
from envguard.subjects.ssh.resolving import Resolution


def effective(
    config: SshConfig,
    host: str,
    user: str | None = None,
    index: LineIndex | None = None,
    mended: bool = False,
) -> Effective:
    """What is in force for a host as typed (`host`, `user@host`, `ssh://…`).

    Resolving many hosts, pass one LineIndex of the config. `mended` leaves out the lines for
    which ssh refuses the whole file.
    """
    destination = read_destination(host, config.machine)
    if destination is None:
        return _refused(host, "ssh does not take this for a host name")
    message = refusal(destination, config.version)
    if message is not None:
        return _refused(host, message)
    user = user if user is not None else destination.user
    index = index or LineIndex(config)
    resolution = Resolution(config, destination.host, user)
    resolution.run(index.lines(destination.host))
    first = first_problem(config, resolution)
    if first is not None and not mended:
        return Effective(host, False, {}, first, "", None)
    try:
        _second_pass(config, resolution, index)
        return print_options(host, destination, resolution)
    except HostProblem as stopped:
        directive = stopped.line.directive if stopped.line else None
        text = directive.text if directive else Text.of("", config.path)
        problem = Problem(HOST_ONLY, text, stopped.message, directive)
        return Effective(host, False, {}, problem, "", None)


def first_problem(config: SshConfig, resolution: Resolution) -> Problem | None:
    """The problem at which ssh gives up on the file for a host, in its reading order."""
    found: Placed | None = config.problems[0] if config.problems else None
    for placed in config.unknown_keywords:
        if found is not None and found.order < placed.order:
            break
        if not is_ignored(placed, resolution):
            return placed.problem
    return found.problem if found else None


def is_ignored(placed: Placed, resolution: Resolution) -> bool:
    """Whether an IgnoreUnknown that is (or may be) in force before it covers a keyword."""
    held = resolution.slots.get("ignoreunknown")
    if held is None:
        return False
    setters = [*held.maybe, held.decided] if held.decided else held.maybe
    name = lower(placed.problem.value)
    return any(
        c.line.order < placed.order and in_list(str(c.value), name, fold=True) for c in setters
    )


def _second_pass(config: SshConfig, resolution: Resolution, index: LineIndex) -> None:
    """Reads again with the resolved name where Match final or CanonicalizeHostname ask for it."""
    asked, doubt = canonicalizes(resolution)
    if not (asked or doubt or config.reads_twice):
        return
    found = second_names(resolution, asked)
    certain = asked or config.reads_twice
    names, name_doubt, others = found
    resolution.begin_second_pass(names, name_doubt, others, "" if certain else doubt)
    resolution.run(config.lines if others else index.lines(resolution.host, names))


def _refused(host: str, message: str) -> Effective:
    return Effective(host, False, {}, Problem(HOST_ONLY, Text.of(""), message, None), "", None)
