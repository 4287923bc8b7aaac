"""What if a score moved, and what a target requires: by hand, against statsmodels, and by properties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.errors import FigureError
from satindex.linkage.data import ModelData
from satindex.linkage.model import fit, fit_model, laid_out, own_tables
from satindex.linkage.required import required_table
from satindex.linkage.what_if import move_of, what_if_curves, what_if_table
from satindex.stats.prediction import average
from satindex.survey.model import Model

Z = 1.959963984540054


def drawn(kind, n=400, seed=2, **changes):
    rng = np.random.default_rng(seed)
    columns = np.column_stack([rng.integers(1, 8, n), rng.normal(size=n), rng.normal(2, 1, n)]).astype(float)
    linear = columns @ [0.4, -0.5, 0.3] - 2
    outcome = {
        "binary": lambda: (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float),
        "ordered": lambda: np.clip(np.round(3 + linear + rng.logistic(size=n)), 1, 5),
        "count": lambda: rng.poisson(np.exp(0.5 * linear)).astype(float),
        "number": lambda: 3 + linear + rng.normal(size=n),
    }[kind]()
    reach = {"a": (1.0, 7.0)}
    return ModelData(outcome, columns, ("a", "b", "c"), np.empty((n, 0)), (), "y", {}, reach=reach, **changes)


def linked(data, kind, **asked):
    return fit(Model("m", "y", ("a", "b", "c"), **asked), data, kind)


def row_of(found, moves, term=None, figure=None):
    rows = what_if_table(found, moves).rows
    return next(row for row in rows if term in (None, row["term"]) and figure in (None, row["figure"]))


def numerical_error(predict, at, covariance):
    """√(g'Vg) with the gradient by central differences."""
    steps = np.eye(len(at)) * 1e-5
    gradient = np.array([(predict(at + step) - predict(at - step)) / 2e-5 for step in steps])
    return float(np.sqrt(gradient @ covariance @ gradient))


def raised(columns):
    """The first column half a point up, no further than 7."""
    return np.column_stack([np.minimum(columns[:, 0] + 0.5, 7.0), columns[:, 1:]])


def constant_and(columns):
    return np.column_stack([np.ones(len(columns)), columns])


def test_logit_equals_statsmodels():
    import statsmodels.api as sm

    data = drawn("binary")
    row = row_of(linked(data, "binary"), {"a": 0.5})
    their = sm.Logit(data.outcome, constant_and(data.predictors)).fit(disp=0, tol=1e-12, cov_type="HC0")
    before, after = constant_and(data.predictors), constant_and(raised(data.predictors))
    assert row["today"] == pytest.approx(their.predict(before).mean(), abs=1e-9)
    assert row["moved"] == pytest.approx(their.predict(after).mean(), abs=1e-9)
    assert row["estimate"] == pytest.approx((their.predict(after) - their.predict(before)).mean(), abs=1e-9)

    def predict(at):
        return float(np.mean(1 / (1 + np.exp(-after @ at)) - 1 / (1 + np.exp(-before @ at))))

    error = numerical_error(predict, their.params, their.cov_params())
    assert row["std_error"] == pytest.approx(error, rel=1e-6)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((row["estimate"] - Z * error, row["estimate"] + Z * error))
    assert row["clipped"] == np.sum(data.predictors[:, 0] > 6.5)
    assert (row["figure"], row["move"], row["n"]) == ("probability", 0.5, 400)


def test_counts_equal_statsmodels():
    import statsmodels.api as sm

    data = drawn("count")
    row = row_of(linked(data, "count", family="poisson", errors="model"), {"a": 0.5})
    their = sm.Poisson(data.outcome, constant_and(data.predictors)).fit(disp=0, tol=1e-12)
    before, after = constant_and(data.predictors), constant_and(raised(data.predictors))
    assert row["estimate"] == pytest.approx((their.predict(after) - their.predict(before)).mean(), abs=1e-8)
    error = numerical_error(
        lambda at: np.mean(np.exp(after @ at) - np.exp(before @ at)), their.params, their.cov_params()
    )
    assert row["std_error"] == pytest.approx(error, rel=1e-6)
    assert row["figure"] == "mean"


@pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
def test_ordered_shares_and_means(link):
    """P(y ≤ k) = F(ζ_k − Σ b x) written out; the two top levels of five, and Σ k·P(y = k)."""
    from scipy import stats

    below = {"logit": stats.logistic.cdf, "probit": stats.norm.cdf, "cloglog": lambda t: 1 - np.exp(-np.exp(t))}[link]
    data = drawn("ordered")
    found = linked(data, "ordered", link=link)
    fitted = found.found.estimated
    at = fitted.likelihood.coefficients
    covariance = found.found.predicted.prediction.covariance

    def means(at, columns):
        cumulative = below(at[:4][:, None] - (columns @ at[4:])[None, :])
        shares = np.diff(np.vstack([np.zeros(len(columns)), cumulative, np.ones(len(columns))]), axis=0)
        return {"share": shares[3:].sum(axis=0).mean(), "mean": (np.arange(1, 6) @ shares).mean()}

    for figure in ("share", "mean"):
        row = row_of(found, {"a": 0.5}, figure=figure)

        def change(at, figure=figure):
            return float(means(at, raised(data.predictors))[figure] - means(at, data.predictors)[figure])

        assert row["today"] == pytest.approx(means(at, data.predictors)[figure], abs=1e-10)
        assert row["estimate"] == pytest.approx(change(at), abs=1e-10)
        assert row["std_error"] == pytest.approx(numerical_error(change, at, covariance), rel=1e-5)
    assert found.found.predicted.words["share"].en == "P(y ≥ 4)"


def test_the_top_is_as_many_levels_as_asked():
    data = drawn("ordered")
    assert linked(data, "ordered", top=1).found.predicted.words["share"].en == "P(y ≥ 5)"
    three = replace(data, outcome=np.clip(data.outcome, 2, 4))
    assert linked(three, "ordered").found.predicted.words["share"].en == "P(y ≥ 4)"
    assert linked(three, "ordered", top=9).found.predicted.words["share"].en == "P(y ≥ 3)"


def test_a_line_by_hand():
    """y = 1 + 2x + e on x = 1, 2, 3 with ends 1 … 3: raised by 1 the last one stays, the mean move is 2/3."""
    x = np.repeat([1.0, 2.0, 3.0], 4)
    outcome = 1 + 2 * x + np.tile([0.5, -0.5, 0.25, -0.25], 3)
    data = ModelData(outcome, x[:, None], ("x",), np.empty((12, 0)), (), "y", {}, reach={"x": (1.0, 3.0)})
    found = fit(Model("m", "y", ("x",), errors="model"), data, "number")
    row = row_of(found, {"x": 1.0})
    slope = next(one for one in found.found.coefficients if one.term == "x")
    assert slope.estimate == pytest.approx(2.0)
    assert row["estimate"] == pytest.approx(4 / 3)
    assert row["std_error"] == pytest.approx(slope.std_error * 2 / 3)
    assert row["today"] == pytest.approx(5.0)
    assert row["clipped"] == 4
    down = row_of(found, {"x": -1.0})
    assert (down["estimate"], down["clipped"]) == (pytest.approx(-4 / 3), 4)


def test_a_small_move_is_the_marginal_effect():
    data = drawn("binary")
    found = linked(data, "binary")
    effect, error = found.found.effects["b"]
    row = row_of(found, {"b": 1e-4})
    assert row["estimate"] / 1e-4 == pytest.approx(effect, rel=1e-4)
    assert row["std_error"] / 1e-4 == pytest.approx(error, rel=1e-4)
    assert row["clipped"] == 0


def test_all_together_is_the_prediction_of_all_moves_at_once():
    data = drawn("binary")
    found = linked(data, "binary")
    both = row_of(found, {"a": 0.5, "b": -0.3}, term="together")
    at = found.found.predicted.prediction
    moved = raised(data.predictors) + np.array([0, -0.3, 0])
    before, after = ((1 / (1 + np.exp(at.cuts[0] - x @ at.slopes))).mean() for x in (data.predictors, moved))
    assert both["estimate"] == pytest.approx(after - before, abs=1e-12)
    assert both["move"] is None
    assert len(what_if_table(found, {"a": 0.5, "b": -0.3}).rows) == 3


def test_weights_count():
    """Whole-number weights are as good as that many respondents."""
    data = drawn("binary", n=200)
    times = np.random.default_rng(1).integers(1, 4, 200)
    weighted = ModelData(
        data.outcome,
        data.predictors,
        data.predictor_names,
        data.controls,
        (),
        "y",
        {},
        weights=times.astype(float),
        reach=data.reach,
    )
    repeated = ModelData(
        np.repeat(data.outcome, times),
        np.repeat(data.predictors, times, axis=0),
        data.predictor_names,
        np.empty((times.sum(), 0)),
        (),
        "y",
        {},
        reach=data.reach,
    )
    one, other = (row_of(linked(used, "binary"), {"a": 0.5}) for used in (weighted, repeated))
    assert one["estimate"] == pytest.approx(other["estimate"], rel=1e-8)
    assert one["today"] == pytest.approx(other["today"], rel=1e-8)


def test_the_curve_passes_through_today_and_its_ends():
    data = drawn("binary")
    found = linked(data, "binary")
    table = what_if_curves(found, {"a": 0.5}, {})[0]
    assert (table.suffix, table.chart, len(table.rows)) == (".what_if.a", "curve", 21)
    first, last = table.rows[0], table.rows[-1]
    at = found.found.predicted.prediction
    for row, value in ((first, 1.0), (last, 7.0)):
        columns = np.column_stack([np.full(400, value), data.predictors[:, 1:]])
        assert row["score_today"] == value
        assert row["estimate"] == pytest.approx((1 / (1 + np.exp(at.cuts[0] - columns @ at.slopes))).mean(), abs=1e-12)
        assert 0 <= row["ci_low"] < row["estimate"] < row["ci_high"] <= 1
    middle = next(row for row in table.rows if abs(row["move"]) < 1e-9)
    assert middle["score_today"] == pytest.approx(table.options["today"])
    assert middle["estimate"] == pytest.approx(data.outcome.mean(), abs=1e-9)  # a logit's mean prediction is the share


def test_required_of_a_line_is_fiellers():
    """(T − m)/b, and the roots of (m + bδ − T)² = t²·Var(m + bδ) (Fieller 1954); nobody is clipped."""
    from scipy import stats

    data = drawn("number", n=60)
    wide = replace(data, reach={"b": (-50.0, 50.0)})
    found = linked(wide, "number", errors="model")
    mean = float(data.outcome.mean())
    target = mean + 0.05
    row = required_table(found, ("b",), target).rows[0]
    prediction = found.found.predicted.prediction
    spread, slope = prediction.covariance, prediction.slopes[1]
    now, axis = np.concatenate([[-1.0], data.predictors.mean(axis=0)]), np.array([0.0, 0.0, 1.0, 0.0])
    t = float(stats.t.ppf(0.975, prediction.df))
    square = slope**2 - t**2 * (axis @ spread @ axis)
    double = 2 * ((mean - target) * slope - t**2 * (now @ spread @ axis))
    low, high = sorted(np.roots([square, double, (mean - target) ** 2 - t**2 * (now @ spread @ now)]).real)
    assert row["estimate"] == pytest.approx((target - mean) / slope, abs=1e-8)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), abs=1e-7)
    assert row["score_needed"] - row["score_today"] == pytest.approx(row["estimate"], abs=1e-9)


