"""PRJ006: unread-file-name."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.file_name import OddName

_BINDER = ("binder", ".binder")


@rule("PRJ006", "unread-file-name", Severity.WARNING, since="0.1.0")
def unread_file_name(odd: OddName, project: Project) -> Iterator[Outcome]:
    r"""The environment file has a name that no tool looks for.

    ## Why
    `conda env create` without a name takes environment.yml, repo2docker and Binder read
    environment.yml and nothing else: `enviroment.yml`, or `environment.yaml` beside a Binder
    badge, is passed over without a word.

    ## Bad
    ```yaml title="enviroment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Bad, for Binder
    ```yaml title="binder/environment.yaml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies: [python=3.11]
    ```

    ## References
    - https://repo2docker.readthedocs.io/en/latest/configuration/conda/
    - https://docs.conda.io/projects/conda/en/stable/commands/env/create.html
    """
    if odd.is_misspelled:
        yield finding(
            odd.text,
            "{base} is a misspelling that no tool looks for: call the file environment.yml.",
            base=odd.base,
        )
    elif odd.base == "environment.yaml":
        reader = _reader(odd.folder, project, odd.environment.path)
        if reader:
            yield finding(
                odd.text,
                "{reader} reads environment.yml only, so this file is passed over: rename it.",
                reader=reader,
            )


def _reader(folder: str, project: Project, path: str) -> str:
    """The tool that would read the file if it had the other ending, "" where none is in sight."""
    if folder.rpartition("/")[2] in _BINDER:
        return "repo2docker"
    if project.folders_above(path)[:1] != (project.root,):
        return ""
    for name in ("README.md", "README.rst", "readme.md"):
        text = project.read(f"{project.root}/{name}")
        if text is not None and ("mybinder.org" in text.value or "repo2docker" in text.value):
            return "Binder"
    return ""
