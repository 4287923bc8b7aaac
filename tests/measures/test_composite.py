"""Indices of 0–100 components worked by hand, and what must hold for any answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LOYALTY = """
    survey: loyalty
    items: {{L1..L4: {{scale: 1..7}}, L5: {{scale: count, missing: [-3]}}}}
    measures:
      loyalty:
        type: composite{partial}
        components:
          behavioural: {{items: [L5], anchors: [0, 12], weight: 0.4}}
          conative: {{items: L1..L2, weight: 0.3}}
          affective: {{items: L3..L4, weight: 0.3{better}}}
    """
PLAIN = LOYALTY.format(partial="", better="")


def column(scores: Any, name: str) -> list[float | None]:
    return scores.frame[name].to_list()


def rows_of(scores: Any, table: str = "loyalty") -> dict[str, dict[str, Any]]:
    return {row["component"]: row for row in scores[table].to_dicts()}


def data(**columns: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.Int64))


def test_by_hand(scored: Any) -> None:
    """L5 = 6 of 12 → 50. L1, L2 = 7, 4 → (100 + 50)/2 = 75. L3 = 1, L4 missing → 0 (half is enough).
    (.4·50 + .3·75 + .3·0)/1 = 42.5."""
    scores = scored(PLAIN, data(L1=[7], L2=[4], L3=[1], L4=[None], L5=[6]))
    assert column(scores, "loyalty.behavioural") == [50.0]
    assert column(scores, "loyalty.conative") == [75.0]
    assert column(scores, "loyalty.affective") == [0.0]
    assert column(scores, "loyalty") == pytest.approx([42.5])


def test_answers_beyond_an_anchor_are_clipped_and_counted(scored: Any) -> None:
    """30 visits of at most 12 → 100, twice; −3 is the missing code and no answer at all."""
    scores = scored(PLAIN, data(L1=[4] * 4, L2=[4] * 4, L3=[4] * 4, L4=[4] * 4, L5=[30, 12, -3, 13]))
    assert column(scores, "loyalty.behavioural") == [100.0, 100.0, None, 100.0]
    audit = scores.responses.audit
    assert [note.en for note in audit.notes] == ["loyalty.behavioural: answers to L5 outside 0–12, clipped: 2"]
    assert [(cell.item, cell.value, cell.count, cell.reason.en) for cell in audit.cells] == [
        ("L5", "-3", 1, "declared missing")
    ]


def test_better_low_turns_a_component_round(scored: Any) -> None:
    """L3, L4 = 1, 4 → 0, 50 → turned 100, 50 → 75."""
    scores = scored(LOYALTY.format(partial="", better=", better: low"), data(L1=[7], L2=[7], L3=[1], L4=[4], L5=[12]))
    assert column(scores, "loyalty.affective") == [75.0]
    # .4·100 + .3·100 + .3·75
    assert column(scores, "loyalty") == pytest.approx([92.5])


def test_anchors_that_run_downwards(scored: Any) -> None:
    """Days of waiting: 30 → 0, 0 → 100; 12 days → 60, 45 days → 0 (clipped)."""
    definition = """
    survey: waiting
    items: {D: {scale: count}}
    measures: {speed: {type: composite, components: {wait: {items: [D], anchors: [30, 0]}}}}
    """
    scores = scored(definition, data(D=[12, 45, 0]))
    assert column(scores, "speed") == pytest.approx([60.0, 0.0, 100.0])
    assert [note.en for note in scores.responses.audit.notes] == ["speed.wait: answers to D outside 0–30, clipped: 1"]


def test_items_are_rescaled_before_they_are_averaged(scored: Any) -> None:
    """1–5 and 0–10: 5 → 100 and 0 → 0, mean 50; on the raw scale it would be 2.5 of anything."""
    definition = """
    survey: mixed
    items: {A: {scale: 1..5}, B: {scale: 0..10}}
    measures: {index: {type: composite, components: {both: {items: [A, B]}}}}
    """
    assert column(scored(definition, data(A=[5], B=[0])), "index") == [50.0]


@pytest.mark.parametrize(("partial", "wanted"), [("", None), ("\n        partial: true", 75.0)])
def test_partial_gives_an_index_over_the_components_present(scored: Any, partial: str, wanted: float | None) -> None:
    """Without the visits: (.3·100 + .3·50)/.6 = 75; by default there is no index."""
    scores = scored(LOYALTY.format(partial=partial, better=""), data(L1=[7], L2=[7], L3=[4], L4=[4], L5=[None]))
    assert column(scores, "loyalty") == pytest.approx([wanted])
    assert scores.responses.audit.rows_used == 1


def test_min_answered_of_one_component(scored: Any) -> None:
    definition = PLAIN.replace("{items: L1..L2, weight: 0.3}", "{items: L1..L2, weight: 0.3, min_answered: 1}")
    scores = scored(definition, data(L1=[7, 7], L2=[None, 7], L3=[4, 4], L4=[None, 4], L5=[0, 0]))
    assert column(scores, "loyalty.conative") == [None, 100.0]
    assert column(scores, "loyalty.affective") == [50.0, 50.0]


def test_alpha_is_that_of_what_is_averaged(scored: Any) -> None:
    """Cronbach's alpha of the rescaled items by its formula, pairwise = listwise on complete answers."""
    random = np.random.default_rng(9)
    base = random.integers(1, 6, 40)
    L1, L2 = np.clip(base + random.integers(0, 3, 40), 1, 7), np.clip(base + random.integers(0, 3, 40), 1, 7)
    scores = scored(PLAIN, pl.DataFrame({"L1": L1, "L2": L2, "L3": L1, "L4": L2, "L5": base}))
    items = np.stack([L1, L2])
    alpha = 2 * (1 - items.var(axis=1, ddof=1).sum() / items.sum(axis=0).var(ddof=1))
    row = rows_of(scores)["conative"]
    assert row["alpha"] == pytest.approx(alpha, abs=1e-12)
    assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
    assert rows_of(scores)["behavioural"].get("alpha") is None


