"""One launch in every kind of script: the same words at their places, edits that read back."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from envguard.formats.tree import SyntaxProblem
from envguard.model import Source, Text
from envguard.subjects.command import Command, Document
from envguard.subjects.shell import commands

_LINE = "jupyter lab --ip=0.0.0.0 --ServerApp.token=''"
_WRAPPED = "jupyter lab \\\n{0}--ip=0.0.0.0 \\\n{0}--ServerApp.token=''"
_STEP = "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "
_SINGLE = "'jupyter lab --ip=0.0.0.0 --ServerApp.token='''''"


def _cells(*sources: object) -> str:
    cells = [{"cell_type": "code", "source": source, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=1)


FORMS = {
    "shell script": ("shell_script", f"#!/bin/bash -l\nset -e\nif true; then\n  {_LINE}\nfi\n"),
    "sbatch script": ("shell_script", f"#!/bin/sh\n#SBATCH -n 1\n{_LINE}\n"),
    "workflow": ("workflow", f"{_STEP}{_LINE}\n"),
    "workflow quoted": ("workflow", f'{_STEP}"{_LINE}"\n'),
    "workflow single": ("workflow", f"{_STEP}{_SINGLE}\n"),
    "workflow block": ("workflow", f"{_STEP}|\n          cd /\n          {_LINE}\n"),
    "workflow folded": (
        "workflow",
        f"{_STEP}>-\n          jupyter lab\n          --ip=0.0.0.0\n"
        "          --ServerApp.token=''\n",
    ),
    "workflow after an expression": (
        "workflow",
        f"{_STEP}|\n          cd ${{{{ github.workspace }}}}\n          {_LINE}\n",
    ),
    "action": (
        "workflow",
        f"runs:\n  using: composite\n  steps:\n    - run: {_LINE}\n      shell: bash\n",
    ),
    "gitlab": ("gitlab_ci", f"a:\n  script:\n    - cd /\n    - {_LINE}\n"),
    "gitlab string": ("gitlab_ci", f'a:\n  script: "{_LINE}"\n'),
    "gitlab nested": ("gitlab_ci", f"a:\n  script: [[ls, {_SINGLE}]]\n"),
    "gitlab reference": (
        "gitlab_ci",
        f"a:\n  script:\n    - !reference [default, before_script]\ndefault:\n"
        f"  before_script: [ls]\nb:\n  after_script:\n    - {_LINE}\n",
    ),
    "ansible shell": ("ansible", f"- hosts: all\n  tasks:\n    - shell: {_LINE} chdir=/x\n"),
    "ansible shell mapping": (
        "ansible",
        f"- block:\n  - ansible.builtin.shell:\n      cmd: |\n        cd {{{{ x }}}}\n"
        f"        {_LINE}\n",
    ),
    "ansible command": ("ansible", f"- name: x\n  command: creates=/y {_LINE}\n"),
    "ansible command folded": (
        "ansible",
        "- command: >\n    jupyter lab\n    --ip=0.0.0.0\n    --ServerApp.token=''\n",
    ),
    "ansible argv": (
        "ansible",
        "- ansible.builtin.command:\n    argv:\n      - jupyter\n      - lab\n"
        '      - "--ip=0.0.0.0"\n      - --ServerApp.token=\n',
    ),
    "ansible old action": ("ansible", f"- action: raw {_LINE}\n"),
    "make": ("makefile", f"lab: dep\n\t@{_LINE}\n"),
    "make over lines": ("makefile", "lab:\n\t-cd / && " + _WRAPPED.format("\t  ") + "\n"),
    "make behind a semicolon": ("makefile", f"lab: dep ; {_LINE}\n"),
    "make one shell": ("makefile", f".ONESHELL:\nlab:\n\tcd /\n\t{_LINE}\n"),
    "make canned": ("makefile", f"define RUN\ncd /\n{_LINE}\nendef\nlab:\n\t$(RUN)\n"),
    "just": ("justfile", f"lab port='1': dep\n    @{_LINE}\n"),
    "just over lines": ("justfile", "lab:\n  " + _WRAPPED.format("    ") + "\n"),
    "just script": ("justfile", f"lab:\n  #!/usr/bin/env bash\n  cd /\n  {_LINE}\n"),
    "package.json": ("package_json", json.dumps({"scripts": {"start": f"cd / && {_LINE}"}})),
    "package.json with escapes": (
        "package_json",
        json.dumps({"scripts": {"start": f'echo "é\n" && {_LINE}'}}),
    ),
    "notebook": ("notebook", _cells(["import os\n", f"!{_LINE}\n", "x = 1"])),
    "notebook string": ("notebook", _cells(f"import os\nout = !{_LINE}")),
    "notebook over lines": (
        "notebook",
        _cells(["!jupyter lab \\\n", "  --ip=0.0.0.0 \\\n", "  --ServerApp.token=''\n"]),
    ),
    "notebook cell": ("notebook", _cells(["%%bash\n", "cd /\n", f"{_LINE}\n"])),
    "notebook system": ("notebook", _cells([f"%system {_LINE}"])),
    "markdown": ("markdown", f"# Start\n\n```bash\n{_LINE}\n```\n"),
    "markdown console": (
        "markdown",
        f"~~~console\n(base) ada@gpu:~/x$ {_LINE}\nServing at x\n$ ls\n~~~\n",
    ),
    "markdown in a list": (
        "markdown",
        f"1. Start\n\n   ```sh\n   cd /\n\n   {_LINE}\n   ```\n2. Stop\n",
    ),
    "markdown in a quote": (
        "markdown",
        "> ```sh\n> " + _WRAPPED.format(">     ").replace("\n>  ", "\n> ") + "\n> ```\n",
    ),
    "markdown untagged": ("markdown", f"```\ncd x\n{_LINE}\n```\n"),
    "markdown indented": ("markdown", f"Run\n\n    $ {_LINE}\n\nand wait.\n"),
    "markdown with CRLF": ("markdown", f"```bash\r\ncd /\r\n{_LINE}\r\n```\r\n"),
}  # fmt: skip

_DELEGATED = {
    "a Dockerfile": f"```dockerfile\nFROM x\nCMD {_LINE}\n```\n",
    "compose": f'```yaml\nservices:\n  a:\n    command: "{_LINE}"\n```\n',
    "a workflow": f"* y\n\n  ```yml\n  {_STEP}{_LINE}\n  ```\n".replace("\n  a:", "\n    a:")
    .replace("\n    runs", "\n      runs")
    .replace("\n    steps", "\n      steps")
    .replace("\n      - run", "\n        - run"),
    "steps": f"```yaml\n- uses: a/b@v1\n- name: x\n  run: {_LINE}\n```\n",
    "a Makefile": f"```makefile\nlab:\n\t{_LINE}\n```\n",
    "package.json": f'```json\n{{"scripts": {{"a": "{_LINE}"}}}}\n```\n',
    "a unit": f"```ini\n[Service]\nExecStart={_LINE}\n```\n",
    "a cell": f"```{{code-cell}} ipython3\nx = 1\n!{_LINE}\n```\n",
    "a cell tagged as Python": f"```python\n!{_LINE}\n```\n",
}

_EXEC = {"ansible command", "ansible command folded", "ansible argv"}
EDITS = [
    "127.0.0.1", "a b", 'say "x"', "it's", "$HOME", "50%", "a\\b", "x;y", "#z", ": c", "{{ x }}",
    "${{ x }}", "<a>", "`", "{a}", "é",
]  # fmt: skip


def launched(kind: str, content: str) -> Command:
    """The one jupyter command of a file."""
    text = Text.whole(Source("x", content))
    carrier = import_module(f"envguard.subjects.carriers.{kind}")
    found = commands(carrier.launches(Document("x", text, lambda path: None)))
    (command,) = [command for command in found if command.program == "jupyter"]
    return command


@pytest.mark.parametrize(("kind", "content"), FORMS.values(), ids=FORMS)
def test_the_launch_has_the_same_words_at_their_own_places(kind: str, content: str) -> None:
    command = launched(kind, content)
    assert command.values == ["jupyter", "lab", "--ip=0.0.0.0", "--ServerApp.token="]
    for word in command.argv[:3]:
        assert word.text.spelled() == word.value
    assert command.argv[2].text.start == content.index("--ip=")
    assert command.argv[3].text.start == content.index("--ServerApp")


@pytest.mark.parametrize("content", _DELEGATED.values(), ids=_DELEGATED)
def test_a_fence_of_another_format_is_read_by_its_carrier(content: str) -> None:
    command = launched("markdown", content)
    assert command.values[:3] == ["jupyter", "lab", "--ip=0.0.0.0"]
    assert command.argv[2].text.start == content.index("--ip=")
    assert command.context.setting == "prose"


@pytest.mark.parametrize("put", EDITS)
@pytest.mark.parametrize("name", FORMS)
def test_an_edit_reads_back_as_what_was_put_in_or_is_refused(name: str, put: str) -> None:
    kind, content = FORMS[name]
    if name not in _EXEC:
        # in a shell text a space in an edit means whole words
        put = put.replace(" ", "-")
    command = launched(kind, content)
    edit = command.argv[2].text.spell(len("--ip="), len("--ip=0.0.0.0"), put)
    if edit is None:
        assert put != "127.0.0.1"
        return
    start, end, spelled = edit
    changed = content[:start] + spelled + content[end:]
    try:
        again = launched(kind, changed)
    except (SyntaxProblem, ValueError):
        pytest.fail(f"{changed!r} is broken")
    assert again.values == [*command.values[:2], f"--ip={put}", command.values[3]]
