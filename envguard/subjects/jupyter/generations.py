"""Which versions of Jupyter stand behind a command, and what that changes."""

from __future__ import annotations

from collections.abc import Set

from envguard.model.records import NamedTuple
from envguard.subjects.jupyter.shim import (
    CLASSIC_EXTENSION,
    LAB_EXTENSION,
    NOTEBOOK_EXTENSION,
    Extension,
)
from envguard.subjects.jupyter.traits import INTERNAL, SERVER, SERVER_1, Kinds

GENERATIONS = ("new", "lab", "server", "js1", "classic", "old", "kgw")
"""new: jupyter_server 2 with jupyterlab 4 and notebook 7. lab: without notebook. server, kgw:
without jupyterlab and notebook. js1: jupyter_server 1 with jupyterlab 3 and notebook 6.
classic: notebook 6 without jupyterlab. old: notebook before 6.2 with traitlets 4."""


class Stack(NamedTuple):
    """What runs a program: a ServerApp ("server2", "server1"), "notebook6" or "gateway"."""

    kind: str
    extensions: tuple[Extension, ...] = ()
    traitlets: int = 5

    @property
    def kinds(self) -> Kinds:
        """The traits of the ServerApp."""
        return SERVER if self.kind == "server2" else SERVER_1

    @property
    def names(self) -> Set[str]:
        """The names that the shim takes for traits of ServerApp."""
        return self.kinds.keys() | INTERNAL


_PROGRAMS = {
    "new": ("lab", "notebook", "server", "singleuser", "labhub", "nbclassic"),
    "lab": ("lab", "server", "singleuser", "labhub"),
    "server": ("server", "singleuser"),
    "kgw": ("server", "singleuser"),
    "js1": ("lab", "notebook", "server", "singleuser", "labhub", "nbclassic"),
    "classic": ("notebook", "server", "singleuser", "nbclassic"),
    "old": ("notebook", "singleuser"),
}


def stack_of(program: str, generation: str) -> Stack | None:
    """What runs a program in a generation, None where that has no such program."""
    if program == "kernelgateway":
        return Stack("gateway")
    if program not in _PROGRAMS[generation]:
        return None
    if program == "notebook" and generation in ("classic", "js1"):
        return Stack("notebook6")
    if generation == "old":
        return Stack("notebook6", traitlets=4)
    extensions = {
        "new": (LAB_EXTENSION, NOTEBOOK_EXTENSION),
        "lab": (LAB_EXTENSION,),
        "js1": (LAB_EXTENSION, CLASSIC_EXTENSION),
        "classic": (CLASSIC_EXTENSION,),
    }.get(generation, ())
    if program == "nbclassic" and CLASSIC_EXTENSION not in extensions:
        extensions = (*extensions, CLASSIC_EXTENSION)
    return Stack("server1" if generation == "js1" else "server2", extensions)
