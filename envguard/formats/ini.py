"""INI files to sections with spans: systemd units, and what Python's configparser reads.

The two differ in what a second line means. systemd: a backslash at the end joins the next line,
comments between the two are dropped, everything else stands alone. configparser (ansible.cfg,
setup.cfg, tox.ini): an indented line continues the value above it. Sources: systemd.syntax(7) and
systemd's conf-parser.c; Python's configparser.
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple

_BLANKS = " \t\r\f\v"


class Entry(NamedTuple):
    """`key = value`. `text` goes from the key to the end of the value."""

    key: Text
    value: Text
    text: Text


class Section(NamedTuple):
    """A `[name]` and its entries in file order, those that come twice included.

    A section that the file opens twice is here twice.
    """

    name: Text
    entries: list[Entry]

    @property
    def text(self) -> Text:
        """The name in the header."""
        return self.name


class Ini(NamedTuple):
    """A whole file. `ignorecase` says whether its reader folds the case of keys."""

    sections: list[Section]
    ignorecase: bool

    def entries(self, section: str, key: str) -> list[Entry]:
        """All entries of a key in all sections of a name, in file order."""
        wanted = self._folded(key)
        return [
            entry
            for part in self.sections
            if part.name.value == section
            for entry in part.entries
            if self._folded(entry.key.value) == wanted
        ]

    def value(self, section: str, key: str) -> Text | None:
        """The value of the last entry of a key; None where there is none."""
        found = self.entries(section, key)
        return found[-1].value if found else None

    def _folded(self, key: str) -> str:
        return key.lower() if self.ignorecase else key


def parse_unit(text: Text) -> Ini:
    """A systemd unit. SyntaxProblem for a section header that is not closed; systemd passes over
    a line without `=`, and over one before the first section, so they are left out here, too.
    """
    sections: list[Section] = []
    for line in _unit_lines(text):
        if line.value.startswith("["):
            if not line.value.endswith("]"):
                raise SyntaxProblem(line, "a section header without its `]`")
            sections.append(Section(line[1:-1], []))
            continue
        equals = line.value.find("=")
        if equals > 0 and sections:
            sections[-1].entries.append(_entry(line, equals))
    return Ini(sections, False)


def _unit_lines(text: Text) -> Iterator[Text]:
    """Logical lines: stripped, without comments, each backslash at an end become a space."""
    parts: list[Text] = []
    for line in _physical_lines(text):
        words = line.strip(_BLANKS)
        if words.value.startswith(("#", ";")):
            continue
        if not words and not parts:
            continue
        # trailing blanks behind the backslash would keep it from joining, so they are not cut
        whole = line[len(line) - len(line.value.lstrip(_BLANKS)) :] if words else words
        slashes = len(whole.value) - len(whole.value.rstrip("\\"))
        if slashes % 2:
            parts += [whole[:-1], whole[-1:].decoded(" ")]
            continue
        joined = Text.join([*parts, whole]) if parts else whole
        parts = []
        yield joined.strip(_BLANKS).through(_one_line)
    if parts:
        yield Text.join(parts).strip(_BLANKS).through(_one_line)


def parse_configuration(text: Text, inline_comment: str = "") -> Ini:
    """What Python's configparser reads; `inline_comment` is a mark that ends a value (ansible
    takes `;`). SyntaxProblem for an entry before the first section, a header that is not closed,
    and a line that is neither.
    """
    sections: list[Section] = []
    open_entry: list[Text] = []
    key, level = text[:0], 0
    for line in _physical_lines(text):
        words = line.strip()
        if not words:
            open_entry += [words] if open_entry else []
            continue
        if words.value[0] in "#;":
            continue
        words = _without_comment(words, inline_comment)
        indent = len(line.value) - len(line.value.lstrip())
        if open_entry and indent > level:
            open_entry.append(words)
            continue
        if open_entry:
            sections[-1].entries.append(_continued(key, open_entry))
            open_entry = []
        level = indent
        if words.value.startswith("["):
            sections.append(_header(words))
            continue
        at = _separator(words.value)
        if at <= 0 or not sections:
            raise SyntaxProblem(words, "neither a section nor `key = value` inside of one")
        key = words[:at].strip()
        open_entry = [words[at + 1 :].strip()]
    if open_entry:
        sections[-1].entries.append(_continued(key, open_entry))
    return Ini(sections, True)


def _physical_lines(text: Text) -> Iterator[Text]:
    """Lines without their break; a carriage return before it is cut with it."""
    value, begin = text.value, 0
    while begin < len(value):
        feed = value.find("\n", begin)
        end = len(value) if feed < 0 else feed
        yield text[begin : end - 1 if end > begin and value[end - 1] == "\r" else end]
        begin = end + 1


def _one_line(value: str) -> str | None:
    return None if "\n" in value or "\r" in value or value.endswith("\\") else value


def _entry(line: Text, separator: int) -> Entry:
    return Entry(line[:separator].strip(), line[separator + 1 :].strip(), line)


def _header(words: Text) -> Section:
    end = words.value.rfind("]")
    if end < 0:
        raise SyntaxProblem(words, "a section header without its `]`")
    return Section(words[1:end], [])


def _separator(value: str) -> int:
    """Index of the first `=` or `:`."""
    found = [at for at in (value.find("="), value.find(":")) if at >= 0]
    return min(found) if found else -1


def _without_comment(words: Text, mark: str) -> Text:
    """The words before a mark that stands behind white space."""
    at = words.value.find(mark, 1) if mark else -1
    while at > 0:
        if words.value[at - 1].isspace():
            return words[:at].strip()
        at = words.value.find(mark, at + 1)
    return words


def _continued(key: Text, lines: list[Text]) -> Entry:
    """An entry over several lines, whose value has a line break between each two of them."""
    parts: list[Text] = []
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    for line in lines:
        if parts:
            parts.append(line[:0].decoded("\n"))
        parts.append(line.through(_one_line))
    value = Text.join(parts)
    whole = Text.whole(key.source)
    return Entry(key, value, whole[key.start : max(key.end, value.end)])
