"""What needs the rows themselves, where a lazy frame has too many: left without an error, or refused, and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from satindex.errors import FigureError

SURVEY = """
    survey: people
    respondent: {segments: [g]}
    items: {A1..A3: {scale: 1..7}, B1..B3: {scale: 1..7}}
    measures:
      index:
        type: composite
        weights: {method: entropy, replicates: 100}
        components: {a: {items: [A1, A2, A3]}, b: {items: [B1, B2, B3]}}
    """
PATHS = """
    survey: people
    items: {A1..A3: {scale: 1..7}, B1..B3: {scale: 1..7}}
    measures:
      acsi:
        type: path_index
        constructs: {a: {items: [A1, A2, A3]}, b: {items: [B1, B2, B3]}}
        paths: {b: [a]}
    """


def people() -> pl.DataFrame:
    random = np.random.default_rng(3)
    common = random.normal(size=300)
    names = ["A1", "A2", "A3", "B1", "B2", "B3"]
    answers = {name: np.clip(np.round(4 + common + random.normal(size=300)), 1, 7) for name in names}
    return pl.DataFrame({**answers, "g": random.choice(["x", "y"], 300)})


LAZY: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame.lazy(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(frame.to_arrow()),
}


@pytest.mark.parametrize("engine", LAZY)
def test_an_index_with_weights_from_the_data_has_no_error(
    scored: Any, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = scored(SURVEY, people()).tables(by=["g"])
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    scores = scored(SURVEY, LAZY[engine](people()))
    assert hasattr(scores.frame, "collect")
    found = scores.tables(by=["g"])
    assert list(found) == list(wanted)
    for name, table in wanted.items():
        for row, other in zip(table.to_dicts(), found[name].to_dicts(), strict=True):
            assert other.get("estimate") == pytest.approx(row.get("estimate"), rel=1e-9)
            of_index = row.get("component") == "overall" or "weights" in name
            assert (other.get("std_error") is None) == (of_index or row.get("std_error") is None), (name, row)
    index = found["index"].to_dicts()[-1]
    assert "not taken anew in replicates of so many" in str(index["reason"])
    assert "not taken anew in replicates of so many" in str(found["index"].explain("en"))


def test_a_path_model_is_refused(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    with pytest.raises(FigureError, match="leave the measure out"):
        scored(PATHS, people().lazy())


def test_columns_that_would_fill_the_memory_are_refused(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = scored(
        "survey: s\nitems: {A1..A2: {scale: 1..7}}\nmeasures: {m: {type: mean, items: [A1]}}", people().lazy()
    )
    monkeypatch.setattr("satindex.frames.batches.MOST_NUMBERS", 599)
    assert scores.sample(["A1"]).values.shape == (1, 300)
    with pytest.raises(FigureError, match="300 rows of 2 columns"):
        scores.sample(["A1", "A2"])
