"""Commands in Kubernetes manifests: every container of every object that holds a pod."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.image_reference import image_reference
from envguard.formats.tree import Mapping, Node, Scalar, Sequence, walk
from envguard.formats.yaml import parse_all
from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.carriers.images import base_image, behind_entrypoint, user_name
from envguard.subjects.carriers.kubernetes_network import Network
from envguard.subjects.carriers.kubernetes_variables import environment_of, expanded
from envguard.subjects.command import HOLE, Context, Document, Launch

_CONTAINERS = (("initContainers", "script"), ("containers", "service"))
_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
_HOOKS = ("postStart", "preStop")


class Pod(NamedTuple):
    """A pod's spec, the labels its template gives it, and a name for it: "Deployment/hub"."""

    spec: Mapping
    labels: Mapping | None
    name: str


def launches(document: Document) -> Iterator[Launch]:
    """What each container starts, its probes and hooks. SyntaxProblem for a broken file."""
    objects = [object_ for root in parse_all(document.text) for object_ in _objects(root)]
    network = Network(objects)
    for object_ in objects:
        for pod in _pods(object_):
            for key, setting in _CONTAINERS:
                for container in pod.spec.sequence(key) or ():
                    if isinstance(container, Mapping):
                        yield from _container(container, pod, setting, network)


def _objects(root: Node) -> Iterator[Mapping]:
    """The objects of a document; a List holds several."""
    if not isinstance(root, Mapping) or not root.scalar("apiVersion") or not root.scalar("kind"):
        return
    items = root.sequence("items") if _word(root, "kind").endswith("List") else None
    if items is None:
        yield root
        return
    for item in items:
        if isinstance(item, Mapping):
            yield item


def _pods(object_: Mapping) -> Iterator[Pod]:
    """Every mapping with `containers:` in an object, whatever the object is."""
    metadata = object_.mapping("metadata")
    name = f"{_word(object_, 'kind')}/{_word(metadata, 'name')}"
    found: set[int] = set()
    for node in walk(object_):
        if not isinstance(node, Mapping):
            continue
        spec = node.mapping("spec")
        if spec and spec.sequence("containers") and id(spec) not in found:
            found.add(id(spec))
            template = node.mapping("metadata")
            yield Pod(spec, template.mapping("labels") if template else None, name)
        elif node.sequence("containers") and id(node) not in found:
            found.add(id(node))
            yield Pod(node, None, name)


def _container(container: Mapping, pod: Pod, setting: str, network: Network) -> Iterator[Launch]:
    context = _context(container, pod, setting, network)
    command = _words(container.get("command"), context)
    words = _words(container.get("args"), context)
    argv = command + words if command else behind_entrypoint(words)
    image = container.scalar("image")
    if not argv and image:
        known = base_image(image_reference(image.text)).command
        argv = (image.text.decoded(known),) if known else ()
    if argv:
        yield Launch(argv, context)
    for check in _checks(container):
        argv = _words(check.get("command"), None)
        if argv:
            yield Launch(argv, context._replace(setting="script"))


def _context(container: Mapping, pod: Pod, setting: str, network: Network) -> Context:
    image = container.scalar("image")
    base = base_image(image_reference(image.text) if image else None)
    way_out, ports = network.published(container, pod.spec, pod.labels)
    directory = container.scalar("workingDir")
    return Context(
        "kubernetes",
        setting,
        f"{pod.name}/{_word(container, 'name')}",
        _user(container, pod.spec, base.user),
        directory.value if directory else base.directory,
        environment_of(container, base.environment, image),
        container=True,
        published=way_out,
        ports=ports,
        image=image.value if image else None,
    )


def _user(container: Mapping, spec: Mapping, of_image: str | None) -> str | None:
    """runAsUser of the container, then of the pod, then the image's own user."""
    for holder in (container, spec):
        security = holder.mapping("securityContext")
        user = security.scalar("runAsUser") if security else None
        if user:
            return user_name(user.value)
    for holder in (container, spec):
        security = holder.mapping("securityContext")
        refused = security.scalar("runAsNonRoot") if security else None
        if refused and refused.value == "true" and of_image == "root":
            return None
    return of_image


def _words(node: Node | None, context: Context | None) -> tuple[Text, ...]:
    """A list of arguments; with a context, its variables are put in as the kubelet does it."""
    if not isinstance(node, Sequence):
        return ()
    words = [item.text for item in node if isinstance(item, Scalar)]
    if context is None:
        return tuple(words)
    return tuple(expanded(word, context.environment) for word in words)


def _checks(container: Mapping) -> Iterator[Mapping]:
    """The `exec:` of probes and lifecycle hooks, whose words no variable is put into."""
    lifecycle = container.mapping("lifecycle")
    holders = [container.mapping(name) for name in _PROBES]
    holders += [lifecycle.mapping(name) if lifecycle else None for name in _HOOKS]
    for holder in holders:
        found = holder.mapping("exec") if holder else None
        if found:
            yield found


def _word(node: Mapping | None, key: str) -> str:
    scalar = node.scalar(key) if node else None
    return scalar.value.replace(HOLE, "") if scalar else ""
