"""conda-lock.yml as text: what is written is what every YAML reader gets back."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats import conda_lock
from envguard.lock.files.conda_lock import Head, render, scalar
from envguard.lock.rows import LockRow, dependency_map
from envguard.lock.solve.channels import Channel
from envguard.model import Source, Text

WORDS = st.one_of(
    st.text(min_size=1, max_size=20),
    st.sampled_from(["1.10", "yes", "null", "~", "1e5", "0x1", "2025-10-05", "12:30", "=1", "- a"]),
    st.from_regex(r"[0-9][0-9.]{0,6}", fullmatch=True),
)


@given(WORDS.filter(lambda words: "\x85" not in words and words.isprintable()))
def test_a_text_comes_back_as_that_text(words: str) -> None:
    assert yaml.safe_load(f"key: {scalar(words)}") == {"key": words}


@given(st.text(max_size=30).filter(lambda w: all(ord(c) < 0x80 for c in w)))
def test_control_characters_come_back_too(words: str) -> None:
    assert yaml.safe_load(f"key: {scalar(words)}") == {"key": words}


ROW = LockRow(
    "numpy", "1.10", "conda", "linux-64",
    {"python": ">=3.11,<3.12.0a0", "libgcc": "", "__glibc": "*"},
    "https://conda.anaconda.org/conda-forge/linux-64/numpy-1.10-py311_0.conda", "0123", "1e10",
    ("main",),
)  # fmt: skip


def document(*rows: LockRow) -> str:
    channel = Channel("https://h/t/${TOKEN}/x", ("https://h/t/s/x",), ("",), ("TOKEN",))
    head = Head(
        {"linux-64": "ab"}, (channel,), ("linux-64",), ("../environment.yml",), {}, "conda-lock.yml"
    )
    return render(head, rows)


def test_the_whole_file_is_what_cep_37_asks_for() -> None:
    found = yaml.safe_load(document(ROW))
    assert found == {
        "version": 1,
        "metadata": {
            "content_hash": {"linux-64": "ab"},
            "channels": [{"url": "https://h/t/${TOKEN}/x", "used_env_vars": ["TOKEN"]}],
            "platforms": ["linux-64"],
            "sources": ["../environment.yml"],
        },
        "package": [
            {
                "name": "numpy", "version": "1.10", "manager": "conda", "platform": "linux-64",
                "dependencies": {"__glibc": "*", "libgcc": "", "python": ">=3.11,<3.12.0a0"},
                "url": ROW.url, "hash": {"md5": "0123", "sha256": "1e10"}, "category": "main",
                "optional": False,
            }
        ],
    }  # fmt: skip


def test_a_package_of_two_groups_stands_twice() -> None:
    found = yaml.safe_load(document(ROW._replace(categories=("dev", "docs"))))
    assert [(row["category"], row["optional"]) for row in found["package"]] == [
        ("dev", True),
        ("docs", True),
    ]


def test_an_empty_lock_is_valid() -> None:
    assert yaml.safe_load(document())["package"] == []


def test_our_own_reader_takes_its_fast_way() -> None:
    text = Text.whole(Source("conda-lock.yml", document(ROW)))
    rows = conda_lock.read(text).rows
    assert rows is not None
    assert rows[0].word("version") == "1.10"


def test_dependencies_are_written_as_conda_lock_writes_them() -> None:
    depends = [
        "python >=3.11,<3.12.0a0",
        "python_abi 3.11.* *_cp311",
        "libgcc",
        "libgcc >=14",
        "__unix",
    ]
    assert dependency_map(depends) == {
        "python": ">=3.11,<3.12.0a0", "python_abi": "3.11.*", "libgcc": ">=14", "__unix": "",
    }  # fmt: skip
