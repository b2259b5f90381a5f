"""From what a carrier launches to the commands that really start.

Variables are resolved where the text itself sets them, in the branch where it sets them. What
nothing in sight sets becomes a HOLE: never guessed, never empty.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping

from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.command import (
    HOLE,
    Command,
    Context,
    Launch,
    Redirect,
    Value,
    Word,
    known,
)
from envguard.subjects.exports import Exports
from envguard.subjects.functions import Handed, arguments_of_functions, put_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.shell import Assignment, Expansion, Part, ShellWord, Statement

_SHELLS = ("sh", "bash", "zsh", "dash", "ksh", "ash")
_DECLARATIONS = ("export", "declare", "local", "readonly", "typeset")
_HARMLESS_SOURCES = ("activate", "conda.sh", "mamba.sh", ".bashrc", ".profile", ".bash_profile")

MAXIMUM_VALUE = 10_000
MAXIMUM_EXPANDED = 50_000
_REPETITION = 2


def commands(launches: Iterable[Launch]) -> list[Command]:
    """Every command that the launches start, wrappers first, then what they wrap."""
    from envguard.subjects.unwrap import unwrap

    found: list[Command] = []
    for number, launch in enumerate(launches):
        begin = len(found)
        if isinstance(launch.content, tuple):
            words = tuple(_exec_word(text, launch.context) for text in launch.content)
            if words:
                found.extend(unwrap([_exec(words, launch.context)]))
        elif launch.shell in _SHELLS:
            for pipeline in _pipelines(launch.content, launch.context):
                found.extend(unwrap(pipeline))
        for command in found[begin:]:
            command.launch = number
    return found


def script(text: Text, context: Context, environment: Mapping[str, Value]) -> list[list[Command]]:
    """The pipelines of a shell text that another command starts (`sh -c "…"`)."""
    return _pipelines(text, context._replace(environment=environment))


_LACKING = late(r"\$(?:\{(\w+)(?::?-)?\}|(\w+))")


def _exec_word(text: Text, context: Context) -> Word:
    """A word that no shell reads. Compose puts nothing in for a variable that is not set."""
    if known(text.value) or context.carrier != "compose":
        return Word(text, text, True)
    names = [found[1] or found[2] for found in _LACKING.finditer(text.spelled())]
    return Word(text, text, True, tuple(names))


def _exec(words: tuple[Word, ...], context: Context) -> Command:
    first, last = words[0].text, words[-1].text
    low, high = min(first.start, last.start), max(first.end, last.end)
    return Command(words, Text.whole(first.source)[low:high], context)


def _pipelines(text: Text, context: Context) -> list[list[Command]]:
    from envguard.formats.shell import parse, parse_loosely

    read = parse_loosely if context.setting == "prose" else parse
    variables = _Variables(context.environment, guarded(text.value), len(text))
    found: dict[int, list[Command]] = {}
    by_statement: dict[int, Command] = {}
    statements = read(text)
    handed = arguments_of_functions(statements)
    for statement in statements:
        command = _command(statement, variables, context, handed)
        if command is not None:
            found.setdefault(statement.pipeline, []).append(command)
            by_statement[id(statement)] = command
            command.inside = by_statement.get(id(statement.inside))
    return list(found.values())


# `${X:?}`, `[ -z "$X" ]`, `[[ $X ]]`: the script itself sees to it that X is set
_GUARD = late(
    r"\$\{(\w+):?\?|(?:^|[\s(])-[zn][ \t]+[\"']?\$\{?(\w+)|\[\[[ \t]+[\"']?\$\{?(\w+)", re.MULTILINE
)


def guarded(script: str) -> frozenset[str]:
    """The variables that a script insists on, or asks for before it uses them."""
    if "$" not in script:
        return frozenset()
    return frozenset(name for found in _GUARD.finditer(script) for name in found.groups() if name)


def _command(
    statement: Statement, variables: _Variables, context: Context, handed: Handed
) -> Command | None:
    name = statement.words[0].raw.value if statement.words else ""
    if not statement.words or name in _DECLARATIONS:
        for assignment in statement.assignments:
            variables.assign(assignment, statement.branch)
    if not statement.words:
        return None
    words = [one for raw in statement.words for one in put_in(raw, handed.get(statement.function))]
    argv = [word for raw in words for word in variables.words(raw, statement.branch)]
    if not argv:
        return None
    if name == "export":
        for word in argv[1:]:
            variables.export(word)
    environment = variables.exports.now()
    if name not in _DECLARATIONS and statement.assignments:
        own: dict[str, Value] = {}
        for assignment in statement.assignments:
            value = variables.value_of(assignment, statement.branch)
            own[assignment.name] = value or Value(HOLE, assignment.text)
        environment = ChainMap(own, environment)  # type: ignore[arg-type]
    if name in ("source", ".", "eval"):
        target = argv[1].value.rpartition("/")[2] if len(argv) > 1 else ""
        if target not in _HARMLESS_SOURCES:
            variables.forget(statement.branch)
    elif name in ("read", "unset"):
        for word in argv[1:]:
            variables.unknown(word.value, statement.branch)
    redirects = tuple(
        Redirect(
            redirect.operator,
            variables.one(redirect.target, statement.branch) if redirect.target else None,
            redirect.body,
        )
        for redirect in statement.redirects
    )
    return Command(
        tuple(argv),
        statement.text,
        context,
        environment,
        redirects,
        conditional=bool(statement.branch),
    )


class _Variables:
    """What each variable holds, by the branch in which it was set; None is a value not known."""

    def __init__(
        self,
        environment: Mapping[str, Value],
        guarded: frozenset[str] = frozenset(),
        length: int = 0,
    ) -> None:
        self.given = environment
        self.set: dict[str, tuple[int, tuple[int, ...], Value | None]] = {}
        self.exports = Exports(environment)
        self.guarded = guarded
        self.hollow: set[str] = set()
        self.places: dict[str, Text] = {}
        # how many lines changed something, and after which all was forgotten, in which branch
        self.time = 0
        self.forgotten: tuple[int, tuple[int, ...]] = (0, ())
        # what values may still put in: thousands of lines can name one long value
        self.left = MAXIMUM_EXPANDED + _REPETITION * length

    def assign(self, assignment: Assignment, branch: tuple[int, ...]) -> None:
        value = self.value_of(assignment, branch)
        if value is None and assignment.word and self.one(assignment.word, branch).unset:
            self.hollow.add(assignment.name)
        else:
            self.hollow.discard(assignment.name)
        self.places[assignment.name] = assignment.text
        self._hold(assignment.name, branch, value, assignment.keyword in ("export", "declare"))

    def value_of(self, assignment: Assignment, branch: tuple[int, ...]) -> Value | None:
        if assignment.word is None:
            return None
        text = self.one(assignment.word, branch).text
        return Value(text.value, text) if known(text.value) else None

    def unknown(self, name: str, branch: tuple[int, ...]) -> None:
        self._hold(name, branch, None)

    def _hold(
        self, name: str, branch: tuple[int, ...], value: Value | None, exported: bool = False
    ) -> None:
        self.time += 1
        self.set[name] = (self.time, branch, value)
        if exported or name in self.exports:
            self.exports.set(name, None if branch else value, self.places.get(name))

    def forget(self, branch: tuple[int, ...]) -> None:
        """A sourced file or an `eval` may have set anything."""
        self.time += 1
        self.forgotten = (self.time, branch)
        self.exports.forget()

    def look_up(self, name: str, branch: tuple[int, ...]) -> tuple[bool, Value | None]:
        """(whether anything in sight sets it, its value where that is certain)."""
        time, where, value = self.set.get(name, (0, (), self.given.get(name)))
        if not time and value is None:
            return False, None
        if self.forgotten[0] > time:
            where, value = self.forgotten[1], None
        # set in a branch that this place may or may not have come through
        return True, value if where == branch[: len(where)] else None

    def export(self, word: Word) -> None:
        """`export NAME`: its value comes from above, or from outside of the script."""
        name = word.value
        if name.isidentifier():
            self.places[name] = word.text
            time, where, value = self.set.setdefault(name, (0, (), self.given.get(name)))
            known_still = not where and time >= self.forgotten[0]
            self.exports.set(name, value if known_still else None, word.text)

    def one(self, word: ShellWord, branch: tuple[int, ...]) -> Word:
        """A word that is not split: the value of an assignment or of a redirection."""
        parts = self._expanded(word.parts, branch)
        text = Text.join(parts) if parts else word.raw[:0]
        unset = () if known(text.value) else self._unset(word, branch)
        return Word(text, word.raw, word.quoted, unset)

    def words(self, word: ShellWord, branch: tuple[int, ...]) -> list[Word]:
        """The words that one becomes: an unquoted variable of several words is split."""
        if len(word.parts) == 1 and not isinstance(word.parts[0], Text):
            expansion = word.parts[0]
            text = self._expand(expansion, branch)
            if not expansion.quoted and not word.quoted and known(text.value):
                origin = self._origin(expansion, branch) or text
                return [Word(piece, word.raw) for piece in _split(origin)]
            unset = () if known(text.value) else self._unset(word, branch)
            return [Word(text, word.raw, expansion.quoted, unset)]
        return [self.one(word, branch)]

    def _unset(self, word: ShellWord, branch: tuple[int, ...]) -> tuple[str, ...]:
        """The variables of a word that may well be empty; none where another part is not known."""
        found = []
        for part in word.parts:
            if isinstance(part, Text) or self._value(part, branch) is not None:
                continue
            name, may_lack = part.name, part.operator in ("", ":-", "-", ":=", "=")
            is_set, _ = self.look_up(name, branch)
            if (
                not name.isidentifier()
                or not may_lack
                or part.argument
                or name in self.guarded
                or (is_set and name not in self.hollow)
            ):
                return ()
            found.append(name)
        return tuple(found)

    def _origin(self, expansion: Expansion, branch: tuple[int, ...]) -> Text | None:
        """Where the value is spelled, if that is this very file: its words have better places."""
        _, value = self.look_up(expansion.name, branch)
        if value is None or expansion.operator not in ("", ":-", "-", ":="):
            return None
        same = value.text.source is expansion.text.source and value.text.value == value.value
        return value.text if same else None

    def _expanded(self, parts: tuple[Part, ...], branch: tuple[int, ...]) -> list[Text]:
        """The parts with values for their variables; `A=$A$A` sixty times is no value."""
        found, left = [], MAXIMUM_VALUE
        for part in parts:
            text = part if isinstance(part, Text) else self._expand(part, branch)
            if not isinstance(part, Text):
                left -= len(text)
                if left < 0:
                    text = part.text.decoded(HOLE)
            found.append(text)
        return found

    def _expand(self, expansion: Expansion, branch: tuple[int, ...]) -> Text:
        value = self._value(expansion, branch)
        self.left -= len(value or "")
        return expansion.text.decoded(HOLE if value is None or self.left < 0 else value)

    def _value(self, expansion: Expansion, branch: tuple[int, ...]) -> str | None:
        operator = expansion.operator
        if not expansion.name or operator in ("other", ":+", "+"):
            return None
        is_set, value = self.look_up(expansion.name, branch)
        if operator in (":-", ":=", "-", "=") and (not is_set or (value and not value.value)):
            # `${X:-}` says nothing about what X will be; a real default is the file's own word
            default = self._argument(expansion.argument, branch)
            return default or (value.value if value else None)
        return value.value if value is not None else None

    def _argument(self, parts: tuple[Part, ...], branch: tuple[int, ...]) -> str | None:
        texts = self._expanded(parts, branch)
        joined = "".join(text.value for text in texts)
        return joined if known(joined) else None


def _split(text: Text) -> list[Text]:
    found: list[Text] = []
    begin: int | None = None
    for at, character in enumerate(text.value):
        if character in " \t\n":
            if begin is not None:
                found.append(text[begin:at])
            begin = None
        elif begin is None:
            begin = at
    if begin is not None:
        found.append(text[begin:])
    return found
