"""The compose carrier: words, variables, extended services, and ways out of the container."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.tree import SyntaxProblem
from envguard.model import Source, Text
from envguard.subjects.carriers.compose import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str, files: Mapping[str, str] | None = None) -> list[Launch]:
    def neighbour(path: str) -> Text | None:
        beside = (files or {}).get(path)
        return None if beside is None else Text.whole(Source(path, beside))

    text = Text.whole(Source("compose.yaml", content))
    return list(launches(Document("compose.yaml", text, neighbour)))


def one(lines: str, files: Mapping[str, str] | None = None) -> Launch:
    body = "".join(f"    {line}\n" for line in lines.split("\n"))
    (launch,) = found(f"services:\n  web:\n{body}", files)
    return launch


def argv(launch: Launch) -> list[str]:
    assert isinstance(launch.content, tuple)
    return [word.value for word in launch.content]


def values(launch: Launch) -> dict[str, str]:
    return {name: value.value for name, value in launch.context.environment.items()}


def test_a_service_is_a_container_with_a_group_of_its_own() -> None:
    context = one("image: x:1\ncommand: a\nuser: '0:0'\nworking_dir: /w").context
    assert (context.carrier, context.setting, context.group) == ("compose", "service", "web")
    assert (context.container, context.image) == (True, "x:1")
    assert (context.user, context.directory) == ("root", "/w")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("entrypoint: tini --\ncommand: [a, b]", ["tini", "--", "a", "b"]),
        ("entrypoint: []\ncommand: --a", ["--a"]),
        ("command: --a", [HOLE, "--a"]),
        ("command: a $$HOME '$$X'", ["a", "$HOME", "$X"]),
        ("command: [a, $$X, $NOPE]", ["a", "$X", HOLE]),
        ("image: jupyter/base-notebook\ncommand: null", ["start-notebook.py"]),
        ("entrypoint: tini", ["tini"]),
    ],
)
def test_entrypoint_and_command_make_one_argument_list(lines: str, expected: list[str]) -> None:
    assert argv(one(lines)) == expected


def test_an_unclosed_quote_that_compose_refuses_gives_no_command() -> None:
    assert found("services:\n  a:\n    image: x\n    command: a 'b\n") == []


def test_variables_come_from_the_dotenv_file_beside_it() -> None:
    launch = one("command: a ${TOKEN} ${PORT:-1} $UNSET", {".env": "TOKEN='x y'\nPORT=\n"})
    assert argv(launch) == ["a", "x", "y", "1", HOLE]


@pytest.mark.parametrize(
    "lines",
    [
        "environment: {A: '1', B: , C: $$x, D: $A}",
        "environment: [A=1, B, C=$$x, D=$A]",
    ],
)
def test_both_forms_of_environment_are_read(lines: str) -> None:
    assert values(one(f"{lines}\ncommand: a")) == {"A": "1", "B": HOLE, "C": "$x", "D": HOLE}


def test_environment_beats_the_files_that_env_file_names() -> None:
    files = {"a.env": "A=1\nB=2\n", "b.env": "B=3\nC=4\n"}
    launch = one("env_file: [a.env, {path: b.env}]\nenvironment: {C: 5}\ncommand: x", files)
    assert values(launch) == {"A": "1", "B": "3", "C": "5"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("ports: ['127.0.0.1:8888:8888']", "loopback"),
        ("ports: ['[::1]:8888:8888/tcp']", "loopback"),
        ("ports: [{target: 8888, published: 8888, host_ip: 127.0.0.1}]", "loopback"),
        ("ports: ['8888:8888']", "everywhere"),
        ("ports: [8888]", "everywhere"),
        ("ports: ['0.0.0.0:1:1', '127.0.0.1:2:2']", "everywhere"),
        ("ports: [{target: 8888}]", "everywhere"),
        ("ports: ['${BIND:-127.0.0.1}:1:1']", "loopback"),
        ("ports: ['${BIND}:1:1']", "unknown"),
        ("ports: ['${PORT}:1']", "everywhere"),
        ("expose: [8888]", "none"),
        ("network_mode: host", "everywhere"),
        ("network_mode: none", "none"),
        ("network_mode: container:x", "unknown"),
        ("network_mode: service:nobody", "unknown"),
    ],
)
def test_ports_say_how_far_a_service_is_published(lines: str, expected: str) -> None:
    assert one(f"{lines}\ncommand: a").context.published == expected


def test_ports_are_kept_with_their_places() -> None:
    (port,) = one("command: a\nports: ['127.0.0.1:1:2']").context.ports
    assert port.spelled() == "127.0.0.1:1:2"


def test_a_service_in_another_s_network_has_the_other_s_ports() -> None:
    content = (
        "services:\n  vpn:\n    ports: ['127.0.0.1:1:1']\n"
        "  a:\n    network_mode: service:vpn\n    command: x\n"
        "  b:\n    network_mode: service:b\n    command: y\n"
    )
    assert [launch.context.published for launch in found(content)] == ["loopback", "unknown"]


def test_an_extended_service_is_merged_from_its_base() -> None:
    content = (
        "services:\n  base:\n    image: x\n    command: a\n    environment: {A: 1, B: 2}\n"
        "    ports: ['1:1']\n  web:\n    extends: {service: base}\n    environment: [B=3]\n"
    )
    _, web = found(content)
    assert argv(web) == ["a"]
    assert values(web) == {"A": "1", "B": "3"}
    assert (web.context.published, web.context.image) == ("everywhere", "x")


def test_words_of_an_extended_file_stand_where_extends_brings_them_in() -> None:
    files = {"lib/base.yaml": "services:\n  b:\n    command: a b\n    env_file: x.env\n"}
    files["lib/x.env"] = "A=1\n"
    launch = one("extends: {service: b, file: lib/base.yaml}", files)
    assert isinstance(launch.content, tuple)
    assert argv(launch) == ["a", "b"]
    assert launch.content[0].source.path == "compose.yaml"
    assert launch.content[0].spelled() == "{service: b, file: lib/base.yaml}"
    assert values(launch) == {"A": "1"}


def test_services_that_extend_each_other_end() -> None:
    content = "services:\n  a: {extends: b}\n  b: {extends: a, command: x}\n"
    assert [argv(launch) for launch in found(content)] == [["x"], ["x"]]


def test_merge_keys_and_anchors_are_followed() -> None:
    content = (
        "x-base: &base\n  image: x\n  environment: &env {A: '1', B: '2'}\n"
        "services:\n  web:\n    <<: *base\n    environment: {<<: *env, B: '3'}\n    command: a\n"
    )
    (web,) = found(content)
    assert web.context.image == "x"
    assert values(web) == {"A": "1", "B": "3"}


def test_what_build_builds_is_read_for_user_and_variables() -> None:
    files = {"app/Dockerfile": "FROM python\nUSER ada\nENV A=1\nWORKDIR /w\nFROM debian\n"}
    context = one("build: {context: app}\ncommand: x", files).context
    assert (context.user, context.image) == ("root", "debian")
    files["app/other"] = "FROM python AS p\nUSER ada\nENV A=1\nWORKDIR /w\nFROM debian\n"
    launch = one("build: {context: ./app, dockerfile: other, target: P}\ncommand: x", files)
    assert (launch.context.user, launch.context.directory) == ("ada", "/w")
    assert values(launch) == {"A": "1"}


def test_a_missing_or_broken_dockerfile_leaves_the_user_unknown() -> None:
    assert one("build: .\nimage: ubuntu\ncommand: x").context.user is None
    assert one("build: .\ncommand: x", {"Dockerfile": "nonsense\n"}).context.user is None


def test_health_checks_and_hooks_are_scripts() -> None:
    content = (
        "services:\n  a:\n    user: ada\n    healthcheck: {test: curl $$X || exit 1}\n"
        "    post_start: [{command: ./x, user: root, environment: [A=1]}]\n"
        "  b:\n    healthcheck: {test: [CMD, curl, x]}\n"
        "  c:\n    healthcheck: {test: [NONE]}\n"
    )
    check, hook, other = found(content)
    assert isinstance(check.content, Text)
    assert (check.content.value, check.shell) == ("curl $X || exit 1", "sh")
    assert (argv(hook), hook.context.user, values(hook)) == (["./x"], "root", {"A": "1"})
    assert argv(other) == ["curl", "x"]
    assert {launch.context.setting for launch in (check, hook, other)} == {"script"}


def test_a_broken_file_is_a_syntax_problem() -> None:
    with pytest.raises(SyntaxProblem):
        found("services:\n\tweb:\n")


_NODES = st.recursive(
    st.sampled_from(["a", "'$X'", "'${X:-y}'", "null", "1", "'127.0.0.1:1:1'", "service:a"]),
    lambda node: st.one_of(
        st.lists(node, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(
                [
                    "a", "b", "command", "entrypoint", "environment", "ports", "extends", "service",
                    "file", "build", "image", "healthcheck", "test", "network_mode", "env_file",
                    "path", "host_ip", "post_start", "user", "context", "target", "<<",
                ]
            ),
            node,
            max_size=4,
        ).map(lambda entries: "{" + ", ".join(f"{k}: {v}" for k, v in entries.items()) + "}"),
    ),
    max_leaves=12,
)  # fmt: skip


@given(_NODES, _NODES)
def test_services_of_any_shape_raise_nothing(first: str, second: str) -> None:
    for launch in found(f"services: {{a: {first}, b: {second}}}", {".env": "X=1", "a": "{}"}):
        assert isinstance(launch.content, Text) or launch.content
