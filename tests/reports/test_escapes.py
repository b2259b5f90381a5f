"""Each format's one escaping function: whatever goes in is read back as words, and only that."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envguard.reports import github, html, junit, markdown
from envguard.reports.log_commands import quoted
from envguard.reports.wording import visible

etree = pytest.importorskip("lxml.etree")
markdown_it = pytest.importorskip("markdown_it")

_MARKUP = st.sampled_from(
    ["::error::", "\n", "\r", "%0A", "%", ":", ",", "<b>", "</td>", "&amp;", "&#58;", "|", "`",
     "``", "[a](b)", "![", "](", "**", "_", "~~", "http://x.org", "www.x.org", "a@b.org", "@all",
     "\\", "\\|", "#", "1. ", "- ", "+ ", ".", "$$", "\x1b[31m", "##[", "]]>", "{0}", "'", '"',
     "<!--", "-->", "\t", "    ", "x", "é", "\u202e", "\ud800", "\uffff", "^", "!", "=", "---"]
)  # fmt: skip
WORDS = st.lists(_MARKUP | st.text(max_size=5), max_size=8).map("".join)


class Plain(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(WORDS)
@example("%0A")
def test_a_property_of_a_command_is_read_back(words: str) -> None:
    spelled = github.property_value(words)
    assert not set(spelled) & set("\r\n:,")
    for escaped, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        spelled = spelled.replace(escaped, plain)
    assert spelled.replace("%25", "%") == visible(words)


@given(WORDS)
def test_a_cell_of_a_table_is_words(words: str) -> None:
    parser = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False})
    page = Plain(parser.render(f"| a |\n|---|\n| x {markdown.markup(words)} x |\n"))
    assert page.tags == ["table", "thead", "tr", "th", "tbody", "tr", "td"]
    said = page.text.strip().partition("x")[2]
    assert said.split() == f"{visible(words)} x".split()


@given(WORDS)
def test_the_page_shows_words(words: str) -> None:
    page = Plain(f'<p title="{html.words(words)}">{html.words(words)}</p>')
    assert page.tags == ["p"]
    assert page.text == visible(words)


@given(WORDS)
def test_xml_holds_words(words: str) -> None:
    root = etree.fromstring(f"<a b={junit.attribute(words)}>{junit.text(words)}</a>".encode())
    assert root.get("b") == visible(words)
    assert (root.text or "") == "\n".join(visible(line) for line in words.split("\n"))


@given(WORDS, st.sampled_from(["text", "json", "html", "github"]))
@example("\r::error::", "text")
def test_no_line_is_a_command_to_a_runner(words: str, kind: str) -> None:
    for line in quoted(words, kind).replace("\r", "\n").split("\n"):
        assert "##[" not in line
        assert kind == "github" or not line.strip(" \t").startswith("::")
