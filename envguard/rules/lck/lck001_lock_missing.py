"""LCK001: lock-missing."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.project.lock_kinds import lock_kind
from envguard.project.locks import project_locks
from envguard.project.purpose import is_aside
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.project.purpose import Purpose
    from envguard.subjects.environment.environment import DeclaredEnvironment

_COMMANDS = {
    "environment.yml": "envguard lock {file}",
    "pixi": "pixi lock",
    "pyproject": "uv lock",
}
_PURPOSES = ("project", "deployment", "course")


@rule("LCK001", "lock-missing", Severity.WARNING, since="0.1.0", profile="paper")
def lock_missing(
    environment: DeclaredEnvironment, purpose: Purpose, project: Project
) -> Iterator[Outcome]:
    r"""No lock holds the environment.

    ## Why
    environment.yml says what is wanted; what is installed depends on the day. A lock names every
    package, those that come along included, with its build and its checksum, for each platform.
    So a reviewer gets the environment of the paper, and not one like it.

    A conda-lock.yml, an explicit lock (`conda-linux-64.lock`), a pixi.lock, and for environments of
    pip packages alone a uv.lock, pylock.toml or poetry.lock count. Where names do not tell which
    lock belongs to which file, the setting `locks` does. A pixi.toml wants its pixi.lock, and a
    project of uv's or one with `[dependency-groups]` a uv.lock or another of these.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - xz=5.2
    ```

    ## Good
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - xz=5.2.6
    ```
    ```yaml title="conda-lock.yml"
    version: 1
    metadata:
      content_hash:
        linux-64: 4c2c1a3ffb2d4ec3c6f0a7e4b93ce1cc4c9f22a1a6cb2a0fb4a6c0d1a1e93f55
      channels:
      - url: conda-forge
        used_env_vars: []
      platforms:
      - linux-64
      sources:
      - environment.yml
    package:
    - name: xz
      version: 5.2.6
      manager: conda
      platform: linux-64
      dependencies: {}
      url: https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2
      hash:
        md5: 2161070d867d1b1204ea749c8eec4ef0
        sha256: 03a6d28ded42af8a347345f82f3eebdd6807a08526d47899a42d62d319609162
      category: main
      optional: false
    ```

    ## References
    - https://conda.github.io/conda-lock/
    - https://pixi.sh/latest/workspace/lockfile/
    - https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
    - https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#building-identical-conda-environments
    """
    name = environment.path.replace("\\", "/").rpartition("/")[2]
    if project.settings.text("lock") == "off":
        return
    if purpose.name not in _PURPOSES and not _is_run(environment, purpose):
        return
    if "lock" in name or not environment.dependencies:
        return  # conda-linux-64.lock.yml is a lock in the form of an environment file
    if _has_lock(environment, project):
        return
    place = environment.dependencies_entry
    if place is None:
        return
    required = project.settings.text("lock") == "required"
    yield finding(
        place.key.text,
        "No lock holds this environment, so nobody can install it again as it is: write one, for "
        "instance with `{command}`.",
        severity=Severity.ERROR if required else None,
        command=_COMMANDS[environment.manifest].format(file=name),
    )


def _is_run(environment: DeclaredEnvironment, purpose: Purpose) -> bool:
    """Whether a package's environment is one that its code is run in, as a paper's package has.

    One that serves development leaves Python open; docs and CI have folders of their own.
    """
    if purpose.name != "package" or is_aside(environment.path):
        return False
    return any(
        one.name == "python" and one.pin in ("exact", "fuzzy")
        for one in environment.conda_dependencies
    )


def _has_lock(environment: DeclaredEnvironment, project: Project) -> bool:
    if environment.manifest == "environment.yml":
        return bool(project_locks(project).locks_of(environment.path))
    from envguard.project.manifests import judged_manifest

    if judged_manifest(environment.path, project) is not None:
        return True
    folder = project.folders_above(environment.path)[0]
    return any(lock_kind(name, _nothing) is not None for name in project.names_in(folder))


def _nothing() -> None:
    """The locks of pixi, uv, poetry and pip are told by their names."""
