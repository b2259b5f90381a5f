"""`envguard inspect`: what was understood of files, with the origin of every value."""

from __future__ import annotations

import os

from envguard.cli.saying import say
from envguard.engine.check import Check
from envguard.engine.inspection import Inspection, inspect_file
from envguard.engine.request import Request
from envguard.project.discovery import discover
from envguard.project.settings import SettingsProblem
from envguard.reports import inspection
from envguard.reports.log_commands import printed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run_inspect(paths: list[str], hosts: list[str], output_format: str) -> int:
    """Print the subjects of the paths; with hosts, what ssh would do for each by one file."""
    try:
        if hosts:
            return _inspect_hosts(paths, hosts, output_format)
        check = Check(Request(paths=tuple(paths)))
        found = (inspect_file(check, file) for file in discover(paths))
        inspected = [one for one in found if one is not None]
    except SettingsProblem as problem:
        say(str(problem))
        return 2
    for path in paths:
        if not os.path.exists(path):
            say(f"{path}: there is no such file or folder")
            return 2
    _print(inspection.as_json(inspected) if output_format == "json" else None, inspected)
    return 0 if inspected else 3


def _print(document: dict[str, Any] | None, inspected: list[Inspection]) -> None:
    if document is not None:
        import json

        print(printed(json.dumps(document, indent=2), "json"))
    else:
        print(printed(inspection.as_text(inspected), "text"), end="")


def _inspect_hosts(paths: list[str], hosts: list[str], output_format: str) -> int:
    if len(paths) != 1:
        say("--host takes exactly one file")
        return 2
    from envguard.engine.inspection import inspect_hosts
    from envguard.project.reading import Unreadable

    try:
        document = inspect_hosts(paths[0], hosts)
    except Unreadable as problem:
        say(f"{paths[0]}: {problem.reason}")
        return 2
    if output_format == "json":
        import json

        print(printed(json.dumps(document, indent=2), "json"))
    else:
        print(printed(inspection.hosts_as_text(document), "text"), end="")
    return 0
