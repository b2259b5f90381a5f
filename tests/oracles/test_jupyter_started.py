"""Starts real Jupyter servers on loopback and compares what they do with what envguard says.

Each launch has a home, config and runtime folder of its own. The server is asked without
credentials; it is ready when it has described itself and its port takes connections, and is ended
with its whole process group. Skipped where no jupyter_server belongs to the running Python.
"""

from __future__ import annotations

import importlib.util
import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.command import Command, Context, Value, Word
from envguard.subjects.jupyter.commandline import read
from envguard.subjects.jupyter.configs import BESIDE, ConfigFile
from envguard.subjects.jupyter.options import LAB
from envguard.subjects.jupyter.server import JupyterServer
from envguard.subjects.jupyter.start import start

PATIENCE = 60.0
HASH = "sha1:7dbcb8b6588b:f83f51c0343e6e308a9dbd078424179a76105f96"


class Launch(NamedTuple):
    """Words behind `jupyter`, variables, and files by their place: cfg, path or cwd."""

    words: str
    files: dict[str, str] = {}  # noqa: RUF012 - an immutable default
    environment: dict[str, str] = {}  # noqa: RUF012 - an immutable default


PY, LAB_PY, NB_PY = (
    "cfg/jupyter_server_config.py",
    "cfg/jupyter_lab_config.py",
    "cfg/jupyter_notebook_config.py",
)
LAUNCHES = [
    Launch("server"),
    Launch("lab"),
    Launch("notebook --NotebookApp.token="),
    Launch("server --ServerApp.token="),
    Launch("lab --IdentityProvider.token=''"),
    Launch('lab --ServerApp.token=""'),
    Launch("server --token="),
    Launch("lab --NotebookApp.tokn=x --NotebookApp.token="),
    Launch("server --ServerApp.token= --ServerApp.allow_origin=*"),
    Launch("server --ServerApp.token= --ServerApp.allow_origin_pat=.*"),
    Launch(f"server --ServerApp.token= --ServerApp.password={HASH}"),
    Launch("server --ServerApp.password="),
    Launch("server --allow-origin=*"),
    Launch("server --ServerApp.ip=127.0.0.1 --ip=::1"),
    Launch("server --ip=0.0.0.0/0"),
    Launch("server -- --ServerApp.token="),
    Launch("server", {PY: "c.ServerApp.token = ''\n"}),
    Launch("server", {PY: "c.ServerApp.token = ''\nc.ServerApp.ip = (\n"}),
    Launch("server", {PY: "c.ServerApp.port = '1'\n"}),
    Launch("lab --NotebookApp.token=secret", {PY: "c.ServerApp.token = ''\n"}),
    Launch("lab", {LAB_PY: "c.ServerApp.token = ''\n", PY: "c.ServerApp.token = 'x'\n"}),
    Launch("lab", {NB_PY: "c.NotebookApp.token = ''\n"}),
    Launch("lab", {LAB_PY: "c.NotebookApp.tokn = ''\n"}),
    Launch("server", {"cwd/jupyter_server_config.py": "c.ServerApp.token = ''\n"}),
    Launch("server --config=my.py", {"cwd/my.py": "c.JupyterApp.token = ''\n", PY: "c.x = (\n"}),
    Launch("server", {"path/jupyter_config.json": '{"ServerApp": {"token": ""}}'}),
    Launch("server", {}, {"JUPYTER_TOKEN": ""}),
    Launch("server --ServerApp.token=", {}, {"JUPYTER_TOKEN": "secret"}),
    Launch("server", {"cfg/token": ""}, {"JUPYTER_TOKEN_FILE": "{cfg}/token"}),
    Launch("server --ServerApp.sock=jupyter.sock"),
]


def jupyter() -> str | None:
    """The `jupyter` beside the running Python, None where it has none of the packages."""
    needed = ("jupyter_server", "jupyterlab", "notebook")
    found = Path(sys.executable).with_name("jupyter")
    if any(importlib.util.find_spec(name) is None for name in needed) or not found.exists():
        return None
    return str(found)


def until(found: Callable[[], Any]) -> Any:
    """What `found` gives as soon as it gives something; fails when patience ends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = found()
        if value is not None:
            return value
        threading.Event().wait(0.05)
    pytest.fail("the server neither serves nor ends")


def served(process: subprocess.Popen[bytes], runtime: Path) -> dict[str, Any] | None:
    """The server's own description once it serves, an empty one where it ended, None before."""
    if process.poll() is not None:
        return {}
    for file in runtime.glob("jpserver-*.json"):
        with suppress(ValueError):
            info: dict[str, Any] = json.loads(file.read_text("utf-8"))
            return info if info["sock"] or connects(info) else None
    return None


def connects(info: dict[str, Any]) -> bool:
    """Whether its port takes connections: it is bound shortly after the server describes itself."""
    with suppress(OSError), socket.create_connection((address(info), info["port"]), PATIENCE):
        return True
    return False


def address(info: dict[str, Any]) -> str:
    """The loopback address at which it can be asked."""
    return "::1" if info["hostname"] == "::1" else "127.0.0.1"


