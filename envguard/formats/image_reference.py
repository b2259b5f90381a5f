"""Names of container images: `registry/repository:tag@digest`.

Source of the facts: distribution/reference; the first part of a name is a registry where it
holds a dot or a colon or is `localhost`, else the image is Docker Hub's.
"""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple

_DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")


class ImageReference(NamedTuple):
    """An image's name in its parts; `tag` and `digest` are None where they are not given.

    `registry` is "docker.io" where none is written. `repository` is the path below it, without
    the `library/` of Docker Hub's own images: "python", "jupyter/base-notebook".
    """

    text: Text
    registry: str
    repository: str
    tag: Text | None
    digest: Text | None


def image_reference(text: Text) -> ImageReference:
    """The parts of an image's name; never fails, whatever the name."""
    value = text.value
    at = value.find("@")
    digest = text[at + 1 :] if at >= 0 else None
    name = text[:at] if at >= 0 else text
    colon = name.value.rfind(":")
    tag = None
    if colon > name.value.rfind("/"):
        tag, name = name[colon + 1 :], name[:colon]
    first, slash, rest = name.value.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        registry, repository = first.lower(), rest
    else:
        registry, repository = "docker.io", name.value
    if registry in _DOCKER_HUB:
        registry, repository = "docker.io", repository.removeprefix("library/")
    return ImageReference(text, registry, repository, tag, digest)
