"""What of pip's part a lock cannot hold, so that nobody takes it for held."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.requirement_reading import normalised
from envguard.lock.gathering import Job
from envguard.lock.pip.stubs import stubs
from envguard.lock.problem import at
from envguard.lock.rows import LockRow


def notes(job: Job, rows: list[LockRow]) -> Iterator[str]:
    """One sentence for each line that is left out, or held only in part."""
    for source in job.sources:
        for one in source.environment.pip_dependencies:
            requirement = one.requirement
            if requirement is not None and requirement.kind in ("editable", "path"):
                yield at(
                    one.text,
                    f"`{one.text.value}` lies in the checkout and is not locked; install it behind "
                    "the lock, with pip's --no-deps",
                )
    brought = {normalised(stub.name) for stub in stubs(r for r in rows if r.manager == "conda")}
    told = set()
    for roots in job.roots.values():
        for root in roots:
            requirement, text = root.asked.requirement, root.asked.text
            if requirement is None or not requirement.extras or text.start in told:
                continue
            if normalised(root.asked.name) in brought:
                told.add(text.start)
                yield at(
                    text,
                    f"conda brings {root.asked.name}, so what the extras of `{text.value}` need is "
                    "not locked; list those packages too",
                )
