"""The hub that a chart's values start, as `inspect` shows it."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.jupyter.server import JupyterServer
from envguard.subjects.jupyterhub.hub import Surroundings
from envguard.subjects.jupyterhub.reading import read_hub_values
from envguard.subjects.jupyterhub.started import started


def server(values: str, around: Surroundings | None = None) -> JupyterServer:
    (hub,) = read_hub_values(Text.of(values, "config.yaml"), around or Surroundings(), (3, 3))
    found = started(hub)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("", ("none", False, "everywhere")),
        ("proxy: {https: {enabled: true}}\n", ("none", True, "everywhere")),
        ("proxy: {service: {type: ClusterIP}}\n", ("none", False, "none")),
        (
            "proxy: {service: {type: ClusterIP}}\ningress: {enabled: true, tls: [{hosts: [a]}]}\n",
            ("none", True, "everywhere"),
        ),
        (
            "hub: {config: {JupyterHub: {authenticator_class: github}}}\n",
            ("hub", False, "everywhere"),
        ),
        (
            "hub: {config: {JupyterHub: {authenticator_class: dummy},"
            " DummyAuthenticator: {password: long}}}\n",
            ("password", False, "everywhere"),
        ),
    ],
)
def test_who_gets_in_and_how_it_is_reached(values: str, expected: tuple[str, bool, str]) -> None:
    found = server("singleuser: {uid: 1000}\n" + values)
    assert (found.authentication.value, found.tls.value, found.published.value) == expected
    assert found.listens.value == "all"


def test_what_other_files_may_say_is_not_known() -> None:
    found = server("singleuser: {uid: 1000}\n", Surroundings(alone=False))
    assert found.authentication.value == "unknown"
    assert found.published.value == "unknown"
