"""Respondents and customers drawn from a definition with named truths, by seed."""

from satindex.simulate.defaults import default_truth
from satindex.simulate.draw import batches, simulate, simulate_records
from satindex.simulate.truth import Correlation, Truth
from satindex.simulate.truth_file import own_truth, read_truth
from satindex.simulate.writing import write_simulated

__all__ = [
    "Correlation",
    "Truth",
    "batches",
    "default_truth",
    "own_truth",
    "read_truth",
    "simulate",
    "simulate_records",
    "write_simulated",
]
