"""`envguard verify` and `envguard export`: installed environments in, differences and files out."""

from __future__ import annotations

import os
import sys

from envguard.lock.credentials import masked
from envguard.lock.installed.prefix import Prefix, read_prefix
from envguard.lock.problem import LockProblem
from envguard.project.settings import SettingsProblem
from envguard.reports.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.lock.lock import Lock

EQUAL, DIFFERS, USAGE, BROKEN = 0, 1, 2, 5


def run_verify(
    prefix: str | None,
    lock: str | None,
    categories: tuple[str, ...],
    strict: bool,
    output_format: str,
) -> int:
    """Compare an environment with its lock, print the differences; 0 where there is none, else 1.

    2 where one of the two cannot be told, 5 where a record is broken.
    """
    from envguard.lock.verify.verifying import verify
    from envguard.reports import drift

    try:
        found = _prefix(prefix)
        verdict = verify(found, _lock(found, lock), categories, strict)
        print(drift.as_json(verdict) if output_format == "json" else drift.as_text(verdict), end="")
    except LockProblem as problem:
        return _failed(problem.message, problem.code)
    except SettingsProblem as problem:
        return _failed(str(problem), USAGE)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return _disk_failed(error)
    return EQUAL if verdict.equal else DIFFERS


def run_export(prefix: str | None, from_history: bool, output: str | None) -> int:
    """Write an environment's environment.yml to standard output, or to a file at once."""
    from envguard.lock.export.exporting import export

    try:
        found = export(_prefix(prefix), from_history)
        for note in found.notes:
            print(f"envguard: {visible(masked(note))}", file=sys.stderr)
        if output is None or output == "-":
            sys.stdout.write(found.content)
            return EQUAL
        from envguard.project.writing import replace_file

        replace_file(output, found.content.encode("utf-8"))
    except LockProblem as problem:
        return _failed(problem.message, problem.code)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return _disk_failed(error, output)
    return EQUAL


def _prefix(given: str | None) -> Prefix:
    path = given or os.environ.get("CONDA_PREFIX", "")
    if not path:
        raise LockProblem(
            "name the folder of an environment, or activate it: CONDA_PREFIX is not set", USAGE
        )
    return read_prefix(path)


def _lock(prefix: Prefix, given: str | None) -> Lock:
    from envguard.lock.verify.locked import given_lock, project_lock

    if given is not None:
        return given_lock(given)
    from envguard.project.project import Project, project_root
    from envguard.project.settings import nearest

    settings = nearest(".")
    root = project_root(os.path.join(os.getcwd(), "environment.yml"), settings)
    return project_lock(Project(root, settings), "", prefix.platform)


def _failed(message: str, code: int) -> int:
    print(f"envguard: {visible(masked(message))}", file=sys.stderr)
    return code


def _disk_failed(error: OSError, output: str | None = None) -> int:
    if isinstance(error, BrokenPipeError):
        # the reader has gone (`| head`); nothing more can be said, also not at exit
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return EQUAL
    # an atomic write fails at a name that the user has never seen
    return _failed(f"{output or error.filename or 'output'}: {error.strerror}", BROKEN)
