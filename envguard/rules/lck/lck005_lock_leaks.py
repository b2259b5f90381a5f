"""LCK005: lock-leaks."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding, related
from envguard.rules import Outcome, rule
from envguard.subjects.lock.leaks import Leak, leaks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.purpose import Purpose
    from envguard.subjects.lock.lock import Lock

_MESSAGES = {
    "credentials": "{shown} holds a password, which everybody can read who has the lock: revoke it, "
    "and write a variable such as $PASSWORD instead.",
    "token": "{shown} holds a token, which everybody can read who has the lock: revoke it, and write "
    "a variable such as $TOKEN instead.",
    "file-url": "{shown} exists on the machine that wrote the lock, so nobody else can install from "
    "it.",
    "path": "{shown} is a path of the machine that wrote the lock, so nobody else can use it.",
}
_SECRETS = ("credentials", "token")
_MAXIMUM_RELATED = 20


@rule("LCK005", "lock-leaks", Severity.ERROR, since="0.1.0", tempered=False)
def lock_leaks(lock: Lock, purpose: Purpose) -> Iterator[Outcome]:
    r"""The lock holds a secret, or an address that exists on one machine alone.

    ## Why
    A lock repeats the address of each package hundreds of times, with the account or token of the
    channel, if the URL had one; it is committed and published like any other file. A `file://` URL
    or a path in a home folder installs nowhere else.

    Variables (`$TOKEN`, `${USER}`) and conda's own masks (`<TOKEN>`, `*****`) are no leak. Of each
    kind there is one finding, at the first place.

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
      url: https://ada:s3cret@conda.example.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2
      hash:
        md5: 2161070d867d1b1204ea749c8eec4ef0
        sha256: 03a6d28ded42af8a347345f82f3eebdd6807a08526d47899a42d62d319609162
      category: main
      optional: false
    ```

    ## Bad, a path of one machine
    ```text title="conda-linux-64.lock"
    # platform: linux-64
    @EXPLICIT
    file:///home/ada/channel/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2#2161070d867d1b1204ea749c8eec4ef0
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
      url: https://$USER:$PASSWORD@conda.example.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2
      hash:
        md5: 2161070d867d1b1204ea749c8eec4ef0
        sha256: 03a6d28ded42af8a347345f82f3eebdd6807a08526d47899a42d62d319609162
      category: main
      optional: false
    ```

    ## References
    - https://conda.github.io/conda-lock/authenticated_channels/
    - https://github.com/conda/ceps/blob/main/cep-0037.md
    """
    by_kind: dict[str, list[Leak]] = {}
    for leak in leaks(lock):
        by_kind.setdefault(leak.kind, []).append(leak)
    for kind, found in by_kind.items():
        harmless = purpose.name == "test" and kind not in _SECRETS
        yield finding(
            found[0].text,
            _MESSAGES[kind],
            severity=Severity.INFO if harmless else None,
            related=tuple(related(one.text, "another one") for one in found[1:_MAXIMUM_RELATED]),
            shown=found[0].shown,
        )
