"""What a project says around a hub's configuration: version, container, proxy, other values."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from envguard.formats.tree import Mapping, Scalar, Sequence, SyntaxProblem, walk
from envguard.model import Text
from envguard.model.patterns import late
from envguard.model.records import NamedTuple
from envguard.project.kinds import classify, is_hub_values
from envguard.project.launch_files import files_around
from envguard.project.project import Project
from envguard.project.proxies import tls_proxy
from envguard.subjects.jupyterhub.hub import Hub, Surroundings
from envguard.subjects.jupyterhub.reading import read_hub_config, read_hub_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envguard.subjects.jupyter.server import JupyterServer

_HUB_OF_CHART = {0: (1, 3), 1: (1, 5), 2: (3, 0), 3: (4, 0), 4: (5, 0)}
_VERSION = late(
    r"(?<![\w/-])jupyterhub[ \t]*(?:==?|~=|>=)[ \t]*[\"']?(\d+)\.(\d+)"
    r"|jupyterhub/jupyterhub:(\d+)\.(\d+)|jupyterhub-onbuild:(\d+)\.(\d+)",
)
_NEXT = late(r"(?<![\w/-])jupyterhub[ \t]*<[ \t]*[\"']?(\d+)")
_OPTION = late(r"--version[ =]+[\"']?v?(\d+)\.(\d+)")
_PLACES = ("Chart.yaml", "requirements.yaml", "helmfile.yaml", "helmfile.yaml.gotmpl")
_SCRIPTS = (".sh", ".md", ".mk", ".yml", ".yaml", "Makefile", "justfile", ".rst")
MAXIMUM_FILES = 40


def hub_of_config(text: Text, path: str, project: Project) -> Hub:
    """The hub that a jupyterhub_config.py configures."""
    folder = os.path.dirname(path)

    def included(name: str) -> Text | None:
        return None if os.path.isabs(name) else project.read(os.path.join(folder, name))

    return read_hub_config(text, included, _around_config(path, project))


def hubs_of_launches(servers: list[JupyterServer], project: Project) -> list[Hub]:
    """The hubs whose config only their launch names, as no other file of that name is one."""
    found: dict[str, Hub] = {}
    for server in servers:
        for loaded in server.configs if server.program == "hub" else ():
            path = loaded.file.text.source.path
            text = project.read(path)
            if text is None or path in found:
                continue
            if _is_unnamed(path, text):
                found[path] = hub_of_config(text, path, project)
    return list(found.values())


def _is_unnamed(path: str, text: Text) -> bool:
    return classify(path.replace(os.sep, "/"), lambda: text.value) is None


def hub_in_compose(text: Text) -> Hub | None:
    """The hub that a compose file starts, for what its own container is given; None for none."""
    from envguard.formats.yaml import parse_all

    sockets: list[Text] = []
    for root in parse_all(text):
        services = root.mapping("services") if isinstance(root, Mapping) else None
        for name, service in services.pairs() if services is not None else ():
            if not isinstance(service, Mapping) or not _is_hub(name.value, service):
                continue
            volumes = service.get("volumes")
            for item in volumes if isinstance(volumes, Sequence) else ():
                word = item.scalar("source") if isinstance(item, Mapping) else item
                if isinstance(word, Scalar) and "docker.sock" in word.value:
                    sockets.append(word.text)
    if not sockets:
        return None
    hub = Hub(text, {}, [], Surroundings(contained=True))
    hub.own_volumes = tuple(sockets)
    return hub


def _is_hub(name: str, service: Mapping) -> bool:
    image, command = service.scalar("image"), service.get("command")
    return _names_hub(name, image.value if image else "", command.text.spelled() if command else "")


def _names_hub(*words: str) -> bool:
    return any(re.search(r"jupyterhub(?!-singleuser)", word) for word in words)


def hubs_of_values(text: Text, path: str, project: Project) -> list[Hub]:
    """The hubs whose Helm values a file holds. SyntaxProblem where it does not parse.

    The chart's own values, which others change, are no hub.
    """
    if is_chart_itself(path, project):
        return []
    chart = _chart_version(path, project)
    version = _HUB_OF_CHART.get(chart[0], (5, 0)) if chart is not None else None
    others = _other_values(path, project)
    around = Surroundings(version, True, "unknown", "", not others)
    if any(word in other for other in others for word in ("DummyAuth", "dummy", "ENC[")):
        around = around._replace(password_elsewhere=True)
    return read_hub_values(text, around, chart)


def hubs_of_releases(text: Text) -> list[Hub]:
    """The hubs that Flux, Argo CD or k3s install from a manifest. SyntaxProblem if broken."""
    from envguard.subjects.jupyterhub.reading import released_hubs

    def around(chart: tuple[int, int] | None) -> Surroundings:
        version = _HUB_OF_CHART.get(chart[0], (5, 0)) if chart is not None else None
        return Surroundings(version, True)

    return released_hubs(text, around)


def is_chart_itself(path: str, project: Project) -> bool:
    """Whether a values file is zero-to-jupyterhub's own, the defaults that others change."""
    chart = project.read(os.path.join(os.path.dirname(path), "Chart.yaml"))
    return chart is not None and bool(re.search(r"^name:[ \t]*jupyterhub\b", chart.value, re.M))


