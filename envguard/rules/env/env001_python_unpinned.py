"""ENV001: python-unpinned."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import line_of, spelling
from envguard.formats.tree import Node, Sequence
from envguard.model import Fix, Severity, finding, unknown
from envguard.model.edits import fix, replace, write
from envguard.project.declared_python import wanted_python
from envguard.rules import Outcome, rule
from envguard.subjects.environment.python_packages import is_python_package
from envguard.subjects.environment.python_pin import minors_allowed, python_pin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.purpose import Purpose
    from envguard.subjects.environment.environment import DeclaredEnvironment, Dependency


@rule("ENV001", "python-unpinned", Severity.ERROR, fix="unsafe", since="0.1.0")
def python_unpinned(
    environment: DeclaredEnvironment, purpose: Purpose, project: Project
) -> Iterator[Outcome]:
    r"""The environment does not say which Python it runs on.

    ## Why
    conda takes the newest Python on the day of the install. Results, wheels and even syntax
    depend on it, so the same file gives another environment next year, or none at all.
    Where a lock holds the file's part of conda, this is a remark; a lock that is stale, damaged or
    of another environment holds nothing.

    A version that is only bounded from below (`python>=3.9`) is a warning. For the environment of
    a package under development both are a remark: there a range may be what is meant.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python
      - numpy=1.26
    ```

    ## Bad, absent
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - numpy=1.26
    ```

    ## Bad, in pixi's words
    ```toml title="pixi.toml"
    [workspace]
    channels = ["conda-forge"]
    platforms = ["linux-64"]

    [dependencies]
    python = ">=3.9"
    numpy = "1.26.*"
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - numpy=1.26
    ```

    ## Fix
    Unsafe: pins the version that the project declares elsewhere, else 3.11. In a pixi.toml nothing
    is changed, for pixi writes its lock anew with each edit.

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-python.html
    - https://devguide.python.org/versions/
    - https://pixi.sh/latest/reference/pixi_manifest/
    """
    if environment.manifest == "pyproject":
        return  # requires-python and .python-version say it there
    pin = python_pin(environment)
    wanted = wanted_python(environment.path, project)
    python = pin.dependency
    if python is not None and python.constraint is not None:
        allowed = minors_allowed(python.constraint)
        wanted = wanted if wanted in allowed or not allowed else allowed[0]
    if pin.state == "pinned":
        return
    locked = project.is_held(environment.path, "python")
    if locked and environment.manifest == "pixi":
        return  # pixi installs from its lock alone
    if locked is None and pin.state in ("absent", "bare", "open"):
        yield from _unknown(environment, python)
        return
    if pin.state == "absent":
        yield from _absent(environment, purpose, project, wanted, bool(locked))
    elif pin.state == "bare" and python is not None:
        yield finding(
            python.text,
            "python has no version, so everybody gets the newest of their day: write {spelled}.",
            severity=_severity(bool(locked), purpose, Severity.ERROR),
            fix=fix("unsafe", f"pin python={wanted}", replace(python.text, f"python={wanted}")),
            spelled=environment.pin_of("python", wanted),
        )
    elif pin.state == "open" and python is not None:
        yield finding(
            python.text,
            "{given} lets python move with every release: pin a series, such as {spelled}.",
            severity=_severity(bool(locked), purpose, Severity.WARNING),
            fix=fix("unsafe", f"pin python={wanted}", replace(python.text, f"python={wanted}")),
            given=python.text.value,
            spelled=environment.pin_of("python", wanted),
        )
    elif pin.state == "unknown" and python is not None and not python.known:
        yield unknown(
            python.text, "Which Python this asks for cannot be known.", "it is a template"
        )


def _unknown(environment: DeclaredEnvironment, python: Dependency | None) -> Iterator[Outcome]:
    entry = environment.dependencies_entry
    if python is not None:
        place = python.text
    elif entry is not None and _uses_python(environment):
        place = entry.key.text
    else:
        return
    yield unknown(
        place,
        "Which Python this environment runs on is not known.",
        "whether its lock holds it cannot be told",
    )


def _absent(
    environment: DeclaredEnvironment,
    purpose: Purpose,
    project: Project,
    wanted: str,
    locked: bool,
) -> Iterator[Outcome]:
    place = environment.dependencies_entry
    if place is None or not _uses_python(environment):
        return
    if purpose.name == "catalogue" and not environment.pip_sections:
        return
    from envguard.project.parts import other_parts

    if any(part.named("python") for part in other_parts(environment, project)):
        yield unknown(
            place.key.text,
            "Which Python this environment runs on is not known.",
            "it is a part of several files, and another one names python",
        )
        return
    severity = (
        Severity.INFO if purpose.name == "catalogue" else _severity(locked, purpose, Severity.ERROR)
    )
    yield finding(
        place.key.text,
        "No python is among the dependencies, so it comes along in whatever version is newest: "
        "add {spelled}.",
        severity=severity,
        fix=_added(place.value, wanted),
        spelled=environment.pin_of("python", wanted),
    )


def _uses_python(environment: DeclaredEnvironment) -> bool:
    """Whether anything in it brings Python along: an environment of R or of C tools has none."""
    return bool(environment.pip_sections) or any(
        is_python_package(one.name) for one in environment.conda_dependencies
    )


def _severity(locked: bool, purpose: Purpose, usual: Severity) -> Severity:
    if (
        locked
        or purpose.name == "package"
        or (purpose.name == "catalogue" and usual < Severity.ERROR)
    ):
        return Severity.INFO
    return usual


def _added(dependencies: Node, wanted: str) -> Fix | None:
    """Puts python before the first dependency, in the spelling of that one."""
    if not isinstance(dependencies, Sequence) or not dependencies.items:
        return None
    title, first = f"add python={wanted}", spelling(dependencies.items[0])
    if dependencies.flow:
        return fix("unsafe", title, write(first[:0], f"python={wanted}, "))
    line = line_of(first)
    before, dash, _ = line.value.partition("-")
    if before.strip() or not dash:
        return None
    newline = "\r\n" if line.value.endswith("\r\n") else "\n"
    return fix("unsafe", title, write(line[:0], f"{before}- python={wanted}{newline}"))
