"""The types of YAML 1.2, as conda's loader gives them."""

from __future__ import annotations

import pytest

from envguard.formats import yaml
from envguard.formats.tree import Scalar, Sequence
from envguard.formats.yaml_types import leaf_type
from envguard.model import Text


@pytest.mark.parametrize(
    ("spelled", "kind"),
    [
        ("python", "str"), ("3.11", "float"), ("3", "int"), ("3.11.4", "str"), ("1e3", "float"),
        ("0x1f", "int"), ("yes", "str"), ("on", "str"), ("true", "bool"), ("~", "null"),
        ("", "null"), ("null", "null"), ("2020-01-31", "timestamp"), ("'3.11'", "str"),
        ("!!str 3.11", "str"), ("!thing x", "other"), ("-r x", "str"), (".5", "float"),
        ("1_000", "int"), ("-1", "int"),
    ],
)  # fmt: skip
def test_leaf_type(spelled: str, kind: str) -> None:
    root = yaml.parse(Text.of(f"- {spelled}\n- x\n"))
    assert isinstance(root, Sequence)
    leaf = root.items[0]
    assert isinstance(leaf, Scalar)
    assert leaf_type(leaf) == kind
