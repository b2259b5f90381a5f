"""One server, spread over an image, a script, a compose file and a config."""

from __future__ import annotations

from pathlib import Path

import pytest

from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.engine.result import Result
from envguard.project import settings as settings_files
from envguard.testing import check_files

SCRIPT = '#!/bin/bash\njupyter notebook --ip="0.0.0.0" "$@"\n'
TOKENLESS = "c.IdentityProvider.token = ''\n"
STACK = "quay.io/jupyter/base-notebook:2024-10-07"


def found(result: Result, *families: str) -> set[tuple[str, str, str]]:
    """(severity, code, path:line) of the findings of some families."""
    return {
        (r.severity.word, r.code, f"{r.finding.location.path}:{r.finding.location.begin.line}")
        for r in result.reported
        if r.code.startswith(families or ("JUP",)) and r.code != "JUP013"
    }


def reasons(result: Result) -> list[str]:
    return [unknown.reason for unknown in result.unknowns if unknown.code == "JUP001"]


def test_a_script_and_the_image_that_starts_it_are_one_launch() -> None:
    result = check_files(
        {
            "docker/run_jupyter.sh": SCRIPT,
            "docker/Dockerfile": "FROM ubuntu:22.04\nCOPY run_jupyter.sh /\n"
            'CMD ["/run_jupyter.sh", "--allow-root", "--IdentityProvider.token="]\n',
        }
    )
    assert found(result) == {
        ("error", "JUP001", "docker/Dockerfile:3"),
        ("error", "JUP008", "docker/Dockerfile:3"),
    }
    assert reasons(result) == []


def test_a_script_that_nobody_in_sight_starts_may_get_further_options() -> None:
    result = check_files({"run.sh": SCRIPT})
    assert reasons(result) == ["$@ may hold further options"]


def test_an_entrypoint_of_the_project_runs_what_cmd_says() -> None:
    result = check_files(
        {
            "entrypoint.sh": '#!/bin/sh\nset -e\nexec "$@"\n',
            "Dockerfile": "FROM python:3.11.9\nCOPY entrypoint.sh /usr/bin/\nUSER ada\n"
            'ENTRYPOINT ["/usr/bin/entrypoint.sh"]\n'
            'CMD ["jupyter", "lab", "--ip=0.0.0.0", "--IdentityProvider.token="]\n',
        }
    )
    assert found(result) == {("error", "JUP001", "Dockerfile:5")}


CARRIERS = {
    "COPY into etc": {
        "Dockerfile": f"FROM {STACK}\nCOPY conf/jupyter_server_config.py /etc/jupyter/\n",
    },
    "COPY of a folder": {"Dockerfile": f"FROM {STACK}\nCOPY conf /home/jovyan/.jupyter\n"},
    "COPY through a variable": {
        "Dockerfile": f"FROM {STACK}\nCOPY conf/jupyter_server_config.py $HOME/.jupyter/\n",
    },
    "JUPYTER_CONFIG_DIR": {
        "Dockerfile": f"FROM {STACK}\nENV JUPYTER_CONFIG_DIR=/opt/conf\nCOPY conf/ /opt/conf/\n",
    },
    "moved by RUN": {
        "Dockerfile": f"FROM {STACK}\nCOPY conf/jupyter_server_config.py /tmp/\n"
        "RUN mv /tmp/jupyter_server_config.py /home/jovyan/.jupyter/\n",
    },
    "--config": {
        "Dockerfile": f"FROM {STACK}\nCOPY . /app\nWORKDIR /app\n"
        'CMD ["start-notebook.py", "--config=conf/jupyter_server_config.py"]\n',
    },
    "a volume": {
        "compose.yaml": f"services:\n  lab:\n    image: {STACK}\n    volumes:\n"
        "      - ./conf/jupyter_server_config.py:/etc/jupyter/jupyter_server_config.py:ro\n"
    },
    "a long volume": {
        "compose.yaml": f"services:\n  lab:\n    image: {STACK}\n    volumes:\n"
        "      - {type: bind, source: ./conf, target: /etc/jupyter}\n"
    },
    "a compose config": {
        "compose.yaml": f"services:\n  lab:\n    image: {STACK}\n    configs:\n"
        "      - {source: lab, target: /etc/jupyter/jupyter_server_config.py}\n"
        "configs:\n  lab:\n    file: ./conf/jupyter_server_config.py\n"
    },
}


