"""Renew envguard/data/conda_pypi_names.py from the PyPI package conda-pypi.

    pip install --upgrade conda-pypi && python scripts/renew_names.py

conda-pypi (MIT licence) ships the table that conda-forge's grayskull keeps. Only the rows are kept
whose conda name is not the normalised PyPI name; `git diff` then shows what changed.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import importlib.util
import json
import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "envguard" / "data" / "conda_pypi_names.py"

HEADER = '''"""Projects that conda-forge names otherwise than PyPI: `PyPI-name conda-name` a line.

Made by scripts/renew_names.py; do not edit, corrections go to conda_families.py.
Source: conda-pypi {version} (its grayskull_pypi_mapping.json, {total} rows), read on {date}.
Licence: MIT, copyright of the conda-pypi and grayskull contributors.
"""

ROWS = """\\
{rows}
"""
'''


def normalised(name: str) -> str:
    """A name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_hash(name: str) -> bool:
    """Some rows name a file's hash instead of a project."""
    return re.fullmatch(r"[0-9a-f]{40,}", name) is not None


def main() -> int:
    """Write the table; 0 when it was written."""
    found = importlib.util.find_spec("conda_pypi")
    if found is None or found.origin is None:
        print("conda-pypi is not installed: pip install conda-pypi", file=sys.stderr)
        return 1
    source = Path(found.origin).with_name("grayskull_pypi_mapping.json")
    table = json.loads(source.read_text(encoding="utf-8"))
    rows = sorted(
        f"{normalised(row['pypi_name'])} {row['conda_name']}"
        for row in table.values()
        if normalised(row["pypi_name"]) != row["conda_name"] and not is_hash(row["pypi_name"])
    )
    TARGET.write_text(
        HEADER.format(
            version=importlib.metadata.version("conda-pypi"),
            total=f"{len(table):,}",
            date=datetime.date.today().isoformat(),
            rows="\n".join(rows),
        ),
        encoding="utf-8",
    )
    print(f"{len(rows)} rows written to {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
