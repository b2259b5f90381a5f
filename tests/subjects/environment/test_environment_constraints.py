"""Whether constraints can meet."""

from __future__ import annotations

import pytest

from envguard.formats.conda_constraint import Constraint
from envguard.subjects.environment.constraints import disjoint


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["=3.11", "=3.12"], True),
        (["=3.11", "=3.11.4"], False),
        (["==3.11", "=3.11"], False),
        (["==3.11", "==3.11.0"], False),
        (["==3.11.4", "==3.11.5"], True),
        ([">=1.2,<2", ">=2"], True),
        ([">=1.2,<=2", ">=2"], False),
        (["<1", ">1"], True),
        (["=1.2", "!=1.2.*"], True),
        (["=1.2", "!=1.2"], False),
        (["~=1.4.2", ">=1.5"], True),
        (["~=1.4.2", ">=1.4.9"], False),
        (["=1|=3", "=2|=3"], False),
        (["=1|=3", "=2|=4"], True),
        ([">2,<1"], True),
        (["~=9"], True),
        (["*", "=1"], False),
        (["^1.*$", "=1"], None),
        (["^1.*$", "=1", "=2"], True),
        (["1!2", "=2"], True),
        (["=1.2a", "=1.3"], True),
    ],
)
def test_disjoint(words: list[str], answer: bool | None) -> None:
    constraints = [Constraint.parse(f"{one[1:]}.*" if one[0] == "=" and one[1] != "=" else one)
                   for one in words]  # fmt: skip
    assert disjoint(constraints) is answer


def test_too_many_choices_are_unknown_and_not_tried() -> None:
    many = "|".join(f"=={number}" for number in range(150))
    assert disjoint([Constraint.parse(many), Constraint.parse("==500")]) is not False
    assert disjoint([Constraint.parse(">1,<0")] * 500) is True
