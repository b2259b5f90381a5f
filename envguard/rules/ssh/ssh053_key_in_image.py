"""SSH053: key-in-image."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Confidence, Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.image_keys import BUILD_ARGUMENT, COPIED
from envguard.subjects.key_files import without_material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.image_keys import ImageKey

_MESSAGES = {
    COPIED: "{name} is a private ssh key and stays in a layer of the image, also if a later step "
    "deletes it: mount it with `RUN --mount=type=ssh` instead.",
    BUILD_ARGUMENT: "{name} is a private ssh key, and `docker history` shows build arguments to "
    "whoever has the image: use `RUN --mount=type=ssh` instead.",
}
_VARIABLE = (
    "{name} is a private ssh key, and every process in every container of the image sees its "
    "variables: use `RUN --mount=type=ssh` to build, a mounted secret to run."
)
_EARLIER = (
    "{name} brings a private ssh key into a build stage: it stays in the build's cache, and in every "
    "cache that is pushed. Use `RUN --mount=type=ssh` instead."
)


@rule("SSH053", "key-in-image", Severity.ERROR, since="0.1.0", tempered=False)
def key_in_image(found: ImageKey) -> Iterator[Outcome]:
    r"""A private ssh key is built into an image.

    ## Why
    Each step of a Dockerfile makes a layer, and a layer is never undone: a `RUN rm` hides the key
    and leaves it in the layer below. Build arguments and variables stand in the image's history.
    BuildKit lends a step your agent or a secret and keeps nothing of it.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    COPY id_rsa /root/.ssh/id_rsa
    RUN git clone git@github.com:ada/paper.git && rm /root/.ssh/id_rsa
    ```

    ## Bad, as an argument
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    ARG SSH_PRIVATE_KEY
    RUN mkdir -p /root/.ssh && echo "$SSH_PRIVATE_KEY" > /root/.ssh/id_rsa
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM debian:12.7
    RUN --mount=type=ssh git clone git@github.com:ada/paper.git
    ```

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://docs.docker.com/reference/dockerfile/#run---mounttypessh
    """
    yield without_material(
        finding(
            found.text,
            _MESSAGES.get(found.how, _VARIABLE) if found.final else _EARLIER,
            severity=None if found.final else Severity.WARNING,
            confidence=Confidence.CERTAIN if found.certain else Confidence.LIKELY,
            name=found.name,
        )
    )
