"""What `envguard inspect --host` prints: the answer for one host as plain data."""

from __future__ import annotations

from typing import Any

from envguard.formats.ssh_config import Directive
from envguard.model import Text
from envguard.subjects.ssh.config import SshConfig
from envguard.subjects.ssh.options import OptionValue


def host_report(config: SshConfig, host: str) -> dict[str, Any]:
    """The options in force for a host with the places that set them, or why ssh refuses.

    Lines and columns are 1-based; a place is None for ssh's own defaults.
    """
    found = config.effective(host)
    if found.ok:
        return {"ok": True, "options": {n: _option(v) for n, v in found.options.items()}}
    problem = found.error
    error: dict[str, Any] = {"message": "ssh refuses this", "path": config.path, "line": None}
    if problem is not None:
        error["message"] = problem.message
        if problem.directive is not None:
            error["path"] = problem.text.source.path
            error["line"] = _position(problem.directive)["line"]
    return {"ok": False, "error": error}


def _option(option: OptionValue) -> dict[str, Any]:
    value = option.value
    origin = option.lines[0].directive if option.lines else None
    shown: dict[str, Any] = {
        "value": list(value) if isinstance(value, tuple) else value,
        "origin": None if origin is None else _position(origin),
    }
    if not option.certain:
        shown["certain"] = False
        shown["reason"] = option.reason
    return shown


def _position(directive: Directive) -> dict[str, Any]:
    text: Text = directive.text
    begin = text.location().begin
    return {"path": text.source.path, "line": begin.line, "column": begin.column}
