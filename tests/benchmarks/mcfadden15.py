"""Shares of McFadden's R² of 15 drivers among 2,000 respondents (2^15 logits), as one whole process."""

import numpy as np

from satindex.stats.likelihood_importance import LikelihoodShares, mcfadden_lmg

rng = np.random.default_rng(1)
drivers = 0.7 * rng.normal(size=(2000, 15)) + 0.7 * rng.normal(size=(2000, 1))
outcome = (rng.random(2000) < 1 / (1 + np.exp(-drivers @ rng.random(15)))).astype(float)
if not isinstance(mcfadden_lmg(drivers, outcome), LikelihoodShares):
    raise SystemExit("no shares")
