"""SSH011: platform-keyword."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.data.ssh_keywords import FOREIGN, KEYWORDS
from envguard.formats.ssh_config import lower
from envguard.model import Confidence, Fix, Severity, Text, finding, related
from envguard.model.edits import fix, insert, write
from envguard.model.records import NamedTuple
from envguard.rules import Outcome, rule
from envguard.rules.ssh.confidence import at
from envguard.subjects.ssh.coverage import ALWAYS, ignored_keyword, ignoring_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.settings import Settings
    from envguard.subjects.ssh.config import SshConfig

_NOT_FOREIGN = ("password", "pass")


class _Place(NamedTuple):
    name: str
    keyword: Text
    order: int
    why: str
    vendor: bool


@rule("SSH011", "platform-keyword", Severity.ERROR, fix="safe", since="0.1.0", tempered=False)
def platform_keyword(config: SshConfig, settings: Settings) -> Iterator[Outcome]:
    r"""A keyword that only some ssh know, and nothing tells the others to pass over it.

    ## Why
    `UseKeychain` works on a Mac; on Linux the same file is refused as a whole, for every host.
    `IgnoreUnknown` lets ssh pass over it, if it stands earlier, is in force for the host (so:
    before the first `Host`), and names all such keywords in one list with commas: ssh reads only
    the first IgnoreUnknown.

    Words of a newer OpenSSH than the setting `ssh-version` (9.2 where nothing is set) and of the
    GSSAPI patch of Debian and Fedora are found, too.

    ## Bad
    ```sshconfig title=".ssh/config"
    Host *
        UseKeychain yes
    ```

    ## Good
    ```sshconfig title=".ssh/config"
    IgnoreUnknown UseKeychain

    Host *
        UseKeychain yes
    ```

    ## Fix
    Safe: the keywords are put into an IgnoreUnknown at the beginning.

    ## References
    - https://man.openbsd.org/ssh_config#IgnoreUnknown
    - https://developer.apple.com/library/archive/technotes/tn2449/_index.html
    """
    if config.template:
        return
    places = _places(config)
    names = list(dict.fromkeys(place.name for place in places))
    wanted = _wanted(places)
    mended = _ignored(config, places, wanted)
    for name in names:
        same = [place for place in places if place.name == name]
        first = same[0]
        confidence = at(config, first.order)
        doubtful = first.vendor or (name in KEYWORDS and not settings.origin("ssh-version").path)
        yield finding(
            first.keyword,
            "Where ssh does not know {keyword} it refuses the whole file: {why}. Put `IgnoreUnknown "
            "{names}` before the first Host.",
            severity=Severity.WARNING if first.vendor else None,
            confidence=Confidence.LIKELY if doubtful else confidence,
            related=tuple(related(place.keyword, "and here") for place in same[1:]),
            fix=mended if name == names[0] else None,
            keyword=first.keyword.value,
            why=first.why,
            names=wanted,
        )


def _places(config: SshConfig) -> list[_Place]:
    """The keywords that some ssh would refuse, where they stand in the file itself."""
    ignoring = ignoring_lines(config)
    refused = {placed.order for placed in config.unknown_keywords}
    found = []
    for line in config.own_directives():
        name = line.directive.name
        keyword = KEYWORDS.get(name)
        vendor = keyword is not None and keyword.status == "vendor"
        if vendor:
            why = "only ssh with the patches of Debian or Fedora knows it"
        elif line.order not in refused:
            continue
        elif keyword is not None:
            why = f"it needs OpenSSH {keyword.since[0]}.{keyword.since[1]}"
        elif name in FOREIGN and name not in _NOT_FOREIGN:
            why = FOREIGN[name]
        else:
            continue
        if ignored_keyword(ignoring, name, line.order) != ALWAYS:
            written = keyword.name if keyword else line.directive.written
            found.append(_Place(lower(written), line.directive.keyword, line.order, why, vendor))
    return found


def _wanted(places: list[_Place]) -> str:
    """The value of an IgnoreUnknown for all of them, each as it is written first."""
    spelled: dict[str, str] = {}
    for place in places:
        spelled.setdefault(place.name, place.keyword.value)
    return ",".join(spelled.values())


def _ignored(config: SshConfig, places: list[_Place], wanted: str) -> Fix | None:
    """One IgnoreUnknown for all of them: the first line's list made longer, or a first line."""
    if not places:
        return None
    existing = ignoring_lines(config)
    if not existing:
        if any(line.order < places[0].order for line in config.unread):
            return None
        whole = Text.whole(places[0].keyword.source)
        newline = "\r\n" if "\r\n" in whole.value else "\n"
        return fix("safe", f"ignore {wanted}", write(whole[:0], f"IgnoreUnknown {wanted}{newline}"))
    first = existing[0]
    usable = first.block.for_everything and config.is_own(first)
    if not usable or any(place.order < first.order for place in places):
        return None
    value = first.directive.arguments[0].raw
    quoted = value.value.endswith(('"', "'"))
    at_end = len(value) - 1 if quoted else len(value)
    return fix("safe", f"ignore {wanted}", insert(value, at_end, f",{wanted}"))
