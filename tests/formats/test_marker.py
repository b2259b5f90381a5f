"""Environment markers against packaging's own answers, and with values that are not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker

from envguard.formats.marker import evaluate, platform_values

LINUX = platform_values("linux-64", "3.11.9")

TERMS = st.sampled_from(
    ["sys_platform == 'linux'", "sys_platform != \"win32\"", "platform_system == 'Windows'",
     "os_name == 'posix'", "python_version >= '3.10'", "python_version < '3.11'",
     "python_version == '3.*'", "'3.9' <= python_version", "python_full_version > '3.11.5'",
     "'linux' in sys_platform", "sys_platform not in 'win32 cygwin'",
     "platform_machine == 'x86_64'", "implementation_name == 'cpython'"]
)  # fmt: skip
MARKERS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"{a} and {b}", inner, inner),
        st.builds(lambda a, b: f"{a} or {b}", inner, inner),
        inner.map(lambda a: f"({a})"),
    ),
    max_leaves=6,
)


@given(MARKERS)
def test_a_marker_of_known_values_is_answered_as_packaging_does(words: str) -> None:
    assert evaluate(words, LINUX) == Marker(words).evaluate(dict(LINUX))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("python_version < '3.9'", None),
        ("python_version < '3.9' or sys_platform == 'linux'", True),
        ("python_version < '3.9' and sys_platform == 'win32'", False),
        ("extra == 'dev'", None),
    ],
)
def test_a_value_that_is_not_given_leaves_it_open(words: str, expected: bool | None) -> None:
    assert evaluate(words, platform_values("linux-64")) is expected


@given(st.text(alphabet="()'\"<>=!~ andornipyt_vesm.3", max_size=60))
def test_any_text_has_an_answer(words: str) -> None:
    assert evaluate(words, LINUX) in (True, False, None)


@pytest.mark.parametrize(
    ("platform", "system", "machine"),
    [
        ("osx-arm64", "Darwin", "arm64"),
        ("win-64", "Windows", "AMD64"),
        ("linux-aarch64", "Linux", "aarch64"),
    ],
)
def test_a_platform_has_its_values(platform: str, system: str, machine: str) -> None:
    values = platform_values(platform)
    assert (values["platform_system"], values["platform_machine"]) == (system, machine)
