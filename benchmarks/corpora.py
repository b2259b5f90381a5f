"""Corpora to measure on: as people write such files, the same for the same seed, no network."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

CONDA = [
    "numpy", "pandas", "scipy", "matplotlib", "scikit-learn", "xarray", "netcdf4", "dask",
    "pytorch", "cudatoolkit", "jupyterlab", "seaborn", "statsmodels", "h5py", "geopandas", "gdal",
    "rasterio", "snakemake-minimal", "samtools", "bwa", "pyyaml", "requests", "tqdm", "numba",
]  # fmt: skip
PIP = [
    "torch", "transformers", "datasets", "wandb", "einops", "black", "pytest", "umap-learn",
    "opencv-python", "gym", "stable-baselines3", "sentencepiece", "tensorboard", "rich",
]  # fmt: skip


def environment(luck: random.Random) -> str:
    """An environment.yml: most hand-written and small, one in ten an export with builds."""
    if luck.random() < 0.1:
        return _export(luck)
    lines = [f"name: {luck.choice(['nlp', 'paper', 'analysis', 'gpu'])}{luck.randrange(100)}"]
    lines += ["channels:", "  - conda-forge"]
    if luck.random() < 0.5:
        lines.append(f"  - {luck.choice(['defaults', 'pytorch', 'bioconda', 'nvidia'])}")
    lines.append("dependencies:")
    lines.append(f"  - python{luck.choice(['', '=3.11', '=3.10', '>=3.9', '=3.8.13'])}")
    for name in luck.sample(CONDA, luck.randrange(3, 16)):
        lines.append(f"  - {name}{_version(luck, '=')}")
    if luck.random() < 0.6:
        lines += ["  - pip", "  - pip:"]
        for name in luck.sample(PIP, luck.randrange(1, 8)):
            lines.append(f"      - {name}{_version(luck, '==')}")
    return "\n".join(lines) + "\n"


def _version(luck: random.Random, sign: str) -> str:
    if luck.random() < 0.4:
        return ""
    return f"{sign}{luck.randrange(1, 4)}.{luck.randrange(30)}.{luck.randrange(10)}"


def _export(luck: random.Random) -> str:
    lines = ["name: base", "channels:", "  - conda-forge", "  - defaults", "dependencies:"]
    lines.append("  - python=3.11.4=hab00c5b_0_cpython")
    for number in range(luck.randrange(40, 120)):
        name = luck.choice(CONDA) if number % 3 == 0 else f"lib{luck.choice(PIP)}{number}"
        lines.append(f"  - {name}{_version(luck, '=')}=py311h{luck.getrandbits(28):07x}_0")
    lines.append("prefix: /home/ada/miniconda3/envs/base")
    return "\n".join(lines) + "\n"


def requirements(luck: random.Random) -> str:
    """A requirements.txt."""
    chosen = luck.sample(PIP + CONDA, luck.randrange(3, 20))
    return "".join(f"{name}{_version(luck, '==')}\n" for name in chosen)


def workflow(luck: random.Random) -> str:
    """A GitHub workflow that makes an environment and runs tests."""
    return f"""\
name: tests
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        python-version: ["3.{luck.randrange(9, 12)}", "3.12"]
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: conda-incubator/setup-miniconda@v3
        with:
          environment-file: environment.yml
          python-version: ${{{{ matrix.python-version }}}}
      - name: Test
        shell: bash -el {{0}}
        run: |
          pip install -e .
          pytest -q tests
"""


def dockerfile(luck: random.Random) -> str:
    """A Dockerfile with conda and a Jupyter server."""
    return f"""\
FROM condaforge/miniforge3:24.{luck.randrange(1, 12)}.0-0
RUN apt-get update && apt-get install -y --no-install-recommends git \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /work
COPY environment.yml .
RUN conda env create -f environment.yml && conda clean -afy
COPY . .
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser", "--allow-root"]
"""


def compose(luck: random.Random) -> str:
    """A compose file."""
    return f"""\
services:
  lab:
    build: .
    ports:
      - "{luck.choice(["", "127.0.0.1:"])}8888:8888"
    volumes:
      - .:/work
    command: jupyter lab --ip=0.0.0.0 --port=8888
  db:
    image: postgres:16.{luck.randrange(1, 5)}
