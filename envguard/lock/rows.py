"""What a lock says of one package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from envguard.formats.match_spec_reading import read_words
from envguard.lock.problem import LockProblem
from envguard.lock.solve.channels import Channel, publish
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rattler import RepoDataRecord


class LockRow(NamedTuple):
    """One package on one platform, in the words of CEP 37. `categories` is empty until sorted.

    `source` is the address of a package that no index has: a repository's, a file's.
    """

    name: str
    version: str
    manager: str
    platform: str
    dependencies: dict[str, str]
    url: str
    md5: str
    sha256: str
    categories: tuple[str, ...] = ()
    source: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The order in which conda-lock writes them."""
        return self.manager, self.name, self.platform


def conda_rows(
    records: Iterable[RepoDataRecord], platform: str, channels: tuple[Channel, ...]
) -> list[LockRow]:
    """What was solved for a platform. LockProblem for a package that its channel has no md5 of."""
    rows = []
    for record in records:
        md5, sha256 = record.md5, record.sha256
        name = record.name.normalized
        if md5 is None:
            raise LockProblem(
                f"{record.channel} has no md5 of {name}, which conda-lock demands; the channel "
                "must be indexed anew",
                5,
            )
        rows.append(
            LockRow(
                name, str(record.version), "conda", platform, dependency_map(record.depends),
                publish(record.url, channels), md5.hex(), sha256.hex() if sha256 else "",
            )
        )  # fmt: skip
    return rows


def dependency_map(depends: Iterable[str]) -> dict[str, str]:
    """Constraints by name, as conda-lock writes them: without builds, virtual packages included."""
    found: dict[str, str] = {}
    for words in depends:
        name, version = _dependency(words)
        earlier = found.get(name)
        if earlier and version and earlier != version:
            version = f"{earlier},{version}"
        found[name] = version or earlier or ""
    return found


@lru_cache(maxsize=16384)
def _dependency(words: str) -> tuple[str, str]:
    reading = read_words(words)
    if reading.refusal:  # a record's own words, which no reader of ours has to take
        name, _, rest = words.partition(" ")
        return name, rest.partition(" ")[0]
    return reading.name, reading.version or ""
