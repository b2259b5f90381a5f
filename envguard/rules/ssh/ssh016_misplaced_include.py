"""SSH016: misplaced-include."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence
from envguard.subjects.ssh.config import HOST, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.ssh.config import SshConfig

_SSH_FOLDERS = (".ssh", "ssh", "dot_ssh", "dot-ssh", "private_dot_ssh", "ssh_config.d", "config.d")


@rule("SSH016", "misplaced-include", Severity.WARNING, since="0.1.0", tempered=False)
def misplaced_include(config: SshConfig, project: Project) -> Iterator[Outcome]:
    r"""An Include that is read for some hosts only, or that names another file than it seems to.

    ## Why
    Below a `Host` line an Include belongs to that block: its files are read for those hosts only,
    and a `Host` inside them cannot widen that. A relative name means `~/.ssh/NAME`, wherever the
    file with the Include lies.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host foo
        User ada

    Include more.conf
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Include more.conf

    Host foo
        User ada
    ```

    ## References
    - https://man.openbsd.org/ssh_config#Include
    """
    for line in config.own_directives("include"):
        block, directive = line.block, line.directive
        if block.directive is not None and not block.for_everything:
            at_margin = len(directive.indentation) <= len(block.directive.indentation)
            # an indented Include below a Match is a choice: by machine, by network
            chosen = block.kind != HOST and not at_margin
            yield finding(
                directive.text,
                "This Include is read only for `{header}`, and Host lines in its files cannot widen "
                "that: move it to the beginning of the file if it is meant for all.",
                severity=Severity.INFO if chosen else None,
                confidence=confidence(config, line),
                header=block.directive.text.value,
            )
        name = _beside(line, config.path, project)
        if name:
            yield finding(
                directive.text,
                "ssh reads `~/.ssh/{name}` here, not the file beside this one: a relative name in "
                "an Include means the folder ~/.ssh.",
                confidence=confidence(config, line),
                name=name,
            )


def _beside(line: Line, path: str, project: Project) -> str:
    """A relative name that matches a file beside the configuration, outside of ssh's folder."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.basename(folder) in _SSH_FOLDERS:
        return ""
    for argument in line.directive.arguments[:20]:
        word = argument.value
        if not word or word.startswith(("/", "~", "%", "$")) or "\0" in word or ".." in word:
            continue
        if project.matching(folder, word):
            return word
    return ""
