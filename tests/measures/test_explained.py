"""What a reader is told of how a figure came about: its own numbers, level by level, and whom it is about."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

DEFINITION = """
    survey: s
    missing: [不清楚]
    respondent: {segments: [shop]}
    items: {S: {scale: satisfied5}, N: {scale: likely11}, L: {scale: 1..5}, B: {scale: count}}
    measures:
      csat: {type: top_box, item: S}
      nps: {type: nps, item: N}
      index:
        type: composite
        components: {habit: {items: B, anchors: [0, 10], weight: 1}, liking: {items: L, weight: 3}}
    """
ANSWERS = pl.DataFrame(
    {
        "shop": ["甲", "甲", "甲", "乙", "乙", None],
        "S": ["满意", "非常满意", "一般", "不满意", "满意", "不清楚"],
        "N": [9, 10, 3, 7, 6, None],
        "L": [5, 3, None, 1, 2, None],
        "B": [4, 6, 8, 10, 12, None],
    },
    strict=False,
)


def test_each_level_has_its_own_numbers(scored: Any) -> None:
    """甲: two of three satisfied, promoters 2, detractors 1; 乙: one of two."""
    scores = scored(DEFINITION, ANSWERS)
    assert [line.zh for line in scores["csat"].by("shop").explanation.numbers] == [
        "乙 · 100 × 1/2 = 50.00",
        "甲 · 100 × 2/3 = 66.67",
    ]
    assert [line.en for line in scores["nps"].by("shop").explanation.numbers] == [
        "乙 · 100 × (0.0000 − 0.5000) = −50.00, n = 2",
        "甲 · 100 × (0.6667 − 0.3333) = 33.33, n = 3",
    ]


def test_an_index_is_the_sum_of_what_its_components_give(scored: Any) -> None:
    """Complete are 4, 6, 10, 12 visits → 40, 60, 100, 100: mean 75, and 5, 3, 1, 2 → 100, 50, 0, 25: mean 43.75.
    ¼·75 + ¾·43.75 = 51.5625; the third respondent's 8 visits count for the component only."""
    table = scored(DEFINITION, ANSWERS)["index"]
    rows = {row["component"]: row for row in table.to_dicts()}
    assert rows["habit"]["estimate"] == pytest.approx(76)
    assert [rows[part]["contribution"] for part in ("habit", "liking")] == pytest.approx([75 / 4, 43.75 * 3 / 4])
    assert rows["overall"]["estimate"] == pytest.approx(51.5625)
    assert table.explanation.numbers[0].en == "0.25 × 75.000 (habit) + 0.75 × 43.750 (liking) = 51.562 (n = 4)"


def test_a_partial_index_has_no_contributions(scored: Any) -> None:
    """Where respondents lack a component their weights differ, so that nothing adds up. 40, 60, 80, 100, 100 have sd
    √680: 76 ± 2.7764·√680/√5, Student's t with 4 degrees of freedom."""
    table = scored(DEFINITION.replace("type: composite", "type: composite\n        partial: true"), ANSWERS)["index"]
    assert [row["contribution"] for row in table.to_dicts()] == [None] * 3
    assert table.explanation.numbers[0].en == "habit: 76.00 (n = 5, 95% CI 43.62 … 108.38)"


def test_what_was_set_aside_and_what_is_missing(scored: Any) -> None:
    """Six rows, one without any score; of the item S one answer is a declared sign of none."""
    scores = scored(DEFINITION, ANSWERS)
    assert [line.en for line in scores["csat"].explanation.base] == [
        "6 rows read, 5 used, 1 set aside (no score on any measure).",
        "Answers missing, of 1 item: 1 ('不清楚' × 1).",
    ]
    assert [line.zh for line in scores["index"].explanation.base] == [
        "读取 6 行，使用 5 行，剔除 1 行（所有测量均无得分）。",
        "所用 2 个题目中缺失的回答：3（空白或未被问到 × 3）。",
        "index.habit：B 的回答超出 0–10，已截断：1",
    ]
    said = str(scores["csat"].explain("zh"))
    assert said.startswith("csat：计算方法\n\n公式\n  100 × 对 S 回答4（满意）、5（非常满意）的人数/有效回答人数")
    assert "样本\n  n = 5\n  读取 6 行" in said


def test_weighted_shares_are_not_written_as_counts(scored: Any) -> None:
    """Weights 1, 1, 2 on satisfied, satisfied, not: 100 × 2/4 = 50, which is no count of three."""
    definition = DEFINITION.replace("{segments: [shop]}", "{weight: w}")
    frame = ANSWERS.head(3).with_columns(w=pl.Series([1, 1, 2]))
    table = scored(definition, frame)["csat"]
    assert table.to_dicts()[0]["estimate"] == pytest.approx(50)
    assert table.explanation.numbers[0].en == "100 × 0.5000 = 50.00 (weighted, n = 3)"


def test_weighted_coefficients_of_kano_are_not_written_as_counts(scored: Any) -> None:
    """A, O, M with weights 1, 1, 2: better 2/4, where the counts would give 2/3."""
    definition = """
        survey: s
        respondent: {weight: w}
        items: {F: {scale: kano5}, D: {scale: kano5}}
        measures: {need: {type: kano, features: {x: {functional: F, dysfunctional: D}}}}
        """
    table = scored(definition, pl.DataFrame({"F": [1, 1, 2], "D": [3, 5, 5], "w": [1, 1, 2]}))["need"]
    assert table.explanation.numbers[0].en == (
        "x: better 0.5000, worse −0.7500, of weighted shares; counts A 1, O 1, M 1, I 0"
    )
