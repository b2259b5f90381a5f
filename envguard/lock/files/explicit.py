"""Explicit locks: one file a platform, which conda installs without a solver (CEP 23)."""

from __future__ import annotations

from collections.abc import Iterable

from envguard.lock.rows import LockRow


def render(rows: Iterable[LockRow], platform: str, content_hash: str) -> str:
    """The file of one platform, in the form that conda-lock gives it.

    conda reads no pip packages in such a file: they stand in comments, as conda-lock has them.
    """
    own = sorted((row for row in rows if row.platform == platform), key=lambda row: row.key)
    lines = [
        "# Written by envguard.", f"# platform: {platform}", f"# input_hash: {content_hash}",
        "@EXPLICIT",
    ]  # fmt: skip
    lines += [f"{row.url}#{row.md5}" for row in own if row.manager == "conda"]
    lines += [
        f"# pip {row.name} @ {row.url}" + (f" --hash=sha256:{row.sha256}" if row.sha256 else "")
        for row in own
        if row.manager == "pip"
    ]
    return "\n".join(lines) + "\n"
