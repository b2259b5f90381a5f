"""The image that a compose file or a devcontainer builds from a Dockerfile of the project."""

from __future__ import annotations

import posixpath

from envguard.formats.dockerfile_stages import Stage, parse
from envguard.formats.remembered import remembered
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.carriers.images import BaseImage, base_image, user_name
from envguard.subjects.command import Document


def built_stage(
    document: Document, context: str, dockerfile: str = "Dockerfile", target: str = ""
) -> Stage | None:
    """The stage that a build ends with; None where the Dockerfile is not there or is broken.

    `context` and `dockerfile` are as written; `target` is a stage's name, "" for the last one.
    """
    text = document.neighbour(posixpath.normpath(posixpath.join(context, dockerfile)))
    if text is None:
        return None
    try:
        stages = _stages(text)
    except SyntaxProblem:
        return None
    for stage in reversed(stages):
        name = stage.name.value.lower() if stage.name is not None else ""
        if not target or name == target.lower():
            return stage
    return None


@remembered
def _stages(text: Text) -> list[Stage]:
    """The stages of a Dockerfile, which hundreds of services may build."""
    return parse(text, lambda image: base_image(image).environment).stages


def image_of(stage: Stage) -> BaseImage:
    """Who runs, and where, in the image of a stage."""
    base = base_image(stage.image)
    return base._replace(
        user=base.user if stage.user is None else user_name(stage.user.value),
        directory=base.directory if stage.directory is None else stage.directory,
        command="",
    )
