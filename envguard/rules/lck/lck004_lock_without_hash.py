"""LCK004: lock-without-hash."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.lock.hashes import unchecked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.lock.lock import Lock

_MAXIMUM_RELATED = 20


@rule("LCK004", "lock-without-hash", Severity.WARNING, since="0.1.0")
def lock_without_hash(lock: Lock) -> Iterator[Outcome]:
    r"""Packages are locked without a SHA-256 checksum.

    ## Why
    The checksum shows that a download is the file that was locked. Without one another file of the
    same name installs unseen, be it broken, rebuilt or put there by somebody else. An MD5 finds
    accidents and no attack.

    An explicit lock with an MD5 a line is a remark: conda-lock writes no others. With
    `conda list --explicit --sha256` conda does. Lines without any checksum are LCK008.

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
      version: 5.2.6
      manager: conda
      platform: linux-64
      dependencies: {}
      url: https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2
      hash:
        md5: 2161070d867d1b1204ea749c8eec4ef0
      category: main
      optional: false
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
    - https://github.com/conda/ceps/blob/main/cep-0023.md
    """
    found = unchecked(lock)
    if not found:
        return
    yield finding(
        found[0].text,
        "{count} of {all} locked packages have no SHA-256, so nothing shows that a download is the "
        "file that was locked ({name} is the first).",
        severity=Severity.INFO if lock.kind == "explicit" else None,
        related=tuple(related(one.text, "nor has this one") for one in found[1:_MAXIMUM_RELATED]),
        count=len(found),
        all=len(lock.packages),
        name=found[0].name,
    )
