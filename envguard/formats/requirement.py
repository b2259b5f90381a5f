"""What pip is asked for: lines of a requirements file or of a `pip:` section, with places."""

from __future__ import annotations

from functools import lru_cache

from envguard.formats.requirement_reading import Option, Reading, Span, normalised, read_words
from envguard.model import Text
from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.conda_constraint import Constraint

_VARIABLE = late(r"\$\{[A-Z0-9_]+\}")


class Requirement:
    """One line. `reading` says what pip takes it for."""

    __slots__ = ("reading", "text")

    def __init__(self, text: Text, reading: Reading) -> None:
        self.text = text
        self.reading = reading

    @property
    def kind(self) -> str:
        """ "requirement" (a name), "url", "path", "editable", "option" or "empty"."""
        return self.reading.kind

    @property
    def accepted(self) -> bool:
        """Whether pip takes the line; whether files and URLs exist is not asked."""
        return not self.reading.refusal

    @property
    def refusal(self) -> str:
        """Why pip refuses the line, in words for the user; empty where it does not."""
        return self.reading.refusal

    @property
    def name(self) -> Text | None:
        """The project's name as written, also of a wheel or behind `#egg=`."""
        return self._at(self.reading.name)

    @property
    def normalised_name(self) -> str:
        """The name as PyPI compares it; empty where the line names no project."""
        span = self.reading.name
        return normalised(self.text.value[span[0] : span[1]]) if span else ""

    @property
    def extras(self) -> list[Text]:
        """The words between the brackets."""
        inside = self._at(self.reading.extras)
        if inside is None:
            return []
        found, at = [], 0
        for part in inside.value.split(","):
            found.append(inside[at : at + len(part)].strip())
            at += len(part) + 1
        return found

    @property
    def specifier(self) -> Text | None:
        """The version constraint with its operators."""
        return self._at(self.reading.specifier)

    @property
    def marker(self) -> Text | None:
        """What stands behind the semicolon."""
        return self._at(self.reading.marker)

    @property
    def url(self) -> Text | None:
        """The URL or path that is asked for, also behind -e or `name @`."""
        return self._at(self.reading.url)

    @property
    def vcs(self) -> str:
        """git, hg, svn or bzr where the URL says so; else empty."""
        return self.reading.vcs

    @property
    def revision(self) -> Text | None:
        """The branch, tag or commit behind the @ of a version control URL."""
        return self._at(self.reading.revision)

    @property
    def options(self) -> tuple[Option, ...]:
        """The options by their long names; `value_of` gives their values."""
        return self.reading.options

    def value_of(self, name: str) -> list[Text]:
        """The values that the line gives to an option, such as `--index-url`."""
        return [
            self.text[option.value[0] : option.value[1]]
            for option in self.reading.options
            if option.name == name and option.value is not None
        ]

    @property
    def hashes(self) -> list[Text]:
        """The values of `--hash`."""
        return self.value_of("--hash")

    @property
    def comment(self) -> Text | None:
        """The comment inside the line, from its # on."""
        return self._at(self.reading.comment)

    @property
    def known(self) -> bool:
        """False where a variable that pip would replace stands in the line."""
        return _VARIABLE.search(self.text.value) is None

    @property
    def constraint(self) -> Constraint | None:
        """The specifier in conda's algebra; None where there is none or it says more than that.

        The two agree but for versions with a local part, which pip lets `==1.2` match.
        """
        span = self.reading.specifier
        if span is None or self.reading.refusal:
            return None
        return constraint_of(self.text.value[span[0] : span[1]])

    def _at(self, span: Span | None) -> Text | None:
        return None if span is None else self.text[span[0] : span[1]]

    def __repr__(self) -> str:
        return f"Requirement({self.text.value!r})"


@lru_cache(maxsize=1024)
def constraint_of(specifier: str) -> Constraint | None:
    """A specifier such as `>=1.2, <2` in conda's algebra; None where it says more than that."""
    from envguard.formats.conda_constraint import Constraint, RefusedConstraint

    words = specifier.replace(" ", "").strip("()")
    try:
        return Constraint.parse(",".join(map(_as_conda, words.split(","))))
    except RefusedConstraint:
        return None


def _as_conda(clause: str) -> str:
    if clause.startswith("==") and clause.endswith(".*"):
        return clause.lstrip("=")
    return clause.replace("===", "==")


def read(text: Text) -> Requirement:
    """Read one logical line; never raises, a refused line says so."""
    return Requirement(text, read_words(text.value))


def read_lines(text: Text) -> list[Requirement]:
    """Read a requirements file: lines that end in a backslash are joined, empty ones left out."""
    found = []
    parts: list[Text] = []
    for line in text.lines():
        continued = line.value.endswith("\\") and not line.value.lstrip().startswith("#")
        parts.append(line[:-1] if continued else line)
        if continued:
            continue
        requirement = read(Text.join(parts) if len(parts) > 1 else line)
        parts = []
        if requirement.kind != "empty":
            found.append(requirement)
    rest = read(Text.join(parts)) if parts else None
    return [*found, rest] if rest is not None and rest.kind != "empty" else found
