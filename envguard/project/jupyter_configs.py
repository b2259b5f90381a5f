"""Which config files a Jupyter launch reads, as far as the project has them.

Jupyter's search path, the highest first: JUPYTER_CONFIG_PATH, JUPYTER_CONFIG_DIR or ~/.jupyter,
the environment's etc/jupyter, /usr/local/etc/jupyter, /etc/jupyter (measured with jupyter_core 5).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence

from envguard.model import Text
from envguard.model.patterns import late
from envguard.project.container_files import Placed, inside, outside, placed_files
from envguard.project.project import Project
from envguard.subjects.command import known
from envguard.subjects.jupyter.configs import BESIDE, ConfigFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command

_STEMS = (
    "jupyter_config", "jupyter_server_config", "jupyter_lab_config", "jupyter_notebook_config",
    "jupyter_kernel_gateway_config",
)  # fmt: skip
NAMES = tuple(f"{stem}.{ending}" for stem in _STEMS for ending in ("py", "json"))
"""The files that Jupyter's programs look for by themselves."""

_PATH, _USER, _ENVIRONMENT, _LOCAL, _SYSTEM = 60, 50, 30, 20, 10
_SUBCONFIG = late(r"load_subconfig\(\s*[\"']([^\"']+)[\"']")
_MOVED = late(r"\.jupyter\b|etc/jupyter\b|JUPYTER_CONFIG_DIR")


class Files:
    """What the project's files are to one launch: its configs, and any file by its path."""

    def __init__(
        self,
        command: Command,
        text: Text,
        path: str,
        project: Project,
        earlier: Sequence[Command] = (),
    ) -> None:
        """`earlier` are the commands of the same place that ran before it."""
        self.command = command
        self.path = path
        self.project = project
        self.placed = placed_files(command, text, path, project)
        self.contained = bool(command.context.container)
        self.earlier = earlier

    def read(self, name: str) -> Text | None:
        """The file that the launch would find under a path; None where it is not in sight."""
        if not name or not known(name) or name.startswith("~"):
            return None
        if not self.contained:
            texts = (self.project.read(one) for one in self._outer(name))
            return next((text for text in texts if text is not None), None)
        target = posixpath.normpath(posixpath.join(self.command.context.directory or "/", name))
        return inside(self.placed, target, self.project)

    def lacks(self, name: str) -> bool:
        """Whether a path surely leads to nothing although the project should have the file."""
        if not name or not known(name) or name.startswith(("~", "$")):
            return False
        if not self.contained:
            relative = not posixpath.isabs(name)
            return relative and not any(self.project.exists(one) for one in self._outer(name))
        target = posixpath.normpath(posixpath.join(self.command.context.directory or "/", name))
        outer = [found for one in self.placed if (found := outside(one, target))]
        return bool(outer) and not any(os.path.exists(one) for one in outer)

    def _outer(self, name: str) -> Iterator[str]:
        """Where a relative path may lead on a host: from the file's own folder, or one above."""
        if posixpath.isabs(name):
            return
        for folder in [os.path.dirname(self.path) or ".", *self.project.folders_above(self.path)]:
            yield os.path.normpath(os.path.join(folder, name))

    def configs(self) -> list[ConfigFile]:
        """The config files that it would read, and those that its `--config` names."""
        from envguard.project.written_files import written_files

        found: list[ConfigFile] = []
        written = written_files(self.earlier)
        for target, content in written.items():
            rank = self._rank(target)
            name = posixpath.basename(target)
            found.append(ConfigFile(name, content, BESIDE if rank is None else rank))
        found += self._copied_configs()
        found += self._placed_configs()
        found += [] if self.contained else self._host_configs()
        wanted = _named(self.command)
        for name in wanted:
            stem = posixpath.basename(name)
            text = self.read(name)
            text = self._in_context(stem) if text is None else text
            if text is not None:
                found.append(ConfigFile(stem, text, BESIDE))
        return _with_parts(_once(found), self.project)

    def _rank(self, target: str) -> int | None:
        """How high a config at a path stands in the search; None where it is not looked for."""
        folder, base = posixpath.split(target)
        if base not in NAMES:
            return None
        variables = self.command.environment
        for name, rank in (("JUPYTER_CONFIG_PATH", _PATH), ("JUPYTER_CONFIG_DIR", _USER)):
            held = variables.get(name)
            folders = [p.rstrip("/") for p in held.value.split(":")] if held is not None else []
            if folder in folders:
                return _in_order(rank, folders.index(folder))
        if folder.endswith(".jupyter"):
            return None if "JUPYTER_CONFIG_DIR" in variables else _USER
        if folder.endswith("etc/jupyter"):
            system = {"/etc/jupyter": _SYSTEM, "/usr/local/etc/jupyter": _LOCAL}
            return system.get(folder, _ENVIRONMENT)
        return None

    def _placed_configs(self) -> list[ConfigFile]:
        found = []
        for one in self.placed:
            if one.content is not None or os.path.isfile(one.source):
                rank = self._rank(one.target)
                if rank is None and posixpath.basename(one.target) in NAMES and self._moved(one):
                    rank = _USER
                text = one.content if one.content is not None else self.project.read(one.source)
                if rank is not None and text is not None:
                    found.append(ConfigFile(posixpath.basename(one.target), text, rank))
                continue
            for folder in self._searched():
                for name in NAMES:
                    outer = outside(one, posixpath.join(folder, name))
                    rank = self._rank(posixpath.join(folder, name))
                    text = self.project.read(outer) if outer else None
                    if text is not None and rank is not None:
                        found.append(ConfigFile(name, text, rank))
        return found

    def _searched(self) -> list[str]:
        """The folders of a container that Jupyter searches."""
        found = ["/etc/jupyter", "/usr/local/etc/jupyter", "/opt/conda/etc/jupyter"]
        variables = self.command.environment
        homes = ["/root", "/home/jovyan"]
        user, home = self.command.user, variables.get("HOME")
        if user and user != "root":
            homes.append(f"/home/{user}")
        if home is not None:
            homes.append(home.value)
        found += [posixpath.join(home, ".jupyter") for home in homes]
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"):
            held = variables.get(name)
            if held is not None and known(held.value):
                found += [p.rstrip("/") for p in held.value.split(":") if p.startswith("/")]
        # a folder that is itself put on the search path, wherever the home may be
        found += [
            one.target
            for one in self.placed
            if one.target.endswith((".jupyter", "etc/jupyter")) and one.target not in found
        ]
        return list(dict.fromkeys(found))

    def _copied_configs(self) -> list[ConfigFile]:
        """Those that commands before it copy to where Jupyter looks: `cp x.py ~/.jupyter/`."""
        found = []
        for command in self.earlier:
            if command.program not in ("cp", "mv", "ln", "install"):
                continue
            names = [w.value for w in command.argv[1:] if not w.value.startswith("-")]
            for source in names[:-1]:
                base = posixpath.basename(source)
                into = posixpath.join(names[-1].rstrip("/"), base)
                target = names[-1] if posixpath.basename(names[-1]) in NAMES else into
                rank, text = self._rank(target), self.read(source)
                if text is None:
                    text = self._in_context(base)
                if rank is not None and text is not None:
                    found.append(ConfigFile(posixpath.basename(target), text, rank))
        return found

    def _moved(self, one: Placed) -> bool:
        """Whether a RUN moves the file on to where Jupyter looks for it."""
        base = posixpath.basename(one.target)
        return any(
            any(base in word for word in command.values) and _MOVED.search(" ".join(command.values))
            for command in self.earlier
        )

    def _host_configs(self) -> list[ConfigFile]:
        """Those of a `.jupyter` or `etc/jupyter` beside or above, or of its variables' folders."""
        if self.command.context.setting == "prose":
            return []
        found = []
        variables = self.command.environment
        for name, rank in (("JUPYTER_CONFIG_DIR", _USER), ("JUPYTER_CONFIG_PATH", _PATH)):
            held = variables.get(name)
            for at, folder in enumerate(held.value.split(":") if held is not None else ()):
                if not known(folder) or not folder or folder.startswith("/"):
                    continue
                for outer in self._outer(folder):
                    found += _in(outer, _in_order(rank, at), self.project)
        for folder in self.project.folders_above(self.path):
            if "JUPYTER_CONFIG_DIR" not in variables:
                found += _in(os.path.join(folder, ".jupyter"), _USER, self.project)
            found += _in(os.path.join(folder, "etc", "jupyter"), _SYSTEM, self.project)
        return found

    def _in_context(self, base: str) -> Text | None:
        """A file of that name in the folder of the launch, which the image is built from."""
        if not self.contained or not known(base):
            return None
        return self.project.read(os.path.join(os.path.dirname(self.path) or ".", base))


