"""A level of a segment against the whole that it is a part of: by hand, under a design, where weights are fitted."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from satindex.analysis.against_whole import WHOLE, whole_of
from satindex.analysis.small_levels import without_report
from satindex.measures.scores import Scores
from satindex.results.small_bases import COMPLEMENT, SmallBase

Scored = Callable[[str, Any], Scores]

DEFINITION = """
    respondent: {segments: [branch]}
    items: {A: {scale: 1..7}, Q: {scale: likely11}}
    measures:
      satisfaction: {type: mean, items: [A]}
      nps: {type: nps, item: Q}
    """
FRAME = pl.DataFrame(
    {
        "A": [1, 2, 3, 6, 7, 7, 5, 4, None, 7],
        "Q": [0, 10, 7, 9, 10, 3, 8, 9, 10, 10],
        "branch": ["a", "a", "a", "b", "b", "b", "b", "c", "c", None],
    }
)


def test_the_share_of_the_others_times_the_difference_from_them(scored: Scored) -> None:
    """a: 1, 2, 3; all others with an answer, also the one without a branch: 6, 7, 7, 5, 4, 7. Welch's t of scipy."""
    row = whole_of(scored(DEFINITION, FRAME), "branch").rows["a"]["satisfaction"][0]
    own, others = [1, 2, 3], [6, 7, 7, 5, 4, 7]
    welch = stats.ttest_ind(own, others, equal_var=False)
    assert (row["benchmark"], row["own"], row["n"], row["n_other"]) == (WHOLE, 2.0, 3, 6)
    assert row["theirs"] == pytest.approx(42 / 9)
    assert row["theirs_std_error"] == pytest.approx(np.std([*own, *others], ddof=1) / 3)
    assert row["estimate"] == pytest.approx(2 - 42 / 9)
    assert row["estimate"] == pytest.approx((6 / 9) * (2 - 6))  # the others' mean is 36/6
    assert row["std_error"] == pytest.approx((6 / 9) * math.sqrt(np.var(own, ddof=1) / 3 + np.var(others, ddof=1) / 6))
    assert (row["statistic"], row["df"], row["p_value"]) == pytest.approx((welch.statistic, welch.df, welch.pvalue))
    interval = welch.confidence_interval()
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((6 / 9 * interval.low, 6 / 9 * interval.high))


def test_p_is_adjusted_among_the_levels_of_one_figure(scored: Scored) -> None:
    """Holm: of two tested levels (c has one answer, so no error) the smaller p doubles, the larger is at least that."""
    rows = whole_of(scored(DEFINITION, FRAME), "branch").rows
    p = {level: rows[level]["satisfaction"][0] for level in ("a", "b", "c")}
    small, large = sorted(["a", "b"], key=lambda level: float(str(p[level]["p_value"])))
    assert p[small]["p_adjusted"] == pytest.approx(2 * float(str(p[small]["p_value"])))
    assert p[large]["p_adjusted"] == pytest.approx(
        max(2 * float(str(p[small]["p_value"])), float(str(p[large]["p_value"])))
    )
    assert (p["c"]["std_error"], p["c"]["p_adjusted"], p["c"]["estimate"]) == (None, None, pytest.approx(4 - 42 / 9))
    assert p["c"]["reason"] is not None


DESIGNED = """
    respondent: {segments: [branch], weight: w, stratum: region, cluster: school}
    items: {A: {scale: 1..7}}
    measures: {satisfaction: {type: mean, items: [A]}}
    """


def test_under_a_design_the_others_are_another_domain(scored: Scored) -> None:
    """Σ_h n_h/(n_h − 1)·Σ(t − t̄)² over clusters, t = Σ w·(1_a(x − m_a)/W_a − 1_r(x − m_r)/W_r); times W_r/W."""
    random = np.random.default_rng(3)
    n = 60
    frame = pl.DataFrame(
        {
            "A": random.integers(1, 8, n),
            "w": random.uniform(0.5, 2, n).round(2),
            "region": ["north"] * 30 + ["south"] * 30,
            "school": [f"s{at // 6}" for at in range(n)],
            "branch": random.choice(["a", "b", "c"], n),
        }
    )
    row = whole_of(scored(DESIGNED, frame), "branch").rows["a"]["satisfaction"][0]
    x, w, mine = frame["A"].to_numpy().astype(float), frame["w"].to_numpy(), (frame["branch"] == "a").to_numpy()
    m, r = np.average(x[mine], weights=w[mine]), np.average(x[~mine], weights=w[~mine])
    t = np.where(mine, w * (x - m) / w[mine].sum(), -w * (x - r) / w[~mine].sum()).reshape(10, 6).sum(axis=1)
    variance = sum(5 / 4 * ((of - of.mean()) ** 2).sum() for of in (t[:5], t[5:]))
    share = w[~mine].sum() / w.sum()
    assert row["estimate"] == pytest.approx(m - np.average(x, weights=w))
    assert row["std_error"] == pytest.approx(share * math.sqrt(variance))
    assert row["statistic"] == pytest.approx((m - r) / math.sqrt(variance))


CLUSTERS = pl.DataFrame(
    {"A": [1, 2, 6, 7, 5, 5, 3, 4], "w": [1, 3, 1, 1, 2, 1, 1, 1], "region": ["r"] * 8, "school": list("aabbccdd")}
)


