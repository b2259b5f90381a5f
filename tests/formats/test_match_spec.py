"""Match specs: places of the parts, reasons of refusals, and what was misread."""

from __future__ import annotations

import pytest

from envguard.formats import match_spec
from envguard.formats.match_spec import MatchSpec
from envguard.model import Text


def read(words: str) -> MatchSpec:
    return match_spec.read(Text.of(words))


def shown(words: str) -> dict[str, str]:
    spec = read(words)
    parts = {
        "name": spec.name,
        "version": spec.version,
        "build": spec.build,
        "channel": spec.channel,
        "subdir": spec.subdir,
        "brackets": spec.brackets,
    }
    return {part: text.value for part, text in parts.items() if text is not None}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("numpy", {"name": "numpy"}),
        ("numpy=1.26", {"name": "numpy", "version": "=1.26"}),
        ("numpy = 1.26", {"name": "numpy", "version": "= 1.26"}),
        ("Python 3.11", {"name": "Python", "version": "3.11"}),
        ("numpy=1.26.4=py311_0", {"name": "numpy", "version": "=1.26.4", "build": "py311_0"}),
        ("numpy 1.26.4  py311*", {"name": "numpy", "version": "1.26.4", "build": "py311*"}),
        ("numpy >=1.2, <2", {"name": "numpy", "version": ">=1.2, <2"}),
        (
            "conda-forge/linux-64::cupy>=12",
            {
                "name": "cupy",
                "version": ">=12",
                "channel": "conda-forge/linux-64",
                "subdir": "linux-64",
            },
        ),
        (
            "foo[build=py*, version='>=1.2']",
            {
                "name": "foo",
                "version": ">=1.2",
                "build": "py*",
                "brackets": "[build=py*, version='>=1.2']",
            },
        ),
        ("foo[md5=x]>=1.2", {"name": "foo", "version": ">=1.2", "brackets": "[md5=x]"}),
        ("numpy=1.26  # [win]", {"name": "numpy", "version": "=1.26"}),
        (
            "https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.4-py311_0.conda",
            {
                "name": "numpy",
                "version": "1.26.4",
                "build": "py311_0",
                "channel": "https://conda.anaconda.org/conda-forge",
                "subdir": "linux-64",
            },
        ),
    ],
)
def test_parts_are_the_words_as_written(words: str, wanted: dict[str, str]) -> None:
    assert shown(words) == wanted
    assert read(words).accepted


@pytest.mark.parametrize(
    ("words", "version", "build"),
    [
        ("python=3.11", "3.11.*", None),
        ("python==3.11", "3.11", None),
        ("python 3.11", "3.11", None),
        ("python=3.11=*_cpython", "3.11", "*_cpython"),
        ("python=3.11.*", "3.11.*", None),
        ("python~=3.11.2", "~=3.11.2", None),
        ("python>=3.9,<4|2.7", ">=3.9,<4|2.7", None),
        ("blas=*=openblas", "*", "openblas"),
        ("python", None, None),
    ],
)
def test_the_version_is_what_conda_makes_of_it(
    words: str, version: str | None, build: str | None
) -> None:
    reading = read(words).reading
    assert (reading.version, reading.build) == (version, build)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("numpy>=1.2 <2", "no version"),
        ("-r requirements.txt", "no package name"),
        ("git+https://github.com/a/b", "cannot hold"),
        ("{{ py }}", "cannot hold {"),
        ("numpy =", "no operator"),
        ("foo[name=x, speed=3]", "speed"),
        ("foo =1[a]2[b]", "more than one pair"),
        ("foo >=1,,<2", "one side of a `,`"),
        (" numpy", "names no package"),
        ("x" * 2000, "too long"),
    ],
)
def test_a_refusal_says_why(words: str, reason: str) -> None:
    spec = read(words)
    assert not spec.accepted
    assert reason in spec.refusal


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("python=>3.9", "`=>` is read as the version `>3.9*`"),
        ("python =<3.11", "`=<` is read as the version `<3.11*`"),
        ("requests[security]", "no extras"),
        ("bioconda:samtools=1.20", "two colons"),
        ("numpy (>=1.2,<2)", "parentheses"),
        ("scikit-learn=", "nothing behind it"),
        ("", "any package"),
    ],
)
def test_what_conda_takes_for_something_else_is_told(words: str, hint: str) -> None:
    spec = read(words)
    assert spec.accepted
    assert hint in spec.misread


@pytest.mark.parametrize(
    "words", ["python = 3.11", "python=3.11.*", "num*", "foo===1.2", "a>=1,<2"]
)
def test_odd_words_that_mean_what_they_say_are_not_misread(words: str) -> None:
    assert read(words).misread == ""


def test_parts_point_into_the_outer_file() -> None:
    whole = Text.of("dependencies: ['conda-forge::numpy=1.26=py311_0']")
    spec = match_spec.read(whole[16:47])
    assert spec.build is not None
    assert whole.value[spec.build.start : spec.build.end] == "py311_0"
