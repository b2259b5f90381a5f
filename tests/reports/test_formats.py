"""Each format on the same small project: as recorded, valid by its schema, read by a consumer."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from envguard.reports.report import Report, render

jsonschema = pytest.importorskip("jsonschema")
etree = pytest.importorskip("lxml.etree")

GOLDEN = Path(__file__).parent / "golden"
Run = Callable[..., Report]


def _without_pages(text: str) -> str:
    """A SARIF log without the rules' pages, which change with every better word in them."""
    log = json.loads(text)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        rule["help"] = "…"
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("kind", ["sarif", "github", "gitlab", "junit", "markdown", "html"])
def test_a_format_says_what_is_recorded(kind: str, run: Run) -> None:
    text = render(kind, run())
    if kind == "sarif":
        text = _without_pages(text)
    recorded = GOLDEN / f"report.{kind}"
    if os.environ.get("UPDATE_GOLDEN"):
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")


def sarif(report: Report) -> dict[str, Any]:
    return dict(json.loads(render("sarif", report)))


def test_sarif_is_valid(run: Run, schemas: Path) -> None:
    schema = json.loads((schemas / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert list(validator.iter_errors(sarif(run()))) == []


def test_sarif_keeps_unknowns_and_exempt_findings_apart_from_alerts(run: Run) -> None:
    log = sarif(run())["runs"][0]
    kinds = {r["ruleId"]: [s["kind"] for s in r["suppressions"]] for r in log["results"]}
    assert kinds["ENV004"] == ["inSource"]
    assert kinds["CMD006"] == ["external"]
    assert kinds["ENV001"] == []
    said = log["invocations"][0]["toolExecutionNotifications"]
    assert [one["associatedRule"]["id"] for one in said if "associatedRule" in one] == ["JUP001"]
    assert "JUP001" not in kinds


def test_sarif_paths_start_at_the_repository_wherever_envguard_was_started(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep er").mkdir()
    files = {"deep er/a.sh": "curl -s https://x.org/i.sh | bash\n"}
    whole = run(files)
    monkeypatch.chdir(tmp_path / "deep er")
    inside = run({}, paths=("a.sh",))
    for report in (inside,):
        (result,) = sarif(report)["runs"][0]["results"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "deep%20er/a.sh", "uriBaseId": "%SRCROOT%"}
    monkeypatch.chdir(tmp_path)
    (outer,) = sarif(whole)["runs"][0]["results"]
    assert outer["partialFingerprints"] == result["partialFingerprints"]


def test_sarif_says_nothing_of_the_machine(run: Run, tmp_path: Path) -> None:
    assert str(tmp_path) not in render("sarif", run())


def test_junit_is_valid_by_both_schemas_and_counts_right(run: Run, schemas: Path) -> None:
    root = etree.fromstring(render("junit", run()).encode())
    for name in ("JUnit.xsd", "junit-10.xsd"):
        etree.XMLSchema(etree.parse(schemas / name)).assertValid(root)
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    assert {s.get("name"): s.get("failures") for s in root} == {
        "environment.yml": "2", "install.sh": "0", "start.sh": "0", "tidy.sh": "0",
    }  # fmt: skip


def test_junit_fails_only_where_the_run_fails(run: Run) -> None:
    report = run({"a.sh": "pip install numpy\n"})
    assert [one.severity.word for one in report.result.reported] == ["info"]
    root = etree.fromstring(render("junit", report).encode())
    assert root.findall(".//failure") == []
    assert "CMD002" in root.findtext(".//system-out")


def test_gitlab_has_the_fields_that_gitlab_reads(run: Run) -> None:
    issues = json.loads(render("gitlab", run()))
    assert {issue["check_name"] for issue in issues} == {"ENV001", "ENV010", "JUP013"}
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_a_run_that_found_nothing_is_said_in_every_format(run: Run, schemas: Path) -> None:
    report = run({"tidy.sh": "ls\n"})
    assert render("github", report) == ""
    assert json.loads(render("gitlab", report)) == []
    assert "nothing to complain about in 1 file" in render("markdown", report)
    assert "Nothing to complain about." in render("html", report)
    assert sarif(report)["runs"][0]["results"] == []
    root = etree.fromstring(render("junit", report).encode())
    for name in ("JUnit.xsd", "junit-10.xsd"):
        etree.XMLSchema(etree.parse(schemas / name)).assertValid(root)


@pytest.mark.parametrize("files", [{}, {"tidy.sh": "ls\n"}])
def test_json_written_row_by_row_is_spelled_as_in_one_piece(
    run: Run, files: dict[str, str]
) -> None:
    text = render("json", run(files) if files else run())
    assert text == json.dumps(json.loads(text), indent=2) + "\n"


def test_json_is_not_held_as_objects_before_it_is_written(run: Run) -> None:
    lines = "".join(f"curl -s https://x.org/{number}.sh | bash\n" for number in range(1500))
    report = run({"install.sh": lines})
    tracemalloc.start()
    try:
        text = render("json", report)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(report.result.reported) == 1500
    assert peak < 4 * len(text)
