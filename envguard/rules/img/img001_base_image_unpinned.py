"""IMG001: base-image-unpinned."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, unknown
from envguard.rules import Outcome, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.image import ImageUse

_NO_TAG = "{image} has no tag, so each build takes the newest: name a version."
_MOVING_TAG = "The tag {tag} moves with every release of {image}: name a version."


@rule("IMG001", "base-image-unpinned", Severity.WARNING, since="0.1.0")
def base_image_unpinned(use: ImageUse) -> Iterator[Outcome]:
    r"""An image is named without a version, so each build takes another one.

    ## Why
    `latest` is whatever was pushed last: another system, another Python, other libraries. The
    build of a paper's results cannot be repeated with it, and breaks on a day of its own choice.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM continuumio/miniconda3
    RUN conda install -y numpy=1.26
    ```

    ## Bad, a tag that moves
    ```yaml title="compose.yml"
    services:
      tracking:
        image: ghcr.io/mlflow/mlflow:latest
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    ARG RELEASE=24.11.3-0
    FROM condaforge/miniforge3:${RELEASE}
    RUN conda install -y numpy=1.26
    ```

    ## References
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    """
    reference = use.reference
    if reference.digest is not None or not reference.repository:
        return
    if not use.is_known:
        reason = "its name is a placeholder" if "<" in use.text.value else "a variable names it"
        yield unknown(use.text, "Which image this is cannot be seen here.", reason)
        return
    if not use.is_moving:
        return
    open_question = use.is_local or use.is_chosen
    yield finding(
        use.text,
        _NO_TAG if reference.tag is None else _MOVING_TAG,
        severity=Severity.INFO if use.is_chosen else None,
        confidence=Confidence.LIKELY if open_question else Confidence.CERTAIN,
        image=reference.repository,
        tag=reference.tag.value if reference.tag is not None else "",
    )
