"""Commands in Dockerfiles: RUN builds the image, ENTRYPOINT and CMD are what it starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from envguard.formats.dockerfile import Instruction
from envguard.formats.dockerfile_stages import Copy, Dockerfile, Stage, Step, Variables, parse
from envguard.formats.dockerfile_variables import expand
from envguard.formats.image_reference import ImageReference
from envguard.model import Text
from envguard.model.patterns import late
from envguard.subjects.carriers.images import base_image, behind_entrypoint, user_name
from envguard.subjects.carriers.scripts import interpreter
from envguard.subjects.command import Context, Document, Launch, Value, known

_SHELLS = {
    "sh": "sh", "ash": "sh", "dash": "sh", "bash": "bash", "zsh": "bash", "ksh": "bash",
    "powershell": "powershell", "pwsh": "powershell", "cmd": "cmd",
}  # fmt: skip
_WINDOWS_IMAGE = late(r"(?:^|/)(?:windows|nanoserver|servercore|windowsservercore)(?:/|$)")
_SHEBANG = late(r"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(\S+)")


def launches(document: Document) -> Iterator[Launch]:
    """Every RUN, and what each stage's image would start. SyntaxProblem for a broken file."""
    dockerfile = parse(document.text, _environment)
    starts = _services(dockerfile)
    for stage in dockerfile.stages:
        contexts = _Contexts(stage)
        for step in stage.steps:
            yield from _built(step, contexts, dockerfile.escape)
        yield from _health_check(stage, contexts)
        if starts[stage.entrypoint, stage.command] is stage:
            is_last = stage is dockerfile.stages[-1]
            yield from _started(stage, contexts, dockerfile, is_last)


def _environment(image: ImageReference) -> Mapping[str, str]:
    return base_image(image).environment


def _services(
    dockerfile: Dockerfile,
) -> dict[tuple[Instruction | None, Instruction | None], Stage]:
    """The stage that speaks for a pair of ENTRYPOINT and CMD: the last one that inherits it."""
    return {(stage.entrypoint, stage.command): stage for stage in dockerfile.stages}


class _Contexts:
    """The contexts of one stage's commands."""

    def __init__(self, stage: Stage) -> None:
        self.base = base_image(stage.image)
        self.image = stage.image.text.value if stage.image else None
        self.group = stage.name.value if stage.name else f"stage {stage.index}"
        self.environment: Mapping[str, Value] = {}
        self.made_of: tuple[Variables, Variables] | None = None

    def at(self, step: Step, setting: str) -> Context:
        """What a command sees that runs at that step of the build."""
        context = self._context(
            setting, step.user, step.directory, self._values(step.environment, step.arguments)
        )
        return context._replace(login=_is_login(step.shell))

    def at_end(self, stage: Stage, setting: str) -> Context:
        """What a container of the stage's image sees; ARGs are gone by then."""
        return self._context(
            setting, stage.user, stage.directory, self._values(stage.environment, {})
        )

    def _context(
        self, setting: str, user: Text | None, directory: str | None, values: Mapping[str, Value]
    ) -> Context:
        directory = self.base.directory if directory is None else directory
        return Context(
            "dockerfile",
            setting,
            self.group,
            self.base.user if user is None else user_name(user.value),
            directory if directory and known(directory) else None,
            values,
            container=True,
            image=self.image,
        )

    def _values(self, environment: Variables, arguments: Variables) -> Mapping[str, Value]:
        """Variables as commands see them, made anew only where the build has changed them."""
        before = self.made_of
        if before is None or before[0] is not environment or before[1] is not arguments:
            merged = {**arguments, **environment}
            self.environment = {name: Value(text.value, text) for name, text in merged.items()}
            self.made_of = (environment, arguments)
        return self.environment


def _built(step: Step, contexts: _Contexts, escape: str) -> Iterator[Launch]:
    """What a step of the build runs, and scripts that it writes into the image."""
    instruction = step.instruction
    if instruction.keyword == "RUN":
        yield from _run(instruction, step, contexts.at(step, "image"))
    elif instruction.keyword == "ONBUILD" and instruction.inner:
        inner = instruction.inner
        setting = "service" if inner.keyword in ("CMD", "ENTRYPOINT") else "image"
        context = contexts.at(step, setting)
        if inner.keyword in ("RUN", "CMD", "ENTRYPOINT"):
            yield from _run(inner, step, context._replace(group=f"{context.group} (onbuild)"))
    elif step.copy:
        yield from _downloaded(instruction, step.copy, contexts.at(step, "image"))
        for heredoc in step.copy.heredocs:
            shell = _script_shell(heredoc.content)
            if shell:
                context = contexts.at(step, "script")._replace(group=step.copy.destination.value)
                script = heredoc.content
                if heredoc.opening.expands:
                    script = expand(script, _lookup(context.environment), escape, quotes=False)
                yield Launch(script, context, shell)


