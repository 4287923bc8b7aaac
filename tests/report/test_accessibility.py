"""What axe-core finds in the page, light and dark, narrow and wide, folded and unfolded: nothing.

axe-core 4.14.1 stands beside this file (Mozilla Public License 2.0, `axe/LICENSE`); it is no part of the package.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.analysis.building import analyse
from satindex.api import write_reports
from satindex.report import write_report

AXE = Path(__file__).parent / "axe" / "axe.min.js"
FINDING = """axe.run(PLACE, {resultTypes: ["violations"]}).then(found => found.violations.map(
  one => `${one.id}: ${one.help} (${one.nodes.length}), ${one.nodes[0].html.slice(0, 200)}`))"""
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


def found(page: Any, place: str = "document") -> list[str]:
    return list(page.run(FINDING.replace("PLACE", place)))


CROSSED = """
    respondent: {segments: {place: {}}}
    items: {A: {scale: 1..3}}
    measures: {m: {type: mean, items: [A]}}
    tables: {crossed: {items: [A], by: [place]}}
    """


@pytest.fixture(scope="module")
def analysis(sample: Any, scored: Any) -> Any:
    """The sample's tables that its sections name, and a wide one with headings above headings."""
    made = sample.sample()
    named = {name for section in made.sections for name in section.tables}
    answers = pl.DataFrame({"place": ["a", "b", "c"] * 40, "A": [1, 2, 3, 3] * 30})
    crossed = analyse(scored(CROSSED, answers), "zh").tables
    tables = {name: table for name, table in made.tables.items() if name in named}
    return replace(made, tables={**tables, "crossed": crossed["crossed"]})


@pytest.fixture(scope="module")
def page(analysis: Any, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The Chinese page, its charts drawn, axe-core put into it."""
    browser.size(1280, 900)
    browser.open(write_report(analysis, tmp_path_factory.mktemp("page") / "r.html", "zh"))
    browser.drawn()
    assert browser.run("document.querySelectorAll('table.banner').length") == 1
    browser.run(f"{AXE.read_text(encoding='utf-8')};0")
    return browser


def test_a_wide_light_page(page: Any) -> None:
    assert found(page) == []


def test_a_narrow_dark_page_with_everything_unfolded(page: Any) -> None:
    page.size(360, 780)
    page.prefer("dark")
    page.run(UNFOLD)
    assert found(page) == []


def test_axe_finds_what_is_wrong(page: Any) -> None:
    """A picture without its text alternative is found: the check is no empty one."""
    page.run("document.querySelector('.chart').removeAttribute('aria-label')")
    assert [said.split(":")[0] for said in found(page, "document.querySelector('.chart')")] == ["role-img-alt"]


def test_the_list_of_a_batch(browser: Any, scored: Any, tmp_path: Path) -> None:
    """Figures above and below the whole, one level without a report: dark and narrow, light and wide."""
    frame = pl.DataFrame({"place": ["a"] * 20 + ["b"] * 20 + ["c"] * 3 + ["d"] * 4, "A": [1] * 19 + [2, 1] + [3] * 26})
    definition = CROSSED.replace("    tables", "    small_base: {withhold: 5}\n    tables")
    listed = write_reports(scored(definition, frame), "place", tmp_path / "{place}.md", language="zh").index
    assert all(mark in listed.read_text(encoding="utf-8") for mark in ("▲", "▼", "基数不足 5"))
    for width, scheme in ((360, "dark"), (1280, "light")):
        browser.size(width, 800)
        browser.prefer(scheme)
        browser.open(listed)
        browser.run(f"{AXE.read_text(encoding='utf-8')};0")
        assert found(browser) == []
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
