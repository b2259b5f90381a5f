"""Judges launches of which it is known what they did when they were really started.

The rows of `data/jupyter_cases.jsonl` were started with jupyter_server 2.21.1, 1.24.0, notebook
6.5.7 and 6.1.6, jupyter_kernel_gateway 3.0.1 and jupyterhub 6.1.1, each in a network of its own,
and probed from another address and without credentials. Those of `data/jupyter_mixed.jsonl` are
random mixtures of class sections, values, config files and launchers, started in the same way on
the addresses of one machine; they found what nobody had thought of.
"""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from envguard.model import Text
from envguard.subjects.command import Command, Context, Value, Word
from envguard.subjects.jupyter.configs import BESIDE, ConfigFile
from envguard.subjects.jupyter.server import JupyterServer
from envguard.subjects.jupyter.start import start

DATA = Path(__file__).parent / "data" / "jupyter_cases.jsonl"
MIXED = Path(__file__).parent / "data" / "jupyter_mixed.jsonl"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "jupyter.jsonl"

MEASURES = (
    "started",
    "reachable_nonloopback",
    "no_auth",
    "exposed_no_auth",
    "any_origin",
    "runs_as_root",
)


Tell = Callable[[str], None]


class Row(NamedTuple):
    """One started server. `seen` holds the MEASURES, None where nothing could be seen.

    `proxied`: probed through a proxy before it, so that what was seen is the proxy's, too.
    """

    name: str
    generation: str
    argv: list[str]
    env: dict[str, str]
    files: dict[str, str]
    user: str
    seen: dict[str, bool | None]
    proxied: bool = False