def neighbours(path: str, text: Text, project: Project) -> list[ConfigFile]:
    """A config file and those beside it that the same server reads, where no launch is known."""
    folder, base = os.path.dirname(path) or ".", os.path.basename(path)
    own = ConfigFile(base, text, _USER)
    if base not in NAMES:
        return _with_parts([own], project)
    others = [one for one in _in(folder, _USER, project) if one.name != base]
    return _with_parts([own, *others], project)


def _in_order(rank: int, at: int) -> int:
    """The rank of a folder of a search path, of which the first one wins."""
    return rank - min(at, 9)


def _in(folder: str, rank: int, project: Project) -> list[ConfigFile]:
    if not os.path.isdir(folder):
        return []
    texts = ((name, project.read(os.path.join(folder, name))) for name in NAMES)
    return [ConfigFile(name, text, rank) for name, text in texts if text is not None]


def _named(command: Command) -> list[str]:
    """The values of `--config` and `--config_file`, and of the hub's `-f`, or its own default."""
    found = []
    words = command.argv
    for at, word in enumerate(words):
        name, equals, value = word.value.partition("=")
        if name in ("--config", "-f") or name.endswith(".config_file"):
            if equals:
                found.append(value)
            elif at + 1 < len(words):
                found.append(words[at + 1].value)
    if not found and words and words[0].value.rpartition("/")[2] == "jupyterhub":
        found.append("jupyterhub_config.py")
    return [value for value in found if value and known(value)]


def _once(found: list[ConfigFile]) -> list[ConfigFile]:
    """Each file once, at its highest rank."""
    best: dict[tuple[str, int], ConfigFile] = {}
    for one in found:
        key = (os.path.realpath(one.text.source.path), one.text.start)
        if key not in best or best[key].rank < one.rank:
            best[key] = one
    return list(best.values())


def _with_parts(found: list[ConfigFile], project: Project) -> list[ConfigFile]:
    """The files with those that they load by `load_subconfig`."""
    parts = []
    for one in found:
        folder = os.path.dirname(one.text.source.path)
        for name in _SUBCONFIG.findall(one.text.value)[:20]:
            text = None if os.path.isabs(name) else project.read(os.path.join(folder, name))
            if text is not None:
                parts.append(ConfigFile(os.path.basename(name), text, BESIDE))
    return [*found, *parts]
