"""Linear combinations of means over different, overlapping and equal bases, against scipy and R survey 4.1.1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.frames.design import Design, Grouping
from satindex.frames.moments import moments
from satindex.frames.sampling import sampling_units
from satindex.stats.base import Base

answers = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 7))] * 2), min_size=4, max_size=25)


def base_of(frame: pl.DataFrame, columns: Sequence[str], design: Design | None = None) -> Base:
    (found,) = moments(nw.from_native(frame), [Grouping((tuple(columns),))], design)
    return Base(found)


def apart(x: Sequence[float], y: Sequence[float]) -> pl.DataFrame:
    """Two audiences as rows of one frame: nobody answers both."""
    nobody = [None] * len(y), [None] * len(x)
    return pl.DataFrame({"x": [*x, *nobody[0]], "y": [*nobody[1], *y]}, schema={"x": pl.Float64, "y": pl.Float64})


def test_two_audiences_are_welchs_t() -> None:
    """Managers 7, 6, 6, 5 against customers 4, 5, 3, 6, 2: means 6 and 4, variances 2/3 and 2.5; √(2/12 + 2.5/5)."""
    x, y = [7, 6, 6, 5], [4, 5, 3, 6, 2]
    found = base_of(apart(x, y), "xy").difference_of_means("x", "y")
    assert (found.estimate, found.n) == (2.0, 9)
    assert found.std_error == pytest.approx(math.sqrt(2 / 3 / 4 + 2.5 / 5))
    welch = stats.ttest_ind(x, y, equal_var=False)
    ends = welch.confidence_interval()
    assert [found.statistic, found.df, found.p_value] == pytest.approx([welch.statistic, welch.df, welch.pvalue])
    assert [found.ci_low, found.ci_high] == pytest.approx([ends.low, ends.high])


def test_one_audience_is_the_paired_t() -> None:
    x, y = [7, 6, 6, 5, 2], [4, 5, 3, 6, 2]
    found = base_of(pl.DataFrame({"x": x, "y": y}), "xy").difference_of_means("x", "y")
    paired = stats.ttest_rel(x, y)
    ends = paired.confidence_interval()
    assert [found.statistic, found.df, found.p_value] == pytest.approx([paired.statistic, paired.df, paired.pvalue])
    assert [found.ci_low, found.ci_high] == pytest.approx([ends.low, ends.high])
    assert found.n == 5


def test_half_answered_by_both() -> None:
    """x 1 2 3 6 by rows 1–4, y 2 4 9 by rows 3–5: x̄ 3, ȳ 5. s²x = 14/3, s²y = 13; they share rows 3 and 4, where
    Σ(x − 3)(y − 5) = 0·(−3) + 3·(−1) = −3. Variance 14/12 + 13/3 − 2·(−3)/√(4·3·3·2), df 3 − 1."""
    frame = pl.DataFrame({"x": [1, 2, 3, 6, None], "y": [None, None, 2, 4, 9]})
    found = base_of(frame, "xy").difference_of_means("x", "y")
    assert (found.estimate, found.n, found.df) == (-2.0, 5, 2.0)
    assert found.std_error == pytest.approx(math.sqrt(14 / 12 + 13 / 3 + 6 / math.sqrt(72)))


@given(answers)
@example([(1, 1)] * 7 + [(1, 2)])  # v²/(v²/7) is not quite 7
@settings(max_examples=60, deadline=None)
def test_for_any_answers(rows: list[tuple[int | None, int | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"x": pl.Int64, "y": pl.Int64}, orient="row")
    found = base_of(frame, "xy").difference_of_means("x", "y")
    x, y = (np.array([v for v in frame[c].to_list() if v is not None], dtype=float) for c in "xy")
    if not len(x) or not len(y):
        assert str(found.reason) == "no answers in this base"
        assert found.estimate is None
        return
    assert found.estimate == pytest.approx(x.mean() - y.mean(), abs=1e-9)
    if min(len(x), len(y)) < 2:
        assert found.std_error is None
        assert str(found.reason) == "fewer than two answers: no standard error"
        return
    assert found.std_error is not None
    back = base_of(frame, "yx").difference_of_means("y", "x")
    assert back.std_error == pytest.approx(found.std_error, abs=1e-9)
    both = frame.drop_nulls()
    if len(both) == 0:
        welch = stats.ttest_ind(x, y, equal_var=False)
        if welch.statistic == welch.statistic and found.std_error > 0:
            assert [found.statistic, found.df] == pytest.approx([welch.statistic, welch.df], rel=1e-9)
    if len(both) == len(x) == len(y):
        spread = float(np.std(x - y, ddof=1)) / math.sqrt(len(x))
        assert found.std_error == pytest.approx(spread, abs=1e-9)
        assert found.df == len(x) - 1


def test_pairs_that_all_differ_by_the_same_have_no_error() -> None:
    frame = pl.DataFrame({"x": [1.1, 5.3, 2.7, 6.4], "y": [2.1, 6.3, 3.7, 7.4]})
    found = base_of(frame, "xy").difference_of_means("x", "y")
    assert (found.estimate, found.std_error, found.p_value) == (pytest.approx(-1), 0.0, None)


def test_a_chain_over_three_audiences() -> None:
    """x − y − z + v with x, y of one audience, z, v of two others: v(x − y) + s²z/n + s²v/n, Satterthwaite's df."""
    random = np.random.default_rng(5)
    x, y, z, v = (random.normal(4, 1, n) for n in (12, 12, 9, 7))
    frame = pl.concat([pl.DataFrame({"x": x, "y": y}), pl.DataFrame({"z": z}), pl.DataFrame({"v": v})], how="diagonal")
    found = base_of(frame, "xyzv").combination(tuple("xyzv"), (1, -1, -1, 1))
    parts = [np.var(x - y, ddof=1) / 12, np.var(z, ddof=1) / 9, np.var(v, ddof=1) / 7]
    assert found.estimate == pytest.approx(x.mean() - y.mean() - z.mean() + v.mean())
    assert found.std_error == pytest.approx(math.sqrt(sum(parts)))
    below = sum(part**2 / df for part, df in zip(parts, (11, 8, 6), strict=True))
    assert found.df == pytest.approx(sum(parts) ** 2 / below)
    assert found.n == 28


