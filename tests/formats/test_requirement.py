"""Lines of requirements files: their parts, their options, and why pip refuses them."""

from __future__ import annotations

import pytest

from envguard.formats import requirement
from envguard.formats.requirement import Requirement
from envguard.model import Text


def read(words: str) -> Requirement:
    return requirement.read(Text.of(words))


def value(text: Text | None) -> str | None:
    return None if text is None else text.value


def test_a_requirement_has_its_parts() -> None:
    line = read('Foo.Bar [x, y] >= 1.2, <2 ; python_version < "3.9"  # why')
    assert value(line.name) == "Foo.Bar"
    assert line.normalised_name == "foo-bar"
    assert [extra.value for extra in line.extras] == ["x", "y"]
    assert value(line.specifier) == ">= 1.2, <2"
    assert value(line.marker) == 'python_version < "3.9"'
    assert value(line.comment) == "# why"
    assert line.accepted


@pytest.mark.parametrize(
    ("words", "vcs", "revision", "name"),
    [
        ("git+https://github.com/a/b.git@v1#egg=b", "git", "v1", "b"),
        ("git+ssh://git@github.com/a/b.git", "git", None, ""),
        ("dllogger @ git+https://github.com/NVIDIA/dllogger@26a0f8f", "git", "26a0f8f", "dllogger"),
        ("-e git+https://github.com/a/b@main#egg=b_c", "git", "main", "b-c"),
        ("https://host/torch-1.0-cp37-linux_x86_64.whl", "", None, "torch"),
        ("x @ file:///croot/x/work", "", None, "x"),
    ],
)
def test_urls_are_taken_apart(words: str, vcs: str, revision: str | None, name: str) -> None:
    line = read(words)
    assert line.accepted
    assert line.url is not None
    assert (line.vcs, value(line.revision), line.normalised_name) == (vcs, revision, name)


@pytest.mark.parametrize(
    ("words", "kind", "url"),
    [
        (".", "path", "."),
        ("-e .", "editable", "."),
        ("-e .[dev]", "editable", "."),
        ("./pkg", "path", "./pkg"),
        ("/home/ada/x-1.0-py3-none-any.whl", "path", "/home/ada/x-1.0-py3-none-any.whl"),
        ("--editable=../lib", "editable", "../lib"),
    ],
)
def test_paths_are_told_from_names(words: str, kind: str, url: str) -> None:
    line = read(words)
    assert (line.kind, value(line.url), line.accepted) == (kind, url, True)


@pytest.mark.parametrize(
    ("words", "option", "wanted"),
    [
        ("-r requirements.txt", "--requirement", "requirements.txt"),
        ("-rrequirements.txt", "--requirement", "requirements.txt"),
        ("-c 'my constraints.txt'", "--constraint", "my constraints.txt"),
        ("--index-url=https://a/simple", "--index-url", "https://a/simple"),
        ("--extra-index-url https://a/simple # why", "--extra-index-url", "https://a/simple"),
        ("-f https://a/whl", "--find-links", "https://a/whl"),
        ("numpy==1.2 --hash=sha256:abc --hash=sha256:def", "--hash", "sha256:abc"),
    ],
)
def test_options_have_their_values(words: str, option: str, wanted: str) -> None:
    line = read(words)
    assert line.accepted
    assert line.value_of(option)[0].value == wanted


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("numpy=1.2", "`==`"),
        ("numpy 1.2", ""),
        ("--upgrade", "--upgrade"),
        ("-U numpy", "-U"),
        ("-r", "no value"),
        ('numpy; python_version << "3"', ""),
        ("numpy>=1.2.*", ""),
        ("_libgcc_mutex=0.1=main", "`==`"),
    ],
)
def test_a_refusal_says_why(words: str, reason: str) -> None:
    line = read(words)
    assert not line.accepted
    assert reason in line.refusal


def test_continued_lines_are_one_and_comments_are_none() -> None:
    lines = requirement.read_lines(Text.of("# top\r\na==1 \\\r\n  --hash=sha256:x\r\n\r\nb\r\n"))
    assert [line.normalised_name for line in lines] == ["a", "b"]
    hashed = lines[0].hashes[0]
    assert hashed.value == "sha256:x"
    assert hashed.location().begin.line == 3


def test_a_variable_is_unknown() -> None:
    assert not read("--index-url https://${TOKEN}@host/simple").known
    assert read("numpy").known


def test_a_specifier_becomes_a_constraint() -> None:
    found = read("numpy >=1.2, <2").constraint
    assert found is not None
    assert found.allows("1.9")
    assert not found.allows("2.0")
    assert read("numpy").constraint is None
