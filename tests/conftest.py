"""Settings of the test run itself."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import settings

from envguard.cli import checking

# a busy machine is no bug, so hypothesis' deadline for one example is off; in CI the examples are
# the same each time, so that a red run is the change's own doing
settings.register_profile("envguard", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("envguard")


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test replaces in the program is in no key of the cache."""
    monkeypatch.setattr(checking, "WORTH_KEEPING", sys.maxsize)
