"""The table of packages of one operating system, held against a real channel's listings."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from envguard.subjects.environment.platforms import system_of

CHANNEL = Path(__file__).resolve().parents[2].parent / "shared" / "channel" / "channel.tar.xz"


@pytest.mark.skipif(not CHANNEL.exists(), reason="the snapshot of channels is not here")
def test_no_package_of_one_system_is_listed_for_another() -> None:
    wrong, seen = set(), 0
    with tarfile.open(CHANNEL) as archive:
        for member in archive:
            parts = member.name.split("/")
            listing = archive.extractfile(member) if parts[-1] == "repodata.json" else None
            if listing is None or parts[-2] == "noarch":
                continue
            system = parts[-2].partition("-")[0]
            content = json.load(listing)
            names = {
                row["name"]
                for key in ("packages", "packages.conda")
                for row in content.get(key, {}).values()
            }
            seen += sum(system_of(name) == system for name in names)
            wrong |= {(name, parts[-2]) for name in names if system_of(name) not in ("", system)}
    assert wrong == set()
    assert seen > 10
