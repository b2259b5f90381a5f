"""A Jupyter config means what Python and traitlets make of it: what is said to be known is so."""

from __future__ import annotations

import os
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.python_config import ANYTHING, parse
from envguard.formats.python_values import Given
from envguard.model import Text

traitlets = pytest.importorskip("traitlets.config", reason="traitlets is the oracle")

LAZY = traitlets.loader.LazyConfigValue
ENVIRONMENT = {"PORT": "8888", "EMPTY": ""}
VALUES = [
    "1", "-1", "+2", "not 1", "'a'", "b'a'", "None", "True", "[1, 'a']", "(1,)", "{1, 2}",
    "{'a': 1}", "[1, 2][0]", "[1][5]", "{'a': 1}['a']", "{'a': 1}['b']", "'abc'[1]", "str(1)",
    "int('7')", "int('x')", "bool(0)", "list('ab')", "tuple([1])", "set([1])", "dict(a=1)",
    "dict([(1, 2)])", "'a' + 'b'", "[1] + [2]", "'a' + 1", "' a '.strip()", "'A'.lower()",
    "'{}-{}'.format(1, 2)", "'%s' % 1", "f'{1}b'", "'' or 'x'", "'x' and 'y'", "0 or None",
    "1 if True else 2", "1 if '' else 2", "os.environ['PORT']", "os.environ.get('GONE')",
    "os.environ.get('GONE', 'd')", "os.environ.get('EMPTY') or 'e'", "os.getenv('PORT', '1')",
    "int(os.environ.get('PORT', 1))", "'PORT' in os.environ", "'GONE' not in os.environ",
    "1 == 1", "1 != 1", "None is None", "1 is not None", "1 < 2 < 3", "(x := 5)", "x", "y", "...",
    "lambda: 1", "[i for i in (1, 2)]", "1 + 2", "'a' * 3", "~1", "'a' 'b'", "u'x'",
    "{**{'a': 1}}", "[*(1, 2)]", "1_000", "0o600", "1.5", "''", "str(None)", "len('abc')",
]  # fmt: skip
STATEMENTS = [
    "c.A.b = {value}",
    "c.A.b = c.B.c = {value}",
    "c['A']['b'] = {value}",
    "c.A['b'] = {value}",
    "c.A.update({{'b': {value}}})",
    "c.A.update(b={value})",
    "c.update({{'A': {{'b': {value}}}}})",
    "c.A.setdefault('b', {value})",
    "c.A.__setattr__('b', {value})",
    "c.A.pop('b', None)",
    "c.A.clear()",
    "c.merge({{'A': {{'b': {value}}}}})",
    "setattr(c.A, 'b', {value})",
    "name = 'b'\nsetattr(c.A, name, {value})",
    "setattr(c.A, str('b'), {value})",
    "c.A = Config({{'b': {value}}})",
    "c.A = {{'b': {value}}}",
    "c.A.x = 1\nc.A = Config({{'b': {value}}})",
    "c.A.x = 1\nc.update({{'A': {{'b': {value}}}}})",
    "c.A.x = 1\nc.merge({{'A': {{'b': {value}}}}})",
    "c.A.x = 1\nc.merge(Config({{'A': {{'b': {value}}}}}))",
    "c.A.x = 1\nc.A.update({{'b': {value}}})",
    "x, c.A.b = {value}, x",
    "x, y = y, x\nc.A.b = x",
    "del c['A']",
    "del c.A['b']",
    "del c[str('A')].b",
    "del c.A.b",
    "del c.A",
    "c.A.b += {value}",
    "c.A.b.append({value})",
    "c.A.b = [1]\nc.A.b.append({value})",
    "c.A.b = {{}}\nc.A.b['k'] = {value}",
    "c.A.b = {{}}\nc.A.b.update({{'k': {value}}})",
    "x = {value}\nc.A.b = x",
    "y: int = {value}\nc.A.b = y",
    "x, c.A.b = 1, {value}",
    "(x, *y), c.B.c = (1, 2), {value}",
    "x, y = {value}, 2",
    "if {value}:\n    c.A.b = 1\nelse:\n    c.A.b = 2",
    "if {value}:\n    c.B.c = 1",
    "for x in [{value}]:\n    c.A.b = x",
    "for x in []:\n    c.A.b = {value}",
    "for x in (1, 2):\n    c.A.b = x\n    break",
    "for x in (1, 2):\n    continue\n    c.A.b = {value}",
    "while {value}:\n    c.A.b = 1\n    break",
    "while False:\n    c.A.b = {value}",
    "try:\n    c.A.b = {value}\nexcept Exception as x:\n    c.B.c = 1\nelse:\n    c.B.c = 2",
    "try:\n    c.A.b = 1\nfinally:\n    c.B.c = {value}",
    "def f(v=1):\n    c.A.b = v\nf()",
    "def f(v):\n    c.A.b = v\n    return\n    c.B.c = 1\nf({value})",
    "def f(v):\n    c.A.b = v\nf(v={value})",
    "def f():\n    return {value}\nc.A.b = f()",
    "class y:\n    z = {value}",
    "match {value}:\n    case 1:\n        c.A.b = 1\n    case _:\n        c.A.b = 2",
    "with open(os.devnull) as x:\n    c.A.b = {value}",
    "s = c.A\ns.b = {value}",
    "import os as y\nc.A.b = y.environ['PORT']",
    "c.A.b: int = {value}",
    "c.A.b: int",
    "pass",
]  # fmt: skip


