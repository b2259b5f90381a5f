"""LCK002: lock-stale."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Finding, Related, Severity, Text, finding, related, unknown
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.lock.freshness import Break
    from envguard.subjects.lock.verdict import JudgedLocks, LockVerdict

_MESSAGES = {
    "absent": "{lock} is stale: for {platforms} it holds no {name}, which is asked for here "
    "(`{spec}`): lock anew.",
    "removed-channel": "{lock} is stale: for {platforms} it takes packages such as {held} from the "
    "channel {name}, which is not named here any more: lock anew.",
    "url": "{lock} is stale: for {platforms} it holds {held} from another address than `{spec}` "
    "says: lock anew.",
    "channel": "{lock} is stale: for {platforms} it holds {held} from another channel than `{spec}` "
    "asks for: lock anew.",
}
_OTHER = (
    "{lock} is stale: for {platforms} it holds {held}, which does not meet `{spec}`: lock anew."
)
_MAXIMUM_RELATED = 20


@rule("LCK002", "lock-stale", Severity.ERROR, since="0.1.0")
def lock_stale(judged: JudgedLocks) -> Iterator[Outcome]:
    r"""A lock does not hold what the environment file asks for.

    ## Why
    Whoever installs from the lock gets another environment than the file describes: without the
    package that was added last week, or with the version that was just ruled out.

    What counts is whether the locked packages meet each dependency, platform by platform, with
    the selectors (`# [win]`) that conda-lock knows. An edit after which the lock still holds all
    that is asked for (a looser bound, another order, a comment, one channel more) is none,
    although it changes the content hash. A pixi.toml is held against its pixi.lock and a project
    of uv's against its uv.lock in the same way; folders and repositories are not compared.

    ## Bad
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - xz=5.4
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

    ## Bad, a dependency that was added
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - xz=5.2
      - zstd
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
    ```yaml title="environment.yml"
    name: nlp
    channels: [conda-forge]
    dependencies:
      - xz>=5.2,<6
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
    - https://github.com/conda/conda-lock/issues/432
    """
    breaks = [(verdict, one) for verdict in judged.verdicts for one in verdict.breaks]
    if breaks:
        verdict, first = breaks[0]
        at = first.asked.text if judged.at_lock is None else judged.text
        yield _stale(judged.shown(verdict.lock), first, at, _places(judged, breaks))
    if judged.at_lock is None:
        return
    freshness = judged.verdicts[0].freshness
    if freshness.state == "unknown" and judged.at_lock.readable:
        yield unknown(judged.text, "Whether this lock is fresh is not known.", freshness.reason)


def _stale(lock: str, first: Break, at: Text, places: tuple[Related, ...]) -> Finding:
    return finding(
        at,
        _MESSAGES.get(first.kind, _OTHER),
        related=places,
        lock=lock,
        name=first.asked.name or first.asked.text.value,
        platforms=_listed(first),
        spec=first.asked.text.value,
        held=first.held.shown if first.held is not None else "",
    )


def _places(judged: JudgedLocks, breaks: list[tuple[LockVerdict, Break]]) -> tuple[Related, ...]:
    """Where the lock has something else, and what else is not met."""
    _, first = breaks[0]
    found: list[Related] = []
    if first.held is not None:
        found.append(related(first.held.text, "locked here"))
    if judged.at_lock is not None:
        found.append(related(first.asked.text, "asked for here"))
    told = {first.asked.text.start}
    for _, one in breaks[1:]:
        if one.asked.text.start in told:
            continue
        told.add(one.asked.text.start)
        held = one.held.shown if one.held is not None else "nothing"
        found.append(
            related(
                one.asked.text, "not met either: {held} is locked for {platforms}",
                held=held, platforms=_listed(one),
            )
        )  # fmt: skip
    return tuple(found[:_MAXIMUM_RELATED])


def _listed(one: Break) -> str:
    return ", ".join(platform or "any platform" for platform in one.platforms)
