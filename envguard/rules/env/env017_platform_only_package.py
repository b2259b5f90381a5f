"""ENV017: platform-only-package."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.lines import item_removal
from envguard.model import Confidence, Edit, Severity, finding, related
from envguard.model.edits import fix, remove
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.environment.environment import CondaEnvironment


@rule("ENV017", "platform-only-package", Severity.WARNING, fix="unsafe", since="0.1.0")
def platform_only_package(environment: CondaEnvironment, settings: Settings) -> Iterator[Outcome]:
    r"""A package exists for one operating system, and the environment is meant for several.

    ## Why
    `pywin32` is on no channel for Linux, `_libgcc_mutex` on none for a Mac: there conda finds no
    solution. A selector (`# [win]`) lets conda-lock and the like leave the line out elsewhere;
    most such packages come along with others and need not be listed at all.

    Where nothing says for which systems the environment is meant, this is a remark.

    ## Bad
    ```toml title="envguard.toml"
    platforms = ["linux-64", "osx-arm64", "win-64"]
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pywin32=306
    ```

    ## Good
    ```toml title="envguard.toml"
    platforms = ["linux-64", "osx-arm64", "win-64"]
    ```
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - python=3.11
      - pywin32=306  # [win]
    ```

    ## Fix
    Unsafe: takes out what other packages bring along anyway.

    ## References
    - https://conda.github.io/conda-lock/src_environment_yml/#platform-selectors
    - https://github.com/conda/ceps/blob/main/cep-0024.md
    """
    from envguard.subjects.environment.dump import exported_dump
    from envguard.subjects.environment.listed import needed_by_others
    from envguard.subjects.environment.platforms import SYSTEMS, platform_only, systems_meant

    alone = platform_only(environment)
    if not alone:
        return
    meant = systems_meant(environment, settings.strings("platforms"))
    found = [(one, system) for one, system in alone if not meant or meant - {system}]
    if not found or exported_dump(environment) is not None:
        return
    first, system = found[0]
    edits: list[Edit | None] = []
    for one, _ in found:
        taken = item_removal(one.sequence, one.node) if one.name in needed_by_others() else None
        if taken is not None:
            edits.append(remove(taken))
    yield finding(
        first.text,
        "{name} exists for {system} alone, so conda finds no solution elsewhere: leave it out, or "
        "mark the line with a selector (# [{word}])."
        if meant
        else "{name} exists for {system} alone: whoever is to use this environment elsewhere needs "
        "it left out, or marked with a selector (# [{word}]).",
        severity=None if meant else Severity.INFO,
        confidence=Confidence.CERTAIN if meant else Confidence.POSSIBLE,
        related=tuple(
            related(one.text, "for {system} alone, too", system=SYSTEMS[other])
            for one, other in found[1:]
        ),
        fix=fix("unsafe", "take out what others bring along", *edits),
        name=first.name,
        system=SYSTEMS[system],
        word=system,
    )
