"""The devcontainer carrier: hooks in their three forms, users, variables, ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.tree import SyntaxProblem
from envguard.model import Source, Text
from envguard.subjects.carriers.devcontainer import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str, dockerfile: str | None = None) -> list[Launch]:
    def neighbour(path: str) -> Text | None:
        if dockerfile is None or path != "Dockerfile":
            return None
        return Text.whole(Source(path, dockerfile))

    text = Text.of(content)
    return list(launches(Document(".devcontainer/devcontainer.json", text, neighbour)))


def words(launch: Launch) -> str | list[str]:
    if isinstance(launch.content, Text):
        return launch.content.value
    return [word.value for word in launch.content]


def test_hooks_are_found_in_their_three_forms_among_comments() -> None:
    content = """{
      // made once
      "onCreateCommand": "a && b",
      "postCreateCommand": ["c", "d e"],
      "postStartCommand": {"one": "f", "two": ["g"]}, /* each time */
      "initializeCommand": "h",
    }"""
    launches_ = found(content)
    assert [words(launch) for launch in launches_] == ["h", "a && b", ["c", "d e"], "f", ["g"]]
    settings = [launch.context.setting for launch in launches_]
    assert settings == ["script", "script", "script", "interactive", "interactive"]
    assert [launch.context.container for launch in launches_] == [False, True, True, True, True]
    assert {launch.shell for launch in launches_ if isinstance(launch.content, Text)} == {"sh"}


@pytest.mark.parametrize(
    ("settings", "user"),
    [
        ('"remoteUser": "ada", "containerUser": "root"', "ada"),
        ('"containerUser": "0"', "root"),
        ('"image": "mcr.microsoft.com/devcontainers/python:3.11"', "vscode"),
        ('"image": "mcr.microsoft.com/devcontainers/typescript-node"', "node"),
        ('"image": "quay.io/jupyter/base-notebook"', "jovyan"),
        ('"image": "example.org/x"', None),
        ('"build": {"dockerfile": "Dockerfile"}', "eve"),
        ('"dockerFile": "Dockerfile"', "eve"),
        ('"remoteUser": "${localEnv:USER}"', None),
    ],
)
def test_the_user_is_the_remote_one_or_the_image_s(settings: str, user: str | None) -> None:
    (launch,) = found(f'{{{settings}, "postCreateCommand": "x"}}', "FROM ubuntu\nUSER eve\n")
    assert launch.context.user == user


def test_variables_of_the_container_are_put_in_and_others_are_unknown() -> None:
    content = """{"containerEnv": {"A": "1"}, "remoteEnv": {"B": "${containerEnv:A}-${localEnv:H}"},
      "postCreateCommand": "x ${containerEnv:B} ${containerWorkspaceFolder} $A"}"""
    (launch,) = found(content)
    assert launch.context.environment["B"].value == f"1-{HOLE}"
    assert words(launch) == f"x 1-{HOLE} {HOLE} $A"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('"forwardPorts": [8888]', "loopback"),
        ('"appPort": 8888', "loopback"),
        ('"appPort": ["8888:8888"]', "everywhere"),
        ('"appPort": "127.0.0.1:8888:8888"', "loopback"),
        ('"runArgs": ["-p", "8888:8888"]', "everywhere"),
        ('"runArgs": ["--publish=127.0.0.1:1:1"]', "loopback"),
        ('"runArgs": ["--network=host"]', "everywhere"),
        ('"runArgs": ["--net", "host"]', "everywhere"),
        ('"dockerComposeFile": "x.yml"', "unknown"),
        ('"name": "x"', "none"),
    ],
)
def test_ports_say_how_far_the_container_is_published(settings: str, expected: str) -> None:
    (launch,) = found(f'{{{settings}, "postCreateCommand": "x"}}')
    assert launch.context.published == expected


@pytest.mark.parametrize("content", ["[]", "{", '{"a" 1}'])
def test_a_broken_file_is_a_syntax_problem(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        found(content)


_NODES = st.recursive(
    st.sampled_from(['"a"', '"${localEnv:X}"', "1", "true", "null", '"-p"', '""']),
    lambda node: st.one_of(
        st.lists(node, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["a", "dockerfile", "target"]), node, max_size=3).map(
            lambda entries: "{" + ", ".join(f'"{k}": {v}' for k, v in entries.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "postCreateCommand", "initializeCommand", "image", "build", "remoteUser", "runArgs",
                "containerEnv", "forwardPorts", "appPort", "dockerFile",
            ]
        ),
        _NODES,
    )
)  # fmt: skip
def test_settings_of_any_shape_raise_nothing(settings: dict[str, str]) -> None:
    content = "{" + ", ".join(f'"{k}": {v}' for k, v in settings.items()) + "}"
    for launch in found(content):
        assert launch.content
