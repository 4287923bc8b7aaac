"""Gaps worked by hand, and what must hold for any answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import satindex as si
from satindex.errors import SurveyError

PAIRED = """
    survey: pairs
    items: {{E1..E4: {{scale: 1..7}}, P1..P4: {{scale: 1..7}}}}
    measures:
      quality:
        type: servqual
        min_answered: {share}
        dimensions:
          a: {{expected: E1..E2, perceived: P1..P2{a}}}
          b: {{expected: E3..E4, perceived: P3..P4{b}}}
    """
PLAIN = PAIRED.format(share=0.5, a="", b="")
NAMES = [f"{side}{number}" for side in "EP" for number in range(1, 5)]
SCHEMA = dict.fromkeys(NAMES, pl.Int64)

answers = st.one_of(st.none(), st.integers(1, 7))
respondents = st.lists(st.tuples(*[answers] * 8), min_size=1, max_size=12)
complete = st.lists(st.tuples(*[st.integers(1, 7)] * 8), min_size=2, max_size=12)


def frame(rows: list[tuple[int | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def column(scores: Any, name: str) -> list[float | None]:
    return scores.frame[name].to_list()


def rows_of(scores: Any, table: str = "quality", key: str = "dimension") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in scores[table].to_dicts()}


def test_a_gap_is_over_the_pairs_answered_on_both_sides(scored: Any) -> None:
    """Respondent 1: (3−5 + 4−6)/2 = −2 and (7−1 + 7−1)/2 = 6. 2: pair 2 lacks P, so 3−5 = −2; b lacks both.
    3: E alone is no pair, so a is missing; b: pair 4 only, 1−7 = −6. Sides are over the same pairs."""
    scores = scored(
        PLAIN,
        frame([(5, 6, 1, 1, 3, 4, 7, 7), (5, 6, None, None, 3, None, 4, 4), (5, 6, 3, 7, None, None, None, 1)]),
    )
    assert column(scores, "quality.a") == [-2.0, -2.0, None]
    assert column(scores, "quality.a.expected") == [5.5, 5.0, None]
    assert column(scores, "quality.a.perceived") == [3.5, 3.0, None]
    assert column(scores, "quality.b") == [6.0, None, -6.0]
    assert column(scores, "quality.b.expected") == [1.0, None, 7.0]
    # Over the dimensions present: (−2 + 6)/2, −2, −6.
    assert column(scores, "quality") == [2.0, -2.0, -6.0]


def test_min_answered_one_needs_every_pair(scored: Any) -> None:
    scores = scored(PAIRED.format(share=1, a="", b=""), frame([(5, 6, 1, 1, 3, 4, 7, 7), (5, 6, 1, 1, 3, None, 4, 4)]))
    assert column(scores, "quality.a") == [-2.0, None]
    assert column(scores, "quality") == [2.0, 3.0]


def test_min_answered_zero_needs_one_pair(scored: Any) -> None:
    scores = scored(
        PAIRED.format(share=0, a="", b=""), frame([(5, None, None, None, 3, None, None, None), (None,) * 8])
    )
    assert column(scores, "quality.a") == [-2.0, None]


def test_weights_are_per_respondent_over_the_dimensions_present(scored: Any) -> None:
    """Weights 3 and 1: (3·(−2) + 1·6)/4 = 0; the second lacks b: −2; the third lacks a: −6."""
    scores = scored(
        PAIRED.format(share=0.5, a=", weight: 3", b=", weight: 1"),
        frame([(5, 6, 1, 1, 3, 4, 7, 7), (5, 6, None, None, 3, 4, None, None), (5, 6, 7, 7, None, None, 1, 1)]),
    )
    assert column(scores, "quality") == [0.0, -2.0, -6.0]
    assert [row["weight"] for row in scores["quality"].to_dicts()] == [3.0, 1.0, None]


def test_a_dimension_of_weight_nought_alone_gives_no_overall_gap(scored: Any) -> None:
    scores = scored(
        PAIRED.format(share=0.5, a=", weight: 0", b=", weight: 1"),
        frame([(5, 6, None, None, 3, 4, None, None), (5, 6, 7, 7, 3, 4, 1, 1)]),
    )
    assert column(scores, "quality") == [None, -6.0]


OWN = """
    survey: own
    items: {E1..E2: {scale: number}, P1..P2: {scale: number}, W1..W2: {scale: number}}
    measures:
      quality:
        type: servqual
        dimensions:
          a: {expected: [E1], perceived: [P1], weight: {item: W1}}
          b: {expected: [E2], perceived: [P2], weight: {item: W2}}
    """


def own(*points: tuple[float | None, float | None]) -> pl.DataFrame:
    """Gaps (−2, 0) and (0, −1), alternating, with each respondent's points."""
    gaps = [((5, 5), (3, 5)), ((5, 5), (5, 4))]
    rows = [(*gaps[at % 2][0], *gaps[at % 2][1], *given) for at, given in enumerate(points)]
    return pl.DataFrame(rows, schema=dict.fromkeys(["E1", "E2", "P1", "P2", "W1", "W2"], pl.Float64), orient="row")


