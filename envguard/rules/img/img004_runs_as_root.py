"""IMG004: runs-as-root."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding, related, unknown
from envguard.rules import Outcome, rule
from envguard.subjects.jupyter.program import is_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.command import Command
    from envguard.subjects.image import ImageBuild


@rule("IMG004", "runs-as-root", Severity.INFO, since="0.1.0")
def runs_as_root(build: ImageBuild) -> Iterator[Outcome]:
    r"""The image's programs run as root, since no USER says otherwise.

    ## Why
    Files that a container writes into a mounted folder then belong to root, and whoever breaks
    out of a program has the container's every right. With a Jupyter server in it, every cell runs
    as root.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    COPY train.py .
    CMD ["python", "train.py"]
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    RUN useradd --create-home ada
    USER ada
    COPY train.py .
    CMD ["python", "train.py"]
    ```

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    stage = build.final
    place = build.place
    if place is None:
        return
    if build.user is None:
        yield unknown(
            place,
            "Who runs in this image is not known.",
            "a variable names the user"
            if stage.user is not None
            else "the base image is not known",
        )
        return
    if build.user != "root":
        return
    servers = [c for c in _services(build) if is_server(c)]
    # JUP008 speaks of a server that is allowed to run as root
    if any("allow" in value and "root" in value for c in servers for value in c.values):
        return
    yield finding(
        place,
        "This image runs as root: add a USER of its own after the last RUN that needs root.",
        severity=Severity.WARNING if servers else None,
        confidence=Confidence.LIKELY if _may_change_user(build) else Confidence.CERTAIN,
        related=tuple(
            related(server.text, "a Jupyter server starts here") for server in servers[:3]
        ),
    )


def _services(build: ImageBuild) -> list[Command]:
    name = build.final.name.value if build.final.name else f"stage {build.final.index}"
    return [c for c in build.commands if c.context.setting == "service" and c.context.group == name]


def _may_change_user(build: ImageBuild) -> bool:
    """Whether a script of the image's own starts, which may step down to another user."""
    entrypoint = build.final.entrypoint
    return entrypoint is not None and ".sh" in entrypoint.body.value