def test_required_and_what_if_agree():
    data = drawn("binary")
    found = linked(data, "binary")
    row = required_table(found, ("a",), 0.6).rows[0]
    assert row_of(found, {"a": row["estimate"]})["moved"] == pytest.approx(0.6, abs=1e-9)
    predicted = found.found.predicted
    for end in (row["ci_low"], row["ci_high"]):
        moves = {0: move_of(found.problem, "a", end)}
        at = average(predicted.prediction, predicted.figures["probability"], found.problem.matrix, moves)
        assert abs(at.estimate - 0.6) == pytest.approx(Z * at.std_error(predicted.prediction), abs=1e-8)


def test_what_is_out_of_reach_says_how_far_it_goes():
    data = drawn("binary")
    found = linked(data, "binary")
    row = required_table(found, ("a",), 0.99).rows[0]
    assert row["estimate"] is None
    highest = what_if_curves(found, {"a": 0.5}, {})[0].rows[-1]["estimate"]
    assert f"{highest:.3f}" in row["reason"].en
    assert "out of reach" in row["reason"].en
    assert "0 and 1" in required_table(found, ("a",), 60).rows[0]["reason"].en


def test_an_interval_without_ends_says_so():
    rng = np.random.default_rng(0)
    columns = rng.integers(1, 8, (40, 1)).astype(float)
    data = ModelData(
        (rng.random(40) < 0.5).astype(float), columns, ("a",), np.empty((40, 0)), (), "y", {}, reach={"a": (1.0, 7.0)}
    )
    found = fit(Model("m", "y", ("a",)), data, "binary")
    rows = what_if_curves(found, {"a": 0.5}, {})[0].rows
    target = (rows[0]["estimate"] + rows[-1]["estimate"]) / 2
    row = required_table(found, ("a",), target).rows[0]
    assert row["estimate"] is not None
    assert row["ci_low"] is None
    assert row["ci_high"] is None
    assert "no end" in row["reason"].en