EVEN = """
    survey: even
    items: {{A: {{scale: 1..5}}, B: {{scale: 1..5}}, C: {{scale: 0..10}}}}
    measures:
      index:
        type: composite
        partial: {partial}
        components:
          a: {{items: [A]{weight}}}
          b: {{items: [B]{weight}}}
          c: {{items: [C]{weight}}}
    """
respondents = st.lists(
    st.tuples(
        *[st.one_of(st.none(), st.integers(1, 5))] * 2,
        st.one_of(st.none(), st.integers(0, 10)),
    ),
    min_size=1,
    max_size=12,
)


def frame(rows: list[tuple[int | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys("ABC", pl.Int64), orient="row")


@given(respondents, st.booleans())
@settings(settings.get_profile("costly"))
def test_equal_weights_are_no_weights(scored: Any, rows: list[tuple[int | None, ...]], partial: bool) -> None:
    one = scored(EVEN.format(partial=str(partial).lower(), weight=""), frame(rows))
    other = scored(EVEN.format(partial=str(partial).lower(), weight=", weight: 0.25"), frame(rows))
    assert column(one, "index") == pytest.approx(column(other, "index"), abs=1e-9)


@given(respondents, st.booleans())
@settings(settings.get_profile("costly"))
def test_by_brute_force_within_the_range(scored: Any, rows: list[tuple[int | None, ...]], partial: bool) -> None:
    found = column(scored(EVEN.format(partial=str(partial).lower(), weight=""), frame(rows)), "index")
    for row, value in zip(rows, found, strict=True):
        a, b, c = row
        parts = [None if x is None else 25 * (x - 1) for x in (a, b)] + [None if c is None else 10 * c]
        present = [part for part in parts if part is not None]
        wanted = sum(present) / len(present) if present and (partial or len(present) == 3) else None
        assert value == pytest.approx(wanted, abs=1e-9)
        assert value is None or 0 <= value <= 100


@pytest.mark.parametrize(("answers", "index"), [((1, 1, 0), 0.0), ((5, 5, 10), 100.0)])
def test_the_ends_of_the_range_are_reached(scored: Any, answers: tuple[int, ...], index: float) -> None:
    assert column(scored(EVEN.format(partial="false", weight=""), frame([answers])), "index") == [index]


@given(respondents)
@settings(settings.get_profile("costly"))
def test_better_low_on_reverse_keyed_items_is_the_same(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    definition = EVEN.format(partial="true", weight="")
    turned = definition.replace("{scale: 1..5}", "{scale: 1..5, reverse: true}").replace(
        "{scale: 0..10}", "{scale: 0..10, reverse: true}"
    )
    for name in ("A", "B", "C"):
        turned = turned.replace(f"items: [{name}]", f"items: [{name}], better: low")
    one, other = scored(definition, frame(rows)), scored(turned, frame(rows))
    assert column(one, "index") == pytest.approx(column(other, "index"), abs=1e-9)
