"""Private keys that lie in a project, and those that an ssh configuration takes from it."""

from __future__ import annotations

from envguard.formats.private_key import PrivateKey, has_private_key
from envguard.model import Finding, Text
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.ssh.config import SshConfig

MOST_IDENTITIES = 200


class KeyFile(NamedTuple):
    """A private key in a file of the project."""

    text: Text
    key: PrivateKey


class ConfiguredKey(NamedTuple):
    """A private key that belongs to an ssh configuration of the project.

    `key` is known where the file was read: the key's own file beside the configuration, or the
    one that an IdentityFile names. `kept` is False where git ignores that file, None where there
    is no such file.
    """

    text: Text
    key: PrivateKey | None
    path: str
    kept: bool | None


def relative_identities(config: SshConfig) -> list[Text]:
    """The IdentityFiles that lie below the folder where ssh is started, each once."""
    found: dict[str, Text] = {}
    for line in config.own_directives("identityfile"):
        for argument in line.directive.arguments[:1]:
            value = argument.value.replace("\\", "/")
            outside = value.startswith(("/", "~", "%", "$", "..")) or value[1:2] == ":"
            if value and not outside and value.lower() != "none" and not value.endswith(".pub"):
                found.setdefault(value, argument.raw)
    return list(found.values())[:MOST_IDENTITIES]


def passphrase(key: PrivateKey) -> str:
    """Whether a passphrase protects the key, in words that follow its kind."""
    if key.encrypted is None:
        return ""
    return ", with a passphrase" if key.encrypted else ", without a passphrase"


def without_material(finding: Finding) -> Finding:
    """The finding, whose excerpt shows its own words alone where the line may hold a key."""
    place = finding.location
    if not has_private_key(place.line) and _ENCODED not in place.line:
        return finding
    begin = min(place.begin.column - 1, 200)
    words = finding.words[: max(0, place.end - place.start)].split("\n")[0]
    shown = " " * begin + words
    return finding._replace(location=place._replace(line=shown))


_ENCODED = "LS0tLS1CRUdJTi"
"""`-----BEGIN ` in Base64, as keys stand in variables."""
