"""LCK006: lock-damaged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.lock.damage import Damage, damages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.lock.lock import Lock

_MAXIMUM = 20
# a hostile file could hold millions
_MAXIMUM_READ = 5000


@rule("LCK006", "lock-damaged", Severity.ERROR, since="0.1.0")
def lock_damaged(lock: Lock) -> Iterator[Outcome]:
    r"""The lock is broken: an unsettled merge, or a form that no tool loads.

    ## Why
    A lock is installed by a program that reads it strictly: a key too many or too few, a version
    that YAML takes for a number, a package that is locked twice, and nothing is installed at all.
    Locks break when they are merged or edited by hand; mend them by locking anew.

    What conda-lock 4 loads and the standard does not foresee is no finding, and what the standard
    allows and conda-lock 4 does not load is a remark.

    ## Bad
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
    <<<<<<< HEAD
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

    ## Bad, a field is missing
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
    ```

    ## Good
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
    - https://github.com/conda/ceps/blob/main/cep-0037.md
    - https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
    """
    if lock.conflicts:
        yield finding(
            lock.conflicts[0],
            "A merge was not settled here, so no tool loads the lock: lock anew.",
            related=tuple(related(one, "belongs to it") for one in lock.conflicts[1:_MAXIMUM]),
        )
        return
    if lock.refused is not None:
        yield finding(
            lock.refused.text,
            "The lock does not parse, so no tool loads it: {reason}.",
            reason=lock.refused.reason,
        )
        return
    if lock.kind != "conda-lock":
        return
    # one cause, such as a script that wrote the file, damages every entry in the same way
    by_message: dict[str, list[Damage]] = {}
    for damage in islice(damages(lock), _MAXIMUM_READ):
        by_message.setdefault(damage.message, []).append(damage)
    for message, found in by_message.items():
        first = found[0]
        reported = finding(
            first.text,
            message,
            severity=Severity.INFO if first.loads else None,
            related=tuple(related(one.text, "here too") for one in found[1:_MAXIMUM]),
        )
        yield reported._replace(values=first.values)
