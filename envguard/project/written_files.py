"""Config files that commands write line by line: `echo "c.X.y = 1" >> file`, `cat > file <<EOF`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from envguard.model import Text
from envguard.subjects.command import known

if TYPE_CHECKING:
    from envguard.subjects.command import Command, Word

_ENDINGS = (".py", ".json")
MAXIMUM_LINES = 2000


def written_files(commands: Sequence[Command]) -> dict[str, Text]:
    """The files with the endings of configs that commands write, by path, as far as known.

    A file of which a part is not known is left out; each has the places of the words that make it.
    """
    parts: dict[str, list[Text] | None] = {}
    before: Text | None = None
    for command in commands:
        if not any(command is stage for stage in command.pipeline):
            continue  # a wrapper such as sudo, whose inner command follows
        for target, appends in _targets(command):
            name = target.value
            output = _output(command)
            if not appends and before is not target.raw:
                parts[name] = []
            before = target.raw
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


def _targets(command: Command) -> Iterator[tuple[Word, bool]]:
    """The config files that a command's output goes to, and whether it is added at their end."""
    if command.program == "tee":
        appends = any(word.value in ("-a", "--append") for word in command.argv[1:])
        words = [(word, appends) for word in command.argv[1:]]
    else:
        words = [(one.target, one.operator == ">>") for one in command.redirects
                 if one.target is not None and one.operator in (">", ">>")]  # fmt: skip
    yield from (one for one in words if one[0].value.endswith(_ENDINGS))


def _output(command: Command) -> Text | None:
    """What echo, printf or cat writes; None where that is not known."""
    words = [word.text for word in command.argv[1:]]
    if command.program == "tee" and len(command.pipeline) > 1:
        return _output(command.pipeline[0]) if command.pipeline[1] is command else None
    if command.program == "tee":
        words = []
    if command.program in ("cat", "tee"):
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
