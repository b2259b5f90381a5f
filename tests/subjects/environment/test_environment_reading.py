"""environment.yml as conda reads it: parts, places, and what gets lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.lines import entry_removal, item_removal
from envguard.model import Text
from envguard.subjects.environment.environment import CondaEnvironment
from envguard.subjects.environment.reading import read_environment

WHOLE = """\
name: nlp
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11
  - 'conda-forge::numpy>=1.26'
  - pywin32  # [win]
  - pip
  - pip:
    - torch==2.1.0  # cpu
    - -r requirements.txt
prefix: /home/ada/envs/nlp
variables:
  OMP_NUM_THREADS: 1
"""


def read(content: str) -> CondaEnvironment:
    return read_environment(Text.of(content), "environment.yml")


def kinds(content: str) -> list[str]:
    return [problem.kind for problem in read(content).problems]


def test_a_file_is_read_whole() -> None:
    environment = read(WHOLE)
    assert environment.problems == []
    assert environment.name is not None
    assert environment.name.value == "nlp"
    assert [channel.value for channel in environment.channels] == ["conda-forge", "nodefaults"]
    assert environment.channels_valid
    found = [(one.manager, one.name, one.version) for one in environment.dependencies]
    assert found == [
        ("conda", "python", "3.11.*"),
        ("conda", "numpy", ">=1.26"),
        ("conda", "pywin32", ""),
        ("conda", "pip", ""),
        ("pip", "torch", "==2.1.0"),
        ("pip", "", ""),
    ]
    assert environment.prefix is not None
    assert environment.prefix.text.value == "prefix: /home/ada/envs/nlp"
    assert environment.variables is not None
    assert not environment.template


def test_the_place_of_a_string_is_inside_its_quotes() -> None:
    numpy = read(WHOLE).named("numpy")[0]
    assert WHOLE[numpy.text.start : numpy.text.end] == "conda-forge::numpy>=1.26"
    assert WHOLE[numpy.raw.start : numpy.raw.end] == "'conda-forge::numpy>=1.26'"


def test_selectors_and_comments_belong_to_their_line() -> None:
    dependencies = {one.name: one for one in read(WHOLE).dependencies}
    selector = dependencies["pywin32"].selector
    assert selector is not None
    assert selector.value == "win"
    assert dependencies["python"].selector is None
    comment = dependencies["torch"].comment
    assert comment is not None
    assert comment.value == "# cpu"
    assert dependencies["torch"].selector is None


def test_an_entry_and_an_item_can_be_removed() -> None:
    environment = read(WHOLE)
    assert environment.root is not None
    prefix = entry_removal(environment.root, "prefix")
    assert prefix is not None
    assert prefix.value == "prefix: /home/ada/envs/nlp\n"
    torch = next(one for one in environment.dependencies if one.name == "torch")
    line = item_removal(torch.sequence, torch.node)
    assert line is not None
    assert line.value == "    - torch==2.1.0  # cpu\n"


@pytest.mark.parametrize(
    ("dependency", "kind"),
    [
        ("numpy", "bare"),
        ("numpy=*", "bare"),
        ("numpy>=1.2", "lower"),
        ("python=3", "wildcard"),
        ("python 3.*", "wildcard"),
        ("numpy=1.26", "fuzzy"),
        ("numpy 1.26.*", "fuzzy"),
        ("numpy==1.26.4", "exact"),
        ("numpy 1.26", "exact"),
        ("numpy=1.26.4=py311_0", "exact"),
        ("numpy>=1.2,<2", "range"),
        ("numpy<2", "range"),
        ("numpy~=1.26.0", "range"),
        ("numpy!=1.2", "excluded"),
        ("numpy>=1.2|=2.0", "lower"),
        ("numpy>=1.2 <2", "unknown"),
    ],
)
def test_the_kind_of_a_pin(dependency: str, kind: str) -> None:
    assert read(f"dependencies:\n  - {dependency}\n").dependencies[0].pin == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("numpy", "bare"),
        ("numpy==1.2", "exact"),
        ("numpy==1.2.*", "fuzzy"),
        ("numpy>=1", "lower"),
        ("numpy~=1.2", "range"),
        ("numpy @ https://host/numpy.zip", "unknown"),
        ("numpy=1.2", "unknown"),
        ("-e .", "unknown"),
    ],
)
def test_the_kind_of_pips_pins(line: str, kind: str) -> None:
    content = f"dependencies:\n  - pip\n  - pip:\n    - {line}\n"
    assert read(content).pip_dependencies[0].pin == kind


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("dependancies:\n  - numpy\n", ["misspelt-key"]),
        ("dependencies:\n", ["dependencies-null"]),
        ("dependencies: numpy\n", ["dependencies-text"]),
        ("dependencies:\n  - numpy\npip:\n  - torch\n", ["pip-at-top"]),
        ("dependencies:\n  - numpy\nauthor: ada\n", ["unknown-key"]),
        ("dependencies:\n  - numpy\nplatforms: [linux-64]\ncategory: dev\n", []),
        ("dependencies:\n  - pip: requests\n", ["pip-text"]),
        ("dependencies:\n  - pip: {requests: 2}\n", ["pip-mapping"]),
        ("dependencies:\n  - pip:\n    - requests: 2\n", ["pip-item"]),
        ("dependencies:\n  - pip:\n    - 3.11\n    -\n", ["pip-entry", "pip-entry"]),
        ("dependencies:\n  - pip:\n", []),
        ("dependencies:\n  - pip:\n    - a\n  - b\n  - pip:\n    - c\n", ["pip-twice"]),
        ("dependencies:\n  - sel(win): pywin32\n", ["selector-entry"]),
        ("dependencies:\n  - npm:\n    - left-pad\n", ["foreign-section"]),
        ("dependencies:\n  - - numpy\n", ["nested-list"]),
        ("dependencies:\n  - true\n  - 1\n", ["number-entry", "number-entry"]),
        ("dependencies:\n  - yes\n  - '3.11'\n", []),
        ("dependencies:\n  - requests[security]\n", ["misread-spec"]),
        ("channels: conda-forge\ndependencies: [a]\n", ["channels-text"]),
        ("channels: [1]\ndependencies: [a]\n", ["channels-item"]),
        ("channels: []\ndependencies: [a]\n", []),
        ("name:\ndependencies: [a]\n", []),
        ("name: 3.10\ndependencies: [a]\n", ["name-type"]),
        ("variables:\ndependencies: [a]\n", []),
        ("dependencies: [a]\nvariables: {A: 1}\n", []),
        ("dependencies: [a]\nvariables: {A: 1, A: 2}\n", ["duplicate-key"]),
        ("x-common: &c [numpy]\ndependencies: *c\n", []),
        ("<<: {name: x}\ndependencies: [a]\n", []),
        ("# nothing\n", ["empty-file"]),
        ("just text\n", ["top-level-text"]),
        ("dependencies: [a]\n---\nname: x\n", ["yaml"]),
        ("dependencies:\n\t- a\n", ["yaml"]),
        ("dependencies:\n  - *numpy\n", ["yaml"]),
        ("dependencies:\r\n  - numpy\r\n", []),
    ],
)
def test_what_goes_wrong_is_named(content: str, wanted: list[str]) -> None:
    assert kinds(content) == wanted


def test_a_problem_fills_its_message() -> None:
    for content in ("dependancies: [a]\n", "dependencies:\n  - python: 3.11\n  - numpy=>1\n"):
        for problem in read(content).problems:
            shown = problem.message.format(**problem.values)
            assert "{" not in shown


def test_of_two_pip_blocks_the_last_is_kept() -> None:
    environment = read("dependencies:\n  - pip:\n    - a\n  - pip:\n    - b\n")
    assert [one.name for one in environment.pip_dependencies] == ["b"]
    assert [section.lost for section in environment.pip_sections] == [True, False]
    problem = environment.problems[0]
    assert problem.text.location().begin.line == 2
    assert problem.kept is not None
    assert problem.kept.location().begin.line == 4


def test_a_broken_file_says_where_and_is_empty() -> None:
    environment = read("name: x\ndependencies:\n  - *numpy\n")
    assert environment.broken is not None
    assert environment.broken.text.location().begin.line == 3
    assert environment.dependencies == []
    assert environment.root is None


def test_a_templates_plain_lines_are_read_and_its_holes_are_unknown() -> None:
    environment = read(
        "name: {{ name }}\nchannels:\n  - conda-forge\ndependencies:\n"
        "  - python={{ python }}\n  - {{ package }}\n{% if gpu %}\n  - cudatoolkit=11.8\n"
        "{% endif %}\n  - pip:\n    - torch=={{ torch }}\n    - {{ more }}\n"
        "    - numpy=={{ a }}.*\n"
    )
    assert environment.template
    assert environment.problems == []
    found = [(one.name, one.known, one.pin) for one in environment.dependencies]
    assert found == [
        ("python", False, "unknown"),
        ("cudatoolkit", True, "fuzzy"),
        ("torch", False, "unknown"),
        ("numpy", False, "unknown"),
    ]
    assert environment.dependencies[1].text.location().begin.line == 8


def test_a_templates_plain_line_can_be_wrong() -> None:
    assert kinds("dependencies:\n  - a={{ a }}\n  - numpy>=1 <2\n") == ["invalid-spec"]


def test_several_lines_in_one_of_pips_entries_count_one_by_one() -> None:
    content = "dependencies:\n  - pip:\n    - |\n      torch==2\n      # no\n      numpy\n"
    environment = read(content)
    assert [one.name for one in environment.pip_dependencies] == ["torch", "numpy"]
    assert environment.pip_dependencies[1].text.location().begin.line == 6


YAML_WORDS = st.sampled_from([
    "name", "channels", "dependencies", "pip", ":", ": ", "- ", "\n", "\n  ", "\n    ", "numpy",
    "=1.2", ">=1 <2", "[", "]", "{", "}", ",", "'", '"', "#", " # [win]", "*", "&a ", "<<", "|",
    ">", "3.11", "~", "{{", "}}", "{%", "%}", "\t", "\r\n", "sel(win)", "!!str ", "---", "é",
    "\x00",
])  # fmt: skip


@given(st.one_of(st.lists(YAML_WORDS, max_size=30).map("".join), st.text(max_size=80)))
def test_no_text_makes_the_reader_fail(content: str) -> None:
    environment = read(content)
    for dependency in environment.dependencies:
        assert dependency.pin
        assert dependency.selector is None or dependency.selector.value in content
    for problem in environment.problems:
        assert problem.message.format(**problem.values)
        problem.text.location()
