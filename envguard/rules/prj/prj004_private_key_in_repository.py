"""PRJ004: private-key-in-repository."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.key_files import passphrase, without_material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.key_files import KeyFile


@rule("PRJ004", "private-key-in-repository", Severity.ERROR, since="0.1.0", tempered=False)
def private_key_in_repository(found: KeyFile) -> Iterator[Outcome]:
    r"""A private key lies in the project.

    ## Why
    Whoever gets the project, a fork or an old commit of it can act with the key, and a passphrase
    can be guessed at leisure. Removing the file does not remove it from the history: withdraw the
    key where it is accepted, make a new one, then remove the file.

    A key that only tests use, and that opens nothing, can be ignored by its path: give the reason
    there. Better tests make their key when they run.

    ## Bad
    ```pem title="deploy/server.key"
    -----BEGIN PRIVATE KEY-----
    RXhhbXBsZSBvbmx5OiB0aGlzIGlzIG5vIGtleSBhdCBhbGwsIGl0IG1lcmVseSBs
    b29rcyBsaWtlIG9uZSwgYW5kIGl0IG9wZW5zIG5vdGhpbmcgYW55d2hlcmUuIDEy
    -----END PRIVATE KEY-----
    ```

    ## Good
    ```text title=".gitignore"
    *.key
    ```

    ## References
    - https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository
    - https://man.openbsd.org/ssh-keygen
    """
    yield without_material(
        finding(
            found.text,
            "This file holds a private key ({kind}{passphrase}), and everybody who gets the project "
            "gets it: withdraw the key, make a new one, then remove the file.",
            kind=found.key.kind,
            passphrase=passphrase(found.key),
        )
    )
