"""ENV002: python-version-differs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envguard.model import Related, Severity, finding, related
from envguard.model.edits import fix, replace
from envguard.model.patterns import late
from envguard.project.declared_python import requires_python, wanted_python
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import DeclaredEnvironment, Dependency

_MINOR = late(r"(\d+)\.(\d+)")
_SPECIFIER = late(r"(?:(?:[<>=!~]=?|===)\d+(?:\.\d+)*(?:\.\*)?,?)+")
_SERIES = ("fuzzy", "exact", "range")


@rule("ENV002", "python-version-differs", Severity.WARNING, fix="unsafe", since="0.1.0")
def python_version_differs(environment: DeclaredEnvironment, project: Project) -> Iterator[Outcome]:
    r"""The environment pins another Python than the project or the lab asks for.

    ## Why
    A lab that settled on one Python (`python = "3.11"` in the settings) finds out about the
    exception when code of two projects meets. An environment outside the project's own
    `requires-python` cannot install the project.

    ## Bad
    ```toml title="envguard.toml"
    python = "3.11"
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.9
      - numpy=1.26
    ```

    ## Bad, outside of requires-python
    ```toml title="pyproject.toml"
    [project]
    name = "nlp"
    requires-python = ">=3.10"
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.9
      - numpy=1.26
    ```

    ## Good
    ```toml title="envguard.toml"
    python = "3.11"
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```

    ## Fix
    Unsafe: the version is replaced by the one that is asked for.

    ## References
    - https://packaging.python.org/en/latest/specifications/pyproject-toml/#requires-python
    - https://devguide.python.org/versions/
    """
    for python in environment.named("python"):
        if python.pin not in _SERIES or _says_so(environment.path, python):
            continue
        wanted, source, places = _wanted(environment, project)
        if wanted and _is_outside(python, wanted):
            suggested = wanted_python(environment.path, project)
            yield finding(
                python.text,
                "{given} is not the Python that {source} asks for ({wanted}).",
                related=places,
                fix=fix(
                    "unsafe", f"pin python={suggested}", replace(python.text, f"python={suggested}")
                ),
                given=python.text.value,
                source=source,
                wanted=wanted,
            )
            return


def _says_so(path: str, python: Dependency) -> bool:
    """Whether the file's name carries the very version, as environment.py-2.7.yml does."""
    found = _MINOR.match(python.version.lstrip("="))
    if found is None:
        return False
    major, minor = found.groups()
    return re.search(rf"(?<![0-9.]){major}\.?{minor}(?![0-9])", os.path.basename(path)) is not None


def _wanted(
    environment: DeclaredEnvironment, project: Project
) -> tuple[str, str, tuple[Related, ...]]:
    """(constraint, who asks for it, where); the settings' word comes before the project's."""
    setting = project.settings.text("python")
    if setting:
        return f"={setting}", f"the setting `python` ({project.settings.origin('python')})", ()
    declared = requires_python(environment.path, project)
    if declared is None:
        return "", "", ()
    return declared.wanted, "requires-python", (related(declared.text, "asked for here"),)


def _is_outside(python: Dependency, wanted: str) -> bool:
    from envguard.formats.conda_constraint import Constraint
    from envguard.subjects.environment.constraints import disjoint

    words = wanted.replace(" ", "")
    if not _SPECIFIER.fullmatch(words):
        return False  # what cannot be read asks for nothing that is known
    asked = Constraint.parse(words)
    own = python.constraint
    return asked is not None and own is not None and disjoint([asked, own]) is True
