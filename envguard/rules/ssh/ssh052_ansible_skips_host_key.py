"""SSH052: ansible-skips-host-key."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.ssh_config import lower, read_line
from envguard.model import Severity, Text, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.ansible_connection import CHECKING
from envguard.subjects.ssh.agent import ON, SOCKET, agent_word
from envguard.subjects.ssh.reach import is_loopback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ansible_connection import AnsibleConnection
    from envguard.subjects.ssh_command import SshOption

_OFF = ("false", "no", "off", "0", "n", "f")


@rule("SSH052", "ansible-skips-host-key", Severity.ERROR, since="0.1.0", tempered=False)
def ansible_skips_host_key(connection: AnsibleConnection) -> Iterator[Outcome]:
    r"""Ansible connects to whoever answers, or takes the ssh agent along to every host.

    ## Why
    With host key checking off, somebody in between gets the session, and with it every secret
    that a play installs and the password for `become`. `-A` or `ForwardAgent=yes` in the arguments
    for ssh forwards your agent to each host of the inventory.

    Keep the hosts' keys in a known_hosts file beside the inventory. For machines that were made a
    minute ago, `-o StrictHostKeyChecking=accept-new` asks nothing and notices a changed key. A play
    that fetches code needs a deploy key, not your agent.

    ## Bad
    ```ini title="ansible.cfg"
    [defaults]
    host_key_checking = False
    ```

    ## Bad, in an inventory
    ```ini title="inventory.ini"
    [web]
    web1.example ansible_ssh_common_args='-o StrictHostKeyChecking=no'

    [web:vars]
    ansible_ssh_extra_args = "-o ForwardAgent=yes"
    ```

    ## Good
    ```ini title="ansible.cfg"
    [defaults]
    host_key_checking = True

    [ssh_connection]
    ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=ci/known_hosts
    ```

    ## References
    - https://docs.ansible.com/ansible/latest/inventory_guide/connection_details.html#managing-host-key-checking
    - https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ssh_connection.html
    """
    here = bool(connection.host) and is_loopback(connection.host)
    severity = Severity.INFO if here or connection.setting == "prose" else None
    if connection.kind == CHECKING:
        if lower(connection.value.strip("\"' ")) in _OFF:
            yield finding(
                connection.text,
                "Ansible accepts any host key here, so somebody in between is not noticed: keep the "
                "hosts' keys in a known_hosts file, or use StrictHostKeyChecking=accept-new.",
                severity=severity,
            )
        return
    unchecked = _unchecked(connection.options)
    if unchecked:
        yield finding(
            unchecked[0],
            "Ansible's ssh accepts any host key here, so somebody in between is not noticed: keep the "
            "hosts' keys in a known_hosts file, or use StrictHostKeyChecking=accept-new."
            if _accepts(connection.options)
            else "Ansible's ssh remembers no host key here, so a changed one is not noticed: keep the "
            "hosts' keys in a known_hosts file of the project.",
            severity=severity,
            related=tuple(related(text, "and no key is remembered") for text in unchecked[1:]),
        )
    forwarding = _forwarding(connection.options)
    if forwarding is not None:
        yield finding(
            forwarding,
            "This forwards your ssh agent to every host that Ansible manages, and root there can use "
            "all of its keys: give hosts that fetch code a deploy key.",
            severity=severity,
        )


def _values(options: tuple[SshOption, ...], name: str) -> tuple[Text, list[str]] | None:
    """The `-o` that decides a keyword, with its values."""
    for option in options:
        directive = read_line(option.value) if option.name == "-o" and option.value else None
        if directive is not None and directive.name == name:
            return option.text, [lower(value) for value in directive.values]
    return None


def _accepts(options: tuple[SshOption, ...]) -> bool:
    strict = _values(options, "stricthostkeychecking")
    return strict is not None and strict[1][:1] in (["no"], ["off"], ["false"])


def _unchecked(options: tuple[SshOption, ...]) -> list[Text]:
    found = []
    strict = _values(options, "stricthostkeychecking")
    if strict is not None and _accepts(options):
        found.append(strict[0])
    files = _values(options, "userknownhostsfile")
    if files is not None and files[1] and all(v in ("/dev/null", "none") for v in files[1]):
        found.append(files[0])
    return found


def _forwarding(options: tuple[SshOption, ...]) -> Text | None:
    flags = [option for option in options if option.name in ("-A", "-a")]
    if flags:
        return flags[-1].text if flags[-1].name == "-A" else None
    given = _values(options, "forwardagent")
    return given[0] if given and given[1] and agent_word(given[1][0]) in (ON, SOCKET) else None
