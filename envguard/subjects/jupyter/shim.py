"""notebook_shim 0.2.4: how settings of NotebookApp and LabApp move to ServerApp."""

from __future__ import annotations

from collections.abc import Set

from envguard.model.records import NamedTuple
from envguard.subjects.jupyter.application import BASE, Application, gathered
from envguard.subjects.jupyter.settings import Refusal, Sections, Setting, cast, copy, merge
from envguard.subjects.jupyter.traits import (
    FRONT,
    IGNORED_BY_THE_SHIM,
    LAB,
    NOTEBOOK_FRONT,
    OWN_KINDS,
)


class Extension(NamedTuple):
    """A server extension that reads a config file of its own and shims what it reads."""

    package: str
    application: str
    config: str
    traits: Set[str]


LAB_EXTENSION = Extension("jupyterlab", "LabApp", "jupyter_lab_config", LAB)
NOTEBOOK_EXTENSION = Extension("notebook", "JupyterNotebookApp", "jupyter_notebook_config", FRONT)
CLASSIC_EXTENSION = Extension("nbclassic", "NotebookApp", "jupyter_notebook_config", NOTEBOOK_FRONT)


class Shim:
    """One extension while it is linked to the server: its own config, shimmed at every update."""

    def __init__(self, extension: Extension, server: Application, server_traits: Set[str]) -> None:
        self.extension = extension
        self.server = server
        self.server_traits = server_traits
        self.config: Sections = {}

    def update(self, sections: Sections) -> None:
        """Take settings over; Refusal where NotebookApp has a trait that nobody knows.

        The original takes the sections it looks at out of the config it is handed, and so does
        this: where it then fails, they are lost (measured: one unknown NotebookApp trait on the
        command line undoes all NotebookApp settings).
        """
        notebook = sections.pop("NotebookApp", {})
        server = sections.pop("ServerApp", {})
        own = sections.pop(self.extension.application, {})
        moved: Sections = copy(sections)
        to_server, to_notebook, to_own = dict(server), {}, {}
        for name, setting in notebook.items():
            in_server, in_notebook = name in self.server_traits, name in NOTEBOOK_FRONT
            if name in IGNORED_BY_THE_SHIM or in_notebook:
                to_notebook[name] = setting
            elif in_server:
                to_server[name] = setting
            else:
                raise _not_found(name, setting)
        for name, setting in own.items():
            if name in IGNORED_BY_THE_SHIM or name in self.extension.traits:
                to_own[name] = setting
            elif name in self.server_traits:
                to_server[name] = setting
            elif name in NOTEBOOK_FRONT:
                to_notebook[name] = setting
            else:
                raise _not_found(name, setting)
        moved["NotebookApp"], moved["ServerApp"] = to_notebook, to_server
        if to_own:
            moved[self.extension.application] = to_own
        lineage = (*BASE, "ExtensionApp", self.extension.application)
        for name, setting in gathered(moved, lineage).items():
            if name in OWN_KINDS:
                cast(setting, name, OWN_KINDS[name])
        merge(self.config, moved)

    def link(self) -> None:
        """Hand everything to the server, as `_link_jupyter_server_extension` does."""
        self.update(self.server.config)
        self.server.update(copy(self.config))


def _not_found(name: str, setting: Setting) -> Refusal:
    return Refusal(setting.origin, f"there is no trait {name}: the settings beside it are lost")
