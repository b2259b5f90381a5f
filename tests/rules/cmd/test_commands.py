"""What the rules about commands see, and what they leave alone."""

from __future__ import annotations

import json

import pytest

from envguard.testing import check_files

ENVIRONMENT = "name: nlp\nchannels: [conda-forge]\ndependencies: [python=3.11]\n"
BASE = "FROM condaforge/miniforge3:24.11.3-0\n"


def found(files: dict[str, str], code: str) -> list[str]:
    """The words of the findings of one rule."""
    return [r.finding.words for r in check_files(files).reported if r.code == code]


def severities(files: dict[str, str], code: str) -> list[str]:
    """How severe the findings of one rule are."""
    return [r.severity.word for r in check_files(files).reported if r.code == code]


def notebook(*lines: str) -> str:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
            "source": [line + "\n" for line in lines]}  # fmt: skip
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_two_environments_are_not_interleaved() -> None:
    script = "conda run -n a pip install x==1\nconda install -n b y=1\n"
    assert found({"a.sh": script}, "CMD003") == []
    assert found({"a.sh": script.replace("-n b", "-n a")}, "CMD003") == ["install"]


def test_an_upgrade_of_pip_itself_is_not_interleaved() -> None:
    assert found({"a.sh": "pip install -U pip\nconda install y=1\n"}, "CMD003") == []


def test_a_page_that_offers_both_lets_its_reader_choose() -> None:
    page = "```sh\npip install torch==2.1\n```\n\n```sh\nconda install pytorch=2.1\n```\n"
    assert found({"README.md": page}, "CMD003") == []


def test_one_library_by_both_is_found_under_two_names() -> None:
    script = "conda install pytorch=2.1\npip install torch==2.1\n"
    assert found({"a.sh": script}, "CMD003") == ["torch==2.1"]


def test_an_update_to_a_version_does_not_drift() -> None:
    assert found({"a.sh": "conda update conda=24.9.2\n"}, "CMD007") == []
    assert found({"a.sh": "conda update -n base conda\n"}, "CMD007") == ["conda"]
    assert found({"README.md": "```sh\nconda update --all\n```\n"}, "CMD007") == []


def test_sudo_pip_of_an_environment_stays_inside() -> None:
    assert found({"a.sh": "sudo pip install x==1\n"}, "CMD008") == ["pip"]
    assert found({"a.sh": "sudo /opt/conda/bin/pip install x==1\n"}, "CMD008") == []


def test_pip_for_the_user_is_one_finding_a_file() -> None:
    script = "pip install --user x==1\npip install --user y==1\n"
    assert found({"a.sh": script}, "CMD008") == ["--user"]


@pytest.mark.parametrize(
    "before",
    ['eval "$(conda shell.bash hook)"', ". /opt/conda/etc/profile.d/conda.sh", "source ~/.bashrc"],
)
def test_a_hook_in_sight_makes_activation_work(before: str) -> None:
    script = f"#!/bin/bash\n{before}\nconda activate base\npython a.py\n"
    assert found({"a.sh": script}, "CMD009") == []


def test_a_login_shell_has_the_hook() -> None:
    assert found({"a.sh": "#!/bin/bash -l\nconda activate base\nls\n"}, "CMD009") == []
    shell = 'SHELL ["/bin/bash", "-lc"]\nRUN conda activate base && ls\n'
    assert found({"Dockerfile": BASE + shell}, "CMD009") == []


def test_a_script_that_may_be_sourced_is_unknown() -> None:
    result = check_files({"a.sh": "conda activate base\nls\n"})
    assert [u.code for u in result.unknowns] == ["CMD009"]
    batch = "#SBATCH -n 1\nconda activate base\nls\n"
    assert found({"a.sbatch": batch}, "CMD009") == ["conda activate base"]


def test_the_last_activation_of_a_run_is_lost_even_with_a_hook() -> None:
    run = "RUN . /opt/conda/etc/profile.d/conda.sh && conda activate base\nRUN ls\n"
    assert found({"Dockerfile": BASE + run}, "CMD009") == ["conda activate base"]


def test_each_escape_of_a_cell_is_a_shell_of_its_own() -> None:
    assert found({"a.ipynb": notebook("!conda activate base")}, "CMD009") == ["conda activate base"]


