"""The command lines of systemd units: words, quotes, specifiers, variables.

Sources: systemd.service(5) "COMMAND LINES", and systemd 252's extract-word.c and env-util.c. An
unknown specifier or variable is UNKNOWN in the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envguard.model import Text
from envguard.model.patterns import late

UNKNOWN = "\ue000"
"""Stands in a value where something unknown goes; the same character as a command's HOLE."""

Lookup = Callable[[str], "str | None"]
"""The value of a name, None where it is not known."""

_BLANKS = " \t\n\r"
_ESCAPE = late(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)
_LETTERS = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " ",
    "\\": "\\", '"': '"', "'": "'",
}  # fmt: skip
_VARIABLE = late(r"\$\$|\$\{([^}]{0,200})\}")


def split_commands(text: Text) -> list[list[Text]] | None:
    """The words of each command of a line; ` ; ` stands between two of them.

    None where systemd refuses the line, because a quote is not closed.
    """
    value = text.value
    commands: list[list[Text]] = [[]]
    at = 0
    while at < len(value):
        if value[at] in _BLANKS:
            at += 1
            continue
        if value[at] == ";" and value[at + 1 : at + 2] in ("", *_BLANKS):
            commands.append([])
            at += 1
        elif value.startswith("\\;", at) and value[at + 2 : at + 3] in ("", *_BLANKS):
            commands[-1].append(text[at : at + 2].decoded(";"))
            at += 2
        else:
            word, at = _word(text, at)
            if word is None:
                return None
            commands[-1].append(word)
    return [command for command in commands if command]


def _word(text: Text, at: int) -> tuple[Text | None, int]:
    """One word without its quotes and escapes, and the index behind it; None: not closed."""
    value, begin, quote = text.value, at, ""
    parts = [text[at:at]]
    literal = at
    while at < len(value):
        character = value[at]
        if not quote and character in _BLANKS:
            break
        if character == "\\" or character == quote or (not quote and character in "'\""):
            if literal < at:
                parts.append(text[literal:at].through(_WRITERS[quote]))
            if character == "\\":
                region, at = _escaped(text, at, quote)
                parts.append(region)
            else:
                quote = "" if quote else character
                at += 1
            literal = at
        else:
            at += 1
    if quote:
        return None, at
    if literal < at:
        parts.append(text[literal:at].through(_WRITERS[quote]))
    kept = [part for part in parts if part]
    if not kept:
        return text[begin:at].decoded(""), at
    return Text.join(kept).within(text[begin:at]), at


def _escaped(text: Text, at: int, quote: str) -> tuple[Text, int]:
    found = _ESCAPE.match(text.value, at)
    if not found:
        return text[at:], len(text)
    spelled = found.group()[1:]
    region = text[at : found.end()]
    if spelled[0] in "xuU" and len(spelled) > 1:
        number = int(spelled[1:], 16)
        if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000:
            return region.decoded(chr(number), _WRITERS[quote]), found.end()
    elif spelled.isdigit() and len(spelled) == 3:
        return region.decoded(chr(int(spelled, 8) & 0xFF), _WRITERS[quote]), found.end()
    elif spelled in _LETTERS:
        return region.decoded(_LETTERS[spelled], _WRITERS[quote]), found.end()
    return region, found.end()


def _bare(value: str) -> str | None:
    """What stands outside of quotes; `%` and `$` are doubled, what needs quotes is refused."""
    if re.search(r"[\s'\"\\;]", value):
        return None
    return value.replace("%", "%%").replace("$", "$$")


def _quoted(value: str) -> str | None:
    if re.search(r"['\"\\\r\n]", value):
        return None
    return value.replace("%", "%%").replace("$", "$$")


_WRITERS = {"": _bare, "'": _quoted, '"': _quoted}


def specified(word: Text, specifier: Lookup) -> Text:
    """The word with its `%` specifiers put in; `%%` is a percent sign."""
    return _put(word, re.compile(r"%([%A-Za-z])"), lambda name: _specifier(name, specifier))


def _specifier(name: str, specifier: Lookup) -> str:
    if name == "%":
        return "%"
    value = specifier(name)
    return UNKNOWN if value is None else value


def substituted(words: list[Text], variable: Lookup) -> list[Text]:
    """Words with their variables put in, as systemd does it when it starts the program.

    `${X}` stays inside its word; a word that is `$X` becomes as many words as the value holds;
    one that is not known becomes one UNKNOWN. `$$` is a dollar sign.
    """
    found: list[Text] = []
    for word in words:
        value = word.value
        if len(value) > 1 and value[0] == "$" and value[1] not in "${":
            known = variable(value[1:])
            if known is None:
                found.append(word.decoded(UNKNOWN))
            else:
                found.extend(word.decoded(part) for part in known.split())
        else:
            found.append(_put(word, _VARIABLE, lambda name: _variable(name, variable)))
    return found


def _variable(name: str | None, variable: Lookup) -> str:
    if name is None:
        return "$"
    value = variable(name)
    return UNKNOWN if value is None else value


def _put(word: Text, pattern: re.Pattern[str], value_of: Callable[[str], str]) -> Text:
    """The word with each match replaced by the value of the match's group."""
    parts: list[Text] = []
    at = 0
    for found in pattern.finditer(word.value):
        if found.start() > at:
            parts.append(word[at : found.start()])
        parts.append(word[found.start() : found.end()].decoded(value_of(found.group(1))))
        at = found.end()
    if not at:
        return word
    if at < len(word):
        parts.append(word[at:])
    kept = [part for part in parts if part]
    return Text.join(kept) if kept else parts[0]
