"""Which files are of which kind: good and bad paths, and what content decides."""

from __future__ import annotations

import pytest

from envguard.project.kinds import classify

CONDA = "name: a\ndependencies:\n  - python=3.11\n"


def kind(path: str, content: str | None = "") -> str | None:
    found = classify(path, lambda: content)
    return found.name if found else None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("environment.yml", "environment"), ("a/environment.yaml", "environment"),
        ("home/.ssh/config", "ssh-config"), ("dot_ssh/private_config.tmpl", "ssh-config"),
        ("etc/ssh/ssh_config", "ssh-config"), ("ssh_config.d/lab.conf", "ssh-config"),
        (".jupyter/jupyter_server_config.py", "jupyter-python-config"),
        ("jupyter_notebook_config.json", "jupyter-json-config"),
        ("Dockerfile", "dockerfile"), ("docker/Dockerfile.gpu", "dockerfile"),
        ("gpu.dockerfile", "dockerfile"), ("Containerfile", "dockerfile"),
        ("compose.yml", "compose"), ("docker-compose.override.yaml", "compose"),
        (".github/workflows/a.yml", "workflow"), ("action.yml", "workflow"),
        (".gitlab-ci.yml", "gitlab-ci"), (".devcontainer/devcontainer.json", "devcontainer"),
        ("Makefile", "makefile"), ("justfile", "justfile"), ("a.service", "systemd"),
        ("a.ipynb", "notebook"), ("README.md", "markdown"), ("run.sbatch", "shell"),
        ("Procfile", "procfile"), ("package.json", "package-json"),
        ("requirements.txt", "requirements"), ("requirements-dev.txt", "requirements"),
        ("dev-requirements.txt", "requirements"), ("requirements/base.txt", "requirements"),
        ("constraints.txt", "requirements"), ("a/dev_requirements.txt", "requirements"),
    ],
)  # fmt: skip
def test_names_that_say_it(path: str, name: str) -> None:
    assert kind(path) == name


def test_a_long_list_of_keys_is_told_from_a_play_in_no_time() -> None:
    assert kind("a.yml", "- " + "a b c: d\n  " * 5000 + "x") is None


@pytest.mark.parametrize(
    "path",
    ["dockerfile.py", "Dockerfile.txt", "src/config", "a.yml", "config.json", "a.py", "LICENSE",
     "apt-requirements.txt", "conda_requirements.txt", "requirements.in", "notes.txt",
     "python_env.yaml", "pnpm-lock.yaml", "execution-environment.yml", ".gitignore"],
)  # fmt: skip
def test_names_that_only_look_so(path: str) -> None:
    assert kind(path, "a: 1\n") is None


@pytest.mark.parametrize(
    ("path", "content", "name"),
    [
        ("conda.yml", CONDA, "environment"),
        ("envs/samtools.yaml", "channels: [bioconda]\ndependencies: [samtools]\n", "environment"),
        ("env-dev.yml", "dependencies:\n  # why\n\n  - pip:\n      - a\n", "environment"),
        ("other.yml", "dependencies:\n  - python\n", None),
        ("helm.yml", "name: a\ndependencies:\n  - name: b\n    version: 1\n", None),
        ("galaxy.yaml", "name: a\ndependencies: {}\n", None),
        ("mlflow.yaml", f"{CONDA}build_dependencies:\n  - pip\n", None),
        ("pod.yaml", "apiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("site.yml", "- hosts: all\n  tasks: []\n", "ansible"),
        ("roles/a/tasks/main.yml", "- name: x\n  shell: ls\n", "ansible"),
        ("stack.yml", "services:\n  a:\n    image: b\n", "compose"),
        ("bin/start", "#!/usr/bin/env bash\nls\n", "shell"),
        ("bin/start", "#!/usr/bin/env python3\n", None),
        ("unreadable.yml", None, None),
    ],
)
def test_content_decides_where_a_name_says_little(
    path: str, content: str | None, name: str | None
) -> None:
    assert kind(path, content) == name
