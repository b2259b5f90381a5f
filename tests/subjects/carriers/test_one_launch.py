"""One launch in every form: the same words, each at its own place, and edits that read back."""

from __future__ import annotations

from importlib import import_module

import pytest

from envguard.model import Source, Text
from envguard.subjects.command import Command, Document
from envguard.subjects.shell import commands

_LINE = "jupyter lab --ip=0.0.0.0 --ServerApp.token=''"
_ARRAY = '["jupyter", "lab", "--ip=0.0.0.0", "--ServerApp.token=\'\'"]'
_POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: x\n    image: i\n"

FORMS = {
    "RUN": ("dockerfile", f"FROM x\nRUN {_LINE}\n"),
    "RUN over lines": (
        "dockerfile",
        "FROM x\nRUN cd / && \\\n # n\n jupyter lab \\\n  --ip=0.0.0.0 \\\n --ServerApp.token=''\n",
    ),
    "RUN heredoc": ("dockerfile", f"FROM x\nRUN <<EOF\n{_LINE}\nEOF\n"),
    "RUN exec": ("dockerfile", f"FROM x\nRUN {_ARRAY}\n"),
    "CMD": ("dockerfile", f"FROM x\nCMD {_LINE}\n"),
    "CMD exec": ("dockerfile", f"FROM x\nCMD {_ARRAY}\n"),
    "CMD exec over lines": (
        "dockerfile",
        'FROM x\nCMD ["jupyter", \\\n  "lab", "--ip=0.0.0.0", \\\n "--ServerApp.token=\'\'"]\n',
    ),
    "ENTRYPOINT": ("dockerfile", f"FROM x\nENTRYPOINT {_LINE}\nCMD ignored\n"),
    "ENTRYPOINT and CMD": (
        "dockerfile",
        'FROM x\nENTRYPOINT ["jupyter"]\nCMD ["lab", "--ip=0.0.0.0", "--ServerApp.token=\'\'"]\n',
    ),
    "HEALTHCHECK": ("dockerfile", f"FROM x\nHEALTHCHECK --retries=1 CMD {_LINE}\n"),
    "ONBUILD": ("dockerfile", f"FROM x\nONBUILD RUN {_LINE}\n"),
    "compose plain": ("compose", f"services:\n  a:\n    command: {_LINE}\n"),
    "compose quoted": ("compose", f'services:\n  a:\n    command: "{_LINE}"\n'),
    "compose single": (
        "compose",
        "services:\n  a:\n    command: 'jupyter lab --ip=0.0.0.0 --ServerApp.token='''''\n",
    ),
    "compose folded": (
        "compose",
        "services:\n  a:\n    command: >\n      jupyter lab\n      --ip=0.0.0.0\n"
        "      --ServerApp.token=''\n",
    ),
    "compose list": ("compose", f"services:\n  a:\n    command: {_ARRAY}\n"),
    "compose block list": (
        "compose",
        "services:\n  a:\n    command:\n      - jupyter\n      - lab\n      - --ip=0.0.0.0\n"
        "      - --ServerApp.token=''\n",
    ),
    "compose shell": (
        "compose",
        f'services:\n  a:\n    command: ["bash", "-c", "cd / && {_LINE}"]\n',
    ),
    "compose entrypoint": (
        "compose",
        "services:\n  a:\n    entrypoint: jupyter lab\n"
        "    command: --ip=0.0.0.0 --ServerApp.token=''\n",
    ),
    "compose health check": ("compose", f'services:\n  a:\n    healthcheck: {{test: "{_LINE}"}}\n'),
    "kubernetes command": ("kubernetes", f"{_POD}    command: {_ARRAY}\n"),
    "kubernetes args": (
        "kubernetes",
        f"{_POD}    command: [jupyter]\n    args: [lab, --ip=0.0.0.0, \"--ServerApp.token=''\"]\n",
    ),
    "kubernetes shell": (
        "kubernetes",
        f"{_POD}    command: [sh, -c]\n    args:\n    - |\n      cd /\n      {_LINE}\n",
    ),
    "devcontainer": ("devcontainer", f'{{"postStartCommand": "{_LINE}"}}'),
    "devcontainer list": ("devcontainer", f'{{"postStartCommand": {_ARRAY} /* x */}}'),
    "devcontainer object": (
        "devcontainer",
        f'{{"postStartCommand": {{"a": "true", "b": {_ARRAY}}}}}',
    ),
    "systemd": ("systemd", f"[Service]\nExecStart=-{_LINE}\n"),
    "systemd over lines": (
        "systemd",
        "[Service]\nExecStart=jupyter lab \\\n  --ip=0.0.0.0 \\\n  --ServerApp.token=''\n",
    ),
    "systemd shell": ("systemd", f"[Service]\nExecStart=/bin/sh -c \"exec {_LINE}\"\n"),
    "procfile": ("procfile", f"web: {_LINE}\n"),
}  # fmt: skip

_READ_BY_A_SHELL = {
    "RUN", "RUN over lines", "RUN heredoc", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD",
    "compose shell", "compose health check", "kubernetes shell", "devcontainer", "systemd shell",
    "procfile",
}  # fmt: skip

EDITS = ["127.0.0.1", "a b", 'say "x"', "it's", "$HOME", "50%", "a\\b", "x;y", "#z", ": c", ""]


def launched(kind: str, content: str) -> Command:
    """The one jupyter command of a file."""
    text = Text.whole(Source("x.service", content))
    carrier = import_module(f"envguard.subjects.carriers.{kind}")
    found = commands(carrier.launches(Document("x.service", text, lambda path: None)))
    (command,) = [command for command in found if command.program == "jupyter"]
    return command


@pytest.mark.parametrize(("kind", "content"), FORMS.values(), ids=FORMS)
def test_the_launch_has_the_same_words_at_their_own_places(kind: str, content: str) -> None:
    command = launched(kind, content)
    *first, token = command.values
    assert first == ["jupyter", "lab", "--ip=0.0.0.0"]
    assert token in ("--ServerApp.token=", "--ServerApp.token=''")
    for word in command.argv[:3]:
        assert word.text.spelled() == word.value
    assert command.argv[2].text.start == content.index("--ip=")
    assert command.argv[3].text.start == content.index("--ServerApp")
    assert command.context.carrier == kind


@pytest.mark.parametrize("put", EDITS)
@pytest.mark.parametrize("name", FORMS)
def test_an_edit_reads_back_as_what_was_put_in_or_is_refused(name: str, put: str) -> None:
    kind, content = FORMS[name]
    if name in _READ_BY_A_SHELL:
        # in a shell text a space in an edit means whole words
        put = put.replace(" ", "-")
    command = launched(kind, content)
    edit = command.argv[2].text.spell(len("--ip="), len("--ip=0.0.0.0"), put)
    if edit is None:
        assert put != "127.0.0.1"
        return
    start, end, spelled = edit
    again = launched(kind, content[:start] + spelled + content[end:])
    expected = list(command.values)
    expected[2] = f"--ip={put}"
    assert again.values == expected


@pytest.mark.parametrize("name", ["RUN exec", "CMD exec", "compose list", "devcontainer list"])
def test_an_edit_inside_double_quotes_is_escaped_rather_than_refused(name: str) -> None:
    kind, content = FORMS[name]
    word = launched(kind, content).argv[2].text
    assert word.spell(5, 12, 'a"b') == (
        word.start + 5,
        word.end,
        'a\\"b',
    )