def _downloaded(instruction: Instruction, copy: Copy, context: Context) -> Iterator[Launch]:
    """`ADD https://…` as the download that it is, with the checksum that it is given."""
    if instruction.keyword != "ADD":
        return
    given = instruction.flag("checksum")
    flags = () if given is None else (given.decoded(f"--checksum={given.value}"),)
    for source in copy.sources:
        if re.match(r"https?://(?!\S*\.git(?:[#?]|$))", source.value):
            yield Launch((instruction.name, *flags, source, copy.destination), context)


def _lookup(environment: Mapping[str, Value]) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        found = environment.get(name)
        return found.value if found else None

    return find


def _run(instruction: Instruction, step: Step, context: Context) -> Iterator[Launch]:
    if instruction.words is not None:
        if instruction.words:
            yield Launch(instruction.words, context)
        return
    shell = _shell_name(step.shell, context.image)
    if not instruction.heredocs:
        if instruction.body:
            yield Launch(instruction.body, context, shell)
        return
    first = instruction.heredocs[0]
    if instruction.body.value == first.opening.text.value:
        # a heredoc alone is the script itself, or a program with a shebang
        named = _script_shell(first.content)
        if named or not first.content.value.startswith("#!"):
            yield Launch(first.content, context, named or shell)
        return
    parts = [instruction.body]
    for heredoc in instruction.heredocs:
        parts += [heredoc.text[:0].decoded("\n"), heredoc.text]
    yield Launch(Text.join(parts), context, shell)


def _health_check(stage: Stage, contexts: _Contexts) -> Iterator[Launch]:
    """The last HEALTHCHECK of a stage; `HEALTHCHECK NONE` takes it away."""
    checks = [step for step in stage.steps if step.instruction.keyword == "HEALTHCHECK"]
    inner = checks[-1].instruction.inner if checks else None
    if inner:
        yield from _run(inner, checks[-1], contexts.at_end(stage, "script"))


def _started(
    stage: Stage, contexts: _Contexts, dockerfile: Dockerfile, is_last: bool
) -> Iterator[Launch]:
    """What a container of the stage's image runs: ENTRYPOINT with CMD behind it."""
    context = contexts.at_end(stage, "service")
    entrypoint, command = stage.entrypoint, stage.command
    if entrypoint and entrypoint.words is None:
        # the shell form runs by itself: CMD does not reach it
        yield Launch(entrypoint.body, context, _shell_at(entrypoint, dockerfile, context))
        return
    before = entrypoint.words if entrypoint and entrypoint.words else ()
    if command and command.words is None:
        shell = _shell_at(command, dockerfile, context)
        if not before:
            yield Launch(command.body, context, shell)
            return
        start = command.body[:0]
        yield Launch(
            (*before, start.decoded(f"/bin/{shell}"), start.decoded("-c"), command.body), context
        )
        return
    behind = command.words if command and command.words else ()
    words = before + behind if entrypoint else behind_entrypoint(behind)
    if words:
        yield Launch(words, context)
    elif is_last and not entrypoint and not command and contexts.base.command and stage.image:
        yield Launch((stage.image.text.decoded(contexts.base.command),), context)


def _shell_at(instruction: Instruction, dockerfile: Dockerfile, context: Context) -> str:
    """The shell in force where an instruction stands, perhaps in an earlier stage."""
    for stage in dockerfile.stages:
        for step in stage.steps:
            if step.instruction is instruction:
                return _shell_name(step.shell, context.image)
    return "sh"


def _shell_name(words: tuple[Text, ...] | None, image: str | None) -> str:
    """What reads shell forms: the shell named last, as `conda run -n x bash -c` names it."""
    if words is None:
        return "cmd" if image and _WINDOWS_IMAGE.search(image.partition(":")[0]) else "sh"
    for word in reversed(words):
        name = word.value.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        if name in _SHELLS:
            return _SHELLS[name]
    return "sh"


def _is_login(words: tuple[Text, ...] | None) -> bool:
    """Whether SHELL names a shell that reads its profile, `conda run … bash` left aside."""
    reader = interpreter([word.value for word in words or ()])
    return reader is not None and reader.login


def _script_shell(content: Text) -> str | None:
    """The shell that a script's first line names; None for another program, or none."""
    found = _SHEBANG.match(content.value[:200])
    return _SHELLS.get(found.group(1).rpartition("/")[2]) if found else None
