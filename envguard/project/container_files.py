"""Which files of the project lie where in a container: COPY, volumes, configs, config maps."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from functools import partial

from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem, walk
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.project.commands import neighbour_of
from envguard.project.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.dockerfile_stages import Stage
    from envguard.subjects.carriers.compose_service import Service
    from envguard.subjects.command import Command

MAXIMUM_FILES = 300


class Placed(NamedTuple):
    """A file or folder of the project and its path in the container.

    `source` is its path outside, "" where the content itself stands in the launching file.
    """

    target: str
    source: str
    content: Text | None = None


def placed_files(command: Command, text: Text, path: str, project: Project) -> list[Placed]:
    """What the project puts into the container of a command; nothing for commands on a host.

    `text` and `path` are the file's in which the command stands.
    """
    context = command.context
    try:
        if context.carrier == "dockerfile":
            found = _of_dockerfile(text, path, context.group, project)
        elif context.carrier == "compose":
            found = _of_compose(text, path, context.group, project)
        elif context.carrier == "kubernetes":
            found = _of_kubernetes(text, context.group, project)
        elif context.carrier == "ansible":
            found = _of_tasks(text, path, project)
        elif os.path.basename(os.path.dirname(os.path.abspath(path))) in _ROLE_FOLDERS:
            found = _of_role(path, project)
        else:
            return []
        return [one for one, _ in zip(found, range(MAXIMUM_FILES))]
    except SyntaxProblem:
        return []


def inside(files: list[Placed], target: str, project: Project) -> Text | None:
    """The text of the file that lies at a path in the container, None where none is in sight."""
    for one in reversed(files):
        if one.target == target and one.content is not None:
            return one.content
        outer = outside(one, target)
        text = project.read(outer) if outer else None
        if text is not None:
            return text
    return None


def outside(one: Placed, target: str) -> str:
    """The project's path of a path in the container, "" where this is not what put it there."""
    if not one.source:
        return ""
    if one.target == target:
        return one.source
    below = one.target.rstrip("/") + "/"
    if target.startswith(below) and os.path.isdir(one.source):
        return os.path.join(one.source, target[len(below) :])
    return ""


def _of_dockerfile(text: Text, path: str, group: str, project: Project) -> Iterator[Placed]:
    from envguard.formats.dockerfile_stages import parse

    folder = os.path.dirname(path) or "."
    contexts = [folder, *project.folders_above(path)[1:]]
    for stage in parse(text).stages:
        name = stage.name.value if stage.name else f"stage {stage.index}"
        if name == group:
            yield from _copied(stage, contexts, project)


def _copied(stage: Stage, contexts: list[str], project: Project) -> Iterator[Placed]:
    """What COPY and ADD put into a stage and those it is built from."""
    chain: list[Stage] = []
    one: Stage | None = stage
    while one is not None and len(chain) < 50:
        chain.append(one)
        one = one.parent
    for step in (step for one in reversed(chain) for step in one.steps):
        copy = step.copy
        if copy is None or copy.stage is not None:
            continue
        target = posixpath.join(step.directory or "/", copy.destination.value)
        into = target.endswith(("/", "/.")) or len(copy.sources) > 1
        target = posixpath.normpath(target)
        for heredoc in copy.heredocs:
            name = heredoc.opening.name
            yield Placed(posixpath.join(target, name) if into else target, "", heredoc.content)
        for source in copy.sources:
            for outer in _sources(source.value, contexts, project):
                is_file = os.path.isfile(outer)
                base = os.path.basename(outer)
                yield Placed(posixpath.join(target, base) if is_file and into else target, outer)


def _sources(pattern: str, contexts: list[str], project: Project) -> list[str]:
    """The files that a COPY names, in the first build context that has them."""
    pattern = pattern.lstrip("/") or "."
    for folder in contexts:
        if any(sign in pattern for sign in "*?["):
            found = project.matching(folder, pattern)[:MAXIMUM_FILES]
        else:
            whole = os.path.normpath(os.path.join(folder, pattern))
            found = [whole] if project.exists(whole) else []
        if found:
            return found
    return []


def _of_compose(text: Text, path: str, group: str, project: Project) -> Iterator[Placed]:
    from envguard.formats.yaml import parse_all
    from envguard.subjects.carriers.compose_service import Project as Compose
    from envguard.subjects.command import Document

    folder = os.path.dirname(path) or "."
    document = Document(path, text, neighbour_of(path, project))
    roots = [root for root in parse_all(text) if isinstance(root, Mapping)]
    for number, root in enumerate(roots):
        # of hundreds of services each is looked for
        compose = project.once(f"{number} in {path}", partial(Compose, document, root))
        service = compose.service(group)
        if service is None:
            continue
        stage = service.built()
        if stage is not None:
            context = os.path.normpath(os.path.join(folder, service.build_context()))
            yield from _copied(stage, [context], project)
        yield from _volumes(service, folder)
        yield from _named(service, root, "configs", "/", folder)
        yield from _named(service, root, "secrets", "/run/secrets/", folder)


