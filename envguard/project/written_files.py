"""Config files that commands write line by line: `echo "c.X.y = 1" >> file`, `cat > file <<EOF`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envguard.model import Text
from envguard.subjects.command import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command, Word

_CONFIGS = (".py", ".json")
_SCRIPTS = (".sh", ".bash", ".zsh", ".ksh", ".command")
MAXIMUM_LINES = 2000


def written_files(
    commands: Sequence[Command], endings: tuple[str, ...] = _CONFIGS
) -> dict[str, Text]:
    """The files with the endings of configs that commands write, by path, as far as known.

    A file of which a part is not known is left out; each has the places of the words that make it.
    """
    # a script's variables may be the writer's own, and stay what is not known
    variables = endings is _SCRIPTS
    parts: dict[str, list[Text] | None] = {}
    before: Text | None = None
    for command in commands:
        if not any(command is stage for stage in command.pipeline):
            continue  # a wrapper such as sudo, whose inner command follows
        for target, appends in _targets(command, endings):
            name = target.value
            output = _output(command, variables)
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


def with_written_scripts(found: list[Command]) -> list[Command]:
    """The same commands, each that starts a script written before followed by what is in it."""
    from envguard.subjects.command import Launch
    from envguard.subjects.downloads import base_name, runs
    from envguard.subjects.shell import commands

    scripts = {base_name(path): text for path, text in written_files(found, _SCRIPTS).items()}
    if not scripts:
        return found
    whole: list[Command] = []
    for command in found:
        whole.append(command)
        script = scripts.get(runs(command))
        if script is not None and command.text.start >= script.end:
            context = command.context._replace(user=command.user, environment=command.environment)
            whole.extend(commands([Launch(script, context)]))
            del scripts[runs(command)]
    return whole


def _targets(command: Command, endings: tuple[str, ...]) -> Iterator[tuple[Word, bool]]:
    """The config files that a command's output goes to, and whether it is added at their end."""
    if command.program == "tee":
        appends = any(word.value in ("-a", "--append") for word in command.argv[1:])
        words = [(word, appends) for word in command.argv[1:]]
    else:
        words = [(one.target, one.operator == ">>") for one in command.redirects
                 if one.target is not None and one.operator in (">", ">>")]  # fmt: skip
    yield from (one for one in words if one[0].value.endswith(endings))


def _output(command: Command, variables: bool) -> Text | None:
    """What echo, printf or cat writes; None where that is not known."""
    words = [word.text for word in command.argv[1:]]
    if command.program == "tee" and len(command.pipeline) > 1:
        return _output(command.pipeline[0], variables) if command.pipeline[1] is command else None
    if command.program == "tee":
        words = []
    if command.program in ("cat", "tee"):
        body = next((r.body for r in command.redirects if r.body is not None), None)
        # an unquoted heredoc has its variables put in, which are not known here
        if body is None or words or ("$" in body.value and not variables):
            return None
        return body
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