def test_a_name_is_known_from_files_commands_and_actions() -> None:
    activate = "conda activate nlp\n"
    assert found({"a.sh": activate}, "CMD010") == ["nlp"]
    assert found({"a.sh": activate, "envs/x.yml": ENVIRONMENT}, "CMD010") == []
    assert found({"a.sh": "conda create -n nlp python=3.11\n" + activate}, "CMD010") == []
    other = {"a.sh": activate, "README.md": "```sh\nconda create -n nlp python=3.11\n```\n"}
    assert found(other, "CMD010") == []
    steps = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: conda-incubator/setup-miniconda@v3\n"
        "        with: {activate-environment: nlp}\n      - run: conda activate NAME\n"
    )
    for name, expected in (("nlp", []), ("test", []), ("other", ["other"])):
        workflow = {".github/workflows/a.yml": steps.replace("NAME", name)}
        assert found(workflow, "CMD010") == expected


def test_a_page_with_a_placeholder_is_left_alone() -> None:
    for name in ("myenv", "<name>", "your-env", "ENV_NAME"):
        assert found({"README.md": f"```sh\nconda activate {name}\n```\n"}, "CMD010") == []


def test_a_wrong_name_in_a_page_counts_where_a_file_has_another() -> None:
    page = {"README.md": "```sh\nconda activate nlp-exp\n```\n"}
    assert severities(page, "CMD010") == ["info"]
    assert severities({**page, "environment.yml": ENVIRONMENT}, "CMD010") == ["warning"]


@pytest.mark.parametrize(
    "before",
    [
        "conda env export --no-builds | grep -v prefix > environment.yml",
        "wget https://example.org/environment.yml",
        "cp other.yml environment.yml",
        "git clone https://example.org/other.git",
        "tar xf all.tar",
        "python write.py environment.yml",
    ],
)
def test_a_file_that_the_text_brings_is_not_missing(before: str) -> None:
    command = "conda env create -f environment.yml\n"
    assert found({"a.sh": command}, "CMD011") == ["environment.yml"]
    assert found({"a.sh": f"{before}\n{command}"}, "CMD011") == []


def test_a_file_that_is_tested_for_is_not_missing() -> None:
    script = "if [ -f req.txt ]; then pip install -r req.txt; fi\n"
    assert found({"a.sh": script}, "CMD011") == []
    other = "if [ -d x ]; then pip install -r req.txt; fi\n"
    assert found({"a.sh": other}, "CMD011") == ["req.txt"]


def test_a_file_is_looked_for_where_the_text_goes() -> None:
    files = {"sub/req.txt": "x==1\n", "a.sh": "cd sub\npip install -r req.txt\n"}
    assert found(files, "CMD011") == []
    assert found({**files, "a.sh": "pip install -r req.txt\n"}, "CMD011") == ["req.txt"]


def test_a_file_above_is_found_from_a_script_below() -> None:
    files = {
        "scripts/a.sh": "conda env create -f environment.yml\n",
        "environment.yml": ENVIRONMENT,
    }
    assert found(files, "CMD011") == []


def test_an_image_has_only_what_is_copied() -> None:
    run = "RUN conda env create -f environment.yml\n"
    files = {"environment.yml": ENVIRONMENT}
    assert found({**files, "Dockerfile": BASE + run}, "CMD011") == ["environment.yml"]
    for line in (
        "COPY environment.yml .\n",
        "COPY . .\n",
        "ADD https://example.org/a.tar /\n",
        "COPY --from=other /x /y\n",
    ):
        assert found({**files, "Dockerfile": BASE + line + run}, "CMD011") == [], line
    mount = "RUN --mount=type=bind,target=environment.yml conda env create -f environment.yml\n"
    assert found({**files, "Dockerfile": BASE + mount}, "CMD011") == []
    assert found({**files, "Dockerfile": "FROM lab/base:1\n" + run}, "CMD011") == []


def test_a_secret_is_told_from_what_stands_for_one() -> None:
    for address, expected in (
        ("https://ada:s3cr3t9f@example.org/x.git", ["s3cr3t9f"]),
        ("https://user:password@example.org/x.git", []),
        ("https://ada@example.org/x.git", []),
        ("https://<token>@example.org/x.git", []),
        ("https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/x",
         ["ghp_abcdefghijklmnopqrstuvwxyz0123456789"]),
        ("git@github.com:a/b.git", []),
        ("https://$USER@example.org/x.git", []),
    ):  # fmt: skip
        assert found({"a.sh": f"git clone {address}\n"}, "CMD012") == expected, address


def test_a_secret_by_variable_is_a_warning() -> None:
    files = {"a.sh": "pip install git+https://$GH_TOKEN@github.com/a/b@1.0\n"}
    assert severities(files, "CMD012") == ["warning"]
    literal = {"a.sh": "conda install -c https://conda.anaconda.org/t/ab-12-cd/lab x=1\n"}
    assert severities(literal, "CMD012") == ["error"]


def test_a_magic_is_no_command_that_cmd002_speaks_of() -> None:
    files = {"a.ipynb": notebook("%pip install seaborn", "!pip install pandas")}
    assert found(files, "CMD002") == ["pandas"]
    assert severities(files, "CMD002") == ["warning"]
    assert found(files, "NBK001") == ["seaborn"]


