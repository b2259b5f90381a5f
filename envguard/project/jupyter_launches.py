"""The Jupyter servers that a file has a part in: its launches, its script's, its config's.

A server may be spread over files: an image starts a script with options, the script starts
Jupyter, a config says the rest. Whichever of them is examined, the same server is judged.
"""

from __future__ import annotations

import os
import re

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.project.commands import neighbour_of
from envguard.project.jupyter_configs import Files, neighbours
from envguard.project.jupyter_generation import generation_of
from envguard.project.kinds import BY_NAME, Kind
from envguard.project.launch_files import commands_in, files_around, kind_and_text
from envguard.project.project import Project
from envguard.project.started_scripts import joined, script_of
from envguard.subjects.command import Command
from envguard.subjects.jupyter.configs import BESIDE, ConfigFile
from envguard.subjects.jupyter.program import is_server
from envguard.subjects.jupyter.server import JupyterServer
from envguard.subjects.jupyter.start import start

_STARTERS = ("dockerfile", "compose", "kubernetes", "systemd", "ansible", "devcontainer")
MAXIMUM_SERVERS = 200


class _Launch(NamedTuple):
    """A command that starts a server, the file and the commands that stand around it."""

    command: Command
    text: Text
    path: str
    earlier: list[Command]


def servers_of(
    text: Text, path: str, kind: Kind, project: Project, found: list[Command]
) -> list[JupyterServer]:
    """The servers that the commands of a file start, directly or through a script of the project.

    `found` are the file's commands.
    """
    if kind.name == "shell":
        launches = _of_script(text, path, project, found)
    elif kind.name == "dockerfile":
        launches = _of_dockerfile(text, path, project, found)
    else:
        launches = _direct(text, path, project, found)
        if kind.name == "compose":
            launches += _of_images(text, path, project)
    return [_server(launch, project) for launch in launches[:MAXIMUM_SERVERS]]


def _direct(
    text: Text, path: str, project: Project, found: list[Command], scripts: bool = True
) -> list[_Launch]:
    """The servers among commands, and those that a script starts which a service starts."""
    launches = []
    for at, command in enumerate(found):
        if is_server(command):
            launches.append(_Launch(command, text, path, found[:at]))
        elif command.context.setting == "service" and scripts:
            script = script_of(command, text, path, project)
            for inner in joined(script, command) if script is not None else ():
                launches.append(_Launch(inner, text, path, found[:at]))
    return launches


def _of_script(text: Text, path: str, project: Project, found: list[Command]) -> list[_Launch]:
    """A script's servers as the images and services around start it; as it stands, without."""
    launches = []
    base = os.path.basename(path)
    for other, kind, content in files_around(path, project):
        if kind.name not in _STARTERS or base not in content.value:
            continue
        commands = commands_in(other, kind, content, project)
        for at, command in enumerate(commands):
            if command.context.setting != "service":
                continue
            script = script_of(command, content, other, project)
            if script is not None and _same(script, text):
                earlier = [*commands[:at], *found]
                inner = joined(text, command)
                launches += [_Launch(one, content, other, earlier) for one in inner]
    return launches or _direct(text, path, project, found, scripts=False)


def _of_dockerfile(text: Text, path: str, project: Project, found: list[Command]) -> list[_Launch]:
    """An image's servers; where a compose file builds it, as its services start them."""
    launches = []
    started: set[str] = set()
    for other, kind, content in files_around(path, project):
        if kind.name == "compose" and "build" in content.value:
            for stage, launch in _built(content, other, project):
                if _same_path(stage.path, path):
                    started.add(stage.name)
                    launches.append(launch)
    own = [c for c in found if c.context.setting != "service" or c.context.group not in started]
    return _direct(text, path, project, own) + launches


def _of_images(text: Text, path: str, project: Project) -> list[_Launch]:
    return [launch for _, launch in _built(text, path, project)]


def servers_around(path: str, project: Project) -> list[JupyterServer]:
    """The servers that the files beside and above one start, the file's own among them."""
    found: list[JupyterServer] = []
    own = kind_and_text(path, project)
    files = [(path, *own)] if own is not None else []
    for other, kind, text in [*files, *files_around(path, project)]:
        if re.search(r"jupyter|notebook", text.value):
            commands = commands_in(other, kind, text, project)
            found += servers_of(text, other, kind, project, commands)
    return found[:MAXIMUM_SERVERS]


