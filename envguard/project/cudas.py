"""Which CUDA each file of a project names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.project.cuda_words import CudaWord, wheel_words
from envguard.project.environments import environments
from envguard.project.kinds import classify
from envguard.project.purpose import is_test_path
from envguard.subjects.command import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.project.project import Project

MAXIMUM_WORDS = 50
_IMAGE = late(r"cuda-?v?(\d+)\.(\d+)|cu(\d{3})(?!\d)")


def cuda_words(project: Project) -> dict[str, list[CudaWord]]:
    """The words of each file that has any, by its path from the root; tests left out."""
    return project.once("cudas", lambda: _by_file(project))


def _by_file(project: Project) -> dict[str, list[CudaWord]]:
    found: dict[str, list[CudaWord]] = {}
    for file in environments(project):
        if file.cudas and is_test_path(file.relative, project) is None:
            found[file.relative] = list(file.cudas[:MAXIMUM_WORDS])
    for relative in project.files():
        base = relative.rpartition("/")[2].lower()
        words = []
        if "dockerfile" in base or "containerfile" in base:
            kind = classify(relative, lambda: None)
            if kind is not None and kind.name == "dockerfile":
                words = list(_dockerfile(project, relative))
        elif base.endswith(".txt") and "requirements" in base:
            words = list(_requirements(project, relative))
        if words and is_test_path(relative, project) is None:
            found[relative] = words[:MAXIMUM_WORDS]
    return found


def _requirements(project: Project, relative: str) -> Iterator[CudaWord]:
    text = project.read(os.path.join(project.root, relative))
    if text is not None and "cu" in text.value:
        for line in text.lines():
            if not line.value.lstrip().startswith("#"):
                yield from wheel_words(line, relative)


def _dockerfile(project: Project, relative: str) -> Iterator[CudaWord]:
    """The image that the last stage is built on, and what its commands install."""
    from envguard.subjects.image import read_build

    text = project.read(os.path.join(project.root, relative))
    try:
        build = read_build(text, relative) if text is not None else None
    except SyntaxProblem:
        return
    if build is None or text is None:
        return
    image = build.final.image
    if image is not None and image.tag is not None and known(image.text.value):
        tag = image.tag.value
        own = image.repository.endswith("nvidia/cuda")
        found = re.match(r"(\d+)\.(\d+)", tag) if own else _IMAGE.search(tag)
        if found:
            yield _of_image(found, image.text, relative)
    for step in build.final.steps:
        if step.instruction.keyword == "RUN" and "cu" in step.instruction.body.value:
            yield from wheel_words(step.instruction.body, relative)
            yield from _conda_words(step.instruction.body, relative)


def _of_image(found: re.Match[str], text: Text, relative: str) -> CudaWord:
    if found.group(1):
        return CudaWord(text, relative, int(found.group(1)), int(found.group(2)))
    digits = found.group(3)
    return CudaWord(text, relative, int(digits[:2]), int(digits[2]))


def _conda_words(text: Text, relative: str) -> Iterator[CudaWord]:
    pattern = (
        r"(?<![\w-])(?:cudatoolkit|pytorch-cuda|cuda-version|cuda-toolkit)={1,2}(\d+)(?:\.(\d+))?"
    )
    for found in re.finditer(pattern, text.value):
        minor = int(found.group(2)) if found.group(2) else None
        yield CudaWord(text[found.start() : found.end()], relative, int(found.group(1)), minor)
