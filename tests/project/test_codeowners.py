"""CODEOWNERS as GitHub reads it: the examples of its own page "About code owners"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.project.codeowners import owners_of, read_codeowners

PAGE = """\
# a comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@corp.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs-one@corp.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ("@global-owner1", "@global-owner2")),
        ("src/deep/x.js", ("@js-owner",)),
        ("a/b.go", ("docs@corp.com",)),
        ("notes.txt", ("@octo-org/octocats",)),
        ("build/logs/deep/x.md", ("@octocat",)),
        ("src/build/logs/x", ("@octocat",)),
        ("deep/apps/x.md", ("@octocat",)),
        ("docs/x.md", ("@doctocat",)),
        ("docs/deep/x.md", ("@doctocat",)),
        ("scripts/run.sh", ("@doctocat", "@octocat")),
        ("apps/x", ("@octocat",)),
        ("apps/github/x", ()),
        ("apps/github", ()),
    ],
)
def test_the_last_line_that_matches_wins(path: str, owners: tuple[str, ...]) -> None:
    assert owners_of(path, read_codeowners(PAGE)) == owners


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("docs/*", "docs/getting-started.md", True),
        ("docs/*", "docs/build-app/troubleshooting.md", False),
        ("/docs/*", "x/docs/y", False),
        ("docs", "a/docs/b/c", True),
        ("docs/api", "a/docs/api", False),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("**/z", "z", True),
        ("*", "a/b", True),
        ("**", "a/b", True),
        ("?.md", "a.md", True),
        ("?.md", "ab.md", False),
        (r"a\ b/", "a b/c", True),
        (r"\*.md", "x.md", False),
        ("Docs/", "docs/x", False),
        ("*.ipynb", "notebooks/figure one.ipynb", True),
    ],
)
def test_a_pattern(pattern: str, path: str, matches: bool) -> None:
    assert (owners_of(path, read_codeowners(f"{pattern} @owner\n")) == ("@owner",)) is matches


@pytest.mark.parametrize("line", ["!x @a", "[ab].md @a", "x not-an-owner", "/ @a", "a***b @a"])
def test_a_line_that_github_refuses_is_skipped(line: str) -> None:
    assert owners_of("x", read_codeowners(f"* @all\n{line}\n")) == ("@all",)


def test_a_file_of_three_megabytes_is_not_loaded() -> None:
    assert read_codeowners("* @all\n" + "#" * 3 * 1024 * 1024) == []


@given(
    st.text(alphabet="ab*?/\\ @#", max_size=60), st.text(alphabet="ab/", min_size=1, max_size=40)
)
def test_no_pattern_is_too_odd(line: str, path: str) -> None:
    assert isinstance(owners_of(path, read_codeowners(line)), tuple)
