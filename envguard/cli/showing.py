"""What `check` shows instead of findings: the settings in force, the files, the fixes' diff."""

from __future__ import annotations

import difflib
import os
import sys

from envguard.engine.result import Result
from envguard.project.settings import KEYS
from envguard.reports.wording import shown_path, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.engine.check import Check
    from envguard.engine.fixing import Change


def show_settings(check: Check) -> int:
    """Every setting for the first path, with where it was set."""
    first = check.request.paths[0]
    settings = check.terms.settings(os.path.join(first, "file") if os.path.isdir(first) else first)
    for key in KEYS:
        print(f"{key} = {as_toml(settings.get(key))}  # {settings.origin(key)}")
    return 0


def show_files(result: Result) -> str:
    """Each file with its kind, and each that was not read with the reason."""
    rows = [(shown_path(path), kind) for path, kind in result.checked]
    rows += [(shown_path(one.path), f"not read: {one.reason}") for one in result.skipped]
    return "".join(f"{visible(path)}: {visible(words)}\n" for path, words in sorted(rows))


def show_diff(changes: list[Change]) -> str:
    """What `--fix` would write, as a unified diff; the files' words are raw only for a program."""
    parts: list[str] = []
    spelled = _for_a_terminal if sys.stdout.isatty() else str
    # a file may be there under several names, and a patch changes it once, by none that is a link
    by_file: dict[str, Change] = {}
    for change in changes:
        real = os.path.realpath(change.path)
        if real not in by_file or not os.path.islink(change.path):
            by_file[real] = change
    for change in by_file.values():
        # a name with a line break would be a patch for another file
        path = visible(shown_path(change.path))
        lines = difflib.unified_diff(
            _lines(change.before), _lines(change.after), f"a/{path}", f"b/{path}"
        )
        for line in lines:
            said = spelled(line.removesuffix("\n"))
            end = "\n" if line.endswith("\n") else "\n\\ No newline at end of file\n"
            parts.append(said + end)
    return "".join(parts)


def _lines(content: str) -> list[str]:
    """The lines as patches know them, which end with a line feed alone."""
    *lines, last = content.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _for_a_terminal(line: str) -> str:
    return "\t".join(map(visible, line.removesuffix("\r").split("\t")))


def as_toml(value: object) -> str:
    """A setting's value as it would stand in a settings file."""
    import json

    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(str(k))} = {as_toml(v)}" for k, v in value.items())
        return f"{{{inner}}}" if inner else "{}"
    return json.dumps(value, ensure_ascii=False)
