"""Justfiles: settings, assignments and recipes, with places. Source: the just manual, 1.x."""

from __future__ import annotations

import re
from collections.abc import Mapping

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple


class Assignment(NamedTuple):
    """`name := expression`, or `set name := expression` for a setting (the value may be empty)."""

    name: str
    value: Text
    exported: bool = False


class Recipe(NamedTuple):
    """`name parameters: dependencies` and its body, one Text a line, without the indentation.

    `attributes` are the insides of the `[…]` lines above it.
    """

    name: str
    parameters: tuple[str, ...]
    attributes: tuple[Text, ...]
    body: list[Text]


class Justfile(NamedTuple):
    """What a justfile says, in file order."""

    settings: list[Assignment]
    assignments: list[Assignment]
    recipes: list[Recipe]


_DOUBLE = r"\"[^\"\\]*(?:\\.[^\"\\]*)*\""
_LITERAL = late(rf"'''.*?'''|\"\"\".*?\"\"\"|```.*?```|'[^']*'|{_DOUBLE}|`[^`]*`", re.DOTALL)
_ESCAPE = late(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "\n": ""}
_ASSIGNMENT = late(r"(export[ \t]+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*")
_SETTING = late(r"set[ \t]+([A-Za-z_][\w-]*)[ \t]*(?::=[ \t]*)?")
_NAME = late(r"@?([A-Za-z_][\w-]*)")
# a quote that stays open takes the rest of the line
_HEADER_TOKEN = late(rf"'[^']*'?|{_DOUBLE}?|`[^`]*`?|[(]|[)]|:=?|#", re.DOTALL)
_PARAMETER = late(r"(?<![\w=-])[*+]?\$?([A-Za-z_][\w-]*)")
_EXPRESSION_TOKEN = late(r"[ \t]*(?:(\+|/)|([A-Za-z_][\w-]*)(?![\w('\"-])|(['\"]))")
_MAXIMUM_EXPRESSION = 10_000
_FALLBACK = late(r"env(?:_var_or_default)?\(\s*(?:'[^']*'|\"[^\"\\]*\")\s*,\s*")


def parse(text: Text) -> Justfile:
    """The settings, assignments and recipes of a justfile; other lines are passed over."""
    found = Justfile([], [], [])
    attributes: list[Text] = []
    lines = text.lines()
    value = text.value
    at, begins = 0, _begins(value, len(lines))
    while at < len(lines):
        line, begin = lines[at], begins[at]
        at += 1
        words = line.value
        if not words.strip() or words[0] in "# \t":
            continue
        if words.startswith("["):
            attributes.append(line[1:].strip().strip("]"))
            continue
        setting = _SETTING.match(words)
        assigned = setting or _ASSIGNMENT.match(words)
        if assigned:
            end = _literal_end(value, begin + assigned.end())
            while at < len(lines) and begins[at] < end:
                at += 1
            stop = max(begin + len(words), end)
            right = text[begin + assigned.end() : stop]
            if setting:
                found.settings.append(Assignment(setting.group(1), right))
            else:
                exported, name = assigned.group(1), assigned.group(2)
                found.assignments.append(Assignment(name, right, bool(exported)))
        else:
            body, at = _body(lines, at)
            recipe = _recipe(words, tuple(attributes), body)
            if recipe is not None:
                found.recipes.append(recipe)
        attributes = []
    return found


def write_line(value: str) -> str | None:
    """The spelling of shell words in a recipe line."""
    return None if "\n" in value or "\r" in value else value.replace("{{", "{{{{")


def _begins(value: str, count: int) -> list[int]:
    found = [0]
    found.extend(match.end() for match in re.finditer(r"\r\n|\n|\r", value))
    return found[:count]


def _literal_end(value: str, begin: int) -> int:
    """Where a string that opens at a place ends, which may be lines below; else the place."""
    found = _LITERAL.match(value, begin)
    return found.end() if found else begin


def _body(lines: list[Text], at: int) -> tuple[list[Text], int]:
    found: list[Text] = []
    indent = ""
    while at < len(lines):
        words = lines[at].value
        if words.strip() and words[0] not in " \t":
            break
        if words.strip() and not indent:
            indent = words[: len(words) - len(words.lstrip(" \t"))]
        cut = len(indent) if words.startswith(indent) else len(words) - len(words.lstrip(" \t"))
        found.append(lines[at][cut:].through(write_line))
        at += 1
    while found and not found[-1].value.strip():
        found.pop()
    return found, at


def _recipe(words: str, attributes: tuple[Text, ...], body: list[Text]) -> Recipe | None:
    name = _NAME.match(words)
    if name is None:
        return None
    depth, at = 0, name.end()
    parameters: list[str] = []
    for token in _HEADER_TOKEN.finditer(words, at):
        parameters += _PARAMETER.findall(words[at : token.start()])
        at = token.end()
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == ":" and depth <= 0:
            return Recipe(name.group(1), tuple(parameters), attributes, body)
    return None


def strings(text: Text) -> list[Text]:
    """The insides of the string literals of a list or a call, escapes left as they stand."""
    found = []
    for match in _LITERAL.finditer(text.value, 0, _MAXIMUM_EXPRESSION):
        width = 3 if match.group()[:3] in ("'''", '"""', "```") else 1
        found.append(text[match.start() + width : match.end() - width])
    return found


def backticks(text: Text) -> Text | None:
    """The shell text of an expression that is one `…` literal."""
    value = text.value
    found = _LITERAL.match(value) if value[:1] == "`" else None
    if found is None:
        return None
    width = 3 if value.startswith("```") else 1
    return text[width : found.end() - width]


def evaluate(expression: str, names: Mapping[str, str | None]) -> str | None:
    """The value of strings and names put together with `+` and `/`, None for anything else.

    The default of `env("NAME", "default")` counts as its value.
    """
    at, value, operator = 0, "", "+"
    expression = expression[:_MAXIMUM_EXPRESSION].strip()
    fallback = _FALLBACK.match(expression)
    if fallback and expression.endswith(")"):
        expression = expression[fallback.end() : -1].strip()
    while at < len(expression):
        found = _EXPRESSION_TOKEN.match(expression, at)
        if found is None:
            return None
        at = found.end()
        if found.group(1):
            if operator:
                return None
            operator = found.group(1)
            continue
        if not operator:
            return value if expression[found.start() :].lstrip()[:1] == "#" else None
        if found.group(2):
            part = names.get(found.group(2))
        else:
            part, at = _string(expression, found.start(3))
        if part is None or len(value) > 10_000:
            return None
        value = value + ("/" if operator == "/" else "") + part
        operator = ""
        if expression[at:].lstrip().startswith("#"):
            break
    return None if operator else value


def _string(expression: str, begin: int) -> tuple[str | None, int]:
    found = _LITERAL.match(expression, begin)
    if found is None or found.group()[:3] in ("'''", '"""'):
        return None, len(expression)
    inner = found.group()[1:-1]
    if found.group()[0] == "'":
        return inner, found.end()
    if any(match.group(1) not in _ESCAPES for match in _ESCAPE.finditer(inner)):
        return None, found.end()
    return _ESCAPE.sub(lambda match: _ESCAPES[match.group(1)], inner), found.end()
