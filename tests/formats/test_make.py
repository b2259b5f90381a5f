"""Makefiles: rules, recipes and assignments with their places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.make import parse, references
from envguard.model import Text


def recipes(content: str) -> dict[str, list[str]]:
    return {
        " ".join(target.value for target in rule.targets): [line.value for line in rule.recipe]
        for rule in parse(Text.of(content)).rules
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: b\n\tx\n\ty\n", {"a": ["x", "y"]}),
        ("a: b ; x # y\n\tz\n", {"a": [" x # y", "z"]}),
        ("a:\n\tx \\\n\t  y\\\nz\n\tw\n", {"a": ["x \\\n  y\\\nz", "w"]}),
        ("a:\r\n\tx \\\r\n\ty\r\n", {"a": ["x \\\ny"]}),
        ("a:\n\tx\n\n# c\n\ty\n", {"a": ["x", "y"]}),
        ("a:\n\tx\nV = 1\n\ty\n", {"a": ["x"]}),
        ("a:\nifeq ($(X),1)\n\tx\nelse ifdef Y\n\ty\nendif\n\tz\n", {"a": ["x", "y", "z"]}),
        ("a b &: c | d\n\tx\n", {"a b": ["x"]}),
        ("a:: c\n\tx\n", {"a": ["x"]}),
        ("%.o: %.c\n\tx\n", {"%.o": ["x"]}),
        ("a.o b.o: %.o: %.c ; x\n", {"a.o b.o": [" x"]}),
        ("$(O)/a: b \\\n  c\n\tx\n", {"$(O)/a": ["x"]}),
        (".RECIPEPREFIX = >\na:\n> x\n>y\n", {"a": [" x", "y"]}),
        ("\tx\na:\n\ty\n", {"a": ["y"]}),
        ("a: # c ; no\n\tx # d\n", {"a": ["x # d"]}),
        ("include x.mk\n-include y\na:\n\tx", {"a": ["x"]}),
    ],
)
def test_recipes_are_the_lines_that_the_shell_gets(
    content: str, expected: dict[str, list[str]]
) -> None:
    assert {name: lines for name, lines in recipes(content).items() if lines} == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A = b c", ("A", "=", "b c", False)),
        ("A := b # c", ("A", ":=", "b ", False)),
        ("A ::= b", ("A", ":=", "b", False)),
        ("A ?= b", ("A", "?=", "b", False)),
        ("A+=b", ("A", "+=", "b", False)),
        ("A != b", ("A", "!=", "b", False)),
        ("A = x:y", ("A", "=", "x:y", False)),
        ("A = $(b:=c) \\\n   d", ("A", "=", "$(b:=c) d", False)),
        ("export A = b", ("A", "=", "b", True)),
        ("override export A := b", ("A", ":=", "b", True)),
        ("  A =", ("A", "=", "", False)),
        ("define A\nb\nc\nendef", ("A", "=", "b\nc", False)),
        ("define A =\ndefine B\nx\nendef\nendef", ("A", "=", "define B\nx\nendef", False)),
    ],
)
def test_assignments_have_a_name_an_operator_and_a_value(
    line: str, expected: tuple[str, str, str, bool]
) -> None:
    (found,) = parse(Text.of(line)).assignments
    assert (found.name.value, found.operator, found.value.value, found.exported) == expected


def test_a_variable_of_a_target_is_no_rule() -> None:
    makefile = parse(Text.of("a b: export X = 1\na: Y\n\tx\n"))
    (assignment,) = makefile.assignments
    assert [target.value for target in assignment.targets] == ["a", "b"]
    assert (assignment.name.value, assignment.exported) == ("X", True)
    assert [prerequisite.value for prerequisite in makefile.rules[0].prerequisites] == ["Y"]


def test_assignments_between_ifeq_and_endif_are_conditional() -> None:
    makefile = parse(Text.of("A = 1\nifdef X\nA = 2\nelse\nA = 3\nendif\nB = 4\n"))
    assert [found.conditional for found in makefile.assignments] == [False, True, True, False]


def test_exports_are_names_or_everything() -> None:
    makefile = parse(Text.of("export A B\nexport\n"))
    assert makefile.exports == {"A", "B"}
    assert makefile.exports_all


def test_references_are_the_outermost_ones() -> None:
    value = "a $(B) ${C:.c=.o} $@ $$ $(call f,$(D),(x)) $(open"
    assert [found.name for found in references(value)] == [
        "B",
        "C:.c=.o",
        "@",
        "$",
        "call f,$(D),(x)",
    ]


_TEXTS = st.lists(
    st.sampled_from(
        ["a:", "\t", "\n", "\\", "=", ":=", "define x", "endef", "ifeq", "endif", "$(", ")", "#",
         ";", "export", " ", "b", "\r\n", ".RECIPEPREFIX=", "$"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=40) | _TEXTS)
def test_any_text_is_read_and_recipes_lie_inside_of_it(content: str) -> None:
    for rule in parse(Text.of(content)).rules:
        for line in rule.recipe:
            assert 0 <= line.start <= line.end <= len(content)
    list(references(content))
