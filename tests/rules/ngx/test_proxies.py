"""Proxies before Jupyter: what they open, what they break, and what is not Jupyter's."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

OPEN = "jupyter lab --ServerApp.token='' --ServerApp.allow_remote_access=True\n"
HEADERS = (
    "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"
    ' proxy_set_header Connection "upgrade"; proxy_set_header Host $host;'
)


def codes(inside: str, server: str = "", listen: str = "443 ssl", **files: str) -> set[str]:
    """The NGX codes for a location with these directives."""
    proxy = (
        f"server {{\n listen {listen};\n {server}\n location / {{\n"
        f"  proxy_pass http://127.0.0.1:8888;\n  {inside}\n }}\n}}\n"
    )
    result = check_files({"nginx/jupyter.conf": proxy, "run.sh": OPEN, **files})
    return {r.code for r in result.reported if r.code.startswith("NGX")}


def test_a_proxy_opens_a_server_without_a_token() -> None:
    assert codes(HEADERS) == {"NGX001"}


@pytest.mark.parametrize(
    "guard",
    [
        "auth_basic lab; auth_basic_user_file /etc/nginx/htpasswd;",
        "auth_request /auth;",
        "allow 10.0.0.0/8; deny all;",
        "ssl_verify_client on;",
    ],
)
def test_what_asks_for_something_does_not_open_it(guard: str) -> None:
    assert codes(HEADERS + guard) == set()
    assert codes(HEADERS, server=guard) == set()


def test_a_login_that_the_location_switches_off_asks_for_nothing() -> None:
    assert codes(HEADERS + " auth_basic off;", server="auth_basic lab;") == {"NGX001"}


def test_a_server_with_a_token_is_not_opened() -> None:
    files = {"run.sh": "jupyter lab --ServerApp.allow_remote_access=True\n"}
    assert codes(HEADERS, **files) == set()


@pytest.mark.parametrize(
    ("listen", "server", "expected"),
    [
        ("80", "", {"NGX002"}),
        ("80; listen 443 ssl", "", {"NGX002"}),
        ("443 ssl", "", set()),
        ("127.0.0.1:80", "", set()),
        ("80", "return 301 https://$host$request_uri;", set()),
        ("80; listen 443 ssl", "if ($scheme = http) { return 301 https://$host; }", set()),
        ("443", "ssl on;", set()),
    ],
)
def test_plain_http(listen: str, server: str, expected: set[str]) -> None:
    files = {"run.sh": "jupyter lab --ServerApp.allow_remote_access=True\n"}
    assert codes(HEADERS, server=server, listen=listen, **files) == expected


def test_websockets_and_host() -> None:
    files = {"run.sh": "jupyter lab --ServerApp.allow_remote_access=True\n"}
    assert codes("proxy_set_header Host $host;", **files) == {"NGX003"}
    assert codes(HEADERS.replace("proxy_set_header Host $host;", ""), **files) == {"NGX004"}
    assert codes(HEADERS, **{"run.sh": "jupyter lab\n"}) == {"NGX004"}
    assert codes("include proxy_params;", **files) == set()


def test_headers_of_the_server_are_inherited_only_where_the_location_has_none() -> None:
    files = {"run.sh": "jupyter lab --ServerApp.allow_remote_access=True\n"}
    assert codes("", server=HEADERS, **files) == set()
    assert codes("proxy_set_header X-Real-IP $remote_addr;", server=HEADERS, **files) == {"NGX003"}


def test_any_origin() -> None:
    files = {"run.sh": "jupyter lab --ServerApp.allow_remote_access=True\n"}
    assert codes(HEADERS + " add_header Access-Control-Allow-Origin *;", **files) == {"NGX005"}


def test_another_program_on_port_8888_is_left_alone() -> None:
    proxy = (
        "server {\n listen 80;\n location /api {\n  proxy_pass http://localhost:8888;\n"
        "  add_header Access-Control-Allow-Origin *;\n }\n}\n"
    )
    assert check_files({"nginx.conf": proxy}).reported == []


def test_a_template_is_read_as_far_as_it_goes() -> None:
    proxy = (
        "{% if jupyter %}\nserver {\n listen 80;\n server_name {{ jupyter_host }};\n"
        " location / {\n  proxy_pass http://jupyter:8888;\n }\n}\n{% endif %}\n"
    )
    found = {r.code for r in check_files({"nginx/site.conf.j2": proxy}).reported}
    assert "NGX002" in found


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("lab.example.org", {"NGX001"}),
        ("http://lab.example.org", {"NGX001", "NGX002"}),
        (":80", {"NGX001", "NGX002"}),
    ],
)
def test_caddy_speaks_tls_unless_told_otherwise(site: str, expected: set[str]) -> None:
    caddy = f"{site} {{\n  reverse_proxy localhost:8888\n}}\n"
    result = check_files({"Caddyfile": caddy, "run.sh": OPEN})
    assert {r.code for r in result.reported if r.code.startswith("NGX")} == expected


def test_caddy_with_a_login() -> None:
    login = "  basic_auth {\n    ada $2a$14$x\n  }\n"
    caddy = f"lab.example.org {{\n{login}  reverse_proxy localhost:8888\n}}\n"
    result = check_files({"Caddyfile": caddy, "run.sh": OPEN})
    assert {r.code for r in result.reported if r.code.startswith("NGX")} == set()


NGINX = """\
http {{
 server {{
  listen 443 ssl;
  location / {{
   proxy_pass http://127.0.0.1:8888;
   include {};
  }}
 }}
}}
"""
SNIPPET = HEADERS + "\n"


def of_files(files: dict[str, str]) -> set[str]:
    return {r.code for r in check_files(files).reported if r.code.startswith("NGX")}


@pytest.mark.parametrize(
    "path", ["snippets/p.conf", "/etc/nginx/snippets/p.conf", "./snippets/p.conf"]
)
def test_an_included_file_of_the_project_stands_in_its_place(path: str) -> None:
    files = {"nginx/nginx.conf": NGINX.format(path), "run.sh": OPEN}
    assert of_files({**files, "nginx/snippets/p.conf": SNIPPET}) == {"NGX001"}
    asking = SNIPPET + "auth_basic lab;\nauth_basic_user_file htpasswd;\n"
    assert of_files({**files, "nginx/snippets/p.conf": asking}) == set()
    assert of_files({**files, "nginx/snippets/p.conf": "proxy_http_version 1.1;\n"}) == {
        "NGX001",
        "NGX003",
    }


def test_an_included_file_that_is_not_in_sight_may_ask() -> None:
    result = check_files({"nginx/nginx.conf": NGINX.format("snippets/p.conf"), "run.sh": OPEN})
    assert "NGX001" not in {r.code for r in result.reported}
    assert "NGX001" in {u.code for u in result.unknowns}


def test_files_that_include_each_other_end() -> None:
    files = {
        "nginx/nginx.conf": NGINX.format("a.conf"),
        "nginx/a.conf": "include b.conf;\n",
        "nginx/b.conf": "include a.conf;\n",
        "run.sh": OPEN,
    }
    assert of_files(files) <= {"NGX001", "NGX003"}


TRAEFIK = """\
services:
  proxy:
    image: traefik:v3.1
    command: {entry}
    ports: ["{ports}"]
  lab:
    image: quay.io/jupyter/scipy-notebook:2025-01-06
    labels:
      - "traefik.http.routers.lab.rule=Host(`lab.example.org`)"
      - "traefik.http.routers.lab.entrypoints=web"
      - "traefik.http.services.lab.loadbalancer.server.port=8888"
      - "{label}"
