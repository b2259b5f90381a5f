"""Settings of the test run itself."""

from __future__ import annotations

import os

from hypothesis import settings

# a busy machine is no bug, so hypothesis' deadline for one example is off; in CI the examples are
# the same each time, so that a red run is the change's own doing
settings.register_profile("envguard", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("envguard")
