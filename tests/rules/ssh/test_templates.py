"""Templates: plain lines count, with little confidence, and nothing about the whole file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.ssh.templates import plain_lines
from envguard.testing import check_files

CHEZMOI = """\
{{- $mac := eq .chezmoi.os "darwin" -}}
Host {{ .name }}
    HostName {{ .address }}
    IdentityFile ~/.ssh/id_x
{{ if $mac }}    UseKeychain yes
    ForwardAgent yes
{{ end }}    IdentitiesOnly yes
Host *
    StrictHostKeyChecking no
"""


@pytest.mark.parametrize("name", [".ssh/config", "ssh_config.j2", "private_dot_ssh/config.tmpl"])
def test_plain_lines_are_possible_findings(name: str) -> None:
    rows = check_files({name: CHEZMOI}).reported
    assert [(r.code, r.finding.location.begin.line) for r in rows] == [("SSH020", 9)]
    assert rows[0].finding.confidence.value == "possible"


def test_a_line_beside_its_expressions_is_read() -> None:
    text = (
        "{{ if x }}  User ada\n{% if y %}Port 22{% endif %}\nHost {{ h }}.example\n  User {{ u }}\n"
    )
    lines = plain_lines(Text.of(text)).value.split("\n")
    assert [line.strip() for line in lines] == [
        "User ada",
        "Port 22",
        "Host \ue000.example",
        "",
        "",
    ]


def test_alternatives_do_not_shadow_each_other() -> None:
    config = "{% if x %}\nForwardAgent no\n{% else %}\nUser a\n{% endif %}\nUser b\n"
    assert check_files({"ssh_config.j2": config}).reported == []


def test_braces_in_a_command_make_no_template() -> None:
    config = "Host a\n  ProxyCommand nc $(docker inspect -f '{{ .IP }}' a) %p\n  Frobnicate yes\n"
    assert [r.code for r in check_files({".ssh/config": config}).reported] == ["SSH010"]


PARTS = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{#", "#}", "<%", "%>", "Host ", "User x", " ", "\t", "a", "\r", "\n"]
)


@given(st.lists(PARTS, max_size=40))
def test_every_line_keeps_its_number_and_its_place(parts: list[str]) -> None:
    text = Text.of("".join(parts))
    plain = plain_lines(text)
    assert plain.value.count("\n") == text.value.count("\n")
    for got, line in zip(plain.value.split("\n"), text.value.split("\n"), strict=True):
        rest = line
        for piece in got.split("\ue000"):
            assert piece in rest
            rest = rest[rest.index(piece) + len(piece) :]
