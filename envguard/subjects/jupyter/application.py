"""traitlets' Application: class sections flow into traits, update by update, as in the original."""

from __future__ import annotations

from collections.abc import Callable

from envguard.subjects.jupyter.settings import Refusal, Sections, Setting, cast, copy, merge
from envguard.subjects.jupyter.traits import Kinds

BASE = ("Configurable", "LoggingConfigurable", "SingletonConfigurable", "Application", "JupyterApp")
"""The classes from which every Jupyter application inherits, the most general one first."""

PROVIDER = ("Configurable", "LoggingConfigurable", "IdentityProvider")


class Application:
    """One application: its `config` so far, and the `values` its traits have taken from it.

    `lineage`: the class sections it reads, the most special one last. `changed` is called with
    the names of traits that an update changed, before the update is merged into `config`.
    """

    __slots__ = ("changed", "command_line", "config", "kinds", "lineage", "values")

    def __init__(self, lineage: tuple[str, ...], kinds: Kinds) -> None:
        self.lineage = lineage
        self.kinds = kinds
        self.config: Sections = {}
        self.command_line: Sections = {}
        self.values: dict[str, Setting] = {}
        self.changed: Callable[[list[str]], None] = lambda _: None

    def update(self, sections: Sections) -> None:
        """Load settings and merge them into the config; Refusal where a trait does not take one.

        A wrong value undoes the whole update; a trait that is given twice ends it half way
        (measured with traitlets 5.16.1).
        """
        before = dict(self.values)
        names: list[str] = []
        try:
            for name, setting in gathered(sections, self.lineage).items():
                if name in self.kinds:
                    taken = cast(setting, name, self.kinds[name])
                    if _differs(self.values.get(name), taken, name):
                        names.append(name)
                    self.values[name] = taken
        except Refusal as refusal:
            if refusal.twice:
                self.changed(names)
            else:
                self.values = before
            raise
        self.changed(names)
        merge(self.config, copy(sections))


def gathered(sections: Sections, lineage: tuple[str, ...]) -> dict[str, Setting]:
    """The settings that a class reads: its own section over those of its parents."""
    found: dict[str, Setting] = {}
    for section in lineage:
        found.update(sections.get(section, {}))
    return found


def resolved(sections: Sections, lineage: tuple[str, ...], kinds: Kinds) -> dict[str, Setting]:
    """The traits of an object that is made from a finished config."""
    found = gathered(sections, lineage)
    return {name: cast(held, name, kinds[name]) for name, held in found.items() if name in kinds}


_DEFAULTS: dict[str, object] = {"token": "<DEPRECATED>", "password": "", "password_required": False}


def _differs(old: Setting | None, new: Setting, name: str) -> bool:
    if not new.known or (old is not None and not old.known):
        return True
    before = _DEFAULTS.get(name) if old is None else old.value
    return before != new.value
