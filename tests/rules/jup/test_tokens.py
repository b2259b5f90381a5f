"""Tokens: empty, perhaps empty, written down, visible."""

from __future__ import annotations

import pytest

from envguard.testing import check_files

HASH = "argon2:$argon2id$v=19$m=1,t=1,p=1$c2Fs$aGFz"


def codes(files: dict[str, str] | str) -> dict[str, str]:
    """The worst severity of each JUP code; a text stands for a script."""
    given = {"start.sh": files} if isinstance(files, str) else files
    result = check_files(given)
    return {
        r.code: r.severity.word
        for r in sorted(result.reported, key=lambda one: one.severity)
        if r.code.startswith("JUP") and r.code not in ("JUP013", "JUP004")
    }


@pytest.mark.parametrize(
    "script",
    [
        "jupyter lab --ServerApp.token=$TOKEN",
        'jupyter lab --ServerApp.token="${TOKEN}"',
        'jupyter lab --ServerApp.token="${TOKEN:-}"',
        "jupyter lab --IdentityProvider.token $TOKEN",
        'TOKEN=${TOKEN:-}\njupyter lab --ServerApp.token="$TOKEN"',
    ],
)
def test_a_variable_that_nothing_sets_may_be_empty(script: str) -> None:
    assert codes(script).get("JUP003") == "error"


@pytest.mark.parametrize(
    "script",
    [
        "jupyter lab --ServerApp.token=${TOKEN:?set it}",
        ': "${TOKEN:?}"\njupyter lab --ServerApp.token=$TOKEN',
        'if [ -z "$TOKEN" ]; then exit 1; fi\njupyter lab --ServerApp.token=$TOKEN',
        "TOKEN=$(openssl rand -hex 24)\njupyter lab --ServerApp.token=$TOKEN",
        "read TOKEN\njupyter lab --ServerApp.token=$TOKEN",
        "jupyter lab --ServerApp.token=lab-$TOKEN",
        "jupyter lab --ServerApp.token=$(cat /run/secrets/token)",
        "export JUPYTER_TOKEN=$TOKEN\njupyter lab",
        f"jupyter lab --ServerApp.token=$TOKEN --ServerApp.password='{HASH}'",
    ],
)
def test_a_token_that_is_surely_there_is_no_finding(script: str) -> None:
    assert "JUP003" not in codes(script)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("${TOKEN}", True), ("${TOKEN:?set it}", False), ("$$TOKEN", False)],
)
def test_compose_puts_nothing_in_for_a_variable_that_is_not_set(value: str, expected: bool) -> None:
    compose = (
        "services:\n  lab:\n    image: quay.io/jupyter/base-notebook:2024-10-07\n"
        f"    command: start-notebook.py --IdentityProvider.token={value}\n"
    )
    assert ("JUP003" in codes({"compose.yaml": compose})) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("c.ServerApp.token = os.environ.get('TOKEN', '')", True),
        ("c.ServerApp.token = os.getenv('TOKEN', default='')", True),
        ("c.ServerApp.token = os.environ['TOKEN']", False),
        ("c.ServerApp.token = os.environ.get('TOKEN', 'x')", False),
    ],
)
def test_a_python_config_may_make_it_empty(line: str, expected: bool) -> None:
    files = {".jupyter/jupyter_server_config.py": f"import os\n{line}\n"}
    assert ("JUP003" in codes(files)) is expected


@pytest.mark.parametrize(
    "files",
    [
        "jupyter lab --ServerApp.token=abc",
        "export JUPYTER_TOKEN=abc123\njupyter lab",
        {"Dockerfile": 'FROM quay.io/jupyter/base-notebook:2024-10-07\nENV JUPYTER_TOKEN="abc"\n'},
        {"compose.yaml": "services:\n  lab:\n    image: quay.io/jupyter/base-notebook:2024-10-07\n"
         "    environment:\n      - JUPYTER_TOKEN=abc\n"},
        {".jupyter/jupyter_server_config.json": '{"ServerApp": {"token": "abc"}}'},
        {"Dockerfile": "FROM quay.io/jupyter/base-notebook:2024-10-07\n"
         'CMD ["start-notebook.py", "--ServerApp.token=$TOKEN"]\n'},
    ],
)  # fmt: skip
def test_a_token_that_stands_in_the_project_is_an_error(files: dict[str, str] | str) -> None:
    assert codes(files).get("JUP005") == "error"