class _Stage(NamedTuple):
    path: str
    name: str


def _built(text: Text, path: str, project: Project) -> list[tuple[_Stage, _Launch]]:
    """What a compose file's services start by the words of the Dockerfiles that they build."""
    from envguard.subjects.carriers.compose import built_launches
    from envguard.subjects.command import Document
    from envguard.subjects.shell import commands

    found = []
    document = Document(path, text, neighbour_of(path, project))
    try:
        for built in built_launches(document):
            outer = os.path.normpath(os.path.join(os.path.dirname(path), built.dockerfile))
            dockerfile = project.read(outer)
            if dockerfile is None:
                continue
            before = [
                one
                for one in commands_in(outer, BY_NAME["dockerfile"], dockerfile, project)
                if one.context.group == built.stage and one.context.setting == "image"
            ]
            started = commands([built.launch])
            stage = _Stage(outer, built.stage)
            for launch in _direct(text, path, project, started):
                found.append((stage, launch._replace(earlier=[*before, *launch.earlier])))
    except SyntaxProblem:
        return []
    return found


def servers_with_config(text: Text, path: str, project: Project) -> list[JupyterServer]:
    """The servers that read a config file; it is judged alone where no launch is in sight."""
    real = os.path.realpath(path)
    base = os.path.basename(path)
    found = []
    for other, kind, content in files_around(path, project):
        if not _may_read(content.value, base, path) or not kind.carrier:
            continue
        commands = commands_in(other, kind, content, project)
        for server in servers_of(content, other, kind, project, commands):
            read = (os.path.realpath(one.file.text.source.path) for one in server.configs)
            if real in read:
                found.append(server)
    if found:
        return found
    return [start(None, neighbours(path, text, project), generation_of(None, path, project))]


def _server(launch: _Launch, project: Project) -> JupyterServer:
    command, text, path, earlier = launch
    earlier = _before(command, earlier)
    files = Files(command, text, path, project, earlier)
    generation = generation_of(command, path, project, earlier)
    server = start(command, files.configs(), generation, reader=files.read)
    if server.exposed is True and server.tls.value is False:
        from envguard.project.proxies import tls_before

        server.behind_tls = tls_before(server, path, project)
    missing = server.missing_config
    if missing is None:
        return server
    if not _is_missing(str(missing.value), files, earlier):
        server.missing_config = None
        return server
    # Jupyter passes over a missing file, so it starts as it would with an empty one
    nothing = ConfigFile(os.path.basename(str(missing.value)), Text.of(""), BESIDE)
    server = start(command, [*files.configs(), nothing], generation, reader=files.read)
    server.missing_config = missing
    return server


def _is_missing(name: str, files: Files, earlier: list[Command]) -> bool:
    """Whether a config that nothing in sight holds is really not there: nobody makes it either."""
    base = os.path.basename(name)
    words = [word for command in earlier for word in command.values]
    words += [one.target.value for c in earlier for one in c.redirects if one.target is not None]
    made = any(base in word for word in words)
    if made or files.command.context.setting == "prose":
        return False
    return files.lacks(name)


def _before(command: Command, earlier: list[Command]) -> list[Command]:
    """Of the commands before one, those whose files it finds: of its own image or script."""
    group, carrier = command.context.group, command.context.carrier
    return [one for one in earlier if one.context.carrier != carrier or one.context.group == group]


def _same(script: Text, text: Text) -> bool:
    return _same_path(script.source.path, text.source.path)


def _same_path(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _may_read(content: str, base: str, path: str) -> bool:
    """Whether a launching file may have to do with a config, before it is parsed."""
    if "jupyter" not in content and "notebook" not in content and ".sh" not in content:
        return False
    folder = os.path.basename(os.path.dirname(os.path.abspath(path)))
    return base in content or folder in content or folder in (".jupyter", "jupyter") or (
        "COPY ." in content or "ADD ." in content
    )  # fmt: skip
