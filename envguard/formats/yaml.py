"""YAML to a tree with spans; values stay strings (3.10 is "3.10").

Most environment files are plain lists of lines, which are read here without PyYAML: its import is a
quarter of the check of a small file. PyYAML's C parser reads all the others.
"""

from __future__ import annotations

import re
from functools import lru_cache

from envguard.formats import plain_yaml
from envguard.formats.remembered import remembered
from envguard.formats.tree import Node, Scalar
from envguard.model import Text


def parse(text: Text) -> Node | None:
    """The only document of a text, None when it is empty.

    Raises SyntaxProblem where YAML refuses the text, or where it holds several documents.
    """
    documents = parse_all(text, single=True)
    return documents[0] if documents else None


def parse_all(text: Text, single: bool = False) -> list[Node]:
    """All documents of a text; an empty document is left out."""
    return list(_documents(text, single))


@remembered
def _documents(text: Text, single: bool) -> list[Node]:
    plain = plain_yaml.documents(text)
    if plain is not None:
        return plain
    from envguard.formats import libyaml

    return libyaml.documents(text, single)


@lru_cache(maxsize=1)
def _resolutions() -> list[tuple[str, re.Pattern[str]]]:
    """YAML 1.1's implicit types, as PyYAML (and so conda) resolves them."""
    integer = r"0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+"
    real = (
        r"[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
        r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF)"
    )
    words = ("yes", "no", "true", "false", "on", "off")
    truth = "|".join(form for word in words for form in (word, word.title(), word.upper()))
    return [
        ("null", re.compile("~|null|Null|NULL|")),
        ("bool", re.compile(truth)),
        ("int", re.compile(rf"[-+]?(?:{integer})")),
        ("float", re.compile(rf"[-+]?(?:{real})|\.(?:nan|NaN|NAN)")),
        ("timestamp", re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")),
    ]


def scalar_type(scalar: Scalar) -> str:
    """What a YAML 1.1 loader makes of a leaf: null, bool, int, float, timestamp or str."""
    if scalar.tag:
        return scalar.tag.rpartition(":")[2] if scalar.tag.startswith("tag:") else "str"
    if scalar.style != "plain":
        return "str"
    for name, pattern in _resolutions():
        if pattern.fullmatch(scalar.value):
            return name
    return "str"
