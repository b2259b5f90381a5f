"""Hubs: Python configs, chart values, Python inside chart values."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

LOCAL = 'c.JupyterHub.bind_url = "http://127.0.0.1:8000"\n'
GOOD = """\
hub:
  config:
    JupyterHub: {authenticator_class: github}
    GitHubOAuthenticator: {allowed_organizations: [lab]}
proxy:
  https: {enabled: true, hosts: [hub.example.org]}
"""


def codes(files: dict[str, str]) -> set[tuple[str, str]]:
    return {
        (r.severity.word, r.code)
        for r in check_files(files).reported
        if r.code.startswith(("HUB", "JUP"))
    }


def of_config(content: str) -> set[tuple[str, str]]:
    return codes({"jupyterhub_config.py": LOCAL + content})


def test_the_image_of_a_spawner_that_is_not_chosen_is_nobodys() -> None:
    image = "\nc.DockerSpawner.image = 'a/b:latest'\n"
    for chosen, is_said in (
        ("'docker'", True), ("'sudospawner.SudoSpawner'", False), ("'simple'", False),
        ("'lab.OwnSpawner'", True), ("os.environ['SPAWNER']", True),
    ):  # fmt: skip
        found = of_config(f"c.JupyterHub.spawner_class = {chosen}{image}")
        assert (("warning", "HUB007") in found) is is_said
    assert ("warning", "HUB007") in of_config(image)


def of_values(content: str, **others: str) -> set[tuple[str, str]]:
    return codes({"config.yaml": content, **{f"{k}.yaml": v for k, v in others.items()}})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('c.JupyterHub.authenticator_class = "dummy"', True),
        ('c.JupyterHub.authenticator_class = "jupyterhub.auth.DummyAuthenticator"', True),
        ("from jupyterhub.auth import DummyAuthenticator\n"
         "c.JupyterHub.authenticator_class = DummyAuthenticator", True),
        ('c.JupyterHub.authenticator_class = "dummy"\nc.DummyAuthenticator.password = ""', True),
        ('c.JupyterHub.authenticator_class = "dummy"\nc.Authenticator.allowed_users = {"a"}', True),
        ('c.JupyterHub.authenticator_class = "dummy"\nc.DummyAuthenticator.password = "$2long"',
         False),
        ('import os\nc.JupyterHub.authenticator_class = "dummy"\n'
         'c.DummyAuthenticator.password = os.environ["P"]', False),
        ('c.JupyterHub.authenticator_class = "pam"', False),
        ("", False),
    ],
)  # fmt: skip
def test_a_dummy_without_a_password_lets_anybody_in(lines: str, expected: bool) -> None:
    assert (("error", "HUB001") in of_config(lines)) is expected


def test_the_chart_lets_anybody_in_unless_it_is_told_otherwise() -> None:
    alone = "singleuser:\n  memory: {limit: 1G}\nproxy:\n  https: {enabled: true}\n"
    assert ("error", "HUB001") in of_values(alone)
    assert of_values(alone, secrets="hub:\n  config: {}\nproxy: {}\n") == set()
    nested = "jupyterhub:\n  singleuser:\n    memory: {limit: 1G}\n"
    assert of_values(nested) == set()
    assert of_values(GOOD) == set()


def test_a_chart_before_1_is_read_by_its_own_names() -> None:
    values = "auth:\n  type: dummy\n  dummy: {password: a-long-one-from-us}\n" + GOOD.replace(
        "    JupyterHub: {authenticator_class: github}\n", "    X: {}\n"
    )
    assert ("error", "HUB001") not in of_values(values)
    assert ("error", "HUB008") in of_values(values)


def test_the_charts_own_values_are_no_hub() -> None:
    files = {
        "jupyterhub/Chart.yaml": "apiVersion: v2\nname: jupyterhub\nversion: 4.0.0\n",
        "jupyterhub/values.yaml": "hub:\n  config:\n    JupyterHub:\n      admin_access: true\n"
        "      authenticator_class: dummy\nproxy:\n  https: {enabled: false}\nsingleuser: {}\n",
    }
    assert codes(files) == set()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('c.JupyterHub.ip = "0.0.0.0"', {("error", "HUB002")}),
        ('c.JupyterHub.bind_url = "http://:8000"', {("error", "HUB002")}),
        ('c.JupyterHub.port = 8000', {("warning", "HUB002")}),
        ('c.JupyterHub.ip = "0.0.0.0"\nc.JupyterHub.ssl_cert = "/etc/hub.pem"', set()),
        ('c.JupyterHub.ip = "127.0.0.1"', set()),
        ('import os\nc.JupyterHub.ip = os.environ["IP"]', set()),
    ],
)  # fmt: skip
def test_a_hub_in_clear(lines: str, expected: set[tuple[str, str]]) -> None:
    assert codes({"jupyterhub_config.py": lines + "\n"}) == expected


def test_a_proxy_with_tls_beside_it_quiets_a_hub_in_clear() -> None:
    proxy = "server {\n listen 443 ssl;\n location / { proxy_pass http://127.0.0.1:8000; }\n}\n"
    files = {"jupyterhub_config.py": 'c.JupyterHub.ip = "0.0.0.0"\n', "nginx/hub.conf": proxy}
    assert ("error", "HUB002") not in codes(files)


@pytest.mark.parametrize(
    ("proxy", "expected"),
    [
        ("https: {enabled: false}", True),
        ("https: {enabled: true}", False),
        ("https: {enabled: false}\n  service: {type: ClusterIP}", False),
        ("https: {enabled: false}\n  service: {type: NodePort}", True),
    ],
)
def test_a_chart_in_clear(proxy: str, expected: bool) -> None:
    values = GOOD.replace("https: {enabled: true, hosts: [hub.example.org]}", proxy)
    assert (("error", "HUB002") in of_values(values)) is expected
    ingress = values + "ingress: {enabled: true, hosts: [a]}\n"
    assert ("error", "HUB002") not in of_values(ingress)


@pytest.mark.parametrize(
    ("version", "lines", "expected"),
    [
        ("", "c.GitHubOAuthenticator.allow_all = True", {("warning", "HUB003")}),
        ("", "c.Authenticator.allow_all = True", {("warning", "HUB003")}),
        ("jupyterhub==4.1.5\n", "", {("warning", "HUB003")}),
        ("jupyterhub==5.2.0\n", "", set()),
        ("", "", set()),
        ("jupyterhub==4.1.5\n", "c.Authenticator.allowed_users = {'ada'}", set()),
    ],
)
def test_everybody_at_github(version: str, lines: str, expected: set[tuple[str, str]]) -> None:
    config = f"{LOCAL}c.JupyterHub.authenticator_class = 'github'\n{lines}\n"
    assert codes({"jupyterhub_config.py": config, "requirements.txt": version}) == expected


def test_a_domain_narrows_who_may_log_in() -> None:
    lines = (
        "c.JupyterHub.authenticator_class = 'google'\nc.GoogleOAuthenticator.allow_all = True\n"
        "c.GoogleOAuthenticator.hosted_domain = ['uni.example']\n"
    )
    assert of_config(lines) == set()


def test_a_local_hub_with_allow_all_is_for_its_own_users() -> None:
    assert (
        of_config("c.JupyterHub.authenticator_class = 'pam'\nc.Authenticator.allow_all = True\n")
        == set()
    )


@pytest.mark.parametrize(
    "value",
    [
        "ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]",
        "<OUTPUT_OF_OPENSSL>",
        "$(openssl rand -hex 32)",
        "${PROXY_TOKEN}",
        "your-secret-here",
        "",
        "REPLACE_ME",
    ],
)
def test_what_is_no_secret(value: str) -> None:
    values = GOOD + f'  secretToken: "{value}"\n'
    assert of_values(values) == set()


SECRETS = {
    "proxy": GOOD + "  secretToken: 0bb1f0ff2f1c4c0e8e3a9ea2a5b8f3be\n",
    "service": GOOD.replace("hub:\n", "hub:\n  services: {grader: {apiToken: 3b6f0c2d9a8e}}\n"),
    "cookie": GOOD.replace("hub:\n", "hub:\n  cookieSecret: 3b6f0c2d9a8e\n"),
    "database": GOOD.replace("hub:\n", "hub:\n  db: {url: 'postgresql://hub:s3cret7@db/hub'}\n"),
    "variable": GOOD.replace("hub:\n", "hub:\n  extraEnv: {OAUTH_CLIENT_SECRET: 8f2a1c9be01d}\n"),
    "python": GOOD.replace(
        "hub:\n", "hub:\n  extraConfig:\n    a: |\n      c.X.client_secret = '8f2a1c9be01d'\n"
    ),
}


@pytest.mark.parametrize("values", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_in_values_is_an_error(values: str) -> None:
    assert ("error", "HUB008") in of_values(values)


def test_python_inside_values_keeps_its_place() -> None:
    values = GOOD.replace(
        "hub:\n",
        "hub:\n  extraConfig:\n    10-auth: |\n      # one\n"
        "      c.JupyterHub.authenticator_class = 'dummy'\n      c.KubeSpawner.privileged = True\n",
    ).replace("    JupyterHub: {authenticator_class: github}\n", "    X: {}\n")
    result = check_files({"config.yaml": values})
    places = {r.code: r.finding.words for r in result.reported}
    lines = {r.code: r.finding.location.begin.line for r in result.reported}
    assert (places["HUB001"], lines["HUB001"]) == ("'dummy'", 5)
    assert (places["HUB011"], lines["HUB011"]) == ("True", 6)


@pytest.mark.parametrize(
    ("below", "code"),
    [
        ("networkPolicy: {enabled: false}", "HUB006"),
        ("uid: 0", "HUB006"),
        ("allowPrivilegeEscalation: true", "HUB006"),
        ("image: {name: a/b, tag: latest}", "HUB007"),
        ("image: {name: a/b}", "HUB007"),
        ("profileList: [{display_name: a, kubespawner_override: {image: 'a/b:latest'}}]", "HUB007"),
        ("extraPodConfig: {hostNetwork: true}", "HUB011"),
        ("storage: {extraVolumes: [{name: r, hostPath: {path: /}}]}", "HUB011"),
    ],
)
def test_what_users_get(below: str, code: str) -> None:
    assert code in {c for _, c in of_values(f"{GOOD}singleuser:\n  {below}\n")}


@pytest.mark.parametrize(
    "below",
    [
        "networkPolicy: {enabled: true}",
        "uid: 1000",
        "cloudMetadata: {blockWithIptables: false}",
        "image: {name: a/b, tag: '2024-10-07'}",
        "image: {name: 'a/b@sha256:0123'}",
        "storage: {extraVolumes: [{name: r, hostPath: {path: /data/course}}]}",
        "extraContainers: [{name: s3, securityContext: {privileged: true}}]",
        "initContainers: [{name: i, securityContext: {privileged: true}}]",
    ],
)
def test_what_users_may_get(below: str) -> None:
    assert of_values(f"{GOOD}singleuser:\n  {below}\n") == set()


def test_a_broken_hub_config_does_not_start() -> None:
    assert ("error", "JUP015") in codes({"jupyterhub_config.py": "c.JupyterHub.ip = (\n"})


def test_roles_that_are_not_a_hubs_are_left_alone() -> None:
    role = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: NAME}\n"
        "rules:\n- {apiGroups: [''], resources: ['*'], verbs: ['*']}\n"
    )
    assert ("warning", "HUB010") in codes({"rbac.yaml": role.replace("NAME", "jupyterhub-users")})
    assert codes({"rbac.yaml": role.replace("NAME", "prometheus")}) == set()


def test_the_socket_in_the_hubs_own_container_is_a_remark() -> None:
    compose = (
        "services:\n  jupyterhub:\n    image: quay.io/jupyterhub/jupyterhub:5.2\n    volumes:\n"
        "      - /var/run/docker.sock:/var/run/docker.sock:rw\n"
    )
    assert codes({"compose.yaml": compose}) == {("info", "HUB011")}
