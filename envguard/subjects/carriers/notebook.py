"""Notebooks: `!commands`, `%%bash` cells, `%pip` and `%conda` magics, and fences in their text.

IPython puts Python values into `{name}` and `$name` before the shell sees the line; they are
HOLEs, since only the running notebook knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envguard.formats.ipython import Escape, parse_cell
from envguard.formats.notebook import Notebook, parse
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.carriers.scripts import Interpreter, bounded, interpreter
from envguard.subjects.carriers.templates import fill, without
from envguard.subjects.command import Context, Document, Launch, Value

_INSTALLERS = ("pip", "conda", "mamba", "micromamba", "uv")
_PYTHON = ("python", "ipython", "sage", "sagemath", "xpython")
_SHELLS = ("bash", "sh", "shell", "zsh")
# `{name}`, `{call(x)}`, `{folder / "x"}`; but not awk's `{print $1}` or bash's `{a,b}`
_INTERPOLATION = late(
    r"(?<!\\)\$\$?([A-Za-z_][\w.]*)|(?<![\\{$])\{[A-Za-z_][\w.]*"
    r"(?:[^\w{},;\s$][^{};]{0,200}|[ \t]+(?:[-+*/%|&]|if|or|and)[ \t][^{};$]{1,200})?\}(?!\})"
)
_SETTING = late(r"(?:set_)?env[ \t]+([A-Za-z_]\w*)(?:[ \t]*=[ \t]*|[ \t]+)(.+)", re.DOTALL)


def launches(document: Document) -> Iterator[Launch]:
    """The commands of a notebook's cells, in file order."""
    yield from bounded(_launches(parse(document.text), document), document.text)


def _launches(notebook: Notebook, document: Document) -> Iterator[Launch]:
    from envguard.subjects.carriers.markdown import launches as launches_of_page

    context = Context("notebook", "interactive", "notebook")
    environment: dict[str, Value] = {}
    for cell in notebook.cells:
        if cell.kind == "markdown":
            yield from launches_of_page(document._replace(path="cell.md", text=cell.source))
        elif cell.kind == "code" and notebook.language in _SHELLS:
            yield Launch(cell.source, context, "bash")
        elif cell.kind == "code" and notebook.language.rstrip("0123456789.") in _PYTHON:
            yield from cell_launches(cell.source, context, environment)


def cell_launches(
    source: Text, context: Context, environment: dict[str, Value]
) -> Iterator[Launch]:
    """The commands of one code cell; what its `%env` sets is added to `environment`."""
    for escape in parse_cell(source):
        if escape.kind == "line" and escape.name in ("env", "set_env"):
            _set(escape.words, environment)
            continue
        reader, script = _script(escape, environment)
        if reader is not None and script.value.strip():
            seen = context._replace(environment=dict(environment))
            yield Launch(script, seen, reader.shell)


def _script(escape: Escape, environment: Mapping[str, Value]) -> tuple[Interpreter | None, Text]:
    """What reads an escape, None where no shell does, and the words that it reads."""
    bash = Interpreter("bash")
    words = escape.words
    if escape.body is not None:
        if escape.name in ("!", "system", "sx"):
            return bash, escape.body
        named = [escape.name] if escape.name != "script" else words.value.split()
        return _first_interpreter(named), escape.body
    if escape.kind == "shell":
        return bash, _interpolated(words, environment)
    if escape.name in ("system", "sx"):
        return bash, _interpolated(words[len(escape.name) :].strip(), environment)
    return bash if escape.name in _INSTALLERS else None, _interpolated(words, environment)


def _first_interpreter(words: list[str]) -> Interpreter | None:
    for at, word in enumerate(words[:20]):
        found = None if word.startswith("-") else interpreter(words[at:])
        if found is not None:
            return None if found.shell == "python" else found
    return None


def _interpolated(words: Text, environment: Mapping[str, Value]) -> Text:
    """The words with a HOLE for each Python value; what `%env` has set is left to the shell."""
    places = (
        found.span()
        for found in _INTERPOLATION.finditer(words.value)
        if found.group(1) not in environment
    )
    return fill(words.through(without("{", "}", "$")), places, _unknown)


def _unknown(_: str) -> None:
    return None


def _set(words: Text, environment: dict[str, Value]) -> None:
    found = _SETTING.match(words.value)
    if found:
        text = _interpolated(words[found.start(2) : found.end(2)].strip(), environment)
        environment[found.group(1)] = Value(text.value, text)
