"""What the GitHub Action runs: inputs and the event in, annotations, files and outputs out.

The inputs come as INPUT_… variables and are pasted into no command. On a pull request the base
decides what is exempt (`--trusted`); where its commit is not in the checkout, nothing is.
"""

from __future__ import annotations

import json
import os
import re
import tempfile

from envguard.cli.base_checkout import write_base
from envguard.cli.checking import BROKEN, USAGE, run_check
from envguard.cli.saying import say
from envguard.engine.check import Check
from envguard.engine.git_objects import ask_git, has_commit
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.model import Severity
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.discovery import repository_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PULL_REQUESTS = ("pull_request", "pull_request_target")
_COMMIT = late(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MERGED = late(r"refs/pull/\d+/merge")
_CHOICES = {
    "profile": ("", "default", "paper"),
    "fail-on": ("", "info", "warning", "error"),
    "lock": ("", "check"),
    "trust": ("", "base", "change"),
    "annotations": ("", "true", "false"),
    "summary": ("", "true", "false"),
}
_MOST_OF_AN_EVENT = 32 << 20


class InputProblem(Exception):
    """An input that the Action does not take; the message names it."""


class Base(NamedTuple):
    """What a pull request is made to. `commit` is "" where the checkout does not hold it."""

    commit: str
    name: str


def main() -> int:
    """Run the Action's step; the exit code is the return value."""
    temporary = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    outputs: dict[str, object] = {"exit-code": BROKEN}
    try:
        with tempfile.TemporaryDirectory(prefix="envguard-base-", dir=temporary) as folder:
            outputs["exit-code"] = _run(folder, temporary, outputs)
    except InputProblem as problem:
        say(str(problem))
        outputs["exit-code"] = USAGE
    except OSError as error:
        say(f"{error.filename or 'output'}: {error.strerror}")
    finally:
        _append("GITHUB_OUTPUT", "".join(_output(name, value) for name, value in outputs.items()))
    code = outputs["exit-code"]
    return code if isinstance(code, int) else BROKEN


def _run(folder: str, temporary: str, outputs: dict[str, object]) -> int:
    for name, words in _CHOICES.items():
        if _input(name) not in words:
            raise InputProblem(f"`{name}` should be one of {', '.join(filter(None, words))}")
    os.chdir(os.path.join(os.environ.get("GITHUB_WORKSPACE") or ".", _input("working-directory")))
    files = {
        "sarif": _file("sarif-file", os.path.join(temporary, "envguard.sarif")),
        "json": _file("json-file", os.path.join(temporary, "envguard.json")),
    }
    base = _base()
    trusted = folder if base is not None and _input("trust") != "change" else None
    if base is not None and trusted is not None:
        _bring(base, folder)
    request = Request(
        paths=_lines("paths") or (".",),
        profile=_input("profile") or None,
        select=_codes("select"),
        ignore=_codes("ignore"),
        fail_on=_input("fail-on") or None,
        output_format="text" if _input("annotations") == "false" else "github",
        outputs=tuple(f"{kind}={path}" for kind, path in files.items()),
        settings=_existing("settings"),
        baseline=_input("baseline") or None,
        changed_since=_changed_since(base),
        trusted=trusted,
    )
    kept: list[tuple[Check, Result]] = []

    def after(check: Check, result: Result) -> None:
        kept.append((check, result))
        outputs.update(_counts(result))
        outputs.update({f"{k}-file": p for k, p in files.items() if os.path.isfile(p)})

    code = run_check(request, after)
    locks = _locks(*kept[0]) if kept and _input("lock") == "check" else None
    if locks is not None:
        outputs["lock-exit-code"] = locks
    if _input("summary") != "false":
        _append("GITHUB_STEP_SUMMARY", _summary(kept, code, locks))
    return code or locks or 0


def _base() -> Base | None:
    """The base of the pull request that this runs for; None for other events."""
    if os.environ.get("GITHUB_EVENT_NAME") not in _PULL_REQUESTS:
        return None
    about = _event().get("pull_request")
    there = about.get("base") if isinstance(about, dict) else None
    name = there.get("sha") if isinstance(there, dict) else None
    root = repository_root(os.getcwd())
    if root is None or not isinstance(name, str) or not _COMMIT.fullmatch(name):
        return Base("", str(name))
    if has_commit(root, name):
        return Base(name, name)
    # GitHub's own merge of the two has the base as its first parent; only that one is taken, for
    # any other commit is the stranger's
    here = ask_git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    merged = _MERGED.fullmatch(os.environ.get("GITHUB_REF", ""))
    if merged and here and here.decode().strip() == os.environ.get("GITHUB_SHA"):
        first = ask_git(root, "rev-parse", "--verify", "--quiet", "HEAD^1^{commit}")
        if first and has_commit(root, first.decode().strip()):
            return Base(first.decode().strip(), name)
    return Base("", name)


def _bring(base: Base, folder: str) -> None:
    root = repository_root(os.getcwd())
    if base.commit and root is not None:
        named = tuple(
            os.path.realpath(path)[len(os.path.realpath(root)) + 1 :].replace(os.sep, "/")
            for path in (_input("settings"), _input("baseline"))
            if path
        )
        count = write_base(root, base.commit, folder, named)
        say(f"the settings, ignores and baseline of the base {base.commit[:12]} decide "
            f"({count} files)")  # fmt: skip
    else:
        say(f"the base {base.name[:12]} is not in the checkout, so nothing is exempt and the "
            "default settings hold; `fetch-depth: 2` for actions/checkout brings it")  # fmt: skip


def _event() -> dict[str, Any]:
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    try:
        with open(path, "rb") as stream:
            event = json.loads(stream.read(_MOST_OF_AN_EVENT))
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _changed_since(base: Base | None) -> str | None:
    given = _input("changed-since")
    if given != "auto":
        return given or None
    if base is not None and not base.commit:
        say("`changed-since: auto` has no effect: the base is not in the checkout")
    return base.commit or None if base is not None else None


def _locks(check: Check, result: Result) -> int:
    """Judge the locks of the files that were checked, under the settings that held for them."""
    from envguard.cli.locking import run_lock_check

    paths = tuple(path for path, kind in result.checked if kind in ("environment", "lock"))
    if not paths:
        say("`lock: check`: there is neither an environment file nor a lock")
        return 0
    return run_lock_check(paths, if_locked=True, settings=check.terms.settings(paths[0]))


def _summary(kept: list[tuple[Check, Result]], code: int, locks: int | None) -> str:
    if not kept:
        return f"## envguard could not run\n\nExit code {code}; the step's log says why.\n"
    from envguard.cli.checking import rendered

    text = "".join(rendered(*kept[0], "markdown", False))
    if locks is not None:
        said = "fresh, or not to be told" if locks == 0 else "**not good**; the step's log says why"
        text += f"\nLocks: {said}.\n"
    return text


def _counts(result: Result) -> dict[str, int]:
    counts = result.counts()
    return {
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "infos": counts[Severity.INFO],
        "unknowns": len(result.unknowns),
        "ignored": result.ignored(),
        "files": len(result.checked),
    }


def _input(name: str) -> str:
    return os.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def _lines(name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in _input(name).splitlines() if line.strip())


def _codes(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\s,]+", _input(name)))


def _file(name: str, usual: str) -> str:
    path = _input(name) or usual
    if "\n" in path or "\r" in path:
        raise InputProblem(f"`{name}` should be the path of one file")
    return os.path.abspath(path)


def _existing(name: str) -> str | None:
    path = _input(name)
    if path and not os.path.isfile(path):
        raise InputProblem(f"`{name}`: there is no file {path}")
    return path or None


def _output(name: str, value: object) -> str:
    return f"{name}={value}\n"


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)


if __name__ == "__main__":
    raise SystemExit(main())