def _volumes(service: Service, folder: str) -> Iterator[Placed]:
    for node in service.every("volumes"):
        for item in node if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar):
                source, _, rest = service.interpolated(item).value.partition(":")
                target = rest.partition(":")[0]
            elif isinstance(item, Mapping):
                words = (item.scalar("source"), item.scalar("target"))
                source, target = (service.interpolated(w).value if w else "" for w in words)
            else:
                continue
            if source.startswith(".") and target:
                outer = os.path.normpath(os.path.join(folder, source))
                yield Placed(posixpath.normpath(target), outer)


def _named(service: Service, root: Mapping, key: str, into: str, folder: str) -> Iterator[Placed]:
    """Compose's `configs:` and `secrets:`: named at the top, mounted by a service."""
    defined = root.mapping(key)
    for node in service.every(key):
        for item in node if isinstance(node, Sequence) else ():
            name = item.scalar("source") if isinstance(item, Mapping) else item
            one = defined.mapping(name.value) if defined and isinstance(name, Scalar) else None
            if one is None or not isinstance(name, Scalar):
                continue
            given = item.scalar("target") if isinstance(item, Mapping) else None
            target = posixpath.join(into, given.value if given else name.value)
            file, content = one.scalar("file"), one.scalar("content")
            if file is not None:
                outer = os.path.join(folder, service.interpolated(file).value)
                yield Placed(target, os.path.normpath(outer))
            elif content is not None:
                yield Placed(target, "", content.text)


_ROLE_FOLDERS = ("files", "templates")


def _of_role(path: str, project: Project) -> Iterator[Placed]:
    """What the tasks of the Ansible role put beside a unit or script that lies in it."""
    role = os.path.dirname(os.path.dirname(os.path.abspath(path)))
    for name in project.matching(os.path.join(role, "tasks"), "*.y*ml")[:20]:
        text = project.read(name)
        if text is not None:
            yield from _of_tasks(text, name, project)


def _of_tasks(text: Text, path: str, project: Project) -> Iterator[Placed]:
    """`copy` and `template`: a file of the role, or its content, at a place of the machine."""
    from envguard.formats.yaml import parse_all

    folder = os.path.dirname(path) or "."
    places = [os.path.join(folder, *parts) for parts in _SOURCES]
    for node in (node for root in parse_all(text) for node in walk(root)):
        if not isinstance(node, Mapping):
            continue
        for key, task in node.pairs():
            if key.value.rpartition(".")[2] not in ("copy", "template"):
                continue
            words = {k: task.scalar(k) for k in ("src", "dest", "content")} if isinstance(
                task, Mapping) else {}  # fmt: skip
            source, target, content = (words.get(k) for k in ("src", "dest", "content"))
            if target is None:
                continue
            base = posixpath.basename(source.value) if source is not None else ""
            into = target.value.endswith("/")
            where = posixpath.join(target.value, base.removesuffix(".j2")) if into else target.value
            if content is not None:
                yield Placed(where, "", content.text)
            elif source is not None:
                for place in places:
                    outer = os.path.normpath(os.path.join(place, source.value))
                    if project.exists(outer):
                        yield Placed(where, outer)
                        break


_SOURCES = (("..", "files"), ("..", "templates"), ("files",), ("templates",), (), ("..",))


class _Cluster(NamedTuple):
    """What the manifests of one file mount: containers, and config maps by a volume's name."""

    containers: list[Mapping]
    volumes: dict[str, Mapping]


def _cluster(text: Text) -> _Cluster:
    from envguard.formats.yaml import parse_all

    roots = parse_all(text)
    nodes = [node for root in roots for node in walk(root) if isinstance(node, Mapping)]
    maps: dict[str, Mapping] = {}
    for node in nodes:
        kind, metadata, data = node.scalar("kind"), node.mapping("metadata"), node.mapping("data")
        own = metadata.scalar("name") if metadata else None
        if kind and kind.value == "ConfigMap" and data and own:
            maps[own.value] = data
    volumes: dict[str, Mapping] = {}
    for node in nodes:
        volume, reference = node.scalar("name"), node.mapping("configMap")
        named = reference.scalar("name") if reference else None
        if volume and named and named.value in maps:
            volumes[volume.value] = maps[named.value]
    mounting = [node for node in nodes if node.sequence("volumeMounts") is not None]
    return _Cluster(mounting, volumes)


def _of_kubernetes(text: Text, group: str, project: Project) -> Iterator[Placed]:
    """Config maps of the same file that a container mounts."""
    where = f"cluster of {text.source.path}"
    held = project.once(where, lambda: (text, _cluster(text)))
    containers, volumes = held[1] if held[0].value == text.value else _cluster(text)
    for node in containers:
        name, mounts = node.scalar("name"), node.sequence("volumeMounts")
        if name is None or mounts is None or not group.endswith(f"/{name.value}"):
            continue
        for mount in mounts:
            if not isinstance(mount, Mapping):
                continue
            volume, target = mount.scalar("name"), mount.scalar("mountPath")
            below = mount.scalar("subPath")
            if not (volume and target and volume.value in volumes):
                continue
            for key, value in volumes[volume.value].pairs():
                if not isinstance(value, Scalar):
                    continue
                if below is None:
                    yield Placed(posixpath.join(target.value, key.value), "", value.text)
                elif below.value == key.value:
                    yield Placed(posixpath.normpath(target.value), "", value.text)