def load(path: Path) -> list[Row]:
    """The rows of a file."""
    return [Row(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def from_raw(raw: dict[str, Any]) -> Row:
    """A row from the record of an experiment; what a shell does to its words is done here."""
    env = {name: value for name, value in raw["env"].items() if value is not None}
    argv = raw["argv"]
    if argv[:2] == ["sh", "-c"]:
        argv, env = _shell(argv[2], env)
    files = {name: text for name, text in raw["files"].items() if not name.startswith("nginx")}
    proxied = len(files) != len(raw["files"])
    seen = {name: raw["observed"].get(name) for name in MEASURES}
    user = "root" if raw["run_as"] == "root" else "1000"
    return Row(raw["id"], raw["generation"], argv, env, files, user, seen, proxied)


def _shell(line: str, env: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    def expanded(found: re.Match[str]) -> str:
        name, _, default = (found[1] or found[2]).partition(":-")
        return env.get(name) or default

    line = re.sub(r"\$\{([^}]*)\}|\$(\w+)", expanded, line)
    words = shlex.split(line, comments=True)
    env = dict(env)
    while words and (words[0] in ("exec", "nohup", "env") or re.match(r"\w+=", words[0])):
        name, equals, value = words.pop(0).partition("=")
        if equals:
            env[name] = value
    ends = [at for at, word in enumerate(words) if word in (">", "&", "|", ";", "2>&1")]
    return words[: min(ends, default=len(words))], env


def command_of(row: Row) -> Command:
    """The row's launch as a command."""
    words = []
    for value in row.argv:
        text = Text.of(value, "launch.sh")
        words.append(Word(text, text))
    values = {name: Value(value, Text.of(value, name)) for name, value in row.env.items()}
    whole = Text.of(shlex.join(row.argv), "launch.sh")
    return Command(tuple(words), whole, Context("test", "service"), values, user=row.user)


def configs_of(row: Row) -> list[ConfigFile]:
    """The row's files; JUPYTER_CONFIG_PATH outranks JUPYTER_CONFIG_DIR and the home folder."""
    found = []
    for path, content in row.files.items():
        where, _, rest = path.rpartition(":")
        folder, _, name = rest.rpartition("/")
        rank = {"": 1, "home": 1, "path": 2}.get(where, BESIDE)
        place = "/".join(part for part in (where, folder, name) if part)
        if folder and where == "":
            rank = BESIDE
        found.append(ConfigFile(name, Text.of(content, place), rank))
    return found


def started(row: Row) -> JupyterServer:
    """The row as envguard understands it; nothing exists beside what the row names."""

    def reader(path: str) -> Text | None:
        name = path.rpartition("/")[2]
        if path.startswith("{here}"):
            return Text.of("-----BEGIN", path)
        for known, content in row.files.items():
            if known.rpartition(":")[2].rpartition("/")[2] == name and "{" in path:
                return Text.of(content, path)
        return None

    return start(command_of(row), configs_of(row), row.generation, complete=True, reader=reader)


def said(row: Row, server: JupyterServer) -> dict[str, bool | None]:
    """What envguard says for each measure, None where it does not know."""
    known = {True: True, False: False}
    starts = known.get(server.starts.value)  # type: ignore[call-overload]
    reach = {"all": True, "address": True, "loopback": False, "socket": False}.get(
        str(server.listens.value)
    )
    auth = {"none": True, "unknown": None}.get(str(server.authentication.value), False)
    both = False if False in (reach, auth, starts) else (None if None in (reach, auth) else True)
    answers = {
        "started": starts,
        "reachable_nonloopback": reach,
        "no_auth": auth,
        "exposed_no_auth": both if starts else (starts and both),
        "any_origin": known.get(server.any_origin.value),  # type: ignore[call-overload]
        "runs_as_root": known.get(server.runs_as_root.value),  # type: ignore[call-overload]
    }
    if starts is False:
        return {"started": False, "exposed_no_auth": False}
    if starts is None:
        answers = {name: value if value is False else None for name, value in answers.items()}
    if row.proxied:
        answers.update(reachable_nonloopback=None, no_auth=None, exposed_no_auth=None)
    return answers


def table(rows: list[Row]) -> tuple[dict[str, Counter[str]], list[str]]:
    """How often each measure came out right, wrong, unknown or could not be seen; what was wrong.

    A row that is said not to start has no further measures; one that did start is wrong there.
    """
    counts: dict[str, Counter[str]] = {measure: Counter() for measure in MEASURES}
    wrong = []
    for row in rows:
        answers = said(row, started(row))
        for measure in MEASURES:
            saw, says = row.seen[measure], answers.get(measure, "nothing")
            if saw is None:
                outcome = "unseen"
            elif says is None:
                outcome = "unknown"
            else:
                outcome = "right" if says == saw else "wrong"
            counts[measure][outcome] += 1
            if outcome == "wrong":
                wrong.append(f"{row.name}: {measure}: said {says}, saw {saw}")
    return counts, wrong


def shown(counts: dict[str, Counter[str]]) -> str:
    """The counts as a table."""
    kinds = ("right", "wrong", "unknown", "unseen")
    lines = [f"{'':24}" + "".join(f"{kind:>9}" for kind in kinds)]
    for measure, counted in counts.items():
        lines.append(f"{measure:24}" + "".join(f"{counted[kind]:9}" for kind in kinds))
    return "\n".join(lines)


def check(rows: list[Row], tell: Tell, name: str) -> None:
    """No row is called what it was not, and few are unknown."""
    counts, wrong = table(rows)
    tell(f"{name}, {len(rows)} rows\n{shown(counts)}")
    assert not wrong
    for measure, counted in counts.items():
        assert counted["unknown"] <= 0.03 * len(rows), (measure, counted)


def test_what_a_launch_does_is_said_right_or_unknown_for_every_started_server(tell: Tell) -> None:
    rows = load(DATA)
    assert len(rows) == 297
    check(rows, tell, "Started Jupyter servers")


def test_random_mixtures_of_options_variables_and_files_are_said_right(tell: Tell) -> None:
    rows = load(MIXED)
    assert len(rows) == 389
    check(rows, tell, "Random mixtures")


def test_the_carried_rows_are_those_of_the_experiment(tell: Tell) -> None:
    if not SHARED.exists():
        pytest.skip("the record of the experiment is not beside the repository")
    raw = [json.loads(line) for line in SHARED.read_text("utf-8").splitlines()]
    rows = [from_raw(one) for one in raw]
    check(rows, tell, "The record of the experiment")
    carried = {row.name for row in load(DATA)}
    assert not carried - {row.name for row in rows}


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_rows_on_both_sides(measure: str) -> None:
    seen = {row.seen[measure] for row in load(DATA)}
    assert {True, False} <= seen
