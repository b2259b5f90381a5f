"""Findings and unknowns as bytes and back, for keeping many of them and handing them over.

A finding takes some 5 kB as objects and 100 to 200 bytes packed. The bytes are only ever read by
the very version that wrote them: `marshal` trusts what it reads, so nothing foreign may get here.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Iterable

from envguard.engine.settling import View
from envguard.model import (
    Confidence,
    Edit,
    Finding,
    Fix,
    Ignored,
    Location,
    Position,
    Related,
    Reported,
    Severity,
    Unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Row: TypeAlias = "tuple[Any, ...]"

# Level 1 takes a third of the time of the usual 6 and a tenth more room.
_LEVEL = 1


def pack(reported: Iterable[Reported], unknowns: Iterable[Unknown] = ()) -> bytes:
    """Both as bytes."""
    return pack_rows([_reported(one) for one in reported], [_unknown(one) for one in unknowns])


def pack_rows(findings: list[Row], unknowns: Iterable[Row] = ()) -> bytes:
    """The same for what `rows` gave."""
    return zlib.compress(marshal.dumps((findings, list(unknowns))), _LEVEL)


def rows(data: bytes) -> list[Row]:
    """The findings that `pack` was given, each as the tuple that it is packed as.

    To make objects of them takes five times as long; who only sorts and counts needs none.
    """
    found: list[Row] = marshal.loads(zlib.decompress(data))[0]
    return found


def row_path(row: Row) -> str:
    """The path of a row's finding."""
    path: str = row[3][0]
    return path


def row_view(row: Row) -> View:
    """What decides about a row's place."""
    place, values, ignored = row[3], row[5], row[11]
    return View(
        row[0], place[1], place[2], row[4], tuple(values.items()), ignored is None, row[2],
        place[0], row[10],
    )  # fmt: skip


def row_with_ordinal(row: Row, ordinal: int) -> Row:
    """The row with its ordinal."""
    return (*row[:-1], ordinal)


def kind_of_row(row: Row) -> tuple[bool, int, str]:
    """Whether it is exempt, its severity, and the safety of its fix, "" where there is none."""
    return row[11] is not None, row[2], row[9][0] if row[9] is not None else ""


def unpack(data: bytes) -> tuple[list[Reported], list[Unknown]]:
    """What `pack` was given."""
    reported, unknowns = marshal.loads(zlib.decompress(data))
    return [_read_reported(row) for row in reported], [_read_unknown(row) for row in unknowns]


def _reported(one: Reported) -> tuple[Any, ...]:
    found = one.finding
    fix = found.fix
    return (
        one.code,
        one.name,
        int(one.severity),
        _location(found.location),
        found.message,
        found.values,
        None if found.severity is None else int(found.severity),
        found.confidence.value,
        [(_location(other.location), other.message, other.values) for other in found.related],
        None if fix is None else (fix.safety, fix.title, [_edit(edit) for edit in fix.edits]),
        found.words,
        None if one.ignored is None else tuple(one.ignored),
        one.ordinal,
    )


def _read_reported(row: Any) -> Reported:
    code, name, severity, place, message, values, own, sure, others, fix, words, why, ordinal = row
    related = tuple(
        [_made(Related, (_read_location(where), said, given)) for where, said, given in others]
    )
    return Reported(
        code,
        name,
        Severity(severity),
        Finding(
            _read_location(place),
            message,
            values,
            None if own is None else Severity(own),
            Confidence(sure),
            related,
            None if fix is None else Fix(fix[0], fix[1], tuple(map(_read_edit, fix[2]))),
            words,
        ),
        None if why is None else Ignored(*why),
        ordinal,
    )


def _unknown(one: Unknown) -> tuple[Any, ...]:
    return (_location(one.location), one.message, one.values, one.reason, one.code)


def _read_unknown(row: Any) -> Unknown:
    place, *rest = row
    return Unknown(_read_location(place), *rest)


def _location(place: Location) -> tuple[Any, ...]:
    path, start, end, begin, finish, line, cell = place
    return (path, start, end, tuple(begin), tuple(finish), line, cell and tuple(cell))


# a third of the time of a call of the class; a row is what the class's own tuple was
_made: Callable[[type[Any], tuple[Any, ...]], Any] = tuple.__new__


def _read_location(row: Any) -> Location:
    path, start, end, begin, finish, line, cell = row
    place: Location = _made(
        Location,
        (path, start, end, _made(Position, begin), _made(Position, finish), line, cell),
    )
    return place


def _edit(edit: Edit) -> tuple[Any, ...]:
    return (_location(edit.location), edit.text)


def _read_edit(row: Any) -> Edit:
    edit: Edit = _made(Edit, (_read_location(row[0]), row[1]))
    return edit
