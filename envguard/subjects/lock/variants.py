"""CUDA or CPU: which of the two the dependencies ask for, and which one the lock holds."""

from __future__ import annotations

from collections.abc import Sequence

from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.lock.asked import Asked, LockSource
from envguard.subjects.lock.lock import Lock, LockedPackage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Variant: TypeAlias = "Literal['cuda', 'cpu']"

_CUDA = late(r"(?<![a-z])(?:cuda|gpu|cu[0-9]{2,3}(?![0-9]))")
_CPU = late(r"(?<![a-z])cpu(?:only)?(?![a-z])")
_CUDA_NAMES = late(
    r"(?:cuda-version|cudatoolkit|cuda-toolkit|cuda|pytorch-cuda|cuda-runtime|cuda-libraries|.+-gpu)$"
)
_CPU_NAMES = late(r"(?:cpuonly|.+-cpu)$")
_FRAMEWORKS = {
    "pytorch": ("pytorch",), "pytorch-gpu": ("pytorch",), "pytorch-cpu": ("pytorch",),
    "torchvision": ("torchvision",), "torchaudio": ("torchaudio",),
    "tensorflow": ("tensorflow-base", "tensorflow"),
    "tensorflow-gpu": ("tensorflow-base", "tensorflow"),
    "tensorflow-cpu": ("tensorflow-base", "tensorflow"),
    "jax": ("jaxlib",), "jaxlib": ("jaxlib",),
}  # fmt: skip
"""Which locked package tells the variant of a framework."""


class OtherBuild(NamedTuple):
    """A dependency whose variant is not the locked one; `reason` is what asks for the variant."""

    asked: Asked
    reason: Asked
    wanted: Variant
    held: LockedPackage
    platforms: tuple[str, ...]


def other_builds(lock: Lock, sources: Sequence[LockSource]) -> list[OtherBuild]:
    """The dependencies that ask for CUDA where the CPU build is locked, or the reverse."""
    found: dict[tuple[str, int], OtherBuild] = {}
    for platform in lock.platforms:
        if not platform.startswith(("linux", "win")):
            continue  # there is no CUDA elsewhere, so nothing else can be locked
        asked = [one for source in sources for one in source.wanted(platform).asked]
        general = _general(asked)
        for one in asked:
            other = _compared(lock, platform, one, general)
            if other is not None:
                key = (one.path, one.text.start)
                earlier = found.get(key)
                platforms = (*earlier.platforms, platform) if earlier else (platform,)
                found[key] = (earlier or other)._replace(platforms=platforms)
    return list(found.values())


def variant_of(words: str) -> Variant | None:
    """The variant that a build string or a pattern for one names; None for neither or both."""
    cuda, cpu = _CUDA.search(words.lower()), _CPU.search(words.lower())
    if bool(cuda) == bool(cpu):
        return None
    return "cuda" if cuda else "cpu"


def asked_variant(asked: Asked) -> Variant | None:
    """The variant that a dependency itself asks for, by its build or its name."""
    if asked.manager != "conda":
        return None
    build = asked.spec.reading.build if asked.spec is not None else None
    if build:
        return variant_of(build)
    if _CUDA_NAMES.match(asked.name):
        return "cuda"
    return "cpu" if _CPU_NAMES.match(asked.name) else None


def _general(asked: list[Asked]) -> tuple[Variant, Asked] | None:
    """What the environment as a whole asks for; None where nothing or both are asked for."""
    reasons = [(variant, one) for one in asked if (variant := asked_variant(one)) is not None]
    if len({variant for variant, _ in reasons}) != 1:
        return None
    return reasons[0]


def _compared(
    lock: Lock, platform: str, asked: Asked, general: tuple[Variant, Asked] | None
) -> OtherBuild | None:
    wanted, reason = asked_variant(asked), asked
    if asked.manager != "conda":
        return None
    if wanted is None:
        if general is None or asked.name not in _FRAMEWORKS:
            return None
        wanted, reason = general
    for name in _FRAMEWORKS.get(asked.name, (asked.name,)):
        for held in lock.named(platform, "conda", name):
            variant = variant_of(held.build)
            if variant is not None:
                if variant == wanted:
                    return None
                return OtherBuild(asked, reason, wanted, held, (platform,))
    return None