def test_own_points(scored: Any) -> None:
    """(80·(−2) + 20·0)/100 = −1.6, (20·0 + 80·(−1))/100 = −.8, mean −1.2; the product of means would be −.75."""
    scores = scored(OWN, own((80, 20), (20, 80)))
    assert column(scores, "quality") == pytest.approx([-1.6, -0.8])
    assert rows_of(scores)["overall"]["estimate"] == pytest.approx(-1.2)
    assert scores.responses.audit.notes == ()


def test_own_points_that_do_not_total_100_are_rescaled_and_counted(scored: Any) -> None:
    scores = scored(OWN, own((8, 2), (20, 80), (80, 20), (10, 40)))
    assert column(scores, "quality") == pytest.approx([-1.6, -0.8, -1.6, -0.8])
    assert [note.en for note in scores.responses.audit.notes] == ["quality: points that do not total 100, rescaled: 2"]


@pytest.mark.parametrize("points", [(None, 100), (0, 0), (-20, 120)])
def test_own_points_missing_nought_or_negative_give_no_overall_gap(
    scored: Any, points: tuple[float | None, float | None]
) -> None:
    scores = scored(OWN, own(points, (20, 80)))
    assert column(scores, "quality")[0] is None
    assert column(scores, "quality")[1] == pytest.approx(-0.8)


def test_negative_points_are_counted_in_the_audit(scored: Any) -> None:
    scores = scored(OWN, own((-20, 120), (20, 80)))
    assert [note.en for note in scores.responses.audit.notes] == ["quality: points below 0, so no overall gap: 1"]


def test_own_points_must_be_numbers(scored: Any) -> None:
    with pytest.raises(SurveyError, match=r"measures\.quality\.dimensions\.a\.weight\.item: W1 is answered in 'text'"):
        scored(OWN.replace("W1..W2: {scale: number}", "W1..W2: {scale: text}"), own((80, 20)))


def test_five_gaps_unweighted(scored: Any) -> None:
    """(−.65 − 1.10 − .83 − .70 − 1.01)/5 = −.858."""
    gaps = [-0.65, -1.10, -0.83, -0.70, -1.01]
    dimensions = "\n".join(f"          d{i}: {{expected: [E{i}], perceived: [P{i}]}}" for i in range(1, 6))
    definition = f"""
    survey: five
    items: {{E1..E5: {{scale: number}}, P1..P5: {{scale: number}}}}
    measures:
      quality:
        type: servqual
        dimensions:
{dimensions}
    """
    row = {f"E{i}": [6.0] for i in range(1, 6)} | {f"P{i}": [6.0 + gap] for i, gap in enumerate(gaps, 1)}
    assert column(scored(definition, pl.DataFrame(row)), "quality") == pytest.approx([-0.858])


LAYOUT = """
    survey: rater
    items: {{E1..E22: {{scale: 1..7}}, P1..P22: {{scale: 1..7}}}}
    measures:
      quality: {{type: servqual, {how}}}
    """


