"""IMG006: cuda-tag-malformed."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.model.patterns import late
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.image import ImageUse

_TWO_NUMBERS = late(r"(\d+)\.(\d+)(?=-|$)")
# the last release of each series
_LAST = {
    (11, 2): 2, (11, 3): 1, (11, 4): 3, (11, 5): 2, (11, 6): 2, (11, 7): 1, (11, 8): 0,
    (12, 0): 1, (12, 1): 1, (12, 2): 2, (12, 3): 2, (12, 4): 1, (12, 5): 1, (12, 6): 3,
    (12, 8): 1, (12, 9): 1, (13, 0): 1,
}  # fmt: skip


@rule("IMG006", "cuda-tag-malformed", Severity.ERROR, since="0.1.0")
def cuda_tag_malformed(use: ImageUse) -> Iterator[Outcome]:
    r"""A tag of nvidia/cuda has two numbers, and no such image exists.

    ## Why
    From 11.2 on the tags of nvidia/cuda have three numbers: `11.8.0-devel-ubuntu20.04` exists and
    `11.8-devel-ubuntu20.04` does not, so the build stops at its first line.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM nvidia/cuda:11.8-devel-ubuntu22.04
    USER nobody
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM nvidia/cuda:11.8.0-devel-ubuntu22.04
    USER nobody
    ```

    ## References
    - https://hub.docker.com/r/nvidia/cuda/tags
    """
    reference = use.reference
    if reference.repository != "nvidia/cuda" or reference.registry not in ("docker.io", "nvcr.io"):
        return
    tag = reference.tag
    found = _TWO_NUMBERS.match(tag.value) if tag is not None else None
    if tag is None or found is None or not use.is_known:
        return
    series = int(found.group(1)), int(found.group(2))
    if series < (11, 2):
        return
    last = _LAST.get(series, 0)
    suggested = f"{found.group()}.{last}{tag.value[found.end() :]}"
    yield finding(
        tag,
        "There is no nvidia/cuda:{tag}: its tags have three numbers, such as {suggested}.",
        tag=tag.value,
        suggested=suggested,
    )
