"""Commands that start another command are seen through to the one inside."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping

from envguard.model import Text
from envguard.subjects.command import HOLE, Command, Context, Value, Word
from envguard.subjects.inner_scripts import shell_text
from envguard.subjects.wrappers import WRAPPERS, Wrapper, after_options

MAXIMUM_LAYERS = 8
MAXIMUM_STAGES = 100
"""What asks for a stage of a pipe looks at each, for each of them."""


ENGINES = ("docker", "nvidia-docker", "podman", "nerdctl", "docker-compose")


def unwrap(pipeline: list[Command]) -> list[Command]:
    """The commands of one pipe, each followed by what it wraps; pipelines are tied together."""
    found: list[Command] = []
    innermost: list[Command] = []
    nested: list[Command] = []
    if len(pipeline) > MAXIMUM_STAGES:
        return [one for part in _cut(pipeline) for one in unwrap(part)]
    for command in pipeline:
        found.append(command)
        chain, scripts = _layers(command)
        found.extend(chain)
        innermost.append(chain[-1] if chain else command)
        nested.extend(scripts)
    stages = tuple(innermost)
    for command in found:
        command.pipeline = stages
    return found + nested


def _cut(pipeline: list[Command]) -> Iterator[list[Command]]:
    """A pipe of thousands of stages in several, as no program of a person has."""
    for begin in range(0, len(pipeline), MAXIMUM_STAGES):
        yield pipeline[begin : begin + MAXIMUM_STAGES]


def _layers(command: Command) -> tuple[list[Command], list[Command]]:
    """What stands inside a command: (commands of the same pipe, commands of inner scripts)."""
    chain: list[Command] = []
    scripts: list[Command] = []
    current: Command | None = command
    while current is not None and len(current.wrappers) < MAXIMUM_LAYERS:
        text = shell_text(current)
        if text is not None:
            scripts.extend(_script(current, text))
            break
        current = _inner(current)
        if current is not None:
            chain.append(current)
    return chain, scripts


def _script(command: Command, text: Text) -> list[Command]:
    from envguard.subjects.shell import script

    found: list[Command] = []
    context = command.context._replace(user=command.user)
    if command.program in ("su", "runuser"):
        context = context._replace(user=_switched_to(command))
    if command.program == "ssh":
        at = after_options(command, WRAPPERS["ssh"]._replace(operands=0), 1)
        context = context._replace(
            container=None, user=None, host=_host(command.argv[at]) if at else None
        )
    for pipeline in script(text, context, command.environment):
        for inner in pipeline:
            inner.wrappers = (*command.wrappers, f"{command.program} -c")
            inner.conditional = inner.conditional or command.conditional
        found.extend(unwrap(pipeline))
    return found


def _inner(command: Command) -> Command | None:
    program = command.program
    if program in ("screen",):
        return _detached(command)
    wrapper = WRAPPERS.get(program)
    if wrapper is None:
        return None
    begin = 1
    if wrapper.verbs:
        verb = next(
            (i for i, w in enumerate(command.argv[1:], 1) if not w.value.startswith("-")), 0
        )
        if (
            verb
            and program in ("docker", "podman")
            and command.argv[verb].value in ("compose", "container")
        ):
            verb += 1
        if not verb or verb >= len(command.argv) or command.argv[verb].value not in wrapper.verbs:
            return None
        begin = verb + 1
    index = after_options(command, wrapper, begin)
    if index is None or index >= len(command.argv):
        return None
    environment = command.environment
    if program in ("env", "sudo", "doas"):
        index, own = _assignments(command, index)
        environment = ChainMap(own, environment) if own else environment  # type: ignore[arg-type]
    if index >= len(command.argv):
        return None
    return _wrapped(command, index, wrapper, begin, environment)


def _switched_to(command: Command) -> str:
    """The user that `su` becomes: its first operand, root where there is none."""
    at, words = 1, command.argv
    while at < len(words):
        value = words[at].value
        if value in ("-c", "--command", "-s", "--shell", "-g", "--group", "-G", "-w", "-lc"):
            at += 2
        elif value.startswith("-"):
            at += 1
        else:
            return value
    return "root"


def _host(word: Word) -> str:
    """The host of ssh's destination: `ada@gpu-01` and `ssh://ada@gpu-01:22` are gpu-01."""
    name = word.value.removeprefix("ssh://").partition("/")[0].rpartition("@")[2]
    return name.partition(":")[0]


