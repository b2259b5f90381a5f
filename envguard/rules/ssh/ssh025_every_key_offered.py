"""SSH025: every-key-offered."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_defaults import identity_files
from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.command import HOLE
from envguard.subjects.ssh.judged import judged_hosts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Block, Line, SshConfig
    from envguard.subjects.ssh.options import Effective


@rule("SSH025", "every-key-offered", Severity.WARNING, since="0.1.0", tempered=False)
def every_key_offered(config: SshConfig) -> Iterator[Outcome]:
    r"""A key is chosen for a host, and every key of the agent is offered there as well.

    ## Why
    `IdentityFile` adds a key, it does not choose one: without `IdentitiesOnly yes` ssh offers the
    agent's other keys, too, and all of them first where the agent does not hold this one (measured
    with OpenSSH 9.2p1). A server that counts attempts (MaxAuthTries is 6) closes the connection
    before the right key comes, and it learns which other keys you have.

    `IdentitiesOnly` is about what your ssh offers. It is no protection for a forwarded agent.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host github.com
        IdentityFile ~/.ssh/id_gh
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host github.com
        IdentityFile ~/.ssh/id_gh
        IdentitiesOnly yes
    ```

    ## References
    - https://man.openbsd.org/ssh_config#IdentitiesOnly
    - https://man.openbsd.org/sshd_config#MaxAuthTries
    """
    if config.template:
        # what a template leaves out, IdentitiesOnly may be
        return
    open_to: dict[int, tuple[Line, list[Effective]]] = {}
    for host in judged_hosts(config):
        answer = config.effective(host, mended=True)
        chosen = answer.options.get("identityfile")
        if not answer.ok or chosen is None or not _offers_all(answer):
            continue
        for line in chosen.lines:
            open_to.setdefault(line.order, (line, []))[1].append(answer)
    said: dict[int, list[Line]] = {}
    for order in sorted(open_to):
        line, _ = open_to[order]
        if config.is_own(line) and _chooses(line, config):
            said.setdefault(line.block.index, []).append(line)
    for lines in said.values():
        first = lines[0]
        yield finding(
            first.directive.text,
            "Unless your agent holds this key, ssh offers every other key in it first, which a server "
            "may count as failed logins: add `IdentitiesOnly yes`.",
            confidence=confidence(config, first, _is_certain(open_to[first.order][1])),
            related=tuple(related(line.directive.text, "and this key") for line in lines[1:10]),
        )


def _offers_all(answer: Effective) -> bool:
    only = answer.options.get("identitiesonly")
    if only is not None and "yes" in only.possible():
        return False
    keys = answer.options.get("pubkeyauthentication")
    off = keys is not None and keys.value in ("false", "no")
    return not off and answer.get("identityagent").lower() != "none"


def _is_certain(answers: list[Effective]) -> bool:
    return all(
        one.options["identitiesonly"].certain for one in answers if "identitiesonly" in one.options
    )


def _chooses(line: Line, config: SshConfig) -> bool:
    """Not for `none`, nor for a usual name for all hosts, which ssh would try anyway.

    Measured: with such a line the agent's keys are offered as without it.
    """
    values = line.directive.values
    if not values or values[0].lower() == "none" or HOLE in values[0]:
        return False
    block: Block = line.block
    return not (block.for_everything and values[0] in identity_files(config.version))
