"""Cronbach's alphas of 2800 answers to 25 items with missing cells and reverse-keyed items, against R psych 2.2.9."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from satindex.measures.scores import Scores

REFERENCES = json.loads((Path(__file__).parent.parent / "references" / "bfi.json").read_text(encoding="utf-8"))
# The key that the data's own documentation gives: A1, C4, C5, E1, E2, O2, O5 are reverse-keyed.
DEFINITION = """
    survey: bfi
    scales: {agree6: {points: [1, 6]}}
    items:
      A1..A5: {scale: agree6}
      C1..C5: {scale: agree6}
      E1..E5: {scale: agree6}
      N1..N5: {scale: agree6}
      O1..O5: {scale: agree6}
      A1: {reverse: true}
      C4..C5: {reverse: true}
      E1..E2: {reverse: true}
      O2: {reverse: true}
      O5: {reverse: true}
    measures:
      A: {type: mean, items: A1..A5}
      C: {type: mean, items: C1..C5}
      E: {type: mean, items: E1..E5}
      N: {type: mean, items: N1..N5}
      O: {type: mean, items: O1..O5}
    """


@pytest.fixture
def scores(scored: Any, shared: Path) -> Scores:
    return scored(DEFINITION, shared / "data" / "items" / "bfi.csv")


@pytest.mark.parametrize("trait", "ACENO")
def test_alpha_with_feldts_interval(scores: Scores, trait: str) -> None:
    (row,), wanted = scores[trait].to_dicts(), REFERENCES[trait]
    found = [row["alpha"], row["alpha_low"], row["alpha_high"]]
    assert found == pytest.approx([wanted["alpha"], wanted["low"], wanted["high"]], abs=1e-10)


@pytest.mark.parametrize("trait", "ACENO")
def test_item_means_after_reversing(scores: Scores, trait: str) -> None:
    for item, wanted in REFERENCES[trait]["item_means"].items():
        found = scores.frame[item.removesuffix("-")].to_numpy()
        assert found[found == found].mean() == pytest.approx(wanted, abs=1e-10)


def test_every_row_is_accounted_for(scores: Scores, shared: Path) -> None:
    audit = scores.responses.audit
    raw = pl.read_csv(shared / "data" / "items" / "bfi.csv", infer_schema=False)
    answered = [raw.select(pl.sum_horizontal(pl.col(f"^{trait}[1-5]$").is_not_null())).to_series() for trait in "ACENO"]
    # A trait needs three of its five answers: three respondents gave fewer on every trait.
    without = sum(all(count < 3 for count in counts) for counts in zip(*answered, strict=True))
    assert without == 3
    assert (audit.rows_read, audit.rows_used) == (2800, 2797)
    assert [(entry.count, entry.reason.en) for entry in audit.set_aside] == [(3, "no score on any measure")]
    # Empty cells in the file, counted with awk: A1 16, O5 20.
    assert (audit.empty["A1"], audit.empty["O5"]) == (16, 20)
