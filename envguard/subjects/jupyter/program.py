"""Which Jupyter program a command starts, if any. Asked of every command, so it is cheap."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.subjects.command import Command, Word


class Program(NamedTuple):
    """A server program: its name, the word that names it, and the words behind that.

    `name`: lab, notebook, server, nbclassic, kernelgateway, singleuser, labhub or hub.
    `stacks`: started by docker-stacks' script,
    whose image config listens on every interface. `gone`: a launcher that starts no server
    any more (`ipython notebook`).
    """

    name: str
    launcher: Word
    arguments: tuple[Word, ...]
    stacks: bool = False
    gone: bool = False


NAMES = {
    "lab": "lab",
    "notebook": "notebook",
    "server": "server",
    "nbclassic": "nbclassic",
    "kernelgateway": "kernelgateway",
    "labhub": "labhub",
    "singleuser": "singleuser",
}
_MODULES = {
    "jupyterlab": "lab",
    "jupyterlab.labapp": "lab",
    "jupyterlab.labhubapp": "labhub",
    "notebook": "notebook",
    "notebook.app": "notebook",
    "notebook.notebookapp": "notebook",
    "jupyter_server": "server",
    "jupyter_server.serverapp": "server",
    "nbclassic": "nbclassic",
    "nbclassic.notebookapp": "nbclassic",
    "kernel_gateway": "kernelgateway",
    "jupyterhub": "hub",
    "jupyterhub.app": "hub",
    "jupyterhub.singleuser": "singleuser",
    "jupyterhub.singleuser.app": "singleuser",
}
_SCRIPTS = {
    "start-notebook": "lab",
    "start-lab": "lab",
    "start-singleuser": "singleuser",
}
NO_SERVER = (
    "build", "clean", "path", "paths", "workspace", "workspaces", "licenses", "extension",
    "list", "stop", "password",
)  # fmt: skip
"""First words behind which `jupyter lab` and its kin are no server."""


def is_server(command: Command) -> Program | None:
    """The server program a command starts, None where it starts none.

    `jupyter lab build`, `jupyter notebook list` and every jupyter-X that is no server give None.
    """
    argv = command.argv
    if not argv:
        return None
    name = _base(argv[0].value)
    first = name[:1]
    if first not in ("j", "p", "s", "i"):
        return None
    if name == "jupyter":
        return _subcommand(argv, 1)
    if first == "j":
        return _script(name, argv)
    if first == "p":
        return _module(name, argv)
    if first == "i":
        if name in ("ipython", "ipython3") and len(argv) > 1 and argv[1].value == "notebook":
            return Program("notebook", argv[1], argv[2:], gone=True)
        return None
    stem = name.removesuffix(".sh").removesuffix(".py")
    kind = _SCRIPTS.get(stem)
    return Program(kind, argv[0], argv[1:], stacks=True) if kind else None


def _base(value: str) -> str:
    name = value.replace("\\", "/").rpartition("/")[2]
    return name[:-4] if name[-4:].lower() == ".exe" else name


def _script(name: str, argv: tuple[Word, ...]) -> Program | None:
    if name == "jupyterhub":
        if len(argv) > 1 and argv[1].value in ("token", "upgrade-db"):
            return None
        return Program("hub", argv[0], argv[1:])
    if name == "jupyterhub-singleuser":
        return Program("singleuser", argv[0], argv[1:])
    if name.startswith("jupyter-"):
        return _named(name[len("jupyter-") :], argv, 0)
    return None


def _subcommand(argv: tuple[Word, ...], at: int) -> Program | None:
    """`jupyter X`: the word right behind `jupyter` names the program, options there are its own."""
    if len(argv) <= at:
        return None
    return _named(argv[at].value, argv, at)


def _named(name: str, argv: tuple[Word, ...], at: int) -> Program | None:
    kind = NAMES.get(name)
    if kind is None or (len(argv) > at + 1 and argv[at + 1].value in NO_SERVER):
        return None
    return Program(kind, argv[at], argv[at + 1 :])


def _module(name: str, argv: tuple[Word, ...]) -> Program | None:
    """`python -m jupyterlab`, also behind options such as `-u`."""
    if not name.startswith(("python", "pypy")) and name != "py":
        return None
    at = 1
    while at < len(argv) and argv[at].value.startswith("-"):
        value = argv[at].value
        if value == "-m" or (value[-1:] == "m" and value[1:].isalpha() and "c" not in value):
            break
        at += 2 if value in ("-W", "-X") else 1
    else:
        return None
    if at + 1 >= len(argv):
        return None
    module = argv[at + 1].value
    if module in ("jupyter", "jupyter_core", "jupyter_core.command"):
        return _subcommand(argv, at + 2)
    kind = _MODULES.get(module)
    if kind is None or (len(argv) > at + 2 and argv[at + 2].value in NO_SERVER):
        return None
    return Program(kind, argv[at + 1], argv[at + 2 :])