def test_models_without_estimates_and_unusable_predictors_say_why():
    data = drawn("binary")
    data.predictors[:, 2] = 2 * data.predictors[:, 0]
    found = linked(data, "binary")
    rows = what_if_table(found, {"a": 0.5, "c": 1.0}).rows
    assert rows[0]["estimate"] is not None
    assert "collinear" in rows[-1]["reason"].en
    assert "collinear" in required_table(found, ("c",), 0.5).rows[0]["reason"].en
    refused = linked(drawn("count"), "binary")
    assert all(
        row["reason"].en == "logit needs an outcome with two values" for row in what_if_table(refused, {"a": 1.0}).rows
    )
    assert required_table(refused, ("a",), 0.5).rows[0]["estimate"] is None


DEFINITION = """
    survey: again
    scales: {bought: {codes: {"no": 0, "yes": 1}}, seven: {points: [1, 7]}}
    items: {R1: {scale: bought}, P1..P4: {scale: seven}, N1: {scale: likely11}}
    measures:
      quality: {type: servqual, dimensions: {tangibles: {perceived: P1..P2}, empathy: {perceived: P3..P4}}}
      nps: {type: nps, item: N1}
    models:
      again: {outcome: R1, predictors: [quality.*, nps], what_if: {quality.*: 0.5}, target: 0.7}
    """


