"""A compose service as compose sees it: extended, merged, with its variables put in."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from envguard.formats.compose_words import interpolated
from envguard.formats.dockerfile_stages import Stage
from envguard.formats.dotenv import parse as parse_dotenv
from envguard.formats.image_reference import ImageReference, image_reference
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.formats.yaml import parse_all, scalar_type
from envguard.model import Text
from envguard.subjects.carriers.built_image import built_stage, image_of
from envguard.subjects.carriers.images import BaseImage, base_image
from envguard.subjects.command import HOLE, Document, Value

MAXIMUM_EXTENDS = 10


class Project:
    """A compose file, and the `.env` beside it, which compose reads before anything else."""

    def __init__(self, document: Document, root: Mapping) -> None:
        self.document = document
        self.nodes = merged(root.get("services"))
        self._variables: dict[str, Text] | None = None

    def services(self) -> Iterator[Service]:
        """The services in file order."""
        for name in self.nodes:
            found = self.service(name)
            if found:
                yield found

    def service(self, name: str) -> Service | None:
        """A service by its name; None where it is none, or where it is no mapping."""
        node = self.nodes[name][1] if name in self.nodes else None
        if not isinstance(node, Mapping):
            return None
        return Service(self, name, list(self._layers(node)))

    def _layers(self, node: Mapping) -> Iterator[tuple[Mapping, str]]:
        """A service and what it extends, nearest first, each with the folder of its file."""
        folder, nodes = "", self.nodes
        for _ in range(MAXIMUM_EXTENDS):
            yield node, folder
            extends = node.get("extends")
            name, file = extends, None
            if isinstance(extends, Mapping):
                name, file = extends.get("service"), extends.scalar("file")
            if not isinstance(name, Scalar):
                return
            if file is not None:
                path = posixpath.join(folder, self.interpolated(file).value)
                folder, nodes = posixpath.dirname(path), self._nodes_of(path)
            base = nodes[name.value][1] if name.value in nodes else None
            if not isinstance(base, Mapping):
                return
            node = base

    def _nodes_of(self, path: str) -> dict[str, tuple[Scalar, Node]]:
        text = self.document.neighbour(path)
        try:
            roots = parse_all(text) if text is not None else []
        except SyntaxProblem:
            return {}
        root = roots[0] if roots else None
        return merged(root.get("services")) if isinstance(root, Mapping) else {}

    def lookup(self, name: str) -> str | None:
        """The value of a variable as `.env` sets it; the user's own environment is not known."""
        if self._variables is None:
            text = self.document.neighbour(".env")
            self._variables = parse_dotenv(text) if text is not None else {}
        found = self._variables.get(name)
        return found.value if found is not None else None

    def interpolated(self, scalar: Scalar) -> Text:
        """A leaf's value with its variables put in."""
        return interpolated(scalar.text, self.lookup)


