"""What the assumed `__cuda` decided: a build for CPUs alone is a surprise nobody is told of.

Measured with conda-lock 4.0.3: its default of 11.4 locks the CPU build of PyTorch, silently.
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.lock.solve.solving import Solved
from envguard.subjects.lock.virtual_packages import Packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rattler import RepoDataRecord

_MAXIMUM_NAMED = 3


def notes(solved: Solved, virtual: dict[str, Packages]) -> Iterator[str]:
    """One sentence a platform where `__cuda`, or its absence, decided a build."""
    for platform, records in solved.records.items():
        if platform.startswith("osx"):
            continue
        version = virtual.get(platform, {}).get("__cuda", "")
        needing = [one for one in records if _needs_cuda(one)]
        if needing:
            yield (
                f"{platform}: {_named(needing)} {_is(needing)} locked as built for CUDA, since "
                f"__cuda {version} is assumed"
            )
            continue
        passed = list(_passed_over(solved, platform, records))
        if passed:
            yield (
                f"{platform}: {_named(passed)} {_is(passed)} locked as built for CPUs alone; "
                f"assumed is {_assumed(virtual.get(platform, {}))}. For a driver that can do more "
                "(`nvidia-smi` shows it): --virtual-package __cuda=12.9"
            )


def _assumed(virtual: Packages) -> str:
    words = [f"{n} {virtual[n]}" for n in ("__cuda", "__glibc") if n in virtual]
    return " and ".join(words if "__cuda" in virtual else ["no __cuda", *words])


def _needs_cuda(record: RepoDataRecord) -> bool:
    return any(words.split(" ")[0] == "__cuda" for words in record.depends)


def _passed_over(
    solved: Solved, platform: str, records: list[RepoDataRecord]
) -> Iterator[RepoDataRecord]:
    """CPU builds of which the channels have a CUDA build of the same version."""
    plain = {one.name.normalized: one for one in records if "cpu" in str(one.build)}
    if not plain:
        return
    for other in solved.asked_of.records(platform, sorted(plain)):
        own = plain.get(other.name.normalized)
        if own is not None and other.version == own.version and "cuda" in str(other.build):
            del plain[other.name.normalized]
            yield own


def _named(records: list[RepoDataRecord]) -> str:
    words = [f"{one.name.normalized} {one.version}" for one in records[:_MAXIMUM_NAMED]]
    more = len(records) - len(words)
    return ", ".join(words) + (f" and {more} more" if more else "")


def _is(records: list[RepoDataRecord]) -> str:
    return "is" if len(records) == 1 else "are"
