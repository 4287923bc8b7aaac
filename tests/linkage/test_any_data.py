"""Whatever the data, a model gives figures or reasons: never a traceback, a NaN or an infinite number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.linkage.data import ModelData
from satindex.linkage.model import fit_model
from satindex.survey.model import Model

VALUES = st.sampled_from([0.0, 1.0, 2.0, 3.0, -1.0, 1e6, 1e-6])


@st.composite
def any_data(draw):
    n, p, q = draw(st.integers(0, 40)), draw(st.integers(0, 3)), draw(st.integers(0, 2))
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    levels = draw(st.lists(VALUES, min_size=1, max_size=4))
    columns = rng.choice(levels, size=(n, p + q)) + draw(st.sampled_from([0.0, 1e-9, 1.0])) * rng.normal(
        size=(n, p + q)
    )
    optional = draw(st.sets(st.sampled_from(["weights", "strata", "clusters"])))
    design = {
        "weights": rng.choice([0.0, 0.5, 1.0, 3.0], n),
        "strata": rng.integers(0, 2, n),
        "clusters": rng.integers(0, 6, n),
    }
    return ModelData(
        outcome=rng.choice(draw(st.lists(VALUES, min_size=1, max_size=4)), n),
        predictors=columns[:, :p],
        predictor_names=tuple(f"p{place}" for place in range(p)),
        controls=columns[:, p:],
        control_names=tuple(f"c{place}" for place in range(q)),
        outcome_name="y",
        outcome_labels={},
        **{name: design[name] for name in optional},
    )


@pytest.mark.filterwarnings("error::RuntimeWarning:satindex")
@settings(deadline=None, max_examples=300)
@given(
    any_data(),
    st.sampled_from(["binary", "ordered", "count", "number"]),
    st.sampled_from([None, "robust", "model", "cluster", "design"]),
)
def test_figures_or_reasons(data, kind, errors):
    check(fit_model(Model("m", "y", ("p*",), errors=errors), data, kind))


@pytest.mark.filterwarnings("error::RuntimeWarning:satindex")
@settings(deadline=None, max_examples=50)
@given(
    any_data(),
    st.sampled_from(["binary", "ordered", "count"]),
    st.sampled_from([{"penalty": "firth"}, {"intervals": "profile"}, {"link": "probit"}, {"link": "cloglog"}]),
)
def test_figures_or_reasons_by_name(data, kind, asked):
    check(fit_model(Model("m", "y", ("p*",), **asked), data, kind))


@pytest.mark.filterwarnings("error::RuntimeWarning:satindex")
@pytest.mark.parametrize("asked", [{"penalty": "firth"}, {"intervals": "profile"}])
@pytest.mark.parametrize(("level", "seed"), [(-3.0, 8), (-3.0, 22), (5.0, 24)])
def test_a_control_that_hardly_varies_beside_its_level(level, seed, asked):
    """Its information can't be told from the intercept's: no profile, and no traceback."""
    rng = np.random.default_rng(seed)
    rng.choice(6), rng.choice(4)
    control = level + 1e-9 * rng.normal(size=(3, 1))
    data = ModelData(
        outcome=np.array([0.0, 1.0, 1.0]),
        predictors=np.empty((3, 0)),
        predictor_names=(),
        controls=control,
        control_names=("c0",),
        outcome_name="y",
        outcome_labels={},
    )
    check(fit_model(Model("m", "y", ("p*",), **asked), data, "binary"))


def check(found):
    tables = list(found.tables.values())
    names = found.linked.data.predictor_names
    if names:
        tables += [found.what_if(dict.fromkeys(names, 0.5)), *(found.required(name, 0.5) for name in names)]
    for result in tables:
        for row in result.to_dicts("en"):
            numbers = [value for value in row.values() if isinstance(value, float)]
            assert all(math.isfinite(value) for value in numbers), (result.name, row)
    for row in found.table.rows:
        assert (row.get("estimate") is not None) or row["reason"].en
        assert row.get("std_error") is None or row["std_error"] >= 0
