"""The page as a reader uses it in a real browser with the network cut: sorting, copying, saving, colours, contents."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from satindex.language import Words
from satindex.report import write_report
from satindex.results.layout import laid_out

ATTACK = Words("=cmd()|<script>document.title='owned'</script>", "=cmd()|<script>document.title='owned'</script>")
GAPS = 'document.querySelector("[data-name=quality]")'


@pytest.fixture(scope="module")
def analysis(sample) -> Any:
    """The sample; one of its labels would run where it could, in a spreadsheet or on the page."""
    made = sample.sample()
    quality = made.tables["quality"]
    labelled = replace(quality, labels={**quality.labels, "empathy": ATTACK})
    return replace(made, tables={**made.tables, "quality": labelled})


@pytest.fixture(scope="module")
def opened(browser: Any, analysis: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The English page, wide, with its charts drawn."""
    browser.size(1280, 900)
    browser.open(write_report(analysis, tmp_path_factory.mktemp("page") / "r.html", "en"))
    browser.drawn()
    return browser


@pytest.fixture(autouse=True)
def nothing_else(opened: Any) -> Any:
    """Whatever a reader does, nothing is asked from outside, nothing goes wrong, no text of the data runs."""
    yield
    assert opened.run("document.title") != "owned"
    assert {address[:8] for address in opened.requested()} == {"file:///"}
    assert len(opened.requested()) == 1
    assert [said for said in opened.said() if "fit-y" not in said] == []


def column(browser: Any, name: str, at: int) -> list[str]:
    """What a column of a table shows, from top to bottom."""
    box = f"document.querySelector({json.dumps(f'[data-name={json.dumps(name)}]')})"
    return list(browser.run(f"[...{box}.querySelectorAll('tbody tr')].map(row => row.cells[{at}].textContent)"))


def at_of(table: Any, name: str) -> int:
    return laid_out(table, "en").names.index(name)


def test_every_table_has_its_buttons_and_columns_to_sort_by(opened: Any, analysis: Any) -> None:
    """A table of many columns and one row is a list; the audit's tables are tables as others are."""
    found = opened.run(
        "[...document.querySelectorAll('[data-name]')].map(box => [box.dataset.name,"
        " box.querySelectorAll('.tools button').length, box.querySelectorAll('thead th').length,"
        " box.querySelectorAll('thead th button').length, box.querySelectorAll('tbody tr').length])"
    )
    assert {name for name, *_ in found} == {*analysis.tables, "audit", "audit-missing", "audit-empty"}
    for name, buttons, heads, sortable, rows in found:
        assert buttons == 2, name
        assert sortable == (heads if rows > 1 else 0), name


def test_a_chart_is_one_picture_with_its_text_alternative(opened: Any, analysis: Any) -> None:
    """The script that draws would call every chart the same."""
    alternatives = opened.run("[...document.querySelectorAll('.chart')].map(one => [one.role, one.ariaLabel])")
    assert all(role == "img" for role, _ in alternatives)
    gaps = next(said for _, said in alternatives if "n = 583–587" in said)
    assert gaps.startswith(analysis.tables["quality"].title.en)
    assert len({said for _, said in alternatives}) == len(alternatives) > 10


