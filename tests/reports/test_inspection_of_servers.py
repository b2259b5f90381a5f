"""What `inspect` tells people of a server: each value, why, and the line behind it."""

from __future__ import annotations

from envguard.engine.inspection import Inspection
from envguard.model import Text
from envguard.reports.inspection import as_text
from envguard.subjects.command import Command, Context, Word
from envguard.subjects.jupyter.configs import ConfigFile
from envguard.subjects.jupyter.start import start


def page(line: str, config: str = "") -> list[str]:
    whole = Text.of(line, "run.sh")
    words, at = [], 0
    for part in line.split(" "):
        piece = whole[at : at + len(part)]
        words.append(Word(piece, piece))
        at += len(part) + 1
    command = Command(tuple(words), whole, Context("shell_script", "script"), user="ada")
    configs = [ConfigFile("jupyter_server_config.py", Text.of(config, "conf/c.py"), 1)]
    server = start(command, configs, "new")
    return as_text([Inspection("run.sh", "shell", [], [], [server])]).splitlines()


def test_each_value_has_its_line_and_its_file_where_that_is_another() -> None:
    lines = page("jupyter lab --ip=0.0.0.0", "c.ServerApp.token = ''\n")
    assert lines[1:] == [
        "  1:1 a Jupyter server (lab)",
        "    starts: yes",
        "    listens: all: every interface (1:13)",
        "    ip: 0.0.0.0 (1:13)",
        "    port: 8888 (the default)",
        "    authentication: none: the token is empty and there is no password (conf/c.py:1:21)",
        "    allow_origin: '' (the default)",
        "    any_origin: no",
        "    allow_root: no (the default)",
        "    runs_as_root: no: it runs as ada",
        "    tls: no (the default)",
        "    published: unknown",
    ]


def test_of_a_server_that_does_not_start_the_reason_is_all() -> None:
    assert [line.partition(":")[0] for line in page("jupyter lab --allow-origin=*")[2:]] == [
        "    starts"
    ]
