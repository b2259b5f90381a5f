"""What one place of a project says about CUDA."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.environment.environment import CondaEnvironment, Dependency

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


def cuda_words(environment: CondaEnvironment, relative: str) -> Iterator[CudaWord]:
    """The CUDA that an environment's dependencies name; `relative` is its file's path."""
    for one in environment.dependencies:
        yield from _dependency(one, relative)


def _dependency(dependency: Dependency, relative: str) -> Iterator[CudaWord]:
    if not dependency.known:
        return
    if dependency.manager == "pip":
        runtime = "nvidia-cuda" in dependency.name and _RUNTIME.match(dependency.name)
        release = re.match(r"==(\d+)\.(\d+)", dependency.version) if runtime else None
        if release:
            yield CudaWord(dependency.text, relative, int(release.group(1)), int(release.group(2)))
        else:
            yield from wheel_words(dependency.text, relative)
        return
    if dependency.name in _CONDA and dependency.pin in ("exact", "fuzzy"):
        version = re.match(r"=*(\d+)(?:\.(\d+))?", dependency.version)
        if version:
            minor = int(version.group(2)) if version.group(2) else None
            yield CudaWord(dependency.text, relative, int(version.group(1)), minor)
            return
    named = _NAMED.search(dependency.name) if "cuda" in dependency.name else None
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


def wheel_words(text: Text, relative: str) -> Iterator[CudaWord]:
    """The CUDA in the names of wheels and indexes, such as `+cu118`."""
    if "cu" not in text.value.lower():
        return
    for found in _WHEEL.finditer(text.value):
        numbers = _numbers(found.group(2))
        if numbers is not None and 8 <= numbers[0] <= 19:
            yield CudaWord(text[found.start(1) : found.end(1)], relative, *numbers)
