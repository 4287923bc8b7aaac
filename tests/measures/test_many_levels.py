"""Segments of very many levels: made part by part, every figure as at once, and as of a level by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.errors import FigureError
from satindex.language import Words
from satindex.measures import many_levels
from satindex.report import excel, write_report
from satindex.report.paper import document
from satindex.results import picture
from satindex.results.layout import first_laid_out, shortened
from satindex.results.packed import Packed
from satindex.results.small_bases import SmallBase, guarded
from satindex.stats.base import Base
from satindex.stats.comparison import _designed, _of_mean, _zeros, against_rest, together

LEVELS = 45
DEFINITION = """
    survey: shops
    respondent: {{{design}segments: [shop]}}
    small_base: {{flag: 8, withhold: 3}}
    items: {{"E1..E4": {{scale: 1..7}}, "P1..P4": {{scale: 1..7}}, N1: {{scale: likely11}}, W1: {{scale: 1..5}}}}
    measures:
      quality: {{type: servqual, dimensions: {{
        first: {{expected: E1..E2, perceived: P1..P2}}, second: {{expected: E3..E4, perceived: P3..P4}}}}}}
      performance: {{type: servqual, dimensions: {{one: {{perceived: [P1]}}, more: {{perceived: P2..P4}}}}}}
      nps: {{type: nps, item: N1}}
      worth: {{type: mean, items: [W1]}}
    """
DESIGNS = {"plain": "", "weighted": "weight: w, ", "strata": "weight: w, stratum: s, "}
DESIGNS["clusters"] = "weight: w, stratum: s, cluster: c, "
DESIGNS["raked clusters"] = "stratum: s, cluster: c, rake: {g: {x: 0.3, y: 0.3, z: 0.4}}, "
DESIGNS["raked"] = "weight: w, stratum: s, rake: {g: {x: 0.3, y: 0.3, z: 0.4}}, "


def answers() -> pl.DataFrame:
    rng = np.random.default_rng(5)
    n = 400
    shop = [None if at % 97 == 0 else f"S{int(level):02}" for at, level in enumerate(rng.integers(0, LEVELS, n))]
    of_margin = np.random.default_rng(6).choice(["x", "y", "z"], n)
    columns: dict[str, Any] = {
        "g": of_margin,
        "c": [f"c{at}" for at in np.random.default_rng(7).integers(0, 25, n)],
        "shop": shop,
        "w": rng.uniform(0.5, 2, n),
        "s": rng.choice(["a", "b"], n),
    }
    for item, high in {**{f"{side}{at}": 7 for side in "EP" for at in range(1, 5)}, "N1": 10, "W1": 5}.items():
        drawn = rng.integers(0 if high == 10 else 1, high + 1, n)
        columns[item] = [None if gone else int(value) for value, gone in zip(drawn, rng.random(n) < 0.04, strict=True)]
    return pl.DataFrame(columns)


def part_by_part(survey: Any, most: int = 7) -> Any:
    """The analysis, so many levels at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_levels, "MANY", most)
        return si.analyse(si.score(si.read_responses(answers(), survey)))


@pytest.fixture(scope="module")
def analysis(defined: Callable[[str], Any]) -> Any:
    return part_by_part(defined(DEFINITION.format(design="")))


def same(row: Any, other: Any) -> bool:
    """Whether rows have the same cells, figures to 1e-9."""
    return list(row) == list(other) and all(
        cell == pytest.approx(other[name], rel=1e-9, abs=1e-9) if isinstance(cell, float) else cell == other[name]
        for name, cell in row.items()
    )


def test_part_by_part_is_as_at_once(analysis: Any, defined: Callable[[str], Any]) -> None:
    at_once = part_by_part(defined(DEFINITION.format(design="")), many_levels.MANY)
    assert isinstance(analysis.tables["quality by shop"].rows, Packed)
    assert list(at_once.tables) == list(analysis.tables)
    for name, table in at_once.tables.items():
        pairs = zip(table.to_dicts(), analysis.tables[name].to_dicts(), strict=True)
        assert all(same(row, other) for row, other in pairs), name


@pytest.mark.parametrize("design", ["weighted", "strata", "raked"])
def test_parts_have_the_design_of_the_whole(
    defined: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, design: str
) -> None:
    scores = si.score(si.read_responses(answers(), defined(DEFINITION.format(design=DESIGNS[design]))))
    at_once = scores.tables(by=["shop"])
    monkeypatch.setattr(many_levels, "MANY", 7)
    in_parts = si.score(scores.responses).tables(by=["shop"])
    for name, table in at_once.items():
        pairs = zip(table.to_dicts(), in_parts[name].to_dicts(), strict=True)
        assert all(same(row, other) for row, other in pairs), name


