"""What `envguard inspect --host` prints: the answer for one host as plain data."""

from __future__ import annotations

from envguard.formats.ssh_config import Directive
from envguard.model import Text
from envguard.subjects.ssh.config import SshConfig
from envguard.subjects.ssh.options import OptionValue, Possible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_POSSIBLE = 20


def host_report(config: SshConfig, host: str) -> dict[str, Any]:
    """The options in force for a host with the places that set them, or why ssh refuses.

    Lines and columns are 1-based; a place is None for ssh's own defaults.
    """
    found = config.effective(host)
    if found.ok:
        options = {name: _option(option) for name, option in found.options.items()}
        agent = found.agent
        if agent.value == "no" and agent.certain and found.get("forwardagent") != "no":
            options["forwardagent"]["note"] = _stays_off(agent)
        return {"ok": True, "options": options}
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
        shown["possible"] = [_possible(other) for other in option.others[:MOST_POSSIBLE]]
    return shown


def _possible(other: Possible) -> dict[str, Any]:
    value = list(other.value) if isinstance(other.value, tuple) else other.value
    return {"value": value, "origin": _position(other.line.directive), "reason": other.reason}


def _stays_off(agent: OptionValue) -> str:
    """Measured: `ssh -G` prints a socket path behind an earlier `ForwardAgent no`, too."""
    where = f"line {agent.lines[0].directive.number}" if agent.lines else "ssh's default"
    return f"forwarding stays off: {where} says no, and the path alone does not turn it on"


def _position(directive: Directive) -> dict[str, Any]:
    text: Text = directive.text
    begin = text.location().begin
    return {"path": text.source.path, "line": begin.line, "column": begin.column}