def test_a_column_is_sorted_by_what_its_figures_are(opened: Any, analysis: Any) -> None:
    """The total stays last. Gaps of the sample: −0.31, −0.78, −0.65, −0.27, −0.42; −0.56 sums up."""
    table = analysis.tables["quality"]
    at = at_of(table, "estimate")
    opened.run(f"{GAPS}.closest('details').open = true; {GAPS}.querySelectorAll('th button')[{at}].focus()")
    head = f"{GAPS}.querySelectorAll('th')[{at}].getAttribute('aria-sort')"
    opened.press("Enter", 13)
    assert column(opened, "quality", at) == ["−0.27", "−0.31", "−0.42", "−0.65", "−0.78", "−0.56"]
    assert opened.run(head) == "descending"
    opened.press("Enter", 13)
    assert column(opened, "quality", at) == ["−0.78", "−0.65", "−0.42", "−0.31", "−0.27", "−0.56"]
    assert opened.run(head) == "ascending"
    assert opened.run("document.getElementById('told').textContent").endswith("sorted, smallest or first on top")
    opened.press("Enter", 13)
    assert column(opened, "quality", at) == ["−0.31", "−0.78", "−0.65", "−0.27", "−0.42", "−0.56"]
    assert opened.run(head) is None
    opened.run(f"{GAPS}.querySelector('th button').click()")
    names = column(opened, "quality", 0)
    opened.run(f"{GAPS}.querySelector('th button').click(); {GAPS}.querySelector('th button').click()")
    assert names == [ATTACK.en, "Assurance", "Reliability", "Responsiveness", "Tangibles", "Overall"]


def test_a_saved_table_has_the_figures_of_the_json(opened: Any, analysis: Any) -> None:
    table = analysis.tables["quality"]
    saved = opened.saved(f"{GAPS}.querySelectorAll('.tools button')[1].click()")
    assert saved.name == "quality.csv"
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(saved.read_text("utf-8-sig"))))
    assert [float(row["Gap"]) for row in rows] == [row["estimate"] for row in table.rows]
    assert [float(row["95% CI from"]) for row in rows] == [row["ci_low"] for row in table.rows]
    assert [float(row["95% CI to"]) for row in rows] == [row["ci_high"] for row in table.rows]
    assert [int(row["n"]) for row in rows] == [row["n"] for row in table.rows]
    assert [row["Dimension"] for row in rows][4] == f"'{ATTACK.en}"


