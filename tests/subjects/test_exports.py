"""The environment of each command is what the script had exported by then."""

from __future__ import annotations

from envguard.model import Text
from envguard.subjects.command import HOLE, Value
from envguard.subjects.exports import Exports

PLACE = Text.of("A")


def value(words: str) -> Value:
    return Value(words, PLACE)


def test_a_command_keeps_what_was_exported_before_it() -> None:
    exports = Exports({"HOME": value("/root")})
    first = exports.now()
    exports.set("A", value("1"), PLACE)
    second = exports.now()
    exports.set("A", value("2"), PLACE)
    assert dict(first) == {"HOME": value("/root")}
    assert dict(second) == {"HOME": value("/root"), "A": value("1")}
    assert exports.now()["A"] == value("2")


def test_a_sourced_file_may_change_every_variable() -> None:
    exports = Exports({"HOME": value("/root")})
    exports.set("A", value("1"), PLACE)
    exports.forget()
    exports.set("B", value("2"), PLACE)
    assert dict(exports.now()) == {"A": value(HOLE), "B": value("2")}