def test_an_unpinned_python_of_conda_counts() -> None:
    assert found({"a.sh": "conda create -n a python\n"}, "CMD002") == ["python"]


@pytest.mark.parametrize(
    ("word", "loose"),
    [
        ("git+https://github.com/a/dllogger", True), ("git+https://github.com/a/b.git@main", True),
        ("'x @ git+https://github.com/a/x.git'", True), ("git+ssh://git@example.org/a/b.git", True),
        ("https://github.com/a/b/archive/master.zip", True),
        ("https://github.com/a/b/archive/refs/heads/main.tar.gz", True),
        ("git+https://github.com/a/b.git@v1.2", False),
        ("git+https://github.com/a/b@4b41059694619831a7db195b7e0988fc4ff3a307", False),
        ("https://github.com/a/b/archive/v1.2.zip", False), ("git+https://$HOST/a/b", False),
    ],
)  # fmt: skip
def test_an_address_that_moves_on_is_no_version(word: str, loose: bool) -> None:
    files = {"Dockerfile": f"FROM python:3.11.9-slim\nRUN pip install {word}\n"}
    assert bool(found(files, "CMD002")) is loose


def test_a_readme_may_install_its_own_project_from_its_repository() -> None:
    page = "```sh\npip install git+https://github.com/lab/ogb.git\npip install ogb\n```\n"
    setup = "from setuptools import setup\nsetup(name='ogb', version='1')\n"
    assert found({"README.md": page, "setup.py": setup}, "CMD002") == []
    assert len(found({"README.md": page}, "CMD002")) == 1
    home = "setup(\n    name='fair-ogb',\n    url='https://github.com/lab/ogb',\n)\n"
    assert found({"README.md": page, "setup.py": home}, "CMD002") == []


def test_a_bound_that_the_shell_takes_for_a_redirection_is_explained() -> None:
    files = {"a.ipynb": notebook("!pip install einops omegaconf>=2.0.0")}
    (reported,) = [r for r in check_files(files).reported if r.code == "CMD002"]
    assert reported.finding.words == "omegaconf"
    assert reported.finding.values["redirected"] == "omegaconf>=2.0.0"
    quoted = {"a.ipynb": notebook("!pip install 'omegaconf>=2.0.0' x==1 > log")}
    assert found(quoted, "CMD002") == []


def test_a_choice_of_a_variant_needs_no_version() -> None:
    files = {"Dockerfile": BASE + "RUN conda install pytorch=2.1 cpuonly nomkl\n"}
    assert found(files, "CMD002") == []


def test_a_script_that_does_nothing_but_activate_is_read() -> None:
    script = "#!/bin/bash\n#SBATCH -n 1\nsource activate nlp-exp\npython train.py\n"
    assert found({"a.sbatch": script, "environment.yml": ENVIRONMENT}, "CMD010") == ["nlp-exp"]
    assert (
        found({"a.sbatch": script.replace("-exp", ""), "environment.yml": ENVIRONMENT}, "CMD010")
        == []
    )


@pytest.mark.parametrize("option", ["--user", "--break-system-packages"])
def test_a_ci_jobs_machine_is_thrown_away_with_what_pip_overwrote(option: str) -> None:
    workflow = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: pip install {option} x==1\n"
    )
    assert severities({".github/workflows/a.yml": workflow}, "CMD008") == ["info"]
    assert severities({"a.sh": f"pip install {option} x==1\n"}, "CMD008") == ["warning"]


def test_an_environment_file_that_is_made_first_may_have_any_name() -> None:
    commands = "beni a > made.yml\nconda env create -f made.yml\nconda activate nlp\n"
    page = f"```sh\n{commands}```\n"
    result = check_files({"docs/install.md": page})
    assert not [r for r in result.reported if r.code == "CMD010"]
    assert [one.code for one in result.unknowns] == ["CMD010"]
    assert len(found({"docs/install.md": page, "made.yml": ENVIRONMENT}, "CMD010")) == 0
    other = ENVIRONMENT.replace("nlp", "other")
    assert len(found({"docs/install.md": page, "made.yml": other}, "CMD010")) == 1


def test_a_projects_own_jobs_install_the_project_as_it_is() -> None:
    workflow = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: pip install --no-index --find-links dist Own_Project\n"
    )
    files = {
        ".github/workflows/a.yml": workflow,
        "pyproject.toml": '[project]\nname = "own-project"\n',
    }
    assert found(files, "CMD002") == []
    del files["pyproject.toml"]
    assert found(files, "CMD002") == ["Own_Project"]
