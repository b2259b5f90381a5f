"""Bars as inline SVG: widths are numbers of ours, words go through the page's own escaping."""

from __future__ import annotations

from collections.abc import Sequence

from envguard.model.records import NamedTuple
from envguard.reports.html import words

_WIDTH, _LABEL, _ROW, _BAR = 660, 175, 26, 16
_LONGEST = 22


class Bar(NamedTuple):
    """One row: its label, and (style, number) for each piece, drawn side by side."""

    label: str
    pieces: tuple[tuple[str, int], ...]


def bars(title: str, rows: Sequence[Bar], unit: str) -> str:
    """The picture; its title says for those who do not see it what the rows say."""
    most = max((sum(n for _, n in row.pieces) for row in rows), default=0)
    if not most:
        return ""
    room = _WIDTH - _LABEL - 60
    said = "; ".join(
        f"{row.label}: " + ", ".join(f"{n} {style}" for style, n in row.pieces if n) for row in rows
    )
    parts = [
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {_ROW * len(rows)}" role="img" '
        f'aria-label="{words(title)}: {words(said)} ({words(unit)})" '
        'preserveAspectRatio="xMinYMin meet">'
    ]
    for index, row in enumerate(rows):
        middle = index * _ROW + _ROW // 2
        label = row.label if len(row.label) <= _LONGEST else row.label[: _LONGEST - 1] + "…"
        parts.append(
            f'<text class="label" x="{_LABEL - 10}" y="{middle}" text-anchor="end" '
            f'dominant-baseline="central">{words(label)}</text>'
        )
        start = float(_LABEL)
        for style, number in row.pieces:
            wide = number * room / most
            if number:
                parts.append(
                    f'<rect class="bar {style}" x="{start:.1f}" y="{middle - _BAR // 2}" '
                    f'width="{max(wide - 1, 1):.1f}" height="{_BAR}" rx="2"></rect>'
                )
            start += wide
        total = sum(number for _, number in row.pieces)
        parts.append(
            f'<text class="number" x="{start + 6:.1f}" y="{middle}" '
            f'dominant-baseline="central">{total}</text>'
        )
    return "".join((*parts, "</svg>"))
