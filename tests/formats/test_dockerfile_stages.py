"""Stages: base images, scopes of variables, and what is in force at each instruction."""

from __future__ import annotations

import pytest

from envguard.formats.dockerfile_stages import Dockerfile, Stage, Step, parse
from envguard.formats.dockerfile_variables import UNKNOWN
from envguard.formats.tree import SyntaxProblem
from envguard.model import Text


def read(content: str) -> Dockerfile:
    return parse(Text.of(content))


def steps(stage: Stage, keyword: str) -> list[Step]:
    return [step for step in stage.steps if step.instruction.keyword == keyword]


def base(stage: Stage) -> str:
    assert stage.base is not None
    return stage.base.text.value


def test_a_global_argument_names_the_base_image() -> None:
    file = read("ARG TAG=3.11\nFROM python:${TAG}-slim\n")
    (stage,) = file.stages
    assert stage.base is not None
    assert stage.base.repository == "python"
    assert stage.base.tag is not None
    assert stage.base.tag.value == "3.11-slim"
    assert [setting.name.value for setting in file.arguments] == ["TAG"]


def test_an_argument_without_a_default_leaves_the_image_unknown() -> None:
    assert base(read("ARG TAG\nFROM python:$TAG\n").stages[0]) == f"python:{UNKNOWN}"


def test_a_global_argument_reaches_a_stage_only_where_it_is_declared_again() -> None:
    file = read("ARG A=1\nFROM x\nENV B=$A\nARG A\nENV C=$A\n")
    environment = file.stages[0].environment
    assert environment["B"].value == UNKNOWN
    assert environment["C"].value == "1"


def test_env_beats_arg() -> None:
    stage = read("FROM x\nENV A=env\nARG A=arg\nENV B=$A\n").stages[0]
    assert stage.environment["B"].value == "env"


def test_env_sees_the_variables_as_they_were_before_it() -> None:
    stage = read("FROM x\nENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc\n").stages[0]
    assert {name: text.value for name, text in stage.environment.items()} == {
        "abc": "bye",
        "def": "hello",
        "ghi": "bye",
    }


def test_arguments_of_one_instruction_see_the_ones_before_them() -> None:
    stage = read("FROM x\nARG A=1 B=$A-2\n").stages[0]
    assert stage.arguments["B"].value == "1-2"


def test_the_old_form_of_env_takes_the_rest_of_the_line() -> None:
    stage = read("FROM x\nENV A  b 'c d' \\\n e\n").stages[0]
    assert stage.environment["A"].value == "b c d  e"


def test_a_stage_inherits_from_the_stage_that_it_is_built_from() -> None:
    file = read(
        "FROM python:3.11 AS Base\nUSER ada\nWORKDIR /w\nENV A=1\nARG B=2\n"
        'SHELL ["bash", "-c"]\nCMD ["x"]\nFROM base\nRUN y\n'
    )
    first, second = file.stages
    assert second.parent is first
    assert second.image is first.base
    (run,) = steps(second, "RUN")
    assert run.user is not None
    assert run.user.value == "ada"
    assert run.directory == "/w"
    assert run.environment["A"].value == "1"
    assert run.arguments["B"].value == "2"
    assert [word.value for word in run.shell or ()] == ["bash", "-c"]
    assert second.command is first.command


def test_an_entrypoint_sets_an_inherited_command_aside_but_not_its_own() -> None:
    file = read(
        'FROM x AS a\nCMD ["c"]\nFROM a\nENTRYPOINT ["e"]\nFROM a\nCMD d\nENTRYPOINT ["e"]\n'
    )
    assert file.stages[1].command is None
    assert file.stages[2].command is not None


def test_the_user_in_force_is_the_one_before_the_instruction() -> None:
    stage = read("FROM x\nRUN a\nUSER root\nRUN b\nARG U=1000\nUSER $U:100\nRUN c\n").stages[0]
    users = [step.user.value if step.user else None for step in steps(stage, "RUN")]
    assert users == [None, "root", "1000:100"]
    assert stage.user is not None
    assert stage.user.value == "1000:100"


def test_a_relative_workdir_goes_below_the_one_before_it() -> None:
    assert read("FROM x\nWORKDIR /a\nWORKDIR b\n").stages[0].directory == "/a/b"
    assert read("FROM x\nWORKDIR b\n").stages[0].directory is None


def test_copy_knows_sources_destination_stage_and_heredocs() -> None:
    stage = read("FROM x\nENV D=/d\nCOPY --from=b one $D/two /three\nCOPY <<F x /y\nz\nF\n").stages[
        0
    ]
    first, second = (step.copy for step in steps(stage, "COPY"))
    assert first is not None
    assert second is not None
    assert [word.value for word in first.sources] == ["one", "/d/two"]
    assert first.destination.value == "/three"
    assert first.stage is not None
    assert first.stage.value == "b"
    assert [word.value for word in second.sources] == ["x"]
    assert second.heredocs[0].content.value == "z\n"


def test_exposed_ports_and_settings_have_their_places() -> None:
    content = 'FROM x\nEXPOSE 8888 80/tcp\nENV TOKEN="a b"\nARG NAME\n'
    stage = read(content).stages[0]
    expose, env, arg = stage.steps
    assert [port.spelled() for port in expose.ports] == ["8888", "80/tcp"]
    assert env.settings[0].text.spelled() == "a b"
    assert arg.settings[0].value is None
    assert arg.settings[0].text.spelled() == "NAME"


def test_an_excerpt_without_from_is_a_stage_without_a_base() -> None:
    (stage,) = read("RUN pip install x\n").stages
    assert stage.base is None
    assert len(stage.steps) == 1


def test_variables_that_a_base_image_is_known_to_bring_are_seen() -> None:
    file = parse(Text.of("FROM j\nUSER ${NB_UID}\n"), lambda image: {"NB_UID": "1000"})
    assert file.stages[0].user is not None
    assert file.stages[0].user.value == "1000"


def test_in_scratch_a_variable_that_is_not_set_is_empty() -> None:
    assert read("FROM scratch\nENV A=x$B\n").stages[0].environment["A"].value == "x"


@pytest.mark.parametrize(
    "content",
    [
        "FROM\n",
        "FROM a b\n",
        "FROM a b c\n",
        "FROM x\nENV\n",
        "FROM x\nENV a\n",
        "FROM x\nENV a=1 b\n",
        "FROM x\nARG\n",
        "FROM x\nCOPY a\n",
        "FROM x\nSHELL bash -c\n",
    ],
)
def test_what_docker_refuses_is_a_syntax_problem(content: str) -> None:
    with pytest.raises(SyntaxProblem):
        read(content)


def test_there_is_a_bound_on_stages() -> None:
    with pytest.raises(SyntaxProblem):
        read("FROM x\n" * 201)
