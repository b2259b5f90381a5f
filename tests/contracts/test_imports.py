"""What a check of one file imports: only what that file needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from envguard.reports import FORMATS

ENVIRONMENT = "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - numpy=1.26\n"

NEVER = {
    "click", "rich", "tree_sitter", "tree_sitter_bash", "packaging", "dataclasses", "inspect",
    "importlib.metadata", "tomllib", "tomli", "subprocess", "tempfile", "json", "ast", "logging",
    "hashlib", "difflib", "argparse", "pathlib", "typing", "yaml",
}  # fmt: skip


def imported(folder: Path, *arguments: str) -> set[str]:
    """The modules that `python -m envguard` imports for some arguments."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "envguard", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    bare = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "pass"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return _names(done.stderr) - _names(bare.stderr)


def _names(report: str) -> set[str]:
    lines = (line for line in report.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "environment.yml").write_text(ENVIRONMENT)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\n")
    return tmp_path


def test_a_check_of_an_environment_imports_nothing_that_it_does_not_need(project: Path) -> None:
    modules = imported(project, "check", "environment.yml")
    assert "envguard.engine.check" in modules
    assert not modules & NEVER


@pytest.mark.parametrize("kind", FORMATS)
def test_no_format_needs_click_or_another_format(kind: str, project: Path) -> None:
    modules = imported(project, "check", "environment.yml", "--output-format", kind)
    assert not modules & {"click", "rich"}
    others = {f"envguard.reports.{other}" for other in FORMATS if other != kind}
    assert not modules & others


def test_it_imports_the_rules_of_its_own_subject_only(project: Path) -> None:
    modules = imported(project, "check", "environment.yml")
    families = {name.split(".")[2] for name in modules if name.startswith("envguard.rules.")}
    assert families <= {"env", "index"}
    assert not any(name.startswith("envguard.subjects.carriers.") for name in modules)
    for subject in ("ssh", "jupyter", "shell", "unwrap"):
        assert f"envguard.subjects.{subject}" not in modules


def test_a_check_of_an_ssh_config_needs_no_yaml(project: Path) -> None:
    (project / "ssh_config").write_text("Host a\n  User b\n")
    modules = imported(project, "check", "ssh_config")
    assert not modules & NEVER


PACKAGE = Path(__file__).resolve().parents[2] / "envguard"
MADE_LATE = {"records.py", "patterns.py"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_nothing_is_compiled_when_a_module_is_imported(path: Path) -> None:
    """Patterns and constructors of tuples are made at first use: half of a small check's start."""
    if path.name in MADE_LATE:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "typing":
            assert "NamedTuple" not in {name.name for name in node.names}, "use model.records"
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            deferred = [
                inner
                for one in ast.walk(node.value)
                if isinstance(one, ast.Lambda)
                for inner in ast.walk(one)
            ]
            calls = [one for one in ast.walk(node.value) if one not in deferred]
            assert "re.compile" not in {
                ast.unparse(one.func) for one in calls if isinstance(one, ast.Call)
            }, "use model.patterns.late"


# How many of our modules one file of a kind may import; more is a start that grew.
MODULES = {
    "environment.yml": (ENVIRONMENT, 113),
    "requirements.txt": ("numpy==1.26\n", 88),
    "ssh_config": ("Host a\n  User b\n", 128),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_start_does_not_grow_unseen(name: str, tmp_path: Path) -> None:
    content, most = MODULES[name]
    (tmp_path / name).write_text(content)
    own = {module for module in imported(tmp_path, "check", name) if module.startswith("envguard")}
    assert len(own) <= most
