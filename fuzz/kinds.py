"""A target for each kind of file: all its subjects, all rules on them, and every fix."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from envguard.engine import examine as examining
from envguard.engine.check import Check
from envguard.engine.examine import Examined
from envguard.engine.fixing import mend
from envguard.engine.request import Request
from envguard.model import Source
from envguard.project.kinds import BY_NAME
from fuzz.places import hold_outcome

NAMES = {
    "environment": "environment.yml", "requirements": "requirements.txt",
    "ssh-config": "ssh_config", "jupyterhub-config": "jupyterhub_config.py",
    "jupyter-python-config": "jupyter_server_config.py",
    "jupyter-json-config": "jupyter_server_config.json", "dockerfile": "Dockerfile",
    "compose": "compose.yml", "workflow": ".github/workflows/a.yml",
    "gitlab-ci": ".gitlab-ci.yml", "devcontainer": ".devcontainer/devcontainer.json",
    "package-json": "package.json", "procfile": "Procfile", "git-config": ".gitconfig",
    "makefile": "Makefile", "justfile": "justfile", "systemd": "a.service",
    "notebook": "a.ipynb", "markdown": "README.md", "shell": "a.sh", "lock": "conda-lock.yml",
    "manifest": "pixi.toml", "ansible-config": "ansible.cfg", "private-key": "id_rsa",
    "caddyfile": "Caddyfile", "nginx": "nginx.conf", "helm-values": "values.yaml",
    "ansible-inventory": "hosts", "ansible-variables": "group_vars/all.yml",
    "ansible": "playbook.yml", "kubernetes": "pod.yaml",
}  # fmt: skip
"""A file's name for each kind."""

_REQUEST = Request(
    paths=(), diff=True, unsafe_fixes=True, profile="paper", select=("ALL",), as_of="2026-11-01"
)


class Failed(Exception):
    """A rule or a reader raised; the cause is the exception."""


@contextmanager
def unguarded() -> Iterator[None]:
    """Exceptions of rules and readers come through, which otherwise become EGD004."""
    guarded = examining._Bench.fail

    def fail(bench: object, code: str, error: Exception, subject: object = None) -> None:
        raise Failed(f"{code}: {type(error).__name__}: {error}") from error

    examining._Bench.fail = fail  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        examining._Bench.fail = guarded  # type: ignore[method-assign]


def run(kind: str, content: str, folder: str) -> None:
    """Examine a file of a kind in an empty folder, mend it, and mend what came out once more."""
    path = os.path.join(folder, NAMES[kind])
    with unguarded():
        before, after = _mended(path, kind, content)
        if after is None:
            return
        left, again = _mended(path, kind, after)
    broken = _codes(left) & {"EGD001"}
    assert not broken or _codes(before) & broken, "what a fix made does not parse"
    assert again is None, f"a second fix goes on: {after!r} becomes {again!r}"


def _codes(examined: Examined) -> set[str]:
    return {one.code for one in examined.reported}


@lru_cache(maxsize=1)
def _check() -> Check:
    """Selecting the rules anew for every file would take half of the time."""
    return Check(_REQUEST)


def _mended(path: str, kind: str, content: str) -> tuple[Examined, str | None]:
    """What is said of a text, and the text after all fixes: None where nothing is mended."""
    check, source = _check(), Source(path, content)
    check.terms.forget()
    check.changes.clear()
    found = check.examine(source, BY_NAME[kind])
    for reported in found.reported:
        hold_outcome(reported.finding, content, path)
    for unknown in found.unknowns:
        hold_outcome(unknown, content, path)
    mend(check, source, content.encode("utf-8", "surrogatepass"), BY_NAME[kind], found)
    return found, check.changes[-1].after if check.changes else None
