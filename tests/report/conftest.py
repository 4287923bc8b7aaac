"""The sample analysis, shared with the results' tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """The module `sample_analysis`, which takes tables from `sample_customers`."""
    for name in ("sample_customers", "sample_analysis"):
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, Path(__file__).parent.parent / f"{name}.py")
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
    return sys.modules["sample_analysis"]
