"""Which CUDA each file of a project names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.environments import environments
from envguard.project.kinds import classify
from envguard.project.purpose import is_test_path
from envguard.subjects.command import known

if TYPE_CHECKING:
    from envguard.project.project import Project
    from envguard.subjects.environment.environment import Dependency

MAXIMUM_WORDS = 50
_CONDA = {
    "cudatoolkit", "cudatoolkit-dev", "cuda-version", "pytorch-cuda", "cuda-toolkit", "cuda",
    "cuda-nvcc", "cuda-cudart", "cuda-runtime", "cuda-libraries", "cuda-compiler",
}  # fmt: skip
_NAMED = late(r"-cuda(\d{1,2})\.(\d{1,2})$")  # dgl-cuda11.1
_BUILD = late(r"cu(?:da)?_?(\d{1,3}(?:\.\d+)?)")
# `+cu117`, `/whl/cu118`, `cupy-cuda11x`, `jax[cuda12_pip]`, `nvidia-cublas-cu12`
_WHEEL = late(r"(?:\+|/|-|\[|_)(cu(?:da)?-?(\d{2,3})x?)(?![\d.])")
# NVIDIA's wheels that carry CUDA's own version, as cuBLAS's and cuDNN's do not
_RUNTIME = late(r"nvidia-cuda-(?:runtime|nvrtc|cupti)(?:-cu\d+)?$")
_IMAGE = late(r"cuda-?v?(\d+)\.(\d+)|cu(\d{3})(?!\d)")


class CudaWord(NamedTuple):
    """What one place says: CUDA's major and minor number, `minor` None where it is left open."""

    text: Text
    relative: str
    major: int
    minor: int | None

    @property
    def shown(self) -> str:
        """The version, in a few words."""
        return f"{self.major}.{self.minor}" if self.minor is not None else f"{self.major}"

    def differs(self, other: CudaWord) -> bool:
        """Whether two places cannot mean one CUDA."""
        if self.major != other.major:
            return True
        return None not in (self.minor, other.minor) and self.minor != other.minor


def cuda_words(project: Project) -> dict[str, list[CudaWord]]:
    """The words of each file that has any, by its path from the root; tests left out."""
    return project.once("cudas", lambda: _by_file(project))


def _by_file(project: Project) -> dict[str, list[CudaWord]]:
    found: dict[str, list[CudaWord]] = {}
    for file in environments(project):
        if is_test_path(file.relative, project) is None:
            words = [
                w for d in file.environment.dependencies for w in _dependency(d, file.relative)
            ]
            if words:
                found[file.relative] = words[:MAXIMUM_WORDS]
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


def _dependency(dependency: Dependency, relative: str) -> Iterator[CudaWord]:
    if not dependency.known:
        return
    if dependency.manager == "pip":
        release = re.match(r"==(\d+)\.(\d+)", dependency.version)
        if release and _RUNTIME.match(dependency.name):
            yield CudaWord(dependency.text, relative, int(release.group(1)), int(release.group(2)))
        else:
            yield from _wheels(dependency.text, relative)
        return
    if dependency.name in _CONDA and dependency.pin in ("exact", "fuzzy"):
        version = re.match(r"=*(\d+)(?:\.(\d+))?", dependency.version)
        if version:
            minor = int(version.group(2)) if version.group(2) else None
            yield CudaWord(dependency.text, relative, int(version.group(1)), minor)
            return
    named = _NAMED.search(dependency.name)
    if named:
        yield CudaWord(dependency.text, relative, int(named.group(1)), int(named.group(2)))
        return
    build = dependency.spec.reading.build if dependency.spec is not None else None
    found = _BUILD.search(build) if build else None
    numbers = _numbers(found.group(1)) if found else None
    if numbers is not None:
        yield CudaWord(dependency.text, relative, *numbers)


def _numbers(digits: str) -> tuple[int, int | None] | None:
    """11.8, 118, 11 and 92 as CUDA's names spell its versions."""
    if "." in digits:
        major, _, minor = digits.partition(".")
        return int(major), int(minor)
    if len(digits) == 3:
        return int(digits[:2]), int(digits[2])
    if len(digits) == 2:
        return (int(digits), None) if "10" <= digits <= "19" else (int(digits[0]), int(digits[1]))
    return None


def _wheels(text: Text, relative: str) -> Iterator[CudaWord]:
    for found in _WHEEL.finditer(text.value):
        numbers = _numbers(found.group(2))
        if numbers is not None and 8 <= numbers[0] <= 19:
            yield CudaWord(text[found.start(1) : found.end(1)], relative, *numbers)


def _requirements(project: Project, relative: str) -> Iterator[CudaWord]:
    text = project.read(os.path.join(project.root, relative))
    if text is not None and "cu" in text.value:
        for line in text.lines():
            if not line.value.lstrip().startswith("#"):
                yield from _wheels(line, relative)


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
            yield from _wheels(step.instruction.body, relative)
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
