"""package.json: the scripts, with the escapes of their JSON strings."""

from __future__ import annotations

import json

from envguard.model import Text
from envguard.subjects.carriers.package_json import launches
from envguard.subjects.command import Document


def test_scripts_are_read_and_nothing_else_is() -> None:
    content = json.dumps(
        {"scripts": {"a": 'x "y"', "b": 3, "c": ["z"]}, "bin": {"d": "w"}, "config": {"e": "v"}}
    )
    (launch,) = launches(Document("package.json", Text.of(content), lambda relative: None))
    assert isinstance(launch.content, Text)
    assert launch.content.value == 'x "y"'
    assert (launch.shell, launch.context.group) == ("sh", "a")
    assert list(launches(Document("x", Text.of("[]"), lambda relative: None))) == []
