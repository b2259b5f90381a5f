"""How a container's ports get out of a cluster, as far as one file tells."""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.tree import Mapping, Scalar, walk
from envguard.model import Text
from envguard.subjects.carriers.compose_ports import way_of

MAXIMUM_SERVICES = 100

_ROUTES = ("Ingress", "Route", "HTTPRoute", "IngressRoute", "VirtualService", "TLSRoute")


class Network:
    """The Services of a file, and which of them an Ingress leads to."""

    def __init__(self, objects: list[Mapping]) -> None:
        self.services = [object_ for object_ in objects if _kind(object_) == "Service"]
        self.services = self.services[:MAXIMUM_SERVICES]
        self.routes: dict[str, Text] = {}
        for object_ in objects:
            if _kind(object_) in _ROUTES:
                self.routes.update(_backends(object_))

    def published(
        self, container: Mapping, spec: Mapping, labels: Mapping | None
    ) -> tuple[str, tuple[Text, ...]]:
        """ "everywhere", "loopback", "none" (only the cluster) or "unknown", and its words.

        Without a Service in the file nothing is known: it may stand in another one.
        """
        network = spec.scalar("hostNetwork")
        if network and network.value == "true":
            return "everywhere", (network.text,)
        found: list[tuple[str, Text]] = list(_host_ports(container))
        found += [self._way_of(one) for one in self.services if _selects(one, labels)]
        for way in ("everywhere", "loopback", "none"):
            words = tuple(text for found_way, text in found if found_way == way)
            if words:
                return way, words
        return "unknown", ()

    def _way_of(self, service: Mapping) -> tuple[str, Text]:
        """LoadBalancer and NodePort leave the cluster; a ClusterIP where an Ingress names it."""
        spec, metadata = service.mapping("spec"), service.mapping("metadata")
        kind = spec.scalar("type") if spec else None
        if kind and kind.value in ("LoadBalancer", "NodePort"):
            return "everywhere", kind.text
        outer = spec.sequence("externalIPs") if spec else None
        if outer and outer.items:
            return "everywhere", outer.text
        name = metadata.scalar("name") if metadata else None
        if name and name.value in self.routes:
            return "everywhere", self.routes[name.value]
        where = kind or name
        return "none", where.text if where else service.text


def _host_ports(container: Mapping) -> Iterator[tuple[str, Text]]:
    for port in container.sequence("ports") or ():
        host = port.scalar("hostPort") if isinstance(port, Mapping) else None
        if isinstance(port, Mapping) and host:
            address = port.scalar("hostIP")
            yield way_of(address.value if address else ""), host.text


def _selects(service: Mapping, labels: Mapping | None) -> bool:
    """Whether a Service's selector fits a pod's labels; an empty selector fits none."""
    spec = service.mapping("spec")
    selector = spec.mapping("selector") if spec else None
    if not selector or not selector.entries or labels is None:
        return False
    for key, value in selector.pairs():
        label = labels.scalar(key.value)
        if not isinstance(value, Scalar) or label is None or label.value != value.value:
            return False
    return True


def _backends(route: Mapping) -> Iterator[tuple[str, Text]]:
    """The names in an Ingress, or something like it, that can be a Service's."""
    spec = route.mapping("spec")
    for node in walk(spec) if spec else ():
        for key in ("name", "serviceName", "host"):
            found = node.scalar(key) if isinstance(node, Mapping) else None
            if found:
                yield found.value, found.text


def _kind(object_: Mapping) -> str:
    kind = object_.scalar("kind")
    return kind.value if kind else ""
