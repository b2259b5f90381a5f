"""No file of requirements makes a rule fail, however odd it is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.testing import check_files

PIECES = st.sampled_from([
    "-r ", "-c ", "a.txt", "requirements.txt", "\n", "\n", "\\\n", " ", "numpy", "torch", "==1.0",
    "+cu118", ";", "--hash=sha256:0", "# c", "git+https://a.org/x", "@main", "-e ", ".", "/x", "-",
    "x @ file:///croot/y", "[x]", "=1=py_0", "{{", "${X}", "\t", "é", "--extra-index-url ", "'",
    '"',
    "http://a:b@c/d", "--trusted-host", "==0.0.0", ">=2", "python_version < '3'", "https://b/c.whl",
])  # fmt: skip
WORDS = st.lists(PIECES, max_size=30).map("".join)


@given(WORDS, WORDS)
@settings(max_examples=60)
def test_every_rule_gets_through(words: str, other: str) -> None:
    lines = "".join(f"      - |\n        {line}\n" for line in other.split("\n"))
    files = {
        "requirements.txt": words,
        "a.txt": other,
        "environment.yml": f"name: a\ndependencies:\n  - numpy=2\n  - pip:\n{lines}",
    }
    assert not check_files(files, profile="paper").rule_failed
