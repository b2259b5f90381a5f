"""What a project's files say together, in forms that are rarely met."""

from __future__ import annotations

import pytest

from envguard.project.settings import SettingsProblem
from envguard.testing import check_files

HEAD = "name: a\nchannels: [conda-forge]\n"
GPU = HEAD + "dependencies:\n  - python=3.11\n  - pytorch=2.1\n  - pytorch-cuda=11.8\n"
LAB = (
    "services:\n  lab:\n    image: quay.io/jupyter/base-notebook:2024-01-01\n"
    '    ports: ["8888:8888"]\n'
)
OPEN = 'c.IdentityProvider.token = ""\n'
PLACE = "/etc/jupyter/jupyter_server_config.py"


def codes(files: dict[str, str | bytes], family: str) -> list[str]:
    return [one.code for one in check_files(files).reported if one.code.startswith(family)]


@pytest.mark.parametrize(
    "dockerfile",
    [
        "FROM ubuntu:22.04\nRUN pip install torch==2.1.0+cu121\n",
        "FROM ubuntu:22.04\nRUN conda install -y pytorch-cuda=12.1\n",
        "FROM nvidia/cuda:12.1.0-devel-ubuntu22.04\n",
    ],
)
def test_an_image_names_its_cuda_in_several_ways(dockerfile: str) -> None:
    assert codes({"environment.yml": GPU, "Dockerfile": dockerfile}, "PRJ005") == ["PRJ005"]
    same = dockerfile.replace("12.1", "11.8").replace("cu121", "cu118")
    assert codes({"environment.yml": GPU, "Dockerfile": same}, "PRJ005") == []


def test_a_cuda_in_a_comment_is_none() -> None:
    requirements = "# needs +cu113 or newer\nnumpy==1.26.4\n"
    assert codes({"environment.yml": GPU, "requirements.txt": requirements}, "PRJ005") == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pyproject.toml", b"[tool]\nenvguard = 3\n", "[tool.envguard] is not a table"),
        ("envguard.toml", b'python = "\xff"\n', "not valid UTF-8"),
        ("envguard.toml", b'environment-name = "("\n', "should be a regular expression, not '('"),
        ("pyproject.toml", b'[tool.envguard]\npyton = "3.11"\n', "did you mean `python`?"),
    ],
)
def test_settings_that_are_none_are_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(SettingsProblem) as problem:
        check_files({"environment.yml": GPU, name: content})
    assert said in str(problem.value)


def test_two_stars_ignore_in_every_folder_and_an_exception_brings_one_back() -> None:
    files: dict[str, str | bytes] = {
        ".gitignore": "**/environment.yml\n!keep/**/environment.yml\n",
        "environment.yml": GPU,
        "keep/x/environment.yml": GPU,
    }
    found = [one for one in check_files(files).reported if one.code == "PRJ002"]
    assert [one.finding.location.path for one in found] == ["environment.yml"]


@pytest.mark.parametrize(
    "rest",
    [
        f"    configs:\n      - {{source: c, target: {PLACE}}}\n"
        f"configs:\n  c:\n    content: |\n      {OPEN}",
        f"    configs:\n      - {{source: c, target: {PLACE}}}\n"
        "configs:\n  c: {file: ./conf.py}\n",
        f"    volumes:\n      - {{type: bind, source: ./conf.py, target: {PLACE}}}\n",
    ],
)
def test_a_config_gets_into_a_service_in_several_ways(rest: str) -> None:
    files: dict[str, str | bytes] = {"compose.yml": LAB + rest}
    if "conf.py" in rest:
        files["conf.py"] = OPEN
    assert "JUP017" in codes(files, "JUP")


@pytest.mark.parametrize(
    "run",
    [
        f"echo \"c.IdentityProvider.token = ''\" >> {PLACE}",
        f"echo -e \"c.IdentityProvider.token = ''\" | tee {PLACE}",
        f"printf \"c.IdentityProvider.token = ''\\n\" > {PLACE}",
    ],
)
def test_an_image_writes_its_config_in_several_ways(run: str) -> None:
    dockerfile = (
        f"FROM quay.io/jupyter/base-notebook:2024-01-01\nRUN {run}\n"
        'CMD ["jupyter", "lab", "--ip=0.0.0.0"]\n'
    )
    assert "JUP001" in codes({"Dockerfile": dockerfile}, "JUP")


def test_what_a_pip_address_brings_is_imported_by_the_words_in_it() -> None:
    environment = HEAD + (
        "dependencies:\n  - python=3.11\n  - pip\n  - pip:\n"
        f"    - git+https://example.org/x/foolib.git@{'a' * 40}\n    - -e ./bar\n"
    )
    files = {
        "environment.yml": environment,
        "a.py": "import foolib, bar, yaml\ntry:\n  import torch\nexcept ImportError: pass\n",
        "b.py": "import (\n",
    }
    found = [
        str(one.finding.values.get("name") or one.finding.values.get("module"))
        for one in check_files(files, profile="paper").reported
        if one.code == "PRJ007"
    ]
    assert found == ["yaml"]
