"""Lines as ranges are the lines that a Text gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.line_ranges import line_ranges
from envguard.model import Text


@settings(deadline=None)
@given(st.text(alphabet="a\r\n\x0b", max_size=15))
def test_ranges_cover_the_value_and_agree_with_its_lines(value: str) -> None:
    ranges = line_ranges(value)
    lines = [value[line.start : line.end] for line in ranges]
    assert "".join(value[line.start : line.next] for line in ranges) == value
    assert lines == [line.value for line in Text.of(value).lines()][: len(lines)]