def test_rater22_is_the_five_dimensions_written_out(scored: Any) -> None:
    random = np.random.default_rng(4)
    data = pl.DataFrame({f"{side}{n}": random.integers(1, 8, 15) for side in "EP" for n in range(1, 23)})
    weights = "{tangibles: 11, reliability: 32, responsiveness: 22, assurance: 19, empathy: 16}"
    short = LAYOUT.format(how=f"layout: rater22, expected: E1..E22, perceived: P1..P22, weights: {weights}")
    spans = {"tangibles": (1, 4, 11), "reliability": (5, 9, 32), "responsiveness": (10, 13, 22)}
    spans |= {"assurance": (14, 17, 19), "empathy": (18, 22, 16)}
    blocks = ", ".join(
        f"{name}: {{expected: E{a}..E{b}, perceived: P{a}..P{b}, weight: {w}}}" for name, (a, b, w) in spans.items()
    )
    long = LAYOUT.format(how=f"dimensions: {{{blocks}}}")
    one, other = scored(short, data), scored(long, data)
    assert one.names == other.names
    assert one.frame.select(*one.names).to_native().equals(other.frame.select(*other.names).to_native())
    # By numpy: Σ weight · mean gap over the dimension's items, /100.
    P, E = (data.select([f"{side}{n}" for n in range(1, 23)]).to_numpy() for side in "PE")
    gaps = np.stack([(P - E)[:, a - 1 : b].mean(axis=1) for a, b, _ in spans.values()])
    wanted = np.array([w for _, _, w in spans.values()]) @ gaps / 100
    assert column(one, "quality") == pytest.approx(wanted.tolist(), abs=1e-12)


def test_servperf_is_the_perceived_side_alone(scored: Any) -> None:
    definition = """
    survey: perf
    items: {P1..P3: {scale: 1..7}}
    measures:
      quality:
        type: servqual
        dimensions: {a: {perceived: P1..P2, weight: 1}, b: {perceived: [P3], weight: 3}}
    """
    scores = scored(definition, pl.DataFrame({"P1": [1, 7, None], "P2": [3, None, None], "P3": [6, 7, None]}))
    assert column(scores, "quality.a") == [2.0, 7.0, None]
    # (1·2 + 3·6)/4 and (1·7 + 3·7)/4.
    assert column(scores, "quality") == [5.0, 7.0, None]
    row = rows_of(scores)["overall"]
    assert (row["estimate"], row["n"]) == (6.0, 2)
    assert "p_value" not in row
    assert "expected" not in row


def test_the_row_of_a_dimension(scored: Any) -> None:
    """Gaps 1, −1, −3, 0 (one pair): t = mean/(s/2), share at or above expectation 2/4, ratio ΣP/ΣE = 13/16."""
    definition = """
    survey: one
    items: {E: {scale: 1..7}, P: {scale: 1..7}}
    measures: {quality: {type: servqual, dimensions: {a: {expected: [E], perceived: [P]}}}}
    """
    E, P = [3, 4, 6, 3], [4, 3, 3, 3]
    row = rows_of(scored(definition, pl.DataFrame({"E": E, "P": P})))["a"]
    test = stats.ttest_rel(P, E)
    interval = test.confidence_interval()
    assert row["estimate"] == pytest.approx(-0.75)
    assert (row["expected"], row["perceived"]) == pytest.approx((4.0, 3.25))
    assert [row["ci_low"], row["ci_high"], row["p_value"]] == pytest.approx([interval.low, interval.high, test.pvalue])
    assert [row["met"], row["below"], row["at"], row["above"]] == pytest.approx([0.5, 0.5, 0.25, 0.25])
    assert row["ratio"] == pytest.approx(13 / 16)
    residual = np.array(P) - 13 / 16 * np.array(E)
    assert row["ratio_std_error"] == pytest.approx(math.sqrt(float(residual @ residual) / 3 / 4) / 4)


def test_no_ratio_on_a_scale_with_nought(scored: Any) -> None:
    definition = """
    survey: one
    items: {E: {scale: 0..10}, P: {scale: 0..10}}
    measures: {quality: {type: servqual, dimensions: {a: {expected: [E], perceived: [P]}}}}
    """
    result = scored(definition, pl.DataFrame({"E": [3, 4], "P": [4, 3]}))["quality"]
    assert [row["ratio"] for row in result.to_dicts()] == [None, None]
    assert "No ratio: the scale includes 0." in [note.en for note in result.explanation.notes]


def test_two_respondents_with_the_same_gap_have_an_error_of_nought_and_no_test(scored: Any) -> None:
    row = rows_of(scored(PLAIN, frame([(5, 5, 5, 5, 4, 4, 4, 4)] * 3)))["overall"]
    assert (row["estimate"], row["std_error"], row["p_value"]) == (-1.0, 0.0, None)