@pytest.mark.parametrize(
    "files",
    [
        "jupyter lab",
        "export JUPYTER_TOKEN=\njupyter lab",
        "jupyter lab --ServerApp.token=$TOKEN",
        {"README.md": "```sh\njupyter lab --ServerApp.token=<your-token>\n```\n"},
        {"compose.yaml": "services:\n  lab:\n    image: quay.io/jupyter/base-notebook:2024-10-07\n"
         "    environment:\n      JUPYTER_TOKEN: ${T}\n", ".env": "T=abc\n"},
    ],
)  # fmt: skip
def test_a_token_from_outside_is_not_in_the_open(files: dict[str, str] | str) -> None:
    assert "JUP005" not in codes(files)


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"a.sh": "T=$(x)\njupyter lab --ServerApp.token=$T\n"}, "warning"),
        ({"a.sh": "#!/bin/sh\n#SBATCH -t 1\nT=$(x)\njupyter lab --ServerApp.token=$T\n"}, "error"),
        ({"Dockerfile": "FROM python:3.11.9\nUSER a\nCMD jupyter lab --ServerApp.token=$(cat t)\n"},
         "info"),
        ({"README.md": "```sh\njupyter lab --ServerApp.token=$T\n```\n"}, "info"),
        ({"envguard.toml": 'shared-hosts = ["gpu-*"]\n',
          "a.sh": 'T=1\nssh gpu-01 "jupyter lab --ServerApp.token=$(x)"\n'}, "error"),
    ],
)  # fmt: skip
def test_how_bad_a_token_on_the_command_line_is_depends_on_who_can_list_processes(
    files: dict[str, str], severity: str
) -> None:
    assert codes(files).get("JUP023") == severity


def test_a_token_in_the_environment_is_not_on_the_command_line() -> None:
    assert "JUP023" not in codes("export JUPYTER_TOKEN=$(openssl rand -hex 20)\njupyter lab\n")


@pytest.mark.parametrize(
    ("hash_", "expected"),
    [
        ("--ServerApp.password=secret", True),
        ("--ServerApp.password=''", False),
        (
            "--ServerApp.password='sha1:67c9e60bb8b6:9ffede0825894254b2e042ea597d771089e11aed'",
            False,
        ),
        ("--ServerApp.password='argon2:$argon2id$v=19$m=1,t=1,p=1$c2Fs$aGFz'", False),
        ('--ServerApp.password="argon2:$argon2id$v=19$m=1,t=1,p=1$c2Fs$aGFz"', True),
        ("--ServerApp.password=$HASH", False),
    ],
)
def test_only_a_hash_is_a_password(hash_: str, expected: bool) -> None:
    assert ("JUP012" in codes(f"jupyter lab {hash_}")) is expected


@pytest.mark.parametrize(("content", "expected"), [("", True), ("abc\n", True), ("abc", False)])
def test_the_file_of_the_token_has_to_hold_the_token_and_no_more(
    content: str, expected: bool
) -> None:
    files = {"start.sh": "export JUPYTER_TOKEN_FILE=t.txt\njupyter lab\n", "t.txt": content}
    assert ("JUP019" in codes(files)) is expected


def test_a_kernel_gateway_has_a_rule_of_its_own() -> None:
    assert codes("jupyter kernelgateway --ip=0.0.0.0") == {"JUP018": "error"}
    assert codes("KG_AUTH_TOKEN=$(cat t) jupyter kernelgateway --ip=0.0.0.0") == {}


def test_a_server_that_cannot_start_says_nothing_else() -> None:
    script = "jupyter lab --allow-origin='*' --ip=0.0.0.0 --ServerApp.token='' --allow-root\n"
    assert codes(script) == {"JUP010": "error"}


@pytest.mark.parametrize(
    "script",
    [
        "jupyterhub-singleuser --ip=0.0.0.0 --ServerApp.token=''",
        "jupyter lab --help --ip=0.0.0.0",
        "jupyter lab --version",
        "jupyter notebook --generate-config",
        "jupyter notebook list",
        "jupyter lab build",
        "jupyter lab # --ip=0.0.0.0 --ServerApp.token=''",
        "jupyter lab --ServerApp.password=''",
        "JUPYTER_TOKEN= jupyter lab",
        "jupyter nbconvert --ip=0.0.0.0 --ServerApp.token='' a.ipynb",
        "jupyterhub -f jupyterhub_config.py",
    ],
)
def test_what_is_no_open_server_is_no_finding(script: str) -> None:
    assert codes(script) == {}


def test_old_names_are_one_finding_a_file() -> None:
    script = (
        "jupyter lab --NotebookApp.port=1\njupyter lab --ServerApp.token=$T --NotebookApp.ip=::1\n"
    )
    result = check_files({"a.sh": script})
    old = [r for r in result.reported if r.code == "JUP013"]
    assert [(r.severity.word, len(r.finding.related)) for r in old] == [("info", 2)]


def test_two_names_with_two_values_are_a_warning() -> None:
    files = {
        ".jupyter/jupyter_server_config.py": "c.ServerApp.token = ''\n",
        "a.sh": "jupyter lab --NotebookApp.token=0123456789abcdef01234567\n",
    }
    assert check_files(files).reported
    old = [r for r in check_files(files).reported if r.code == "JUP013"]
    assert ("warning", "a.sh") in [(r.severity.word, r.finding.location.path) for r in old]
