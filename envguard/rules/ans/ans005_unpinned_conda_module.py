"""ANS005: unpinned-conda-module."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ansible import AnsibleTask


@rule("ANS005", "unpinned-conda-module", Severity.WARNING, since="0.1.0")
def unpinned_conda_module(task: AnsibleTask) -> Iterator[Outcome]:
    r"""A conda module installs packages without a version.

    ## Why
    Each machine that the play sets up gets the newest packages of its day, and no two of them are
    alike. `state: latest` changes them on every run.

    ## Bad
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Install numpy
          conda:
            name: numpy
            environment: nlp
    ```

    ## Good
    ```yaml title="playbook.yml"
    - hosts: gpu
      tasks:
        - name: Install numpy
          conda:
            name: numpy
            version: 1.26.4
            environment: nlp
    ```

    ## References
    - https://github.com/UDST/ansible-conda
    """
    if task.module.rpartition(".")[2] != "conda":
        return
    state = task.options.get("state")
    if state is not None and state.value == "absent":
        return
    if state is not None and state.value == "latest":
        yield finding(state, "Every run of the play takes the newest: give a version instead.")
        return
    if "version" in task.options or not task.names:
        return
    loose = [n for n in task.names if not set(n.value) & set("=<>{") and n.value != "python"]
    if loose:
        yield finding(
            loose[0],
            "No version is given for {names}: each machine gets the newest of its day.",
            related=tuple(related(name, "and here") for name in loose[1:]),
            names=", ".join(name.value for name in loose[:4]),
        )
