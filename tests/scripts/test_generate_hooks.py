"""The patterns of the hooks: what `classify` may know is handed over, and nothing else is."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.project.kinds import KINDS, classify
from scripts import generate_hooks

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {one["id"]: one for one in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

# Each makes `classify` recognise a file whose name leaves it open.
CONTENTS = (
    None,
    "",
    "name: a\ndependencies:\n  - python=3.11\n",
    "- hosts: all\n  tasks: []\n",
    "services:\n  a:\n    image: b\n",
    "#!/usr/bin/env bash\nls\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n",
    "[all]\nhost ansible_host=a\n",
    "metadata:\n  platforms: []\npackage: []\n",
    "@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/a-1-0.conda\n",
    "lock-version = '1.0'\n",
)


def takes(hook: str, path: str) -> bool:
    """Whether pre-commit hands this path over: it searches `files`, then `exclude`."""
    one = HOOKS[hook]
    excluded = "exclude" in one and re.search(one["exclude"], path)
    return bool(re.search(one["files"], path)) and not excluded


def test_the_manifest_is_the_generated_one() -> None:
    assert (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8") == generate_hooks.spelled()


@pytest.mark.parametrize("hook", ["envguard", "envguard-fix"])
@pytest.mark.parametrize(
    "path",
    [
        "environment.yml", "a/environment.yaml", "envs/samtools.yaml", "requirements.txt",
        "requirements/base.txt", "dev-requirements.txt", ".ssh/config", "home/.ssh/config.d/lab",
        "ssh_config", "dot_ssh/private_config.tmpl", "jupyter_server_config.py", "Dockerfile",
        "docker/Dockerfile.gpu", "Containerfile", "compose.yml", "docker-compose.override.yaml",
        ".github/workflows/test.yml", ".GitHub/Workflows/A.YML", "action.yml", ".gitlab-ci.yml",
        ".devcontainer/devcontainer.json", "Makefile", "a.service", "figures.ipynb", "README.md",
        "run.sbatch", "bin/start", "conda-lock.yml", "pixi.lock", "conda-linux-64.lock",
        "pylock.gpu.toml", "spec-file.txt", "id_ed25519", "keys/lab.pem", "nginx/site.conf",
        "a b/environment.yml", "ünï/environment.yml", "odd\nname/environment.yml",
    ],
)  # fmt: skip
def test_what_envguard_reads_is_handed_over(hook: str, path: str) -> None:
    assert takes(hook, path)


@pytest.mark.parametrize("hook", ["envguard", "envguard-fix", "envguard-lock-check"])
@pytest.mark.parametrize(
    "path",
    [
        "main.py", "src/config.py", "jupyter_notes.py", "data.csv", "a.png", "tsconfig.json",
        "environment.yml.bak", "environment.ymlx", "notes.txt", "cargo.lock", "Cargo.lock",
        "yarn.lock", "dockerfile.py", "mkdocs.yml", ".pre-commit-config.yaml", "-", "a/-",
        "pyproject.toml", ".gitignore",
    ],
)  # fmt: skip
def test_other_files_are_left_alone(hook: str, path: str) -> None:
    assert not takes(hook, path)


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("environment.yml", True), ("envs/rnaseq.yaml", True), ("conda-lock.yml", True),
        ("gpu.conda-lock.yml", True), ("conda-osx-arm64.lock", True), ("spec-file.txt", True),
        ("compose.yaml", False), (".github/workflows/a.yml", False), ("README.md", False),
        (".gitlab-ci.yml", False), ("run.sh", False), ("Makefile", False),
    ],
)  # fmt: skip
def test_the_lock_hook_takes_environments_and_locks(path: str, taken: bool) -> None:
    assert takes("envguard-lock-check", path) is taken


_PIECES = sorted(
    {name for kind in KINDS for name in kind.names}
    | {ending for kind in KINDS for ending in kind.endings}
    | {"requirements", "jupyter_", "config", "ssh", "conda", "lock", "linux-64", "nginx", "compose"}
    | {".txt", ".yml", ".yaml", ".lock", ".toml", ".ini", ".pem", ".conf", "hosts", "tasks", "-"}
    | {"sites-enabled", ".github", "workflows", "dockerfile", ".d", "uv.lock", "pylock.a.toml"}
)
_NAMES = st.lists(
    st.sampled_from(_PIECES) | st.text(string.ascii_letters + "._-", min_size=1, max_size=3),
    min_size=1,
    max_size=3,
).map("".join)


@given(st.lists(_NAMES, min_size=1, max_size=3).map("/".join), st.sampled_from(CONTENTS))
@settings(max_examples=3000)
def test_every_path_that_may_have_a_kind_is_handed_over(path: str, content: str | None) -> None:
    if classify(path, lambda: content) is not None and path.rpartition("/")[2] != "-":
        assert takes("envguard", path)
        assert takes("envguard-fix", path)


def test_every_fixture_that_has_a_kind_is_handed_over() -> None:
    folder = ROOT / "fixtures"
    paths = [one for one in folder.rglob("*") if one.is_file()]
    known = 0
    for one in paths:
        name = one.relative_to(folder).as_posix()
        if classify(name, lambda one=one: one.read_text(errors="replace")) is not None:
            known += 1
            assert takes("envguard", name), name
    assert known > 20


def test_every_entry_that_takes_file_names_ends_its_options() -> None:
    for one in HOOKS.values():
        assert one["language"] == "python"
        assert "additional_dependencies" not in one
        if one.get("pass_filenames", True):
            assert one["entry"].endswith(" --")
            assert one["types"] == ["text"]
