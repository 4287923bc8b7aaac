"""The ECSI model of 250 × 24 answers with 1,000 bootstrap replicates: `python tests/benchmarks/path_model.py`.

Fits, resamples and refits the whole model, and the 0–100 indices of every replicate; prints the best of five runs.
Answers are drawn by seed, so that the benchmark needs no data.
"""

import sys
import time

import numpy as np

from satindex.stats.path_estimate import estimate_paths
from satindex.stats.path_index import index_means, patterns
from satindex.stats.path_model import PathModel
from satindex.stats.sample import Sample

ITEMS = (5, 3, 7, 2, 3, 1, 3)  # image, expectation, quality, value, satisfaction, complaints, loyalty
ARROWS = ((0, 1), (1, 2), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4), (3, 4), (4, 5), (0, 6), (4, 6), (5, 6))
RESPONDENTS, REPLICATES = 250, 1_000

rng = np.random.default_rng(1)
owner = np.repeat(np.arange(len(ITEMS)), ITEMS)
arrows = np.zeros((len(ITEMS), len(ITEMS)), dtype=bool)
for cause, effect in ARROWS:
    arrows[cause, effect] = True
mood = rng.normal(size=RESPONDENTS)
latent = 0.7 * mood + 0.7 * rng.normal(size=(len(ITEMS), RESPONDENTS))
answers = np.clip(np.round(7 + 1.3 * latent[owner] + rng.normal(size=(len(owner), RESPONDENTS))), 1, 10)
model = PathModel(owner, arrows, "path")
lows, ranges, ones = np.ones(len(owner)), np.full(len(owner), 9.0), np.ones(RESPONDENTS)


def once() -> float:
    start = time.perf_counter()
    found = estimate_paths(Sample(answers), model, REPLICATES, seed=1)
    if found.again is None:
        raise SystemExit("the model has no solution")
    for construct in range(len(ITEMS)):
        of = patterns(answers, lows, np.flatnonzero(owner == construct), 1, ones, found.again.replicates.units)
        index_means(of, found.again.replicates, found.again.weights, ranges)
    return time.perf_counter() - start


sys.stdout.write(f"PLS, {len(owner)} items, {REPLICATES} replicates: {min(once() for _ in range(5)):.3f} s\n")
