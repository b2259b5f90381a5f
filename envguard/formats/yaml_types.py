"""What conda's YAML loader makes of a leaf: YAML 1.2 as ruamel.yaml resolves it.

`yes` and `on` are words there, other than in YAML 1.1, and `3.10` is a number in both.
"""

from __future__ import annotations

import re
from functools import lru_cache

from envguard.formats.tree import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

LeafType: TypeAlias = "Literal['str', 'int', 'float', 'bool', 'null', 'timestamp', 'other']"

_WORDS: dict[str, LeafType] = {
    "": "null", "~": "null", "null": "null", "Null": "null", "NULL": "null",
    "true": "bool", "True": "bool", "TRUE": "bool",
    "false": "bool", "False": "bool", "FALSE": "bool",
}  # fmt: skip
_TAGS: dict[str, LeafType] = {
    "!": "str",
    "tag:yaml.org,2002:str": "str",
    "tag:yaml.org,2002:int": "int",
    "tag:yaml.org,2002:float": "float",
    "tag:yaml.org,2002:bool": "bool",
    "tag:yaml.org,2002:null": "null",
}


def leaf_type(scalar: Scalar) -> LeafType:
    """The type of a leaf as conda sees it; "other" for a tag that is none of YAML's own."""
    if scalar.tag:
        return _TAGS.get(scalar.tag, "other")
    if scalar.style != "plain":
        return "str"
    value = scalar.text.value
    known = _WORDS.get(value)
    if known is not None:
        return known
    if value[0] not in "0123456789+-.":
        return "str"
    return _number(value)


def _number(value: str) -> LeafType:
    for kind, pattern in _patterns():
        if pattern.fullmatch(value):
            return kind
    return "str"


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[LeafType, re.Pattern[str]]]:
    return [
        ("int", re.compile(r"[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+")),
        (
            "float",
            re.compile(
                r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
                r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
            ),
        ),
        (
            "timestamp",
            re.compile(
                r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
                r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
                r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"
            ),
        ),
    ]
