"""The builders of small locks, for every test of this folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """The module beside this one, which is no package."""
    path = Path(__file__).with_name("lock_builders.py")
    spec = importlib.util.spec_from_file_location("lock_builders", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
