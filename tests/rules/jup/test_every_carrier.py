"""The same launch gets the same verdict wherever it stands."""

from __future__ import annotations

import json

import pytest

from envguard.testing import check_files

LINE = "jupyter lab --ip=0.0.0.0 --IdentityProvider.token=''"
ARRAY = '["jupyter", "lab", "--ip=0.0.0.0", "--IdentityProvider.token=\'\'"]'
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
    "  - name: a\n    image: a/b:1\n"
)

NOTEBOOK = {
    "cells": [{"cell_type": "code", "source": [f"!{LINE}"]}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}

CARRIERS = {
    "script": {"a.sh": f"{LINE}\n"},
    "sbatch": {"a.sbatch": f"#!/bin/bash\n#SBATCH -t 1\nsrun {LINE}\n"},
    "CMD": {"Dockerfile": f"FROM a/b:1\nCMD {LINE}\n"},
    "CMD exec": {"Dockerfile": f"FROM a/b:1\nCMD {ARRAY}\n"},
    "ENTRYPOINT": {"Dockerfile": f"FROM a/b:1\nENTRYPOINT {ARRAY}\n"},
    "compose": {"compose.yaml": f"services:\n  a:\n    image: a/b:1\n    command: {LINE}\n"},
    "compose list": {"compose.yaml": f"services:\n  a:\n    image: a/b:1\n    command: {ARRAY}\n"},
    "kubernetes": {"a.yaml": f"{POD}    command: {ARRAY}\n"},
    "systemd": {"a.service": f"[Service]\nUser=ada\nExecStart=/usr/bin/{LINE}\n"},
    "makefile": {"Makefile": f"lab:\n\t{LINE}\n"},
    "justfile": {"justfile": f"lab:\n    {LINE}\n"},
    "procfile": {"Procfile": f"web: {LINE}\n"},
    "workflow": {
        ".github/workflows/a.yml": f"on: push\njobs:\n  a:\n    steps:\n      - run: {LINE}\n"
    },
    "ansible": {"playbook.yml": f"- hosts: all\n  tasks:\n    - name: a\n      shell: {LINE}\n"},
    "devcontainer": {"devcontainer.json": json.dumps({"postStartCommand": LINE})},
    "package.json": {"package.json": json.dumps({"scripts": {"lab": LINE}})},
    "notebook": {"a.ipynb": json.dumps(NOTEBOOK)},
    "README": {"README.md": f"```sh\n{LINE}\n```\n"},
    "docker run": {"a.sh": f"docker run -p 8888:8888 a/b:1 {LINE}\n"},
    "a config": {
        "a.sh": "jupyter lab\n",
        ".jupyter/jupyter_server_config.py": "c.ServerApp.ip = '0.0.0.0'\n"
        "c.IdentityProvider.token = ''\n",
    },
    "a JSON config": {
        ".jupyter/jupyter_server_config.json": '{"ServerApp": {"ip": "0.0.0.0"}, '
        '"IdentityProvider": {"token": ""}}'
    },
}


@pytest.mark.parametrize("files", CARRIERS.values(), ids=CARRIERS.keys())
def test_an_open_server_is_an_error_everywhere(files: dict[str, str]) -> None:
    found = {r.code: r.severity.word for r in check_files(files).reported}
    assert found.get("JUP001") == "error"
    assert not {"JUP002", "JUP010", "JUP017", "EGD001", "EGD004"} & found.keys()
