"""SSH028: private-key-beside-config."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.key_files import passphrase, without_material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.key_files import ConfiguredKey


@rule("SSH028", "private-key-beside-config", Severity.ERROR, since="0.1.0", tempered=False)
def private_key_beside_config(found: ConfiguredKey) -> Iterator[Outcome]:
    r"""A private key lies in the project beside the ssh configuration that uses it.

    ## Why
    Whoever gets the project, a fork or an old commit of it gets the key, and a passphrase can be
    guessed at leisure. Removing the file does not remove it from the history: make a new key, take
    the old one out of every `authorized_keys`, then remove the file.

    An IdentityFile without `~` or `/` at its beginning means a path below the folder where ssh is
    started, so it asks for a key inside the project.

    ## Bad
    ```sshconfig title="ssh_config"
    Host deploy.example
        IdentityFile ./keys/deploy
        IdentitiesOnly yes
    ```

    ## Good
    ```sshconfig title="ssh_config"
    Host deploy.example
        IdentityFile ~/.ssh/deploy
        IdentitiesOnly yes
    ```

    ## References
    - https://man.openbsd.org/ssh_config#IdentityFile
    - https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository
    """
    if found.key is not None and not found.path:
        yield without_material(
            finding(
                found.text,
                "This private key ({kind}{passphrase}) lies beside the ssh configuration, and everybody "
                "who gets the project gets it: withdraw the key, make a new one, then remove the file.",
                kind=found.key.kind,
                passphrase=passphrase(found.key),
            )
        )
    elif found.key is not None and found.kept:
        yield finding(
            found.text,
            "{path} is a private key{passphrase} inside the project, where everybody who gets the "
            "project gets it: make a new key, keep it in ~/.ssh, and withdraw this one.",
            path=found.path,
            passphrase=passphrase(found.key),
        )
    elif found.kept is None or found.key is not None:
        ignored = found.kept is False
        yield finding(
            found.text,
            "ssh looks for the key {path} in the folder where it is started, and git ignores it "
            "there today: a key is safer in ~/.ssh."
            if ignored
            else "ssh looks for the key {path} below the folder where it is started, so inside the "
            "project: keep private keys in ~/.ssh.",
            severity=_severity(found.path, ignored),
            confidence=Confidence.LIKELY,
            path=found.path,
        )


def _severity(path: str, ignored: bool) -> Severity | None:
    """A bare name was probably meant for ~/.ssh, and a key that git ignores is not published."""
    if ignored:
        return Severity.INFO
    return None if "/" in path else Severity.WARNING
