"""SSH051: command-skips-host-key."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower
from envguard.model import Severity, Text, finding, related, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.command import known
from envguard.subjects.ssh.reach import is_loopback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh_command import SshCommand

_NOWHERE = ("/dev/null", "none", "nul")


@rule("SSH051", "command-skips-host-key", Severity.ERROR, since="0.1.0", tempered=False)
def command_skips_host_key(ssh: SshCommand) -> Iterator[Outcome]:
    r"""A command connects to whoever answers: the host key is not checked.

    ## Why
    With `StrictHostKeyChecking=no`, or with a known_hosts file that forgets everything, somebody
    in between gets the session: the code that is pushed, the password that is typed. In CI it is
    the deployment that goes to the wrong machine.

    Put the host's published key into a file of the project, and name it with `UserKnownHostsFile`.
    For machines that were made a minute ago, `accept-new` asks nothing and notices a changed key.

    ## Bad
    ```sh title="deploy.sh"
    scp -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null app.tar web1.example:
    ```

    ## Bad, for Git
    ```sh title="fetch.sh"
    GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=no' git clone git@github.com:ada/paper.git
    ```

    ## Good
    ```sh title="deploy.sh"
    scp -o UserKnownHostsFile=ci/known_hosts app.tar web1.example:
    ```

    ## References
    - https://man.openbsd.org/ssh_config#StrictHostKeyChecking
    - https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
    """
    strict = ssh.setting("stricthostkeychecking")
    places: list[Text] = []
    accepts = False
    if strict is not None:
        option, value = strict
        if not known(value):
            yield unknown(option.text, "The host key may go unchecked here.", "a variable decides")
        elif lower(value) in ("no", "off", "false"):
            places.append(option.text)
            accepts = True
    files = ssh.settings("userknownhostsfile")
    if files and files[0][1].arguments and not _is_strict(ssh):
        values = [lower(value) for value in files[0][1].values]
        if all(value in _NOWHERE for value in values):
            places.append(files[0][0].text)
    if not places:
        return
    here = bool(ssh.hosts) and all(map(is_loopback, ssh.hosts))
    prose = ssh.command.context.setting == "prose"
    yield finding(
        places[0],
        "ssh accepts any host key here, so somebody in between is not noticed: put the host's key "
        "into a known_hosts file of the project, or use StrictHostKeyChecking=accept-new."
        if accepts
        else "ssh remembers no host key here, so a changed one is not noticed: put the host's key into a "
        "known_hosts file of the project.",
        severity=Severity.INFO if here or prose else None,
        related=tuple(related(place, "and no key is remembered") for place in places[1:]),
    )


def _is_strict(ssh: SshCommand) -> bool:
    """Whether the command insists on keys that it takes from elsewhere."""
    strict = ssh.setting("stricthostkeychecking")
    given = ssh.settings("globalknownhostsfile", "knownhostscommand")
    return strict is not None and lower(strict[1]) in ("yes", "true") and bool(given)
