"""What locks of every kind hold, and that no text of any kind makes their reader fail."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.lock.damage import damages
from envguard.subjects.lock.leaks import leaks
from envguard.subjects.lock.lock import Lock, LockKind
from envguard.subjects.lock.reading import read_lock

PIXI = """version: 6
environments:
  default:
    channels:
    - url: https://conda.anaconda.org/conda-forge/
    packages:
      linux-64:
      - conda: https://conda.anaconda.org/conda-forge/linux-64/numpy-2.1.3-py311h7_0.conda
      - pypi: https://files.pythonhosted.org/packages/rich-13.9.4-py3-none-any.whl
      osx-arm64:
      - conda: https://conda.anaconda.org/conda-forge/osx-arm64/numpy-2.1.3-py311h8_0.conda
packages:
- conda: https://conda.anaconda.org/conda-forge/linux-64/numpy-2.1.3-py311h7_0.conda
  sha256: aa
"""

UV = """version = 1
requires-python = ">=3.11"

[[package]]
name = "Rich_Text"
version = "13.9.4"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "markdown-it-py" },
]

[[package]]
name = "markdown-it-py"
version = "3.0.0"
"""


def read(text: str, kind: LockKind, path: str = "lock") -> Lock:
    return read_lock(Text.of(text), path, kind)


def held(lock: Lock) -> list[tuple[str, str, str, str, str]]:
    return [(p.manager, p.name, p.version, p.build, p.platform) for p in lock.packages]


def test_a_conda_lock_has_its_metadata_and_its_packages(build: ModuleType) -> None:
    rows = [build.conda_row("zlib", "1.3"), build.pip_row("Rich_Text", "13.0")]
    lock = build.conda_lock(build.lock_text(*rows))
    assert held(lock) == [
        ("conda", "zlib", "1.3", "h166bdaf_0", "linux-64"),
        ("pip", "rich-text", "13.0", "", "linux-64"),
    ]
    assert [one.value for one in lock.metadata.sources] == ["environment.yml"]
    assert [one.value for one in lock.metadata.channels] == ["conda-forge"]
    assert lock.metadata.content_hash["linux-64"].value == "0" * 64
    assert lock.packages[0].text.location().begin.line > 10


def test_an_explicit_lock_has_its_platform_from_wherever_it_is_told(build: ModuleType) -> None:
    noarch = "https://conda.anaconda.org/conda-forge/noarch/pip-24.0-pyhd8ed1ab_0.conda"
    osx = "https://conda.anaconda.org/conda-forge/osx-arm64/xz-5.2.6-h1_0.conda"
    assert build.explicit_lock("# platform: win-64", noarch).platforms == ("win-64",)
    assert build.explicit_lock(noarch, osx).platforms == ("osx-arm64",)
    assert build.explicit_lock(noarch, path="conda-linux-64.lock").platforms == ("linux-64",)


def test_pixi_uv_and_poetry_locks_say_what_they_hold() -> None:
    assert held(read(PIXI, "pixi")) == [
        ("conda", "numpy", "2.1.3", "py311h7_0", "linux-64"),
        ("pip", "rich", "13.9.4", "", "linux-64"),
        ("conda", "numpy", "2.1.3", "py311h8_0", "osx-arm64"),
    ]
    assert held(read(UV, "uv")) == [
        ("pip", "rich-text", "13.9.4", "", ""),
        ("pip", "markdown-it-py", "3.0.0", "", ""),
    ]


def test_conflict_markers_make_a_lock_unreadable() -> None:
    text = "<<<<<<< HEAD\n" + UV + "=======\n>>>>>>> other\n"
    lock = read(text, "uv")
    assert [one.value for one in lock.conflicts] == ["<<<<<<< HEAD", "=======", ">>>>>>> other"]
    assert not lock.readable
    assert lock.packages == []


def test_a_line_of_equal_signs_alone_is_no_conflict() -> None:
    assert read("# Title\n=======\n", "explicit").readable


@given(
    st.text(alphabet="package:\n -[]{}name='\"#@EXPLICIT/x.conda&*<>\t\udc80", max_size=120),
    st.sampled_from(["conda-lock", "explicit", "pixi", "uv", "pylock", "poetry"]),
)
def test_any_text_is_read(text: str, kind: LockKind) -> None:
    lock = read(text, kind)
    assert lock.readable or lock.refused is not None or lock.conflicts
    list(damages(lock))
    list(leaks(lock))


@pytest.mark.parametrize("text", ["", "- a\n", "version: 1\n", "package:\n- a\n- [b]\n", "\tx"])
def test_a_conda_lock_of_another_shape_is_damaged_and_not_fatal(text: str) -> None:
    lock = read(text, "conda-lock")
    assert lock.refused is not None or list(damages(lock))
