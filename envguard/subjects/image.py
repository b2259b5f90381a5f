"""Container images that a project builds from or runs: what Dockerfiles, compose files and
devcontainers name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envguard.formats.dockerfile_stages import Copy, Dockerfile, Stage, parse
from envguard.formats.image_reference import ImageReference, image_reference
from envguard.formats.tree import Mapping as Table
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.images import BaseImage, base_image, user_name
from envguard.subjects.command import Command, Document, known

_MOVING = late(
    r"(?:latest|master|main|edge|nightly|develop|trunk|head|rolling)(?:-(?!\d)[a-z]\w*)*|"
    r"[a-z]\w*(?:-[a-z]\w*)*-(?:latest|nightly)",
    re.IGNORECASE,
)
_ONE_VARIABLE = late(r"\$\w+|\$\{[^{}]*\}")


class ImageUse(NamedTuple):
    """One place that names an image to build from or to run.

    `carrier` is "dockerfile", "compose", "devcontainer" or "workflow". `stage` is the Dockerfile's
    stage that begins there.
    """

    text: Text
    reference: ImageReference
    carrier: str
    stage: Stage | None = None

    @property
    def is_known(self) -> bool:
        """Whether neither a variable of the image's name is left open nor a `<placeholder>`."""
        return known(self.text.value) and "<" not in self.text.value

    @property
    def is_moving(self) -> bool:
        """Whether the tag is missing, or names whatever was pushed last."""
        tag = self.reference.tag
        return tag is None or bool(_MOVING.fullmatch(tag.value))

    @property
    def is_local(self) -> bool:
        """Whether it may be built on this machine: no folder, and none of Docker's own names."""
        return self.base.user is None and "/" not in self.text.value

    @property
    def is_chosen(self) -> bool:
        """Whether one variable holds the whole name, so that the build's caller is to choose."""
        return bool(_ONE_VARIABLE.fullmatch(self.text.spelled()))

    @property
    def base(self) -> BaseImage:
        """What is known of the image."""
        return base_image(self.reference)


class ImageBuild(NamedTuple):
    """A Dockerfile as a whole: the image that its last stage makes, and what goes into it.

    `commands` are those of all stages, in file order.
    """

    path: str
    text: Text
    dockerfile: Dockerfile
    commands: tuple[Command, ...] = ()

    @property
    def final(self) -> Stage:
        """The stage that makes the image."""
        return self.dockerfile.stages[-1]

    @property
    def place(self) -> Text | None:
        """The words that decide who runs in the image: the last USER, else the image's name."""
        stage = self.final
        if stage.user is not None:
            return stage.user
        return stage.base.text if stage.base is not None else None

    @property
    def user(self) -> str | None:
        """Who runs in the image, "root" for uid 0, None where it is not known."""
        stage = self.final
        return base_image(stage.image).user if stage.user is None else user_name(stage.user.value)


def read_build(text: Text, path: str, commands: tuple[Command, ...] = ()) -> ImageBuild | None:
    """The build of a Dockerfile, None where it has no stage. SyntaxProblem for a broken file."""
    dockerfile = parse(text, _environment)
    return ImageBuild(path, text, dockerfile, commands) if dockerfile.stages else None


def copies(text: Text) -> tuple[Copy, ...]:
    """Every COPY and ADD of a Dockerfile; none where it is broken."""
    try:
        dockerfile = parse(text)
    except SyntaxProblem:
        return ()
    return tuple(
        step.copy for stage in dockerfile.stages for step in stage.steps if step.copy is not None
    )


def uses_of_build(build: ImageBuild) -> Iterator[ImageUse]:
    """The images behind FROM and `COPY --from=`, stages of the file and `scratch` left out."""
    names = {stage.name.value.lower() for stage in build.dockerfile.stages if stage.name}
    for stage in build.dockerfile.stages:
        base = stage.base
        if base is not None and stage.parent is None and base.repository != "scratch":
            yield ImageUse(base.text, base, "dockerfile", stage)
        for step in stage.steps:
            source = step.copy.stage if step.copy is not None else None
            if source is None or source.value.isdigit() or source.value.lower() in names:
                continue
            if known(source.value):
                yield ImageUse(source, image_reference(source), "dockerfile")


def uses_of_compose(document: Document) -> Iterator[ImageUse]:
    """The images that a compose file runs; beside `build:` the word names the result."""
    from envguard.formats.yaml import parse_all
    from envguard.subjects.carriers.compose_service import Project

    for root in parse_all(document.text):
        if not isinstance(root, Table):
            continue
        for service in Project(document, root).services():
            image = service.text("image") if service.get("build") is None else None
            if image is not None and image.source is document.text.source:
                yield ImageUse(image, image_reference(image), "compose")


def uses_of_devcontainer(document: Document) -> Iterator[ImageUse]:
    """The image of a devcontainer.json."""
    from envguard.formats.json import parse as parse_json

    root = parse_json(document.text, comments=True)
    image = root.scalar("image") if isinstance(root, Table) else None
    if image is not None and "${" not in image.value:
        yield ImageUse(image.text, image_reference(image.text), "devcontainer")


def _environment(image: ImageReference) -> Mapping[str, str]:
    return base_image(image).environment


def brings_files(image: str | None) -> bool:
    """Whether an image may hold files and environments that this project does not show.

    The plain images of systems, languages and conda's installers do not.
    """
    if not image or not known(image):
        return True
    reference = image_reference(Text.of(image))
    return base_image(reference).user is None or reference.registry == "nvcr.io"
