"""What the weights decide: rows by hand, from the definition through the analysis to JSON, chart and words."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import polars as pl
import pytest

from satindex.analysis.building import analyse
from satindex.analysis.parts.weights import part
from satindex.report.json import content
from satindex.results import picture

TWO = """
    survey: two
    respondent: {segments: [g]}
    items: {A: {scale: 0..10}, B: {scale: 0..10}, E: {scale: 0..10}}
    measures:
      index:
        type: composite
        components: {a: {items: [A], weight: 3}, b: {items: [B], weight: 1}}
    """


def answers(n: int = 40) -> pl.DataFrame:
    """North: a 80, b 50; South: a 60, b 60; West: 50, 40; two people without a group."""
    levels = {"North": (8, 5), "South": (6, 6), "West": (5, 4), None: (10, 10)}
    rows = [{"g": level, "A": a, "B": b, "E": 5} for level, (a, b) in levels.items() for _ in range(n if level else 2)]
    return pl.DataFrame(rows, schema={"g": pl.String, "A": pl.Int64, "B": pl.Int64, "E": pl.Int64})


def rows_of(scores: Any, name: str) -> list[dict[str, Any]]:
    found = part(scores)
    assert found is not None
    return found.tables[name].to_dicts("en")


def test_by_hand(scored: Any) -> None:
    """North leads South where 80 w + 50 (1 − w) > 60: w > 1/3, two thirds of all weights. West is last throughout.
    With ¾, ¼: North 72.5, South 60, West 47.5. Where South leads (⅓) two of three ranks are off by 1: shift 2/9."""
    rows = {row["level"]: row for row in rows_of(scored(TWO, answers()), "index.sensitivity")}
    assert [rows[level]["estimate"] for level in ("North", "South", "West")] == pytest.approx([72.5, 60, 47.5])
    assert [rows[level]["rank"] for level in ("North", "South", "West")] == [1, 2, 3]
    assert [rows[level]["first_share"] for level in ("North", "South", "West")] == pytest.approx([2 / 3, 1 / 3, 0])
    assert [rows[level]["mean_rank"] for level in ("North", "South", "West")] == pytest.approx([4 / 3, 5 / 3, 3])
    assert (rows["North"]["lowest"], rows["North"]["highest"]) == pytest.approx((50, 80))
    assert "(missing)" not in rows
    assert rows["overall"]["segment"] is None
    (headline,) = rows_of(scored(TWO, answers()), "index.ranking")
    assert (headline["leader"], headline["first_share"]) == ("North", pytest.approx(2 / 3))
    assert headline["rank_shift"] == pytest.approx(2 / 9, abs=1e-3)


def test_without_segments_how_far_the_index_moves(scored: Any) -> None:
    """Means a 6.4…, b 5.1… of all: the index can be anything between the two, by the weights alone."""
    scores = scored(TWO.replace("respondent: {segments: [g]}", ""), answers())
    found = part(scores)
    assert found is not None
    assert list(found.tables) == ["index.sensitivity"]
    (row,) = found.tables["index.sensitivity"].to_dicts("en")
    means = [10 * answers()[name].mean() for name in "AB"]
    assert (row["lowest"], row["highest"]) == pytest.approx((min(means), max(means)))
    assert row["estimate"] == pytest.approx(0.75 * means[0] + 0.25 * means[1])
    assert row["estimate"] == pytest.approx(scores["index"].rows[-1]["estimate"])
    assert found.tables["index.sensitivity"].chart is None


def test_one_component_or_none_has_no_section(scored: Any) -> None:
    one = TWO.replace("{a: {items: [A], weight: 3}, b: {items: [B], weight: 1}}", "{a: {items: [A]}}")
    assert part(scored(one, answers())) is None


GAPS = """
    survey: gaps
    respondent: {{segments: [g]}}
    items: {{A: {{scale: 0..10}}, B: {{scale: 0..10}}, E: {{scale: 0..10}}}}
    measures:
      quality:
        type: servqual
        dimensions: {{a: {{expected: [E], perceived: [A]{one}}}, b: {{expected: [E], perceived: [B]{other}}}}}
    """


def test_weighted_gaps_too_and_unweighted_ones_not(scored: Any) -> None:
    """E is 5 for all: gaps North 3, 0; South 1, 1; West 0, −1; North leads where 3 w > 1."""
    weighted = GAPS.format(one=", weight: 60", other=", weight: 40")
    rows = {row["level"]: row for row in rows_of(scored(weighted, answers()), "quality.sensitivity")}
    assert rows["North"]["estimate"] == pytest.approx(1.8)
    assert rows["North"]["first_share"] == pytest.approx(2 / 3)
    assert part(scored(GAPS.format(one="", other=""), answers())) is None
    own = GAPS.format(one=", weight: {item: A}", other=", weight: {item: B}")
    assert part(scored(own, answers())) is None


def test_refused_weights_have_no_sensitivity(scored: Any) -> None:
    definition = TWO.replace("components:", "weights: {method: pca}\n        components:").replace(", weight: 3", "")
    data = answers().with_columns(B=10 - pl.col("A"))
    scores = scored(definition.replace(", weight: 1", ""), data)
    assert scores["index"].rows[-1]["estimate"] is None
    assert part(scores) is None


def test_four_components_are_drawn_by_a_printed_seed(scored: Any) -> None:
    definition = TWO.replace(
        "{a: {items: [A], weight: 3}, b: {items: [B], weight: 1}}",
        "{a: {items: [A]}, b: {items: [B]}, c: {items: [A, B]}, d: {items: [E]}}",
    )
    (headline,) = rows_of(scored(definition, answers()), "index.ranking")
    assert (headline["weightings"], headline["seed"]) == (10_000, 1)
    found = part(scored(definition, answers()))
    assert found is not None
    assert "seed 1" in str(found.tables["index.ranking"].explain("en"))
    means = np.array([[80, 50, 65, 50], [60, 60, 60, 50]])
    drawn = np.random.default_rng(9).dirichlet(np.ones(4), 20_000)
    assert headline["first_share"] == pytest.approx((drawn @ (means[0] - means[1]) > 0).mean(), abs=0.02)


def test_in_the_report(scored: Any) -> None:
    """The section's tables are in the JSON; the picture draws a cell for each rank a level can have."""
    analysis = analyse(scored(TWO, answers()), "en")
    section = next(section for section in analysis.sections if section.key == "weights")
    assert section.tables == ("index.sensitivity", "index.ranking")
    said = json.dumps(content(analysis, "zh"), allow_nan=False, default=float)
    assert '"index.ranking"' in said
    table = analysis.tables["index.sensitivity"]
    spec = picture.spec(table, "en")
    assert spec is not None
    cells = spec["layer"][0]["data"]["values"]
    assert [(cell["about"], cell["rank"], cell["said"]) for cell in cells] == [
        ("North", "1", "66.7%"),
        ("North", "2", "33.3%"),
        ("South", "1", "33.3%"),
        ("South", "2", "66.7%"),
        ("West", "3", "100.0%"),
    ]
    assert [row["value"] for row in spec["data"]["values"]] == ["66.7%", "33.3%", "0.0%"]
    words = str(analysis.tables["index.ranking"].explain("en"))
    assert (
        "g: North is first with the weights used, and with 66.7% of all weights; ranks shift by 0.22 on average"
        in words
    )
    assert "按所用权重 North 居首，在全部权重的 66.7% 中居首" in str(analysis.tables["index.ranking"].explain("zh"))


def test_the_data_are_read_once_for_tables_and_section(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section takes the means from the tables already computed."""
    from satindex.measures import scores as module

    read: list[int] = []
    whole = module.moments
    monkeypatch.setattr(module, "moments", lambda *args, **more: read.append(1) or whole(*args, **more))
    scores = scored(TWO, answers())
    scores.tables(by=("g",))
    before = len(read)
    part(scores)
    assert len(read) == before


def test_levels_that_are_equal_lead_together(scored: Any) -> None:
    """a 80, b 40 and a 60, b 100, both 70 with ¾, ¼: the one leads above w = ¾, the other below, together always."""
    rows = [{"g": level, "A": a, "B": b, "E": 5} for level, a, b in (("N", 8, 4), ("S", 6, 10)) for _ in range(40)]
    (headline,) = rows_of(scored(TWO, pl.DataFrame(rows)), "index.ranking")
    assert (headline["leader"], headline["first_share"]) == ("N, S", pytest.approx(1))
