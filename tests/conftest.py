"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets beside the project; tests that need it are skipped where it is not there."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the shared data sets are not beside this checkout (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def surveys() -> Path:
    """The folder of ready survey definitions."""
    return ROOT / "surveys"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are compared in English, whatever the machine's language."""
    monkeypatch.setenv("SATINDEX_LANG", "en")
