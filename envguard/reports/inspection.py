"""What `inspect` prints: JSON by the contract, or a page for people."""

from __future__ import annotations

from envguard.model import Located
from envguard.reports.json import span
from envguard.reports.wording import shown_path, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.engine.inspection import Inspection
    from envguard.model import Text
    from envguard.subjects.command import Command
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency
    from envguard.subjects.jupyter.server import JupyterServer

_HOLE = "\ue000"


def as_json(inspected: list[Inspection]) -> dict[str, Any]:
    """One document with the keys that apply: commands, environments, jupyter_servers."""
    document: dict[str, Any] = {}
    commands = [_command(one) for i in inspected for one in i.commands]
    environments = [_environment(one, i) for i in inspected for one in i.environments]
    servers = [_server(one) for i in inspected for one in i.servers]
    for key, rows in (
        ("commands", commands),
        ("environments", environments),
        ("jupyter_servers", servers),
    ):
        if rows:
            document[key] = rows
    return document


def _place(where: Located) -> dict[str, Any]:
    location = where.text.location()
    return {"path": shown_path(location.path), "span": span(location)}


def _command(command: Command) -> dict[str, Any]:
    return {
        **_place(command),
        "argv": [value.replace(_HOLE, "…") for value in command.values],
        "environment": {
            name: value.value.replace(_HOLE, "…") for name, value in command.environment.items()
        },
        "carrier": command.context.carrier,
    }


def _environment(environment: CondaEnvironment, inspection: Inspection) -> dict[str, Any]:
    python = environment.named("python")
    purpose = inspection.purpose
    return {
        "path": shown_path(environment.path),
        "name": environment.name.value if environment.name else None,
        "channels": [channel.value for channel in environment.channels],
        "python": (python[0].version or None) if python else None,
        "purpose": purpose and {"name": purpose.name, "reason": purpose.reason},
        "dependencies": [_dependency(one) for one in environment.dependencies],
    }


def _dependency(dependency: Dependency) -> dict[str, Any]:
    spec = dependency.spec
    build = spec.build.value if spec and spec.build else None
    channel = spec.channel.value if spec and spec.channel else None
    return {
        "text": dependency.text.value.replace(_HOLE, "…"),
        "manager": dependency.manager,
        "name": dependency.name or None,
        "version": dependency.version or None,
        "build": build,
        "channel": channel,
        "accepted": dependency.accepted,
        "span": span(dependency.text.location()),
    }


def _server(server: JupyterServer) -> dict[str, Any]:
    row = {**_place(server), **server.to_json()}
    origins: dict[str, Any] = {}
    for name, text in server.origins().items():
        location = text.location()
        origins[name] = {
            "path": shown_path(location.path),
            "line": location.begin.line,
            "column": location.begin.column,
        }
    row["origins"] = origins
    return row


def as_text(inspected: list[Inspection]) -> str:
    """A page: each file, what it is, and what stands in it with its lines."""
    return "\n".join(_page(one) for one in inspected)


def _page(inspection: Inspection) -> str:
    lines = [f"{visible(shown_path(inspection.path))}: {inspection.kind}"]
    if inspection.problem:
        lines.append(f"  cannot be read: {visible(inspection.problem)}")
    for environment in inspection.environments:
        lines.extend(_environment_lines(environment, inspection))
    for command in inspection.commands:
        lines.append(f"  {_at(command)} {visible(' '.join(_argv(command)))}")
    for server in inspection.servers:
        lines.extend(_server_lines(server))
    return "\n".join(lines) + "\n"


def _argv(command: Command) -> list[str]:
    return [value.replace(_HOLE, "…") or "''" for value in command.values]


def _at(where: Located) -> str:
    location = where.text.location()
    return f"{location.begin.line}:{location.begin.column}"


def _environment_lines(environment: CondaEnvironment, inspection: Inspection) -> list[str]:
    lines = []
    if environment.name is not None:
        lines.append(f"  name: {visible(environment.name.value)} ({_at(environment.name)})")
    if inspection.purpose is not None:
        lines.append(f"  purpose: {inspection.purpose.name} ({visible(inspection.purpose.reason)})")
    lines.extend(f"  channel: {visible(c.value)} ({_at(c)})" for c in environment.channels)
    for one in environment.dependencies:
        refused = "" if one.accepted else ", refused"
        version = f" {one.version}" if one.version else ""
        words = visible(f"{one.name or one.text.value}{version}")
        lines.append(f"  {one.manager}: {words} ({_at(one)}{refused})")
    return lines


def _server_lines(server: JupyterServer) -> list[str]:
    lines = [f"  {_at(server)} a Jupyter server ({server.program})"]
    origins, reasons = server.origins(), server.reasons()
    here = server.text.location().path
    for name, value in server.to_json().items():
        if name in ("command", "origins") or value is None:
            continue
        reason = f": {reasons[name]}" if reasons.get(name) else ""
        origin = f" ({_from(origins[name], here)})" if name in origins else ""
        if name in _DEFAULTED and not reason and not origin and value != "unknown":
            origin = " (the default)"
        lines.append(f"    {name}: {visible(f'{_spoken(value)}{reason}')}{origin}")
        if name == "starts" and value is False:
            break  # the others say what would hold if it did
    return lines


_DEFAULTED = ("listens", "ip", "port", "authentication", "allow_origin", "allow_root", "tls")


def _spoken(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "''" if value == "" else value


def _from(origin: Text, here: str) -> str:
    """The place of the words that decided a value, with their file where that is another one."""
    location = origin.location()
    place = f"{location.begin.line}:{location.begin.column}"
    if location.path == here:
        return place
    return f"{visible(shown_path(location.path))}:{place}"


_MATTERING = (
    "hostname", "user", "port", "forwardagent", "forwardx11", "identityfile", "identitiesonly",
    "proxyjump", "stricthostkeychecking", "userknownhostsfile", "permitlocalcommand",
)  # fmt: skip


def hosts_as_text(document: dict[str, Any]) -> str:
    """A table of each host against the options that matter, and where each comes from."""
    lines: list[str] = []
    for host, answer in document["hosts"].items():
        lines.append(visible(host))
        if not answer["ok"]:
            error = answer["error"]
            if error["line"] is None:
                lines.append(f"  ssh refuses this host: {visible(error['message'])}")
                continue
            where = f"{error['path']}:{error['line']}"
            lines.append(f"  ssh refuses the file: {visible(error['message'])} ({visible(where)})")
            continue
        for name in _MATTERING:
            option = answer["options"].get(name)
            if option is None:
                continue
            value = option["value"]
            words = " ".join(value) if isinstance(value, list) else str(value)
            lines.append(f"  {name:<22} {visible(words)}  {visible(_origin(option['origin']))}")
            lines.extend(f"  {'':<22}   {visible(said)}" for said in _doubts(option))
    return "\n".join(lines) + "\n"


def _doubts(option: dict[str, Any]) -> list[str]:
    """What else an option may be, and what ssh's own answer does not say of it."""
    found = [option["note"]] if "note" in option else []
    if option.get("certain", True):
        return found
    for other in option["possible"]:
        value = other["value"]
        words = " ".join(value) if isinstance(value, list) else str(value)
        found.append(f"may be {words} {_origin(other['origin'])}: {other['reason']}")
    return found if option["possible"] else [*found, f"not certain: {option['reason']}"]


def _origin(origin: Any) -> str:
    if origin is None:
        return "(ssh's default)"
    if isinstance(origin, list):
        return ", ".join(_origin(one) for one in origin)
    return f"({shown_path(origin['path'])}:{origin['line']})"
