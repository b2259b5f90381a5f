"""SSH050: command-forwards-agent."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.command import known
from envguard.subjects.ssh.agent import ON, SOCKET, agent_word
from envguard.subjects.ssh.patterns import in_words
from envguard.subjects.ssh.reach import is_loopback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.ssh_command import SshCommand


@rule("SSH050", "command-forwards-agent", Severity.ERROR, since="0.1.0", tempered=False)
def command_forwards_agent(ssh: SshCommand, settings: Settings) -> Iterator[Outcome]:
    r"""A command forwards the ssh agent, whatever the configuration says.

    ## Why
    `-A` and `-o ForwardAgent=yes` beat every `ForwardAgent no` of every configuration file. Whoever
    runs the script lets root on the other side use all keys of the agent while it runs; also those
    that `IdentitiesOnly` or `-i` leave out, since these limit only what ssh itself offers
    (measured with OpenSSH 9.2p1).

    A host that fetches code needs a deploy key of its own. To go through a host, use `-J`: it needs
    no agent there.

    ## Bad
    ```sh title="deploy.sh"
    ssh -A deploy@web1.example 'git pull'
    ```

    ## Good
    ```sh title="deploy.sh"
    # web1 has a deploy key of its own
    ssh deploy@web1.example 'git pull'
    ```

    ## References
    - https://man.openbsd.org/ssh#A
    - https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys
    """
    found = ssh.forwarding()
    if found is None:
        return
    where, value = found
    if not known(value):
        yield unknown(where, "The agent may be forwarded here.", "a variable decides")
        return
    if agent_word(value) not in (ON, SOCKET) or (ssh.hosts and all(map(is_loopback, ssh.hosts))):
        return
    shared = settings.strings("shared-hosts")
    crowd = [host for host in ssh.hosts if shared and in_words(tuple(shared), host)]
    severity = Severity.INFO if ssh.command.context.setting == "prose" else None
    if crowd:
        yield finding(
            where,
            "{host} is shared: every administrator there, and whoever becomes root, can use all keys "
            "in your ssh agent while this runs, whatever the configuration says.",
            severity=severity,
            host=crowd[0],
        )
        return
    yield finding(
        where,
        "This forwards your ssh agent whatever the configuration says, and root on the other side "
        "can use all of its keys: use -J to go through a host, a deploy key to fetch code there.",
        severity=severity,
    )
