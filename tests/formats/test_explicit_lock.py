"""Explicit spec files: packages, checksums, notes, and what pip's lines say."""

from __future__ import annotations

import pytest

from envguard.formats import explicit_lock
from envguard.model import Text

URL = "https://conda.anaconda.org/conda-forge/linux-64/xz-5.2.6-h166bdaf_0.tar.bz2"
MD5 = "2161070d867d1b1204ea749c8eec4ef0"
SHA256 = "03a6d28ded42af8a347345f82f3eebdd6807a08526d47899a42d62d319609162"


def read(*lines: str) -> explicit_lock.ExplicitFile:
    return explicit_lock.read(Text.of("\n".join(lines)))


def test_a_line_has_its_url_its_file_and_its_hash() -> None:
    file = read("# platform: linux-64", "", " @EXPLICIT ", f"{URL}#{MD5}")
    assert file.mark is not None
    assert file.notes["platform"].value == "linux-64"
    (line,) = file.lines
    assert (line.url.value, line.md5, line.sha256) == (URL, MD5, "")
    assert line.file is not None
    assert line.file.value == "xz-5.2.6-h166bdaf_0.tar.bz2"
    assert line.text.location().begin.line == 4


@pytest.mark.parametrize(
    ("hash_", "expected"),
    [
        (f"#{SHA256}", ("", SHA256)),
        (f"#sha256:{SHA256}", ("", SHA256)),
        (f"#{MD5.upper()}", ("", "")),
        ("#", ("", "")),
        ("", ("", "")),
    ],
)
def test_hashes_are_lower_case_digests(hash_: str, expected: tuple[str, str]) -> None:
    (line,) = read("@EXPLICIT", URL + hash_).lines
    assert (line.md5, line.sha256) == expected
    assert (line.hash is None) == (hash_ == "")


def test_a_line_that_is_no_package_has_no_file() -> None:
    assert [line.file for line in read("@EXPLICIT", "numpy=1.26", "http://h/x").lines] == [None] * 2


def test_pips_lines_are_read() -> None:
    lines = read("# pip rich @ https://h/rich-1-py3-none-any.whl#sha256=aa", "# pip a == 1.0")
    assert [(one.name, one.version) for one in lines.pip_lines] == [("rich", ""), ("a", "1.0")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@EXPLICIT\n", True),
        (f"# a\n{URL}\n", True),
        ("C:\\channel\\win-64\\xz-5.2.6-h166bdaf_0.conda\n", True),
        ("numpy==1.26\nhttps://example.org/dist/x-1.0.tar.bz2\n", False),
        ("see @EXPLICIT\n", False),
    ],
)
def test_an_explicit_file_is_known_by_its_content(text: str, expected: bool) -> None:
    assert explicit_lock.is_explicit(text) is expected