def free_port() -> int:
    """A port of loopback that nobody uses just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    found = {name: tmp_path / name for name in ("home", "cfg", "path", "cwd", "run")}
    for folder in found.values():
        folder.mkdir()
    return found


def settings_of(launch: Launch, folders: dict[str, Path]) -> dict[str, str]:
    own = {name: value.format(**folders) for name, value in launch.environment.items()}
    return {"JUPYTER_PORT": str(free_port()), **own}


@contextmanager
def running(
    launch: Launch, folders: dict[str, Path], variables: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Start it, wait until it serves or ends, give its description (empty: it ended), end it."""
    program = jupyter()
    assert program is not None
    for name, content in launch.files.items():
        place, _, base = name.partition("/")
        (folders[place] / base).write_text(content, "utf-8")
    environment = {
        "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "HOME": str(folders["home"]),
        "JUPYTER_CONFIG_DIR": str(folders["cfg"]),
        "JUPYTER_CONFIG_PATH": str(folders["path"]),
        "JUPYTER_RUNTIME_DIR": str(folders["run"]),
        "JUPYTER_DATA_DIR": str(folders["home"] / "data"),
        **variables,
    }
    process = subprocess.Popen(
        [program, *words_of(launch)],
        cwd=folders["cwd"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield until(lambda: served(process, folders["run"]))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def words_of(launch: Launch) -> list[str]:
    """The words as an exec form hands them over: no shell takes quotes off."""
    name, *rest = launch.words.split(" ")
    return [name, "--allow-root", "--no-browser", *rest]


def expected(launch: Launch, folders: dict[str, Path], variables: dict[str, str]) -> JupyterServer:
    """What envguard says of the same launch."""
    argv = [Text.of(word, "launch") for word in ["jupyter", *words_of(launch)]]
    values = {name: Value(value, Text.of(value, name)) for name, value in variables.items()}
    context = Context("test", "service", user="root")
    words = tuple(Word(text, text) for text in argv)
    command = Command(words, Text.of(launch.words, "launch"), context, values)
    ranks = {"cfg": 1, "path": 2, "cwd": BESIDE}
    configs = [
        ConfigFile(name.partition("/")[2], Text.of(content, name), ranks[name.partition("/")[0]])
        for name, content in launch.files.items()
        if name.endswith((".py", ".json"))
    ]

    def reader(path: str) -> Text | None:
        file = Path(path)
        return Text.of(file.read_text("utf-8"), path) if file.is_file() else None

    return start(command, configs, "new", complete=True, reader=reader)


def ask(info: dict[str, Any]) -> tuple[bool, bool]:
    """Whether it hands out its files without credentials, and to pages of a foreign origin."""
    host = f"[{address(info)}]" if ":" in address(info) else address(info)
    url = f"http://{host}:{info['port']}/api/contents"
    own = urllib.request.Request(url, headers={"Referer": url})
    foreign = urllib.request.Request(url, headers={"Origin": "http://evil.example"})
    status, _ = answer(own)
    _, allowed = answer(foreign)
    return status == 200, allowed in ("*", "http://evil.example")


def answer(request: urllib.request.Request) -> tuple[int, str | None]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return response.status, response.headers["Access-Control-Allow-Origin"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Access-Control-Allow-Origin"]


@pytest.mark.skipif(jupyter() is None, reason="no jupyter_server, jupyterlab and notebook here")
@pytest.mark.parametrize("launch", LAUNCHES, ids=lambda launch: launch.words.replace(" ", "_"))
def test_a_started_server_does_what_is_said(launch: Launch, folders: dict[str, Path]) -> None:
    variables = settings_of(launch, folders)
    with running(launch, folders, variables) as info:
        said = expected(launch, folders, variables)
        assert said.starts.value is bool(info), said.starts
        if not info:
            return
        assert said.token_value.value in (info["token"], "unknown")
        if info["sock"]:
            assert said.listens.value == "socket"
            return
        assert said.port.value == info["port"]
        assert said.listens.value == "loopback"
        opened, foreign = ask(info)
        assert (said.authentication.value == "none") is opened
        if opened:
            assert said.any_origin.value is foreign


WORDS = """
--ip --port --sock-mode --allow-root --no-browser -y --y --debug --notebook-dir --config --watch
--client-ca --ServerApp.token --NotebookApp.token --ServerApp.ip -ip -ServerApp.ip --IP --token
--foo --allow-ro --no- --allow-origin --allow --po --notebook- --ServerApp.Token
--serverapp.token -f -h2 --ServerApp.allow-origin --certfile --sock --no-script --A.b -1 -.5
--_x --ServerApp._x --ä -x
"""
VALUES = ["", "x", "0.0.0.0", "''", '""', "1", "a=b", "-1", "-x", "[1]", "a b", "-a b", "nb.ipynb"]
option = st.sampled_from(WORDS.split())
value = st.sampled_from(VALUES)
pair = st.tuples(option.filter(lambda word: word != "-y"), value).map("=".join)
lines = st.lists(option | value | pair, max_size=5)


@settings(max_examples=400, deadline=None)
@given(lines)
def test_a_command_line_is_read_as_traitlets_reads_it(argv: list[str]) -> None:
    loader = pytest.importorskip("traitlets.config.loader", reason="no traitlets here")
    flags = {
        name: ({section: {trait: held} for section, trait, held in sets}, "")
        for name, sets in LAB.flags.items()
    }
    silent = logging.Logger("silent", logging.CRITICAL + 1)
    real = loader.KVArgParseConfigLoader(argv, LAB.aliases, flags, log=silent, classes=[])
    said = read(tuple(Word(Text.of(word), Text.of(word)) for word in argv), LAB)
    if said.stop:
        return
    output = io.StringIO()
    try:
        with redirect_stderr(output), redirect_stdout(output):
            config = real.load_config()
    except (SystemExit, loader.ArgumentError):
        assert said.refusal is not None
        return
    assert said.refusal is None
    assert [word.value for word in said.files] == real.get_extra_args()
    for section, traits in said.sections().items():
        for trait, setting in traits.items():
            held = config[section][trait]
            values = list(setting.many) if setting.many else setting.value
            assert (list(held) if setting.many else held) == values
