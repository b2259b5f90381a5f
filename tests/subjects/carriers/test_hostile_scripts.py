"""No reader of scripts raises anything but SyntaxProblem, whatever it is given."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.command import Document

_CARRIERS = [
    "workflow", "gitlab_ci", "ansible", "makefile", "justfile", "package_json", "notebook",
    "markdown", "shell_script",
]  # fmt: skip
_KEYS = st.sampled_from(
    ["jobs", "steps", "run", "env", "shell", "runs", "runs-on", "container", "image", "options",
     "defaults", "working-directory", "strategy", "matrix", "script", "before_script", "extends",
     "variables", "default", "value", "hosts", "tasks", "vars", "block", "command", "argv", "cmd",
     "args", "become", "become_user", "environment", "action", "module", "scripts", "cells",
     "source", "cell_type", "metadata", "a", "register", "set_fact"]
)  # fmt: skip
_LEAVES = (
    st.sampled_from(
        ["code", "markdown", "a", "${{ env.a }}", "{{ a }}", "$a", "!ls $x {y}", "%%bash\nls",
         "yes", "shell ls", "chdir=/x 'a", "```sh\na <b>\n```", "$$ $(a) {% raw %}", ""]
    )
    | st.text(max_size=8)
    | st.integers()
    | st.none()
)  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=30,
)
_PIECES = st.lists(
    st.sampled_from(
        ["a:", "\n", "\t", "  ", "- ", "```", "sh", "$ ", "> ", "#!/bin/", "bash -l", "$(A)", "A=",
         "{{a}}", "${{ a }}", "<", ">", "'", '"', "\\", "yaml", "jobs:", "!reference [a]", "&a ",
         "*a", "|", "#SBATCH -D ", "define a", "endef", "set shell := ", "[", "]", ":=", "\r"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("carrier", _CARRIERS)
@settings(deadline=None)
@given(content=_TREES.map(json.dumps) | _PIECES | st.text(max_size=60))
def test_any_text_is_read_or_refused(carrier: str, content: str) -> None:
    module = import_module(f"envguard.subjects.carriers.{carrier}")
    document = Document("roles/x/tasks/main.yml", Text.of(content), lambda path: Text.of(content))
    try:
        found = list(module.launches(document))
    except SyntaxProblem:
        return
    for launch in found:
        texts = launch.content if isinstance(launch.content, tuple) else (launch.content,)
        assert texts
        for text in texts:
            assert 0 <= text.start <= text.end <= len(content)
