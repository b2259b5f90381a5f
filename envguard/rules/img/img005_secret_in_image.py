"""IMG005: secret-in-image."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.model import Severity, finding
from envguard.rules import Outcome, rule
from envguard.subjects.credentials import is_secret_name, known_token, written_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.formats.dockerfile_stages import Setting, Step
    from envguard.model import Text
    from envguard.subjects.image import ImageBuild

_FILES = (
    ".netrc", "_netrc", ".pypirc", ".npmrc", ".git-credentials", ".pgpass", ".my.cnf", ".ssh",
    ".aws", ".gnupg", "kaggle.json", "credentials.json", "service-account.json", ".kaggle",
    ".boto", ".dockercfg", ".kube",
)  # fmt: skip
_ENDINGS = (".pem", ".key", ".p12", ".pfx", ".ppk", ".gpg")
_SSH_KEYS = ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519")


@rule("IMG005", "secret-in-image", Severity.ERROR, since="0.1.0", tempered=False)
def secret_in_image(build: ImageBuild) -> Iterator[Outcome]:
    r"""A key, a password or a token becomes a part of the image.

    ## Why
    Each COPY, ENV and ARG stays in a layer or in the image's history, also where a later RUN
    deletes the file. Whoever can pull the image can read it.

    ## Bad
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    COPY .netrc /root/.netrc
    USER nobody
    ```

    ## Bad, a variable
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    ENV WANDB_API_KEY=8f0e1c3e6b5d17eb1d3a5b0d7a0b6c0f4b1a1d3b
    USER nobody
    ```

    ## Good
    ```dockerfile title="Dockerfile"
    FROM python:3.11.9-slim-bookworm
    RUN --mount=type=secret,id=netrc,target=/root/.netrc \
        pip install --index-url https://pypi.example.org/simple lab-tools==1.2.0
    USER nobody
    ```

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
    """
    for setting in build.dockerfile.arguments:
        yield from _of_setting(setting, "ARG")
    for stage in build.dockerfile.stages:
        for step in stage.steps:
            yield from _copied(step)
            for setting in step.settings:
                yield from _of_setting(setting, step.instruction.keyword)


def _copied(step: Step) -> Iterator[Outcome]:
    if step.copy is None or step.copy.stage is not None:
        return
    for source in step.copy.sources:
        if _is_secret_file(source):
            yield finding(
                source,
                "{name} stays in a layer of the image, whatever later deletes it: hand it in with "
                "`RUN --mount=type=secret`.",
                name=source.value,
            )


def _is_secret_file(source: Text) -> bool:
    parts = source.value.replace("\\", "/").rstrip("/").lower().split("/")
    if parts[-1].endswith((".pub", "known_hosts", "config")):
        return False
    return (
        parts[-1].startswith(_SSH_KEYS)
        or bool(set(parts) & set(_FILES))
        or parts[-1].endswith(_ENDINGS)
    )


def _of_setting(setting: Setting, keyword: str) -> Iterator[Outcome]:
    name = setting.name.value
    # rules about Jupyter speak of its own tokens
    if name.upper().startswith(("JUPYTER", "NOTEBOOK")):
        return
    if setting.value is not None:
        secret = known_token(setting.value) or (
            written_secret(setting.value) if is_secret_name(name) else None
        )
        if secret is not None and secret.literal:
            yield finding(
                secret.text,
                "{name} is published with the image and its history: withdraw it, and hand a new "
                "one in with `RUN --mount=type=secret` or when the container starts.",
                name=name,
            )
    elif keyword == "ARG" and is_secret_name(name):
        yield finding(
            setting.name,
            "The value of --build-arg {name} stays in the image's history: hand it in with `RUN "
            "--mount=type=secret`.",
            severity=Severity.WARNING,
            name=name,
        )
