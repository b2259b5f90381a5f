"""Random configurations: our answer must be that of the installed `ssh -G`, option by option."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from envguard.model import Source, Text
from envguard.subjects.ssh import Machine, follow_includes, read_ssh_config, this_machine

RUNS = 3_000
WORKERS = 4

Answer = dict[str, list[str]]


def load(name: str) -> ModuleType:
    """A module beside this test, which is no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


configurations = load("ssh_configurations")


@pytest.fixture(scope="module")
def ssh() -> str:
    found = shutil.which("ssh")
    if found is None:
        pytest.skip("ssh is not installed")
    said = subprocess.run([found, "-V"], capture_output=True, text=True, check=False)
    if "OpenSSH_9.2" not in said.stdout + said.stderr:
        pytest.skip(f"the random comparison is for OpenSSH 9.2, not {said.stderr.strip()}")
    return found


class Desk:
    """A home folder with a configuration that both readers are asked about."""

    def __init__(self, folder: Path, ssh: str) -> None:
        self.ssh = ssh
        self.config = folder / "config"
        self.folder = folder / "home" / ".ssh"
        (self.folder / "d").mkdir(parents=True)
        home = str(folder / "home")
        self.environment = {"HOME": home, "PATH": os.environ["PATH"]}
        self.machine = this_machine()._replace(home=home, environment=self.environment)

    def lay(self, made: configurations.Configuration) -> None:  # type: ignore[name-defined]
        (self.folder / "loop").unlink(missing_ok=True)
        for name, lines in made.files.items():
            (self.folder / name).write_bytes("".join(lines).encode())
        self.config.write_bytes("".join(made.lines).encode())

    def real(self, host: str) -> Answer | None:
        """What ssh says; None where it refuses. Raises where it could not complete a list."""
        run = subprocess.run(
            [self.ssh, "-G", "-F", str(self.config), "--", host],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=self.environment,
            check=False,
        )
        if b"fill_default_options" in run.stderr:
            raise Incomparable
        if run.returncode:
            return None
        found: Answer = defaultdict(list)
        for line in run.stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]:
            name, _, value = line.partition(" ")
            found[name.lower()].append(value)
        return dict(found)

    def ours(self, host: str) -> Answer | None:
        content = self.config.read_bytes().decode()
        mark = "\ufeff" if content.startswith("\ufeff") else ""
        source = Source(str(self.config), content[len(mark) :], "utf-8", mark)
        machine: Machine = self.machine
        config = read_ssh_config(
            Text.whole(source), include=follow_includes(machine), machine=machine
        )
        answer = config.effective(host)
        if not answer.ok:
            return None
        if not all(option.certain for option in answer.options.values()):
            raise Incomparable
        return {
            name: list(option.value) if isinstance(option.value, tuple) else [option.value]
            for name, option in answer.options.items()
        }


class Incomparable(Exception):
    """Builds differ here, or DNS would have to be asked."""


class Outcome(NamedTuple):
    """How a comparison ended: "left out", "accepted" or "refused" by both, or "different"."""

    kind: str
    made: configurations.Configuration  # type: ignore[name-defined]
    said: str = ""


def compare(desk: Desk, seed: int) -> Outcome:
    """Asks both about the configuration of a number."""
    made = configurations.configuration(seed)
    if not configurations.same_everywhere(made):
        return Outcome("left out", made)
    desk.lay(made)
    try:
        real, ours = desk.real(made.host), desk.ours(made.host)
    except Incomparable:
        return Outcome("left out", made)
    if real is None and ours is None:
        return Outcome("refused", made)
    if real is None or ours is None:
        said = f"{seed}: ssh {'refuses' if real is None else 'accepts'}: {made}"
        return Outcome("different", made, said)
    names = {name for name in real.keys() | ours.keys() if real.get(name) != ours.get(name)}
    if not names:
        return Outcome("accepted", made)
    options = [(name, real.get(name), ours.get(name)) for name in sorted(names)]
    return Outcome("different", made, f"{seed}: {options} {made}")


def compare_many(desk: Desk, first: int, step: int, wanted: int) -> list[Outcome]:
    """Compares until there are so many comparisons, those left out aside."""
    found: list[Outcome] = []
    for seed in count(first, step):
        outcome = compare(desk, seed)
        if outcome.kind != "left out":
            found.append(outcome)
        if len(found) == wanted:
            break
    return found


FEATURES = {
    "Include": r"(?im)^\s*include\b",
    "Match": r"(?im)^\s*match\b",
    "quotes": r"[\"']",
    "comments": r"(?m)(^|\s)#",
    "CRLF": r"\r\n",
}
"""What the configurations must hold, as patterns of their text."""


def test_random_configurations_have_the_same_answer(
    ssh: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    desks = [Desk(tmp_path / str(number), ssh) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        parts = pool.map(
            compare_many, desks, range(WORKERS), [WORKERS] * WORKERS, [RUNS // WORKERS] * WORKERS
        )
        found = [outcome for part in parts for outcome in part]
    assert [outcome.said for outcome in found if outcome.said][:3] == []
    assert len(found) == RUNS
    kinds = Counter(outcome.kind for outcome in found)
    texts = ["".join(outcome.made.lines) for outcome in found if outcome.kind == "accepted"]
    for feature, pattern in FEATURES.items():
        kinds[f"accepted with {feature}"] = sum(re.search(pattern, t) is not None for t in texts)
    for name, number in kinds.items():
        record_property(name, number)
    # what both refuse shows little, so most must be accepted, and with each feature
    assert kinds["accepted"] > RUNS / 2
    assert min(kinds[f"accepted with {feature}"] for feature in FEATURES) > RUNS / 20


def test_an_empty_configuration_prints_every_default(ssh: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, ssh)
    desk.lay(configurations.Configuration((), {}, "host"))
    assert desk.ours("host") == desk.real("host")
