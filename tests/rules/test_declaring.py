"""A rule's declaration says what it asks for, however its module spells annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from envguard.model import Severity
from envguard.project.settings import Settings
from envguard.rules import rule, rule_of
from envguard.subjects.environment.environment import CondaEnvironment
from envguard.subjects.ssh import config


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("CondaEnvironment", "CondaEnvironment"),
        ("config.SshConfig", "SshConfig"),
        # a module without `from __future__ import annotations` has the types themselves
        (CondaEnvironment, "CondaEnvironment"),
        (config.SshConfig, "SshConfig"),
    ],
)
def test_a_rule_asks_for_the_type_that_its_annotation_names(subject: Any, name: str) -> None:
    def function(subject: Any, settings: Any) -> Any: ...

    function.__annotations__ = {"subject": subject, "settings": Settings, "return": None}
    declare: Callable[..., Any] = rule("LAB001", "a-rule", Severity.INFO, since="1.0")
    declared = rule_of(declare(function))
    assert declared is not None
    assert declared.subject == name
    assert declared.parameters == (name, "Settings")
