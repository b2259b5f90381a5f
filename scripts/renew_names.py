"""Renew envguard/data/conda_pypi_names.py and import_names.py from the PyPI package conda-pypi.

    pip install --upgrade conda-pypi && python scripts/renew_names.py

conda-pypi (MIT licence) ships the table that conda-forge's grayskull keeps. Only the rows are kept
whose conda name, or the name to import, is not the normalised PyPI name; `git diff` then shows
what changed.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import importlib.util
import json
import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "envguard" / "data"
TARGET = DATA / "conda_pypi_names.py"
IMPORTS = DATA / "import_names.py"

HEADER = '''"""Projects that conda-forge names otherwise than PyPI: `PyPI-name conda-name` a line.

Made by scripts/renew_names.py; do not edit, corrections go to conda_families.py.
Source: conda-pypi {version} (its grayskull_pypi_mapping.json, {total} rows), read on {date}.
Licence: MIT, copyright of the conda-pypi and grayskull contributors.
"""

ROWS = """\\
{rows}
"""
'''

IMPORTS_HEADER = '''"""Modules called otherwise than their project: `module PyPI-name` a line.

Made by scripts/renew_names.py; do not edit, corrections go to import_families.py.
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
    modules = sorted(
        {
            f"{module} {normalised(row['pypi_name'])}"
            for row in table.values()
            if (module := row.get("import_name", "").partition(".")[0]).isidentifier()
            and normalised(module) != normalised(row["pypi_name"])
            and not is_hash(row["pypi_name"])
        }
    )
    for target, header, found_rows in (
        (TARGET, HEADER, rows),
        (IMPORTS, IMPORTS_HEADER, modules),
    ):
        words = header.format(
            version=importlib.metadata.version("conda-pypi"),
            total=f"{len(table):,}",
            date=datetime.date.today().isoformat(),
            rows="\n".join(found_rows),
        )
        target.write_text(words, encoding="utf-8")
        print(f"{len(found_rows)} rows written to {target.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
