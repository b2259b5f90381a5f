"""PIP002: invalid-requirement."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.command import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.pip.requirements import PipRequirements

_PROSE = 3


@rule("PIP002", "invalid-requirement", Severity.ERROR, since="0.1.0")
def invalid_requirement(requirements: PipRequirements) -> Iterator[Outcome]:
    r"""pip refuses this line.

    ## Why
    `pip install -r` stops at the first such line and installs nothing. The usual slip is conda's
    `=` where pip wants `==`.

    ## Bad
    ```text title="requirements.txt"
    numpy=1.26.4
    pandas==2.2.2
    ```

    ## Bad, a marker
    ```text title="requirements.txt"
    numpy==1.26.4
    pywin32==306; platform == "win32"
    ```

    ## Good
    ```text title="requirements.txt"
    numpy==1.26.4
    pywin32==306; sys_platform == "win32"
    ```

    ## References
    - https://pip.pypa.io/en/stable/reference/requirement-specifiers/
    - https://packaging.python.org/en/latest/specifications/dependency-specifiers/
    """
    from envguard.subjects.pip.leftovers import conda_rows

    refused = [
        line
        for line in requirements.lines
        if line.requirement.refusal and line.known and HOLE not in line.text.value
    ]
    if not refused or conda_rows(requirements):
        return
    template = "{{" in requirements.text.value or "{%" in requirements.text.value
    is_prose = len(refused) >= _PROSE and 2 * len(refused) > len(requirements.lines)
    slips = any("=" in line.text.value for line in refused)
    if requirements.environment is None and (template or (is_prose and not slips)):
        reason = "it is a template" if template else "most of its lines are no requirements"
        yield unknown(refused[0].text, "Whether pip reads this file is not known.", reason)
        return
    for line in refused:
        yield finding(
            line.text,
            "pip refuses {given}: {reason}.",
            given=line.text.value,
            reason=line.requirement.refusal,
        )
