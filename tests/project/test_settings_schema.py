"""The schema of the settings says what the settings' own checks say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.project.settings import KEYS
from envguard.project.settings_schema import schema
from scripts import generate_schema

jsonschema = pytest.importorskip("jsonschema")

_WORDS = st.sampled_from(
    ["", "3.11", "3", "3.x", "2.7", "9.2", "a", "*", "[", "off", "required", "default", "paper",
     "info", "error", "project", "test", "python", "locked", "ENV001", "https://x"]
)  # fmt: skip
_VALUES = st.one_of(
    _WORDS, st.booleans(), st.integers(), st.lists(_WORDS, max_size=3),
    st.lists(st.integers(), max_size=1), st.dictionaries(_WORDS, _WORDS, max_size=2),
    st.dictionaries(_WORDS, st.lists(_WORDS, max_size=2), max_size=2),
)  # fmt: skip


def accepts(key: str, value: Any) -> bool:
    checker = jsonschema.FormatChecker(formats=["regex"])
    validator = jsonschema.Draft7Validator(schema(), format_checker=checker)
    return bool(validator.is_valid({key: value}))


@given(st.sampled_from(sorted(KEYS)), _VALUES)
def test_a_value_is_taken_by_both_or_by_none(key: str, value: Any) -> None:
    assert accepts(key, value) == KEYS[key].accepts(value)


def test_it_is_a_schema_that_knows_every_key_and_no_other() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    assert set(schema()["properties"]) == set(KEYS)
    assert not accepts("unknown", "x")
    assert all(accepts(key, one.default) for key, one in KEYS.items() if one.default != "")


def test_the_published_file_is_the_generated_one() -> None:
    assert generate_schema.TARGET.read_text(encoding="utf-8") == generate_schema.spelled()


def test_validate_pyproject_finds_it() -> None:
    from importlib.metadata import entry_points

    found = {one.name: one for one in entry_points(group="validate_pyproject.tool_schema")}
    if "envguard" not in found:
        pytest.skip("envguard is not installed, so its entry points are not known")
    assert found["envguard"].load()("envguard") == schema()
    assert re.match(r"https://", schema()["$id"])
