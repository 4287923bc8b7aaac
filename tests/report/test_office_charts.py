"""Charts of points, of several figures a row, over time hold the tables' figures; what is no chart is a picture."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from PIL import Image
from pptx.oxml.ns import qn

from satindex.report import write_report
from satindex.report.office.drawn import charts
from satindex.report.office.native import Native
from satindex.results.result import Result


@pytest.fixture(scope="module")
def tables(sample: Any) -> Mapping[str, Result]:
    return {table.chart: table for table in sample.sample().tables.values()}


def only(tables: Mapping[str, Result], chart: str) -> Native:
    (drawn,) = charts(tables[chart], "en")
    return drawn


def test_features_lie_where_better_and_worse_are(tables: Mapping[str, Result]) -> None:
    drawn = only(tables, "kano")
    rows = tables["kano"].rows
    # Worse is drawn without its sign, as the page does; its interval turns round with it.
    assert [one.xs for one in drawn.series] == [(-row["worse"],) for row in rows]
    assert [one.x_lows for one in drawn.series] == [(-row["worse_high"],) for row in rows]
    assert [one.x_highs for one in drawn.series] == [(-row["worse_low"],) for row in rows]
    assert [one.values for one in drawn.series] == [(row["better"],) for row in rows]
    assert [one.lows for one in drawn.series] == [(row["better_low"],) for row in rows]
    # The quadrants of Berger et al. (1993) meet at .5.
    assert (drawn.x.crossed, drawn.y.crossed, drawn.x.low, drawn.y.high) == (0.5, 0.5, 0.0, 1.0)
    assert drawn.labelled


def test_lines_hold_every_point_from_left_to_right(tables: Mapping[str, Result]) -> None:
    lorenz = only(tables, "lorenz")
    rows = sorted(tables["lorenz"].rows, key=lambda row: row["customers"])
    assert lorenz.series[0].xs == tuple(row["customers"] for row in rows)
    for at, column in enumerate(("estimate", "ci_low", "ci_high")):
        assert lorenz.series[at].values == tuple(row[column] for row in rows)
    assert "top 20% of customers" in lorenz.series[-1].name
    table = tables["curve"]
    by_series: dict[Any, list[Any]] = {}
    for row in table.rows:
        by_series.setdefault(row[table.options["series"]], []).append(row)
    for one, rows in zip(only(tables, "curve").series, by_series.values(), strict=False):
        rows.sort(key=lambda row: row[table.options["x"]])
        assert one.values == tuple(row["estimate"] for row in rows)
        assert one.lows == tuple(row["ci_low"] for row in rows)


def test_predictions_stand_against_what_came(tables: Mapping[str, Result]) -> None:
    drawn, rows = only(tables, "calibration"), tables["calibration"].rows
    points = sorted((row["predicted"], row["estimate"]) for row in rows)
    assert list(zip(drawn.series[0].xs, drawn.series[0].values, strict=True)) == points
    assert drawn.series[1].xs == drawn.series[1].values  # the diagonal


def test_today_and_after_the_move_stand_side_by_side(tables: Mapping[str, Result]) -> None:
    drawn, rows = only(tables, "what_if"), tables["what_if"].rows
    today, moved = drawn.series
    known = [row for row in rows if isinstance(row.get("estimate"), float)]
    assert [one for one in today.values if one is not None] == [row["today"] for row in known]
    assert [one for one in moved.values if one is not None] == [row["moved"] for row in known]
    # The interval is the change's, laid upon today's figure.
    assert moved.lows[0] == known[0]["today"] + known[0]["ci_low"]


def test_shares_and_money_have_a_chart_each(tables: Mapping[str, Result]) -> None:
    shares, money = charts(tables["exits"], "en")
    assert shares.series[0].values == tuple(row["estimate"] for row in tables["exits"].rows)
    assert money.series[0].values == tuple(row["profit_lost"] for row in tables["exits"].rows)
    assert (shares.y.number_format, money.y.number_format) == ("0%", "#,##0")


def test_ranks_over_all_weights_add_up(tables: Mapping[str, Result]) -> None:
    drawn = only(tables, "weight_space")
    totals = [sum(one.values[at] or 0 for one in drawn.series) for at in range(len(drawn.categories))]
    assert totals == pytest.approx([1.0] * len(totals), abs=1e-9)
    first = {row["level"]: row["first_share"] for row in tables["weight_space"].rows if row.get("segment")}
    assert sorted(drawn.series[0].values) == sorted(first.values())


def test_a_kpi_stands_within_its_limits(tables: Mapping[str, Result]) -> None:
    drawn = charts(tables["control"], "en")[0]
    shown = [row for row in tables["control"].rows if row["kpi"] == tables["control"].rows[0]["kpi"]]
    shown = [row for row in shown if row["period_kind"] == "month"]
    assert drawn.categories == tuple(row["period"] for row in shown)
    # Shares are drawn in per cent.
    assert [one for one in drawn.series[0].values if one is not None] == pytest.approx(
        [100 * row["estimate"] for row in shown if row.get("estimate") is not None]
    )


@pytest.fixture(scope="module")
def pictured(sample: Any, tables: Mapping[str, Result]) -> Any:
    found = sample.sample()
    kinds = ("path", "quadrants")
    return replace(
        found,
        survey=replace(found.survey, items={}),
        tables={name: table for name, table in found.tables.items() if table.chart in kinds},
    )


def alternatives(path: Path) -> list[str]:
    """What stands for each picture where it can't be seen."""
    if path.suffix == ".docx":
        return [one.get("descr") for one in docx.Document(path).element.body.iter(qn("wp:docPr"))]
    if path.suffix == ".pptx":
        shapes = [shape for slide in pptx.Presentation(path).slides for shape in slide.shapes]
        return [shape._element.nvPicPr.cNvPr.get("descr") for shape in shapes if shape.shape_type == 13]
    with zipfile.ZipFile(path) as file:
        drawings = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/drawings/drawing")]
    return [said for said in drawings if "descr=" in said]


@pytest.mark.parametrize("ending", [".docx", ".pptx", ".xlsx"])
def test_what_is_no_native_chart_is_a_picture(pictured: Any, tmp_path: Path, ending: str) -> None:
    pytest.importorskip("vl_convert")
    path = write_report(pictured, tmp_path / f"r{ending}", "zh")
    said = alternatives(path)
    assert len(said) == 2
    assert any("顾客满意度指数" in one for one in said)
    with zipfile.ZipFile(path) as file:
        images = [file.read(name) for name in file.namelist() if name.endswith(".png")]
    assert len(images) == 2
    for image in images:
        colours = Image.open(io.BytesIO(image)).convert("RGB").getcolors(1 << 20)
        assert colours is not None
        assert len(colours) > 10  # something is drawn


def test_without_what_draws_pictures_the_document_says_so(
    pictured: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    fresh = replace(pictured, tables={name: replace(table) for name, table in pictured.tables.items()})
    document = docx.Document(write_report(fresh, tmp_path / "r.docx", "en"))
    assert sum("satindex[images]" in paragraph.text for paragraph in document.paragraphs) == 2
    sheets = openpyxl.load_workbook(write_report(fresh, tmp_path / "r.xlsx", "en"))
    assert not any(sheet._images for sheet in sheets)
