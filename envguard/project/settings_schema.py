"""The settings as a JSON schema, for editors and for validate-pyproject."""

from __future__ import annotations

from envguard.project.settings import KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_STRINGS_BY_NAME = {"type": "object", "additionalProperties": _STRINGS}
_WORDS_BY_NAME = {"type": "object", "additionalProperties": _STRING}
_SEVERITY = {"enum": ["info", "warning", "error"]}
_PURPOSE = {"enum": ["project", "deployment", "package", "course", "catalogue", "test"]}

_SHAPES: dict[str, dict[str, Any]] = {
    "python": {"type": "string", "pattern": r"^[23]\.[0-9]+$"},
    "platforms": _STRINGS,
    "lock": {"enum": ["off", "optional", "required"]},
    "environment-name": {"type": "string", "format": "regex"},
    "ssh-version": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+$"},
    "purpose": {"type": "object", "additionalProperties": _PURPOSE},
    "shared-hosts": _STRINGS,
    "allowed-channels": _STRINGS,
    "locks": _WORDS_BY_NAME,
    "extends": _STRING,
    "profile": {"enum": ["default", "paper"]},
    "select": _STRINGS,
    "ignore": _STRINGS,
    "per-file-ignores": _STRINGS_BY_NAME,
    "severity": {"type": "object", "additionalProperties": _SEVERITY},
    "fail-on": _SEVERITY,
    "exclude": _STRINGS,
    "test-paths": _STRINGS,
    "plugins": _STRINGS,
    "plugin-timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 3600},
    "require-ignore-reason": {"type": "boolean"},
    "cache-dir": _STRING,
    "locked": {"type": "array", "items": {"enum": list(KEYS)}},
}


def schema(tool: str = "envguard") -> dict[str, Any]:
    """What envguard.toml, and the table [tool.envguard] of pyproject.toml, may hold.

    validate-pyproject calls this with the name of the tool.
    """
    properties = {
        name: {**_SHAPES[name], "description": key.expected, "default": key.default}
        for name, key in KEYS.items()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://envguard-lint.readthedocs.io/en/latest/envguard.schema.json",
        "title": f"Settings of {tool}",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
