"""ENV005: bad-environment-name."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.command import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.purpose import Purpose
    from envguard.subjects.environment.environment import CondaEnvironment

_RESERVED = ("base", "root")
_FORBIDDEN = {"/": "a slash", " ": "a space", ":": "a colon", "#": "a hash sign"}


@rule("ENV005", "bad-environment-name", Severity.WARNING, since="0.1.0")
def bad_environment_name(
    environment: CondaEnvironment, purpose: Purpose, project: Project
) -> Iterator[Outcome]:
    r"""The environment has no name, or one that conda cannot use.

    ## Why
    Without a name `conda env create -f environment.yml` stops with an error, unless `-n` gives one. `base` is conda's own
    environment, which an update from this file would rearrange. Slashes, spaces, colons and hash
    signs are forbidden.

    A missing name is a remark for the environment of a package under development, and in a file
    that is not called environment.yml: `conda env create` reads that one unasked, and whoever names
    another file can name the environment as well. It is none in a catalogue of tools' environments,
    below `binder/`, and where a command in sight gives the name itself.

    ## Bad
    ```yaml title="environment.yml"
    name: my project
    channels: [conda-forge]
    dependencies:
      - python=3.11
    ```

    ## Bad, missing
    ```yaml title="environment.yml"
    channels: [conda-forge]
    dependencies:
      - python=3.11
    ```

    ## Good
    ```yaml title="environment.yml"
    name: my-project
    channels: [conda-forge]
    dependencies:
      - python=3.11
    ```

    ## References
    - https://github.com/conda/ceps/blob/main/cep-0024.md
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
    """
    name = environment.name
    if name is None:
        yield from _missing(environment, purpose, project)
    elif HOLE in name.value:
        return
    elif name.value.strip().lower() in _RESERVED:
        yield finding(
            name.text,
            "{name} is conda's own environment, which an update from this file would rearrange: "
            "give the project a name of its own.",
            # micromamba's image installs into its base, which is the whole image
            severity=Severity.INFO if purpose.name == "deployment" else None,
            name=name.value,
        )
    else:
        forbidden = next((sign for sign in _FORBIDDEN if sign in name.value), None)
        if forbidden is not None:
            yield finding(
                name.text,
                "The name {name} holds {sign}, which conda forbids in the name of an environment: "
                "write {suggested}.",
                name=name.value,
                sign=_FORBIDDEN[forbidden],
                suggested=_suggested(name.value),
            )


def _suggested(name: str) -> str:
    for sign in _FORBIDDEN:
        name = name.replace(sign, "-")
    return name.strip("-") or "my-project"


def _missing(
    environment: CondaEnvironment, purpose: Purpose, project: Project
) -> Iterator[Outcome]:
    root = environment.root
    if root is None or not root.entries or purpose.name == "catalogue" or _is_built(environment):
        return
    if not environment.dependencies or _is_one_tool(environment):
        return
    place = root.entries[0][0].text
    if environment.template:
        yield unknown(place, "Whether this environment has a name is not known.", "a template")
        return
    from envguard.project.parts import other_parts
    from envguard.project.usage import is_named_elsewhere

    if any(part.name is not None for part in other_parts(environment, project)):
        yield unknown(
            place, "This file has no name, another of its lock's may.", "it is a part of several"
        )
    elif not is_named_elsewhere(environment.path, project):
        yield finding(
            place,
            "The environment has no name, so `conda env create` without `-n` stops with an error: "
            "add `name:`.",
            severity=Severity.INFO
            if purpose.name == "package" or not _is_usual(environment)
            else None,
        )


def _is_one_tool(environment: CondaEnvironment) -> bool:
    """Whether it holds a tool or two and no Python of its own, as a workflow's steps ask for.

    Snakemake and Nextflow create such an environment by its path and give it no name.
    """
    conda = environment.conda_dependencies
    return len(conda) <= 3 and not environment.pip_sections and not environment.named("python")


def _is_usual(environment: CondaEnvironment) -> bool:
    """Whether `conda env create` finds the file by itself."""
    base = environment.path.replace("\\", "/").rpartition("/")[2]
    return base.lower() in ("environment.yml", "environment.yaml")


def _is_built(environment: CondaEnvironment) -> bool:
    """Whether a tool builds it that gives the name itself."""
    parts = environment.path.replace("\\", "/").split("/")
    return len(parts) > 1 and parts[-2] in ("binder", ".binder")
