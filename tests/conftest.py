"""Fixtures shared by all tests."""

from __future__ import annotations

import gc
import importlib.util
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import settings

from satindex.api import load_survey, read_responses
from satindex.measures.scores import Scores, score
from satindex.survey.model import Survey

# Made-up analyses that rooms share and find by their own fixtures; benchmarks, which looking for doctests would run.
collect_ignore = ["sample_analysis.py", "sample_customers.py", "headless_browser.py", "benchmarks"]
# How long an example takes depends on what the machine does besides: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# Properties whose every example scores a survey or writes a file draw few examples; `COSTLY_EXAMPLES=200` draws more.
settings.register_profile("costly", max_examples=int(os.environ.get("COSTLY_EXAMPLES", "15")), deadline=None)
ROOT = Path(__file__).resolve().parent.parent
Scored = Callable[[str, Any], Scores]


def pytest_collectstart() -> None:
    """Modules and tests stay to the end: no garbage is looked for among them while they are collected, nor later."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Garbage is looked for again, but not among what was collected."""
    gc.collect()
    gc.freeze()
    gc.enable()


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


@pytest.fixture(scope="session")
def defined(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Survey]:
    """A function from the YAML text of a definition to the survey; loads each text once.

    Examples worked by hand are small: nothing is withheld unless the definition says so itself.
    """
    folder = tmp_path_factory.mktemp("definitions")

    @cache
    def load(definition: str) -> Survey:
        path = folder / "survey.yaml"
        text = dedent(definition)
        shown = "" if "small_base:" in text else "\nsmall_base: {withhold: 0}\n"
        path.write_text(text + shown, encoding="utf-8")
        return load_survey(path)

    return load


@pytest.fixture(scope="session")
def scored(defined: Callable[[str], Survey]) -> Scored:
    """A function from the YAML text of a definition and an export (a path or a frame) to scores."""
    return lambda definition, data: score(read_responses(data, defined(definition)))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One headless browser for the tests of a file."""
    spec = importlib.util.spec_from_file_location("headless_browser", ROOT / "tests" / "headless_browser.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not module.BROWSER:
        pytest.skip("no Chromium here: apt-get install chromium")
    found = module.Browser(tmp_path_factory.mktemp("browser"))
    yield found
    found.close()
