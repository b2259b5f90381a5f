"""Who can use the ssh agent: what ForwardAgent's words really do, and for which hosts.

Measured with ssh, sshd and ssh-agent 9.2p1: a forwarded agent answers for every key that it
holds, whatever IdentitiesOnly or IdentityFile say; a word that names no socket makes ssh ask for
forwarding and reaches no agent; `IdentityAgent none` keeps the agent at home.
"""

from __future__ import annotations

from envguard.formats.ssh_config import lower
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.config import GLOBAL, HOST, Block, Line, SshConfig
from envguard.subjects.ssh.destination import read_destination
from envguard.subjects.ssh.judged import FORGES, forwarding
from envguard.subjects.ssh.options import Effective
from envguard.subjects.ssh.patterns import in_words, is_wild, sample

ON, OFF, SOCKET, WORD = "on", "off", "socket", "word"

EVERYTHING, BROAD, NAMED = "everything", "broad", "named"

_OTHER_FORGES = (
    "ssh.github.com", "altssh.gitlab.com", "altssh.bitbucket.org", "vs-ssh.visualstudio.com",
    "git.sr.ht", "gist.github.com",
)  # fmt: skip
_RESTRICTING = ("host", "originalhost", "user", "tagged")
_PRIVATE_DOMAINS = (
    "internal",
    "local",
    "localdomain",
    "lan",
    "corp",
    "home",
    "intranet",
    "private",
)
_SECOND_LEVEL = ("ac", "co", "com", "edu", "gov", "net", "or", "org")


def agent_word(value: str) -> str:
    """What a value of ForwardAgent is: ON, OFF, a SOCKET's path or variable, or a mere WORD."""
    plain = lower(value)
    if plain in ("yes", "true"):
        return ON
    if plain in ("no", "false"):
        return OFF
    is_path = "/" in value or value.startswith(("~", "$", "%")) or plain.endswith(".sock")
    return SOCKET if is_path and "#" not in value else WORD


def line_word(line: Line) -> str:
    """`agent_word` of a ForwardAgent line; OFF where it has no value."""
    arguments = line.directive.arguments
    return agent_word(arguments[0].value) if arguments else OFF


def forwards(line: Line) -> bool:
    """Whether a ForwardAgent line, where it decides, hands an agent to the host."""
    return line_word(line) in (ON, SOCKET)


class Forwarded(NamedTuple):
    """A line that forwards the agent, and the judged hosts for which it decides.

    `certain` is False where a condition or an Include that is not known has a say.
    """

    line: Line
    answers: tuple[Effective, ...]
    certain: bool

    @property
    def hosts(self) -> list[str]:
        """The hosts as typed."""
        return [answer.host for answer in self.answers]


def forwarded(
    config: SshConfig, hosts: list[str] | None = None, doubtful: bool = False
) -> list[Forwarded]:
    """Every line that hands the agent to some judged host, in file order.

    `doubtful`: also those in blocks of which nobody can tell whether they hold for the host.
    """
    if not any(map(forwards, config.directives("forwardagent"))):
        return []  # as in nearly every file, of which no host has to be looked up then
    found: dict[int, Forwarded] = {}
    for held in forwarding(config, hosts):
        option = held.option
        lines = [(line, option.certain) for line in option.lines[:1]]
        if doubtful:
            lines += [(other.line, False) for other in option.others if other.value == "yes"]
        for line, certain in lines:
            if not forwards(line) or _stays_at_home(line, held.answer):
                continue
            known = found.get(line.order) or Forwarded(line, (), True)
            found[line.order] = Forwarded(
                line, (*known.answers, held.answer), known.certain and certain
            )
    return [found[order] for order in sorted(found)]


def breadth(block: Block) -> str:
    """How many hosts a block is for: EVERYTHING, BROAD (whatever has no name of its own), NAMED."""
    own = _own_breadth(block)
    if block.parent is None or own == NAMED:
        return own
    outer = breadth(block.parent)
    return outer if own == EVERYTHING or outer == NAMED else own


def is_broad(pattern: str) -> bool:
    """Whether a pattern holds no literal name: `*.com`, `10.*`, `?*`; but `gpu-node-*` does."""
    if not is_wild(pattern):
        return False
    labels = [label for label in pattern.split(".") if label.strip("*?")]
    if not labels:
        return True
    if all(not label.strip("0123456789*?") for label in labels):
        return len(labels) <= 2
    if len(labels) == 1:
        label = labels[0]
        return pattern.endswith("." + label) and not (
            is_wild(label) or lower(label) in _PRIVATE_DOMAINS
        )
    country = len(labels) == 2 and len(labels[1]) == 2 and not is_wild(labels[1])
    return country and labels[0] in _SECOND_LEVEL and pattern.startswith(("*.", "?"))


def is_forge(answer: Effective) -> bool:
    """Whether a host is one that only serves Git: a public forge, or any host as user git."""
    name = answer.host_name or answer.host
    return lower(name) in (*FORGES, *_OTHER_FORGES) or answer.user == "git"


def shared_hosts(line: Line, shared: list[str], answers: tuple[Effective, ...]) -> list[str]:
    """Which hosts of a line's block the settings' `shared-hosts` name, as the file writes them."""
    if not shared:
        return []
    patterns = tuple(shared)
    found = [p for p in line.block.positive if in_words(patterns, sample(p)) or p in patterns]
    for answer in answers:
        destination = read_destination(answer.host)
        typed = destination.host if destination else answer.host
        if in_words(patterns, typed) or in_words(patterns, answer.host_name):
            found.append(typed)
    return [name for name in dict.fromkeys(found) if name]


def _own_breadth(block: Block) -> str:
    if block.kind == GLOBAL:
        return EVERYTHING
    if block.kind == HOST:
        if any(not p.strip("*") for p in block.positive if p):
            return BROAD if any(p.startswith("!") for p in block.patterns) else EVERYTHING
        return BROAD if any(map(is_broad, block.positive)) else NAMED
    if not block.criteria:
        return NAMED
    asked = [c for c in block.criteria if c.name in _RESTRICTING]
    patterns = [[p for p in (c.value or "").split(",") if p] for c in asked if not c.negated]
    if any(not any(map(_is_wide, several)) for several in patterns):
        return NAMED
    limited = any(c.negated for c in asked) or any(
        p.startswith("!") or p.strip("*") for several in patterns for p in several
    )
    return BROAD if limited else EVERYTHING


def _is_wide(pattern: str) -> bool:
    return not pattern.strip("*") or is_broad(pattern)


def _stays_at_home(line: Line, answer: Effective) -> bool:
    return line_word(line) == ON and lower(answer.get("identityagent")) == "none"
