"""What axe-core finds in the page, light and dark, narrow and wide, folded and unfolded: nothing.

axe-core 4.14.1 stands beside this file (Mozilla Public License 2.0, `axe/LICENSE`); it is no part of the package.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from satindex.report import write_report

AXE = Path(__file__).parent / "axe" / "axe.min.js"
FINDING = """axe.run(PLACE, {resultTypes: ["violations"]}).then(found => found.violations.map(
  one => `${one.id}: ${one.help} (${one.nodes.length}), ${one.nodes[0].html.slice(0, 200)}`))"""
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


def found(page: Any, place: str = "document") -> list[str]:
    return list(page.run(FINDING.replace("PLACE", place)))


@pytest.fixture(scope="module")
def page(sample: Any, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The Chinese page of the tables that sections name, its charts drawn, axe-core put into it."""
    analysis = sample.sample()
    named = {name for section in analysis.sections for name in section.tables}
    fewer = replace(analysis, tables={name: table for name, table in analysis.tables.items() if name in named})
    browser.size(1280, 900)
    browser.open(write_report(fewer, tmp_path_factory.mktemp("page") / "r.html", "zh"))
    browser.drawn()
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
