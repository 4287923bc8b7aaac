"""The page's filter, in a real browser with the network cut: it shows what a report of those respondents alone says.

What a small base withholds is neither offered nor in the page.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.report import html as html_report
from satindex.report import write_report
from satindex.report.page.contents import contents
from satindex.report.page.filtering import MOST_LEVELS

ATTACK = "<img src=x onerror=alert(1)></script>"
DEFINITION = """
survey: filtered
language: en
respondent: {segments: {place: {title: {en: Place, zh: 网点}}, age: {}}, wave: wave}
items: {P1..P4: {scale: agree7}, N1: {scale: likely11}, R1: {scale: yes_no}}
measures:
  quality: {type: servqual, dimensions: {tangibles: {perceived: P1..P2}, empathy: {perceived: P3..P4}}}
  nps: {type: nps, item: N1}
models: {again: {outcome: R1, predictors: [quality.*]}}
"""
# Of "Tiny" there are 6: too few to be shown; "Few" (11) is hidden with it, else the total would give it away.
PLACES = (*["North"] * 80, *["South"] * 70, *[ATTACK] * 60, *["Few"] * 11, *["Tiny"] * 6)


def answers() -> pl.DataFrame:
    rng = np.random.default_rng(4)
    n = len(PLACES)
    mood = rng.normal(size=n) + (np.array(PLACES) == "South")
    items = {f"P{k}": np.clip(np.round(4 + mood + rng.normal(size=n)), 1, 7).astype(int) for k in range(1, 5)}
    likely = np.clip(np.round(7.5 + mood + rng.normal(size=n)), 0, 10).astype(int)
    bought = np.where(rng.random(n) < 0.5, "Yes", "No")
    ages = [["young", "old"][at % 2] for at in range(n)]
    waves = [("2026-Q1", "2026-Q2")[at % 5 > 2] for at in range(n)]
    return pl.DataFrame({"place": PLACES, "age": ages, "wave": waves, **items, "N1": likely, "R1": bought})


TRYING = """(async () => {
  const out = {views: {}}, bar = document.getElementById("filter"), page = document;
  const until = async is => { while (!is()) await new Promise(done => setTimeout(done, 20)); };
  const settle = key => until(() => (bar.dataset.shows ?? "") === key && !page.querySelector("[data-spec]:empty"));
  const of = does => Object.fromEntries([...page.querySelectorAll("article")].map(one => [one.id, does(one)]));
  const said = cells => [...cells].map(cell => cell.textContent.trim());
  const look = () => ({
    tables: of(box => [...box.querySelectorAll("tbody tr")].map(row => said(row.cells))
      .concat([...box.querySelectorAll("dl.facts")].map(list => said(list.querySelectorAll("dd"))))),
    charts: of(box => [...box.querySelectorAll("svg.marks")].map(chart => chart.textContent).join(" ")),
    how: of(box => said(box.querySelectorAll(".how dd"))),
    buttons: of(box => box.querySelectorAll("button").length),
    glances: [...page.querySelectorAll("#glances .glance")].map(one => one.innerText),
    said: bar.querySelector("[role=status]").textContent,
    badges: said(page.querySelectorAll(".filtered")),
    left: [...page.querySelectorAll(".unfiltered")].map(one => one.parentElement.id),
    open: page.querySelectorAll("details[open]").length,
  });
  await settle("");
  const selects = [...bar.querySelectorAll("select")];
  out.options = selects.map(one => [...one.options].map(option => [option.text, option.disabled]));
  out.hidden = bar.hidden;
  out.views.whole = look();
  page.querySelector("article details").open = true;
  const choose = async (select, option) => {
    select.value = option.value;
    select.dispatchEvent(new Event("change"));
    await settle(selects.map(one => one.value).filter(value => value).join("+"));
  };
  for (const select of selects) {
    for (const option of [...select.options].filter(one => one.value && !one.disabled)) {
      for (const other of selects) other.value = "";
      await choose(select, option);
      out.views[option.text] = look();
    }
  }
  const optionOf = text => [...selects[0].options].find(one => one.text === text);
  await choose(selects[1], selects[1].options[1]);
  await choose(selects[0], optionOf("South"));
  out.views["South · 2026-Q1"] = look();
  page.querySelector("article details").open = false;
  bar.querySelector("button").click();
  await settle("");
  out.views.again = look();
  out.focus = page.activeElement === selects[0];
  return out;
})()"""
AXE = Path(__file__).parent / "axe" / "axe.min.js"
CHOOSE = """(async () => {
  const bar = document.getElementById("filter"), select = bar.querySelector("select");
  select.value = select.querySelector("option:not([value='']):not([disabled])").value;
  select.dispatchEvent(new Event("change"));
  while (bar.dataset.shows !== select.value || document.querySelector("[data-spec]:empty"))
    await new Promise(done => setTimeout(done, 20));
  const found = await axe.run({include: [["#overview"], ["#filter"], ["#table-0"]]}, {resultTypes: ["violations"]});
  return found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
})()"""


@dataclass(frozen=True)
class Tried:
    """What the browser found, and the analyses to compare it with."""

    found: dict[str, Any]
    analysis: Any
    only: dict[str, Any]
    browser: Any


def analysed(folder: Path, name: str, frame: pl.DataFrame, more: str = "") -> Any:
    (folder / f"{name}.yaml").write_text(DEFINITION + more, encoding="utf-8")
    return si.analyse(si.score(si.read_responses(frame, si.load_survey(folder / f"{name}.yaml"))), "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filter")


@pytest.fixture(scope="module")
def analysis(folder: Path) -> Any:
    return analysed(folder, "all", answers())


@pytest.fixture(scope="module")
def tried(folder: Path, analysis: Any, browser: Any) -> Tried:
    """The page with every choice made that there is, and reports of those respondents alone."""
    frame, path = answers(), folder / "page.html"
    path.write_text(html_report.page(analysis, "en"), encoding="utf-8")
    browser.size(1280, 900)
    browser.open(path)
    browser.drawn()
    of_place = {place: frame.filter(pl.col("place") == place) for place in ("North", "South", ATTACK)}
    of_age = {age: frame.filter(pl.col("age") == age) for age in ("young", "old")}
    of_wave = {wave: frame.filter(pl.col("wave") == wave) for wave in ("2026-Q1", "2026-Q2")}
    both = frame.filter(pl.col("place") == "South", pl.col("wave") == "2026-Q1")
    parts = of_place | of_age | of_wave | {"South · 2026-Q1": both}
    only = {name: analysed(folder, "only", part) for name, part in parts.items()}
    return Tried(browser.run(TRYING), analysis, only, browser)


def filtered_places(analysis: Any) -> dict[str, str]:
    """The tables that the filter changes, with their places."""
    return {
        name: f"table-{at}"
        for at, name in enumerate(analysis.tables)
        if f"{name} by place" in analysis.tables and name.startswith(("quality", "nps"))
    }


def test_each_choice_shows_what_a_report_of_those_alone_says(tried: Tried) -> None:
    compared = 0
    for choice, alone in tried.only.items():
        view, blocks = tried.found["views"][choice], {b.title: b for b in contents(alone, "en").blocks}
        for name, place in filtered_places(tried.analysis).items():
            block = blocks[tried.analysis.tables[name].title.say("en")]
            expected = [[cell.text for cell in row] for row in block.shown.rows]
            if len(view["tables"][place][0]) != len(expected[0]):
                expected = [[cell for cell in row if cell != "—"] for row in expected]
            assert view["tables"][place] == expected, (choice, name)
            assert view["how"][place][0] == tried.found["views"]["whole"]["how"][place][0]
            compared += len(expected)
        estimates = [re.search(r"\n([+−]?\d[\d.]*)\n", text)[1] for text in view["glances"]]
        expected = [glance.figure for glance in contents(alone, "en").glances]
        assert estimates == expected
        assert view["said"] == f"Shown: {choice}"
        assert set(view["badges"]) == {choice}
    assert compared == 8 * (3 + 4 + 2 + 1)


def test_charts_are_drawn_anew(tried: Tried) -> None:
    whole, places = tried.found["views"]["whole"], filtered_places(tried.analysis)
    for choice in tried.only:
        view = tried.found["views"][choice]
        for name in ("quality", "nps"):
            assert view["charts"][places[name]], (choice, name)
            assert view["charts"][places[name]] != whole["charts"][places[name]]
            assert view["how"][places[name]] != whole["how"][places[name]]


def test_what_the_filter_leaves_says_so_and_everything_comes_back(tried: Tried) -> None:
    whole, view, again = (tried.found["views"][name] for name in ("whole", "North", "again"))
    changed = set(filtered_places(tried.analysis).values())
    left = {name: cells for name, cells in view["tables"].items() if name not in changed}
    assert left == {name: cells for name, cells in whole["tables"].items() if name not in changed}
    sections = [one for one in view["left"] if one.startswith("section-")]
    assert sections
    assert (whole["left"], again["left"]) == ([], [])
    assert (view["open"], whole["open"]) == (1, 0)
    assert again == whole
    assert view["buttons"] == whole["buttons"]
    assert any(whole["buttons"].values())
    assert tried.found["focus"]


def test_the_filter_asks_for_nothing_and_runs_nothing_else(tried: Tried) -> None:
    assert len(tried.browser.requested()) == 1
    assert [said for said in tried.browser.said() if "fit-y" not in said] == []
    assert tried.found["hidden"] is False
    assert [ATTACK, False] in tried.found["options"][0]


def test_a_filtered_page_is_read_aloud_and_fits_a_phone(tried: Tried) -> None:
    tried.browser.size(360, 780)
    tried.browser.run(f"{AXE.read_text(encoding='utf-8')};0")
    assert tried.browser.run(CHOOSE) == []
    assert tried.browser.run("document.documentElement.scrollWidth") == 360


def packed_views(page: str) -> dict[str, Any]:
    found = re.search('<script type="application/json" id="filter-views">"(.*?)"</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


def texts_of(views: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((key, text) for of_levels in views["blocks"].values() for key, text in of_levels.items())
    yield from views["glances"].items()


def test_nothing_of_a_small_base_is_in_the_page(analysis: Any, folder: Path) -> None:
    """Neither the 6 of "Tiny" nor the 11 of "Few", whom the total would give away; all others are there.

    By wave these are 4 and 2, 7 and 4: in the second wave not even together enough, so that the next smallest place is
    not shown by wave either.
    """
    page = html_report.page(analysis, "en")
    views = packed_views(page)
    options = re.findall(r'<option value="(\d\.\d)"( disabled)?>(.*?)</option>', page)
    shown = {html.unescape(label): key for key, disabled, label in options if not disabled}
    assert set(shown) == {"North", "South", ATTACK, "young", "old", "2026-Q1", "2026-Q2"}
    hidden = [label for _, disabled, label in options if disabled]
    assert hidden == [
        "Few (withheld so that a smaller group&#39;s figure can&#39;t be worked out)",
        "Tiny (base below 10)",
    ]
    waves = ("2026-Q1", "2026-Q2")
    both = {f"{shown[one]}+{shown[wave]}" for one in ("North", "South", "young", "old") for wave in waves}
    assert {key for key, _ in texts_of(views)} == set(shown.values()) | both
    assert set(json.loads(html.unescape(re.search('data-keys="(.*?)"', page)[1]))) == set(shown.values()) | both
    everything = page + json.dumps(views)
    for place in ("Tiny", "Few"):
        alone = analysed(folder, "few", answers().filter(pl.col("place") == place), "small_base: {withhold: 0}\n")
        for name in ("quality", "nps"):
            for row in alone.tables[name].rows:
                for column in ("std_error", "ci_low"):
                    assert str(row[column])[:10] not in everything


def test_a_figure_withheld_in_one_measure_alone_has_none_in_its_view(folder: Path) -> None:
    """Only 4 of North answered the recommendation: quality is shown, their score neither shown nor drawn nor copied."""
    place, at = pl.col("place"), pl.int_range(pl.len())
    score = pl.when((place == "North") & (at >= 4)).then(None).otherwise(pl.col("N1"))
    frame = answers().with_columns(score.alias("N1"))
    analysis = analysed(folder, "partly", frame)
    views = packed_views(html_report.page(analysis, "en"))
    places = filtered_places(analysis)
    north, south = views["blocks"][places["nps"]]["0.2"], views["blocks"][places["nps"]]["0.3"]
    assert "base below 10" in north
    assert "base below 10" in views["glances"]["0.2"]
    assert "base below 10" not in south + views["glances"]["0.3"]
    for name, view in (("North", north + views["glances"]["0.2"]), ("South", south)):
        alone = analysed(folder, "few", frame.filter(place == name), "small_base: {withhold: 0}\n")
        (row,) = alone.tables["nps"].rows
        assert {str(row[column])[:10] in view for column in ("std_error", "ci_low")} == {name == "South"}
        assert (contents(alone, "en").glances[1].figure in view) == (name == "South")


def test_a_segment_of_very_many_levels_is_left_to_its_tables(folder: Path) -> None:
    frame = pl.concat([answers()] * 8).with_columns(place=pl.int_range(pl.len()) % (MOST_LEVELS + 1))
    page = html_report.page(analysed(folder, "many", frame), "en")
    assert f"Place has {MOST_LEVELS + 1} levels" in page
    assert {key for key, _ in texts_of(packed_views(page))} == {
        "1.0",
        "1.1",
        "2.0",
        "2.1",
        *(f"1.{age}+2.{wave}" for age in (0, 1) for wave in (0, 1)),
    }


def test_without_segments_there_is_no_filter(folder: Path) -> None:
    (folder / "none.yaml").write_text(re.sub("respondent: .*\n", "", DEFINITION), encoding="utf-8")
    scores = si.score(si.read_responses(answers(), si.load_survey(folder / "none.yaml")))
    page = html_report.page(si.analyse(scores, "en"), "en")
    assert 'id="filter' not in page
    assert "filter-views" not in page


def test_half_a_sign_is_marked_in_what_is_chosen_too(folder: Path) -> None:
    """As on the page itself: UTF-8 can't hold a surrogate that stands alone."""
    (folder / "half.yaml").write_text(DEFINITION, encoding="utf-8")
    survey = si.load_survey(folder / "half.yaml")
    items = {**survey.items, "P1": replace(survey.items["P1"], text={"en": "half \ud800 sign"})}
    responses = si.read_responses(answers(), replace(survey, items=items))
    analysis = si.analyse(si.score(responses), "en")
    page = write_report(analysis, folder / "half.html", "en").read_text(encoding="utf-8")
    view = packed_views(page)["blocks"][filtered_places(analysis)["quality.items"]]["0.3"]
    assert "half \ufffd sign" in view
    assert view.count("half \ufffd sign") >= 2