def test_a_table_is_copied_with_one_press(opened: Any, analysis: Any) -> None:
    opened.ask("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    opened.run(f"{GAPS}.closest('details').open = true; {GAPS}.querySelector('.tools button').focus()")
    opened.press("Enter", 13)
    opened.run("new Promise(done => setTimeout(done, 100))")
    assert opened.run("document.getElementById('told').textContent") == "Copied with unrounded figures."
    lines = opened.run("navigator.clipboard.readText()").rstrip("\n").split("\n")
    assert len(lines) == 1 + len(analysis.tables["quality"].rows)
    cells = dict(zip(lines[0].split("\t"), lines[1].split("\t"), strict=True))
    assert float(cells["95% CI to"]) == analysis.tables["quality"].rows[0]["ci_high"]


LATER = """(async () => {
  const article = document.querySelector("[data-name=nps]").closest("article"), later = article.cloneNode(true);
  for (const one of later.querySelectorAll(".tools, .chart > *")) one.remove();
  for (const one of later.querySelectorAll("th")) one.textContent = one.textContent;
  article.innerHTML = later.innerHTML;
  article.dispatchEvent(new CustomEvent("satindex:shown", {bubbles: true}));
  await new Promise(done => setTimeout(done, 1000));
  return ["svg", ".tools button", "th button"].map(kind => article.querySelectorAll(kind).length);
})()"""


def test_what_is_put_on_the_page_later_is_drawn_and_has_its_buttons(opened: Any, analysis: Any) -> None:
    """One picture, one table of one row: nothing to sort, two buttons; another round adds none."""
    assert opened.run(LATER) == [1, 2, 0]
    assert opened.run(LATER) == [1, 2, 0]


def test_dark_and_light_follow_the_system_until_the_reader_chooses(opened: Any) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    press = "document.querySelector('#page-tools button').click()"
    light, dark = "rgb(255, 255, 255)", "rgb(20, 23, 27)"
    try:
        assert opened.run(paper) == light
        opened.prefer("dark")
        assert opened.run(paper) == dark
        opened.run(press)
        assert opened.run(paper) == light
        opened.prefer("light")
        opened.run(press)
        assert opened.run(paper) == dark
        opened.ask("Emulation.setEmulatedMedia", media="print")
        assert opened.run(paper) == light
    finally:
        opened.ask("Emulation.setEmulatedMedia", media="")
        opened.run("localStorage.clear()")


def test_contents_follow_the_reader_and_how_is_a_click_away(opened: Any) -> None:
    current = "document.querySelector('nav [aria-current]').textContent"
    frames = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    opened.run("document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, 0)")
    opened.run(frames)
    assert opened.run(current) == "Overview"
    opened.run("document.querySelector('.glance-how').click()")
    opened.run("new Promise(done => setTimeout(done, 300))")
    how = "document.querySelector('[data-name=quality]').closest('article').querySelector('.how')"
    assert opened.run(f"{how}.closest('details').open") is True
    assert opened.run(f"{how}.checkVisibility()") is True
    opened.run("document.querySelector('#audit').scrollIntoView()")
    opened.run(frames)
    assert opened.run(current).startswith("Audit")
    assert opened.run("document.querySelector('nav > ol').getBoundingClientRect().top") == 0


def test_every_button_and_link_is_reached_by_the_keyboard(opened: Any) -> None:
    opened.run("scrollTo(0, 0); document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()")
    opened.run("document.body.removeAttribute('tabindex')")
    opened.press("Tab", 9)
    assert opened.run("document.activeElement.className") == "skip"
    opened.press("Enter", 13)
    opened.press("Tab", 9)
    assert opened.run("document.activeElement.closest('main') !== null") is True
    assert opened.run("document.querySelectorAll('[tabindex]:not([tabindex=\"0\"])').length") == 0


def test_on_paper_everything_is_there(opened: Any) -> None:
    """Folded tables and explanations are unfolded for the printer, and folded again after."""
    unfolded = opened.run("document.querySelectorAll('details[open]').length")
    opened.run("dispatchEvent(new Event('beforeprint'))")
    assert opened.run("document.querySelectorAll('details:not([open])').length") == 0
    opened.run("dispatchEvent(new Event('afterprint'))")
    assert opened.run("document.querySelectorAll('details[open]').length") == unfolded
    printed = opened.ask("Page.printToPDF", preferCSSPageSize=True)["data"]
    assert len(printed) > 50_000


def test_figures_that_look_alike_are_sorted_unrounded_and_missing_ones_last(
    browser: Any, analysis: Any, tmp_path: Path
) -> None:
    """0.5004 is more than 0.5001 though both are written 0.50; a figure that is missing, or has no end, is
    last either way and empty in the file; what is said in words stays."""
    rows = [
        {"dimension": "a", "estimate": 0.5001, "n": 1000, "ratio": math.inf},
        {"dimension": "b", "estimate": None, "n": 2, "reason": "few"},
        {"dimension": "c", "estimate": 0.5004, "n": 999},
        {"dimension": "d", "estimate": -12.0, "n": 20, "ratio": True},
    ]
    few = {"few": Words("fewer than 3 answers", "有效回答少于 3 份")}
    table = replace(analysis.tables["quality"], rows=tuple(rows), labels=few, chart=None)
    browser.open(write_report(replace(analysis, tables={"quality": table}), tmp_path / "r.html", "en"))
    for at, ways in (("estimate", ["cadb", "dacb"]), ("n", ["acdb", "bdca"])):
        for way in ways:
            browser.run(f"{GAPS}.querySelectorAll('th button')[{at_of(table, at)}].click()")
            assert "".join(column(browser, "quality", 0)) == way
    saved = browser.saved(f"{GAPS}.querySelectorAll('.tools button')[1].click()")
    told = list(csv.reader(io.StringIO(saved.read_text("utf-8-sig"))))
    assert told[0] == [*laid_out(table, "en").headings, "Reason"]
    assert told[1:] == [
        ["b", "", "2", "", "fewer than 3 answers"],
        ["d", "-12", "20", "yes", ""],
        ["c", "0.5004", "999", "", ""],
        ["a", "0.5001", "1000", "", ""],
    ]
