"""What Ansible does to a module's words before the module runs: `key=value` options and Jinja.

Sources: `ansible.parsing.splitter` for the options that free-form modules take out of their
line, `ansible.builtin.command` for `$NAME` in its arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envguard.formats import yaml
from envguard.formats.tree import Scalar
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.templates import fill, without
from envguard.subjects.command import HOLE, Value

_OPTION = late(r"(creates|removes|chdir|executable|warn|stdin|stdin_add_newline|strip_empty_ends)=")
_BOUNDARY = late(r"\s+|\\.|['\"]|\{\{|\}\}|\{%|%\}", re.DOTALL)
_NAME = late(r"([A-Za-z_]\w*)(?:\s*\|\s*(?:quote|string|trim|default\([^()]*\)))*")
_LITERAL = late(r"'([^'\\]*)'|\"([^\"\\]*)\"")
_VARIABLE = late(r"\$(?:\{(\w+)\}|(\w+))", re.ASCII)
_RAW = late(r"\{%-?\s*raw\s*-?%\}")
_END_RAW = late(r"\{%-?\s*endraw\s*-?%\}")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = late(r"\{[{%#]")
_MAXIMUM_VALUE = 10_000
_MAXIMUM_DEPTH = 8

Literals = Mapping[str, "Scalar | None"]
"""What one place says of variables; None is a value that is no literal."""


class Variables:
    """The variables in sight: the first table that has a name says what it is."""

    __slots__ = ("_depth", "_known", "_tables")

    def __init__(self, *tables: Literals) -> None:
        self._tables = tables
        self._known: dict[str, str | None] = {}
        self._depth = 0

    def inside(self, own: Literals) -> Variables:
        """As a block or task with `vars:` of its own sees them; the first table stays first."""
        return Variables(self._tables[0], own, *self._tables[1:]) if own else self

    def value(self, name: str) -> str | None:
        """The value of a variable as a text, None where only the running play knows it."""
        if name not in self._known:
            self._known[name] = None  # what refers to itself is not known
            self._depth += 1
            if self._depth <= _MAXIMUM_DEPTH:
                self._known[name] = self._value(name)
            self._depth -= 1
        return self._known[name]

    def _value(self, name: str) -> str | None:
        scalar = next((table[name] for table in self._tables if name in table), None)
        value = _as_string(scalar) if scalar is not None else None
        if value is None or len(value) > _MAXIMUM_VALUE:
            return None
        if "{{" in value or "{%" in value:
            value = filled(Text.of(value), self).value
        return None if HOLE in value or len(value) > _MAXIMUM_VALUE else value


class FreeForm(NamedTuple):
    """A free-form argument: the words of the command, and the options taken out of them."""

    words: Text
    options: dict[str, Text]


def free_form(text: Text) -> FreeForm:
    """Separate `chdir=/x creates=/y` from the command around them; quotes and Jinja hold words."""
    options: dict[str, Text] = {}
    kept: list[Text] = []
    at = 0
    for begin, end in _tokens(text.value):
        found = _OPTION.match(text.value, begin, end)
        if found is None:
            continue
        value = text[found.end() : end]
        quoted = len(value) > 1 and value.value[0] == value.value[-1] and value.value[0] in "'\""
        options[found.group(1)] = value[1 : len(value) - 1] if quoted else value
        kept.append(text[at:begin])
        at = end
    if not options:
        return FreeForm(text, options)
    return FreeForm(Text.join([*kept, text[at:]]).strip(), options)


def key_values(text: Text) -> dict[str, Text]:
    """The `key=value` words of a module that is given its options in one line."""
    found: dict[str, Text] = {}
    for begin, end in _tokens(text.value):
        name, equals, _ = text.value[begin:end].partition("=")
        if equals and name.isidentifier():
            value = text[begin + len(name) + 1 : end]
            quoted = (
                len(value) > 1 and value.value[0] == value.value[-1] and value.value[0] in "'\""
            )
            found[name] = value[1 : len(value) - 1] if quoted else value
    return found


def _tokens(value: str) -> Iterator[tuple[int, int]]:
    """Ranges of the words that white space separates outside of quotes and Jinja."""
    quote, depth, begin = "", 0, 0
    for found in _BOUNDARY.finditer(value):
        mark = found.group()
        if mark in ("{{", "{%"):
            depth += 1
        elif mark in ("}}", "%}"):
            depth = max(0, depth - 1)
        elif mark in ("'", '"'):
            quote = "" if quote == mark else quote or mark
        elif mark[0] != "\\" and not quote and not depth:
            yield begin, found.start()
            begin = found.end()
    yield begin, len(value)


def filled(text: Text, variables: Variables) -> Text:
    """The text as Jinja would give it, with a HOLE for what only the running play knows."""

    def answer(spelled: str) -> str | None:
        if spelled[1] == "#" or _RAW.fullmatch(spelled) or _END_RAW.fullmatch(spelled):
            return ""
        if spelled[1] == "%":
            return None
        return _evaluated(spelled[2:-2].strip("+- \t\r\n"), variables)

    return fill(text.through(without("{{", "{%", "{#")), _places(text.value), answer)


def _places(value: str) -> Iterator[tuple[int, int]]:
    found = _OPENING.search(value)
    while found:
        begin = found.start()
        close = value.find(_CLOSING[found.group()], begin + 2)
        if close < 0:
            return
        end = close + 2
        yield begin, end
        if _RAW.match(value, begin, end):
            closing = _END_RAW.search(value, end)
            if closing is None:
                return
            yield closing.span()
            end = closing.end()
        found = _OPENING.search(value, end)


def _evaluated(expression: str, variables: Variables) -> str | None:
    literal = _LITERAL.fullmatch(expression)
    if literal:
        return literal.group(1) or literal.group(2) or ""
    name = _NAME.fullmatch(expression) if len(expression) < 200 else None
    return variables.value(name.group(1)) if name else None


def _as_string(scalar: Scalar) -> str | None:
    """What a literal of `vars:` becomes inside a text: an unquoted 3.10 is the number 3.1."""
    kind = yaml.scalar_type(scalar)
    if kind == "str":
        return scalar.value
    if kind == "bool":
        return str(scalar.value.lower() in ("yes", "true", "on"))
    if kind == "int" and (
        scalar.value == "0" or scalar.value.lstrip("-")[:1] in tuple("123456789")
    ):
        return scalar.value if scalar.value.lstrip("-").isdigit() else None
    if kind == "float" and scalar.value.replace(".", "", 1).isdigit():
        return str(float(scalar.value[:30]))
    return None


def expanded(word: Text, environment: Mapping[str, Value]) -> Text:
    """An argument of the command module with `$NAME` put in, as it does without a shell."""

    def answer(spelled: str) -> str | None:
        value = environment.get(spelled.strip("${}"))
        return value.value if value is not None else None

    places = (found.span() for found in _VARIABLE.finditer(word.value))
    return fill(word.through(without("$")), places, answer)
