"""ANS004: host-key-checking-off."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ansible import HostKeySetting


@rule("ANS004", "host-key-checking-off", Severity.ERROR, since="0.1.0")
def host_key_checking_off(setting: HostKeySetting) -> Iterator[Outcome]:
    r"""A play connects to whoever answers, without a look at the host's key.

    ## Why
    Somebody in between gets the session, every secret that the play installs, and the password for
    `become`. Of ansible.cfg and of options for ssh the ssh rules speak.

    ## Bad
    SSH052 speaks before this rule; it has the floor only where that one is switched off.

    ```toml title="envguard.toml"
    ignore = ["SSH052"]
    ```
    ```yaml title="playbook.yml"
    - hosts: gpu
      vars:
        ansible_host_key_checking: false
      tasks:
        - name: Restart
          ansible.builtin.service: {name: jupyterhub, state: restarted}
    ```

    ## Good
    ```yaml title="playbook.yml"
    - hosts: gpu
      vars:
        ansible_ssh_common_args: -o StrictHostKeyChecking=accept-new
      tasks:
        - name: Restart
          ansible.builtin.service: {name: jupyterhub, state: restarted}
    ```

    ## References
    - https://docs.ansible.com/ansible/latest/inventory_guide/connection_details.html#managing-host-key-checking
    """
    yield finding(
        setting.text,
        "{name} makes Ansible talk to whoever answers at the host's address: keep the hosts' keys in "
        "a known_hosts file.",
        name=setting.name,
    )
