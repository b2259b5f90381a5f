"""The small front door reads arguments as click does, or leaves them to click."""

from __future__ import annotations

from typing import Any

import click
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.cli.commands import check, lock
from envguard.cli.front import common, lock_check
from envguard.engine.request import Request

_WORDS = st.sampled_from(
    [
        "check", "rules", "a.yml", "b/c", ".", "-", "--", "", "-x", "-q", "--quiet", "--fix",
        "--unsafe-fixes", "--diff", "--no-ignores", "--exit-zero", "--output-format", "json",
        "text", "sarif", "--output-format=json", "--output-format=", "--profile", "paper",
        "--profile=default", "--quiet=1", "--fi", "--select", "ENV", "--ignore=ENV001", "-qx",
        "--baseline", "--write-baseline", "--allow-empty", "--trusted=x", "--changed-since=main",
        "--as-of", "2026-11-01", "--help", "--version", "--statistics", "--output-format=text=json",
    ]
)  # fmt: skip


def by_click(arguments: list[str]) -> Request | None:
    """The request that click's own reading of `check …` leads to; None where it does not."""
    if arguments[0] != "check":
        return None
    try:
        context = check.check.make_context("check", arguments[1:])
    except (click.ClickException, click.exceptions.Exit):
        return None
    given: dict[str, Any] = dict(context.params)
    return check.check_request(tuple(given.pop("paths")), given)


@given(st.lists(_WORDS, max_size=6).map(lambda words: ["check", *words]))
@settings(max_examples=2000)
def test_what_the_front_door_takes_it_reads_as_click_does(arguments: list[str]) -> None:
    request = common(arguments)
    if request is not None:
        assert request == by_click(arguments)


def test_the_common_form_is_taken() -> None:
    assert common(["check", "environment.yml"]) == Request(paths=("environment.yml",))
    assert common(["check"]) == Request()
    assert common(["check", "-q", "--fix", "a", "--output-format", "json", "b"]) == Request(
        paths=("a", "b"), quiet=True, fix=True, output_format="json"
    )


def test_everything_else_is_left_to_click() -> None:
    for arguments in ([], ["rules"], ["check", "--help"], ["check", "--select", "ENV"]):
        assert common(arguments) is None


def test_the_day_is_read_as_a_day() -> None:
    request = by_click(["check", "--as-of", "2026-11-01"])
    assert request is not None
    assert request.as_of == "2026-11-01"
    assert by_click(["check", "--as-of", "soon"]) is None


def test_behind_two_dashes_every_word_is_a_file() -> None:
    assert common(["check", "--fix", "--", "--output=json=x", "-q"]) == Request(
        paths=("--output=json=x", "-q"), fix=True
    )
    assert common(["check", "--"]) == Request()


@given(st.lists(st.sampled_from(["--check", "--if-locked", "--", "a", "-q", "", "-"]), max_size=5))
def test_lock_check_is_read_as_click_does(words: list[str]) -> None:
    found = lock_check(["lock", *words])
    if found is not None:
        context = lock.lock.make_context("lock", list(words))
        assert context.params["only_check"]
        assert found == (context.params["paths"], context.params["if_locked"])
