"""Indices of constructs as dot and interval; by segment or wave, that of the construct the others lead to.

Rows: `construct, estimate, ci_low, ci_high, n`; by segment also `level`. `options["target"]`: that construct.
"""

from __future__ import annotations

from dataclasses import replace

from satindex.results import drawing
from satindex.results.charts import estimates
from satindex.results.result import Result


def chart(result: Result, language: str) -> drawing.Spec:
    """Return the dots of all constructs in the table's order, or of one construct by level."""
    target = result.options.get("target")
    if any("level" in row for row in result.rows):
        chosen = tuple(row for row in result.rows if row.get("construct") == target)
        return estimates.chart(replace(result, rows=chosen or result.rows), language)
    return estimates.chart(result, language)
