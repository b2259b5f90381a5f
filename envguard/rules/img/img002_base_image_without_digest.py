"""IMG002: base-image-without-digest."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.image import ImageUse


@rule("IMG002", "base-image-without-digest", Severity.INFO, since="0.1.0", profile="paper")
def base_image_without_digest(use: ImageUse) -> Iterator[Outcome]:
    r"""An image is named by its tag alone, and a tag can be pushed again.

    ## Why
    `python:3.11.9-slim` is rebuilt whenever Debian has security updates. For results that others
    are to repeat, the digest names the very image; the tag beside it says what it is.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm@sha256:8fb099199b9f2d70342674bd9dbccd3ed03a258f26bbd1d556822c6dfc60c317
    ```

    ## References
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    """
    # IMG001 speaks of a tag that is missing or moves
    if use.reference.digest is None and use.is_known and not (use.is_moving or use.is_local):
        yield finding(
            use.text,
            "{image} is a tag, which may be pushed again: add @sha256:… to name the very image.",
            image=use.text.value,
        )
