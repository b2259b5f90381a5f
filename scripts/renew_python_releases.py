"""Writes envguard/data/python_releases.py from the developer guide's release-cycle.json.

    python scripts/renew_python_releases.py release-cycle.json 2026-08

The file is include/release-cycle.json of https://github.com/python/devguide; the second word is
the month in which it was read.
"""

from __future__ import annotations

import calendar
import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "envguard" / "data" / "python_releases.py"

HEADER = '''\
"""When each series of Python reached its end of life, by the Python developers' own table.

Source: https://devguide.python.org/versions/ (its include/release-cycle.json), as of {words};
renewed by scripts/renew_python_releases.py. Where the table has only a month, its last day stands.
"""

TABLE_DATE = "{month}"

ENDS = {{
'''


def day(given: str) -> str:
    """A day of the table, the last one where it names a month alone."""
    if len(given) > len("2026-10"):
        return given
    year, month = map(int, given.split("-"))
    return f"{given}-{calendar.monthrange(year, month)[1]}"


def main() -> int:
    path, month = sys.argv[1:]
    table = json.loads(Path(path).read_text(encoding="utf-8"))
    ends = {
        series: day(row["end_of_life"]) for series, row in table.items() if row["first_release"]
    }
    rows = sorted(ends, key=lambda series: [int(part) for part in series.split(".")])
    year, number = map(int, month.split("-"))
    words = f"{calendar.month_name[number]} {year}"
    lines = [f'    "{series}": "{ends[series]}",\n' for series in rows]
    TARGET.write_text(
        HEADER.format(words=words, month=month) + "".join(lines) + "}\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
