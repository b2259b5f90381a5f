"""An installed conda environment as its own records tell it; nothing of it is started."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter

from envguard.lock.installed.distribution import Distribution, read_distributions, stem_of
from envguard.lock.installed.history import History, read_history
from envguard.lock.installed.record import CondaRecord, read_records, read_text
from envguard.lock.problem import LockProblem
from envguard.model.patterns import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SITE = late(r"(?:.*/)?site-packages", re.IGNORECASE)
_INFORMATION = late(
    r"((?:.*/)site-packages/[^/]+\.(?:dist-info|egg-info|egg))(?:/.*)?", re.IGNORECASE
)


class Prefix:
    """One environment. `records` are conda's packages, `distributions` those that conda did not
    bring; `of_conda` has conda's own distributions by the file of the record that brought them, as
    they were recorded: (folder, key, version). `platform` is that of most packages, empty where all
    are noarch; `ignores_case` says whether its paths are those of Windows.
    """

    __slots__ = (
        "distributions",
        "history",
        "ignores_case",
        "of_conda",
        "path",
        "platform",
        "records",
        "variables",
    )

    def __init__(self, path: str, records: list[CondaRecord], history: History) -> None:
        self.path = path
        self.records = records
        self.history = history
        self.of_conda: dict[str, list[tuple[str, str, str]]] = {}
        self.distributions: list[Distribution] = []
        self.variables: dict[str, str] = {}
        named = Counter(one.subdir for one in records if one.subdir not in ("", "noarch"))
        self.platform = named.most_common(1)[0][0] if named else ""
        self.ignores_case = self.platform.startswith("win-")

    @property
    def python(self) -> CondaRecord | None:
        """Its Python, None where it has none."""
        return next((one for one in self.records if one.name == "python"), None)

    def folded(self, path: str) -> str:
        """A path as this platform compares it."""
        return path.lower() if self.ignores_case else path


def read_prefix(path: str) -> Prefix:
    """Read an environment. LockProblem where there is none, or a record of it is broken."""
    meta = os.path.join(path, "conda-meta")
    if not os.path.isdir(meta):
        raise LockProblem(_no_environment(path), 2)
    records = read_records(meta)
    history = os.path.join(meta, "history")
    if not records and not os.path.exists(history):
        raise LockProblem(_no_environment(path), 2)
    try:
        told = read_history(read_text(history)) if os.path.exists(history) else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise LockProblem(f"{history}: {reason}", 5) from None
    prefix = Prefix(path, records, told or History({}, [], False))
    prefix.variables = _variables(os.path.join(meta, "state"))
    _find_distributions(prefix)
    return prefix


def _no_environment(path: str) -> str:
    if not os.path.exists(path):
        return f"{path}: there is no such folder"
    if not os.path.isdir(path):
        return f"{path}: it is no folder, so it is no conda environment"
    reason = "there is no conda-meta/history in it"
    if os.path.exists(os.path.join(path, "pyvenv.cfg")):
        reason = "it is a virtual environment of Python (pyvenv.cfg)"
    return f"{path}: it is no conda environment: {reason}"


def _find_distributions(prefix: Prefix) -> None:
    owned: set[str] = set()
    for record in prefix.records:
        folders = dict.fromkeys(
            found.group(1)
            for one in record.paths
            if ".dist-info" in one.path or ".egg" in one.path
            if (found := _INFORMATION.fullmatch(one.path)) is not None
        )
        prefix.of_conda[record.file] = [(folder, *stem_of(folder)) for folder in folders]
        owned.update(prefix.folded(folder) for folder in folders)
    prefix.distributions = [
        one
        for one in read_distributions(prefix.path, _sites(prefix))
        if prefix.folded(one.folder) not in owned
    ]


def _sites(prefix: Prefix) -> list[str]:
    """Where its Python looks for packages, relative to the prefix."""
    python = prefix.python
    if python is None:
        return []
    minor = ".".join(python.version.split(".")[:2])
    if python.package_folder and _SITE.fullmatch(python.package_folder):
        usual = python.package_folder
    elif prefix.ignores_case:
        usual = "Lib/site-packages"
    elif "pypy" in python.build:
        usual = f"lib/pypy{minor}/site-packages"
    else:
        usual = f"lib/python{minor}/site-packages"
    plain = posixpath.normpath(usual)
    return [] if plain.startswith(("..", "/")) else [plain]


def _variables(path: str) -> dict[str, str]:
    """The variables that activating sets (`conda env config vars set`), unset ones left out."""
    import json

    try:
        found: Any = json.loads(read_text(path))
    except (OSError, ValueError, RecursionError):
        return {}
    values = found.get("env_vars") if isinstance(found, dict) else None
    return {
        name: value
        for name, value in (values.items() if isinstance(values, dict) else ())
        if isinstance(value, str) and value != "***unset***"
    }
