"""CMD011: missing-file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from envguard.model import Severity, finding
from envguard.project.own_names import own_names
from envguard.rules import Outcome, rule
from envguard.subjects.named_files import (
    NamedFile,
    Surroundings,
    brought,
    copied_folders,
    directories,
    named_files,
    surroundings,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.group import CommandFile

_MESSAGES = {
    "image": "{name} is not in the image at this point: no COPY brings it.",
    "near": "{name} is not there, so this stops; the project has {near}.",
    "none": "{name} is not there, so this stops: name a file of the project, or add it.",
}
# what these run works on other machines, or in folders that are mounted there
_ELSEWHERE = ("ansible", "compose", "kubernetes", "systemd")
_MAXIMUM_FILES = 200
_PAGES = ("readme", "install", "contributing")
_USUAL_NAMES = ("environment", "env", "requirements", "conda-lock")


@rule("CMD011", "missing-file", Severity.ERROR, since="0.1.0")
def missing_file(file: CommandFile, project: Project) -> Iterator[Outcome]:
    r"""A command reads an environment or requirements file that is not there.

    ## Why
    `conda env create -f environment.yml` is the first thing that others run. Where the file has
    another name, or lies elsewhere, they get no further.

    ## Bad
    ```sh title="setup.sh"
    #!/bin/bash
    conda env create -f environment.yml
    ```

    ## Good
    ```sh title="setup.sh"
    #!/bin/bash
    conda env create -f envs/nlp.yml
    ```
    ```yaml title="envs/nlp.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## References
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-from-an-environment-yml-file
    """
    reported: set[str] = set()
    around: Surroundings | None = None
    for wanted in islice(named_files(file), _MAXIMUM_FILES):
        if wanted.path in reported or not _is_looked_at(wanted):
            continue
        around = around or surroundings(file, own_names(project))
        if brought(file, around, wanted):
            continue
        in_image = wanted.command.context.carrier == "dockerfile"
        if in_image and _may_hold(wanted):
            continue
        if _is_copied(wanted, file, project) if in_image else _is_there(wanted, file, project):
            continue
        reported.add(wanted.path)
        near = _near(wanted, project)
        yield finding(
            wanted.text,
            _MESSAGES["image" if in_image else "near" if near else "none"],
            severity=_severity(wanted, file),
            name=wanted.path,
            near=near,
        )


def _is_looked_at(wanted: NamedFile) -> bool:
    """Whether the command reads the project's own folder, as far as the text says."""
    context = wanted.command.context
    if context.carrier in _ELSEWHERE or {"docker", "podman", "ssh"} & set(wanted.command.wrappers):
        return False
    path = wanted.path
    return context.carrier == "dockerfile" or not (path.startswith(("/", "~")) or path[1:2] == ":")


def _is_there(wanted: NamedFile, file: CommandFile, project: Project) -> bool:
    folders = project.folders_above(file.path)
    places = [posixpath.join(*parts, wanted.path) for parts in _below(folders, directories(file))]
    if any(project.exists(place) for place in places):
        return True
    # a path that leads out of the project is none that can be looked at
    return not any(project.holds(place) for place in places[:1])


def _below(folders: tuple[str, ...], inner: list[str]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for name in inner[:20]:
            yield folder, name


def _is_copied(wanted: NamedFile, file: CommandFile, project: Project) -> bool:
    """Whether a COPY of a folder can bring the file: one of that name lies in the project."""
    if not copied_folders(file):
        return False
    tail = wanted.path.lstrip("./") if not wanted.path.startswith("/") else wanted.base_name
    destinations = {copy.destination.value.strip("/").rpartition("/")[2] for copy in file.copies}
    if tail.partition("/")[0] in destinations:
        tail = wanted.base_name
    return any(name == tail or name.endswith("/" + tail) for name in project.called(tail))


def _may_hold(wanted: NamedFile) -> bool:
    """Whether the base image may bring the file; the plain ones do not."""
    from envguard.subjects.image import brings_files

    return brings_files(wanted.command.context.image)


def _severity(wanted: NamedFile, file: CommandFile) -> Severity | None:
    if wanted.command.context.setting != "prose":
        return None
    name = file.path.replace("\\", "/").rpartition("/")[2].lower()
    # a page may speak of its reader's own files; the usual names are the project's
    is_own = name.startswith(_PAGES) and wanted.base_name.lower().startswith(_USUAL_NAMES)
    return Severity.WARNING if is_own else Severity.INFO


def _near(wanted: NamedFile, project: Project) -> str:
    """A file of the project that differs in its folder or its ending only, "" for none or many."""
    near = project.called(wanted.base_name)
    return near[0] if len(near) == 1 else ""
