"""Files to measure on: as people write such files, the same for the same seed, no network."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpora.carriers import compose, dockerfile, plain_yaml, readme, shell, workflow
from benchmarks.corpora.connections import ssh_config
from benchmarks.corpora.environments import environment, project, requirements
from benchmarks.corpora.notebooks import notebook

Write = Callable[[random.Random], str]


class Made(NamedTuple):
    """How files of a kind are made: their name, who writes one, their share of a repository's
    files that are ours, in percent."""

    name: str
    write: Write
    share: int


# Kinds by the names that envguard gives them; shares as in a hundred public repositories.
KINDS = {
    "markdown": Made("README.md", readme, 26),
    "notebook": Made("analysis.ipynb", notebook, 24),
    "workflow": Made(".github/workflows/tests.yml", workflow, 16),
    "environment": Made("environment.yml", environment, 11),
    "shell": Made("run.sh", shell, 9),
    "requirements": Made("requirements.txt", requirements, 6),
    "dockerfile": Made("Dockerfile", dockerfile, 5),
    "compose": Made("compose.yml", compose, 2),
    "ssh-config": Made("ssh_config", ssh_config, 1),
}
# The files of a repository that are none of ours, by ending, in percent. What a program reads of a
# .py or a .png is its name; a .yaml, a .txt or an .ini it has to open.
OTHERS = {"py": 60, "png": 10, "csv": 6, "c": 5, "h": 4, "json": 4, "yaml": 4, "txt": 3, "svg": 3,
          "ini": 1}  # fmt: skip


def one_of_each(folder: Path, seed: int = 1) -> dict[str, Path]:
    """Write one file of each kind, each into a folder of its own; gives kind to path. The
    environment is a project's of middle size: one line of code would measure nothing else."""
    paths = {}
    for kind, made in KINDS.items():
        path = folder / kind / made.name
        luck = random.Random(seed)
        _put(path, project(luck, 10, 6) if kind == "environment" else made.write(luck))
        paths[kind] = path
    return paths


def of_kind(folder: Path, kind: str, count: int, seed: int = 1) -> list[str]:
    """Write `count` files of a kind, each in a folder of its own; gives their paths in `folder`."""
    luck = random.Random(seed)
    made = KINDS[kind]
    paths = [f"{number // 100:03d}/{number:05d}/{made.name}" for number in range(count)]
    for path in paths:
        _put(folder / path, made.write(luck))
    return paths


def mixed(folder: Path, count: int, seed: int = 1) -> int:
    """A repository of `count` files, six in a hundred of which are ours; gives how many are."""
    luck = random.Random(seed)
    ours = count * 6 // 100
    kinds = luck.choices(list(KINDS.values()), [made.share for made in KINDS.values()], k=ours)
    for number, made in enumerate(kinds):
        _put(folder / "studies" / f"{number:04d}" / made.name, made.write(luck))
    endings = luck.choices(list(OTHERS), list(OTHERS.values()), k=count - ours)
    for number, ending in enumerate(endings):
        content = plain_yaml(luck) if ending == "yaml" else f"{luck.random()}\n"
        _put(folder / "data" / f"{number // 200:04d}" / f"{number:06d}.{ending}", content)
    _repository(folder)
    return ours


def _repository(folder: Path) -> None:
    quiet = ["git", "-c", "core.autocrlf=false", "-C", str(folder)]
    subprocess.run([*quiet, "init", "-q"], check=True)
    subprocess.run([*quiet, "add", "-A"], check=True)


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
