"""Starts real Jupyter servers on loopback and compares what they do with what `inspect` says.

Each launch is a project of its own with a `run.sh`: the shell really runs it there, with the
project as its home, and `envguard inspect run.sh` reads it. The server is asked without
credentials; it is ready when it has described itself and its port takes connections, and is ended
with its whole process group. The variable ENVGUARD_TEST_JUPYTER names the `jupyter` to start; else
it is the one beside the running Python, and without either all is skipped.
"""

from __future__ import annotations

import io
import json
import logging
import os
import shlex
import shutil
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
from envguard.subjects.command import Word
from envguard.subjects.jupyter.commandline import read
from envguard.subjects.jupyter.options import LAB

PATIENCE = 90.0
HASH = "sha1:7dbcb8b6588b:f83f51c0343e6e308a9dbd078424179a76105f96"


class Launch(NamedTuple):
    """A script, and the project's files beside it; PORT in the script is a free port.

    `handed_in`: what the script is handed decides who gets in, so that `inspect` may not know.
    """

    name: str
    script: str
    files: dict[str, str] = {}  # noqa: RUF012 - an immutable default
    handed_in: bool = False


def exactly(words: str, files: dict[str, str] | None = None, **variables: str) -> Launch:
    """`jupyter` with words that the shell hands over as they stand, quotes included."""
    name, *rest = words.split(" ")
    argv = ["jupyter", name, "--allow-root", "--no-browser", *rest]
    exports = [f"export {key}={shlex.quote(value)}" for key, value in variables.items()]
    script = "\n".join(["export JUPYTER_PORT=PORT", *exports, shlex.join(argv)])
    return Launch("_".join(words.split()), script, files or {})


PY, LAB_PY, NB_PY = (
    ".jupyter/jupyter_server_config.py",
    ".jupyter/jupyter_lab_config.py",
    ".jupyter/jupyter_notebook_config.py",
)
WORDS_AS_THEY_STAND = [
    exactly("server"),
    exactly("lab"),
    exactly("notebook --NotebookApp.token="),
    exactly("server --ServerApp.token="),
    exactly("lab --IdentityProvider.token=''"),
    exactly('lab --ServerApp.token=""'),
    exactly("server --token="),
    exactly("lab --NotebookApp.tokn=x --NotebookApp.token="),
    exactly("server --ServerApp.token= --ServerApp.allow_origin=*"),
    exactly("server --ServerApp.token= --ServerApp.allow_origin_pat=.*"),
    exactly(f"server --ServerApp.token= --ServerApp.password={HASH}"),
    exactly("server --ServerApp.password="),
    exactly("server --allow-origin=*"),
    exactly("server --ServerApp.ip=127.0.0.1 --ip=::1"),
    exactly("server --ip=0.0.0.0/0"),
    exactly("server -- --ServerApp.token="),
    exactly("server", {PY: "c.ServerApp.token = ''\n"}),
    exactly("server", {PY: "c.ServerApp.token = ''\nc.ServerApp.ip = (\n"}),
    exactly("server", {PY: "c.ServerApp.port = '1'\n"}),
    exactly("lab --NotebookApp.token=secret", {PY: "c.ServerApp.token = ''\n"}),
    exactly("lab", {LAB_PY: "c.ServerApp.token = ''\n", PY: "c.ServerApp.token = 'x'\n"}),
    exactly("lab", {NB_PY: "c.NotebookApp.token = ''\n"}),
    exactly("lab", {LAB_PY: "c.NotebookApp.tokn = ''\n"}),
    exactly("server", {"jupyter_server_config.py": "c.ServerApp.token = ''\n"}),
    exactly("server --config=my.py", {"my.py": "c.JupyterApp.token = ''\n", PY: "c.x = (\n"}),
    exactly(
        "server",
        {"path/jupyter_config.json": '{"ServerApp": {"token": ""}}'},
        JUPYTER_CONFIG_PATH="path",
    ),
    exactly("server", JUPYTER_TOKEN=""),
    exactly("server --ServerApp.token=", JUPYTER_TOKEN="secret"),
    exactly("server", {"token": ""}, JUPYTER_TOKEN_FILE="token"),
    exactly("server --ServerApp.sock=jupyter.sock"),  # and a port, which JUPYTER_PORT gives
]
SCRIPTS = [
    Launch(
        "nested shells",
        """bash -c "exec sh -c 'jupyter server --allow-root --port=PORT --ServerApp.token='"\n""",
    ),
    Launch(
        "variables of the script",
        "PORT_HERE=PORT\nOPEN=\nNAME=ServerApp\n"
        'jupyter server --allow-root --port "$PORT_HERE" "--$NAME.token=$OPEN"\n',
    ),
    Launch(
        "a default that is empty",
        'jupyter server --allow-root --port=PORT --ServerApp.token="${TOKEN:-}" &\nwait\n',
        handed_in=True,
    ),
    Launch(
        "a default that is a token",
        'export JUPYTER_TOKEN="${JUPYTER_TOKEN:-a-default}"\n'
        "nohup jupyter server --allow-root --port=PORT > out.log 2>&1 &\nwait\n",
    ),
    Launch(
        "a module, with options of Python",
        "env JUPYTER_TOKEN=abc python -u -m jupyter_server --allow-root --port=PORT\n",
    ),
    Launch(
        "a script of its own name, in another folder",
        "mkdir -p work && cd work && exec jupyter-server --allow-root --port=PORT\n",
    ),
    Launch(
        "a function",
        "serve() { jupyter server --allow-root --port=PORT --ServerApp.token=''; }\nserve\n",
    ),
    Launch(
        "a config that the script writes",
        "mkdir -p ~/.jupyter\ncat > ~/.jupyter/jupyter_server_config.py <<'END'\n"
        "c = get_config()\nc.ServerApp.token = ''\nEND\n"
        "jupyter server --allow-root --port=PORT\n",
    ),
    Launch(
        "a folder of configs that the script names",
        "export JUPYTER_CONFIG_DIR=conf\ntimeout 300 jupyter server --allow-root --port=PORT\n",
        {"conf/jupyter_server_config.json": '{"IdentityProvider": {"token": ""}}', PY: "c.x = 1\n"},
    ),
    Launch(
        "JSON over Python",
        "jupyter server --allow-root --port=PORT\n",
        {PY: "c.ServerApp.token = ''\n", PY[:-2] + "json": '{"ServerApp": {"token": "abc"}}'},
    ),
    Launch(
        "what a shell strips",
        "jupyter server --allow-root --port=PORT --ServerApp.token='' # --ServerApp.token=abc\n",
    ),
    Launch("a socket", "jupyter server --allow-root --sock=jupyter.sock --ServerApp.token=\n"),
    Launch(
        "an option twice",
        "jupyter server --allow-root --port=PORT --ServerApp.port=PORT --ServerApp.token=\n",
    ),
]
LAUNCHES = [*WORDS_AS_THEY_STAND, *SCRIPTS]


