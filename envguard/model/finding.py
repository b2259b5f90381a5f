"""What envguard says: findings, unknowns and fixes. Frozen, and free of the file's text."""

from __future__ import annotations

from enum import Enum, IntEnum

from envguard.model.records import NamedTuple
from envguard.model.source import Location
from envguard.model.text import Located


class Severity(IntEnum):
    """How bad: ERROR breaks or lets somebody in, WARNING drifts or leaks, INFO is worth knowing."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name that users see and type."""
        return self.name.lower()


class Confidence(Enum):
    """How sure envguard is that the finding holds."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Related(NamedTuple):
    """A second place that belongs to a finding, with a few words on what it shows there."""

    location: Location
    message: str
    values: dict[str, str]


class Edit(NamedTuple):
    """Put `text` in place of what stands at `location`."""

    location: Location
    text: str


class Fix(NamedTuple):
    """Edits that mend a finding: `safe` ones keep the meaning, the others want a look."""

    safety: str
    title: str
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One decision of one rule, as the rule says it.

    `message` is a constant template and `values` are what it is formatted with, so that
    hostile values are escaped by each reporter and messages can be translated.
    A `severity` of None means the rule's own. `words` are the file's at the location.
    """

    location: Location
    message: str
    values: dict[str, str]
    severity: Severity | None = None
    confidence: Confidence = Confidence.CERTAIN
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    words: str = ""


class Ignored(NamedTuple):
    """Why a finding is not counted: `kind` is inline, settings or baseline."""

    kind: str
    reason: str


class Reported(NamedTuple):
    """A finding with what the engine knows of it: its rule, its severity here, its exemption.

    `ordinal` tells findings of one rule apart that stand in one file in the same words.
    """

    code: str
    name: str
    severity: Severity
    finding: Finding
    ignored: Ignored | None = None
    ordinal: int = 1


class Unknown(NamedTuple):
    """What a rule could not know, and why: no finding and no pass."""

    location: Location
    message: str
    values: dict[str, str]
    reason: str
    code: str = ""


def finding(
    where: Located,
    message: str,
    *,
    severity: Severity | None = None,
    confidence: Confidence = Confidence.CERTAIN,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
    **values: object,
) -> Finding:
    """A finding at `where`; the remaining keywords fill the message's braces."""
    text = where.text
    shown = {key: str(value) for key, value in values.items()}
    return Finding(
        text.location(), message, shown, severity, confidence, related, fix, words=text.spelled()
    )


def unknown(where: Located, message: str, reason: str, **values: object) -> Unknown:
    """What cannot be known at `where`; `reason` says why in a few words."""
    shown = {key: str(value) for key, value in values.items()}
    return Unknown(where.text.location(), message, shown, reason)


def related(where: Located, message: str, **values: object) -> Related:
    """A second place of a finding."""
    shown = {key: str(value) for key, value in values.items()}
    return Related(where.text.location(), message, shown)