@pytest.fixture
def answers():
    rng = np.random.default_rng(5)
    n = 300
    mood = rng.normal(size=n)
    items = {f"P{k}": np.clip(np.round(4.5 + mood + rng.normal(size=n)), 1, 7).astype(int) for k in range(1, 5)}
    likely = np.clip(np.round(7 + 2 * mood + rng.normal(size=n)), 0, 10).astype(int)
    bought = np.where(rng.random(n) < 1 / (1 + np.exp(-mood)), "yes", "no")
    return pl.DataFrame({"R1": bought, **items, "N1": likely})


def test_a_definition_asks_for_it(scored, answers):
    found = si.link(scored(DEFINITION, answers), "again")
    rows = found["again.what_if"].rows
    assert [row["term"] for row in rows] == ["quality.tangibles", "quality.empathy", "together"]
    top = scored(DEFINITION, answers).to_frame()["quality.tangibles"]
    assert rows[0]["clipped"] == int((top + 0.5 > 7).sum())  # SERVPERF: scores run from 1 to 7
    assert {"again.what_if.quality.tangibles", "again.what_if.quality.empathy", "again.required"} <= set(found.tables)
    assert [row["term"] for row in found["again.required"].rows] == ["quality.tangibles", "quality.empathy"]
    assert any("not the effect of an intervention" in note.en for note in found["again.what_if"].explanation.notes)
    assert found["again.what_if"].plot("zh").to_dict()["description"]
    assert found["again.what_if.quality.empathy"].plot("en").to_dict()["description"]
    numbers = found["again.what_if"].explanation.numbers[1].en
    assert f"= {rows[0]['estimate']:.4f}" in numbers


