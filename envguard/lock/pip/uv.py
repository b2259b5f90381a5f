"""Asking uv which files of an index meet the requirements of one platform."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache

from envguard.lock.problem import LockProblem
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NETWORK = (
    "error sending request",
    "Failed to fetch",
    "Request failed",
    "dns error",
    "tcp connect",
    "Git operation failed",
)


class Question(NamedTuple):
    """What uv is asked. `folder` has `requirements.in`, `constraints.txt` and the stubs."""

    folder: str
    platform: str
    python: str
    deployment_target: str
    exclude_newer: str
    indexes: tuple[str, ...]


class Unmet(Exception):
    """uv's account of why the requirements cannot be met together."""


def compile_lock(question: Question) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """pylock.toml as a table, and by name the names of what needs it.

    Raises Unmet, and LockProblem where an index failed. Source distributions and repositories
    whose metadata is not static are built by uv, as pip would.
    """
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    path = os.path.join(question.folder, "pylock.toml")
    _run(question, "--format", "pylock.toml", "--output-file", path)
    with open(path, "rb") as stream:
        table: dict[str, Any] = tomllib.load(stream)
    return table, _needed_by(_run(question, "--annotation-style", "line", "--no-header"))


def _run(question: Question, *options: str) -> str:
    command = [
        binary(), "pip", "compile", "requirements.in", "--constraint", "constraints.txt",
        "--find-links", "stubs", "--python-platform", question.platform,
        "--python-version", question.python, "--no-progress", "--color", "never", "--quiet",
        "--no-emit-index-url", "--no-emit-find-links", *options,
    ]  # fmt: skip
    if question.exclude_newer:
        command += ["--exclude-newer", question.exclude_newer]
    for index in question.indexes:
        command += ["--index", index]
    environment = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "MACOSX_DEPLOYMENT_TARGET": question.deployment_target,
    }
    # a constraint of the machine's pip would be a hidden input of the lock
    environment.pop("PIP_CONSTRAINT", None)
    done = subprocess.run(
        command, cwd=question.folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = done.stderr.strip()
        if any(sign in words for sign in _NETWORK) and "No solution found" not in words:
            raise LockProblem("a package index or repository failed", 5, words)
        raise Unmet(words)
    return done.stdout


@lru_cache(maxsize=1)
def binary() -> str:
    """The path of uv. To be asked before threads are started: sysconfig fills itself only once."""
    try:
        import uv
    except ImportError:
        from envguard.lock.solve.solving import MISSING

        raise LockProblem(MISSING, 2) from None
    return uv.find_uv_bin()


def _needed_by(lines: str) -> dict[str, list[str]]:
    """`werkzeug==3.1.3  # via flask, x (setup)` as names by name."""
    found: dict[str, list[str]] = {}
    for line in lines.splitlines():
        words, hash_sign, why = line.partition("# via ")
        name = words.partition("==")[0].partition(" @ ")[0].strip().lower()
        if hash_sign and name:
            found[name] = [one.strip() for one in why.split(",") if not one.strip().startswith("-")]
    return found
