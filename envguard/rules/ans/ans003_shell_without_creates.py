"""ANS003: shell-without-creates."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.downloads import downloads, is_piped_to_shell, runs
from envguard.subjects.package_command import package_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ansible import AnsibleTask
    from envguard.subjects.command import Command

_SYSTEM = ("apt-get", "apt", "yum", "dnf", "zypper", "apk", "snap")


@rule("ANS003", "shell-without-creates", Severity.WARNING, since="0.1.0")
def shell_without_creates(task: AnsibleTask) -> Iterator[Outcome]:
    r"""A shell task installs or downloads again on every run of the play.

    ## Why
    Ansible cannot see what a command has done. Without `creates`, a condition or a handler, the
    installer runs over what it installed last time: it fails, or replaces what is in use.

    ## Bad
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Install Miniconda
          ansible.builtin.command: bash /tmp/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh -b -p /opt/conda
    ```

    ## Good
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Install Miniconda
          ansible.builtin.command: bash /tmp/Miniconda3-py311_24.9.2-0-Linux-x86_64.sh -b -p /opt/conda
          args:
            creates: /opt/conda/bin/conda
    ```

    ## References
    - https://docs.ansible.com/ansible/latest/collections/ansible/builtin/command_module.html#parameter-creates
    """
    if task.module not in ("shell", "command", "raw") or task.is_guarded:
        return
    for command in task.commands:
        if not command.conditional and _changes(command):
            yield finding(
                task.word,
                "This installs or downloads on every run of the play: add `creates:`, or a `when` on "
                "what an earlier task has found.",
            )
            return


def _changes(command: Command) -> bool:
    install = package_command(command)
    if install is not None:
        return install.verb in ("install", "create", "env create", "env update", "update")
    if any(d.file for d in downloads(command)) or is_piped_to_shell(command):
        return True
    if command.program in _SYSTEM:
        return "install" in command.values
    script = runs(command)
    return script.endswith(".sh") and any(
        word in script.lower() for word in ("conda", "miniforge", "mamba", "install")
    )
