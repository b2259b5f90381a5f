"""Git's configuration: the command for ssh, and aliases of the shell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.carriers.git_config import launches
from envguard.subjects.command import Document
from envguard.subjects.shell import commands

CONFIG = """\
[user]
\tname = Ada # not = this
[core] sshCommand = ssh -i ~/.ssh/a # the work key
[core]
\tSSHCommand = "ssh -o \\"StrictHostKeyChecking no\\""
[alias]
\tst = status
\tup = "!git pull && ssh web1 deploy"
[remote "origin"]
\tsshCommand = none
"""


def found(content: str) -> list[list[str]]:
    """The words of every command."""
    document = Document(".gitconfig", Text.of(content), lambda path: None)
    return [command.values for command in commands(launches(document))]


def test_commands_are_read_as_git_hands_them_to_a_shell() -> None:
    assert found(CONFIG)[:4] == [
        ["ssh", "-i", "~/.ssh/a"],
        ["ssh", "-o", "StrictHostKeyChecking no"],
        ["git", "pull"],
        ["ssh", "web1", "deploy"],
    ]


PARTS = st.sampled_from(
    ["[core]", "[alias]", "sshCommand", "=", '"', "\\", "!", "ssh -A h", " ", "\n", "\r", "#", ";"]
)


@given(st.lists(PARTS, max_size=30))
def test_no_configuration_raises(parts: list[str]) -> None:
    for words in found("".join(parts)):
        assert words
