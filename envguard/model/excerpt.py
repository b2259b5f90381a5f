"""A few words of a file and their place, without the file."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.model.source import Location
from envguard.model.text import Text


class Excerpt(NamedTuple):
    """What is left of a Text that is kept when its file's text is let go.

    It can be named in findings, and no edit can enter it. `spelling` are the file's own words.
    """

    value: str
    place: Location
    spelling: str

    @classmethod
    def of(cls, text: Text) -> Excerpt:
        """The words of a text, settled."""
        return cls(text.value, text.location(), text.spelled())

    @property
    def text(self) -> Excerpt:
        """Itself, so that it is `Located`."""
        return self

    @property
    def path(self) -> str:
        """What its file is called."""
        return self.place.path

    def location(self) -> Location:
        """Where it stands."""
        return self.place

    def spelled(self) -> str:
        """The file's own words."""
        return self.spelling
