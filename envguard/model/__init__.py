"""The words that every floor speaks: texts with places, findings, fixes."""

from envguard.model.finding import (
    Confidence,
    Edit,
    Finding,
    Fix,
    Ignored,
    Related,
    Reported,
    Severity,
    Unknown,
    finding,
    related,
    unknown,
)
from envguard.model.source import Location, Position, Source
from envguard.model.text import Located, Piece, Text, Writer, refuse

__all__ = [
    "Confidence",
    "Edit",
    "Finding",
    "Fix",
    "Ignored",
    "Located",
    "Location",
    "Piece",
    "Position",
    "Related",
    "Reported",
    "Severity",
    "Source",
    "Text",
    "Unknown",
    "Writer",
    "finding",
    "refuse",
    "related",
    "unknown",
]
