"""What once had several ways for each line of a file is read in one: others would never end."""

from __future__ import annotations

from pathlib import Path

from envguard.engine.check import check
from envguard.engine.request import Request
from envguard.project.kinds import is_environment

COMMENTS = "  # note\r\n" * 200


def test_comments_with_carriage_returns_before_the_first_entry_are_passed_over_once() -> None:
    assert is_environment("env.yml", f"name: a\r\ndependencies:\r\n{COMMENTS}  - numpy\r\n")
    assert not is_environment("env.yml", f"name: a\r\ndependencies:\r\n{COMMENTS}x: y\r\n")


def test_comments_with_carriage_returns_in_a_lock_are_passed_over_once(tmp_path: Path) -> None:
    (tmp_path / "conda-lock.yml").write_bytes(
        b"version: 1\r\nmetadata:\r\n  platforms: [linux-64]\r\n"
        b"package:\r\n" + COMMENTS.encode() + b"  name: a\r\n"
    )
    assert check(Request(paths=(str(tmp_path / "conda-lock.yml"),))).checked
