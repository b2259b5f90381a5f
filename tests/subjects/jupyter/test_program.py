from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.command import HOLE, Command, Context, Word
from envguard.subjects.jupyter.program import is_server


def command(*words: str) -> Command:
    argv = tuple(Word(Text.of(word), Text.of(word)) for word in words)
    return Command(argv, Text.of(" ".join(words)), Context("shell", "script"))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("jupyter lab", "lab"),
        ("jupyter notebook", "notebook"),
        ("jupyter server", "server"),
        ("jupyter nbclassic", "nbclassic"),
        ("jupyter kernelgateway", "kernelgateway"),
        ("jupyter labhub", "labhub"),
        ("/opt/conda/bin/jupyter lab", "lab"),
        ("C:\\conda\\Scripts\\jupyter.exe lab", "lab"),
        ("jupyter-lab", "lab"),
        ("jupyter-kernelgateway", "kernelgateway"),
        ("python -m jupyterlab", "lab"),
        ("python3.11 -m jupyter lab", "lab"),
        ("python -u -W ignore -m notebook", "notebook"),
        ("python -m jupyter_server", "server"),
        ("python -m kernel_gateway", "kernelgateway"),
        ("python -m jupyterhub.singleuser", "singleuser"),
        ("jupyterhub", "hub"),
        ("jupyterhub -f /srv/jupyterhub_config.py", "hub"),
        ("jupyterhub-singleuser", "singleuser"),
        ("start-notebook.sh", "lab"),
        ("/usr/local/bin/start-notebook.py", "lab"),
        ("start-singleuser.sh", "singleuser"),
        ("ipython notebook", "notebook"),
    ],
)
def test_every_launcher_of_a_server_is_known(words: str, name: str) -> None:
    found = is_server(command(*words.split()))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "words",
    [
        "jupyter",
        "jupyter --version",
        "jupyter nbconvert --ip=0.0.0.0",
        "jupyter labextension install x",
        "jupyter lab build",
        "jupyter lab clean",
        "jupyter notebook list",
        "jupyter server stop 8888",
        "jupyter notebook password",
        "jupyter lab workspaces list",
        "jupyter-nbconvert",
        "jupyter-server list",
        "python -m jupyter nbconvert",
        "python -m notebook list",
        "python -m pip install jupyterlab",
        "python lab.py -m jupyterlab",
        "python -c 'import jupyterlab'",
        "python -m",
        "jupyterhub token",
        "ipython",
        "start.sh jupyter",
        "pip install notebook",
        "",
    ],
)
def test_what_starts_no_server_is_none(words: str) -> None:
    assert is_server(command(*words.split())) is None


def test_the_arguments_begin_behind_the_program() -> None:
    found = is_server(command("python", "-m", "jupyter", "lab", "--ip=0.0.0.0"))
    assert found is not None
    assert [word.value for word in found.arguments] == ["--ip=0.0.0.0"]
    assert found.launcher.value == "lab"


def test_a_program_that_only_the_start_shows_is_none() -> None:
    assert is_server(command("jupyter", HOLE)) is None
    assert is_server(command(HOLE, "lab")) is None
