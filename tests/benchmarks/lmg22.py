"""Exact LMG shares of 22 drivers, as one whole process."""

import numpy as np

from satindex.stats.importance import lmg

rng = np.random.default_rng(1)
data = rng.normal(size=(2000, 22)) + rng.normal(size=(2000, 1))
outcome = data @ rng.random(22) + rng.normal(size=2000)
lmg(np.corrcoef(np.column_stack([data, outcome]), rowvar=False))
