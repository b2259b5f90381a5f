"""Commands in forms that are rarely met: what each rule about them says, and where it is silent."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

ENVIRONMENT = "name: a\nchannels: [conda-forge]\ndependencies: [python=3.11, pip]\n"


def said(code: str, files: dict[str, str]) -> list[str]:
    """Severity and line of each finding of one rule, `unknown` and the reason of what is none."""
    result = check_files(files)
    found = [
        f"{one.severity.word} {one.finding.location.begin.line}"
        for one in result.reported
        if one.code == code
    ]
    return found + [f"unknown: {one.reason}" for one in result.unknowns if one.code == code]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        # the Python of an environment may come with a later command, of the same environment alone
        ("conda create -n x\nconda install -n x python=3.11\n", []),
        ("conda create -n x\nconda install -n y python=3.11\n", ["warning 1"]),
        # and what is no Python project needs none
        ("conda create -n x -c bioconda samtools bwa\n", []),
    ],
)
def test_an_environment_is_without_a_python(script: str, expected: list[str]) -> None:
    assert said("CMD001", {"a.sh": script}) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pip install numpy\nconda install numpy\n", ["warning 2"]),
        ("pip install numpy\nconda env update -f environment.yml\n", ["warning 2"]),
        ("pip install numpy\nconda list\nconda clean -a\n", []),
    ],
)
def test_conda_changes_what_pip_has_changed(script: str, expected: list[str]) -> None:
    files = {"environment.yml": ENVIRONMENT, "a.sh": f"conda activate a\n{script}"}
    assert said("CMD003", files) == [row.replace("2", "3") for row in expected]


@pytest.mark.parametrize(
    ("second", "expected"), [("conda install scipy", ["info 4"]), ("conda install numpy", [])]
)
def test_a_page_that_names_both_ways_to_one_package_lets_its_reader_choose(
    second: str, expected: list[str]
) -> None:
    page = f"```sh\nconda activate x\npip install numpy\n{second}\n```\n"
    assert said("CMD003", {"README.md": page}) == expected


@pytest.mark.parametrize(
    "export",
    [
        "conda export --format=environment-yaml > environment.yml",
        "conda env export | tee environment.yml",
        "conda env export -n a | tee -a out/environment.yml other.yml",
    ],
)
def test_an_export_goes_into_a_file_also_through_tee(export: str) -> None:
    assert said("CMD004", {"a.sh": f"{export}\n"}) == ["warning 1"]


@pytest.mark.parametrize(
    "export",
    [
        "conda export --file conda-lock.yml",
        "conda export --format=explicit --file x.yml",
        "conda env export -f x.json",
        "conda env export",
    ],
)
def test_an_export_into_something_else_is_none(export: str) -> None:
    assert said("CMD004", {"a.sh": f"{export}\n"}) == []


def test_a_python_that_comes_along_with_a_later_install_is_one_of_that_day() -> None:
    script = "mamba create --name lock\nconda activate lock\nmamba install -y pip conda-lock\n"
    found = [one for one in check_files({"a.sh": script}).reported if one.code == "CMD001"]
    assert [one.finding.message.startswith("This environment gets") for one in found] == [True]


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("conda update --all -y", ["warning 2"]),
        ("conda update --all --dry-run", []),
        ("mamba update --help", []),
    ],
)
def test_an_update_of_everything_is_one_only_where_it_is_done(
    update: str, expected: list[str]
) -> None:
    dockerfile = f"FROM condaforge/miniforge3:24.1.0-0\nRUN {update}\n"
    assert said("CMD007", {"Dockerfile": dockerfile}) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", ["warning 2"]),
        ("conda rename -n a b", []),
        (
            'conda rename -n a "$NEW"',
            ["unknown: the name of an environment that is made is a variable's"],
        ),
        (
            "conda env create -f https://example.org/environment.yml",
            ["unknown: the environment file is not the project's"],
        ),
    ],
)
def test_whether_an_environment_exists_depends_on_all_that_makes_one(
    before: str, expected: list[str]
) -> None:
    files = {"environment.yml": ENVIRONMENT, "a.sh": f"{before}\nconda activate b\n"}
    assert said("CMD010", files) == expected


def test_a_file_that_a_page_names_is_the_projects_only_by_its_usual_name() -> None:
    def page(name: str) -> str:
        return f"```sh\nconda env create -f {name}\n```\n"

    assert said("CMD011", {"README.md": page("environment.yml")}) == ["warning 2"]
    assert said("CMD011", {"docs/guide.md": page("foo.yml")}) == ["info 2"]


def test_a_file_of_another_machine_is_not_missing() -> None:
    script = "docker run x conda env create -f gone.yml\nssh h conda env create -f gone.yml\n"
    assert said("CMD011", {"a.sh": script}) == []


@pytest.mark.parametrize(
    "command",
    [
        "twine upload -p s3cretTok3n1x dist/*",
        "anaconda --token=abcd1234efgh5678ijkl upload x",
        "conda config --set proxy_servers.http http://u:p4ssw0rdX9@proxy",
    ],
)
def test_a_secret_on_a_command_line_is_found_behind_each_kind_of_option(command: str) -> None:
    assert said("CMD012", {"a.sh": f"{command}\n"}) == ["error 1"]
