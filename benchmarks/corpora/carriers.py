"""Files that start programs: workflows, Dockerfiles, compose files, scripts, READMEs."""

from __future__ import annotations

import random

from benchmarks.corpora.packages import PIP, version


def workflow(luck: random.Random) -> str:
    """A GitHub workflow that makes environments and runs tests: one to five jobs."""
    head = """\
name: tests
on: [push, pull_request]
permissions:
  contents: read
jobs:
"""
    return head + "".join(_job(luck, number) for number in range(luck.randrange(1, 6)))


def _job(luck: random.Random, number: int) -> str:
    return f"""\
  test{number}:
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
      - name: Install
        run: pip install {luck.choice(PIP)}=={version(luck)}
      - name: Test
        shell: bash -el {{0}}
        env:
          SEED: {luck.randrange(100)}
        run: |
          pip install -e .
          pytest -q tests
"""


def dockerfile(luck: random.Random) -> str:
    """A Dockerfile with conda and a Jupyter server, a dozen to five dozen lines."""
    packages = "".join(
        f"        {name} \\\n" for name in luck.sample(PIP, luck.randrange(0, 30))
    )  # fmt: skip
    python = f"RUN pip install --no-cache-dir \\\n{packages}        wheel\n" if packages else ""
    return f"""\
# The image of the study: everything that the notebooks need.
FROM condaforge/miniforge3:24.{luck.randrange(1, 12)}.0-0
ARG USERNAME=ada
ENV LANG=C.UTF-8 \\
    SEED={luck.randrange(100)}
RUN apt-get update && apt-get install -y --no-install-recommends git build-essential \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /work
COPY environment.yml .
RUN conda env create -f environment.yml && conda clean -afy
{python}COPY . .
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser", "--allow-root"]
"""


def compose(luck: random.Random) -> str:
    """A compose file with a server and a database."""
    return f"""\
services:
  lab:
    build: .
    ports:
      - "{luck.choice(["", "127.0.0.1:"])}8888:8888"
    volumes:
      - .:/work
    environment:
      SEED: "{luck.randrange(100)}"
    command: jupyter lab --ip=0.0.0.0 --port=8888
  db:
    image: postgres:16.{luck.randrange(1, 5)}
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data: {{}}
"""


def shell(luck: random.Random) -> str:
    """A shell script: sets an environment up, trains, starts a server."""
    steps = "".join(
        f'python step{number}.py --fold "$fold" --seed {luck.randrange(1000)}\n'
        for number in range(luck.randrange(1, 30))
    )
    return f"""\
#!/usr/bin/env bash
set -euo pipefail
source ~/miniconda3/etc/profile.d/conda.sh
conda activate nlp{luck.randrange(100)}
pip install -r requirements.txt
for fold in 1 2 3; do
{steps}done
jupyter lab --no-browser --port {luck.randrange(8000, 9000)}
"""


def readme(luck: random.Random) -> str:
    """A README with installation commands between its paragraphs."""
    paragraph = "The data of the study are described in the paper, and how they were taken there.\n"
    about = "\n".join([paragraph * luck.randrange(1, 6)] * luck.randrange(1, 12))
    return f"""\
# Study {luck.randrange(1000)}

{about}
## Installation

```sh
conda env create -f environment.yml
conda activate study
jupyter lab
```
"""


def plain_yaml(luck: random.Random) -> str:
    """A file of parameters, which is none of ours: its content has to be looked at."""
    return "".join(f"layer{number}:\n  size: {luck.randrange(512)}\n" for number in range(12))
