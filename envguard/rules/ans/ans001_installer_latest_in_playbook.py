"""ANS001: installer-latest-in-playbook."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.downloads import is_latest_installer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ansible import AnsibleTask


@rule("ANS001", "installer-latest-in-playbook", Severity.WARNING, since="0.1.0")
def installer_latest_in_playbook(task: AnsibleTask) -> Iterator[Outcome]:
    r"""A play downloads whichever Miniconda or Miniforge is newest that day.

    ## Why
    Two machines that the same play sets up a month apart get two versions of conda, and behave
    differently for no reason that a file would show.

    ## Bad
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Download Miniconda
          ansible.builtin.get_url:
            url: https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh
            dest: /tmp/miniconda.sh
            checksum: sha256:d2b8a6e4d0c4e0d4a7e4a1e8c3c0f3b5e7a9c1d3f5b7d9e1a3c5e7f9b1d3f5a7
    ```

    ## Good
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Download Miniconda
          ansible.builtin.get_url:
            url: https://repo.anaconda.com/miniconda/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh
            dest: /tmp/miniconda.sh
            checksum: sha256:62ef806265659c47e37e22e8f9adce29e75c4ea0497e619c280f54c823887c4f
    ```

    A role that has `latest` as a default leaves the choice to its user, and is an info.

    ## References
    - https://repo.anaconda.com/miniconda/
    """
    if task.module not in ("get_url", "uri", "unarchive"):
        return
    address = task.options.get("url") or task.options.get("src")
    if address is not None and is_latest_installer(address.value):
        by_default = "latest" not in address.source.content
        yield finding(
            address,
            "This downloads whichever installer is newest on the day: name a release.",
            severity=Severity.INFO if by_default else None,
        )
