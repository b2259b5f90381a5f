"""Which Python an environment pins."""

from __future__ import annotations

import pytest

from envguard.formats.conda_constraint import Constraint
from envguard.model import Text
from envguard.subjects.environment.python_pin import PythonPin, minors_allowed, python_pin
from envguard.subjects.environment.reading import read_environment


def pin(*dependencies: str) -> PythonPin:
    content = "dependencies:\n" + "".join(f"  - {one}\n" for one in dependencies)
    return python_pin(read_environment(Text.of(content), "environment.yml"))


@pytest.mark.parametrize(
    ("dependency", "state", "minor"),
    [
        ("numpy", "absent", None),
        ("python", "bare", None),
        ("python=*", "bare", None),
        ("python>=3.9", "open", None),
        ("python=3", "open", None),
        ("python 3.*", "open", None),
        ("python!=3.8", "open", None),
        ("python=>3.9", "open", None),
        ("python=3.11", "pinned", "3.11"),
        ("python 3.11", "pinned", "3.11"),
        ("Python == 3.11.4", "pinned", "3.11"),
        ("python=3.11.4=h955ad1f_0_cpython", "pinned", "3.11"),
        ("conda-forge::python=3.10", "pinned", "3.10"),
        ("python>=3.9,<3.10", "pinned", "3.9"),
        ("python>=3.9,<3.12", "pinned", None),
        ("python<3.12", "pinned", None),
        ("python~=3.9.0", "pinned", "3.9"),
        ("python=2.7", "pinned", "2.7"),
        ("pypy3.9", "pinned", "3.9"),
        ("python_abi=3.10=2_cp310", "pinned", "3.10"),
        ("python>=3.9 <3.12", "unknown", None),
        ("python={{ python }}", "unknown", None),
        ("python: 3.11", "unknown", None),
    ],
)
def test_the_state_of_python(dependency: str, state: str, minor: str | None) -> None:
    found = pin(dependency)
    assert (found.state, found.minor) == (state, minor)


def test_what_pip_is_asked_for_does_not_count() -> None:
    assert pin("pip", "pip:\n    - python==3.11").state == "absent"


def test_a_helper_tells_what_a_bare_python_leaves_open() -> None:
    found = pin("python", "python_abi=3.10=2_cp310")
    assert (found.state, found.minor) == ("pinned", "3.10")


def test_the_tightest_of_several_counts() -> None:
    found = pin("python>=3.9", "python=3.11")
    assert (found.state, found.minor) == ("pinned", "3.11")
    assert found.dependency is not None
    assert found.dependency.text.value == "python=3.11"


def test_release_candidates_open_no_minor() -> None:
    assert minors_allowed(Constraint.parse(">=3.9,<3.11")) == ("3.9", "3.10")
    assert minors_allowed(Constraint.parse("==3.11.4")) == ("3.11",)
    assert minors_allowed(Constraint.parse(">3.10.6,<3.11")) == ("3.10",)
