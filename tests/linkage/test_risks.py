"""Risks of a proportional hazards model against Kaplan–Meier by fifths, and its baseline: against statsmodels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from satindex.linkage.data import ModelData
from satindex.linkage.model import fit, laid_out, own_tables
from satindex.linkage.parts import risks
from satindex.stats.kaplan_meier import event_share
from satindex.survey.model import Model

HORIZON = 6.0


def drawn(n=300, digits=6, **changes):
    """Times by an exponential hazard, watched for 2 to 20; six digits: nobody is tied."""
    rng = np.random.default_rng(1)
    columns = rng.normal(2, 1, size=(n, 2))
    came, watched = rng.exponential(np.exp(-columns @ [0.7, -0.3]) * 20), rng.uniform(2, 20, n)
    time, event = np.minimum(came, watched).round(digits) + 0.1, (came <= watched).astype(float)
    made = ModelData(time, columns, ("a", "b"), np.empty((n, 0)), (), "y", {}, event=event)
    return replace(made, **changes)


def tables(data, within=HORIZON, **asked):
    linked = fit(Model("m", "y", ("a", "b"), family="cox", within=within, **asked), data)
    return laid_out(linked, [*own_tables(linked), *risks.part(None, linked)])


def test_fifths_of_risk_against_kaplan_meier_of_statsmodels():
    """SurvfuncRight within each fifth; its error is Greenwood's, the interval 1 − S^exp(∓z·SE/(S·log S))."""
    import statsmodels.api as sm

    data = drawn()
    found = tables(data)
    slopes = [row["estimate"] for row in found.table.rows]
    order = np.argsort(data.predictors @ slopes, kind="stable")
    rows = found["m.calibration"].rows
    assert [row["n"] for row in rows] == [60] * 5
    for row, members in zip(rows, np.split(order, 5), strict=True):
        their = sm.SurvfuncRight(data.outcome[members], data.event[members])
        place = np.searchsorted(their.surv_times, HORIZON, side="right") - 1
        left, error = their.surv_prob[place], their.surv_prob_se[place]
        assert row["estimate"] == pytest.approx(1 - left, abs=1e-10)
        ends = 1 - left ** np.exp(np.array([1, -1]) * 1.959963984540054 * error / (left * np.log(left)))
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(ends), abs=1e-9)
        assert row["lowest"] <= row["predicted"] <= row["highest"]
        assert row["events"] == int(((data.event == 1) & (data.outcome <= HORIZON))[members].sum())
    today = found.what_if({"a": 0.1}).rows[0]["today"]
    assert sum(row["predicted"] * row["n"] for row in rows) / 300 == pytest.approx(today, abs=1e-10)


def test_the_baseline_against_statsmodels():
    """PHReg's cumulative hazard at columns of 0 (nobody is tied: Breslow's is Efron's), moved to the means.

    statsmodels' figure at a time is that just before it: the one after a time stands at the next.
    """
    from statsmodels.duration.hazard_regression import PHReg

    data = drawn()
    their = PHReg(data.outcome, data.predictors, status=data.event, ties="efron").fit(disp=0)
    ((times, hazard, _),) = their.baseline_cumulative_hazard
    at_mean = np.exp(their.params @ data.predictors.mean(axis=0))
    rows = tables(data)["m.baseline"].rows
    assert len(rows) == 12
    last = np.exp(data.predictors[data.outcome >= times[-1]] @ their.params).sum()
    hazard = np.append(hazard, hazard[-1] + 1 / last)
    for row in rows:
        place = np.searchsorted(times, row["time"], side="right") - 1
        assert row["estimate"] == pytest.approx(np.exp(-hazard[place + 1] * at_mean), abs=1e-7)
        assert row["ci_low"] < row["estimate"] < row["ci_high"]
        assert row["events"] == int(((data.event == 1) & (data.outcome <= row["time"])).sum())
    assert [row["estimate"] for row in rows] == sorted((row["estimate"] for row in rows), reverse=True)