def _around_config(path: str, project: Project) -> Surroundings:
    base = os.path.basename(path)
    contained: bool | None = None
    published = "unknown"
    version: tuple[int, int] | None = None
    whole = base.startswith("jupyterhub_config")
    for other, kind, text in files_around(path, project):
        if "jupyterhub" not in text.value:
            continue
        # a file of another name may be one part of several, unless something starts a hub by it
        whole = whole or bool(re.search(rf"(?<![\w.-]){re.escape(base)}(?![\w.-])", text.value))
        version = version or _hub_version(text.value)
        if kind.name in ("dockerfile", "compose", "kubernetes") and (
            base in text.value or "jupyterhub" in text.value
        ):
            contained = True
            if kind.name == "compose":
                published = _published(text, other, project) or published
    for folder in project.folders_above(path):
        for name in ("requirements.txt", "environment.yml", "environment.yaml", "pyproject.toml"):
            held = project.read(os.path.join(folder, name))
            version = version or (_hub_version(held.value) if held is not None else None)
    return Surroundings(version, contained, published, tls_proxy(path, project), whole)


def _hub_version(content: str) -> tuple[int, int] | None:
    found = _VERSION.search(content)
    if found:
        major, minor = (group for group in found.groups() if group is not None)
        return int(major[:4]), int(minor[:4])
    below = _NEXT.search(content)
    return (int(below[1][:4]) - 1, 0) if below else None


def _published(text: Text, path: str, project: Project) -> str:
    """How a compose file publishes the hub, whose start may be the image's; "" without one."""
    from envguard.project.commands import neighbour_of
    from envguard.subjects.carriers.compose import services
    from envguard.subjects.command import Document

    found: list[str] = []
    try:
        for service, context in services(Document(path, text, neighbour_of(path, project))):
            command = service.get("command")
            words = command.text.spelled() if command else ""
            if _names_hub(service.name, context.image or "", words):
                found.append(context.published)
    except SyntaxProblem:
        return ""
    # its database may have its name, too: what is open is the hub's
    return next((one for one in found if one not in ("none", "loopback")), max(found, default=""))


def _chart_version(path: str, project: Project) -> tuple[int, int] | None:
    """The version of zero-to-jupyterhub that a Chart.yaml or a `helm upgrade` around names."""
    known = _seen.setdefault(project, _Seen({}, {})).versions
    for folder in project.folders_above(path):
        if folder not in known:
            known[folder] = _version_in(folder, project)
        if known[folder] is not None:
            return known[folder]
    return None


def _version_in(folder: str, project: Project) -> tuple[int, int] | None:
    names = [name for name in _names(folder) if name in _PLACES or name.endswith(_SCRIPTS)]
    for name in names[:MAXIMUM_FILES]:
        text = project.read(os.path.join(folder, name))
        if text is None or "jupyterhub" not in text.value:
            continue
        found = _dependency(text) if name in _PLACES else _installed(text.value)
        if found is not None:
            return found
    return None


def _installed(content: str) -> tuple[int, int] | None:
    """`helm upgrade … jupyterhub/jupyterhub --version 3.3.7`, also over several lines."""
    for line in content.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        if "jupyterhub/jupyterhub" in line or "helm-chart" in line:
            found = _OPTION.search(line)
            if found:
                return int(found[1][:4]), int(found[2][:4])
    return None


def _dependency(text: Text) -> tuple[int, int] | None:
    """The version of the chart `jupyterhub` among a chart's dependencies or releases."""
    from envguard.formats.yaml import parse_all

    try:
        roots = parse_all(text)
    except SyntaxProblem:
        return None
    for node in (node for root in roots for node in walk(root, 5000)):
        if not isinstance(node, Mapping):
            continue
        name, version = node.scalar("name") or node.scalar("chart"), node.scalar("version")
        chart = node.scalar("chart")
        is_hub = (name and name.value == "jupyterhub") or (
            chart and chart.value.endswith("/jupyterhub")
        )
        found = re.match(r"[~^>=v ]*(\d+)\.(\d+)", version.value) if is_hub and version else None
        if found:
            return int(found[1][:4]), int(found[2][:4])
    return None


def _other_values(path: str, project: Project) -> list[str]:
    """The other files beside a values file that hold values of a hub, or secrets for it."""
    known = _seen.setdefault(project, _Seen({}, {})).values
    folder = os.path.dirname(path) or "."
    if folder not in known:
        known[folder] = list(_values_in(folder, project))
    return [content for name, content in known[folder] if name != os.path.basename(path)]


def _values_in(folder: str, project: Project) -> Iterator[tuple[str, str]]:
    for name in _names(folder)[: MAXIMUM_FILES * 5]:
        if not name.endswith((".yml", ".yaml", ".jsonnet")):
            continue
        text = project.read(os.path.join(folder, name))
        if text is not None and (
            "secret" in name.lower() or name.endswith(".jsonnet") or is_hub_values(text.value)
        ):
            yield name, text.value


class _Seen(NamedTuple):
    """What was found in the folders of a project; a hub's values may be spread over hundreds."""

    values: dict[str, list[tuple[str, str]]]
    versions: dict[str, tuple[int, int] | None]


_seen: WeakKeyDictionary[Project, _Seen] = WeakKeyDictionary()


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
