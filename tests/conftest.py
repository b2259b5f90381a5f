"""Settings of the test run itself."""

from __future__ import annotations

from hypothesis import settings

# a busy machine is no bug: hypothesis' deadline for one example is switched off
settings.register_profile("envguard", deadline=None)
settings.load_profile("envguard")
