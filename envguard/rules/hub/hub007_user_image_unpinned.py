"""HUB007: user-image-unpinned."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.image_reference import image_reference
from envguard.formats.tree import Mapping, Sequence
from envguard.model import Confidence, Severity, Text, finding
from envguard.rules import Outcome, rule
from envguard.rules.hub.naming import spawns_locally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyterhub.hub import Hub, Values


@rule("HUB007", "user-image-unpinned", Severity.WARNING, since="0.1.0")
def user_image_unpinned(hub: Hub) -> Iterator[Outcome]:
    r"""Users get whatever the image's tag `latest` means on the day their node pulls it.

    ## Why
    With `latest`, or without a tag, two users of one hub have different software, and a result
    from last term cannot be computed again. A tag with a date or a version stays what it is.

    ## Bad
    ```yaml title="config.yaml"
    hub:
      config:
        JupyterHub: {authenticator_class: github}
        GitHubOAuthenticator: {allowed_organizations: [our-lab]}
    proxy:
      https: {enabled: true, hosts: [hub.example.org]}
    singleuser:
      image:
        name: quay.io/jupyter/scipy-notebook
        tag: latest
    ```

    ## Good
    ```yaml title="config.yaml"
    hub:
      config:
        JupyterHub: {authenticator_class: github}
        GitHubOAuthenticator: {allowed_organizations: [our-lab]}
    proxy:
      https: {enabled: true, hosts: [hub.example.org]}
    singleuser:
      image:
        name: quay.io/jupyter/scipy-notebook
        tag: "2024-10-07"
    ```

    ## References
    - https://z2jh.jupyter.org/en/stable/jupyterhub/customizing/user-environment.html
    """
    for where, name in [*_of_chart(hub.values), *_of_traits(hub)]:
        yield finding(
            where,
            "Which image users get changes from day to day: give {image} a tag with a version or a "
            "date, or a digest.",
            confidence=Confidence.CERTAIN if hub.values is None else Confidence.LIKELY,
            image=name,
        )


def _of_traits(hub: Hub) -> Iterator[tuple[Text, str]]:
    if hub.spawner is not None and spawns_locally(hub):
        # what stands there for another spawner is read by nobody
        return
    for section in ("DockerSpawner", "KubeSpawner", "SwarmSpawner", "SystemUserSpawner"):
        for trait in ("image", "container_image", "image_spec", "singleuser_image_spec"):
            held = hub.trait(trait, section)
            value = held.value if held is not None and held.known else None
            if held is None or held.origin is None or not isinstance(value, str):
                continue
            if _moves(value):
                yield held.origin, value


def _of_chart(values: Values | None) -> Iterator[tuple[Text, str]]:
    if values is None:
        return
    image = values.node("singleuser.image")
    if isinstance(image, Mapping):
        name, tag = image.scalar("name"), image.scalar("tag")
        if tag is not None and tag.value == "latest":
            yield tag.text, name.value if name is not None else "the image"
        elif name is not None and tag is None and values.complete and _moves(name.value):
            yield name.text, name.value
    profiles = values.node("singleuser.profileList")
    for profile in profiles if isinstance(profiles, Sequence) else ():
        override = profile.mapping("kubespawner_override") if isinstance(profile, Mapping) else None
        one = override.scalar("image") if override is not None else None
        if one is not None and _moves(one.value):
            yield one.text, one.value


def _moves(name: str) -> bool:
    if not name or "{" in name or "$" in name or "\ue000" in name:
        return False
    found = image_reference(Text.of(name))
    if found.digest is not None:
        return False
    return found.tag is None or found.tag.value == "latest"
