"""SSH055: careless-key-handling."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.key_files import without_material
from envguard.subjects.key_handling import agents_left, key_words, keys_from_text, scans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.group import CommandGroup

MOST_PLACES = 20


@rule("SSH055", "careless-key-handling", Severity.WARNING, since="0.1.0", tempered=False)
def careless_key_handling(group: CommandGroup) -> Iterator[Outcome]:
    r"""A script trusts the host key that it is offered, or leaves an agent with keys behind.

    ## Why
    `ssh-keyscan HOST >> known_hosts` in front of the connection asks the network whom to trust:
    whoever is in between gives his own key, and the check that follows agrees with him. The host's
    published key belongs into the project.

    On a machine that lives on, an agent that nobody stops keeps the key for the next job. A key
    that is written on a command line can be read by every user of the machine.

    ## Bad
    ```sh title="deploy.sh"
    ssh-keyscan web1.example >> ~/.ssh/known_hosts
    ssh web1.example uptime
    ```

    ## Good
    ```sh title="deploy.sh"
    ssh -o UserKnownHostsFile=ci/known_hosts web1.example uptime
    ```

    ## References
    - https://man.openbsd.org/ssh-keyscan
    - https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
    """
    setting = group.commands[0].context.setting
    found = list(scans(group))
    if found:
        yield finding(
            found[0],
            "This trusts whatever host key the network offers at that moment: put the host's published "
            "key into a known_hosts file of the project.",
            severity=Severity.INFO if setting == "prose" else None,
            related=tuple(related(text, "and here") for text in found[1:MOST_PLACES]),
        )
    for text in agents_left(group):
        yield finding(
            text,
            "This agent is never stopped, and the machine lives on after the job: end with "
            "`ssh-agent -k`, or run the steps as `ssh-agent bash -c …`.",
        )
    for command in keys_from_text(group):
        yield without_material(
            finding(
                key_words(command),
                "The key passes through a variable that every process of the job can read: take it "
                "from a file that only this user can read.",
                severity=Severity.INFO,
            )
        )
