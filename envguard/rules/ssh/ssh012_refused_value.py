"""SSH012: refused-value."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_keywords import KEYWORDS
from envguard.model import Fix, Severity, finding, unknown
from envguard.model.edits import fix, replace
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import at
from envguard.subjects.ssh import problems
from envguard.subjects.ssh.portability import MATCH_EQUALS, MATCH_NEW, keyword_kind, spellings
from envguard.subjects.ssh.problems import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

_MEANT = {"on": "yes", "1": "yes", "enable": "yes", "enabled": "yes", "y": "yes",
          "off": "no", "0": "no", "disable": "no", "disabled": "no", "n": "no"}  # fmt: skip

MOST_TOLD = 1_000


@rule("SSH012", "refused-value", Severity.ERROR, fix="safe", since="0.1.0", tempered=False)
def refused_value(config: SshConfig) -> Iterator[Outcome]:
    r"""A value that ssh refuses, and the whole file with it.

    ## Why
    A bad or missing value, a word too many or a quote left open ends every ssh, for every host,
    also where the line stands in a block that does not match. Of yes and no ssh takes only yes,
    no, true and false.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        IdentitiesOnly on
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    Host *
        IdentitiesOnly yes
    ```

    ## Fix
    Safe for `on`, `off`, `1` and `0` of keywords that take yes and no.

    ## References
    - https://man.openbsd.org/ssh_config
    """
    if config.template:
        return
    elsewhere = {
        one.line.directive.number
        for one in spellings(config)
        if one.kind in (MATCH_EQUALS, MATCH_NEW) or one.kind == "line break"
    }
    told = 0
    for placed in config.problems:
        problem = placed.problem
        directive = problem.directive
        own = problem.text.source.path == config.path and directive is not None
        if not own or directive is None or problem.kind == problems.BAD_ALGORITHM:
            continue
        if directive.number in elsewhere or keyword_kind(directive.written) is not None:
            continue
        told += 1
        if told > MOST_TOLD:
            break
        yield finding(
            problem.text,
            "ssh refuses the whole file, for every host: {reason}.",
            confidence=at(config, placed.order),
            fix=_yes_or_no(problem),
            reason=_reason(problem),
        )
    for one in config.unknowns:
        if one.text.source.path == config.path:
            yield unknown(one.text, "ssh may refuse this line.", "it depends on a variable")


def _reason(problem: Problem) -> str:
    """What is wrong, in the file's words."""
    directive = problem.directive
    keyword = directive.written if directive is not None else ""
    if problem.kind == problems.OPEN_QUOTE:
        return "a quote is left open"
    if problem.kind in (problems.NO_ARGUMENT, problems.MISSING_ARGUMENT):
        return f"{keyword} has no value"
    if problem.kind == problems.EXTRA_ARGUMENT:
        return f"`{problem.value}` stands behind the value of {keyword}, which takes no more words"
    if problem.kind in (problems.BAD_MATCH, problems.BAD_INCLUDE):
        return problem.message
    allowed = " (it takes yes or no)" if _is_yes_or_no(problem) else ""
    return f"{keyword} does not take `{problem.value}`{allowed}"


def _is_yes_or_no(problem: Problem) -> bool:
    directive = problem.directive
    keyword = KEYWORDS.get(directive.name) if directive is not None else None
    return keyword is not None and keyword.kind in ("yes_no", "compression")


def _yes_or_no(problem: Problem) -> Fix | None:
    meant = _MEANT.get(problem.value.lower())
    if meant is None or problem.kind != problems.BAD_VALUE or not _is_yes_or_no(problem):
        return None
    return fix("safe", f"write {meant}", replace(problem.text, meant))