def test_weights_are_frequencies_of_the_observed_share():
    """Every row as often as its weight says: the same share; influences are derivatives by the weights."""
    rng = np.random.default_rng(2)
    time, event = rng.integers(1, 12, 60).astype(float), rng.integers(0, 2, 60).astype(float)
    times = rng.integers(1, 4, 60)
    found = event_share(time, event, 7.0, times.astype(float))
    again = event_share(np.repeat(time, times), np.repeat(event, times), 7.0)
    assert found.share == pytest.approx(again.share, abs=1e-12)
    for row in (0, 7, 33):
        ends = []
        for change in (1e-5, -1e-5):
            weights = times.astype(float)
            weights[row] += change
            ends.append(event_share(time, event, 7.0, weights).share)
        assert found.influence[row] == pytest.approx(times[row] * (ends[0] - ends[1]) / 2e-5, abs=1e-7)


def test_what_can_not_be_observed_is_missing():
    assert event_share(np.array([1.0, 2.0]), np.array([1.0, 0.0]), 3.0) is None
    everyone = event_share(np.array([1.0, 2.0]), np.array([1.0, 1.0]), 3.0)
    assert (everyone.share, everyone.influence) == (1.0, None)
    nobody = event_share(np.array([1.0, 4.0]), np.array([0.0, 0.0]), 3.0)
    assert (nobody.share, nobody.events, nobody.influence) == (0.0, 0, None)
    # One fifth is never watched for as long as the others.
    data = drawn()
    short = np.argsort(data.predictors @ [0.7, -0.3])[:90]
    time, event = data.outcome.copy(), data.event.copy()
    event[short[time[short] > 3]] = 0
    time[short] = np.minimum(time[short], 3.0)
    rows = tables(replace(data, outcome=time, event=event), within=15)["m.calibration"].rows
    missing = [row for row in rows if row["estimate"] is None]
    assert missing
    assert all("watched" in row["reason"].en for row in missing)


def test_designs_and_horizons():
    data = drawn(weights=np.linspace(0.5, 2, 300), clusters=np.arange(300) % 30)
    rows = tables(data)["m.calibration"].rows
    assert all(row["ci_low"] < row["estimate"] < row["ci_high"] for row in rows)
    beyond = tables(drawn(), within=100)
    assert "m.calibration" not in beyond.tables
    assert beyond["m.baseline"].rows[0]["estimate"] > 0.9


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_are_drawn_and_explained(language):
    found = tables(drawn(digits=0))
    for name in ("m.calibration", "m.baseline"):
        assert found[name].plot(language).to_dict()["layer"]
        assert "exp(" in str(found[name].explain(language))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("seed", [50, 187, 2, 14, 98])
def test_scales_apart_give_figures_or_reasons(seed):
    """Columns of 10⁻⁶ beside 10⁶, few rows, ties: the first two once overflowed."""
    rng = np.random.default_rng(seed)
    n, p = int(rng.integers(1, 40)), int(rng.integers(1, 4))
    columns = rng.choice([0.0, 1.0, 2.0, 1e6, 1e-6], size=(n, p)) + rng.choice([0, 1e-9, 1.0]) * rng.normal(size=(n, p))
    times = [rng.integers(0, 5, n).astype(float), rng.exponential(size=n), rng.exponential(size=n) * 1e6]
    times.append(np.round(rng.exponential(size=n), 1))
    event = (rng.random(n) < rng.choice([0.1, 0.5, 0.9, 1])).astype(float)
    names = tuple(f"p{at}" for at in range(p))
    data = ModelData(times[seed % 4], columns, names, np.empty((n, 0)), (), "y", {}, event=event)
    linked = fit(Model("m", "y", names, family="cox", within=(None, 1, 2, 1e6)[seed % 4]), data)
    for table in laid_out(linked, [*own_tables(linked), *risks.part(None, linked)]).tables.values():
        for row in table.rows:
            assert all(np.isfinite(cell) for cell in row.values() if isinstance(cell, float))
            assert row.get("estimate", 0.0) is not None or row["reason"].en
