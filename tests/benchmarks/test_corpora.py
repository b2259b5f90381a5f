"""The files to measure on: the same for a seed, of the kinds that they are made as."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml

from benchmarks import corpora
from benchmarks.corpora import KINDS, OTHERS, Made
from benchmarks.corpora.environments import environment, export
from envguard.project.kinds import classify

MADE = 300


def written(made: Made, seed: int) -> str:
    return made.write(random.Random(seed))


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_makes_one_file_and_another_seed_another(kind: str) -> None:
    made = KINDS[kind]
    assert written(made, 1) == written(made, 1)
    assert len({written(made, seed) for seed in range(20)}) > 10


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_of_the_kind_that_it_is_made_as(kind: str) -> None:
    made = KINDS[kind]
    for seed in range(20):
        text = written(made, seed)
        found = classify(f"studies/0001/{made.name}", lambda text=text: text)  # type: ignore[misc]
        assert found is not None
        assert found.name == kind


@pytest.mark.parametrize("kind", ["environment", "workflow", "compose"])
def test_yaml_is_yaml(kind: str) -> None:
    for seed in range(20):
        assert isinstance(yaml.safe_load(written(KINDS[kind], seed)), dict)


def test_a_notebook_is_json_with_cells() -> None:
    assert all(json.loads(written(KINDS["notebook"], seed))["cells"] for seed in range(20))


def test_environments_are_as_long_and_as_pinned_as_people_write_them() -> None:
    luck = random.Random(1)
    texts = [environment(luck) for _ in range(MADE)]
    lengths = sorted(text.count("\n") for text in texts)
    assert 10 <= lengths[MADE // 2] <= 30
    assert 25 <= lengths[MADE * 3 // 4] <= 70
    assert 100 <= lengths[MADE * 19 // 20] <= 320
    assert 0.3 < sum("- pip:" in text for text in texts) / MADE < 0.5
    assert 0.1 < sum("#" in text for text in texts) / MADE < 0.35
    assert 0.05 < sum("prefix:" in text for text in texts) / MADE < 0.22


def test_an_export_names_no_package_twice() -> None:
    for seed in range(20):
        document = yaml.safe_load(export(random.Random(seed)))
        names = [spec.split("=")[0] for spec in document["dependencies"] if isinstance(spec, str)]
        assert len(names) == len(set(names))


def test_a_mixed_repository_has_six_of_ours_in_a_hundred(tmp_path: Path) -> None:
    assert corpora.mixed(tmp_path, 500) == 30
    files = [path for path in tmp_path.rglob("*") if path.is_file() and ".git" not in path.parts]
    kinds = [
        classify(path.relative_to(tmp_path).as_posix(), path.read_text) for path in files
    ]  # fmt: skip
    assert len(files) == 500
    assert sum(kind is not None for kind in kinds) == 30


def test_a_mixed_repository_is_the_same_for_a_seed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        corpora.mixed(tmp_path / name, 100)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def test_the_paths_of_a_kind_are_written(tmp_path: Path) -> None:
    paths = corpora.of_kind(tmp_path, "workflow", 3)
    assert [(tmp_path / path).is_file() for path in paths] == [True, True, True]


def test_the_shares_are_in_percent() -> None:
    assert sum(made.share for made in KINDS.values()) == 100
    assert sum(OTHERS.values()) == 100
