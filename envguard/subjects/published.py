"""Ports that a compose service or `docker run` opens to others, before an image that starts by
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envguard.formats.tree import Mapping as Table
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.subjects.command import Command, Document, known
from envguard.subjects.wrappers import WRAPPERS

_ENGINES = ("docker", "nvidia-docker", "podman", "nerdctl")
_JUPYTER_IMAGE = late(r"jupyter|notebook|(?:^|[/_-])lab(?:$|[_-])", re.IGNORECASE)
_JUPYTER_PORT = "8888"


class PublishedPort(NamedTuple):
    """A port that every interface of the host opens to a container.

    `text` is the mapping as written, `image` what the container runs ("" where it is built).
    `in_sight` says that the program behind the port is named here or known of the image.
    """

    text: Text
    image: str
    in_sight: bool
    setting: str

    @property
    def is_jupyter(self) -> bool:
        """Whether the image's name or the port inside says that Jupyter listens there."""
        if not known(self.image):
            return self.port == _JUPYTER_PORT
        return bool(_JUPYTER_IMAGE.search(self.image)) or self.port == _JUPYTER_PORT

    @property
    def port(self) -> str:
        """The port inside the container."""
        return self.text.value.rpartition(":")[2].partition("/")[0]


def published_by_command(command: Command) -> Iterator[PublishedPort]:
    """The ports that `docker run -p` opens."""
    if command.program not in _ENGINES:
        return
    argv = command.argv
    verb = next((i for i, w in enumerate(argv[1:], 1) if not w.value.startswith("-")), 0)
    if not verb or argv[verb].value not in ("run", "create"):
        return
    valued = WRAPPERS["docker"].valued
    ports: list[Text] = []
    at = verb + 1
    while at < len(argv) and argv[at].value.startswith("-"):
        word, value = argv[at], argv[at].value
        name, equals, _ = value.partition("=")
        if name in ("-p", "--publish") and equals:
            ports.append(word.text[len(name) + 1 :])
        elif value in ("-p", "--publish") and at + 1 < len(argv):
            ports.append(argv[at + 1].text)
        elif value.startswith("-p") and value[2:3].isdigit():
            ports.append(word.text[2:])
        at += 2 if value in valued else 1
    if at >= len(argv):
        return
    image = argv[at].value
    in_sight = at + 1 < len(argv)
    for port in ports:
        if _is_open(port.value):
            yield PublishedPort(port, image, in_sight, command.context.setting)


def published_by_compose(document: Document) -> Iterator[PublishedPort]:
    """The ports that a compose file's services open."""
    from envguard.formats.yaml import parse_all
    from envguard.subjects.carriers.compose_ports import published
    from envguard.subjects.carriers.compose_service import Project

    for root in parse_all(document.text):
        if not isinstance(root, Table):
            continue
        for service in Project(document, root).services():
            way, ports = published(service)
            if way != "everywhere":
                continue
            built = service.get("build") is not None
            image = None if built else service.text("image")
            # what a build starts stands in its Dockerfile; a known image's start is the carrier's
            in_sight = (
                service.get("command") is not None
                or service.get("entrypoint") is not None
                or bool(service.image_command())
                or (built and service.image() is not None)
            )
            for port in ports:
                if port.source is document.text.source and _is_open(port.value):
                    name = image.value if image is not None else ""
                    yield PublishedPort(port, name, in_sight, "service")


def _is_open(mapping: str) -> bool:
    """Whether a mapping names no loopback address; a port alone is bound at random."""
    address = mapping.rsplit(":", 2)[0].strip("[]") if mapping.count(":") >= 2 else ""
    if not known(mapping) and ":" not in mapping:
        return False
    return not (address.startswith("127.") or address in ("::1", "localhost"))
