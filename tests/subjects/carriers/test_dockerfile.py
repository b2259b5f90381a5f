"""The Dockerfile carrier: what is built and what is started, by whom, and with which variables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.tree import SyntaxProblem
from envguard.model import Text
from envguard.subjects.carriers.dockerfile import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str) -> list[Launch]:
    return list(launches(Document("Dockerfile", Text.of(content), lambda path: None)))


def argv(launch: Launch) -> list[str]:
    assert isinstance(launch.content, tuple)
    return [word.value for word in launch.content]


def script(launch: Launch) -> str:
    assert isinstance(launch.content, Text)
    return launch.content.value


def started(content: str) -> Launch:
    (launch,) = [launch for launch in found(content) if launch.context.setting == "service"]
    return launch


def test_run_lines_of_one_stage_are_one_group_in_a_container() -> None:
    one, two, other = found("FROM python:3.11 AS b\nRUN a\nRUN b\nFROM x\nRUN c\n")
    assert one.context.group == two.context.group == "b"
    assert other.context.group != "b"
    assert one.context.setting == "image"
    assert one.context.container is True
    assert one.context.image == "python:3.11"
    assert (one.context.published, one.context.ports) == ("unknown", ())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('ENTRYPOINT ["e"]\nCMD ["c"]', ["e", "c"]),
        ('CMD ["c"]\nCMD ["d"]', ["d"]),
        ('ENTRYPOINT ["e"]', ["e"]),
        ('CMD ["c"]\nENTRYPOINT ["e"]', ["e", "c"]),
        ('ENTRYPOINT ["e"]\nCMD c $X', ["e", "/bin/sh", "-c", "c $X"]),
        ('SHELL ["/bin/bash", "-c"]\nENTRYPOINT ["e"]\nCMD c', ["e", "/bin/bash", "-c", "c"]),
        ('ENTRYPOINT []\nCMD ["--c"]', ["--c"]),
        ('CMD ["--c"]', [HOLE, "--c"]),
    ],
)
def test_entrypoint_and_command_make_one_argument_list(lines: str, expected: list[str]) -> None:
    assert argv(started(f"FROM x\n{lines}\n")) == expected


def test_a_shell_form_entrypoint_runs_without_the_command() -> None:
    launch = started('FROM x\nENTRYPOINT exec a "$@"\nCMD ["c"]\n')
    assert (script(launch), launch.shell) == ('exec a "$@"', "sh")


def test_a_later_stage_speaks_for_the_command_it_inherits() -> None:
    content = 'FROM ubuntu AS a\nCMD ["c"]\nFROM a\nENV X=1\nUSER ada\n'
    launch = started(content)
    assert argv(launch) == ["c"]
    assert launch.context.user == "ada"
    assert launch.context.environment["X"].value == "1"
    assert launch.context.image == "ubuntu"


def test_stages_with_commands_of_their_own_each_speak() -> None:
    content = 'FROM x AS a\nCMD ["c"]\nFROM a\nCMD ["d"]\n'
    services = [launch for launch in found(content) if launch.context.setting == "service"]
    assert [argv(launch) for launch in services] == [["c"], ["d"]]


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ("FROM ubuntu:22.04", "root"),
        ("FROM docker.io/library/python", "root"),
        ("FROM nvidia/cuda:12.2.0-base-ubuntu22.04", "root"),
        ("FROM continuumio/miniconda3", "root"),
        ("FROM condaforge/miniforge3@sha256:00", "root"),
        ("FROM mambaorg/micromamba:1.5", "mambauser"),
        ("FROM jupyter/scipy-notebook", "jovyan"),
        ("FROM quay.io/jupyter/base-notebook:2024-01-01", "jovyan"),
        ("FROM jupyter/repo2docker", None),
        ("FROM example.org/python", None),
        ("FROM example.org/lab/image\nUSER 0:0", "root"),
        ("FROM ubuntu\nUSER 1000", "1000"),
        ("FROM x\nUSER root", "root"),
        ("FROM ubuntu\nARG U\nUSER $U", None),
        ("FROM quay.io/jupyter/base-notebook\nUSER root\nUSER ${NB_UID}", "1000"),
        ("ARG B=ubuntu\nFROM $B", "root"),
        ("ARG B\nFROM $B", None),
    ],
)
def test_the_user_is_the_one_in_force(lines: str, user: str | None) -> None:
    (launch,) = [one for one in found(f"{lines}\nRUN x\n") if one.context.setting == "image"]
    assert launch.context.user == user


def test_a_docker_stacks_image_starts_its_notebook() -> None:
    content = "FROM x\nRUN y\nFROM quay.io/jupyter/scipy-notebook\nENV JUPYTER_TOKEN=\n"
    launch = started(content)
    assert argv(launch) == ["start-notebook.py"]
    assert isinstance(launch.content, tuple)
    assert launch.content[0].spelled() == "quay.io/jupyter/scipy-notebook"
    assert launch.context.environment["JUPYTER_TOKEN"].value == ""
    assert launch.context.directory == "/home/jovyan"


def test_arguments_are_seen_while_building_only_and_env_beats_them() -> None:
    content = "FROM x\nARG A=1\nARG B=2\nENV B=3\nARG C\nRUN r\nCMD c\n"
    run, start = found(content)
    assert {n: v.value for n, v in run.context.environment.items()} == {
        "A": "1",
        "B": "3",
        "C": HOLE,
    }
    assert {n: v.value for n, v in start.context.environment.items()} == {"B": "3"}
    assert run.context.environment["B"].text.start == content.index("3")


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ('["/bin/bash", "-o", "pipefail", "-c"]', "bash"),
        ('["conda", "run", "-n", "x", "/bin/bash", "-c"]', "bash"),
        ('["/bin/ash", "-c"]', "sh"),
        ('["powershell", "-Command"]', "powershell"),
        ('["C:\\\\\\\\tools\\\\\\\\pwsh.exe", "-Command"]', "powershell"),
        ('["cmd", "/S", "/C"]', "cmd"),
    ],
)
def test_the_shell_instruction_names_what_reads_shell_forms(shell: str, expected: str) -> None:
    (launch,) = found(f"FROM x\nSHELL {shell}\nRUN a\n")
    assert launch.shell == expected


def test_windows_images_are_read_by_cmd_and_others_by_sh() -> None:
    assert found("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a\n")[0].shell == "cmd"
    assert found("FROM x\nRUN a\n")[0].shell == "sh"


def test_a_heredoc_alone_is_the_script_and_a_shebang_names_its_reader() -> None:
    content = (
        "FROM x\nRUN <<EOF\na $B\nEOF\nRUN <<EOF\n#!/usr/bin/env bash\nb\nEOF\n"
        "RUN <<EOF\n#!/usr/bin/python3\nc\nEOF\nRUN cat <<EOF > /x && d\ne\nEOF\n"
    )
    first, second, third = found(content)
    assert (script(first), first.shell) == ("a $B\n", "sh")
    assert (script(second), second.shell) == ("#!/usr/bin/env bash\nb\n", "bash")
    assert script(third) == "cat <<EOF > /x && d\ne\nEOF"


def test_a_script_that_is_written_into_the_image_is_found() -> None:
    content = "FROM x\nENV A=1\nCOPY <<EOF /start.sh\n#!/bin/sh\nexec x $A 'q'\nEOF\n"
    (launch,) = found(content)
    assert script(launch) == "#!/bin/sh\nexec x 1 'q'\n"
    assert (launch.context.setting, launch.context.group) == ("script", "/start.sh")


def test_only_the_last_health_check_counts() -> None:
    first = "FROM x\nHEALTHCHECK CMD a\n"
    assert [script(launch) for launch in found(first + "HEALTHCHECK CMD b\n")] == ["b"]
    assert found(first + "HEALTHCHECK NONE\n") == []


def test_the_directory_is_where_the_last_workdir_leads() -> None:
    one, two = found("FROM x\nRUN a\nWORKDIR /srv\nWORKDIR app\nRUN b\n")
    assert (one.context.directory, two.context.directory) == (None, "/srv/app")


def test_a_broken_file_is_a_syntax_problem() -> None:
    with pytest.raises(SyntaxProblem):
        found("FROM x\nRUM y\n")


_LINES = st.lists(
    st.sampled_from(
        [
            "FROM ubuntu AS a", "FROM a", "FROM $X", "ARG X", "ARG X=1", "ENV A=$A$X B=2",
            "USER $X", "RUN <<E\nx\nE", "RUN a \\\n b", 'CMD ["a"]', "CMD b", "ENTRYPOINT []",
            "ENTRYPOINT e",
            "ONBUILD CMD x", "HEALTHCHECK CMD []", "HEALTHCHECK NONE", 'SHELL ["bash"]',
            "WORKDIR w", "COPY <<E /x\n#!/bin/sh\n$A\nE", "COPY a b", "EXPOSE 1", "RUN []",
            "CMD", "RUN", "[",
        ]
    ),
    max_size=12,
).map("\n".join)  # fmt: skip


@given(_LINES)
def test_any_file_is_read_or_refused_and_words_lie_inside_of_it(content: str) -> None:
    try:
        read = found(content)
    except SyntaxProblem:
        return
    for launch in read:
        texts = launch.content if isinstance(launch.content, tuple) else (launch.content,)
        assert texts
        for text in texts:
            assert 0 <= text.start <= text.end <= len(content)
