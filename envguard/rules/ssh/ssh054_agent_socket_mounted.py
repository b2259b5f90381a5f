"""SSH054: agent-socket-mounted."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.agent_mounts import DEVCONTAINER, POD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.agent_mounts import AgentMount


@rule("SSH054", "agent-socket-mounted", Severity.WARNING, since="0.1.0", tempered=False)
def agent_socket_mounted(mount: AgentMount) -> Iterator[Outcome]:
    r"""A container gets the socket of an ssh agent, so every process in it can use the keys.

    ## Why
    Whatever runs in the container, a dependency's install script too, can log in elsewhere with
    each key of the agent for as long as the container lives. In a pod, a socket of the node is
    shared by everybody whose pod mounts it.

    A build needs no mount: `ssh: [default]` lends the agent to the steps that ask for it. A
    service needs a key of its own. One user's own socket in that user's own container is another
    matter; a devcontainer's is only noted.

    ## Bad
    ```yaml title="compose.yml"
    services:
      app:
        image: registry.example/app:1.4
        volumes:
          - $SSH_AUTH_SOCK:/agent
    ```

    ## Good
    ```yaml title="compose.yml"
    services:
      app:
        build:
          context: .
          ssh: [default]
    ```

    ## References
    - https://docs.docker.com/reference/compose-file/build/#ssh
    - https://docs.docker.com/build/building/secrets/
    """
    if mount.where == POD:
        yield finding(
            mount.text,
            "Everybody whose pod mounts this socket of the node can use the ssh agent behind it: give "
            "each user a socket of his own, or the workload a key of its own.",
        )
        return
    noted = mount.where == DEVCONTAINER or mount.setting == "prose"
    yield finding(
        mount.text,
        "Every process in this container can use all keys in your ssh agent: to build, use "
        "`--ssh default` or `build: {{ssh: [default]}}`; to run, give it a key of its own.",
        severity=Severity.INFO if noted else None,
    )
