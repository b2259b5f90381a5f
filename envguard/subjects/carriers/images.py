"""What is known of public base images: who runs in them, what they set, what they start.

Facts from the images' own Dockerfiles (docker-library, jupyter/docker-stacks, mambaorg,
continuumio, nvidia), 2026. An image that is not here is not known, never taken for root.
"""

from __future__ import annotations

from collections.abc import Mapping

from envguard.formats.image_reference import ImageReference
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.command import HOLE, known


class BaseImage(NamedTuple):
    """What an image brings; None, or nothing, where it is not known."""

    user: str | None = None
    directory: str | None = None
    environment: Mapping[str, str] = {}
    command: str = ""


_UNKNOWN = BaseImage()
_ROOT = BaseImage("root")
_DOCKER_STACKS = BaseImage(
    "jovyan",
    "/home/jovyan",
    {
        "NB_USER": "jovyan",
        "NB_UID": "1000",
        "NB_GID": "100",
        "HOME": "/home/jovyan",
        "CONDA_DIR": "/opt/conda",
    },
    "start-notebook.py",
)
_FOUNDATION = _DOCKER_STACKS._replace(command="")
_MICROMAMBA = BaseImage(
    "mambauser",
    "/tmp",
    {"MAMBA_USER": "mambauser", "MAMBA_ROOT_PREFIX": "/opt/conda"},
)

_ROOT_REPOSITORIES = {
    "almalinux", "alpine", "amazonlinux", "archlinux", "buildpack-deps", "busybox", "caddy",
    "centos", "clearlinux", "debian", "eclipse-temurin", "fedora", "gcc", "golang", "haskell",
    "httpd", "julia", "node", "openjdk", "opensuse/leap", "oraclelinux", "perl", "php", "pypy",
    "python", "r-base", "rockylinux", "ruby", "rust", "scratch", "swift", "ubuntu",
    "jupyterhub/jupyterhub", "nvidia/cuda", "pytorch/pytorch", "tensorflow/tensorflow",
}  # fmt: skip
_ROOT_FAMILIES = ("condaforge/", "continuumio/", "nvidia/")
_ROOT_ELSEWHERE = {
    "ghcr.io/astral-sh/uv", "ghcr.io/prefix-dev/pixi", "quay.io/condaforge/miniforge3",
    "quay.io/condaforge/mambaforge", "quay.io/jupyterhub/jupyterhub", "quay.io/centos/centos",
    "quay.io/fedora/fedora", "quay.io/almalinuxorg/almalinux", "gcr.io/kaggle-images/python",
    "gcr.io/kaggle-gpu-images/python",
}  # fmt: skip
_OFFICIAL_MIRRORS = ("public.ecr.aws/docker/library/", "mirror.gcr.io/library/")
_NO_DOCKER_STACKS = {
    "jupyter/configurable-http-proxy", "jupyter/nature-demo", "jupyter/nbviewer",
    "jupyter/notebook", "jupyter/repo2docker", "jupyter/tmpnb",
}  # fmt: skip


def base_image(reference: ImageReference | None) -> BaseImage:
    """What is known of an image, by its name without tag and digest."""
    if reference is None:
        return _UNKNOWN
    registry, repository = reference.registry, reference.repository
    name = f"{registry}/{repository}"
    for mirror in _OFFICIAL_MIRRORS:
        if name.startswith(mirror):
            registry, repository = "docker.io", name[len(mirror) :]
    if registry in ("docker.io", "quay.io") and repository.startswith("jupyter/"):
        return _docker_stack(repository)
    if registry == "docker.io":
        if repository in _ROOT_REPOSITORIES or repository.startswith(_ROOT_FAMILIES):
            return _ROOT
        if repository == "mambaorg/micromamba":
            return _MICROMAMBA
    if registry == "nvcr.io" and repository.startswith("nvidia/"):
        return _ROOT
    return _ROOT if name in _ROOT_ELSEWHERE else _UNKNOWN


def _docker_stack(repository: str) -> BaseImage:
    if repository in _NO_DOCKER_STACKS:
        return _UNKNOWN
    return _DOCKER_STACKS if repository.endswith("-notebook") else _FOUNDATION


def user_name(value: str) -> str | None:
    """The user of `USER`, `user:` or `runAsUser`: without its group, "root" for uid 0."""
    name = value.partition(":")[0].strip()
    if not name or not known(name):
        return None
    return "root" if not name.strip("0") else name


def behind_entrypoint(words: tuple[Text, ...]) -> tuple[Text, ...]:
    """The words of a CMD, `command:` or `args:` that an image's own ENTRYPOINT receives.

    Most entrypoints run their arguments; where the first word is an option, the program is the
    image's, and not known.
    """
    if words and words[0].value.startswith("-"):
        return (words[0][:0].decoded(HOLE), *words)
    return words
