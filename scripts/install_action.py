"""Installs the checkout that the Action came from into a virtual environment of its own.

The Python that it runs on afterwards is the step's output `python`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="envguard-", dir=os.environ["RUNNER_TEMP"]))
    # -I, and a folder of our own: nothing in a stranger's checkout may be taken for a module
    subprocess.run([sys.executable, "-I", "-m", "venv", folder], cwd=folder, check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = ["-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    source = Path(__file__).resolve().parents[1]
    subprocess.run([python, *pip, source], cwd=folder, check=True)
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as stream:
        stream.write(f"python={python}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
