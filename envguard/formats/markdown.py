"""Code blocks of Markdown and reStructuredText, with the marks of lists and quotes taken off.

Sources: CommonMark 0.31 for fences and indented code, with one leniency: a fence in a list may
hold lines that are less indented than itself, as many READMEs have it. MyST's directives and
the attributes of Pandoc, R Markdown and Quarto are read as languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.line_ranges import LineRange, line_ranges
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple


class CodeBlock(NamedTuple):
    """A block of code: its lines, its language in lower case ("" for none), and its info string.

    `fenced` is False for a block that only its indentation marks.
    """

    content: Text
    language: str
    info: str
    fenced: bool

    @property
    def text(self) -> Text:
        """The content, so that a block is `Located`."""
        return self.content


_QUOTE = r"(?:[ ]{0,3}>)"
_OPENING = late(
    rf"(?P<quote>{_QUOTE}*)(?P<indent>[ \t]*(?:(?:[-*+]|[0-9]{{1,9}}[.)])[ \t]+)*)"
    r"(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)"
)
_ITEM = late(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+|$)")
_BRACED = late(r"\{(?=[^}]*\})[ \t]*([^}\s,=]*)([^}]*)\}[ \t]*([\w+#.-]*)")
_WORD = late(r"[\w+#.-]+")
_CODE_DIRECTIVES = ("code-block", "code", "sourcecode", "code-cell", "prompt")
_OPTION = late(r":[\w-]+:")
_DIRECTIVE = late(
    r"([ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode|prompt|parsed-literal)::[ \t]*([\w+#.-]*)"
)
_MAXIMUM_NESTING = 5


def parse(text: Text) -> list[CodeBlock]:
    """The code blocks of a Markdown text, in order."""
    return list(_Reader(text).blocks())


class _Reader:
    def __init__(self, text: Text, nesting: int = 0) -> None:
        self.text = text
        self.value = text.value
        self.lines = line_ranges(text.value)
        self.nesting = nesting
        self.last_close = self.value.rfind("-->")
        self.at = 0
        self.item = 0  # the column at which the text of the innermost list item stands
        self.blank = True  # whether indented code may begin here

    def blocks(self) -> Iterator[CodeBlock]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            opening = _OPENING.match(self.value, line.start, line.end)
            if opening and not (opening["fence"][0] == "`" and "`" in opening["info"]):
                self.at += 1
                yield from self._fenced(opening)
                self.blank = False
                continue
            words = self.value[line.start : line.end]
            if words.lstrip().startswith("<!--"):
                self._comment()
            elif self.blank and words.strip() and _width(words) >= self.item + 4:
                yield self._indented()
            else:
                self._prose(words)
                self.at += 1

    def _prose(self, words: str) -> None:
        item = _ITEM.match(words)
        if item:
            self.item = len(item.group().expandtabs(4))
        elif words.strip():
            self.item = min(self.item, _width(words)) if self.blank else self.item
        self.blank = not words.strip()

    def _comment(self) -> None:
        """Pass over `<!-- … -->`, which no reader of the page sees."""
        first = self.lines[self.at].start
        close = self.value.find("-->", first) if first <= self.last_close else -1
        self.at += 1
        while close >= 0 and self.at < len(self.lines) and self.lines[self.at].start <= close:
            self.at += 1
        self.blank = False

    def _fenced(self, opening: re.Match[str]) -> Iterator[CodeBlock]:
        info = opening["info"].strip()
        fence = opening["fence"]
        depth = opening["quote"].count(">")
        width = _width(opening["indent"], whole=True)
        closing = re.compile(rf"[ \t]*{re.escape(fence[0])}{{{min(len(fence), 1000)},}}[ \t]*")
        quote = re.compile(_QUOTE + f"{{{min(depth, 1000)}}}")
        content: list[LineRange] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            start = line.start
            if depth:
                found = quote.match(self.value, start, line.end)
                if found is None:
                    break
                start = found.end()
            self.at += 1
            if closing.fullmatch(self.value, start, line.end):
                break
            content.append(line._replace(start=self._without_indent(start, line.end, width)))
        language = _language(info)
        if language.startswith(":"):  # a directive whose content is text again
            if self.nesting < _MAXIMUM_NESTING and content:
                yield from _Reader(self._assembled(content), self.nesting + 1).blocks()
            return
        if info.startswith("{"):
            while content and _OPTION.match(self.value, content[0].start, content[0].end):
                del content[0]
        if content:
            yield CodeBlock(self._assembled(content), language, info, True)

    def _indented(self) -> CodeBlock:
        width = self.item + 4
        content: list[LineRange] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            words = self.value[line.start : line.end]
            if words.strip() and _width(words) < width:
                break
            content.append(line._replace(start=self._without_indent(line.start, line.end, width)))
            self.at += 1
        while content and not self.value[content[-1].start : content[-1].end].strip():
            content.pop()
        self.blank = True
        return CodeBlock(self._assembled(content), "", "", False)

    def _without_indent(self, start: int, end: int, width: int) -> int:
        column = 0
        while start < end and column < width and self.value[start] in " \t":
            column += 1 if self.value[start] == " " else 4 - column % 4
            start += 1
        return start

    def _assembled(self, content: list[LineRange]) -> Text:
        return assembled(self.text, content)


def assembled(text: Text, lines: list[LineRange]) -> Text:
    """Lines put together to one text; breaks become `\\n`, and the last one is left out."""
    parts: list[Text] = []
    at = 0
    while at < len(lines):
        # lines that follow each other in the file are one piece, so that edits can cross them
        last = at
        while (
            last + 1 < len(lines)
            and lines[last + 1].start == lines[last].next
            and text.value[lines[last].end : lines[last].next] == "\n"
        ):
            last += 1
        parts.append(text[lines[at].start : lines[last].end])
        if last + 1 < len(lines):
            line_break = text[lines[last].end : lines[last].next]
            parts.append(line_break if line_break.value == "\n" else line_break.decoded("\n"))
        at = last + 1
    return Text.join(parts)


def _width(words: str, whole: bool = False) -> int:
    """The columns of the leading white space, or of all of it, tabs counting to the next stop."""
    lead = words if whole else words[: len(words) - len(words.lstrip(" \t"))]
    return len(lead.expandtabs(4))


def _language(info: str) -> str:
    """The language of an info string; ":name" for a directive that holds text, not code."""
    braced = _BRACED.match(info)
    if braced is None:
        word = _WORD.match(info)
        return word.group().lower() if word else ""
    name = braced.group(1).lower()
    if name in _CODE_DIRECTIVES:
        return name if name == "code-cell" else braced.group(3).lower()
    if name[:1] in (".", "#", ""):
        classes = re.findall(r"\.([\w+#-]+)", name + braced.group(2))
        return str(classes[0]).lower() if classes else ""
    # R Markdown and Quarto say {bash}, MyST says {note}
    return f":{name}" if name in _TEXT_DIRECTIVES else name


_TEXT_DIRECTIVES = {
    "note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "error",
    "seealso", "admonition", "dropdown", "tab-set", "tab-item", "tabbed", "tabs", "tab", "grid",
    "grid-item", "grid-item-card", "card", "topic", "sidebar", "margin", "exercise", "solution",
    "details", "div", "collapse", "versionadded", "versionchanged", "deprecated", "todo",
}  # fmt: skip


def parse_restructured(text: Text) -> list[CodeBlock]:
    """The code blocks of a reStructuredText: `.. code-block::` and what follows a `::`."""
    value, lines = text.value, line_ranges(text.value)
    found: list[CodeBlock] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        directive = _DIRECTIVE.match(value, line.start, line.end)
        words = value[line.start : line.end].rstrip()
        if directive is None and not (words.endswith("::") and words.lstrip()[:3] != ".. "):
            continue
        base = _width(words)
        content, at = _restructured_body(value, lines, at, base)
        if content:
            language = directive.group(2).lower() if directive else ""
            found.append(CodeBlock(assembled(text, content), language, language, bool(directive)))
    return found


def _restructured_body(
    value: str, lines: list[LineRange], at: int, base: int
) -> tuple[list[LineRange], int]:
    """The lines that are deeper than `base`, without options, blank ends and indentation."""
    body: list[LineRange] = []
    options = True
    while at < len(lines):
        words = value[lines[at].start : lines[at].end]
        if words.strip() and _width(words) <= base:
            break
        options = options and bool(_OPTION.match(words.lstrip()) or not words.strip())
        if not options:
            body.append(lines[at])
        at += 1
    while body and not value[body[-1].start : body[-1].end].strip():
        body.pop()
    leads = [_lead(value, line) for line in body if value[line.start : line.end].strip()]
    indent = min(leads, default=0)
    return [line._replace(start=line.start + min(indent, _lead(value, line))) for line in body], at


def _lead(value: str, line: LineRange) -> int:
    words = value[line.start : line.end]
    return len(words) - len(words.lstrip(" \t"))
