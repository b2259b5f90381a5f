"""What a user's .condarc says of where channels are.

Of conda's many keys only those that change an address are read. Source: conda's documentation of
.condarc; of several files the one nearest to the user outranks the system's.
"""

from __future__ import annotations

import os

from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.lock.problem import LockProblem
from envguard.model import Text
from envguard.model.records import NamedTuple

_ALIAS = "https://conda.anaconda.org"


class Condarc(NamedTuple):
    """The keys that count; `custom_channels` has the address that a name is put behind."""

    channel_alias: str = _ALIAS
    custom_channels: dict[str, str] = {}  # noqa: RUF012
    default_channels: tuple[str, ...] = ()


def read_condarc() -> Condarc:
    """Read the user's and the system's files. LockProblem where one of them is broken."""
    alias = ""
    custom: dict[str, str] = {}
    defaults: list[str] = []
    for path in _places():
        root = _read(path)
        if root is None:
            continue
        alias = alias or _word(root.get("channel_alias"))
        named = root.get("custom_channels")
        if isinstance(named, Mapping):
            custom = {**{key.value: _word(value) for key, value in named.pairs()}, **custom}
        listed = root.get("default_channels")
        if isinstance(listed, Sequence) and not defaults:
            defaults = [_word(item) for item in listed.items]
    return Condarc(alias or _ALIAS, custom, tuple(one for one in defaults if one))


def _places() -> list[str]:
    """The files in the order in which they outrank one another."""
    home = os.path.expanduser("~")
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    named = [os.environ.get("CONDARC", "")]
    prefix = os.environ.get("CONDA_PREFIX", "")
    if prefix:
        named.append(os.path.join(prefix, ".condarc"))
    named += [
        os.path.join(home, ".condarc"), os.path.join(home, ".conda", ".condarc"),
        os.path.join(config, "conda", ".condarc"), "/etc/conda/.condarc",
    ]  # fmt: skip
    return [path for path in named if path]


def _read(path: str) -> Mapping | None:
    from envguard.formats import yaml
    from envguard.project.reading import Unreadable, decode, read_bytes

    if not os.path.isfile(path):
        return None
    try:
        root = yaml.parse(Text.whole(decode(path, read_bytes(path), strict=False)))
    except Unreadable as problem:
        raise LockProblem(f"{path}: {problem.reason}", 2) from None
    except SyntaxProblem as problem:
        raise LockProblem(f"{path}: it is no valid YAML: {problem}", 2) from None
    return root if isinstance(root, Mapping) else None


def _word(node: Node | None) -> str:
    return node.value.strip() if isinstance(node, Scalar) else ""
