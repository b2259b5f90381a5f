"""GitLab pipelines: which lines one shell gets, and what a job inherits."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.carriers.gitlab_ci import launches
from envguard.subjects.command import HOLE, Document, Launch


def found(content: str) -> dict[str, list[Launch]]:
    by_group: dict[str, list[Launch]] = {}
    for launch in launches(Document(".gitlab-ci.yml", Text.of(content), lambda relative: None)):
        by_group.setdefault(launch.context.group, []).append(launch)
    return by_group


def scripts(launches: list[Launch]) -> list[str]:
    return [launch.content.value for launch in launches if isinstance(launch.content, Text)]


def test_before_script_and_script_are_one_shell_and_after_script_another() -> None:
    jobs = found("a:\n  after_script: [d]\n  before_script: [b]\n  script: [c, [e, f]]\n")
    assert scripts(jobs["a"]) == ["b\nc\ne\nf\n", "d\n"]


def test_what_a_job_lacks_comes_from_what_it_extends_and_from_the_default() -> None:
    jobs = found(
        "default: {before_script: [d], image: python:3.11}\n"
        ".x: {before_script: [x], variables: {A: x, B: x}}\n"
        ".y: {variables: {A: y}, image: i/i:1}\n"
        "variables: {A: g, C: g}\n"
        "a: {script: [a]}\n"
        "b: {script: [b], extends: [.x, .y], variables: {C: b}}\n"
    )
    assert scripts(jobs["a"]) == ["d\na\n"]
    assert scripts(jobs["b"]) == ["x\nb\n"]
    assert scripts(jobs[".x"]) == ["x\n"]
    a, b = jobs["a"][0].context, jobs["b"][0].context
    assert (a.image, a.user, a.container) == ("python:3.11", "root", True)
    assert (b.image, b.user) == ("i/i:1", None)
    assert {name: value.value for name, value in b.environment.items()} == {
        "A": "y",
        "B": "x",
        "C": "b",
    }


def test_references_inside_the_file_are_followed_and_others_skipped() -> None:
    jobs = found(
        ".x: {script: [x, y]}\n"
        "a:\n  script:\n    - !reference [.x, script]\n    - !reference [.else, script]\n    - z\n"
        "b:\n  script: !reference [b, script]\n"
    )
    assert scripts(jobs["a"]) == ["x\ny\nz\n"]
    assert "b" not in jobs


def test_jobs_that_extend_each_other_end() -> None:
    jobs = found("a: {extends: b, script: [x]}\nb: {extends: a, script: [y]}\n")
    assert scripts(jobs["a"] + jobs["b"]) == ["x\n", "y\n"]


def test_merge_keys_and_anchors_are_what_yaml_makes_of_them() -> None:
    jobs = found(".x: &x\n  before_script: &s [p]\na:\n  <<: *x\n  script: [*s, q]\n")
    assert scripts(jobs["a"]) == ["p\np\nq\n"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'$A/b'", "1/b"),
        ("'${A}'", "1"),
        ("$CI_COMMIT", HOLE),
        ("'a$$b'", "a$b"),
        ("{value: $A, description: x}", "1"),
    ],
)
def test_variables_are_put_in_where_the_file_sets_them(value: str, expected: str) -> None:
    jobs = found(f"variables: {{A: 1}}\na: {{variables: {{V: {value}}}, script: [x]}}\n")
    assert jobs["a"][0].context.environment["V"].value == expected


def test_an_image_with_an_unknown_variable_is_not_known() -> None:
    jobs = found(
        "variables: {V: '3.11'}\na: {image: 'python:$V', script: [x]}\n"
        "b: {image: {name: '$CI_IMAGE', docker: {user: 0:0}}, script: [x]}\n"
    )
    assert jobs["a"][0].context.image == "python:3.11"
    assert (jobs["b"][0].context.image, jobs["b"][0].context.user) == (None, "root")


def test_inputs_of_a_component_are_unknown() -> None:
    jobs = found("spec: {inputs: {v: }}\n---\na: {script: ['pip install x==$[[ inputs.v ]]']}\n")
    assert scripts(jobs["a"]) == [f"pip install x=={HOLE}\n"]
