"""Which modules Python code cannot do without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.python_imports import imports
from envguard.model import Text


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import a.b as c, d", ["a", "d"]),
        ("from a.b import c", ["a"]),
        ("from . import a\nfrom .b import c", []),
        ("def f():\n    import a", ["a"]),
        ("class C:\n    if x:\n        import a", ["a"]),
        ("try:\n    import a\nexcept ImportError:\n    import b", []),
        ("try:\n    import a\nexcept (KeyError, ModuleNotFoundError):\n    a = None", []),
        ("try:\n    import a\nexcept:\n    pass\nelse:\n    import b", ["b"]),
        ("try:\n    import a\nexcept KeyError:\n    pass", ["a"]),
        ("try:\n    import a\nfinally:\n    pass", ["a"]),
        ("from contextlib import suppress\nwith suppress(ImportError):\n    import a",
         ["contextlib"]),
        ("with open(x):\n    import a", ["a"]),
        ("if TYPE_CHECKING:\n    import a", []),
        ("if typing.TYPE_CHECKING:\n    import a\nelse:\n    import b", []),
        ("if importlib.util.find_spec('a'):\n    import a", []),
        ("if sys.version_info < (3, 11):\n    import tomli", []),
        ("if sys.platform == 'win32':\n    import win", []),
        ("if debug:\n    import a", ["a"]),
        ("'''import a'''", []),
        ("import a\nthis is no Python", []),
        ("", []),
    ],
)  # fmt: skip
def test_only_what_must_be_there_is_an_import(code: str, names: list[str]) -> None:
    assert [one.name for one in imports(Text.of(code))] == names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("!pip install x\nimport a", ["a"]),
        ("%matplotlib inline\nimport a\n?a", ["a"]),
        ("files = !ls\nimport a\na.b??", ["a"]),
        ("for x in y:\n    %time f(x)\nimport a", ["a"]),
        ("%%bash\nimport a", []),
        ("x = 5 % 3\nimport a", ["a"]),
    ],
)
def test_the_lines_for_ipython_are_passed_over(cell: str, names: list[str]) -> None:
    assert [one.name for one in imports(Text.of(cell), notebook=True)] == names


def test_an_import_has_its_place() -> None:
    code = "# é\nx = 1\n  \nif x:\n    import a  # why\n"
    (found,) = imports(Text.of(code))
    assert code[found.text.start : found.text.end] == "import a  # why"


@given(st.text(alphabet="import fro.as \n\t()x:%!\\é\x00", max_size=60))
def test_nothing_escapes(code: str) -> None:
    for notebook in (False, True):
        for one in imports(Text.of(code), notebook):
            assert one.name


def test_deep_code_is_no_problem() -> None:
    assert imports(Text.of("import a\n" + "(" * 100_000)) == []