def _detached(command: Command) -> Command | None:
    """`screen -dmS name program …`"""
    for index, word in enumerate(command.argv[1:], 1):
        if word.value.startswith("-") and word.value.endswith("S"):
            return _wrapped(command, index + 2, Wrapper(), 1, command.environment)
    return None


def _assignments(command: Command, index: int) -> tuple[int, dict[str, Value]]:
    """Reads the `NAME=value` words of `env` and `sudo`: (where they end, what they set)."""
    argv = command.argv
    environment: dict[str, Value] = {}
    while index < len(argv):
        name, equals, value = argv[index].value.partition("=")
        if not equals or not name.isidentifier():
            break
        environment[name] = Value(value, argv[index].text[len(name) + 1 :])
        index += 1
    return index, environment


def _wrapped(
    command: Command, index: int, wrapper: Wrapper, begin: int, environment: Mapping[str, Value]
) -> Command | None:
    argv = command.argv[index:]
    if not argv:
        return None
    if command.program in ENGINES:
        argv = (*_entrypoint(command.argv[begin:index]), *argv)
    context, user = command.context, command.user
    options = command.argv[begin:index]
    if wrapper.user:
        user = _option(options, ("-u", "--user")) or wrapper.user
    if command.program in ENGINES:
        context, environment = _container(command, options)
        user = context.user
    elif command.program in ("gosu", "su-exec"):
        user = command.argv[index - 1].value.partition(":")[0]
    elif command.program == "ssh":
        host = _host(command.argv[index - 1])
        context, user = context._replace(container=None, user=None, host=host), None
    text = command.text
    first = command.argv[index]
    if first.raw.source is text.source and text.start <= first.raw.start <= text.end:
        whole = Text.whole(text.source)
        text = whole[first.raw.start : max(text.end, first.raw.end)]
    return Command(
        argv,
        text,
        context._replace(environment=environment),
        environment,
        command.redirects,
        (*command.wrappers, command.program),
        user,
        command.conditional,
    )


def _settings(words: tuple[Word, ...]) -> list[tuple[str, Text]]:
    """Options with their values, whichever way they are joined: `-p 1`, `-p1`, `--publish=1`."""
    found: list[tuple[str, Text]] = []
    for index, word in enumerate(words):
        value = word.value
        name, equals, _ = value.partition("=")
        if not value.startswith("-"):
            continue
        if equals and value.startswith("--"):
            found.append((name, word.text[len(name) + 1 :]))
        elif not value.startswith("--") and len(value) > 2 and value[1] in "eup":
            found.append((value[:2], word.text[2:]))
        else:
            follows = words[index + 1].text if index + 1 < len(words) else word.text[len(value) :]
            found.append((value, follows))
    return found


def _option(words: tuple[Word, ...], names: tuple[str, ...]) -> str | None:
    return next((text.value for name, text in _settings(words) if name in names), None)


def _entrypoint(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`--entrypoint jupyter image notebook` starts jupyter with the words behind the image."""
    for name, text in _settings(words):
        if name == "--entrypoint" and text.value:
            return (Word(text, text),)
    return ()


def _container(command: Command, options: tuple[Word, ...]) -> tuple[Context, dict[str, Value]]:
    """The context inside `docker run`, its image, user and published ports, and its variables."""
    environment: dict[str, Value] = {}
    ports: list[Text] = []
    for name, text in _settings(options):
        if name in ("-e", "--env"):
            variable, given, content = text.value.partition("=")
            environment[variable] = Value(content if given else HOLE, text)
        elif name in ("-p", "--publish", "-P", "--publish-all") or (
            name in ("--net", "--network") and text.value == "host"
        ):
            ports.append(text)
    user = _option(options, ("-u", "--user"))
    context = command.context._replace(
        container=True,
        user="root" if user and user.partition(":")[0] in ("0", "root") else user,
        published=_published(ports),
        ports=tuple(ports),
        image=options[-1].value if options else None,
    )
    return context, environment


def _published(ports: list[Text]) -> str:
    if not ports:
        return "none"
    loopback = all(
        port.value.startswith(("127.", "localhost:", "[::1]:")) and ":" in port.value
        for port in ports
    )
    return "loopback" if loopback else "everywhere"
