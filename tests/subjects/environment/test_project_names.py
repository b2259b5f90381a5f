"""What conda and PyPI call one project."""

from __future__ import annotations

import pytest

from envguard.data import conda_families, conda_pypi_names
from envguard.data import mainstream as mainstream_table
from envguard.subjects.environment.names import (
    conda_name,
    mainstream,
    pypi_name,
    same_project,
)


@pytest.mark.parametrize(
    ("conda", "pypi"),
    [
        ("numpy", "numpy"),
        ("pytorch", "torch"),
        ("pytorch-gpu", "torch"),
        ("opencv", "opencv-python-headless"),
        ("py-opencv", "opencv-python"),
        ("libopencv", "opencv-contrib-python"),
        ("pytables", "tables"),
        ("dask-core", "dask"),
        ("dask", "dask"),
        ("matplotlib-base", "Matplotlib"),
        ("python-graphviz", "graphviz"),
        ("importlib_metadata", "importlib-metadata"),
        ("jupyter_client", "jupyter-client"),
        ("ruamel.yaml", "ruamel_yaml"),
        ("pyyaml", "PyYAML"),
        ("msgpack-python", "msgpack"),
    ],
)
def test_one_project_from_both_managers(conda: str, pypi: str) -> None:
    assert same_project(conda, pypi)


@pytest.mark.parametrize(
    ("conda", "pypi"),
    [
        ("graphviz", "graphviz"),
        ("tzdata", "tzdata"),
        ("redis", "redis"),
        ("pytorch", "pytorch"),
        ("numpy", "pandas"),
        ("python", "pip"),
    ],
)
def test_other_projects_that_may_share_a_name(conda: str, pypi: str) -> None:
    assert not same_project(conda, pypi)


def test_names_are_translated_both_ways() -> None:
    assert conda_name("torch") == "pytorch"
    assert conda_name("PyTables") == "pytables"
    assert conda_name("Jupyter.Client") == "jupyter_client"
    assert conda_name("requests") == "requests"
    assert pypi_name("pytorch-cpu") == "torch"
    assert pypi_name("python-graphviz") == "graphviz"
    assert pypi_name("requests") == "requests"


def test_mainstream_knows_the_channels() -> None:
    pandas = mainstream("pandas")
    assert pandas is not None
    assert pandas.channels == ("conda-forge", "defaults")
    assert mainstream("tables") is not None
    assert mainstream("torch") is None
    assert mainstream("left-pad") is None


def test_the_tables_are_well_formed() -> None:
    for row in conda_pypi_names.ROWS.splitlines():
        assert len(row.split()) == 2
    for row in conda_families.ROWS.splitlines():
        assert row.count(":") == 1
    rows = [row.split() for row in mainstream_table.ROWS.splitlines()]
    assert all(set(row[2:]) <= {"conda-forge", "defaults", "bioconda"} for row in rows)
    assert all(len(row) > 2 for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_the_two_tables_agree_on_mainstream_projects() -> None:
    for row in mainstream_table.ROWS.splitlines():
        pypi, conda = row.split()[:2]
        assert same_project(conda, pypi), row
