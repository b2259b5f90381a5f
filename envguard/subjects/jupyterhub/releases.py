"""A chart's values inside an object that a cluster's controller installs the chart from.

Source of the facts: Flux's HelmRelease (`spec.chart.spec`, `spec.values`), Argo CD's Application
and ApplicationSet (`source.chart`, `source.helm.values` as text, `valuesObject`), the HelmChart
of k3s (`spec.chart`, `spec.valuesContent` as text).
"""

from __future__ import annotations

from collections.abc import Iterator

from envguard.formats.tree import Mapping, Node, Scalar, SyntaxProblem, walk
from envguard.formats.yaml import parse_all
from envguard.model.patterns import late
from envguard.model.records import NamedTuple

MAXIMUM_NODES = 2000

_VERSION = late(r"[~^>=v ]*(\d{1,6})\.(\d{1,6})")


class Release(NamedTuple):
    """The values that an object gives a chart.

    `chart`: the chart's own name. `version`: its (major, minor), None where it is a range or not
    said. `alone`: no other file or object adds to these values.
    """

    values: Mapping
    chart: str
    version: tuple[int, int] | None
    alone: bool


def releases(root: Mapping) -> Iterator[Release]:
    """The releases that an object of a manifest describes, none for most objects."""
    kind, spec = root.scalar("kind"), root.mapping("spec")
    if kind is None or spec is None:
        return
    if kind.value == "HelmRelease":
        yield from _flux(spec)
    elif kind.value in ("Application", "ApplicationSet"):
        for node in walk(spec, MAXIMUM_NODES):
            helm = node.mapping("helm") if isinstance(node, Mapping) else None
            if isinstance(node, Mapping) and helm is not None:
                yield from _argo(node, helm)
    elif kind.value == "HelmChart":
        yield from _release(spec, spec.get("valuesContent"), spec.scalar("version"), True)


def _flux(spec: Mapping) -> Iterator[Release]:
    chart = spec.mapping("chart")
    inner = chart.mapping("spec") if chart is not None else None
    if inner is not None:
        alone = spec.get("valuesFrom") is None and inner.get("valuesFiles") is None
        yield from _release(inner, spec.get("values"), inner.scalar("version"), alone)
    reference, values = spec.mapping("chartRef"), spec.get("values")
    name = reference.scalar("name") if reference is not None else None
    if name is not None and isinstance(values, Mapping):
        yield Release(values, name.value, None, spec.get("valuesFrom") is None)


def _argo(source: Mapping, helm: Mapping) -> Iterator[Release]:
    alone = all(helm.get(name) is None for name in ("valueFiles", "parameters", "fileParameters"))
    values = helm.get("valuesObject") or helm.get("values")
    yield from _release(source, values, source.scalar("targetRevision"), alone)


def _release(
    named: Mapping, values: Node | None, version: Scalar | None, alone: bool
) -> Iterator[Release]:
    chart = named.scalar("chart")
    path = named.scalar("path")  # a chart of one's own, with the hub's below it
    name = chart or path
    found = _VERSION.match(version.value) if version is not None else None
    known = (int(found[1]), int(found[2])) if found and chart is not None else None
    for mapping in _mappings(values):
        yield Release(mapping, name.value.rpartition("/")[2] if name else "", known, alone)


def _mappings(values: Node | None) -> Iterator[Mapping]:
    if isinstance(values, Mapping):
        yield values
    elif isinstance(values, Scalar):
        try:
            roots = parse_all(values.text)
        except SyntaxProblem:
            return
        yield from (root for root in roots if isinstance(root, Mapping))
