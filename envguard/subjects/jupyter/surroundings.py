"""What stands around a launch: variables, config files, and how much of it is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from envguard.model import Text
from envguard.subjects.command import Command, Value, known
from envguard.subjects.jupyter.configs import (
    BESIDE,
    ConfigFile,
    Contents,
    Dropped,
    Loaded,
    everything,
    read,
)
from envguard.subjects.jupyter.settings import Sections, Setting, merge, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.python_values import Unclear

Reader = Callable[[str], "Text | None"]


class Surroundings:
    """The files and variables that a launch sees.

    `complete`: nothing lies outside: a variable or file that is not in sight does not exist.
    `own`: the class section of the application. `used` fills as files are loaded, `missing`
    with the file of `--config` where it is not in sight.
    """

    __slots__ = (
        "command",
        "complete",
        "configs",
        "generation",
        "missing",
        "own",
        "reader",
        "used",
    )

    def __init__(
        self,
        command: Command | None,
        configs: Sequence[ConfigFile],
        generation: str,
        complete: bool,
        reader: Reader | None,
    ) -> None:
        self.command = command
        self.configs = configs
        self.generation = generation
        self.own = "ServerApp"
        self.complete = complete
        self.reader = reader
        self.used: list[Loaded] = []
        self.missing: Setting | None = None

    def variable(self, name: str) -> Value | None:
        """An environment variable of the command, None where nothing in sight sets it."""
        return self.command.environment.get(name) if self.command else None

    def lookup(self, name: str) -> str | Unclear | None:
        """The same for a Python config, which may ask for variables that are not in sight."""
        from envguard.formats.python_values import Unclear

        held = self.variable(name)
        if held is None:
            reason = f"the environment variable {name} is not in sight"
            return None if self.complete else Unclear(reason)
        if not known(held.value):
            return Unclear(f"the value of the environment variable {name} is not in sight")
        return held.value

    def setting(self, name: str) -> Setting | None:
        """An environment variable as a setting."""
        held = self.variable(name)
        if held is None:
            return None
        if known(held.value):
            return Setting(held.value, held.text, variable=name)
        why = f"the value of {name} is not in sight"
        return unknown(held.text, why)._replace(variable=name)

    def contents(self, file: ConfigFile) -> Contents:
        """What a file sets; remembers what was dropped on the way."""
        for loaded in self.used:
            if loaded.file is file:
                return loaded.contents
        found = read(file, self.generation, self.own, self.lookup, self._included)
        self.used.append(Loaded(file, found))
        return found

    @property
    def dropped(self) -> list[Dropped]:
        """The files that fail, of which nothing is applied."""
        return [one.contents.dropped for one in self.used if one.contents.dropped]

    def _included(self, name: str) -> Text | None:
        for file in self.configs:
            if _matching(file, name):
                return file.text
        return Text.of("") if self.complete else None

    def searched(self, stem: str) -> Sections:
        """All files of a name on Jupyter's search path: JSON wins over Python, then the rank.

        IPython's own notebook config is taken over at the first start, where there is no other.
        """
        found: Sections = {}
        without = self.variable("JUPYTER_NO_CONFIG")
        if without is not None and without.value:
            return found
        for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"):
            folder = self.setting(variable)
            if folder is not None and not folder.known and not self.complete:
                why = f"{variable} leads to configs that are not in sight"
                found = everything(unknown(folder.origin, why), self.own)
        names: tuple[str, ...] = (f"{stem}.py", f"{stem}.json")
        here = [file for file in self.configs if file.rank != BESIDE and file.name in names]
        if stem == "jupyter_notebook_config" and not here:
            names = ("ipython_notebook_config.py",)
            here = [file for file in self.configs if file.rank != BESIDE and file.name in names]
        for file in sorted(here, key=lambda file: (file.rank, names.index(file.name))):
            merge(found, self.contents(file).sections)
        return found

    def given(self, setting: Setting) -> Sections:
        """The file that `--config` names, Python and JSON; everything is unknown where it is not
        in sight, although Jupyter passes over a missing one in silence."""
        path = str(setting.value).replace("\\", "/")
        folder, _, base = path.rpartition("/")
        stem = base.rpartition(".")[0] or base
        found: Sections = {}
        seen = False
        for name in (f"{stem}.py", f"{stem}.json"):
            wanted = f"{folder}/{name}" if folder else name
            matches = [(_matching(file, wanted), file) for file in self.configs]
            best = max(matches, key=lambda match: match[0], default=None)
            if best and best[0] and setting.known:
                seen = True
                merge(found, self.contents(best[1]).sections)
        if seen or (self.complete and setting.known):
            return found
        if setting.known and setting.origin is not None:
            self.missing = setting
        why = f"the config file {base} is not in sight"
        return everything(unknown(setting.origin, why), self.own)

    def exists(self, path: str) -> bool | None:
        """Whether a file is there; None where unknown."""
        if self.reader is not None and self.reader(path) is not None:
            return True
        return False if self.complete else None


def _matching(file: ConfigFile, path: str) -> int:
    """How many trailing parts of two paths agree; 0 where the names differ."""
    wanted = [part for part in path.split("/") if part not in ("", ".")]
    there = file.text.source.path.replace("\\", "/").split("/")
    if not wanted or file.name != wanted[-1]:
        return 0
    count = 1
    while count < min(len(wanted), len(there)) and wanted[-count - 1] == there[-count - 1]:
        count += 1
    return count