def test_in_python(scored, answers):
    found = si.link(scored(DEFINITION, answers), "again")
    by_yaml = found["again.what_if"].rows[0]
    assert dict(found.what_if({"quality.tangibles": 0.5}).rows[0]) == dict(by_yaml)
    moved = found.what_if({"nps": 10})
    assert (moved.name, moved.rows[0]["term"]) == ("again.what_if", "nps")
    assert dict(found.required("quality.empathy", 0.7).rows[0]) == dict(found["again.required"].rows[1])
    with pytest.raises(FigureError, match=r"Did you mean 'quality\.tangibles'"):
        found.what_if({"quality.tangible": 0.5})
    with pytest.raises(FigureError, match="not a predictor"):
        found.required("quality", 0.5)
    with pytest.raises(FigureError, match="moves nothing"):
        found.what_if({"nps": 0})


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("what_if: {quality.tangible: 0.5}", "Did you mean 'quality.tangibles'"),
        ("what_if: {quality: 0.5}", "not a predictor of this model"),
        ("what_if: {nps: 0}", "moves nothing"),
        ("what_if: {nps: high}", "number"),
        ("top: 0", "1"),
    ],
)
def test_faults(defined, asked, says):
    wrong = DEFINITION.replace("what_if: {quality.*: 0.5}", asked)
    with pytest.raises(si.SurveyError, match=says) as raised:
        defined(wrong)
    assert len(raised.value.faults) == 1


def test_rows_in_another_order_give_the_same():
    data = drawn("binary")
    turned = ModelData(
        data.outcome[::-1], data.predictors[::-1], data.predictor_names, data.controls, (), "y", {}, reach=data.reach
    )
    one, other = (row_of(linked(used, "binary"), {"a": 0.5, "c": -1.0}, "together") for used in (data, turned))
    assert one["estimate"] == pytest.approx(other["estimate"], rel=1e-9)
    assert one["std_error"] == pytest.approx(other["std_error"], rel=1e-7)


def test_laid_out_alone():
    found = linked(drawn("number"), "number")
    result = laid_out(found, own_tables(found)).what_if({"c": 1.0})
    assert result.rows[0]["estimate"] == pytest.approx(found.found.predicted.prediction.slopes[2])


def counted(x, y):
    return ModelData(y, np.asarray(x, dtype=float)[:, None], ("x",), np.empty((len(y), 0)), (), "y", {})


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_rate_too_large_for_a_number_is_missing_with_its_reason():
    """Slope about 522 per unit: five units more are e^2611 times as many; a tenth of a unit stays a number."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=40) * 1e-3
    found = fit_model(Model("m", "y", ("x",), family="poisson"), counted(x, rng.poisson(np.exp(1 + 500 * x))), "count")
    row = found.what_if({"x": 5.0}).rows[0]
    assert row["moved"] is None
    assert row["estimate"] is None
    assert row["today"] == pytest.approx(float(np.mean(found.linked.data.outcome)))
    assert "too large" in row["reason"].en
    intercept, slope = (one["estimate"] for one in found.table.rows)
    smaller = found.what_if({"x": 0.1}).rows[0]
    assert smaller["moved"] == pytest.approx(np.exp(intercept + slope * (x + 0.1)).mean(), rel=1e-9)
    assert found.what_if({"x": -5.0}).rows[0]["moved"] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_cross_validation_far_outside_the_other_folds_has_no_figure():
    """Without the outlier's fold the slope is positive, and its prediction there has hundreds of digits."""
    rng = np.random.default_rng(2)
    x = np.append(rng.normal(size=39), 2000.0)
    y = np.append(rng.poisson(np.exp(1 + 0.5 * x[:39])), 3.0).astype(float)
    rows = fit_model(Model("m", "y", ("x",), family="poisson"), counted(x, y), "count").cross_validated(4).rows
    assert [row["estimate"] for row in rows] == [None, None]
    assert all("too large" in row["reason"].en for row in rows)
    assert all(isinstance(row["in_sample"], float) for row in rows)
