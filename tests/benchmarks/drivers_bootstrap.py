"""LMG shares of DRIVERS drivers in REPLICATES bootstrap replicates of 2,000 respondents, as one whole process."""

import sys

import numpy as np

from satindex.linkage.data import ModelData
from satindex.linkage.drivers import drivers
from satindex.linkage.problem import prepare
from satindex.survey.model import Model
from satindex.survey.model_parts import Bootstrap, DriversAsked


def main(count: int, replicates: int) -> None:
    """Compute; raise SystemExit where a driver has no interval."""
    rng = np.random.default_rng(1)
    predictors = rng.normal(size=(2000, count)) + rng.normal(size=(2000, 1))
    data = ModelData(
        outcome=predictors @ rng.random(count) + rng.normal(size=2000),
        predictors=predictors,
        predictor_names=tuple(f"x{place}" for place in range(count)),
        controls=np.empty((2000, 0)),
        control_names=(),
        outcome_name="y",
        outcome_labels={},
    )
    model = Model("m", "y", ("x*",), drivers=DriversAsked(bootstrap=Bootstrap(replicates)))
    found = drivers(prepare(data, model))
    if any(row["ci_low"] is None for row in found.rows):
        raise SystemExit("no intervals")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