def ran(source: str) -> dict[tuple[str, str], object] | None:
    """What the config sets when Python runs it; None where it raises, as Jupyter then drops it."""
    config = traitlets.Config()
    names = {"c": config, "get_config": lambda: config, "os": os, "Config": traitlets.Config}
    with mock.patch.dict(os.environ, ENVIRONMENT):
        os.environ.pop("GONE", None)
        try:
            exec(source, names)
        except Exception:
            return None
    return {
        (section, trait): value
        for section, traits in config.items()
        if isinstance(traits, dict)
        for trait, value in traits.items()
    }


def check(source: str) -> None:
    expected = ran(source)
    if expected is None:
        return
    read = parse(Text.of(source), ENVIRONMENT.get)
    values = {key: one.value for key, one in read.effective.items()}
    known = {key: value.value for key, value in values.items() if isinstance(value, Given)}
    unclear = set(values) - set(known)
    open_sections = {section for section, trait in unclear if trait == ANYTHING}
    if any(section == ANYTHING or not section for section, _ in unclear):
        return
    for key, value in known.items():
        if key[0] in open_sections or read.effective[key].conditional:
            continue
        assert key in expected, (source, key, value)
        held = expected[key]
        if isinstance(held, LAZY):  # what is added to a default that only the server knows
            continue
        assert type(held) is type(value) or isinstance(held, dict), (source, key, value, held)
        assert held == value, (source, key, value, held)
    for key in expected:
        assert key in known or key in unclear or key[0] in open_sections, (source, key)


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_what_python_makes_of_it(value: str) -> None:
    check(f"x = 3\ny = 'n'\nc.A.b = {value}")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_does_what_python_makes_of_it(statement: str) -> None:
    for value in ("1", "'a'", "[1]", "''", "os.environ['PORT']", "{'a': 1}"):
        check("x = 3\ny = 'n'\n" + statement.format(value=value))
        check("c.A.b = 'before'\n" + statement.format(value=value))


STATEMENT = st.builds(
    lambda statement, value: statement.format(value=value),
    st.sampled_from(STATEMENTS), st.sampled_from(VALUES),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(STATEMENT, min_size=1, max_size=4))
def test_a_run_of_statements_does_what_python_makes_of_it(statements: list[str]) -> None:
    check("x = 3\ny = 'n'\n" + "\n".join(statements))