def test_a_level_in_one_cluster_with_others_has_no_error_and_so_has_its_difference(scored: Scored) -> None:
    """All influence of one cluster cancels within it: an error of the others alone would be too small."""
    row = whole_of(scored(DESIGNED, CLUSTERS.with_columns(branch=pl.Series(list("xxyyzzzz")))), "branch").rows
    assert row["z"]["satisfaction"][0]["std_error"] is not None
    shared = CLUSTERS.with_columns(branch=pl.Series(list("xxyyyyzz")), school=pl.Series(list("aabbccaa")))
    found = whole_of(scored(DESIGNED, shared), "branch").rows["x"]["satisfaction"][0]
    assert (found["own"], found["std_error"], found["p_value"]) == (1.75, None, None)
    assert found["reason"] is not None


def test_of_a_level_that_is_a_cluster_people_are_the_sample(scored: Scored) -> None:
    """a: 1, 2 with weights 1, 3, an error among its people; the others' error among their three clusters; Welch's t."""
    row = whole_of(scored(DESIGNED, CLUSTERS.with_columns(pl.col("school").alias("branch"))), "branch").rows["a"][
        "satisfaction"
    ][0]
    x, w = CLUSTERS["A"].to_numpy().astype(float), CLUSTERS["w"].to_numpy().astype(float)
    mine, others = (x[:2], w[:2]), (x[2:], w[2:])
    m, r = (float(np.average(values, weights=weights)) for values, weights in (mine, others))
    own = 8 / 7 * float(((w[:2] * (x[:2] - m) / w[:2].sum()) ** 2).sum())
    t = (w[2:] * (x[2:] - r) / w[2:].sum()).reshape(3, 2).sum(axis=1)
    theirs = 4 / 3 * float((t**2).sum())
    share = w[2:].sum() / w.sum()
    assert (row["own"], row["estimate"]) == pytest.approx((m, m - np.average(x, weights=w)))
    assert row["std_error"] == pytest.approx(share * math.sqrt(own + theirs))
    assert row["statistic"] == pytest.approx((m - r) / math.sqrt(own + theirs))
    assert row["df"] == pytest.approx((own + theirs) ** 2 / (own**2 / 1 + theirs**2 / 2))


def test_where_the_level_is_everybody_there_is_nothing_to_hold_it_against(scored: Scored) -> None:
    row = whole_of(scored(DEFINITION, FRAME.filter(pl.col("branch") == "b")), "branch").rows["b"]["satisfaction"][0]
    assert (row["own"], row["theirs"], row["estimate"], row["n_other"]) == (6.25, 6.25, None, 0)
    assert row["reason"] is not None


def test_fitted_weights_are_fitted_anew_on_both_sides(scored: Scored) -> None:
    """The error is the standard deviation of the difference within the bootstrap replicates of everybody."""
    random = np.random.default_rng(5)
    frame = pl.DataFrame({name: random.integers(1, 8, 60) for name in "ABC"}).with_columns(
        branch=pl.Series(["a", "b", "c"] * 20)
    )
    scores = scored(
        """
        respondent: {segments: [branch]}
        items: {A: {scale: 1..7}, B: {scale: 1..7}, C: {scale: 1..7}}
        measures:
          index:
            type: composite
            weights: {method: entropy, replicates: 200}
            components: {one: {items: [A]}, two: {items: [B]}, three: {items: [C]}}
        """,
        frame,
    )
    row = next(row for row in whole_of(scores, "branch").rows["a"]["index"] if row["component"] == "overall")
    measure = scores.measures["index"]
    own = measure.replicated(scores.read_of("branch", "a"), "index")
    whole = measure.replicated(scores.read, "index")
    assert own is not None
    assert whole is not None
    assert row["std_error"] == pytest.approx(float(np.nanstd(own.means - whole.means, ddof=1)))


def test_which_levels_give_away_another_one() -> None:
    """The whole less all that are shown may not be fewer than five answers, nor those of one level."""
    small = SmallBase(withhold=5)
    enough = {"a": 30, "b": 40}
    assert without_report(enough, [enough], small) == {}
    assert without_report({"a": 2, "b": 40}, [], SmallBase()) == {}
    one = without_report({"a": 2, "b": 9, "c": 40}, [], small)
    assert one == {"a": small.reason, "b": COMPLEMENT}
    several = without_report({"a": 4, "b": 3, "c": 9, "d": 40}, [], small)
    assert several == {"a": small.reason, "b": small.reason}
    too_few = without_report({"a": 2, "b": 2, "c": 9, "d": 40}, [], small)
    assert too_few == {"a": small.reason, "b": small.reason, "c": COMPLEMENT}
    # a has enough respondents, but three answers to one question: b must not tell them by subtraction.
    of_one_figure = without_report({"a": 8, "b": 9, "c": 40}, [{"a": 3, "b": 9, "c": 40}], small)
    assert of_one_figure == {"b": COMPLEMENT}
    nobody = without_report({"a": 2, "b": 9}, [{"a": 0, "b": 9}], small)
    assert nobody == {"a": small.reason, "b": COMPLEMENT}
