"""One launch, every carrier: JUP001 at the very word, wherever the command stands."""

from __future__ import annotations

import json

import pytest

from envguard.testing import check_files

LAUNCH = "jupyter lab --ip=0.0.0.0 --ServerApp.token=''"
WORD = "--ServerApp.token=''"

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Start\n"]},
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": ["x = 1\n", f"!{LAUNCH}"],
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}

FILES: list[tuple[str, str, str]] = [
    ("shell", "start.sh", f"#!/bin/bash\n{LAUNCH}\n"),
    ("shell, continued", "start.sh", "jupyter lab \\\n  --ip=0.0.0.0 \\\n  --ServerApp.token=''\n"),
    ("sbatch", "start.sbatch", f"#!/bin/bash\n#SBATCH -n 1\nsrun {LAUNCH}\n"),
    ("RUN", "Dockerfile", f"FROM debian:12\nRUN {LAUNCH}\n"),
    ("CMD, shell", "Dockerfile", f"FROM debian:12\nCMD {LAUNCH}\n"),
    ("CMD, exec", "Dockerfile",
     'FROM debian:12\nCMD ["jupyter", "lab", "--ip=0.0.0.0", "--ServerApp.token=\'\'"]\n'),
    ("ENTRYPOINT and CMD", "Dockerfile",
     'FROM debian:12\nENTRYPOINT ["jupyter"]\n'
     'CMD ["lab", "--ip=0.0.0.0", "--ServerApp.token=\'\'"]\n'),
    ("RUN, heredoc", "Dockerfile", f"FROM debian:12\nRUN <<EOF\n{LAUNCH}\nEOF\n"),
    ("sh -c in exec", "Dockerfile", f'FROM debian:12\nCMD ["sh", "-c", "{LAUNCH}"]\n'),
    ("backtick escape", "Dockerfile",
     "# escape=`\nFROM debian:12\nCMD jupyter lab `\n  --ip=0.0.0.0 --ServerApp.token=''\n"),
    ("compose, string", "compose.yml",
     f"services:\n  a:\n    image: b:1\n    ports: ['8888:8888']\n    command: {LAUNCH}\n"),
    ("compose, list", "compose.yml",
     "services:\n  a:\n    image: b:1\n    ports: ['8888:8888']\n"
     "    command: [jupyter, lab, --ip=0.0.0.0, \"--ServerApp.token=''\"]\n"),
    ("compose, folded", "compose.yml",
     "services:\n  a:\n    image: b:1\n    ports: ['8888:8888']\n    command: >\n"
     "      jupyter lab\n      --ip=0.0.0.0\n      --ServerApp.token=''\n"),
    ("make", "Makefile", f"run:\n\t@{LAUNCH}\n"),
    ("just", "justfile", f"run:\n    @{LAUNCH}\n"),
    ("systemd", "jupyter.service", f"[Service]\nUser=ada\nExecStart=/usr/bin/{LAUNCH}\n"),
    ("workflow", ".github/workflows/a.yml",
     f"on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: |\n"
     f"          {LAUNCH} &\n"),
    ("gitlab", ".gitlab-ci.yml", f"a:\n  script:\n    - {LAUNCH}\n"),
    ("kubernetes", "pod.yaml",
     "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec:\n  containers:\n"
     "    - name: a\n      image: b:1\n      command: [jupyter]\n"
     "      args: [lab, --ip=0.0.0.0, \"--ServerApp.token=''\"]\n"
     "---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
     "spec: {type: LoadBalancer, selector: {app: a}, ports: [{port: 8888}]}\n"),
    ("ansible", "playbook.yml",
     f"- hosts: all\n  tasks:\n    - name: Start\n      ansible.builtin.shell: {LAUNCH}\n"),
    ("devcontainer", ".devcontainer/devcontainer.json",
     json.dumps({"image": "b:1", "postStartCommand": LAUNCH})),
    ("package.json", "package.json", json.dumps({"scripts": {"start": LAUNCH}})),
    ("procfile", "Procfile", f"web: {LAUNCH}\n"),
    ("notebook", "a.ipynb", json.dumps(NOTEBOOK, indent=1)),
    ("markdown", "README.md", f"Start it:\n\n```bash\n{LAUNCH}\n```\n"),
    ("markdown, prompt", "README.md", f"```console\n$ {LAUNCH}\n[I 10:00] Serving\n```\n"),
    ("markdown, untagged", "README.md", f"```\n{LAUNCH}\n```\n"),
    ("markdown, compose", "README.md",
     "```yaml\nservices:\n  a:\n    image: b:1\n    ports: ['8888:8888']\n"
     f"    command: {LAUNCH}\n```\n"),
    ("docker run", "start.sh", f"docker run -p 8888:8888 image:1 {LAUNCH}\n"),
    ("ssh", "start.sh", f'ssh gpu-node-01 "{LAUNCH}"\n'),
    ("bash -lc", "start.sh", f'sudo bash -lc "cd x && {LAUNCH}"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [row[1:] for row in FILES], ids=[r[0] for r in FILES])
def test_the_open_server_is_found_at_its_word(name: str, content: str) -> None:
    found = [r for r in check_files({name: content}).reported if r.code == "JUP001"]
    assert len(found) == 1, f"{len(found)} findings in:\n{content}"
    place = found[0].finding.location
    assert content[place.start : place.end] == WORD


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("start.sh", f"# {LAUNCH}\necho '{LAUNCH}'\necho \"sudo {LAUNCH}\"\n"),
        ("Dockerfile", f"FROM debian:12\n# CMD {LAUNCH}\nRUN echo \"{LAUNCH}\"\n"),
        ("Makefile", f"run:\n\t# {LAUNCH}\n\t@echo \"{LAUNCH}\"\n"),
        ("compose.yml", f"services:\n  a:\n    image: b:1\n    # command: {LAUNCH}\n"),
        ("README.md", f"Do not type `{LAUNCH}`!\n\n<!--\n{LAUNCH}\n-->\n"),
        ("a.ipynb", json.dumps({**NOTEBOOK, "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": [f"# !{LAUNCH}\n"]}]})),
    ],
)  # fmt: skip
def test_comments_and_printed_words_start_nothing(name: str, content: str) -> None:
    codes = [r.code for r in check_files({name: content}).reported]
    assert [code for code in codes if code.startswith(("CMD", "JUP"))] == []
