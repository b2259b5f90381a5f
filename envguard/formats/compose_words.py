"""What Docker Compose does with a string: variables are put in, a command is cut into words.

Sources: compose-spec/compose-go, template, and mattn/go-shellwords 1.0.12, which compose uses
for `command:` and `entrypoint:`. No shell takes part.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envguard.model import Text
from envguard.model.patterns import late

UNKNOWN = "\ue000"
"""Stands in a value where something unknown goes; the same character as a command's HOLE."""

MAXIMUM_DEPTH = 10
MAXIMUM_VALUE = 100_000

Lookup = Callable[[str], "str | None"]
"""The value of a variable, None where nothing in sight sets it."""

_VARIABLE = late(r"\$(?:\$|([_a-zA-Z][_a-zA-Z0-9]*)|\{)")
_BRACED = late(r"([_a-zA-Z][_a-zA-Z0-9]*)(:?[-+?])?")


def interpolated(text: Text, lookup: Lookup, depth: int = 0) -> Text:
    """The text with `$X`, `${X}`, `${X:-default}` put in and `$$` made one dollar sign.

    What is not known, and what compose refuses (`${`), is UNKNOWN.
    """
    value = text.value
    if "$" not in value:
        return text.through(_doubled)
    parts: list[Text] = []
    at = filled = 0
    while found := _VARIABLE.search(value, at):
        if found.start() > at:
            parts.append(text[at : found.start()].through(_doubled))
        at = found.end()
        region = text[found.start() : at]
        if found.group() == "$$":
            parts.append(region.decoded("$", _doubled))
        elif found.group(1):
            parts.append(_put(region, lookup(found.group(1))))
        else:
            end = _closing_brace(value, at)
            whole = text[found.start() : end + 1 if end >= 0 else len(value)]
            at = end + 1 if end >= 0 else len(value)
            parts.append(_braced(whole, lookup, depth) if end >= 0 else whole.decoded(UNKNOWN))
        filled += len(parts[-1])
        if filled > MAXIMUM_VALUE:
            return text.decoded(UNKNOWN)
    if at < len(value):
        parts.append(text[at:].through(_doubled))
    kept = [part for part in parts if part]
    return Text.join(kept) if kept else text.decoded("")


def _doubled(value: str) -> str:
    return value.replace("$", "$$")


def _put(region: Text, value: str | None) -> Text:
    return region.decoded(UNKNOWN if value is None else value)


def _closing_brace(value: str, at: int) -> int:
    depth = 1
    while at < len(value):
        if value[at] == "}":
            depth -= 1
            if not depth:
                return at
        elif value.startswith("${", at):
            depth += 1
            at += 1
        at += 1
    return -1


def _braced(region: Text, lookup: Lookup, depth: int) -> Text:
    """`${X}` and its forms with a default, an alternative or a complaint."""
    found = _BRACED.match(region.value, 2)
    operator = found.group(2) or "" if found else ""
    if not found or depth > MAXIMUM_DEPTH or (not operator and found.end() != len(region) - 1):
        return region.decoded(UNKNOWN)
    value = lookup(found.group(1))
    words = region[found.end() : -1]
    filled = value is not None and (value != "" or not operator.startswith(":"))
    if operator.endswith("-") and not filled:
        return interpolated(words, lookup, depth + 1)
    if operator.endswith("+") and value is not None:
        return interpolated(words, lookup, depth + 1) if filled else region.decoded("")
    if operator.endswith("?") and not filled:
        return region.decoded(UNKNOWN)
    return _put(region, value)


def split_command(text: Text) -> tuple[Text, ...] | None:
    """The words of a command string; None where compose refuses it (a quote is not closed).

    Everything from an unquoted `;`, `&`, `|`, `<` or `>` on is dropped, as go-shellwords does.
    """
    splitter = _Splitter(text)
    return tuple(splitter.words) if splitter.split() else None


class _Splitter:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.words: list[Text] = []
        self.parts: list[Text] = []
        self.begin = -1
        self.literal = 0
        self.quote = ""
        self.substitution = ""

    def split(self) -> bool:
        value = self.text.value
        at = 0
        while at < len(value):
            character = value[at]
            if character == "\\" and self.quote != "'":
                if at + 1 >= len(value):
                    return False
                self._escape(at, value[at + 1])
                at += 2
                continue
            if character.isspace() and not self.quote and not self.substitution:
                self._end(at)
            elif character in "'\"" and self._toggles(character):
                self._take(at)
                self._start(at)
                self.quote = "" if self.quote else character
                self.literal = at + 1
            elif not self.quote and character in "`()":
                if not self._substitutes(character, at):
                    return False
                self._start(at)
            elif not self.quote and not self.substitution and character in ";&|<>":
                self._stop(at, character)
                return True
            else:
                self._start(at)
            at += 1
        if self.quote or self.substitution:
            return False
        self._end(at)
        return True

    def _toggles(self, character: str) -> bool:
        return self.quote in ("", character) and self.substitution != ")"

    def _substitutes(self, character: str, at: int) -> bool:
        """Backticks and `$(…)`: kept as they stand, but white space inside does not split."""
        if character == "`":
            if self.substitution != ")":
                self.substitution = "" if self.substitution else "`"
            return True
        if self.substitution == "`":
            return True
        if character == ")":
            closes = self.substitution == ")"
            self.substitution = ""
            return closes
        opens = not self.substitution and self.text.value[max(0, at - 1)] == "$"
        self.substitution = ")"
        return opens

    def _start(self, at: int) -> None:
        if self.begin < 0:
            self.begin = self.literal = at

    def _escape(self, at: int, character: str) -> None:
        self._take(at)
        self._start(at)
        decoded = {"t": "\t", "n": "\n"}.get(character, character)
        writer = _quoted if self.quote else _bare
        self.parts.append(self.text[at : at + 2].decoded(decoded, writer))
        self.literal = at + 2

    def _take(self, at: int) -> None:
        """Keep what was read literally since the last quote or escape."""
        if self.begin >= 0 and self.literal < at:
            writer = {"": _bare, '"': _quoted, "'": _single}[self.quote]
            self.parts.append(self.text[self.literal : at].through(writer))
            self.literal = at

    def _end(self, at: int) -> None:
        self._take(at)
        if self.begin >= 0:
            region = self.text[self.begin : at]
            word = Text.join(self.parts).within(region) if self.parts else region.decoded("")
            self.words.append(word)
        self.parts = []
        self.begin = -1

    def _stop(self, at: int, character: str) -> None:
        self._take(at)
        if character == ">" and self.parts and self.parts[0].value[:1].isdigit():
            return
        self._end(at)


def _bare(value: str) -> str | None:
    if "\n" in value or "\r" in value:
        return None
    return re.sub(r"([\s'\"\\`();&|<>])", r"\\\1", value)


def _quoted(value: str) -> str | None:
    return None if re.search(r'["\\\r\n]', value) else value


def _single(value: str) -> str | None:
    return None if re.search(r"['\r\n]", value) else value
