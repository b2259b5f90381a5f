"""What a command line tells ssh, and what a random one may tell it."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.command import Context, Launch
from envguard.subjects.shell import commands
from envguard.subjects.ssh.agent import BROAD, EVERYTHING, NAMED, breadth, is_broad
from envguard.subjects.ssh.reading import read_ssh_config
from envguard.subjects.ssh_command import SshCommand, ssh_commands


def read(line: str) -> list[SshCommand]:
    """Every ssh that a line of a script starts."""
    context = Context("shell", "script")
    return list(ssh_commands(commands([Launch(Text.of(line), context, "bash")])))


def test_options_and_hosts() -> None:
    (ssh,) = read("ssh -vp2222 -i key -oUser=ada -o 'Port 22' ada@[2001:db8::1] -N ls -A")
    assert [(o.name, o.value.value if o.value else None) for o in ssh.options] == [
        ("-v", None), ("-p", "2222"), ("-i", "key"), ("-o", "User=ada"), ("-o", "Port 22"),
        ("-N", None),
    ]  # fmt: skip
    assert ssh.hosts == ("2001:db8::1",)


@pytest.mark.parametrize(
    ("line", "hosts"),
    [
        ("scp -P 22 a b:c ada@d:", ("b", "d")),
        ("scp ./a:b /tmp/c", ()),
        ("sftp ada@b", ("b",)),
        ("ssh ssh://ada@b", ("b",)),
        ("ssh $HOST ls", ()),
    ],
)
def test_where_a_command_goes(line: str, hosts: tuple[str, ...]) -> None:
    assert [ssh.hosts for ssh in read(line)] == [hosts]


WORDS = st.sampled_from(
    ["-A", "-a", "-o", "-oForwardAgent=yes", "ForwardAgent yes", "-vA", "--", "h", "-p", "-", "",
     "-e", "ssh -A x", "'", "=", "-avze", "core.sshCommand=ssh -A y", "-c", "h:", "$X"]
)  # fmt: skip


@given(
    st.sampled_from(["ssh", "scp", "sftp", "rsync", "git", "sshfs", "mosh"]),
    st.lists(WORDS, max_size=9),
)
def test_every_option_stands_in_the_line(program: str, words: list[str]) -> None:
    line = f"{program} {shlex.join(words)}"
    for ssh in read(line):
        ssh.forwarding()
        for option in ssh.options:
            assert 0 <= option.text.start <= option.text.end <= len(line)


@pytest.mark.parametrize(
    ("pattern", "broad"),
    [
        ("*", True), ("?*", True), ("*.*", True), ("*.com", True), ("*.co.uk", True),
        ("10.*", True), ("172.16.*", True), ("192.168.1.*", False), ("gpu-*", False),
        ("*.example.com", False),
        ("*.internal", False), ("host", False), ("*node?.org", False), ("*.de", True),
    ],
)  # fmt: skip
def test_a_pattern_is_broad_where_it_names_nothing(pattern: str, broad: bool) -> None:
    assert is_broad(pattern) is broad


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Host *", EVERYTHING), ("Host * !a", BROAD), ("Host a *.com", BROAD), ("Host a b*", NAMED),
        ("Match all", EVERYTHING), ("Match exec x", EVERYTHING), ("Match host a", NAMED),
        ("Match host *.com", BROAD), ("Match !host a", BROAD), ("Match user git", NAMED),
        ("Match exec x host a", NAMED), ("Match originalhost *", EVERYTHING),
    ],
)  # fmt: skip
def test_how_many_hosts_a_block_is_for(header: str, expected: str) -> None:
    config = read_ssh_config(Text.of(f"{header}\n  User a\n"))
    assert breadth(config.blocks[-1]) == expected
