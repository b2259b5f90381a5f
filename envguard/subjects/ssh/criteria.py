"""The criteria of a Match line: what they ask, and why ssh refuses some (9.2p1 measured)."""

from __future__ import annotations

from envguard.formats.ssh_config import Argument, Directive, lower, next_word
from envguard.model.records import NamedTuple
from envguard.subjects.ssh.problems import BAD_MATCH, EXTRA_ARGUMENT, Refused

Release = tuple[int, int]

_PLAIN = ("all", "canonical", "final")
_SINCE: dict[str, Release] = {
    "exec": (6, 5), "host": (6, 5), "originalhost": (6, 5), "user": (6, 5), "localuser": (6, 5),
    "localnetwork": (9, 4), "tagged": (9, 4), "version": (10, 0), "sessiontype": (10, 0),
    "command": (10, 0),
}  # fmt: skip
_ONE_WORD_SINCE: Release = (9, 9)


class Criterion(NamedTuple):
    """One condition: `name` in lower case without `!`, `value` None where it takes none."""

    name: str
    negated: bool
    value: str | None


class _Word(NamedTuple):
    value: str
    argument: Argument | None


def read_criteria(directive: Directive, version: Release) -> tuple[Criterion, ...]:
    """The conditions of a Match line; Refused where ssh refuses the file.

    Before 9.9 the words end at white space, at one `=`, or behind a part in double quotes;
    since then they are words like everywhere, and `host=foo` counts as two.
    """
    reader = _words_since_9_9 if version >= _ONE_WORD_SINCE else _words_before_9_9
    words, left_over = reader(directive)
    found: list[Criterion] = []
    at = 0
    while at < len(words):
        word = words[at]
        name = lower(word.value)
        negated = name.startswith("!")
        name = name[1:] if negated else name
        at += 1
        if name == "all":
            _check_all(directive, word, found, words[at:])
            return (*found, Criterion(name, negated, None))
        if name in _PLAIN:
            found.append(Criterion(name, negated, None))
            continue
        value = words[at].value if at < len(words) else ""
        if not value and not (name == "command" and at < len(words) and version >= (10, 0)):
            raise _refused(directive, f"Missing Match criteria for {word.value}", word)
        if _SINCE.get(name, (99, 0)) > version:
            raise _refused(directive, f"Unsupported Match attribute {word.value}", word)
        found.append(Criterion(name, negated, value))
        at += 1
    if not found:
        raise _refused(directive, "One or more attributes required for Match", None)
    if left_over:
        message = f"keyword {directive.name} extra arguments at end of line"
        raise Refused(EXTRA_ARGUMENT, message, directive.arguments[-1])
    return tuple(found)


def asks_final(criteria: tuple[Criterion, ...], version: Release) -> bool:
    """Whether ssh reads the file a second time because of these criteria.

    Measured: `final` does, met or not, and `!final` too (until 10.1).
    """
    return any(c.name == "final" and not (c.negated and version >= (10, 1)) for c in criteria)


def _check_all(
    directive: Directive, word: _Word, before: list[Criterion], behind: list[_Word]
) -> None:
    """Measured: one criterion may stand before `all`, and nothing behind it."""
    if len(before) > 1 or (behind and behind[0].value):
        message = f"'{word.value}' cannot be combined with other Match attributes"
        raise _refused(directive, message, word)


def _refused(directive: Directive, message: str, word: _Word | None) -> Refused:
    return Refused(BAD_MATCH, message, word.argument if word else None)


def _words_before_9_9(directive: Directive) -> tuple[list[_Word], bool]:
    """The words up to a comment, an open quote or an empty word where a name should stand.

    The flag says whether ssh would find something behind such an empty word, and refuse it.
    """
    value = directive.rest.value
    words: list[_Word] = []
    at, expects_value = 0, False
    while at < len(value):
        found = next_word(value, at)
        if found is None:
            return words, False
        start = directive.rest_start
        argument = Argument(directive.line, start + at, start + found.end, found.value, False)
        if found.value.startswith("#"):
            # a comment where a value should stand leaves the criterion without one
            return ([*words, _Word("", argument)] if expects_value else words), False
        if not found.value and not expects_value:
            return words, found.after < len(value)
        words.append(_Word(found.value, argument))
        expects_value = not expects_value and _takes_value(found.value)
        at = found.after
    return words, False


def _words_since_9_9(directive: Directive) -> tuple[list[_Word], bool]:
    words: list[_Word] = []
    expects_value = False
    for argument in directive.arguments:
        name, sign, value = argument.value.partition("=")
        if sign and not expects_value and lower(name.lstrip("!")) in _SINCE:
            words.append(_Word(name, argument))
            words.append(_Word(value, argument))
            continue
        words.append(_Word(argument.value, argument))
        expects_value = not expects_value and _takes_value(argument.value)
    return words, False


def _takes_value(word: str) -> bool:
    name = lower(word)
    return (name[1:] if name.startswith("!") else name) not in _PLAIN
