"""What users of a hub get from the machine: HUB011 in every place that may grant it."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

CONFIG = 'c.JupyterHub.bind_url = "http://127.0.0.1:8000"\n'
DOCKER = 'c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"\n'
CHART = "hub:\n  config:\n    JupyterHub: {authenticator_class: github}\nsingleuser:\n"


def given(files: dict[str, str]) -> list[str]:
    return [
        str(one.finding.values["what"])
        for one in check_files(files).reported
        if one.code == "HUB011" and "what" in one.finding.values
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("c.KubeSpawner.privileged = True", "a privileged container"),
        (
            'c.KubeSpawner.volumes = [{"hostPath": {"path": "/run/docker.sock"}}, {}]',
            "the socket of the machine's container engine",
        ),
        (
            'c.KubeSpawner.volumes = [{"host_path": {"path": "/"}}]',
            "the machine's root folder",
        ),
        ('c.KubeSpawner.extra_pod_config = {"hostNetwork": True}', "the machine's network"),
        ('c.KubeSpawner.extra_pod_config = {"hostPID": True}', "the machine's processes"),
        ('c.DockerSpawner.extra_host_config = {"network_mode": "host"}', "the machine's network"),
        ('c.DockerSpawner.extra_host_config = {"pid_mode": "host"}', "the machine's processes"),
        ('c.DockerSpawner.extra_host_config = {"privileged": True}', "a privileged container"),
        (
            'c.DockerSpawner.extra_host_config = {"binds": ["/run/docker.sock:/run/docker.sock"]}',
            "the socket of the machine's container engine",
        ),
        (
            'c.DockerSpawner.extra_host_config = {"binds": {"/etc": {"bind": "/x"}}}',
            "the machine's /etc",
        ),
        (
            'c.DockerSpawner.volumes = {"/var/run/docker.sock": "/var/run/docker.sock"}',
            "the socket of the machine's container engine",
        ),
    ],
)
def test_a_config_gives_users_the_machine(line: str, what: str) -> None:
    text = CONFIG + (DOCKER if "Docker" in line else "") + line + "\n"
    assert given({"jupyterhub_config.py": text}) == [what]


@pytest.mark.parametrize(
    "line",
    [
        'c.DockerSpawner.volumes = {"/srv/data": "/data", "home-{username}": "/home/jovyan"}',
        'c.DockerSpawner.extra_host_config = {"binds": ["/srv:/data"], "network_mode": "jh"}',
        # what the spawner itself would refuse
        'c.DockerSpawner.extra_host_config = "x"',
        'c.KubeSpawner.volumes = ["x", {"hostPath": "x"}]',
        "c.KubeSpawner.privileged = decide()",
    ],
)
def test_data_is_no_machine(line: str) -> None:
    assert given({"jupyterhub_config.py": CONFIG + DOCKER + line + "\n"}) == []


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (
            "  storage:\n    extraVolumes:\n      - hostPath: {path: /run/docker.sock}\n",
            "the socket of the machine's container engine",
        ),
        ("  extraPodConfig: {hostNetwork: true}\n", "the machine's network"),
        ("  extraPodConfig: {hostPID: true}\n", "the machine's processes"),
        (
            "  profileList:\n    - kubespawner_override: {privileged: true}\n",
            "a privileged container",
        ),
    ],
)
def test_a_charts_values_give_users_the_machine(lines: str, what: str) -> None:
    assert given({"values.yaml": CHART + lines}) == [what]


def test_a_password_that_comes_from_outside_is_unknown() -> None:
    dummy = CONFIG + 'c.JupyterHub.authenticator_class = "dummy"\n'
    for password in ("read()", 'os.environ.get("P", "")'):
        text = f"import os\n{dummy}c.DummyAuthenticator.password = {password}\n"
        result = check_files({"jupyterhub_config.py": text})
        assert [one.code for one in result.reported] == []
        assert "HUB001" in [one.code for one in result.unknowns]
