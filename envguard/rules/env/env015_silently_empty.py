"""ENV015: silently-empty."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Fix, Related, Severity, related
from envguard.model.edits import fix, replace, write
from envguard.model.patterns import late
from envguard.rules import Outcome, rule
from envguard.rules.env.problems import problem_finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import CondaEnvironment, EnvironmentProblem

_PART = r"(?:[<>]=?|[!=]=|=)?[0-9][0-9.]*(?:\.\*)?"
_VERSION = late(rf"{_PART}(?:,{_PART})*")


@rule("ENV015", "silently-empty", Severity.ERROR, fix="unsafe", since="0.1.0")
def silently_empty(environment: CondaEnvironment, project: Project) -> Iterator[Outcome]:
    r"""conda accepts this file and drops a part of it without a word.

    ## Why
    `dependancies:` or `- python: 3.11` gives an empty environment and exit code 0. The error
    shows much later, as a missing import, or never, as a package from somewhere else.
    `sel(linux): …` is a remark where every command in sight builds the file with micromamba, which
    reads it.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependancies:
      - python=3.11
    ```

    ## Bad, a mapping
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python: 3.11
      - numpy=1.26
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
    ```

    ## Fix
    Unsafe: a misspelt key is spelled right, and `python: 3.11` becomes `python=3.11`; what the
    file then asks for is installed for the first time.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-file-manually
    - https://github.com/conda/ceps/blob/main/cep-0024.md
    """
    lost = environment.problems_of("lost")
    if not lost:
        return
    from envguard.project.usage import is_only_micromambas

    selectors = [problem for problem in lost if problem.kind == "selector-entry"]
    for problem in lost:
        if problem in selectors[1:]:
            continue
        places: tuple[Related, ...] = ()
        if problem.kept is not None:
            places = (related(problem.kept, "conda keeps this one"),)
        elif problem in selectors:
            places = tuple(related(one.text, "and this one") for one in selectors[1:])
        # a key of somebody else's takes nothing away from the environment
        severity = Severity.WARNING if problem.kind == "unknown-key" else None
        if problem in selectors and is_only_micromambas(environment.path, project):
            severity = Severity.INFO
        yield problem_finding(problem, severity, places)._replace(fix=_mended(problem))


def _mended(problem: EnvironmentProblem) -> Fix | None:
    values = problem.values
    if problem.kind == "misspelt-key":
        nearest = values["nearest"]
        return fix("unsafe", f"write {nearest}", replace(problem.text, nearest))
    if problem.kind == "colon-entry" and _VERSION.fullmatch(values["value"]):
        sign = "" if values["value"][0] in "<>=!" else "="
        words = f"{values['key']}{sign}{values['value']}"
        return fix("unsafe", f"write {words}", write(problem.text, words))
    return None
