"""Figures of few answers: marked, withheld, and not to be worked out from what is shown."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import satindex as si
from satindex.language import Words
from satindex.results.layout import laid_out
from satindex.results.result import Row
from satindex.results.small_bases import COMPLEMENT, SmallBase, guarded

SMALL = SmallBase(30, 10)
BELOW = Words("base below 10", "基数不足 10")


def _row(level: str, n: int, dimension: str = "d") -> Row:
    return {"level": level, "dimension": dimension, "estimate": 1.0, "category": "A", "weight": 3.0, "n": n}


def test_a_small_base_is_marked_and_a_very_small_one_withheld() -> None:
    whole, small, tiny, tiny_too, nobody = guarded(
        [_row(*of) for of in zip("abcde", (30, 29, 9, 5, 0), strict=True)], SMALL
    )
    assert whole == _row("a", 30)
    assert small == {**_row("b", 29), "base_note": Words("small base (below 30)", "基数较小（不足 30）")}
    assert tiny == {**_row("c", 9), "estimate": None, "category": None, "reason": BELOW}
    assert tiny_too["reason"] == BELOW
    assert nobody == _row("e", 0)


def test_ten_and_thirty_are_enough() -> None:
    found = guarded([_row("a", 10), _row("b", 30)], SMALL)
    assert [row["estimate"] for row in found] == [1.0, 1.0]
    assert [row.get("base_note") is not None for row in found] == [True, False]


def test_one_withheld_level_takes_the_next_smallest_along() -> None:
    """Else 100 × total − 50 × a − 41 × b over 9 would be the withheld figure of c."""
    a, b, c = guarded([_row("a", 50), _row("b", 41), _row("c", 9)], SMALL)
    assert (a["estimate"], b["estimate"], c["estimate"]) == (1.0, None, None)
    assert (b["reason"], c["reason"]) == (COMPLEMENT, BELOW)


def test_two_withheld_levels_hide_each_other_if_they_are_enough_together() -> None:
    found = guarded([_row("a", 50), _row("b", 41), _row("c", 9), _row("d", 1)], SMALL)
    assert [row["estimate"] for row in found] == [1.0, 1.0, None, None]
    found = guarded([_row("a", 50), _row("b", 41), _row("c", 8), _row("d", 1)], SMALL)
    assert [row["estimate"] for row in found] == [1.0, None, None, None]


def test_each_figure_has_its_own_complement() -> None:
    found = guarded([_row("a", 50), _row("b", 9), _row("a", 50, "e"), _row("b", 40, "e")], SMALL)
    assert [row["estimate"] for row in found] == [None, None, 1.0, 1.0]


def test_zero_never_withholds() -> None:
    (row,) = guarded([_row("a", 1)], SmallBase(30, 0))
    assert row["estimate"] == 1.0


bases = st.lists(st.integers(0, 60), min_size=1, max_size=8)


@given(bases)
@settings(max_examples=200, deadline=None)
def test_what_is_withheld_can_not_be_told_from_the_total(counts: list[int]) -> None:
    """The levels that are not shown hold nobody, or at least ten in two levels, or are all there are."""
    found = guarded([_row(str(at), n) for at, n in enumerate(counts)], SMALL)
    hidden = [n for n, row in zip(counts, found, strict=True) if row["estimate"] is None]
    there = [n for n in counts if n]
    assert all(row["estimate"] is None for n, row in zip(counts, found, strict=True) if 0 < n < 10)
    assert not hidden or len(hidden) == len(there) or (len(hidden) >= 2 and sum(hidden) >= 10)
    assert guarded(found, SMALL) == found


DEFINITION = """
    survey: small
    respondent: {segments: [g]}
    items: {Q: {scale: likely11}, P1..P2: {scale: 1..7}, E1..E2: {scale: 1..7}}
    measures:
      nps: {type: nps, item: Q}
      quality: {type: servqual, dimensions: {d: {expected: E1..E2, perceived: P1..P2}}}
      index: {type: composite, components: {c: {items: P1..P2}}}
    small_base: {flag: 30, withhold: 10}
    """


def _answers(counts: dict[str, int]) -> pl.DataFrame:
    levels = [level for level, n in counts.items() for _ in range(n)]
    n = len(levels)
    columns = {name: [1 + (at * step) % 7 for at in range(n)] for name, step in zip("abcd", (1, 2, 3, 5), strict=True)}
    asked = dict(zip(["P1", "P2", "E1", "E2"], columns.values(), strict=True))
    return pl.DataFrame({"g": levels, "Q": [at % 11 for at in range(n)], **asked})


def test_everywhere_in_the_json(scored: Any, tmp_path: Any) -> None:
    scores = scored(DEFINITION, _answers({"x": 60, "y": 40, "z": 9}))
    path = tmp_path / "report.json"
    si.write_report(si.analyse(scores), path)
    tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    seen = 0
    for name, rows in tables.items():
        for row in rows:
            if "z" in (row.get("level"), row.get("other")):
                seen += 1
                known = {name for name, cell in row.items() if isinstance(cell, int | float)}
                assert known <= {"n", "n_other", "weight"}, (name, row)
                assert row["reason"] in ("base below 10", COMPLEMENT.en)
    assert seen > 5


def test_a_whole_survey_of_nine(scored: Any) -> None:
    scores = scored(DEFINITION, _answers({"x": 9}))
    (row,) = scores["nps"].to_dicts()
    assert (row["estimate"], row["promoters"], row["n"], row["reason"]) == (None, None, 9, "base below 10")
    analysis = si.analyse(scores)
    assert {row["reason"] for row in analysis.tables["items"].to_dicts()} == {"base below 10"}
    assert [headline.estimate for headline in analysis.headlines] == [None] * 3
    for table in analysis.tables.values():
        assert str(table.explain("en"))
        assert laid_out(table, "zh").rows


def test_a_definition_withholds_by_default(tmp_path: Any) -> None:
    path = tmp_path / "survey.yaml"
    path.write_text("items: {Q: {scale: likely11}}\nmeasures: {nps: {type: nps, item: Q}}\n", encoding="utf-8")
    survey = si.load_survey(path)
    assert survey.small_base == SmallBase(30, 10)


def test_one_question_without_a_definition_is_never_withheld() -> None:
    (row,) = si.nps([10, 0, 7]).to_dicts()
    assert (row["estimate"], row["base_note"]) == (0.0, "small base (below 30)")


def test_the_mark_follows_the_definition(scored: Any) -> None:
    definition = DEFINITION.replace("flag: 30, withhold: 10", "flag: 50, withhold: 0")
    table = scored(definition, _answers({"x": 49}))["nps"]
    assert laid_out(table, "en").footnotes == ("† fewer than 50 answers: read with care.",)
    assert "49 †" in str(table)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{flag: -1}", "1: small_base.flag: -1 is not allowed: it must be 0 or more."),
        ("{withold: 5}", "1: small_base.withold: There is no such key. Did you mean 'withhold'?"),
    ],
)
def test_bad_keys(tmp_path: Any, written: str, message: str) -> None:
    path = tmp_path / "survey.yaml"
    path.write_text(f"small_base: {written}\n", encoding="utf-8")
    with pytest.raises(si.errors.SurveyError) as error:
        si.load_survey(path)
    assert message in str(error.value)


def test_those_without_a_level_need_no_complement() -> None:
    """Seven who did not say their age are withheld; the other levels stand."""
    rows = [{"level": level, "estimate": 1.0, "n": n} for level, n in (("18-25", 193), ("51+", 122), ("(missing)", 7))]
    assert [row["estimate"] for row in guarded(rows, SmallBase(30, 10))] == [1.0, 1.0, None]
