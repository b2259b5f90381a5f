"""What Ansible tells its ssh: ansible.cfg, inventories, variables and the environment.

Sources: ansible-core's `ansible-config list` and the connection plugins ssh and paramiko_ssh.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from envguard.formats import ansible_inventory, ini, yaml
from envguard.formats.posix_words import split_words
from envguard.formats.tree import Mapping, Scalar, SyntaxProblem, walk
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command
from envguard.subjects.ssh_command import SshOption, read_options

WORDS, CHECKING = "words", "checking"

_FILE_KEYS = {
    ("defaults", "host_key_checking"): CHECKING,
    ("ssh_connection", "host_key_checking"): CHECKING,
    ("paramiko_connection", "host_key_checking"): CHECKING,
    ("ssh_connection", "ssh_args"): WORDS,
    ("ssh_connection", "ssh_common_args"): WORDS,
    ("ssh_connection", "ssh_extra_args"): WORDS,
    ("ssh_connection", "scp_extra_args"): WORDS,
    ("ssh_connection", "sftp_extra_args"): WORDS,
}
_VARIABLES = {
    "ansible_ssh_args": WORDS, "ansible_ssh_common_args": WORDS, "ansible_ssh_extra_args": WORDS,
    "ansible_scp_extra_args": WORDS, "ansible_sftp_extra_args": WORDS,
    "ansible_host_key_checking": CHECKING, "ansible_ssh_host_key_checking": CHECKING,
    "ansible_paramiko_host_key_checking": CHECKING,
}  # fmt: skip
_ENVIRONMENT = {
    "ANSIBLE_HOST_KEY_CHECKING": CHECKING, "ANSIBLE_SSH_HOST_KEY_CHECKING": CHECKING,
    "ANSIBLE_PARAMIKO_HOST_KEY_CHECKING": CHECKING, "ANSIBLE_SSH_ARGS": WORDS,
    "ANSIBLE_SSH_COMMON_ARGS": WORDS, "ANSIBLE_SSH_EXTRA_ARGS": WORDS,
}  # fmt: skip
_OPTIONS = ("--ssh-common-args", "--ssh-extra-args", "--scp-extra-args", "--sftp-extra-args")
_PROGRAMS = late(r"ansible(?:-playbook|-pull|-console)?")


class AnsibleConnection(NamedTuple):
    """One setting: `kind` is WORDS (options for ssh) or CHECKING (yes or no about host keys).

    `options` are those in WORDS; `host` is the one host that it is for, "" for several.
    """

    text: Text
    name: str
    kind: str
    options: tuple[SshOption, ...]
    host: str
    setting: str

    @property
    def value(self) -> str:
        """The value as it stands there."""
        return self.text.value


def of_configuration(text: Text) -> Iterator[AnsibleConnection]:
    """The settings of an ansible.cfg; none where Ansible could not read it."""
    try:
        read = ini.parse_configuration(text, inline_comment=";")
    except SyntaxProblem:
        return
    for section in read.sections:
        for entry in section.entries:
            kind = _FILE_KEYS.get((section.name.value, entry.key.value.lower()))
            if kind is not None:
                yield _connection(entry.key.value, entry.value, kind)


def of_inventory(text: Text) -> Iterator[AnsibleConnection]:
    """The settings of an inventory in INI form."""
    found = list(ansible_inventory.variables(text))
    addresses = {
        (variable.group, variable.host): variable.value.value
        for variable in found
        if variable.name.value == "ansible_host" and variable.host
    }
    for variable in found:
        kind = _VARIABLES.get(variable.name.value)
        if kind is not None:
            host = addresses.get((variable.group, variable.host), variable.host)
            yield _connection(variable.name.value, variable.value, kind, host)


def of_variables(text: Text) -> Iterator[AnsibleConnection]:
    """The settings in a YAML file of variables, hosts or plays, at any depth."""
    try:
        roots = yaml.parse_all(text)
    except SyntaxProblem:
        return
    said: set[int] = set()
    for root in roots:
        for node in walk(root):
            if not isinstance(node, Mapping) or id(node) in said:
                continue
            said.add(id(node))
            address = node.scalar("ansible_host")
            for name, value in node.pairs():
                kind = _VARIABLES.get(name.value)
                if kind is not None and isinstance(value, Scalar):
                    host = address.value if address else ""
                    yield _connection(name.value, value.text, kind, host)


def of_commands(commands: Sequence[Command]) -> Iterator[AnsibleConnection]:
    """The settings that the commands of a file give by variables and options, each once."""
    said: set[tuple[int, int]] = set()
    for command in commands:
        if _is_local(command):
            continue
        found = [
            (name, value.text, kind)
            for name, kind in _ENVIRONMENT.items()
            if (value := command.environment.get(name)) is not None
            and value.text.source is command.text.source
        ]
        found += [(name, text, WORDS) for name, text in _given(command)]
        for name, text, kind in found:
            if (text.start, text.end) not in said:
                said.add((text.start, text.end))
                connection = _connection(name, text, kind)
                yield connection._replace(setting=command.context.setting)


def _is_local(command: Command) -> bool:
    """Whether an Ansible command starts no ssh at all: `-c local`, `--connection=local`."""
    if not _PROGRAMS.fullmatch(command.program):
        return False
    words = [word.value for word in command.argv[1:]]
    behind = [after for before, after in pairwise(words) if before in ("-c", "--connection")]
    return "local" in behind or "-clocal" in words or "--connection=local" in words


def _given(command: Command) -> Iterator[tuple[str, Text]]:
    if not _PROGRAMS.fullmatch(command.program):
        return
    argv = command.argv
    for index, word in enumerate(argv[1:], 1):
        name, sign, _ = word.value.partition("=")
        if name in _OPTIONS and sign:
            yield name, word.text[len(name) + 1 :]
        elif name in _OPTIONS and index + 1 < len(argv):
            yield name, argv[index + 1].text


def _connection(name: str, text: Text, kind: str, host: str = "") -> AnsibleConnection:
    options: tuple[SshOption, ...] = ()
    if kind == WORDS:
        options, _ = read_options("ssh", _apart(text))
    return AnsibleConnection(text, name, kind, options, host, "script")


def _apart(text: Text) -> list[Text]:
    """The words of a value; a template's expression in it is a word like any other."""
    return split_words(text) or []
