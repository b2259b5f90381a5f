"""Config files that commands write line by line: `echo "c.X.y = 1" >> file`, `cat > file <<EOF`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from envguard.model import Text
from envguard.subjects.command import known

if TYPE_CHECKING:
    from envguard.subjects.command import Command, Redirect

_ENDINGS = (".py", ".json")
MAXIMUM_LINES = 2000


def written_files(commands: Sequence[Command]) -> dict[str, Text]:
    """The files with the endings of configs that commands write, by path, as far as known.

    A file of which a part is not known is left out; each has the places of the words that make it.
    """
    parts: dict[str, list[Text] | None] = {}
    before: Text | None = None
    for command in commands:
        for redirect in command.redirects:
            name = _written(redirect)
            if name is None or redirect.target is None:
                continue
            output = _output(command)
            again = before is redirect.target.raw
            if redirect.operator == ">" and not again:
                parts[name] = []
            before = redirect.target.raw
            held = parts.setdefault(name, [])
            if output is None or held is None or len(held) > MAXIMUM_LINES:
                parts[name] = None
            elif output:
                held.extend((output, output[len(output) :].decoded("\n")))
    found = {}
    for name, texts in parts.items():
        sources = {id(text.source) for text in texts or ()}
        if texts and len(sources) == 1:
            found[name] = Text.join(texts)
    return found


def _written(redirect: Redirect) -> str | None:
    target = redirect.target
    if target is None or redirect.operator not in (">", ">>"):
        return None
    return target.value if target.value.endswith(_ENDINGS) else None


def _output(command: Command) -> Text | None:
    """What echo, printf or cat writes; None where that is not known."""
    words = [word.text for word in command.argv[1:]]
    if command.program == "cat":
        body = next((r.body for r in command.redirects if r.body is not None), None)
        # an unquoted heredoc has its variables put in, which are not known here
        return body if body is not None and not words and "$" not in body.value else None
    if command.program not in ("echo", "printf") or not words:
        return None
    while words and command.program == "echo" and words[0].value in ("-e", "-n", "-ne", "-en"):
        words = words[1:]
    if command.program == "printf" and (len(words) > 1 or "%" in words[0].value):
        return None
    if not words or not all(known(word.value) for word in words):
        return None
    parts = [words[0]]
    for word in words[1:]:
        parts += [word[:0].decoded(" "), word]
    text = Text.join(parts)
    if "\\n" not in text.value:
        return text
    lines = text.value.replace("\\n", "\n")
    return text.decoded(lines) if command.program == "printf" or _escapes(command) else text


def _escapes(command: Command) -> bool:
    if command.context.carrier == "dockerfile":  # RUN's sh is dash, whose echo knows escapes
        return True
    return len(command.argv) > 1 and command.argv[1].value in ("-e", "-ne", "-en")
