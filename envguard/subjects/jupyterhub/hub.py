"""A hub, from whichever file configures it; its options are traits with their origins."""

from __future__ import annotations

from collections.abc import Mapping as Table

from envguard.formats.tree import Mapping, Node, Scalar
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.jupyter.settings import Sections, Setting


class Secret(NamedTuple):
    """A secret that stands in the file: its words, and what it is, such as "a cookie secret"."""

    text: Text
    what: str
    value: str


class Surroundings(NamedTuple):
    """What the project says around a hub's file.

    `version`: JupyterHub's (major, minor), None where nothing in sight says it. `contained`: it
    runs in a container or pod. `published`: as in a command's context. `tls_proxy`: what speaks
    TLS before it. `alone`: no other file of the project adds to these values;
    `password_elsewhere`: one that does may give DummyAuthenticator a password.
    """

    version: tuple[int, int] | None = None
    contained: bool | None = None
    published: str = "unknown"
    tls_proxy: str = ""
    alone: bool = True
    password_elsewhere: bool = False


class Hub:
    """A hub's configuration. `text` is the file.

    `sections`: every trait that is set, by class. `values`: the chart's values, None for a Python
    config. `words` are the command line's, where a launch is in sight.
    """

    __slots__ = ("around", "own_volumes", "secrets", "sections", "text", "values")

    def __init__(
        self,
        text: Text,
        sections: Sections,
        secrets: list[Secret],
        around: Surroundings,
        values: Values | None = None,
    ) -> None:
        self.text = text
        self.sections = sections
        self.secrets = secrets
        self.around = around
        self.values = values
        self.own_volumes: tuple[Text, ...] = ()

    def trait(self, name: str, *classes: str) -> Setting | None:
        """The setting of a trait by the first of the classes that has it."""
        for section in classes:
            found = self.sections.get(section, {}).get(name)
            if found is not None:
                return found
        return None

    def with_trait(self, name: str, ending: str) -> list[tuple[str, Setting]]:
        """Every class whose name has an ending (Authenticator, Spawner) and that sets a trait."""
        return [
            (section, traits[name])
            for section, traits in self.sections.items()
            if section.endswith(ending) and name in traits
        ]

    @property
    def authenticator(self) -> Setting | None:
        """`JupyterHub.authenticator_class`; None where nothing sets it."""
        return self.trait("authenticator_class", "JupyterHub", "Application")

    @property
    def spawner(self) -> Setting | None:
        """`JupyterHub.spawner_class`; None where nothing sets it."""
        return self.trait("spawner_class", "JupyterHub", "Application")


def class_name(setting: Setting | None, default: str = "") -> str:
    """The last part of the class (or short name) that a setting names, in small letters.

    "" where it is not known; "dockerspawner.DockerSpawner" is "dockerspawner".
    """
    if setting is None:
        return default
    words = setting.imported or (setting.value if isinstance(setting.value, str) else "")
    return words.rpartition(".")[2].lower()


class Values:
    """The values of the chart, from the mapping that holds `hub`, `proxy` and `singleuser`.

    `complete`: an option that is not here has the chart's default.
    """

    __slots__ = ("complete", "defaults", "root")

    def __init__(self, root: Mapping, defaults: Table[str, object], complete: bool) -> None:
        self.root = root
        self.defaults = defaults
        self.complete = complete

    def node(self, path: str) -> Node | None:
        """What stands at a dotted path, such as "proxy.https.enabled"."""
        node: Node | None = self.root
        for key in path.split("."):
            node = node.get(key) if isinstance(node, Mapping) else None
        return node

    def scalar(self, path: str) -> Scalar | None:
        """The leaf at a path."""
        node = self.node(path)
        return node if isinstance(node, Scalar) else None

    def value(self, path: str) -> object:
        """The leaf's value at a path, the chart's default where that is in force, else None."""
        found = self.node(path)
        if isinstance(found, Scalar):
            return plain(found)
        if found is None and self.complete:
            return self.defaults.get(path)
        return None

    def is_off(self, path: str) -> Scalar | None:
        """The leaf at a path where it says false."""
        found = self.scalar(path)
        return found if found is not None and plain(found) is False else None

    def is_on(self, path: str) -> Scalar | None:
        """The leaf at a path where it says true."""
        found = self.scalar(path)
        return found if found is not None and plain(found) is True else None


def plain(node: Node | None) -> object:
    """The Python value of a YAML node, as Helm takes it; None for null and what is too deep."""
    return _plain(node, 20)


def _plain(node: Node | None, depth: int) -> object:
    from envguard.formats.yaml import scalar_type

    if depth < 0 or node is None:
        return None
    if isinstance(node, Mapping):
        return {key.value: _plain(value, depth - 1) for key, value in node.pairs()}
    if not isinstance(node, Scalar):
        return [_plain(item, depth - 1) for item in node.items]
    kind = scalar_type(node)
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on", "y")
    if kind == "null":
        return None
    if kind == "int":
        try:
            return int(node.value.replace("_", "")[:40], 0)
        except ValueError:
            return node.value
    return node.value