@pytest.mark.parametrize("files", CARRIERS.values(), ids=CARRIERS.keys())
def test_a_config_belongs_to_the_launch_that_finds_it(files: dict[str, str]) -> None:
    result = check_files({"conf/jupyter_server_config.py": TOKENLESS, **files})
    code = ("error", "JUP017", "conf/jupyter_server_config.py:1")
    assert found(result) == {code}
    alone = check_files({"conf/jupyter_server_config.py": TOKENLESS})
    assert {code for _, code, _ in found(alone)} == {"JUP002"}


def test_a_config_map_belongs_to_the_container_that_mounts_it() -> None:
    manifest = f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: lab}}
data:
  jupyter_server_config.py: |
    c.ServerApp.port = 8888
    c.IdentityProvider.token = ''
---
apiVersion: v1
kind: Pod
metadata: {{name: lab}}
spec:
  volumes: [{{name: conf, configMap: {{name: lab}}}}]
  containers:
  - name: lab
    image: {STACK}
    volumeMounts: [{{name: conf, mountPath: /etc/jupyter}}]
"""
    result = check_files({"pod.yaml": manifest})
    assert found(result) == {("error", "JUP017", "pod.yaml:7")}


def test_a_config_that_is_copied_nowhere_is_judged_alone() -> None:
    files = {
        "conf/jupyter_server_config.py": TOKENLESS,
        "Dockerfile": f"FROM {STACK}\nCOPY other /etc/jupyter/\n",
    }
    result = check_files(files)
    assert found(result) == {("error", "JUP002", "conf/jupyter_server_config.py:1")}
    assert all(r.finding.confidence.value == "likely" for r in result.reported)


def test_one_file_gives_the_same_as_the_whole_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "envguard.toml").write_text('fail-on = "info"\n')
    (tmp_path / "conf" / "jupyter_server_config.py").write_text(TOKENLESS)
    (tmp_path / "Dockerfile").write_text(f"FROM {STACK}\nCOPY conf /etc/jupyter\n")
    monkeypatch.chdir(tmp_path)
    settings_files.forget()
    every = found(check(Request(paths=(".",))))
    one = found(check(Request(paths=("conf/jupyter_server_config.py",))))
    other = found(check(Request(paths=("Dockerfile",))))
    assert every == one | other == {("error", "JUP017", "conf/jupyter_server_config.py:1")}


@pytest.mark.parametrize(
    ("ports", "codes"),
    [
        ("8888:8888", {("error", "JUP001", "Dockerfile:4")}),
        ("127.0.0.1:8888:8888", {("error", "JUP002", "Dockerfile:4")}),
    ],
)
def test_compose_says_how_the_port_of_the_image_it_builds_is_published(
    ports: str, codes: set[tuple[str, str, str]]
) -> None:
    result = check_files(
        {
            "Dockerfile": "FROM python:3.11.9\nRUN useradd ada\nUSER ada\n"
            'CMD ["jupyter", "lab", "--ip=0.0.0.0", "--IdentityProvider.token="]\n',
            "compose.yaml": f'services:\n  lab:\n    build: .\n    ports: ["{ports}"]\n',
        }
    )
    assert found(result) == codes


WRITTEN = {
    "echo": "RUN echo \"c.NotebookApp.token = ''\" >> ~/.jupyter/jupyter_notebook_config.py\n"
    "RUN echo \"c.NotebookApp.ip = '*'\" >> ~/.jupyter/jupyter_notebook_config.py\n",
    "echo behind a list": "RUN jupyter notebook --generate-config && \\\n"
    " echo \"c.NotebookApp.ip = '*'\" >> /root/.jupyter/jupyter_notebook_config.py && \\\n"
    " echo \"c.NotebookApp.token = ''\" >> /root/.jupyter/jupyter_notebook_config.py\n",
    "escapes of dash": "RUN echo \"c.NotebookApp.ip = '*'\\nc.NotebookApp.token = ''\" "
    "> /root/.jupyter/jupyter_notebook_config.py\n",
    "heredoc": "COPY <<EOF /root/.jupyter/jupyter_notebook_config.py\n"
    "c.NotebookApp.ip = '*'\nc.NotebookApp.token = ''\nEOF\n",
}


@pytest.mark.parametrize("lines", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_config_that_the_build_writes_is_read(lines: str) -> None:
    dockerfile = f"FROM python:3.11.9\n{lines}CMD jupyter notebook --allow-root\n"
    codes = {code for _, code, _ in found(check_files({"Dockerfile": dockerfile}))}
    assert "JUP001" in codes


def test_a_config_of_which_a_part_is_not_known_is_not_guessed() -> None:
    script = (
        "cat > conf.py <<EOF\nc.ServerApp.ip = '$IP'\nc.ServerApp.token = ''\nEOF\n"
        "jupyter lab --config=conf.py\n"
    )
    result = check_files({"run.sh": script})
    assert found(result) == set()
    assert reasons(result) == ["the config file conf.py is not in sight"]


def test_tee_with_sudo_writes_a_config() -> None:
    script = (
        "sudo tee /etc/jupyter/jupyter_notebook_config.py > /dev/null <<EOT\n"
        "c.NotebookApp.ip = '0.0.0.0'\nc.NotebookApp.token = ''\nEOT\njupyter notebook\n"
    )
    assert ("error", "JUP001", "run.sh:3") in found(check_files({"run.sh": script}))


@pytest.mark.parametrize(
    ("pin", "codes"),
    [
        ("notebook==6.4.12", {"JUP002"}),
        ("notebook==7.2.1", {"JUP002"}),
        ("jupyterlab==4.1", {"JUP002"}),
    ],
)
def test_the_generation_comes_from_the_environment(pin: str, codes: set[str]) -> None:
    result = check_files(
        {"requirements.txt": f"{pin}\n", "run.sh": "jupyter notebook --NotebookApp.token=''\n"}
    )
    assert {code for _, code, _ in found(result)} == codes
    old = [r for r in result.reported if r.code == "JUP013"]
    assert bool(old) == (pin != "notebook==6.4.12")


def test_notebook_6_does_not_read_the_names_of_today() -> None:
    files = {
        "requirements.txt": "notebook==6.4.12\n",
        "run.sh": "jupyter notebook --IdentityProvider.token=''\n",
    }
    assert found(check_files(files)) == {("warning", "JUP011", "run.sh:1")}


def test_a_missing_config_is_passed_over_by_jupyter() -> None:
    result = check_files({"run.sh": "jupyter lab --config=conf/lab.py --ip=0.0.0.0\n"})
    assert {code for _, code, _ in found(result)} == {"JUP016", "JUP004"}


@pytest.mark.parametrize(
    "script",
    [
        "jupyter lab --config=/etc/jupyter/lab.py\n",
        "jupyter lab --config=~/lab.py\n",
        "jupyter lab --config=$CONF\n",
        "envsubst < a > lab.py\njupyter lab --config=lab.py\n",
    ],
)
def test_a_config_outside_of_the_project_is_not_missed(script: str) -> None:
    assert "JUP016" not in {code for _, code, _ in found(check_files({"run.sh": script}))}


def test_a_proxy_with_tls_before_it_quiets_the_token_in_clear() -> None:
    compose = (
        f'services:\n  lab:\n    image: {STACK}\n    ports: ["8888:8888"]\n'
        "  web:\n    image: nginx:1.27\n"
    )
    proxy = "server {\n  listen 443 ssl;\n  location / {\n    proxy_pass http://lab:8888;\n  }\n}\n"
    without = check_files({"compose.yaml": compose})
    assert {code for _, code, _ in found(without)} == {"JUP004"}
    behind = check_files({"compose.yaml": compose, "nginx/lab.conf": proxy})
    assert found(behind) == set()


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        ("traefik.http.routers.lab.tls: 'true'", set()),
        ("traefik.http.routers.lab.rule: Host(`x`)", {"JUP004"}),
    ],
)
def test_traefik_is_read_from_its_labels(labels: str, codes: set[str]) -> None:
    compose = (
        f'services:\n  lab:\n    image: {STACK}\n    ports: ["8888:8888"]\n'
        f"    labels:\n      {labels}\n"
    )
    assert {code for _, code, _ in found(check_files({"compose.yaml": compose}))} == codes


def test_ansible_puts_a_config_in_its_place() -> None:
    tasks = (
        "- name: config\n  ansible.builtin.copy:\n    src: jupyter_server_config.py\n"
        "    dest: /etc/jupyter/jupyter_server_config.py\n"
        "- name: start\n  command: jupyter lab --ip=0.0.0.0\n"
    )
    files = {
        "roles/lab/tasks/main.yml": tasks,
        "roles/lab/files/jupyter_server_config.py": TOKENLESS,
    }
    expected = ("error", "JUP001", "roles/lab/files/jupyter_server_config.py:1")
    assert expected in found(check_files(files))


def test_a_unit_of_a_role_reads_what_the_role_copies() -> None:
    unit = "[Service]\nUser=ada\nExecStart=/opt/conda/bin/jupyter lab --ip=0.0.0.0\n"
    files = {
        "roles/lab/tasks/main.yml": "- template:\n    src: conf.py.j2\n"
        "    dest: /home/ada/.jupyter/jupyter_server_config.py\n",
        "roles/lab/templates/conf.py.j2": TOKENLESS,
        "roles/lab/files/lab.service": unit,
    }
    assert found(check_files(files)) == {("error", "JUP001", "roles/lab/files/lab.service:3")}


def test_a_config_of_an_unusual_name_is_shown_at_the_launch_that_names_it() -> None:
    files = {"run.sh": "jupyter lab --ip=:: --config=lab.py\n", "lab.py": TOKENLESS}
    result = check_files(files)
    assert found(result) == {("error", "JUP001", "run.sh:1")}
    related = [r.finding.related for r in result.reported if r.code == "JUP001"]
    assert [one.location.path for one in related[0]] == ["lab.py", "run.sh"]


def test_jupyter_server_alone_reads_no_notebook_app() -> None:
    files = {
        "requirements.txt": "jupyter_server==2.14.2\nnumpy\n",
        "run.sh": "jupyter server --NotebookApp.ip=0.0.0.0\n",
    }
    old = [r for r in check_files(files).reported if r.code == "JUP013"]
    assert [r.severity.word for r in old] == ["warning"]


def test_a_path_that_no_system_has_is_no_failure() -> None:
    result = check_files({"run.sh": "jupyter lab --config=a\x00b\n"})
    assert "EGD004" not in {r.code for r in result.reported}


def test_a_config_that_a_script_copies_into_place_is_read() -> None:
    script = (
        "cp jupyter_server_config.py /root/.jupyter/jupyter_server_config.py\njupyter lab --ip=::\n"
    )
    files = {"conf/run.sh": script, "conf/jupyter_server_config.py": TOKENLESS}
    assert found(check_files(files)) == {("error", "JUP001", "conf/jupyter_server_config.py:1")}


def test_the_command_line_over_a_config_is_no_accident() -> None:
    files = {
        ".jupyter/jupyter_notebook_config.py": "c.NotebookApp.port = 1\n",
        "run.sh": "jupyter lab --port=2\n",
    }
    old = [r.severity.word for r in check_files(files).reported if r.code == "JUP013"]
    assert old == ["info"]


def test_who_su_becomes_is_who_runs_the_server() -> None:
    script = 'su ada -c "jupyter lab --allow-root"\n'
    assert found(check_files({"run.sh": script})) == set()


def test_what_xargs_adds_is_not_known() -> None:
    result = check_files({"run.sh": "cat options | xargs jupyter lab --ip=0.0.0.0\n"})
    assert not found(result)
    assert {u.code for u in result.unknowns} == {"JUP001"}


def test_the_first_folder_of_a_search_path_wins() -> None:
    files = {
        "run.sh": "export JUPYTER_CONFIG_PATH=a:b\njupyter lab --ip=0.0.0.0\n",
        "a/jupyter_server_config.py": "c.IdentityProvider.token = ''\n",
        "b/jupyter_server_config.py": "c.IdentityProvider.token = 'long-and-secret-0123456789'\n",
    }
    assert "JUP001" in {code for _, code, _ in found(check_files(files))}
    files["run.sh"] = files["run.sh"].replace("a:b", "b:a")
    assert "JUP001" not in {code for _, code, _ in found(check_files(files))}


def test_a_folder_of_configs_that_is_not_in_sight_may_hold_anything() -> None:
    result = check_files({"run.sh": "JUPYTER_CONFIG_DIR=$PWD/c jupyter lab --ip=0.0.0.0\n"})
    assert {u.code for u in result.unknowns} == {"JUP001"}


@pytest.mark.parametrize("line", ["/command/with-contenv bash", "/usr/bin/with-contenv sh"])
def test_a_service_of_s6_is_a_shell_script(line: str) -> None:
    script = f"#!{line}\nexec jupyter lab --ip=0.0.0.0 --IdentityProvider.token=\n"
    codes = {code for _, code, _ in found(check_files({"services.d/jupyter/run": script}))}
    assert "JUP001" in codes


def test_an_open_image_that_a_page_shows_without_a_port_is_a_remark() -> None:
    page = (
        "```sh\ndocker run {}quay.io/jupyter/base-notebook:2025-01-06 start-notebook.py {}\n```\n"
    )
    token = "--IdentityProvider.token=''"
    alone = check_files({"docs/a.md": page.format("", token)})
    assert {(s, c) for s, c, _ in found(alone) if c == "JUP017"} == {("info", "JUP017")}
    open_ = check_files({"docs/a.md": page.format("-p 8888:8888 ", token)})
    assert {(s, c) for s, c, _ in found(open_) if c == "JUP017"} == {("error", "JUP017")}
