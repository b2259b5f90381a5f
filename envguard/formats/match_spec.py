"""Match specs, one dependency string of an environment.yml, as conda 26.7.1 reads them.

Conda takes more than CEP 29 allows and takes some of it for something else than was meant, so
three questions are answered: is the string refused, what do its parts mean, and was it misread.
"""

from __future__ import annotations

from envguard.formats.match_spec_reading import Reading, Span, read_words
from envguard.model import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.conda_constraint import Constraint


class MatchSpec:
    """One dependency string. `reading` says what conda takes it for."""

    __slots__ = ("reading", "text")

    def __init__(self, text: Text, reading: Reading) -> None:
        self.text = text
        self.reading = reading

    @property
    def accepted(self) -> bool:
        """Whether conda takes the string at all."""
        return not self.reading.refusal

    @property
    def refusal(self) -> str:
        """Why conda refuses it, in words for the user; empty where it does not."""
        return self.reading.refusal

    @property
    def misread(self) -> str:
        """What conda takes it for where that is hardly what was meant; empty otherwise."""
        return self.reading.misread

    @property
    def name(self) -> Text | None:
        """The package's name as written; None where the spec names none."""
        return self._at(self.reading.name_span)

    @property
    def version(self) -> Text | None:
        """The version with its operators, as written: `=3.11`, `>=1,<2`, or `3.11` alone."""
        return self._at(self.reading.version_span)

    @property
    def build(self) -> Text | None:
        """The build string as written, without the sign before it."""
        return self._at(self.reading.build_span)

    @property
    def channel(self) -> Text | None:
        """The channel as written, a platform behind it included."""
        return self._at(self.reading.channel_span)

    @property
    def subdir(self) -> Text | None:
        """The platform as written, in the channel or in brackets."""
        return self._at(self.reading.subdir_span)

    @property
    def brackets(self) -> Text | None:
        """`[…]` with its brackets."""
        return self._at(self.reading.brackets_span)

    @property
    def constraint(self) -> Constraint | None:
        """The versions it allows; None where it names none or conda refuses it."""
        from envguard.formats.conda_constraint import Constraint

        version = self.reading.version_words
        return None if version is None else Constraint.parse(version)

    def _at(self, span: Span | None) -> Text | None:
        return None if span is None else self.text[span[0] : span[1]]

    def __repr__(self) -> str:
        return f"MatchSpec({self.text.value!r})"


def read(text: Text) -> MatchSpec:
    """Read one dependency string; never raises, a refused spec says so."""
    return MatchSpec(text, read_words(text.value))
