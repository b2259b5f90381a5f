"""SSH010: unknown-keyword."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_keywords import FOREIGN, KEYWORDS
from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import at
from envguard.subjects.ssh.coverage import ALWAYS, UnknownKeyword, unknown_keywords
from envguard.subjects.ssh.portability import continued_numbers, keyword_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

_IMPOSSIBLE = ("password", "pass")

MOST_TOLD = 1_000


@rule("SSH010", "unknown-keyword", Severity.ERROR, fix="unsafe", since="0.1.0", tempered=False)
def unknown_keyword(config: SshConfig) -> Iterator[Outcome]:
    r"""A keyword that no ssh knows, for which it refuses the whole file.

    ## Why
    `Bad configuration option` ends every ssh, scp and `git fetch`, for every host, also where the
    keyword stands in a block that does not match. A password cannot stand in the configuration at
    all: use a key.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host bastion.corp.example
        ForwardAgnet yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host bastion.corp.example
        ForwardAgent yes
    ```

    ## Fix
    Unsafe, where one known keyword is spelled nearly alike: that one.

    ## References
    - https://man.openbsd.org/ssh_config
    """
    if config.template:
        return
    continued = continued_numbers(config)
    told = 0
    for found in unknown_keywords(config):
        directive = found.problem.directive
        if directive is None or found.problem.text.source.path != config.path:
            continue
        name = directive.name
        foreign = name in KEYWORDS or (name in FOREIGN and name not in _IMPOSSIBLE)
        if found.ignored == ALWAYS or foreign:
            continue
        if keyword_kind(directive.written) is not None or directive.number in continued:
            continue
        told += 1
        if told > MOST_TOLD:
            return
        yield finding(
            found.problem.text,
            "ssh knows no keyword {keyword} and refuses the whole file, for every host.{hint}",
            confidence=at(config, found.order),
            fix=_renamed(found),
            keyword=directive.written,
            hint=_hint(found),
        )


def _hint(found: UnknownKeyword) -> str:
    name = found.problem.value.lower()
    if name in _IMPOSSIBLE:
        return " A password cannot stand here: log in with a key."
    return f" Did you mean {found.nearest}?" if found.nearest else ""


def _renamed(found: UnknownKeyword) -> Fix | None:
    if found.nearest is None:
        return None
    return fix("unsafe", f"write {found.nearest}", replace(found.problem.text, found.nearest))
