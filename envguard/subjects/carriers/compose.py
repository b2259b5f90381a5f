"""Commands in Docker Compose files: what each service starts, and how its ports get out."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.compose_words import split_command
from envguard.formats.dockerfile_stages import Stage
from envguard.formats.tree import Mapping, Node, Scalar, Sequence
from envguard.formats.yaml import parse_all, scalar_type
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.compose_ports import published
from envguard.subjects.carriers.compose_service import Project, Service
from envguard.subjects.carriers.images import behind_entrypoint, user_name
from envguard.subjects.command import Context, Document, Launch

_HOOKS = ("pre_start", "post_start", "pre_stop")


def launches(document: Document) -> Iterator[Launch]:
    """Each service's start, its health check and its hooks. SyntaxProblem for a broken file."""
    for service, context in services(document):
        yield from _started(service, context)
        yield from _health_check(service, context)
        yield from _hooks(service, context)


def services(document: Document) -> Iterator[tuple[Service, Context]]:
    """Each service, also one that leaves its start to the image. SyntaxProblem as `launches`."""
    for root in parse_all(document.text):
        for service in Project(document, root).services() if isinstance(root, Mapping) else ():
            yield service, _context(service)


class Built(NamedTuple):
    """What a service starts by the image that it builds; `dockerfile` relative to this file.

    `stage` is the group of that stage's commands in the Dockerfile.
    """

    launch: Launch
    dockerfile: str
    stage: str


def built_launches(document: Document) -> Iterator[Built]:
    """What services start that say nothing of it, or only options: the words of a Dockerfile."""
    for root in parse_all(document.text):
        project = Project(document, root) if isinstance(root, Mapping) else None
        for service in project.services() if project is not None else ():
            stage = service.built()
            if stage is None or service.get("entrypoint") is not None:
                continue
            given = command_words(service, service.get("command"))
            if given and not given[0].value.startswith("-"):
                continue
            content = _image_start(stage, given or ())
            if content:
                name = stage.name.value if stage.name is not None else f"stage {stage.index}"
                launch = Launch(content, _context(service), "sh")
                yield Built(launch, service.dockerfile(), name)


def _image_start(stage: Stage, given: tuple[Text, ...]) -> Text | tuple[Text, ...]:
    """ENTRYPOINT and CMD of a stage; what a service gives stands in the place of CMD."""
    entrypoint, command = stage.entrypoint, stage.command
    if entrypoint is not None and entrypoint.words is None:
        return entrypoint.body
    before = entrypoint.words if entrypoint is not None and entrypoint.words else ()
    if given:
        return (*before, *given) if before else ()
    if command is not None and command.words is None:
        return () if before else command.body
    return (*before, *(command.words if command is not None and command.words else ()))


def _context(service: Service) -> Context:
    user = service.text("user")
    directory = service.text("working_dir")
    way_out, ports = published(service)
    image = service.image()
    return Context(
        "compose",
        "service",
        service.name,
        user_name(user.value) if user else service.base().user,
        directory.value if directory else service.base().directory,
        service.environment(),
        container=True,
        published=way_out,
        ports=ports,
        image=image.text.value if image else None,
    )


def _started(service: Service, context: Context) -> Iterator[Launch]:
    """`entrypoint:` with `command:` behind it; an entrypoint also sets the image's CMD aside."""
    entrypoint = command_words(service, service.get("entrypoint"))
    command = command_words(service, service.get("command"))
    if entrypoint:
        words = entrypoint + (command or ())
    elif command is not None:
        words = command if entrypoint is not None else behind_entrypoint(command)
    else:
        words = service.image_command() if entrypoint is None else ()
    if words:
        yield Launch(words, context)


def command_words(service: Service, node: Node | None) -> tuple[Text, ...] | None:
    """The arguments that a string or a list makes; None where none are given, or it is refused."""
    if isinstance(node, Sequence):
        return tuple(service.interpolated(item) for item in node if isinstance(item, Scalar))
    if isinstance(node, Scalar) and scalar_type(node) != "null":
        return split_command(service.interpolated(node))
    return None


def _health_check(service: Service, context: Context) -> Iterator[Launch]:
    check = service.get("healthcheck")
    test = check.get("test") if isinstance(check, Mapping) else None
    context = context._replace(setting="script")
    if isinstance(test, Scalar) and scalar_type(test) == "str":
        yield Launch(service.interpolated(test), context, "sh")
    elif isinstance(test, Sequence):
        words = command_words(service, test) or ()
        if len(words) > 1 and words[0].value == "CMD":
            yield Launch(words[1:], context)
        elif len(words) > 1 and words[0].value == "CMD-SHELL":
            yield Launch(words[1], context, "sh")


def _hooks(service: Service, context: Context) -> Iterator[Launch]:
    for name in _HOOKS:
        hooks = service.get(name)
        for hook in hooks if isinstance(hooks, Sequence) else ():
            if not isinstance(hook, Mapping):
                continue
            words = command_words(service, hook.get("command"))
            if not words:
                continue
            user, directory = hook.scalar("user"), hook.scalar("working_dir")
            yield Launch(
                words,
                context._replace(
                    setting="script",
                    user=user_name(service.interpolated(user).value) if user else context.user,
                    directory=directory.value if directory else context.directory,
                    environment={
                        **context.environment,
                        **service.variables(hook.get("environment")),
                    },
                ),
            )