def test_a_level_is_as_by_itself(defined: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    survey = defined(DEFINITION.format(design=""))
    monkeypatch.setattr(many_levels, "MANY", 7)
    rows = answers()
    tables = si.score(si.read_responses(rows, survey)).tables(by=["shop"])
    for level in ("S03", "S17", "S44"):
        alone = si.score(si.read_responses(rows.filter(pl.col("shop") == level), survey))
        for name in ("quality", "quality.items", "quality.internal_consistency", "performance", "nps", "worth"):
            of_level = tables[f"{name} by shop"].only(level=level).to_dicts()
            for own, row in zip(alone[name].to_dicts(), of_level, strict=True):
                assert same(own, {key: row.get(key) for key in own}), (level, name)


@pytest.mark.parametrize("design", ["weighted", "strata", "raked", "clusters", "raked clusters"])
def test_against_the_rest_is_the_contrast_of_all_groups(defined: Callable[[str], Any], design: str) -> None:
    """The sums of the rest are those of all less one's own; the contrast adds up every other group by itself."""
    scores = si.score(si.read_responses(answers(), defined(DEFINITION.format(design=DESIGNS[design]))))
    of, column = scores.by_segment(["shop"])["shop"], "quality"
    whole = together(of, column, range(len(of.levels) - 1))
    for one in (0, 7, 30):
        found = against_rest(of, column, one, whole)
        others = [group for group in whole.groups if group != one]
        coefficients = _zeros(of, column)
        coefficients[others], coefficients[one] = _of_mean(of, column, others, -1.0), _of_mean(of, column, [one], 1.0)
        means = Base(of, one).mean(column), Base(whole.rests, one).mean(column)
        wanted = _designed(of, column, means, coefficients, found.n + found.n_other)
        assert found.found.std_error == pytest.approx(wanted.std_error, rel=1e-9)
        assert (found.found.df, found.found.estimate) == (wanted.df, wanted.estimate)


CELLS = st.none() | st.integers(-3, 3) | st.floats(-2, 2) | st.booleans() | st.sampled_from(["a", "b"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["level", "n", "estimate", "reason"]), CELLS, min_size=1), max_size=9))
def test_packed_rows_are_the_rows(rows: list[dict[str, Any]]) -> None:
    packed = Packed(rows[:4])
    packed.extend(rows[4:])
    found = list(packed)
    assert [list(row.items()) for row in found] == [list(row.items()) for row in rows]
    assert [[*map(type, row.values())] for row in found] == [[*map(type, row.values())] for row in rows]
    assert [packed[at] for at in range(-len(rows), len(rows))] == rows * 2
    assert packed[1:3] == rows[1:3]


TOLD = st.fixed_dictionaries(
    {"level": st.sampled_from(["a", "b", "c", "(missing)"]), "item": st.sampled_from(["P1", "P2", 3])},
    optional={
        "category": st.sampled_from(["must", "one"]),
        "n": st.none() | st.integers(0, 9) | st.floats(0, 9),
        "estimate": st.none() | st.floats(-2, 2),
        "n_other": st.integers(0, 9),
        "reason": st.none() | st.just(Words("few", "少")),
        "above": st.floats(0, 1) | st.just("none"),
        "base_note": st.none(),
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TOLD, max_size=12), st.sampled_from(["level", "item", ""]))
def test_packed_rows_are_guarded_as_rows_are(rows: list[dict[str, Any]], siblings: str) -> None:
    packed = Packed(rows[:5])
    packed.extend(rows[5:])
    small = SmallBase(flag=7, withhold=4)
    wanted, found = guarded(rows, small, siblings), list(guarded(packed, small, siblings))
    assert [list(row.items()) for row in found] == [list(row.items()) for row in wanted]


def test_packed_rows_are_written_as_rows_are(analysis: Any, tmp_path: Path) -> None:
    table = analysis.tables["worth by shop"]
    rows = [*table.rows[:5], {"level": '"é中\n', "n": 10**15, "ratio": 1e-300, "estimate": -0.0, "met": True}]
    for added in ([], [{"n": 1, "estimate": float("inf")}]):
        written = []
        for held in (Packed([*rows, *added]), [*rows, *added]):
            tables = {"worth": replace(table, rows=held)}
            write_report(replace(analysis, tables=tables), tmp_path / "report.json")
            written.append(json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["tables"])
        assert [[*row.items()] for row in written[0]["worth"]] == [[*row.items()] for row in written[1]["worth"]]


def test_what_a_page_a_sheet_and_a_picture_leave_out(
    analysis: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    monkeypatch.setattr(excel, "MOST_ROWS", 10)
    monkeypatch.setattr(picture, "MOST_ROWS", 20)
    monkeypatch.setattr(document, "MOST_ROWS", 10)
    for name in ("report.json", "report.xlsx", "report.md"):
        write_report(analysis, tmp_path / name)
    assert f"{LEVELS + 1 - 10} further rows are in the JSON report" in (tmp_path / "report.md").read_text("utf-8")
    shown = first_laid_out(analysis.tables["worth by shop"], "en", 10)
    assert shortened(shown, 4, "{} left").footnotes[-1] == f"{LEVELS + 1 - 4} left"
    tables = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["tables"]
    assert tables["worth by shop"] == analysis.tables["worth by shop"].to_dicts()
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx", read_only=True)["worth by shop"]
    shown = [row[0].value for row in sheet.iter_rows(max_col=1)]
    assert (len(shown), shown[-1]) == (12, f"{LEVELS + 1 - 10} further rows are in the JSON report.")
    monkeypatch.setattr(excel, "MOST_CELLS", 1)
    monkeypatch.setattr(excel, "FEW_ROWS", 4)
    write_report(analysis, tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx", read_only=True)["worth by shop"]
    assert sheet.cell(6, 1).value == f"{LEVELS + 1 - 4} further rows are in the JSON report."
    with pytest.raises(FigureError, match="too many for a chart"):
        analysis.tables["worth by shop"].plot()
