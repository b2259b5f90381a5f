"""The LCK rules on whole projects: where they speak, what they say, when they are quiet."""

from __future__ import annotations

import pytest

from envguard.engine.result import Result
from envguard.testing import check_files

ENVIRONMENT = """name: nlp
channels: [conda-forge]
dependencies:
  - python=3.11
  - numpy>=1.26
  - pywin32  # [win]
"""


def row(name: str, version: str, platform: str, build: str = "h1_0") -> str:
    url = f"https://conda.anaconda.org/conda-forge/{platform}/{name}-{version}-{build}.conda"
    return (
        f"- name: {name}\n  version: '{version}'\n  manager: conda\n  platform: {platform}\n"
        f"  dependencies: {{}}\n  url: {url}\n  hash:\n    md5: {'a' * 32}\n"
        f"    sha256: {'b' * 64}\n  category: main\n  optional: false\n"
    )


def lock(*platforms: str, sources: str = "  - environment.yml\n") -> str:
    head = "version: 1\nmetadata:\n  content_hash:\n"
    head += "".join(f"    {platform}: {'c' * 64}\n" for platform in platforms)
    head += "  channels:\n  - url: conda-forge\n    used_env_vars: []\n  platforms:\n"
    head += "".join(f"  - {platform}\n" for platform in platforms)
    head += f"  sources:\n{sources}package:\n"
    for platform in platforms:
        head += row("python", "3.11.9", platform) + row("numpy", "2.1.3", platform)
    return head + (row("pywin32", "306", "win-64") if "win-64" in platforms else "")


def said(result: Result, family: str = "LCK") -> list[str]:
    return [
        f"{r.severity.word} {r.code} {r.finding.location.path}:{r.finding.location.begin.line} "
        + r.finding.message.format_map(r.finding.values)
        for r in result.reported
        if r.code.startswith(family)
    ]


def test_a_good_lock_has_no_finding() -> None:
    files = {"environment.yml": ENVIRONMENT, "conda-lock.yml": lock("linux-64", "win-64")}
    assert said(check_files(files, profile="paper")) == []


def test_a_stale_lock_is_said_at_the_spec_with_its_platform_and_what_is_held() -> None:
    files = {
        "environment.yml": ENVIRONMENT.replace("numpy>=1.26", "numpy>=2.5"),
        "conda-lock.yml": lock("linux-64", "win-64"),
    }
    result = check_files(files)
    assert said(result) == [
        "error LCK002 environment.yml:5 conda-lock.yml is stale: for linux-64, win-64 it holds "
        "numpy 2.1.3 h1_0, which does not meet `numpy>=2.5`: lock anew."
    ]
    (found,) = [r.finding for r in result.reported if r.code == "LCK002"]
    assert [place.location.path for place in found.related] == ["conda-lock.yml"]


def test_several_breaks_are_one_finding_with_the_others_related() -> None:
    asked = ENVIRONMENT + "  - polars\n  - duckdb\n"
    result = check_files({"environment.yml": asked, "conda-lock.yml": lock("linux-64")})
    (found,) = [r.finding for r in result.reported if r.code == "LCK002"]
    assert [place.location.begin.line for place in found.related] == [8]


def test_one_environment_with_several_stale_locks_is_one_finding() -> None:
    explicit = "@EXPLICIT\nhttps://h.org/c/{0}/python-3.11.9-h1_0.conda#" + "a" * 32 + "\n"
    files = {
        "environment.yml": ENVIRONMENT,
        "conda-linux-64.lock": explicit.format("linux-64"),
        "conda-osx-arm64.lock": explicit.format("osx-arm64"),
    }
    assert [
        line.split(" is stale")[0] for line in said(check_files(files)) if "LCK002" in line
    ] == ["error LCK002 environment.yml:5 conda-linux-64.lock"]


def test_a_lock_whose_source_is_missing_is_unknown_and_no_finding() -> None:
    result = check_files({"conda-lock.yml": lock("linux-64", sources="  - gone.yml\n")})
    assert said(result) == []
    assert [(one.code, one.reason) for one in result.unknowns] == [
        ("LCK002", "gone.yml: it is not there, or lies outside of the project")
    ]


def test_a_break_of_a_pyproject_is_said_at_the_lock() -> None:
    pyproject = '[tool.conda-lock.dependencies]\npolars = ">=1"\n'
    files = {
        "pyproject.toml": pyproject,
        "conda-lock.yml": lock("linux-64", sources="  - pyproject.toml\n"),
    }
    (line,) = said(check_files(files))
    assert line.startswith("error LCK002 conda-lock.yml:1 ")
    assert "holds no polars" in line


def test_the_platforms_of_the_settings_come_before_the_environments() -> None:
    asked = "platforms: [linux-64, osx-arm64]\n" + ENVIRONMENT
    files = {"environment.yml": asked, "conda-lock.yml": lock("linux-64")}
    assert said(check_files(files)) == [
        "warning LCK003 conda-lock.yml:9 There is nothing locked for osx-arm64, which the "
        "environment file asks for."
    ]
    files["envguard.toml"] = 'platforms = ["linux-64"]\n'
    assert said(check_files(files)) == []


