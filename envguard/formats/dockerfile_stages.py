"""A Dockerfile's stages: what each instruction finds in force, with its variables put in.

`parse` is what rules and carriers use. Source of the facts: moby/buildkit,
frontend/dockerfile/dockerfile2llb; where an ARG meets an ENV of the same name, Docker's
reference holds: the ENV wins.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from envguard.formats.dockerfile import Instruction, read
from envguard.formats.dockerfile_variables import UNKNOWN, Lookup, expand
from envguard.formats.dockerfile_words import Heredoc, split_words
from envguard.formats.image_reference import ImageReference, image_reference
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.records import NamedTuple

MAXIMUM_STAGES = 200
MAXIMUM_VARIABLES = 200

Variables = Mapping[str, Text]
BaseEnvironment = Callable[[ImageReference], Mapping[str, str]]


class Setting(NamedTuple):
    """One `NAME=value` of ENV or ARG; `value` has its variables put in, None: ARG without one."""

    name: Text
    value: Text | None

    @property
    def text(self) -> Text:
        """The value where there is one, else the name."""
        return self.name if self.value is None else self.value


class Copy(NamedTuple):
    """What COPY or ADD puts into the image; `stage` is the value of `--from`."""

    sources: tuple[Text, ...]
    destination: Text
    stage: Text | None
    heredocs: tuple[Heredoc, ...]


class Step(NamedTuple):
    """An instruction of a stage and what is in force when it runs (its own effect excluded).

    `user`, `directory` and `shell` are None as long as the base image decides. `environment` is
    what ENV has set, `arguments` what ARG has; a value that is not known holds UNKNOWN.
    """

    instruction: Instruction
    user: Text | None
    directory: str | None
    shell: tuple[Text, ...] | None
    environment: Variables
    arguments: Variables
    settings: tuple[Setting, ...] = ()
    copy: Copy | None = None
    ports: tuple[Text, ...] = ()


class Stage:
    """One stage. Its attributes say what is in force at its end; see Step for None.

    `base` is the image behind FROM with its variables put in, None for instructions before any
    FROM (an excerpt of a file). `parent` is the earlier stage that it is built FROM, if any.
    `entrypoint` and `command` are the last ENTRYPOINT and CMD in force, inherited ones included.
    """

    __slots__ = (
        "arguments", "base", "command", "directory", "entrypoint", "environment", "index", "name",
        "origin", "parent", "shell", "steps", "user",
    )  # fmt: skip

    def __init__(
        self,
        index: int,
        name: Text | None,
        base: ImageReference | None,
        parent: Stage | None,
        origin: Instruction | None,
    ) -> None:
        self.index = index
        self.name = name
        self.base = base
        self.parent = parent
        self.origin = origin
        self.steps: list[Step] = []
        self.user: Text | None = parent.user if parent else None
        self.directory: str | None = parent.directory if parent else None
        self.shell: tuple[Text, ...] | None = parent.shell if parent else None
        self.environment: Variables = parent.environment if parent else {}
        self.arguments: Variables = parent.arguments if parent else {}
        self.entrypoint: Instruction | None = parent.entrypoint if parent else None
        self.command: Instruction | None = parent.command if parent else None

    @property
    def image(self) -> ImageReference | None:
        """The image at the bottom of the stages that this one is built from."""
        stage = self
        while stage.parent is not None:
            stage = stage.parent
        return stage.base


class Dockerfile(NamedTuple):
    """A whole file. `arguments` are the ARGs before the first FROM."""

    instructions: list[Instruction]
    directives: dict[str, Text]
    escape: str
    arguments: tuple[Setting, ...]
    stages: list[Stage]


def _nothing(image: ImageReference) -> Mapping[str, str]:
    return {}


def parse(text: Text, base_environment: BaseEnvironment = _nothing) -> Dockerfile:
    """The stages of a Dockerfile; SyntaxProblem where Docker refuses the file.

    `base_environment` tells what is known of the environment that a base image brings.
    """
    return _Builder(text, base_environment).build()


class _Builder:
    def __init__(self, text: Text, base_environment: BaseEnvironment) -> None:
        self.instructions, self.directives, self.escape = read(text)
        self.base_environment = base_environment
        self.globals: dict[str, Text] = {}
        self.arguments: list[Setting] = []
        self.stages: list[Stage] = []

    def build(self) -> Dockerfile:
        for instruction in self.instructions:
            if instruction.keyword == "FROM":
                self._begin(instruction)
            elif instruction.keyword == "ARG" and not self.stages:
                self.globals, settings = self._declared(instruction, {}, self.globals, {})
                self.arguments.extend(settings)
            else:
                if not self.stages:
                    self.stages.append(Stage(0, None, None, None, None))
                self._run(self.stages[-1], instruction)
        return Dockerfile(
            self.instructions, self.directives, self.escape, tuple(self.arguments), self.stages
        )

    def _begin(self, instruction: Instruction) -> None:
        words = split_words(instruction.body, self.escape)
        if len(words) not in (1, 3) or (len(words) == 3 and words[1].value.upper() != "AS"):
            raise SyntaxProblem(instruction.text, "FROM takes an image and perhaps `AS name`")
        if len(self.stages) >= MAXIMUM_STAGES:
            raise SyntaxProblem(instruction.text, f"more than {MAXIMUM_STAGES} stages")
        image = expand(words[0], _lookup({}, self.globals), self.escape)
        parent = self._named(image.value)
        name = words[2] if len(words) == 3 else None
        stage = Stage(len(self.stages), name, image_reference(image), parent, instruction)
        if stage.base and not parent:
            inherited = self.base_environment(stage.base)
            stage.environment = {name: image.decoded(inherited[name]) for name in inherited}
        self.stages.append(stage)

    def _named(self, name: str) -> Stage | None:
        for stage in reversed(self.stages):
            if stage.name is not None and stage.name.value.lower() == name.lower():
                return stage
        return None

    def _run(self, stage: Stage, instruction: Instruction) -> None:
        step = Step(
            instruction,
            stage.user,
            stage.directory,
            stage.shell,
            stage.environment,
            stage.arguments,
        )
        lookup = _lookup(stage.environment, stage.arguments, stage.base)
        keyword = instruction.keyword
        if keyword == "ENV":
            step = step._replace(settings=self._set(stage, instruction, lookup))
        elif keyword == "ARG":
            stage.arguments, settings = self._declared(
                instruction, stage.environment, stage.arguments, self.globals
            )
            step = step._replace(settings=tuple(settings))
        elif keyword in ("COPY", "ADD"):
            step = step._replace(copy=self._copied(instruction, lookup))
        elif keyword == "EXPOSE":
            words = split_words(instruction.body, self.escape)
            step = step._replace(ports=tuple(expand(w, lookup, self.escape) for w in words))
        elif keyword == "USER":
            stage.user = expand(instruction.body, lookup, self.escape)
        elif keyword == "WORKDIR":
            stage.directory = _below(
                stage.directory, expand(instruction.body, lookup, self.escape).value
            )
        elif keyword == "SHELL":
            if not instruction.words:
                raise SyntaxProblem(instruction.text, "SHELL takes a JSON array")
            stage.shell = instruction.words
        elif keyword == "CMD":
            stage.command = instruction
        elif keyword == "ENTRYPOINT":
            inherited = stage.parent.command if stage.parent else None
            stage.entrypoint = instruction
            # a new ENTRYPOINT resets a CMD that comes from the base image
            stage.command = None if stage.command is inherited else stage.command
        stage.steps.append(step)

    def _set(self, stage: Stage, instruction: Instruction, lookup: Lookup) -> tuple[Setting, ...]:
        """ENV in both forms; all its values see the variables as they were before it."""
        words = split_words(instruction.body, self.escape)
        if not words:
            raise SyntaxProblem(instruction.text, "ENV takes at least one NAME=value")
        if "=" not in words[0].value:
            if len(words) < 2:
                raise SyntaxProblem(instruction.text, "ENV takes a name and a value")
            body = instruction.body
            value = body[len(words[0]) :].strip()
            settings = [Setting(words[0], expand(value, lookup, self.escape))]
        else:
            settings = [self._setting(word, lookup) for word in words]
        merged = dict(stage.environment)
        for setting in settings:
            if setting.value is None:
                reason = f"ENV needs NAME=value, and `{setting.name.value[:40]}` has no `=`"
                raise SyntaxProblem(setting.name, reason)
            if len(merged) < MAXIMUM_VARIABLES or setting.name.value in merged:
                merged[setting.name.value] = setting.value
        stage.environment = merged
        return tuple(settings)

    def _setting(self, word: Text, lookup: Lookup) -> Setting:
        equals = word.value.find("=")
        if equals < 0:
            return Setting(word, None)
        return Setting(word[:equals], expand(word[equals + 1 :], lookup, self.escape))

    def _declared(
        self,
        instruction: Instruction,
        environment: Variables,
        arguments: Variables,
        outer: Variables,
    ) -> tuple[dict[str, Text], list[Setting]]:
        """ARG: each of its values sees the ones before it; a bare one takes the global value."""
        merged = dict(arguments)
        settings = []
        for word in split_words(instruction.body, self.escape):
            setting = self._setting(word, _lookup(environment, merged))
            name = setting.name.value
            if len(merged) < MAXIMUM_VARIABLES or name in merged:
                default = setting.value
                if default is None:
                    default = outer.get(name, merged.get(name))
                merged[name] = setting.name.decoded(UNKNOWN) if default is None else default
            settings.append(setting)
        if not settings:
            raise SyntaxProblem(instruction.text, "ARG takes at least one name")
        return merged, settings

    def _copied(self, instruction: Instruction, lookup: Lookup) -> Copy:
        words = instruction.words
        if words is None:
            words = tuple(split_words(instruction.body, self.escape))
        expanded = [expand(word, lookup, self.escape) for word in words]
        if len(expanded) < 2:
            keyword = instruction.keyword
            raise SyntaxProblem(instruction.text, f"{keyword} takes a source and a destination")
        opened = {heredoc.opening.text.start for heredoc in instruction.heredocs}
        sources = tuple(word for word in expanded[:-1] if word.start not in opened)
        return Copy(sources, expanded[-1], instruction.flag("from"), instruction.heredocs)


def _lookup(
    environment: Variables, arguments: Variables, base: ImageReference | None = None
) -> Lookup:
    empty = base is not None and base.repository == "scratch"

    def find(name: str) -> str | None:
        found = environment.get(name, arguments.get(name))
        if found is None:
            return "" if empty else None
        return found.value

    return find


def _below(directory: str | None, path: str) -> str | None:
    """WORKDIR after WORKDIR; None where it cannot be known."""
    if path.startswith("/") or path[1:2] == ":":
        return path
    return None if directory is None else posixpath.join(directory, path)
