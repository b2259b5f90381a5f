"""How envguard is started: as its installed command does, from the checkout that is measured."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import envguard
from benchmarks.measure import Command

# what an installer writes for `[project.scripts]`
_SCRIPT = """\
import sys
from envguard.cli.front import program
if __name__ == "__main__":
    sys.exit(program())
"""


class Envguard(NamedTuple):
    """The script that starts it, and whether it has a cache that can be left out."""

    script: Path
    caches: bool

    def check(self, folder: Path, *paths: str, cached: bool = False) -> Command:
        """A check in a folder, cold unless `cached`."""
        cold = ("--no-cache",) if self.caches and not cached else ()
        words = (sys.executable, str(self.script), "check", "--quiet", *cold, *paths)
        return Command(words, folder)


def prepare(folder: Path) -> Envguard:
    """Write the script into a folder, and see to it that all is as after an installation: byte
    code is there, and a cache would lie in this folder. Changes the environment of this process.
    """
    root = Path(envguard.__file__).parent
    compileall.compile_dir(str(root), quiet=2)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = str(root.parent)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    script = folder / "envguard"
    script.write_text(_SCRIPT, encoding="utf-8")
    asked = [sys.executable, str(script), "check", "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    return Envguard(script, "--no-cache" in told.stdout)