@given(respondents)
@settings(settings.get_profile("costly"))
def test_scores_by_brute_force(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    scores = scored(PLAIN, frame(rows))
    for at, row in enumerate(rows):
        gaps = []
        for name, pairs in (("a", [(0, 4), (1, 5)]), ("b", [(2, 6), (3, 7)])):
            both = [row[p] - row[e] for e, p in pairs if row[e] is not None and row[p] is not None]
            wanted = sum(both) / len(both) if both else None
            assert column(scores, f"quality.{name}")[at] == pytest.approx(wanted)
            gaps += [] if wanted is None else [wanted]
        assert column(scores, "quality")[at] == pytest.approx(sum(gaps) / len(gaps) if gaps else None)
    audit = scores.responses.audit
    assert audit.rows_used == sum(value is not None for value in column(scores, "quality"))
    assert audit.rows_used + sum(entry.count for entry in audit.set_aside) == audit.rows_read == len(rows)


@given(complete)
@settings(settings.get_profile("costly"))
def test_equal_weights_are_no_weights(scored: Any, rows: list[tuple[int, ...]]) -> None:
    weighted = scored(PAIRED.format(share=0.5, a=", weight: 7", b=", weight: 7"), frame(rows))
    assert column(weighted, "quality") == pytest.approx(column(scored(PLAIN, frame(rows)), "quality"), abs=1e-12)


@given(complete, st.floats(0.1, 50), st.floats(0.1, 50))
@settings(settings.get_profile("costly"))
def test_common_weights_are_weights_times_mean_gaps(
    scored: Any, rows: list[tuple[int, ...]], one: float, other: float
) -> None:
    found = rows_of(scored(PAIRED.format(share=0.5, a=f", weight: {one}", b=f", weight: {other}"), frame(rows)))
    wanted = (one * found["a"]["estimate"] + other * found["b"]["estimate"]) / (one + other)
    assert found["overall"]["estimate"] == pytest.approx(wanted, abs=1e-9)


@given(respondents, st.randoms(use_true_random=False))
@settings(settings.get_profile("costly"))
def test_row_order_does_not_matter(scored: Any, rows: list[tuple[int | None, ...]], random: Any) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = (rows_of(scored(PLAIN, frame(given))) for given in (rows, shuffled))
    for dimension, row in one.items():
        for key, value in row.items():
            again = other[dimension][key]
            assert again == (pytest.approx(value, abs=1e-9, nan_ok=False) if isinstance(value, float) else value), key


@given(respondents)
@settings(settings.get_profile("costly"))
def test_reversing_both_sides_twice(scored: Any, rows: list[tuple[int | None, ...]]) -> None:
    """Answers turned round by hand (8 − x) and reverse-keyed in the definition are the answers."""
    turned = [tuple(None if x is None else 8 - x for x in row) for row in rows]
    definition = PLAIN.replace("{scale: 1..7}", "{scale: 1..7, reverse: true}")
    one, other = scored(PLAIN, frame(rows)), scored(definition, frame(turned))
    for name in one.names:
        assert column(one, name) == column(other, name)


@given(st.lists(st.tuples(answers, answers), min_size=1, max_size=15))
@settings(settings.get_profile("costly"))
def test_the_gap_changes_sign_with_the_sides(rows: list[tuple[int | None, int | None]]) -> None:
    one, other = ([row[side] for row in rows] for side in (0, 1))
    there, back = (si.gap(*sides).to_dicts()[-1] for sides in ((one, other), (other, one)))
    if there["estimate"] is None:
        assert back["estimate"] is None
        assert there["reason"] == "no answers in this base"
        return
    assert there["estimate"] == pytest.approx(-back["estimate"], abs=1e-12)
    assert -6 <= there["estimate"] <= 6
    if there["std_error"] is not None:
        assert there["ci_low"] == pytest.approx(-back["ci_high"], abs=1e-9)


@pytest.mark.parametrize(("expected", "perceived", "gap"), [(1, 7, 6.0), (7, 1, -6.0), (4, 4, 0.0)])
def test_the_ends_of_the_range_are_reached(scored: Any, expected: int, perceived: int, gap: float) -> None:
    scores = scored(PLAIN, frame([(expected,) * 4 + (perceived,) * 4]))
    assert column(scores, "quality") == [gap]
