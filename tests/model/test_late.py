"""What is made at first use behaves as what it stands for."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from envguard.model import patterns, records


class Theirs(NamedTuple):
    first: int
    second: str = "b"

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Ours(records.NamedTuple):
    first: int
    second: str = "b"

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


def test_a_record_is_a_named_tuple() -> None:
    theirs, ours = Theirs(1), Ours(1)
    assert ours == theirs == (1, "b")
    assert (ours.first, ours.second, ours.both) == (1, "b", "1b")
    assert ours._replace(second="c") == Theirs(1, "c")
    assert Ours(second="c", first=1).second == "c"
    assert ours._asdict() == theirs._asdict()
    assert Ours._make([1, "c"]) == (1, "c")
    assert repr(ours).partition("(")[2] == repr(theirs).partition("(")[2]
    assert Ours._fields == Theirs._fields
    assert Ours._field_defaults == Theirs._field_defaults
    assert hash(ours) == hash(theirs)


@pytest.mark.parametrize("arguments", [(), (1, "b", 3)])
def test_a_record_wants_its_fields(arguments: tuple[object, ...]) -> None:
    for _ in range(2):
        with pytest.raises(TypeError):
            Ours(*arguments)  # type: ignore[arg-type]


def test_a_record_has_no_other_fields() -> None:
    with pytest.raises(ValueError, match="third"):
        Ours(1)._replace(third=3)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Ours(1).third = 3  # type: ignore[attr-defined]


def test_a_late_pattern_is_that_pattern() -> None:
    late, made = patterns.late(r"a(b*)", re.IGNORECASE), re.compile(r"a(b*)", re.IGNORECASE)
    for _ in range(2):
        found, wanted = late.search("xABB"), made.search("xABB")
        assert found is not None
        assert wanted is not None
        assert found.groups() == wanted.groups()
    assert late.findall("ab a abb") == ["b", "", "bb"]
    assert late.sub("c", "ab") == "c"
    assert late.pattern == made.pattern
    assert late.flags == made.flags


def test_a_wrong_pattern_is_told_at_its_first_use() -> None:
    late = patterns.late("(")
    with pytest.raises(re.error):
        late.match("")
