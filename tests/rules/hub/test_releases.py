"""Hubs whose chart a cluster's controller installs, and hub configs under other names."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: jhub}
spec:
  chart:
    spec: {chart: CHART, version: 3.3.7}
  values:
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: jhub}
spec:
  source:
    chart: CHART
    repoURL: https://hub.jupyter.org/helm-chart/
    targetRevision: 4.1.0
    helm:
      VALUES
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: jhub}
spec:
  chart: CHART
  version: 3.3.7
  valuesContent: |-
"""
OPEN = "hub:\n  config:\n    JupyterHub: {authenticator_class: dummy}\n"
CLOSED = "hub:\n  config:\n    JupyterHub: {authenticator_class: github}\n" + (
    "    GitHubOAuthenticator: {allowed_organizations: [lab]}\n"
    "proxy: {https: {enabled: true, hosts: [hub.example.org]}}\n"
)


def indented(values: str, by: int) -> str:
    return "".join(" " * by + line + "\n" for line in values.splitlines())


def manifest(kind: str, values: str, chart: str = "jupyterhub") -> str:
    text = {
        "flux": FLUX + indented(values, 4),
        "argo text": ARGO.replace("VALUES", "values: |") + indented(values, 8),
        "argo object": ARGO.replace("VALUES", "valuesObject:") + indented(values, 8),
        "k3s": K3S + indented(values, 4),
    }[kind]
    return text.replace("CHART", chart)


def codes(files: dict[str, str]) -> set[str]:
    return {r.code for r in check_files(files).reported if r.code.startswith("HUB")}


KINDS = ["flux", "argo text", "argo object", "k3s"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_values_of_a_release_are_a_hubs(kind: str) -> None:
    assert "HUB001" in codes({"apps/hub.yaml": manifest(kind, OPEN)})
    assert codes({"apps/hub.yaml": manifest(kind, CLOSED)}) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_release_does_not_say_is_the_charts(kind: str) -> None:
    silent = "singleuser:\n  memory: {limit: 1G}\n"
    assert codes({"apps/hub.yaml": manifest(kind, silent)}) >= {"HUB001", "HUB002"}
    assert codes({"apps/hub.yaml": manifest(kind, silent, chart="other")}) == set()


def test_what_other_values_may_say_is_left_open() -> None:
    silent = manifest("flux", "singleuser:\n  memory: {limit: 1G}\n")
    more = silent.replace("  values:", "  valuesFrom: [{kind: Secret, name: more}]\n  values:")
    assert codes({"apps/hub.yaml": more}) == set()


def test_the_values_of_a_chart_around_the_hubs_stand_below_its_name() -> None:
    nested = "jupyterhub:\n" + indented(OPEN, 2)
    assert codes({"apps/hub.yaml": manifest("flux", nested, chart="binderhub")}) == {"HUB001"}


@pytest.mark.parametrize("name", ["config.py", "hub.py", "my_hub_config.py", "settings.py"])
def test_a_hubs_config_is_known_by_its_lines_whatever_its_name(name: str) -> None:
    content = 'c.JupyterHub.bind_url = "http://127.0.0.1:8000"\n'
    content += 'c.JupyterHub.authenticator_class = "dummy"\n'
    assert codes({name: content}) == {"HUB001"}
    assert codes({name: "# c.JupyterHub.x = 1\nclass Settings:\n    pass\n"}) == set()


def test_a_hubs_config_of_any_name_is_found_by_its_launch() -> None:
    content = 'c.JupyterHub.authenticator_class = "dummy"\n'
    for launch in ("jupyterhub -f mine.py\n", "jupyterhub --config=mine.py\n"):
        assert "HUB001" in codes({"start.sh": launch, "mine.py": content})
    dockerfile = "FROM quay.io/jupyterhub/jupyterhub:5.2.1\nWORKDIR /srv/jupyterhub\n"
    dockerfile += 'COPY mine.py jupyterhub_config.py\nCMD ["jupyterhub"]\n'
    assert "HUB001" in codes({"Dockerfile": dockerfile, "mine.py": content})


def test_one_part_of_a_hubs_config_need_not_say_where_it_listens() -> None:
    part = 'c.JupyterHub.services = [{"name": "x"}]\n'
    assert codes({"ci/config_token.py": part}) == set()
    launched = {"config_token.py": part, "run.sh": "jupyterhub -f config_token.py\n"}
    assert "HUB002" in codes(launched)


@pytest.mark.parametrize(
    ("secret", "severity"),
    [
        ("give-pytest-control", "info"),
        ("test-token-123", "info"),
        ("aaaa1111", "info"),
        ("c3a29e5d386fd7c9aa1e8fe9d41c282ec8b", "error"),
        ("latest-secret-of-ours", "error"),
    ],
)
def test_a_secret_that_only_tests_know_is_a_remark(secret: str, severity: str) -> None:
    config = f'c.JupyterHub.services = [{{"name": "x", "api_token": "{secret}"}}]\n'
    reported = check_files({"jupyterhub_config.py": config}).reported
    assert {r.severity.word for r in reported if r.code == "HUB008"} == {severity}


def test_a_role_that_is_put_into_others_is_bound_where_they_are() -> None:
    role = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: notebooks-edit
  labels: {LABEL: "true"}
rules:
- apiGroups: [kubeflow.org]
  resources: [notebooks]
  verbs: [get, create]
"""
    assert codes({"role.yaml": role.replace("LABEL", "app")}) == {"HUB010"}
    part = role.replace("LABEL", "rbac.authorization.kubeflow.org/aggregate-to-edit")
    assert codes({"role.yaml": part}) == set()
