"""Which private keys of a project belong to an ssh configuration, and which lie there alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envguard.formats.private_key import PrivateKey, has_private_key, private_keys
from envguard.model import Text
from envguard.project.discovery import repository_root
from envguard.project.kinds import classify
from envguard.project.project import Project
from envguard.subjects.key_files import ConfiguredKey, KeyFile, relative_identities
from envguard.subjects.ssh.config import SshConfig

_CONFIGURATIONS = ("config", "ssh_config", "sshconfig", "config.j2", "config.tmpl", "ssh_config.j2")


def keys_of_file(text: Text, path: str, project: Project) -> Iterator[KeyFile | ConfiguredKey]:
    """The private keys in a file: a configuration's where one lies beside it."""
    if not has_private_key(text.value) or _is_at_home(path):
        return
    beside = _is_beside_configuration(path, project)
    for key in private_keys(text):
        yield ConfiguredKey(key.text, key, "", True) if beside else KeyFile(key.text, key)


def configured_keys(config: SshConfig, project: Project) -> Iterator[ConfiguredKey]:
    """The keys that a configuration takes from below the folder where ssh is started.

    Which folder that is nobody can tell: the configuration's own and the project's are tried.
    """
    folder = os.path.dirname(os.path.abspath(config.path))
    for value in relative_identities(config):
        name = value.value.strip("\"'")
        kept: bool | None = None
        key: PrivateKey | None = None
        for base in (folder, project.root):
            path = os.path.join(base, name)
            text = project.read(path) if "\0" not in name else None
            found = private_keys(text) if text is not None else []
            if found:
                key, kept = found[0], _is_kept(path, project)
                break
        yield ConfiguredKey(value, key, name, kept)


def _is_kept(path: str, project: Project) -> bool:
    """Whether git does not ignore a file."""
    inside = os.path.relpath(os.path.realpath(path), project.root).replace(os.sep, "/")
    return inside in project.called(inside)


def _is_at_home(path: str) -> bool:
    """Whether a key lies where it should: in its user's own ~/.ssh, in no repository."""
    folder = os.path.realpath(os.path.dirname(path) or ".")
    home = os.path.realpath(os.path.expanduser("~/.ssh"))
    return folder == home and repository_root(folder) is None


def _is_beside_configuration(path: str, project: Project) -> bool:
    folder = os.path.dirname(path)
    for name in _CONFIGURATIONS:
        beside = os.path.join(folder, name)
        if project.exists(beside):
            kind = classify(os.path.abspath(beside).replace(os.sep, "/"), _nothing)
            if kind is not None and kind.name == "ssh-config":
                return True
    return False


def _nothing() -> str | None:
    return None
