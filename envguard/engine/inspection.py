"""The subjects of a file, for `inspect`: read as a check reads them, without any rule."""

from __future__ import annotations

import os

from envguard.engine.subjects import subjects
from envguard.formats.tree import SyntaxProblem
from envguard.model.records import NamedTuple
from envguard.project.discovery import Found, placed_path
from envguard.project.kinds import classify
from envguard.project.reading import Unreadable, decode, read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envguard.engine.check import Check
    from envguard.project.purpose import Purpose
    from envguard.subjects.command import Command
    from envguard.subjects.environment.environment import CondaEnvironment
    from envguard.subjects.jupyter.server import JupyterServer


class Inspection(NamedTuple):
    """What one file holds. `purpose` is set for environments; `problem` where it does not parse."""

    path: str
    kind: str
    commands: list[Command]
    environments: list[CondaEnvironment]
    servers: list[JupyterServer]
    purpose: Purpose | None = None
    problem: str = ""


def inspect_file(check: Check, found: Found) -> Inspection | None:
    """The subjects of one file; None where it is of no kind that envguard reads."""
    path = found.path
    try:
        data = read_bytes(path)
    except Unreadable:
        return None
    kind = classify(placed_path(path), lambda: data.decode("utf-8", "replace"))
    if kind is None:
        return None
    inspection = Inspection(path, kind.name, [], [], [])
    project = check.terms.project(path)
    try:
        source = decode(path, data, kind.structured)
        for name, subject in subjects(source, kind, project, everything=True):
            if name == "Command":
                inspection.commands.append(subject)
            elif name == "DeclaredEnvironment":
                inspection.environments.append(subject)
            elif name == "JupyterServer":
                inspection.servers.append(subject)
    except (SyntaxProblem, Unreadable) as problem:
        return inspection._replace(problem=problem.reason)
    if inspection.environments:
        from envguard.project.purpose import purpose_of

        return inspection._replace(purpose=purpose_of(path, project))
    return inspection


def inspect_hosts(path: str, hosts: list[str]) -> dict[str, Any]:
    """What ssh would use for each host by one configuration file, includes followed as ssh does.

    Unreadable where the file cannot be read.
    """
    from envguard.model import Text
    from envguard.project.settings import nearest
    from envguard.subjects.ssh.includes import follow_includes
    from envguard.subjects.ssh.machine import this_machine
    from envguard.subjects.ssh.reading import read_ssh_config
    from envguard.subjects.ssh.report import host_report

    machine = this_machine()
    source = decode(path, read_bytes(path), strict=False)
    config = read_ssh_config(
        Text.whole(source),
        path,
        follow_includes(machine),
        version=nearest(os.path.dirname(os.path.abspath(path))).text("ssh-version"),
        machine=machine,
    )
    return {"path": path, "hosts": {host: host_report(config, host) for host in hosts}}
