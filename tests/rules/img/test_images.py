"""What the rules about images see, and what they leave alone."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

TOKEN = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"


def found(files: dict[str, str], code: str, **options: object) -> list[str]:
    """The words of the findings of one rule."""
    result = check_files(files, **options)
    return [r.finding.words for r in result.reported if r.code == code]


@pytest.mark.parametrize(
    ("image", "moves"),
    [
        ("python", True), ("python:latest", True), ("a/b:main", True), ("a/b:nightly-gpu", True),
        ("tensorflow/tensorflow:latest-gpu", True), ("a/b:gpu-latest", True),
        ("python:3.12", False), ("python:3.12-slim", False), ("a/b:main-20240101", False),
        ("a/b:edge@sha256:" + "0" * 64, False),
        ("localhost:5000/a", True), ("localhost:5000/a:1", False), ("scratch", False),
    ],
)  # fmt: skip
def test_a_tag_that_moves_is_found(image: str, moves: bool) -> None:
    assert found({"Dockerfile": f"FROM {image}\n"}, "IMG001") == ([image] if moves else [])


def test_a_stage_is_no_image_and_a_copied_one_is() -> None:
    text = (
        "FROM python:3.12 AS build\nFROM build\nCOPY --from=build /a /b\nCOPY --from=a/uv /u /v\n"
    )
    assert found({"Dockerfile": text}, "IMG001") == ["a/uv"]


def test_the_name_beside_build_is_the_result() -> None:
    text = "services:\n  a:\n    build: .\n    image: a:latest\n  b:\n    image: b/c:latest\n"
    assert found({"compose.yml": text}, "IMG001") == ["b/c:latest"]


def test_a_version_in_a_variable_is_a_version() -> None:
    assert found({"Dockerfile": "ARG V=3.12\nFROM python:${V}\n"}, "IMG001") == []
    result = check_files({"Dockerfile": "ARG V\nFROM python:${V}\n"})
    assert "IMG001" in [u.code for u in result.unknowns]


def test_a_tag_without_digest_is_said_once() -> None:
    for image, expected in (("python:3.12", ["python:3.12"]), ("python:latest", [])):
        files = {"Dockerfile": f"FROM {image}\n"}
        assert found(files, "IMG002", profile="paper") == expected


def test_root_is_known_or_not_at_all() -> None:
    assert found({"Dockerfile": "FROM python:3.12\n"}, "IMG004") == ["python:3.12"]
    assert found({"Dockerfile": "FROM python:3.12\nUSER 1000\n"}, "IMG004") == []
    assert found({"Dockerfile": "FROM jupyter/base-notebook:1\nUSER root\n"}, "IMG004") == ["root"]
    result = check_files({"Dockerfile": "FROM lab/base:1\n"})
    assert [u.code for u in result.unknowns] == ["IMG004"]


def test_a_server_that_is_allowed_to_be_root_is_jup008s() -> None:
    text = 'FROM python:3.12\nCMD ["jupyter", "lab", "--allow-root"]\n'
    codes = [r.code for r in check_files({"Dockerfile": text}).reported]
    assert "JUP008" in codes
    assert "IMG004" not in codes


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("COPY .netrc /root/", [".netrc"]), ("COPY secrets/tls.key /x", ["secrets/tls.key"]),
        ("ENV API_KEY=8f0e1c3e6b5d", ["8f0e1c3e6b5d"]), ("ENV TOKENIZERS_PARALLELISM=false", []),
        ("ENV GH_TOKEN=changeme", []), ("ENV KEY_FILE=/run/secrets/key", []),
        ("ARG GH_TOKEN", ["GH_TOKEN"]), (f"ENV A={TOKEN}", [TOKEN]),
        ("COPY id_rsa.pub /x", []), ("ENV MAX_TOKENS=4096", []),
    ],
)  # fmt: skip
def test_a_secret_in_an_image_is_told_from_other_variables(line: str, words: list[str]) -> None:
    assert found({"Dockerfile": f"FROM python:3.12\n{line}\n"}, "IMG005") == words


@pytest.mark.parametrize(
    ("tag", "wrong"),
    [("11.8-devel-ubuntu22.04", True), ("11.8.0-devel-ubuntu22.04", False), ("12.1", True),
     ("11.0-devel-ubuntu20.04", False), ("11.2-base", True)],
)  # fmt: skip
def test_cudas_tags_have_three_numbers(tag: str, wrong: bool) -> None:
    assert found({"Dockerfile": f"FROM nvidia/cuda:{tag}\n"}, "IMG006") == ([tag] if wrong else [])


def test_the_end_of_life_depends_on_the_day() -> None:
    files = {"Dockerfile": "FROM python:3.9-slim\n"}
    assert found(files, "IMG007", as_of="2025-10-01") == []
    assert found(files, "IMG007", as_of="2025-12-01") == ["python:3.9-slim"]
    assert found({"Dockerfile": "FROM me/python:2.7\n"}, "IMG007") == []
    codename = {"Dockerfile": "FROM node:22-buster\n"}
    assert found(codename, "IMG007", as_of="2026-01-01") == ["node:22-buster"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("docker run -p 8888:8888 lab/img:1", ["8888:8888"]),
        ("docker run -p 127.0.0.1:8888:8888 lab/img:1", []),
        ("docker run --publish=80:8888 lab/img:1", ["80:8888"]),
        ("docker run -p 8888:8888 lab/img:1 jupyter lab", []),
        ("docker run -p 5432:5432 postgres:16", []),
        ("docker run -it --rm -v $PWD:/w -p 9999:9999 lab/jupyter:1", ["9999:9999"]),
    ],
)
def test_a_port_is_open_where_nothing_says_otherwise(line: str, words: list[str]) -> None:
    assert found({"a.sh": line + "\n"}, "IMG008") == words


def test_a_service_whose_command_is_in_sight_is_the_servers_business() -> None:
    text = "services:\n  a:\n    image: lab/jupyter:1\n    ports: ['8888:8888']\n"
    assert found({"compose.yml": text}, "IMG008") == ["8888:8888"]
    assert found({"compose.yml": text + "    command: jupyter lab\n"}, "IMG008") == []


def test_an_environment_that_a_variable_names_is_found_where_it_is_built() -> None:
    files = {
        "Dockerfile": "FROM mambaorg/micromamba:1.5.8\nENV FILE=environment.yml\n"
        'COPY environment.yml .\nRUN micromamba env create --file "$FILE"\n',
        "environment.yml": "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11]\n",
    }
    assert found(files, "IMG003", profile="paper") == ['"$FILE"']


def test_a_placeholder_for_an_image_is_unknown() -> None:
    result = check_files({"Dockerfile": "ARG BASE=<jupyter-image>\nFROM $BASE\nUSER ada\n"})
    assert [one.code for one in result.reported] == []
    assert [one.reason for one in result.unknowns if one.code == "IMG001"] == [
        "its name is a placeholder"
    ]