def test_a_column_left_out_of_the_sum_does_not_count() -> None:
    frame = pl.DataFrame({"x": [1, 2, 4], "y": [2, 2, 5], "z": [None, None, 1]})
    found = base_of(frame, "xyz").combination(("x", "y", "z"), (1, -1, 0))
    assert found.std_error == pytest.approx(float(np.std([-1, 0, -1], ddof=1)) / math.sqrt(3))


# R survey 4.1.1: svyttest(api00 ~ comp.imp, design), without fpc: t and the difference Yes − No;
# svyby(~api00, ~sch.wide, design, svymean, covmat = TRUE) of apiclus1: difference 41.319, SE 19.789.
@pytest.mark.parametrize(
    ("file", "design", "split", "difference", "t"),
    [
        ("apistrat.csv", Design("pw", "stype"), "comp.imp", 40.9899300351764, 2.0556581421834),
        ("apistrat.csv", Design("pw"), "comp.imp", 40.9899300351764, 2.04898532168894),
        ("apiclus1.csv", Design("pw", None, "dnum"), "comp.imp", 15.506015037594, 0.915856254417055),
    ],
)
def test_domains_of_a_design(shared: Path, file: str, design: Design, split: str, difference: float, t: float) -> None:
    frame = _split(shared / "data" / "design" / file, split)
    found = base_of(frame, ("yes", "no"), design).difference_of_means("yes", "no")
    assert found.estimate == pytest.approx(difference, abs=1e-9)
    assert found.statistic == pytest.approx(t, abs=1e-9)
    units = sum(sampling_units(nw.from_native(frame), design.stratum, design.cluster).values())
    assert found.df == units - (3 if design.stratum else 1)


# The same with fpc: R survey 4.1.1, svydesign(…, fpc = ~fpc), svyttest(api00 ~ comp.imp): t 2.0842 and 0.92507.
@pytest.mark.parametrize(
    ("file", "design", "t"),
    [
        ("apistrat.csv", "weight: pw, stratum: stype, fpc: fpc", 2.08424329551705),
        ("apiclus1.csv", "weight: pw, cluster: dnum, fpc: fpc", 0.925067242997282),
    ],
)
def test_domains_of_a_finite_population(scored: Any, shared: Path, file: str, design: str, t: float) -> None:
    definition = f"""
    survey: schools
    respondent: {{{design}}}
    items: {{yes: {{scale: number}}, no: {{scale: number}}}}
    measures: {{a: {{type: mean, items: [yes]}}, b: {{type: mean, items: [no]}}}}
    """
    scores = scored(definition, _split(shared / "data" / "design" / file, "comp.imp"))
    (found,) = moments(scores.frame, [Grouping((("a", "b"),))], scores.responses.design)
    assert Base(found).difference_of_means("a", "b").statistic == pytest.approx(t, abs=1e-9)


def test_clusters_in_both_domains_count_once(shared: Path) -> None:
    frame = _split(shared / "data" / "design" / "apiclus1.csv", "sch.wide")
    found = base_of(frame, ("yes", "no"), Design("pw", None, "dnum")).difference_of_means("yes", "no")
    assert found.estimate == pytest.approx(41.319, abs=5e-4)
    assert found.std_error == pytest.approx(19.789, abs=5e-4)
    assert found.df == 14


def _split(file: Path, column: str) -> pl.DataFrame:
    raw = pl.read_csv(file, infer_schema_length=None)
    chosen = {
        name: pl.when(pl.col(column) == level).then(pl.col("api00")).alias(name)
        for name, level in (("yes", "Yes"), ("no", "No"))
    }
    return raw.with_columns(*chosen.values(), pl.col("dnum").cast(pl.String))
