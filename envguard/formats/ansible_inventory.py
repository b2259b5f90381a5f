"""Ansible's INI inventories: hosts with their variables, and `[group:vars]` sections.

Source: ansible-core's inventory plugin `ini`; a line it would refuse is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.posix_words import split_words
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

_HEADER = late(r"\[([^\]:]+)(?::(vars|children|hosts))?\]")
_QUOTED = late(r"([\"'])(.*)\1", re.DOTALL)


class Variable(NamedTuple):
    """One `name=value`; `host` is the host of its line, "" in a `:vars` section."""

    name: Text
    value: Text
    host: str
    group: str

    @property
    def text(self) -> Text:
        """The value's place."""
        return self.value


def variables(text: Text) -> Iterator[Variable]:
    """Every variable in an inventory, in file order."""
    group, kind = "ungrouped", "hosts"
    for line in text.lines():
        words = line.strip()
        if not words or words.value[0] in "#;":
            continue
        header = _HEADER.match(words.value)
        if header:
            group, kind = header.group(1), header.group(2) or "hosts"
        elif kind == "vars":
            at = words.value.find("=")
            if at > 0:
                yield Variable(words[:at].strip(), _unquoted(words[at + 1 :].strip()), "", group)
        elif kind == "hosts":
            yield from _of_host(words, group)


def _of_host(words: Text, group: str) -> Iterator[Variable]:
    split = split_words(words)
    for word in split[1:] if split else ():
        if word.value.startswith("#"):
            return
        at = word.value.find("=")
        if at > 0 and split:
            yield Variable(word[:at], word[at + 1 :], split[0].value, group)


def _unquoted(value: Text) -> Text:
    found = _QUOTED.fullmatch(value.value)
    return value[1:-1] if found else value
