"""Over real environment files: nothing crashes, and no safe fix loses a variant or a comment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envguard.testing import check_files, fix_files

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "environments"
FILES = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/corpus is not here")

VARIANT = re.compile(
    r"^\s*-\s+[\w.-]+=[^=\s]+=(\S*(?:cuda|cudnn|mpi|mkl|openblas|cpu_|gpu_)\S*)", re.MULTILINE
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_read_without_a_failure(path: Path) -> None:
    result = check_files({"environment.yml": path.read_bytes()})
    assert not result.rule_failed
    assert result.checked or result.skipped


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_safe_fixes_keep_variants_comments_and_every_other_line(path: Path) -> None:
    before = path.read_bytes().decode("utf-8", "surrogateescape")
    fixed = fix_files({"environment.yml": path.read_bytes()})["environment.yml"]
    after = fixed.decode("utf-8", "surrogateescape")
    assert VARIANT.findall(after) == VARIANT.findall(before)
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == comments
    again = fix_files({"environment.yml": fixed})["environment.yml"]
    assert again == fixed
