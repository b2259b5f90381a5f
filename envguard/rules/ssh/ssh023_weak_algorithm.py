"""SSH023: weak-algorithm."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_keywords import KEYWORDS
from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.algorithms import is_retired, weak_names
from envguard.subjects.ssh.config import HOST, Block
from envguard.subjects.ssh.patterns import is_wild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH023", "weak-algorithm", Severity.WARNING, since="0.1.0", tempered=False)
def weak_algorithm(config: SshConfig) -> Iterator[Outcome]:
    r"""A weak algorithm is allowed again for more than a named old machine.

    ## Why
    ssh no longer offers CBC ciphers, MD5, SHA-1 key exchange and `ssh-rsa` signatures by itself.
    Adding one for many hosts lets somebody in between choose it for all of them. An old switch that
    knows nothing else can have it at the end of its list: `Ciphers +aes256-cbc` under its name is
    no finding.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        Ciphers +3des-cbc
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host old-switch
        Ciphers +aes256-cbc
    ```

    ## References
    - https://man.openbsd.org/ssh_config#Ciphers
    - https://www.openssh.com/legacy.html
    """
    for line in config.own_directives():
        keyword = KEYWORDS.get(line.directive.name)
        if keyword is None or keyword.kind != "algorithms" or not line.directive.arguments:
            continue
        value = line.directive.arguments[0].value
        option = keyword.option
        if value.startswith("+") and _is_named(line.block):
            continue
        weak = [name for name in weak_names(option, value, config.version) if not is_retired(name)]
        if weak:
            yield finding(
                line.directive.text,
                "This allows weak algorithms ({names}) for every host of the block: leave them out, or "
                "add one with `+` under the name of the one machine that needs it.",
                confidence=confidence(config, line),
                names=", ".join(weak[:4]),
            )


def _is_named(block: Block) -> bool:
    """Whether a block is for hosts named one by one."""
    if block.parent is not None and _is_named(block.parent):
        return True
    names = block.positive if block.kind == HOST else block.criterion_patterns
    return bool(names) and not any(map(is_wild, names))