class Service:
    """One service with what it extends; the nearest layer that has a key decides it."""

    def __init__(self, project: Project, name: str, layers: list[tuple[Mapping, str]]) -> None:
        self.project = project
        self.name = name
        self.layers = layers
        self._built: Stage | None = None
        self._looked = False

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        return next(self.every(key), None)

    def every(self, key: str) -> Iterator[Node]:
        """The values of a key in all layers, nearest first; `!reset` ends them."""
        for layer, _ in self.layers:
            node = layer.get(key)
            if node is None:
                continue
            if isinstance(node, Scalar) and node.tag == "!reset":
                return
            yield node

    def text(self, key: str) -> Text | None:
        """The value of a key that is a leaf and not null, with its variables put in."""
        node = self.get(key)
        if not isinstance(node, Scalar) or scalar_type(node) == "null":
            return None
        return self.interpolated(node)

    def interpolated(self, scalar: Scalar) -> Text:
        """A leaf's value with its variables put in; see `placed`."""
        return self.placed(self.project.interpolated(scalar))

    def placed(self, text: Text) -> Text:
        """Words of an extended file stand, for this one, where `extends:` brings them in."""
        source = self.project.document.text.source
        extends = self.layers[0][0].get("extends")
        if text.source is source or extends is None or extends.text.source is not source:
            return text
        return extends.text.decoded(text.value)

    def environment(self) -> dict[str, Value]:
        """What the container gets: the image's variables, env_file, then `environment:`."""
        found: dict[str, Value] = {}
        stage = self._stage()
        if stage:
            found = {name: Value(text.value, text) for name, text in stage.environment.items()}
        else:
            image = self.image()
            known = base_image(image).environment
            if image:
                found = {name: Value(known[name], image.text) for name in known}
        for layer, folder in reversed(self.layers):
            for path in _paths(layer.get("env_file")):
                name = posixpath.join(folder, self.interpolated(path).value)
                text = self.project.document.neighbour(name)
                if text is not None:
                    variables = parse_dotenv(text)
                    found |= {name: Value(word.value, word) for name, word in variables.items()}
        for node in reversed(list(self.every("environment"))):
            found |= self.variables(node)
        return found

    def variables(self, node: Node | None) -> dict[str, Value]:
        """`environment:` as a mapping or a list; a name without a value comes from outside."""
        found: dict[str, Value] = {}
        if isinstance(node, Mapping):
            for name, (key, value) in merged(node).items():
                if not isinstance(value, Scalar) or scalar_type(value) == "null":
                    found[name] = self._passed_on(key.text)
                else:
                    text = self.interpolated(value)
                    found[name] = Value(text.value, text)
        elif isinstance(node, Sequence):
            for item in node:
                if isinstance(item, Scalar):
                    text = self.interpolated(item)
                    name, equals, _ = text.value.partition("=")
                    words = text[len(name) + 1 :]
                    found[name] = Value(words.value, words) if equals else self._passed_on(text)
        return found

    def _passed_on(self, name: Text) -> Value:
        value = self.project.lookup(name.value)
        return Value(HOLE if value is None else value, name)

    def image(self) -> ImageReference | None:
        """The image that runs: `image:`, or the base of what `build:` builds."""
        if self.get("build") is None:
            text = self.text("image")
            return image_reference(text) if text is not None else None
        stage = self._stage()
        return stage.image if stage else None

    def image_command(self) -> tuple[Text, ...]:
        """What the image itself starts, where that is known and nothing is built."""
        image = self.image()
        command = base_image(image).command
        if image is None or not command or self.get("build") is not None:
            return ()
        return (image.text.decoded(command),)

    def base(self) -> BaseImage:
        """Who runs, and where, as long as the service does not say it."""
        stage = self._stage()
        return image_of(stage) if stage else base_image(self.image())

    def built(self) -> Stage | None:
        """The stage that `build:` builds, None where it is not in sight."""
        return self._stage()

    def build_context(self) -> str:
        """The folder that is sent to the build, as written."""
        build = self.get("build")
        word = build.scalar("context") if isinstance(build, Mapping) else build
        return self.interpolated(word).value if isinstance(word, Scalar) else "."

    def dockerfile(self) -> str:
        """The Dockerfile that is built, relative to the compose file."""
        build = self.get("build")
        word = build.scalar("dockerfile") if isinstance(build, Mapping) else None
        name = self.interpolated(word).value if word is not None else "Dockerfile"
        return posixpath.normpath(posixpath.join(self.build_context(), name))

    def _stage(self) -> Stage | None:
        """The stage that `build:` builds, where its Dockerfile lies in the project."""
        if not self._looked:
            self._looked = True
            self._built = self._read_stage()
        return self._built

    def _read_stage(self) -> Stage | None:
        build = self.get("build")
        if isinstance(build, Scalar):
            return built_stage(self.project.document, self.interpolated(build).value)
        if not isinstance(build, Mapping) or build.get("dockerfile_inline"):
            return None
        defaults = {"context": ".", "dockerfile": "Dockerfile", "target": ""}
        words = {key: build.scalar(key) for key in defaults}
        context, dockerfile, target = (
            self.interpolated(word).value if word else defaults[key] for key, word in words.items()
        )
        return built_stage(self.project.document, context, dockerfile, target)


def merged(node: Node | None) -> dict[str, tuple[Scalar, Node]]:
    """A mapping's keys and values by name, with what `<<` merges in; {} where it is none."""
    if not isinstance(node, Mapping):
        return {}
    found: dict[str, tuple[Scalar, Node]] = {}
    for name, value in node.entries:
        if isinstance(name, Scalar) and name.value == "<<" and name.style == "plain":
            for source in value.items if isinstance(value, Sequence) else [value]:
                found = {**merged(source), **found}
    for key, value in node.pairs():
        found[key.value] = (key, value)
    return found


def _paths(node: Node | None) -> Iterator[Scalar]:
    """`env_file:` as a path, a list of paths, or a list of mappings with a path."""
    for item in node if isinstance(node, Sequence) else [node]:
        path = item.get("path") if isinstance(item, Mapping) else item
        if isinstance(path, Scalar):
            yield path
