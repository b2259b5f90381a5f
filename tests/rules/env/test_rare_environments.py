"""Environment files in forms that are rarely met: what each rule says of them, and its fix."""

from __future__ import annotations

import pytest

from envguard.testing import check_files, fix_files

HEAD = "name: a\nchannels: [conda-forge]\n"


def said(code: str, text: str, path: str = "environment.yml") -> list[str]:
    """Severity and line of each finding of one rule, `unknown` and the reason of what is none."""
    result = check_files({path: text})
    found = [
        f"{one.severity.word} {one.finding.location.begin.line}"
        for one in result.reported
        if one.code == code
    ]
    return found + [f"unknown: {one.reason}" for one in result.unknowns if one.code == code]


def fixed(code: str, text: str) -> str:
    settings = f'select = ["{code}"]\n'
    files = {"environment.yml": text.encode(), "envguard.toml": settings}
    return fix_files(files, unsafe=True)["environment.yml"].decode()


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("ENV001", HEAD + "dependencies:\n  - python={{ v }}\n", ["unknown: it is a template"]),
        ("ENV001", HEAD + "dependencies: [numpy=1.26, pandas=2.2]\n", ["error 3"]),
        ("ENV005", 'name: "{{ name }}"\nchannels: [a]\ndependencies: [python=3.11]\n', []),
        (
            "ENV006",
            "name: a\ndependencies:\n  - python=3.11\n{% if gpu %}\n  - cuda\n{% endif %}\n",
            ["unknown: it is a template"],
        ),
        ("ENV006", "name: a\nchannels: []\ndependencies: [python=3.11]\n", ["warning 2"]),
        ("ENV006", "{name: a, dependencies: [python=3.11]}\n", ["warning 1"]),
        ("ENV016", HEAD + "dependencies:\n  - numpy>2,<1\n", ["error 4"]),
        (
            "ENV016",
            HEAD + "dependencies:\n  - python=3.11\ndependencies:\n  - numpy=1.26\n",
            ["error 5"],
        ),
        ("ENV019", HEAD + "dependencies:\n  - \"numpy[version='==1.26']\"\n", ["warning 4"]),
        (
            "ENV020",
            HEAD + 'dependencies: [python=3.11]\nvariables:\n  A_TOKEN: "{{ t }}"\n  X: [a]\n',
            [],
        ),
    ],
)
def test_what_a_rule_says(code: str, text: str, expected: list[str]) -> None:
    assert said(code, text) == expected


def test_a_test_environment_with_a_second_index_is_worth_a_note() -> None:
    text = HEAD + (
        "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
        "    - --extra-index-url https://x.org/simple\n    - a==1\n"
    )
    assert said("ENV024", text) == ["warning 7"]
    assert said("ENV024", text, "tests/environment.yml") == ["info 7"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # bioconda wants conda-forge above itself, the others below
        ("channels:\n- bioconda\n", "channels:\n- conda-forge\n- bioconda\n"),
        ("channels: [bioconda]\n", "channels: [conda-forge, bioconda]\n"),
        ("channels:\r\n  - pytorch\r\n", "channels:\r\n  - pytorch\r\n  - conda-forge\r\n"),
        ("channels: [pytorch]\n", "channels: [pytorch, conda-forge]\n"),
    ],
)
def test_the_base_channel_is_added_where_it_belongs(before: str, after: str) -> None:
    rest = "dependencies: [python=3.11]\n"
    assert fixed("ENV006", before + rest) == after + rest


def test_a_list_that_ends_without_a_line_end_is_not_written_to() -> None:
    text = "name: a\ndependencies: [python=3.11]\nchannels:\n  - pytorch"
    assert fixed("ENV006", text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dependencies: [numpy=1.26]\n", "dependencies: [python=3.11, numpy=1.26]\n"),
        ("dependencies:\n- pip\n", "dependencies:\n- python=3.11\n- pip\n"),
    ],
)
def test_a_python_is_put_before_the_other_dependencies(before: str, after: str) -> None:
    assert fixed("ENV001", HEAD + before) == HEAD + after


def test_a_mirror_beside_what_it_mirrors_is_taken_out() -> None:
    mirror = "https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge/"
    rest = "dependencies: [python=3.11]\n"
    twice = f"name: a\nchannels:\n  - conda-forge\n  - {mirror}\n{rest}"
    assert fixed("ENV026", twice) == f"name: a\nchannels:\n  - conda-forge\n{rest}"
    alone = f"name: a\nchannels:\n  - {mirror}\n{rest}"
    assert fixed("ENV026", alone) == f"name: a\nchannels:\n  - conda-forge\n{rest}"


def test_pip_packages_in_a_flow_list_are_found_and_left_to_the_author() -> None:
    text = HEAD + "dependencies: [python=3.11, pip: [scikit-learn==1.1]]\n"
    assert said("ENV011", text) == ["warning 3"]
    assert said("ENV012", text) == ["warning 3"]
    assert fixed("ENV011", text) == text


def test_what_a_requirement_is_missing_is_said_of_each_kind_of_revision() -> None:
    lines = [
        "a @ git+https://x.org/a@main",
        "b @ git+https://x.org/b@v1.2",
        "c @ git+https://x.org/c@abc1234",
        "-e git+https://x.org/d@" + "a" * 40 + "#egg=d",
    ]
    text = "".join(f"{line}\n" for line in lines)
    assert said("PIP003", text, "requirements.txt") == ["warning 1", "warning 2", "warning 3"]


def test_a_requirements_file_outside_of_the_project_is_unknown_and_one_of_the_web_passes() -> None:
    text = "-r ../base.txt\n-r https://x.org/r.txt\n-c gone.txt\n"
    assert said("PIP006", text, "requirements.txt") == [
        "error 3", "unknown: it lies outside of the project",
    ]  # fmt: skip


def test_requirements_that_hold_on_different_pythons_do_not_disagree() -> None:
    result = check_files({
        "requirements.txt": 'numpy==1.26; python_version<"3.9"\nnumpy==2.0; python_version>="3.9"\n'
    })  # fmt: skip
    assert [one.code for one in result.reported if one.code in ("PIP007", "PIP008")] == []