def jupyter() -> str | None:
    """The `jupyter` to start, None where there is none with all the packages."""
    named = os.environ.get("ENVGUARD_TEST_JUPYTER")
    found = Path(named) if named else Path(sys.executable).with_name("jupyter")
    needed = ("jupyter-server", "jupyter-lab", "jupyter-notebook")
    complete = all(found.with_name(name).exists() for name in needed)
    if named and not complete:
        pytest.fail("ENVGUARD_TEST_JUPYTER names no jupyter with server, lab and notebook")
    return str(found) if found.exists() and complete else None


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


def written(launch: Launch, folder: Path) -> Path:
    """The project of a launch."""
    project = folder / "project"
    for name, content in launch.files.items():
        place = project / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, "utf-8")
    project.mkdir(exist_ok=True)
    script = launch.script.replace("PORT_HERE", "\0").replace("JUPYTER_PORT", "\1")
    script = script.replace("PORT", str(free_port())).replace("\0", "PORT_HERE")
    (project / "run.sh").write_text(f"#!/bin/sh\n{script}".replace("\1", "JUPYTER_PORT"), "utf-8")
    return project


@contextmanager
def running(project: Path) -> Iterator[dict[str, Any]]:
    """Start it, wait until it serves or ends, give its description (empty: it ended), end it."""
    program = jupyter()
    shell = shutil.which("bash")
    assert program is not None
    assert shell is not None
    runtime = project.parent / "run"
    environment = {
        "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "HOME": str(project),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_DATA_DIR": str(project.parent / "data"),
    }
    process = subprocess.Popen(
        [shell, "run.sh"],
        cwd=project,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    described: dict[str, Any] = {}
    try:
        described = until(lambda: served(process, runtime))
        yield described
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        # `timeout` makes a group of its own, which the server would outlive the test in
        with suppress(ProcessLookupError):
            os.kill(described.get("pid", process.pid), signal.SIGKILL)
        process.wait()


def inspected(project: Path) -> dict[str, Any]:
    """What `inspect` says of the one server that the script starts."""
    words = [sys.executable, "-m", "envguard", "inspect", "run.sh", "--output-format", "json"]
    source = str(Path(__file__).resolve().parents[2])
    ran = subprocess.run(
        words, cwd=project, env={**os.environ, "PYTHONPATH": source}, capture_output=True
    )
    (server,) = json.loads(ran.stdout)["jupyter_servers"]
    found: dict[str, Any] = server
    return found


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
@pytest.mark.parametrize("launch", LAUNCHES, ids=lambda launch: launch.name.replace(" ", "-"))
def test_a_started_server_does_what_inspect_says(launch: Launch, tmp_path: Path) -> None:
    project = written(launch, tmp_path)
    said = inspected(project)
    with running(project) as info:
        assert said["starts"] is bool(info), said
        if not info:
            return
        if info["sock"]:
            assert said["listens"] == "socket"
            return
        assert said["port"] == info["port"]
        assert said["listens"] == "loopback"
        opened, foreign = ask(info)
        if launch.handed_in:
            assert said["authentication"] == "unknown"
            return
        assert (said["authentication"] == "none") is opened, said
        assert (said["authentication"] == "password") is bool(info["password"]), said
        if opened:
            assert said["any_origin"] is foreign


def test_enough_launches_are_started() -> None:
    assert len(LAUNCHES) >= 25


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
