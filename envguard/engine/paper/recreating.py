"""At most three commands by which a reader has the environment, for the lock that there is.

They are meant to be pasted into a shell, and their names come from a stranger's files: a name that
is more than letters, digits and a few signs is replaced or quoted, and one that no line can hold
gives no command.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable

from envguard.model.patterns import late
from envguard.subjects.lock.lock import Lock

_NAME = late(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
_VERSION = late(r"3\.\d{1,2}")
_NO_LOCK = (
    "No lock holds the environment, so these commands install what is newest on the day: "
    "not what the results were made with."
)

Recreated = tuple[tuple[str, ...], bool, str]


def recreate(
    asked: str,
    name: str,
    locks: list[Lock],
    shown: Callable[[str], str],
    python: str = "",
    exact: bool = False,
) -> Recreated:
    """The commands, whether they give the very packages, and a note on them.

    `asked` is the file that asks for the environment, "" for none; `exact` says that it lists
    every package with its hash.
    """
    own = name if _NAME.fullmatch(name) else "paper"
    found = _VERSION.search(python)
    series = found.group() if found is not None else "3"
    if locks:
        lock, path = locks[0], shown(locks[0].path)
        if not path.isprintable():
            return (), False, "The name of the lock holds signs that no command can."
        folder = path.rpartition("/")[0]
        commands = _by_lock(lock, locks, path, folder, own, series, shown)
        return commands, True, _note(lock, locks)
    if not asked.isprintable() or not asked:
        return (), False, "The name of the file holds signs that no command can."
    if asked.endswith((".yml", ".yaml")):
        return (
            (f"conda env create --name {own} --file {_word(asked)}", f"conda activate {own}"),
            False,
            _NO_LOCK,
        )
    flag = "--require-hashes " if exact else ""
    return (
        (
            f"python{series} -m venv .venv",
            f".venv/bin/python -m pip install {flag}--requirement {_word(asked)}",
        ),
        exact,
        "" if exact else _NO_LOCK,
    )


def _by_lock(
    lock: Lock,
    locks: list[Lock],
    path: str,
    folder: str,
    name: str,
    series: str,
    shown: Callable[[str], str],
) -> tuple[str, ...]:
    word, place = _word(path), _word(folder or ".")
    if lock.kind == "conda-lock":
        return (
            "pipx install conda-lock",
            f"conda-lock install --name {name} {word}",
            f"conda activate {name}",
        )
    if lock.kind == "explicit":
        here = [one for one in locks if "linux-64" in one.platforms] or [lock]
        return (
            f"conda create --name {name} --file {_word(shown(here[0].path))}",
            f"conda activate {name}",
        )
    if lock.kind == "pixi":
        manifest = "" if not folder else f" --manifest-path {place}"
        return (f"pixi install --frozen{manifest}", f"pixi shell --frozen{manifest}")
    if lock.kind == "uv":
        project = "" if not folder else f" --project {place}"
        return (f"uv sync --frozen{project}", f"uv run --frozen{project} python --version")
    if lock.kind == "poetry":
        project = "" if not folder else f" --directory {place}"
        return (
            "pipx install poetry",
            f"poetry install{project}",
            f"poetry run{project} python --version",
        )
    return (
        f"uv venv --python {series}",
        f"uv pip sync {word}",
        ". .venv/bin/activate",
    )


def _note(lock: Lock, locks: list[Lock]) -> str:
    if lock.kind != "explicit":
        return ""
    if any(one.manager == "pip" for one in lock.packages):
        return "conda leaves the lock's pip packages out: conda-lock installs them, too."
    names = sorted({platform for one in locks for platform in one.platforms if platform})
    return "Each platform has a list of its own; take that of yours." if len(names) > 1 else ""


def _word(path: str) -> str:
    """A path as one word of a shell, never taken for an option."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)
