"""Secrets and private addresses in locks, and what only looks like one."""

from __future__ import annotations

import pytest

from envguard.model import Text
from envguard.subjects.lock.leaks import leaks
from envguard.subjects.lock.lock import LockKind
from envguard.subjects.lock.reading import read_lock


def found(line: str, kind: LockKind = "conda-lock") -> list[tuple[str, str]]:
    lock = read_lock(Text.of(f"package:\n- url: {line}\n"), "conda-lock.yml", kind)
    return [(one.kind, one.shown) for one in leaks(lock)]


@pytest.mark.parametrize(
    ("url", "kind", "shown"),
    [
        ("https://ada:s3cret@h.org/c/x.conda", "credentials", "https://***@h.org/c/x.conda"),
        (
            "https://ghp_abcdefgh@github.com/o/p.git",
            "credentials",
            "https://***@github.com/o/p.git",
        ),
        ("https://h.org/t/ab-12-cd/c/x.conda", "token", "https://h.org/t/***/c/x.conda"),
        ("https://h.org/x.whl?token=abc&a=1", "token", "https://h.org/x.whl?token=***&a=1"),
        ("file:///srv/c/linux-64/x.conda", "file-url", "file:///srv/c/linux-64/x.conda"),
        ("/home/ada/c/linux-64/x.conda", "path", "/home/ada/c/linux-64/x.conda"),
        ("C:\\Users\\ada\\x.conda", "path", "C:\\Users\\ada\\x.conda"),
        ("~/c/x.conda", "path", "~/c/x.conda"),
    ],
)
def test_a_secret_or_a_private_address_is_a_leak(url: str, kind: str, shown: str) -> None:
    assert found(url) == [(kind, shown)]


@pytest.mark.parametrize(
    "url",
    [
        "https://conda.anaconda.org/conda-forge/linux-64/x-1.0-0.conda",
        "https://$USER:$PASSWORD@h.org/c/x.conda",
        "https://${USER}:${PASSWORD}@h.org/c/x.conda",
        "https://h.org/t/$TOKEN/c/x.conda",
        "https://h.org/t/${TOKEN}/c/x.conda",
        "https://h.org/t/<TOKEN>/c/x.conda",
        "https://h.org/t/*****/c/x.conda",
        "ssh://git@github.com/o/p.git",
        "git+ssh://git@github.com/o/p.git@v1",
        "../base/environment.yml",
    ],
)
def test_variables_masks_and_plain_addresses_are_none(url: str) -> None:
    assert found(url) == []


@pytest.mark.parametrize("kind", ["pixi", "uv", "poetry", "pylock"])
def test_locks_of_every_tool_are_searched(kind: LockKind) -> None:
    assert found("https://ada:s3cret@h.org/x.whl", kind)[0][0] == "credentials"
