"""Which hosts a configuration is judged for, and the answers for them."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.config import Block, Line, SshConfig
from envguard.subjects.ssh.destination import read_destination, refusal
from envguard.subjects.ssh.jump import Jump
from envguard.subjects.ssh.options import Effective, OptionValue
from envguard.subjects.ssh.patterns import is_wild, sample
from envguard.subjects.ssh.settings import PROXY

FORGES = ("github.com", "gitlab.com", "bitbucket.org", "ssh.dev.azure.com", "codeberg.org")
"""Public forges: they never need anybody's agent."""

ANY_HOST = "some-host.invalid"
"""A name that only a pattern for every host matches."""

LONGEST_NAME = 1_000
MOST_HOSTS = 2_500
MOST_QUESTIONS = 100_000
FEWEST_HOSTS = 5


class Holding(NamedTuple):
    """An option for one judged host."""

    host: str
    option: OptionValue
    answer: Effective


def judged_hosts(config: SshConfig, limit: int = MOST_HOSTS) -> list[str]:
    """The hosts that say something about a configuration, in file order, each once.

    Every plain name in Host, Match, HostName and ProxyJump, one sample for each wildcard
    pattern, the public forges, and one name that nothing but `*` matches. Where they would be more
    than `limit`, or fewer because thousands of wildcard blocks make the answers slow, each block's
    first name comes before all others.
    """
    most = most_hosts(config, limit)
    names = list(dict.fromkeys(_names(config)))
    if len(names) > most:
        first = [next(_block_names(block), "") for block in config.blocks]
        names = list(dict.fromkeys([*filter(None, first), *names]))
    found: dict[str, None] = {}
    for name in names:
        if len(found) >= most:
            break
        if _is_host(name, config):
            found[name] = None
    return [*found, *(n for n in (*FORGES, ANY_HOST) if n not in found)]


def first_left_out(config: SshConfig) -> Text | None:
    """The header of the first block that no judged host stands for, because there are too many."""
    if len(config.blocks) <= most_hosts(config):
        return None
    judged = frozenset(judged_hosts(config))
    for block in config.blocks:
        name = next(_block_names(block), "")
        is_left_out = bool(name) and name not in judged and _is_host(name, config)
        if is_left_out and block.directive is not None:
            return block.directive.text
    return None


def _is_host(name: str, config: SshConfig) -> bool:
    if len(name) > LONGEST_NAME:
        return False
    destination = read_destination(name)
    return destination is not None and refusal(destination, config.version) is None


def most_hosts(config: SshConfig, limit: int = MOST_HOSTS) -> int:
    """How many hosts can be answered for in short time."""
    return min(limit, max(FEWEST_HOSTS, MOST_QUESTIONS // max(1, config.index.asked_each_time)))


def answers(config: SshConfig, hosts: list[str] | None = None) -> Iterator[Effective]:
    """The answers for the judged hosts, or for those given.

    A line for which ssh refuses the file hides nothing: the others are judged all the same.
    """
    for host in judged_hosts(config) if hosts is None else hosts:
        yield config.effective(host, mended=True)


def holding(config: SshConfig, option: str, hosts: list[str] | None = None) -> Iterator[Holding]:
    """An option (its name in `ssh -G`, such as "forwardagent") for each host that ssh accepts."""
    for answer in answers(config, hosts):
        found = answer.options.get(option)
        if found is not None:
            yield Holding(answer.host, found, answer)


def forwarding(config: SshConfig, hosts: list[str] | None = None) -> Iterator[Holding]:
    """Whether the agent is forwarded ("yes" or "no") to each host that ssh accepts."""
    for answer in answers(config, hosts):
        if answer.ok:
            yield Holding(answer.host, answer.agent, answer)


def decided_hosts(config: SshConfig, option: str) -> dict[Line, list[str]]:
    """For each line that decides an option: the judged hosts for which it does."""
    found: dict[Line, list[str]] = {}
    for held in holding(config, option):
        for line in held.option.lines:
            found.setdefault(line, []).append(held.host)
    return found


def jump_hosts(config: SshConfig) -> dict[str, list[Line]]:
    """The hosts that ProxyJump lines name, each with the lines that do."""
    found: dict[str, list[Line]] = {}
    for line in config.directives("proxyjump"):
        for setting in line.settings:
            if setting.slot == PROXY and isinstance(setting.value, Jump):
                for hop in setting.value.hops:
                    found.setdefault(hop.host, []).append(line)
    return found


def _names(config: SshConfig) -> Iterator[str]:
    for block in config.blocks:
        yield from _block_names(block)
        for line in block.lines:
            if line.directive.name == "hostname" and line.directive.arguments:
                value = line.directive.arguments[0].value
                if "%" not in value:
                    yield value
    yield from jump_hosts(config)


def _block_names(block: Block) -> Iterator[str]:
    for pattern in (*block.positive, *block.criterion_patterns):
        name = sample(pattern) if is_wild(pattern) else pattern
        if pattern.strip("*"):
            yield name
