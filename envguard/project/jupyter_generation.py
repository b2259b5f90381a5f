"""Which generation of Jupyter a launch will find, by what the project says it installs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from envguard.model.patterns import late
from envguard.project.project import Project
from envguard.subjects.jupyter.program import is_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command

_PACKAGES = "notebook|jupyterlab|jupyter_server|jupyter-server|nbclassic"
_PINNED = late(
    rf"(?<![\w.-])({_PACKAGES})(?:[ \t]*(==?|~=|<=?))?[ \t]*(?<=[ \t=<])[\"']?(\d+)(?:\.(\d+))?",
    re.IGNORECASE,
)
_TAG = late(r"(?:^|[:-])(notebook|lab)-(\d+)\.(\d+)")
_FILES = (
    "environment.yml", "environment.yaml", "requirements.txt", ".binder/environment.yml",
    "binder/environment.yml", ".binder/requirements.txt", "binder/requirements.txt",
)  # fmt: skip

Versions = dict[str, tuple[int, int]]


def generation_of(
    command: Command | None, path: str, project: Project, earlier: Sequence[Command] = ()
) -> str | None:
    """A name of `jupyter.generations.GENERATIONS`; None where the project does not say.

    In an image, what the image installs counts; elsewhere the environment files beside and above.
    """
    versions: Versions = {}
    if command is not None:
        for text in _of_image(command, earlier):
            _note(text, versions)
    if not versions and not (command is not None and command.context.container):
        for text in _of_files(path, project):
            _note(text, versions)
            if versions:
                break
    program = is_server(command) if command is not None else None
    if command is not None and program is not None and program.name == "server":
        texts = [*_of_image(command, earlier)] or [*_of_files(path, project)]
        alone = _server_alone(texts)
        if alone is not None:
            return alone
    return _generation(command, versions)


_NAMED = late(r"(?<![\w./-])(jupyter[_-]server|jupyterlab|notebook|nbclassic|jupyter)(?![\w-])")


def _server_alone(texts: list[str]) -> str | None:
    """ "server" where jupyter_server is installed and nothing that translates old names."""
    for text in texts:
        names = {name.replace("-", "_") for name in _NAMED.findall(text)}
        if names:
            return "server" if names == {"jupyter_server"} else None
    return None


def _of_image(command: Command, earlier: Sequence[Command]) -> Iterator[str]:
    for one in earlier:
        if one.program.startswith(("pip", "conda", "mamba", "micromamba", "python", "uv")):
            yield " ".join(one.values)
    image = command.context.image or ""
    for found in _TAG.finditer(image.partition("@")[0]):
        package = {"lab": "jupyterlab"}.get(found[1], found[1])
        yield f"{package}=={found[2]}.{found[3]}"


def _of_files(path: str, project: Project) -> Iterator[str]:
    for folder in project.folders_above(path):
        texts = [project.read(os.path.join(folder, name)) for name in _FILES]
        yield "\n".join(
            line.partition("#")[0] for text in texts if text for line in text.value.splitlines()
        )


def _note(text: str, versions: Versions) -> None:
    for found in _PINNED.finditer(text):
        name = found[1].lower().replace("-", "_")
        major, minor = int(found[3][:6]), int((found[4] or "0")[:6])
        if found[2] == "<" and not minor:
            major -= 1  # `<7` is 6 at the most
        versions.setdefault(name, (major, minor))


def _generation(command: Command | None, versions: Versions) -> str | None:
    program = is_server(command) if command is not None else None
    name = program.name if program else ""
    notebook, lab = versions.get("notebook"), versions.get("jupyterlab")
    server = versions.get("jupyter_server")
    if name == "kernelgateway" or name == "hub":
        return None
    if notebook is not None and notebook[0] < 7 and name in ("notebook", ""):
        return "classic" if notebook >= (6, 2) else "old"
    if server is not None and server[0] == 1 and name in ("lab", "server", ""):
        return "js1"
    modern = (lab is not None and lab[0] >= 4) or (notebook is not None and notebook[0] >= 7)
    if modern or (server is not None and server[0] >= 2 and name == "server"):
        return "new"
    return None
