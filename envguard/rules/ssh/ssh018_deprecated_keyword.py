"""SSH018: deprecated-keyword."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_keywords import KEYWORDS
from envguard.formats.lines import line_of
from envguard.model import Fix, Severity, finding
from envguard.model.edits import fix, remove, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import Line, SshConfig


@rule("SSH018", "deprecated-keyword", Severity.INFO, fix="safe", since="0.1.0", tempered=False)
def deprecated_keyword(config: SshConfig) -> Iterator[Outcome]:
    r"""A keyword that ssh has given up, or that has another name today.

    ## Why
    `Protocol`, `Cipher` and `RSAAuthentication` do nothing any more, some print a message at every
    login. Old names such as `PubkeyAcceptedKeyTypes` still work and will not for ever.

    ## Bad
    ```sshconfig title=".ssh/config"
    Protocol 2
    Host *
        User ada
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        User ada
    ```

    ## Fix
    Safe: a line without effect is removed, an old name becomes today's.

    ## References
    - https://www.openssh.com/releasenotes.html
    """
    for line in config.own_directives():
        keyword = KEYWORDS.get(line.directive.name)
        if keyword is None or keyword.status not in ("deprecated", "unsupported", "alias"):
            continue
        if keyword.status == "alias":
            yield finding(
                line.directive.keyword,
                "{keyword} is called {today} today.",
                confidence=confidence(config, line),
                fix=fix(
                    "safe", f"write {keyword.today}", replace(line.directive.keyword, keyword.today)
                ),
                keyword=line.directive.written,
                today=keyword.today,
            )
            continue
        yield finding(
            line.directive.text,
            "ssh passes over {keyword}{printed}: the line can go.",
            confidence=confidence(config, line),
            fix=_removed(line),
            keyword=line.directive.written,
            printed=" with a message at every login" if keyword.status == "unsupported" else "",
        )


def _removed(line: Line) -> Fix | None:
    """Without the line; not where its block would then be empty, which changes nothing either."""
    return fix("safe", "remove the line", remove(line_of(line.directive.text)))