"""


def ssh_config(luck: random.Random) -> str:
    """An ssh_config of a group's machines."""
    lines = []
    for number in range(luck.randrange(3, 25)):
        lines += [f"Host gpu-{number:02d}", f"    HostName gpu{number}.cluster.example.org"]
        lines += ["    User ada", "    IdentityFile ~/.ssh/id_ed25519"]
        if luck.random() < 0.3:
            lines.append("    ProxyJump login.example.org")
        if luck.random() < 0.1:
            lines.append("    ForwardAgent yes")
    lines += ["Host *", "    ServerAliveInterval 60"]
    return "\n".join(lines) + "\n"


def shell(luck: random.Random) -> str:
    """A shell script: sets an environment up and starts a server."""
    return f"""\
#!/usr/bin/env bash
set -euo pipefail
source ~/miniconda3/etc/profile.d/conda.sh
conda activate nlp{luck.randrange(100)}
pip install -r requirements.txt
for fold in 1 2 3; do
    python train.py --fold "$fold" --seed {luck.randrange(1000)}
done
jupyter lab --no-browser --port {luck.randrange(8000, 9000)}
"""


def notebook(luck: random.Random) -> str:
    """A notebook with a dozen cells, some with an install."""
    cells: list[dict[str, object]] = []
    for number in range(luck.randrange(6, 20)):
        lines = [f"x{number} = {luck.random()}\n", f"print(x{number})"]
        if number == 1 and luck.random() < 0.5:
            lines = [f"!pip install {luck.choice(PIP)}"]
        cells.append({
            "cell_type": "code", "execution_count": number, "id": f"c{number}", "metadata": {},
            "outputs": [], "source": lines,
        })  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    return json.dumps(document, indent=1) + "\n"


def readme(luck: random.Random) -> str:
    """A README with installation commands."""
    return f"""\
# Study {luck.randrange(1000)}

```sh
conda env create -f environment.yml
conda activate study
jupyter lab
```
"""


# One of each kind that is measured alone: its file's name, and who writes it.
ONE_OF_EACH: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "environment": ("environment.yml", environment),
    "requirements": ("requirements.txt", requirements),
    "workflow": (".github/workflows/tests.yml", workflow),
    "dockerfile": ("Dockerfile", dockerfile),
    "compose": ("compose.yml", compose),
    "ssh-config": ("ssh_config", ssh_config),
    "shell": ("run.sh", shell),
    "notebook": ("analysis.ipynb", notebook),
    "markdown": ("README.md", readme),
}


def one_of_each(folder: Path, seed: int = 1) -> dict[str, Path]:
    """Write one file of each kind, each into a folder of its own; gives kind to path."""
    paths = {}
    for kind, (name, write) in ONE_OF_EACH.items():
        path = folder / kind / name
        _put(path, write(random.Random(seed)))
        paths[kind] = path
    return paths


def environments(folder: Path, count: int, seed: int = 1) -> None:
    """Write `count` environment files, a hundred to a folder."""
    luck = random.Random(seed)
    for number in range(count):
        _put(folder / f"{number // 100:03d}" / f"{number:05d}" / "environment.yml",
             environment(luck))  # fmt: skip


def workflows(folder: Path, count: int, seed: int = 1) -> None:
    """Write `count` workflow files."""
    luck = random.Random(seed)
    for number in range(count):
        _put(folder / f"{number:05d}" / ".github" / "workflows" / "tests.yml", workflow(luck))


def mixed(folder: Path, count: int, seed: int = 1) -> None:
    """A repository of `count` files, six in a hundred of which are ours."""
    luck = random.Random(seed)
    kinds = list(ONE_OF_EACH.values())
    endings = ("py", "csv", "txt", "png", "json", "R", "tex", "cpp", "h", "dat")
    ours = count * 6 // 100
    for number in range(ours):
        name, write = kinds[number % len(kinds)]
        _put(folder / "studies" / f"{number // len(kinds):04d}" / name, write(luck))
    for number in range(count - ours):
        ending = endings[number % len(endings)]
        _put(folder / "data" / f"{number // 200:04d}" / f"{number:06d}.{ending}",
             f"{luck.random()}\n")  # fmt: skip
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
