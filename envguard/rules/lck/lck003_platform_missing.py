"""LCK003: platform-missing."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Related, Severity, Text, finding, related
from envguard.project.locks import project_locks
from envguard.rules import Outcome, rule
from envguard.subjects.lock.verdict import head_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.lock.lock import Lock


@rule("LCK003", "platform-missing", Severity.WARNING, since="0.1.0")
def platform_missing(lock: Lock, project: Project) -> Iterator[Outcome]:
    r"""The lock leaves out a platform that the project is meant for.

    ## Why
    On that platform there is nothing to install from: a colleague with a Mac solves the environment
    anew and gets other versions. The platforms are those of the setting `platforms`, else those
    that the environment file lists below `platforms:`, a key of conda-lock's.

    ## Bad
    ```toml title="envguard.toml"
    platforms = ["linux-64", "osx-arm64"]
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - xz=5.2
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

    ## Good
    ```toml title="envguard.toml"
    platforms = ["linux-64"]
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - xz=5.2
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
    - https://conda.github.io/conda-lock/options/#platform-specification
    - https://github.com/conda/ceps/blob/main/cep-0024.md
    """
    if not lock.readable or not any(lock.platforms):
        return
    locks = project_locks(project)
    siblings = locks.siblings(lock)
    if min(siblings, key=lambda one: one.path) is not lock:
        return  # of several explicit locks the first one speaks
    held = {platform for one in siblings for platform in one.platforms}
    wanted, asker, places = _wanted(lock, project)
    missing = [platform for platform in wanted if platform not in held]
    if missing:
        yield finding(
            _place(lock),
            "There is nothing locked for {platforms}, which {asker} asks for.",
            related=places,
            platforms=", ".join(missing),
            asker=asker,
        )


def _wanted(lock: Lock, project: Project) -> tuple[list[str], str, tuple[Related, ...]]:
    """The platforms, who asks for them, and where."""
    setting = project.settings.strings("platforms")
    if setting:
        return setting, f"the setting `platforms` ({project.settings.origin('platforms')})", ()
    named = [one for source in project_locks(project).sources(lock) for one in source.platforms()]
    places = (related(named[0], "asked for here"),) if named else ()
    return list(dict.fromkeys(one.value for one in named)), "the environment file", places


def _place(lock: Lock) -> Text:
    return lock.metadata.platforms[-1] if lock.metadata.platforms else head_of(lock)
