"""Commands in devcontainer.json: what runs when the container is made, started and entered.

Source of the facts: containers.dev, "devcontainer.json reference", and devcontainers/cli.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.image_reference import image_reference
from envguard.formats.json import parse
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.carriers.built_image import built_stage, image_of
from envguard.subjects.carriers.compose_ports import way_of
from envguard.subjects.carriers.images import BaseImage, base_image, user_name
from envguard.subjects.command import HOLE, Context, Document, Launch, Value

_HOOKS = {
    "onCreateCommand": "script", "updateContentCommand": "script", "postCreateCommand": "script",
    "postStartCommand": "interactive", "postAttachCommand": "interactive",
}  # fmt: skip
_VARIABLE = late(
    r"\$\{(?:(localEnv|containerEnv):([^}:]{0,200})(?::[^}]{0,1000})?|[A-Za-z]+Folder\w*)\}"
)
_PUBLISH = late(r"(?:-p|--publish)(?:=(.*))?", re.DOTALL)
_IMAGE_USERS = {"javascript-node": "node", "typescript-node": "node", "universal": "codespace"}


def launches(document: Document) -> Iterator[Launch]:
    """Each command of each hook. SyntaxProblem for a broken file."""
    root = parse(document.text, comments=True)
    if not isinstance(root, Mapping):
        raise SyntaxProblem(root.text, "a devcontainer.json is an object")
    context = _context(document, root)
    host = Context("devcontainer", "script", "host", container=False)
    yield from _hook(root.get("initializeCommand"), host)
    for name, setting in _HOOKS.items():
        yield from _hook(root.get(name), context._replace(setting=setting))


def _hook(node: Node | None, context: Context) -> Iterator[Launch]:
    """A string is a shell line, a list an argument list, an object holds several of both."""
    for command in [value for _, value in node.pairs()] if isinstance(node, Mapping) else [node]:
        if isinstance(command, Scalar) and command.style == '"' and command.value.strip():
            yield Launch(_filled(command.text, context), context, "sh")
        elif isinstance(command, Sequence):
            words = [item.text for item in command if isinstance(item, Scalar)]
            if words:
                yield Launch(tuple(_filled(word, context) for word in words), context)


def _context(document: Document, root: Mapping) -> Context:
    image = root.scalar("image")
    base = _base(document, root)
    way_out, ports = _published(root)
    context = Context(
        "devcontainer",
        "script",
        "devcontainer",
        base.user,
        environment={name: Value(value, root.text) for name, value in base.environment.items()},
        container=True,
        published=way_out,
        ports=ports,
        image=image.value if image else None,
    )
    for key in ("containerEnv", "remoteEnv"):
        found = dict(context.environment)
        for name, value in _settings(root.mapping(key)):
            text = _filled(value.text, context)
            found[name] = Value(text.value, text)
        context = context._replace(environment=found)
    for key in ("remoteUser", "containerUser"):
        user = root.scalar(key)
        if user:
            return context._replace(user=user_name(_filled(user.text, context).value))
    return context


def _settings(node: Mapping | None) -> Iterator[tuple[str, Scalar]]:
    for name, value in node.pairs() if node else ():
        if isinstance(value, Scalar):
            yield name.value, value


def _base(document: Document, root: Mapping) -> BaseImage:
    """What the image brings; Microsoft's own images name their user in their metadata."""
    image = root.scalar("image")
    if image:
        reference = image_reference(image.text)
        folder, _, name = reference.repository.rpartition("/")
        if reference.registry == "mcr.microsoft.com" and folder.endswith("devcontainers"):
            return BaseImage(_IMAGE_USERS.get(name, "vscode"))
        return base_image(reference)
    build = root.mapping("build") or root
    file = build.scalar("dockerfile") or root.scalar("dockerFile")
    target = build.scalar("target")
    stage = built_stage(document, ".", file.value, target.value if target else "") if file else None
    return image_of(stage) if stage else BaseImage()


def _filled(text: Text, context: Context) -> Text:
    """The text with `${containerEnv:X}` put in; what only the user's machine knows is a HOLE."""
    parts: list[Text] = []
    at = 0
    for found in _VARIABLE.finditer(text.value):
        value = context.environment.get(found.group(2) or "")
        if found.start() > at:
            parts.append(text[at : found.start()])
        is_known = found.group(1) == "containerEnv" and value is not None
        region = text[found.start() : found.end()]
        parts.append(region.decoded(value.value if is_known and value else HOLE))
        at = found.end()
    if not at:
        return text
    parts.append(text[at:])
    kept = [part for part in parts if part]
    return Text.join(kept) if kept else text.decoded("")


def _published(root: Mapping) -> tuple[str, tuple[Text, ...]]:
    """Forwarded ports are bound to the user's own machine; `docker run -p` is everywhere."""
    found: list[tuple[str, Text]] = []
    for key in ("forwardPorts", "appPort"):
        node = root.get(key)
        for item in node if isinstance(node, Sequence) else [node]:
            if isinstance(item, Scalar):
                is_mapped = key == "appPort" and item.style == '"'
                found.append((_way(item.value) if is_mapped else "loopback", item.text))
    found += _run_arguments(root.sequence("runArgs"))
    for way in ("everywhere", "loopback"):
        ports = tuple(text for found_way, text in found if found_way == way)
        if ports:
            return way, ports
    return ("unknown" if root.get("dockerComposeFile") else "none"), ()


def _run_arguments(node: Sequence | None) -> Iterator[tuple[str, Text]]:
    words = [item.text for item in node or () if isinstance(item, Scalar)]
    for word, after in zip(words, [*words[1:], None], strict=False):
        publish = _PUBLISH.fullmatch(word.value)
        mapping = publish.group(1) if publish else None
        if publish and mapping is None and after is not None:
            mapping, word = after.value, after
        if publish and mapping is not None:
            yield _way(mapping), word
        both = word.value + ("=" + after.value if after else "")
        if any(name in ("--network=host", "--net=host") for name in (word.value, both)):
            yield "everywhere", word


def _way(mapping: str) -> str:
    parts = mapping.rsplit(":", 2)
    return way_of(parts[0] if len(parts) == 3 else "")
