"""Writes envguard/data/python_packages.py from the repodata of a conda channel.

    python scripts/renew_python_packages.py FOLDER...

FOLDERs hold repodata.json, one a platform. A package counts where a record of it needs Python.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "envguard" / "data" / "python_packages.py"

HEADER = '''\
"""conda packages that need Python: an environment that asks for one of them has a Python.

From the records of conda-forge and a few other channels, as of August 2026; renewed by
scripts/renew_python_packages.py. Not complete: a package that is absent may need Python, too.
"""

NAMES = """\\
'''


def names(folders: list[str]) -> set[str]:
    """The names of packages with a record that needs python."""
    found: set[str] = set()
    for folder in folders:
        repodata = json.loads(Path(folder, "repodata.json").read_text(encoding="utf-8"))
        for section in ("packages", "packages.conda"):
            for record in repodata.get(section, {}).values():
                if any(need.split()[0] == "python" for need in record["depends"]):
                    found.add(record["name"])
    return found


def main() -> int:
    rows = sorted(names(sys.argv[1:]))
    TARGET.write_text(HEADER + "\n".join(rows) + '\n"""\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
