"""Writes envguard/data/patch_releases.py from the repodata of a conda channel.

    python scripts/renew_patch_releases.py FOLDER...

FOLDERs hold repodata.json, one a platform. A package counts where every known version has at least
three numbers, and one is spelled 1.2.0 and one has a last number above 0; what the records are too
few for stands in ALSO.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "envguard" / "data" / "patch_releases.py"

# looked up by hand: their versions have had three numbers for years
ALSO = """
python pypy pytorch torchvision torchaudio tensorflow tensorflow-gpu tensorflow-base keras numpy
scipy pandas scikit-learn scikit-image matplotlib matplotlib-base jupyterlab notebook r-base
cudatoolkit xgboost lightgbm snakemake nextflow transformers gdal h5py numba cython pillow
"""

# released with two numbers at times, whatever the records say
NOT = {"pip", "setuptools", "black", "attrs", "packaging", "networkx", "django", "sympy"}

HEADER = '''\
"""conda packages whose versions have three numbers: `==1.2` of them is 1.2.0 and no other.

From the records of conda-forge and a few other channels, as of August 2026; renewed by
scripts/renew_patch_releases.py. Not complete: of a package that is absent nothing is known.
"""

NAMES = """\\
'''

_THREE = re.compile(r"\d+\.\d+\.(\d+)")


def names(folders: list[str]) -> set[str]:
    """The names of packages all of whose versions have three numbers."""
    versions: dict[str, set[str]] = {}
    for folder in folders:
        repodata = json.loads(Path(folder, "repodata.json").read_text(encoding="utf-8"))
        for section in ("packages", "packages.conda"):
            for record in repodata.get(section, {}).values():
                versions.setdefault(record["name"], set()).add(record["version"])
    found = set()
    for name, known in versions.items():
        patches = [_THREE.match(version) for version in known]
        lasts = {int(patch[1]) for patch in patches if patch is not None}
        if all(patches) and 0 in lasts and len(lasts) > 1:
            found.add(name)
    return found


def main() -> int:
    rows = sorted((names(sys.argv[1:]) | set(ALSO.split())) - NOT)
    TARGET.write_text(HEADER + "\n".join(rows) + '\n"""\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
