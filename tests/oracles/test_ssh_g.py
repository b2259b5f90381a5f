"""Random configurations: our answer must be that of the installed `ssh -G`, option by option."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

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


def difference(desk: Desk, seed: int) -> str:
    """What differs for the configuration of a number, "" where nothing does, "-" if left out."""
    made = configurations.configuration(seed)
    if not configurations.same_everywhere(made):
        return "-"
    desk.lay(made)
    try:
        real, ours = desk.real(made.host), desk.ours(made.host)
    except Incomparable:
        return "-"
    if real is None or ours is None:
        same = real is ours
        return "" if same else f"ssh {'refuses' if real is None else 'accepts'}: {made}"
    names = {name for name in real.keys() | ours.keys() if real.get(name) != ours.get(name)}
    return str([(n, real.get(n), ours.get(n)) for n in sorted(names)] + [made]) if names else ""


def differences(desk: Desk, seeds: range) -> list[str]:
    return [difference(desk, seed) for seed in seeds]


def test_random_configurations_have_the_same_answer(ssh: str, tmp_path: Path) -> None:
    desks = [Desk(tmp_path / str(number), ssh) for number in range(WORKERS)]
    parts = [range(number, RUNS, WORKERS) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        found = [said for part in pool.map(differences, desks, parts) for said in part]
    compared = [said for said in found if said != "-"]
    assert [said for said in compared if said][:3] == []
    assert len(compared) > RUNS * 0.8


def test_an_empty_configuration_prints_every_default(ssh: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, ssh)
    desk.lay(configurations.Configuration((), {}, "host"))
    assert desk.ours("host") == desk.real("host")
