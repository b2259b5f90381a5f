"""Environment files and requirements as people write them.

The shares follow a sample of some hundred files of public repositories: half have at most a dozen
lines, a quarter more than thirty, one in ten more than a hundred and twenty; two of five have a pip
section, one in four a comment; a tenth are exports with builds, most of them with a prefix.
"""

from __future__ import annotations

import random

from benchmarks.corpora.packages import (
    CONDA,
    LIBRARIES,
    PIP,
    TOOLS,
    comment,
    conda_spec,
    pip_spec,
    version,
)  # fmt: skip

_CHANNELS = ["defaults", "pytorch", "bioconda", "nvidia"]
_PYTHONS = ["=3.11", "=3.10", "=3.9", "=3.8.13", "=3.7", "==3.6.5", ">=3.9", ""]


def environment(luck: random.Random) -> str:
    """An environment.yml: a tool's of a catalogue, a project's, a long one, or an export."""
    chance = luck.random()
    if chance < 0.4:
        return tool(luck)
    if chance < 0.8:
        return project(luck, luck.randrange(4, 18), luck.randrange(1, 16))
    if chance < 0.9:
        return project(luck, luck.randrange(25, 55), luck.randrange(10, 40))
    return export(luck)


def tool(luck: random.Random) -> str:
    """The environment of one step of a pipeline: a tool or three, exact, no Python."""
    lines = [f"name: step{luck.randrange(100)}"] if luck.random() < 0.4 else []
    lines += ["channels:", "  - conda-forge", "  - bioconda", "dependencies:"]
    lines += [f"  - {name}={version(luck)}" for name in luck.sample(TOOLS, luck.randrange(1, 5))]
    return _joined(lines)


def project(luck: random.Random, conda: int, pip: int) -> str:
    """A project's environment, written by hand, with so many packages of each manager."""
    lines = [f"name: {luck.choice(['nlp', 'paper', 'analysis', 'gpu'])}{luck.randrange(100)}"]
    lines += ["channels:", "  - conda-forge"]
    if luck.random() < 0.5:
        lines.append(f"  - {luck.choice(_CHANNELS)}")
    lines += ["dependencies:", f"  - python{luck.choice(_PYTHONS)}"]
    commented = luck.random() < 0.5
    for name in luck.sample(CONDA, conda):
        if commented and luck.random() < 0.1:
            lines.append(f"  {comment(luck)}")
        lines.append(f"  - {conda_spec(luck, name)}")
    if luck.random() < 0.7:
        lines += ["  - pip"] if luck.random() < 0.9 else []
        lines.append("  - pip:")
        lines += [f"      - {pip_spec(luck, name)}" for name in luck.sample(PIP, pip)]
    return _joined(lines)


def export(luck: random.Random) -> str:
    """What `conda env export` writes: every library with its build, pip's packages exact."""
    lines = ["name: base", "channels:", "  - conda-forge", "  - defaults", "dependencies:"]
    lines.append("  - python=3.11.4=hab00c5b_0_cpython")
    libraries = [f"{name}{suffix}" for suffix in ("", "-dev", "-base") for name in LIBRARIES]
    names = luck.sample(CONDA, luck.randrange(30, len(CONDA)))
    names += luck.sample(libraries, luck.randrange(40, len(libraries)))
    for name in sorted(names):
        lines.append(f"  - {name}={version(luck)}=py311h{luck.getrandbits(28):07x}_0")
    if luck.random() < 0.6:
        lines += ["  - pip=24.0=pyhd8ed1ab_0", "  - pip:"]
        chosen = luck.sample(PIP, luck.randrange(10, len(PIP)))
        lines += [f"      - {name}=={version(luck)}" for name in sorted(chosen)]
    if luck.random() < 0.75:
        lines.append("prefix: /home/ada/miniconda3/envs/base")
    return _joined(lines)


def requirements(luck: random.Random) -> str:
    """A requirements.txt: half have at most half a dozen lines, one in ten is pip's freeze."""
    count = luck.randrange(25, len(PIP)) if luck.random() < 0.1 else luck.randrange(2, 16)
    lines = [pip_spec(luck, name) for name in luck.sample(PIP, count)]
    if luck.random() < 0.2:
        lines.insert(0, comment(luck))
    return _joined(lines)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