def test_explicit_locks_of_several_platforms_count_together() -> None:
    line = "@EXPLICIT\nhttps://h.org/c/{0}/python-3.11.9-h1_0.conda#sha256:" + "a" * 64 + "\n"
    files = {
        "envguard.toml": 'platforms = ["linux-64", "osx-arm64", "win-64"]\n',
        "conda-linux-64.lock": line.format("linux-64"),
        "conda-osx-arm64.lock": line.format("osx-arm64"),
    }
    assert [one for one in said(check_files(files)) if "LCK003" in one] == [
        "warning LCK003 conda-linux-64.lock:1 There is nothing locked for win-64, which the "
        "setting `platforms` (envguard.toml:1) asks for."
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [("", ["warning LCK001"]), ('lock = "required"\n', ["error LCK001"]), ('lock = "off"\n', [])],
)
def test_a_missing_lock_is_said_in_the_paper_profile(settings: str, expected: list[str]) -> None:
    files = {"environment.yml": ENVIRONMENT, "envguard.toml": settings}
    found = said(check_files(files, profile="paper"))
    assert [" ".join(line.split()[:2]) for line in found] == expected
    assert said(check_files(files)) == []


@pytest.mark.parametrize(
    ("path", "python", "missing"),
    [
        ("environment.yml", "python>=3.11", False), ("environment.yml", "python", False),
        ("environment.yml", "python=3.11", True), ("docs/environment.yml", "python=3.11", False),
        ("environment-dev.yml", "python=3.11", False), ("ci/py311.yml", "python=3.11", False),
    ],
)  # fmt: skip
def test_a_package_needs_a_lock_where_its_code_is_run_with_one_python(
    path: str, python: str, missing: bool
) -> None:
    pyproject = '[build-system]\nrequires = ["hatchling"]\n'
    files = {path: ENVIRONMENT.replace("python=3.11", python), "pyproject.toml": pyproject}
    assert any("LCK001" in one for one in said(check_files(files, profile="paper"))) is missing


def test_a_secret_stays_an_error_below_tests_and_is_masked() -> None:
    text = "@EXPLICIT\nhttps://ada:s3cret@h.org/c/linux-64/xz-5.2.6-h1_0.conda#sha256:" + "a" * 64
    (line,) = [one for one in said(check_files({"tests/x.lock": text + "\n"})) if "LCK005" in one]
    assert line.startswith("error LCK005 tests/x.lock:2 ")
    assert "s3cret" not in line


def test_a_path_of_one_machine_in_a_lock_of_tests_is_a_remark() -> None:
    path = "@EXPLICIT\nfile:///home/ada/c/linux-64/xz-5.2.6-h1_0.conda#sha256:" + "a" * 64 + "\n"
    for name, severity in (("tests/x.lock", "info"), ("conda-linux-64.lock", "error")):
        (line,) = [one for one in said(check_files({name: path})) if "LCK005" in one]
        assert line.startswith(severity)


def test_conflict_markers_are_said_in_locks_of_every_tool_and_nothing_else_is() -> None:
    for name in ("conda-lock.yml", "conda-linux-64.lock", "pixi.lock", "uv.lock", "poetry.lock"):
        text = "version: 1\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n"
        result = check_files({name: text})
        assert [(r.code, r.finding.location.begin.line) for r in result.reported] == [("LCK006", 2)]


def test_one_cause_of_damage_is_one_finding() -> None:
    text = lock("linux-64").replace("  optional: false\n", "")
    (line,) = said(check_files({"environment.yml": ENVIRONMENT, "conda-lock.yml": text}))
    assert line.startswith("error LCK006 conda-lock.yml:13 The entry of python has no `optional:`")


def test_a_lock_that_does_not_parse_is_said_once() -> None:
    result = check_files({"conda-lock.yml": "version: 1\npackage:\n\t- a\n"})
    assert [r.code for r in result.reported] == ["LCK006"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numpy=1.26\n@EXPLICIT\n", "`numpy=1.26` is no URL of a package"),
        ("@EXPLICIT\n{url}#abc\n", "no MD5 and no SHA-256"),
        ("@EXPLICIT\n{url}\n{url}#{md5}\n", "1 of 2 packages have no checksum"),
        ("", "There is no line `@EXPLICIT`"),
    ],
)
def test_a_malformed_explicit_lock_is_said(text: str, expected: str) -> None:
    url = "https://h.org/c/linux-64/xz-5.2.6-h1_0.conda"
    content = text.replace("{url}", url).replace("{md5}", "a" * 32)
    found = [one for one in said(check_files({"conda-linux-64.lock": content})) if "LCK008" in one]
    assert len(found) == 1
    assert expected in found[0]


def test_a_lock_that_is_read_as_a_fix_changes_its_source_is_judged_anew() -> None:
    files = {
        "environment.yml": ENVIRONMENT + "prefix: /home/ada/x\n",
        "conda-lock.yml": lock("linux-64"),
    }
    result = check_files(files, fix=True)
    assert said(result) == []
    assert result.fixed == 1


def test_a_digest_that_is_null_is_absent_and_no_number() -> None:
    row = (
        "- dependencies: {}\n  hash: {md5: '', sha256: DIGEST}\n  manager: conda\n  name: __osx\n"
        "  platform: osx-64\n  url: ''\n  version: '10.15'\n  category: main\n  optional: false\n"
    )
    head = "metadata:\n  channels: []\n  content_hash: {}\n  platforms: [osx-64]\n  sources: []\n"
    said = {
        digest: [
            one.finding.message
            for one in check_files(
                {"conda-lock.yml": f"version: 1\n{head}package:\n{row.replace('DIGEST', digest)}"}
            ).reported
            if "is a number to YAML" in one.finding.message
        ]
        for digest in ("null", "1" * 64)
    }
    assert said["null"] == []
    assert len(said["1" * 64]) == 1
