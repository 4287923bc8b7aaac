"""Customer delivered value worked by hand."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.errors import SurveyError
from satindex.results import picture

NAMES = ["V1", "V2", "V3", "V4", "V5", "C1", "C2", "C3", "C4"]
DEFINITION = """
    survey: value
    {person}
    items: {{V1..V5: {{scale: 1..10}}, C1..C4: {{scale: 1..10}}}}
    measures:
      value:
        type: delivered_value{more}
        values: {{product: V1..V2, service: V3, personnel: V4, image: V5}}
        costs: {{money: C1, time: C2, energy: C3, psychic: C4}}
    """
PARTS = ["product", "service", "personnel", "image", "money", "time", "energy", "psychic"]


def definition(more: str = "", person: str = "") -> str:
    return DEFINITION.format(more=more, person=person)


def frame(*rows: tuple[float | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.Float64), orient="row")


def rows_of(scores: Any) -> dict[str, dict[str, Any]]:
    return {row["component"]: row for row in scores["value"].to_dicts()}


# Product (8 + 6)/2 = 7, service 8, personnel 6, image 5: 26. Money 6, time 5, energy 3, psychic 4: 18. 26 − 18 = 8.
ONE = (8, 6, 8, 6, 5, 6, 5, 3, 4)
# 9 + 5 + 5 + 5 = 24 against 7 + 7 + 6 + 6 = 26: −2.
OTHER = (9, 9, 5, 5, 5, 7, 7, 6, 6)


def test_by_hand(scored: Any) -> None:
    """Delivered values 8 and −2: mean 3. Product means 7 and 9 add 8; money 6 and 7 takes 6.5 …"""
    scores = scored(definition(), frame(ONE, OTHER))
    assert scores.frame["value"].to_list() == [8.0, -2.0]
    assert scores.frame["value.total_value"].to_list() == [26.0, 24.0]
    assert scores.frame["value.total_cost"].to_list() == [18.0, 26.0]
    rows = rows_of(scores)
    assert list(rows) == [*PARTS, "total_value", "total_cost", "overall"]
    assert [rows[name]["estimate"] for name in ("product", "money", "total_value", "overall")] == [8.0, 6.5, 25.0, 3.0]
    assert [rows[name]["contribution"] for name in PARTS] == [8.0, 6.5, 5.5, 5.0, -6.5, -6.0, -4.5, -5.0]
    assert rows["product"]["side"] == "value"
    ends = stats.ttest_1samp([8, -2], 0).confidence_interval()
    assert [rows["overall"]["ci_low"], rows["overall"]["ci_high"]] == pytest.approx([ends.low, ends.high])
    assert scores["value"].explanation.numbers[0].en == (
        "8.0000 (Product value) + 6.5000 (Service value) + 5.5000 (Personnel value) + 5.0000 (Image value) "
        "− 6.5000 (Money cost) − 6.0000 (Time cost) − 4.5000 (Energy cost) − 5.0000 (Psychic cost) = 3.0000 (n = 2)"
    )
    assert scores["value"].explanation.numbers[0].zh.startswith("8.0000（产品价值） + 6.5000（服务价值）")


def test_who_lacks_a_component_has_no_delivered_value(scored: Any) -> None:
    """Half of the product's items are enough; no answer on time leaves no total cost. Contributions add up all the
    same: they are over those who have a delivered value."""
    rows = [(8, None, *ONE[2:]), (*OTHER[:6], None, 6, 6), ONE]
    scores = scored(definition(), frame(*rows))
    # (8) + 8 + 6 + 5 = 27 against 18: 9.
    assert scores.frame["value"].to_list() == [9.0, None, 8.0]
    assert scores.frame["value.total_value"].to_list() == [27.0, 24.0, 26.0]
    found = rows_of(scores)
    assert [found[name]["n"] for name in ("product", "time", "total_value", "total_cost", "overall")] == [3, 2, 3, 2, 2]
    assert found["product"]["estimate"] == pytest.approx((8 + 9 + 7) / 3)
    assert sum(found[name]["contribution"] for name in PARTS) == pytest.approx(8.5)


WEIGHTED = """
    survey: value
    items: {{A: {{scale: 1..5}}, B: {{scale: 1..5}}, C: {{scale: 1..5}}}}
    measures:
      value:
        type: delivered_value
        total: {total}
        values: {{product: {{items: A, weight: 3, title: {{zh: 产品}}}}, image: B}}
        costs: {{money: {{items: [C], weight: 2}}}}
    """


@pytest.mark.parametrize(("total", "wanted"), [("sum", 3 * 5 + 1 - 2 * 4), ("mean", (3 * 5 + 1) / 4 - 4)])
def test_weights(scored: Any, total: str, wanted: float) -> None:
    """A 5, B 1, C 4. Sums: 3·5 + 1·1 − 2·4 = 8; weighted means: 16/4 − 4 = 0."""
    scores = scored(WEIGHTED.format(total=total), pl.DataFrame({"A": [5, 5], "B": [1, 1], "C": [4, 4]}))
    assert scores.frame["value"].to_list() == [wanted, wanted]
    rows = rows_of(scores)
    assert sum(rows[name]["contribution"] for name in ("product", "image", "money")) == pytest.approx(wanted)
    assert scores["value"].labels["product"].zh == "产品"


def test_the_picture(scored: Any) -> None:
    result = scored(definition(), frame(ONE, OTHER))["value"]
    drawn = picture.spec(result, "zh")
    assert drawn is not None
    bars = {row["about"]: row.get("contribution") for row in drawn["data"]["values"]}
    assert bars["产品价值"] == 8.0
    assert bars["货币成本"] == -6.5
    assert bars["让渡价值"] is None
    assert result.plot("en").to_dict()["description"]


cells = st.one_of(st.none(), st.integers(1, 10))


@given(st.lists(st.tuples(*[cells] * 9), min_size=1, max_size=10), st.randoms(use_true_random=False))
@settings(settings.get_profile("costly"))
def test_for_any_answers(scored: Any, rows: list[tuple[int | None, ...]], random: Any) -> None:
    scores = scored(definition(), frame(*rows))
    wanted = []
    for row in rows:
        product = [answer for answer in row[:2] if answer is not None]
        whole = None not in row[2:] and product
        wanted.append(np.mean(product) + sum(row[2:5]) - sum(row[5:]) if whole else None)  # type: ignore[arg-type]
    assert scores.frame["value"].to_list() == pytest.approx(wanted)
    shuffled = list(rows)
    random.shuffle(shuffled)
    weighted = frame(*shuffled).with_columns(w=pl.lit(2))
    again = rows_of(scored(definition(person="respondent: {weight: w}"), weighted))
    found = rows_of(scores)
    for name, row in found.items():
        for key in ("estimate", "contribution", "n"):
            known = row.get(key)
            assert again[name].get(key) == (None if known is None else pytest.approx(known, abs=1e-9)), key
    if found["overall"]["estimate"] is not None:
        total = sum(found[name]["contribution"] for name in PARTS)
        assert total == pytest.approx(found["overall"]["estimate"], abs=1e-9)
    else:
        assert found["overall"]["reason"] == "no answers in this base"
        assert {found[name]["contribution"] for name in PARTS} == {None}


@pytest.mark.parametrize(("value", "cost", "wanted"), [(10, 1, 36.0), (1, 10, -36.0), (4, 4, 0.0)])
def test_the_ends_of_the_range_are_reached(scored: Any, value: int, cost: int, wanted: float) -> None:
    assert scored(definition(), frame((value,) * 5 + (cost,) * 4)).frame["value"].to_list() == [wanted]


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_no_answer_is_no_score_on_any_engine(scored: Any, empty: float | None) -> None:
    polars = frame(ONE, (empty,) * 9)
    for data in (polars, pd.DataFrame(polars.to_dict(as_series=False)), duckdb.sql("SELECT * FROM polars")):
        scores = scored(definition(), data)
        assert sorted(scores.to_frame()["value"].dropna()) == [8.0]
        assert scores.responses.audit.rows_used == 1


@pytest.mark.parametrize(
    ("given_text", "instead", "message"),
    [
        ("money: C1", "image: C1", "measures.value.costs.image: 'image' is the name of a value too."),
        ("money: C1", "total_cost: C1", "measures.value.costs.total_cost: 'total_cost' is a reserved name."),
        ("{money: C1, time: C2, energy: C3, psychic: C4}", "{}", "measures.value.costs: There is no component."),
        ("money: C1", "money: C9", "measures.value.costs.money: There is no item 'C9'. There are: V1..V5, C1..C4."),
        ("money: C1", "money: {items: C1, wieght: 2}", "measures.value.costs.money.wieght"),
        ("C1..C4: {scale: 1..10}", "C1..C4: {scale: 1..7}", "scales of different range (V1 1–10, C1 1–7)"),
        ("C1..C4: {scale: 1..10}", "C1..C4: {scale: text}", "C1 is answered in 'text', which has no numbers"),
        ("        costs: {", "        cost: {", "measures.value.cost: There is no such key. Did you mean 'costs'?"),
    ],
)
def test_bad_definitions(scored: Any, given_text: str, instead: str, message: str) -> None:
    written = definition()
    assert given_text in written
    with pytest.raises(SurveyError) as told:
        scored(written.replace(given_text, instead), frame(ONE))
    assert message in str(told.value)


def test_weights_of_nought_are_refused(scored: Any) -> None:
    with pytest.raises(SurveyError, match=r"measures\.value\.costs: All weights are 0"):
        scored(WEIGHTED.format(total="sum").replace("weight: 2", "weight: 0"), pl.DataFrame({"A": [1]}))