"""
PLAIN = "--providers.docker --entrypoints.web.address=:80"


@pytest.mark.parametrize(
    ("entry", "ports", "label", "expected"),
    [
        (PLAIN, "80:80", "a=b", {"NGX002"}),
        (PLAIN, "127.0.0.1:80:80", "a=b", set()),
        (PLAIN, "80:80", "traefik.http.routers.lab.tls=true", set()),
        (f"{PLAIN} --entrypoints.web.http.redirections.entrypoint.to=s", "80:80", "a=b", set()),
        (f"{PLAIN} --entrypoints.web.http.tls=true", "443:80", "a=b", set()),
        ("--providers.docker", "80:80", "a=b", set()),
    ],
)
def test_an_entry_point_of_traefik_without_tls(
    entry: str, ports: str, label: str, expected: set[str]
) -> None:
    text = TRAEFIK.format(entry=entry, ports=ports, label=label)
    assert of_files({"compose.yaml": text}) == expected


def test_a_middleware_of_traefik_that_asks_by_whatever_name() -> None:
    text = TRAEFIK.format(entry=PLAIN, ports="127.0.0.1:80:80", label="LABEL").replace(
        "    labels:", "    command: start-notebook.py --IdentityProvider.token=\n    labels:"
    )
    proxied = text.replace("127.0.0.1:80", "443")
    assert "NGX001" in of_files({"compose.yaml": proxied.replace("LABEL", "a=b")})
    guard = (
        'traefik.http.routers.lab.middlewares=door"\n'
        '      - "traefik.http.middlewares.door.basicauth.users=me:x'
    )
    assert "NGX001" not in of_files({"compose.yaml": proxied.replace("LABEL", guard)})


POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: lab}}
spec:
  template:
    metadata: {{labels: {{app: lab}}}}
    spec:
      containers:
      - name: lab
        image: python:3.12
        command: [jupyter, lab, --ip=0.0.0.0{token}]
---
apiVersion: v1
kind: Service
metadata: {{name: lab}}
spec: {{selector: {{app: lab}}, ports: [{{port: 80, targetPort: 8888}}]}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: lab
  annotations: {{{annotations}}}
spec:
  {tls}
  rules:
  - host: lab.example.org
    http:
      paths:
      - {{path: /, pathType: Prefix, backend: {{service: {{name: lab, port: {{number: 80}}}}}}}}
"""


@pytest.mark.parametrize(
    ("token", "annotations", "tls", "expected"),
    [
        ("", "", "", {("warning", "JUP004")}),
        ("", "", "tls: [{hosts: [lab.example.org], secretName: lab}]", set()),
        ("", "cert-manager.io/cluster-issuer: le", "", set()),
        (", --ServerApp.token=", "", "", {("error", "JUP001"), ("error", "NGX001")}),
        (
            ", --ServerApp.token=",
            "nginx.ingress.kubernetes.io/auth-type: basic",
            "",
            {("error", "JUP001")},
        ),
        (
            "",
            "nginx.ingress.kubernetes.io/enable-cors: 'true',"
            " nginx.ingress.kubernetes.io/cors-allow-origin: '*'",
            "tls: [{secretName: lab}]",
            {("error", "NGX005")},
        ),
    ],
)
def test_an_ingress_before_a_server(
    token: str, annotations: str, tls: str, expected: set[tuple[str, str]]
) -> None:
    text = POD.format(token=token, annotations=annotations, tls=tls)
    found = {
        (r.severity.word, r.code)
        for r in check_files({"lab.yaml": text}).reported
        if r.code.startswith(("NGX", "JUP001", "JUP004"))
    }
    assert found == expected
