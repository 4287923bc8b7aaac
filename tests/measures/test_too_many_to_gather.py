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
    respondent: {{{person}segments: [g]}}
    items: {{A1..A3: {{scale: 1..7}}, B1..B3: {{scale: 1..7}}, C: {{scale: 1..7}}}}
    measures:
      index:
        type: composite
        partial: {partial}
        weights: {weights}
        components: {{a: {{items: [A1, A2, A3]}}, b: {{items: [B1, B2, B3]}}, c: {{items: [C]}}}}
      led:
        type: composite
        weights: {{method: regression, outcome: C, importance: lmg, replicates: {number}, seed: 3}}
        components: {{a: {{items: [A1, A2, A3]}}, b: {{items: [B1, B2, B3]}}}}
      acsi:
        type: path_index
        constructs: {{a: {{items: [A1, A2, A3]}}, b: {{items: [B1, B2, B3]}}}}
        paths: {{b: [a]}}
        bootstrap: {{replicates: {number}, seed: 3}}
    """


def survey(person: str = "", partial: str = "no", number: int = 100) -> str:
    weights = f"{{method: entropy, replicates: {number}, seed: 3}}"
    return SURVEY.format(person=person, partial=partial, weights=weights, number=number)


def people(n: int = 300) -> pl.DataFrame:
    random = np.random.default_rng(3)
    common = random.normal(size=n)
    answers = {
        name: np.where(random.random(n) < lost, np.nan, np.clip(np.round(4 + common + random.normal(size=n)), 1, 7))
        for name, lost in zip(["A1", "A2", "A3", "B1", "B2", "B3", "C"], [0.05, 0, 0, 0.1, 0, 0, 0.2], strict=True)
    }
    frame = pl.DataFrame({**answers, "g": random.choice(["x", "y"], n), "w": random.choice([0.5, 1.0, 2.0], n)})
    at = np.arange(n)
    more = {"k": [f"k{one % 40}" for one in at], "s": [f"s{one % 40 // 20}" for one in at], "h": at % 3, "id": at}
    return frame.fill_nan(None).with_columns(**{name: pl.Series(values) for name, values in more.items()})


LAZY: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame.lazy(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(frame.to_arrow()),
}
PERSONS = {
    "clusters": "cluster: k, ",
    "weights and strata": "weight: w, stratum: s, cluster: k, ",
    "margins": "cluster: k, rake: {h: {0: 30, 1: 30, 2: 40}}, ",
}


@pytest.mark.parametrize(
    ("engine", "person"), [("polars", "clusters"), ("duckdb", "weights and strata"), ("polars", "margins")]
)
def test_clusters_are_drawn_as_from_rows(
    scored: Any, engine: str, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster counts as often as where the rows are in memory: every figure is the same, errors included."""
    partial = "yes" if person == "clusters" else "no"
    wanted = scored(survey(PERSONS[person], partial), people()).tables(by=["g"])
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    monkeypatch.setattr("satindex.frames.batches.batches.__defaults__", (77,))
    if person == "margins":
        monkeypatch.setattr("satindex.frames.group_means.MOST_WHOLE", 0)
    scores = scored(survey(PERSONS[person], partial), LAZY[engine](people()))
    assert hasattr(scores.frame, "collect")
    found, errors = scores.tables(by=["g"]), 0
    assert list(found) == list(wanted)
    for name, table in wanted.items():
        for row, other in zip(table.to_dicts(), found[name].to_dicts(), strict=True):
            for key, cell in row.items():
                assert other[key] == (pytest.approx(cell, rel=1e-8) if isinstance(cell, float) else cell), (name, key)
                errors += key == "std_error" and cell is not None
    assert errors > 30
    for name in ("index", "acsi", "acsi.paths"):
        assert str(found[name].explain("en")) == str(wanted[name].explain("en"))


@pytest.mark.parametrize("engine", LAZY)
def test_respondents_are_drawn_in_random_groups(scored: Any, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors are those of the rows drawn one by one but for chance: 1/√(2·1,000) of them twice, and fewer groups."""
    wanted = scored(survey("id: id, ", number=1000), people()).tables(by=["g"])
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    found = scored(survey("id: id, ", number=1000), LAZY[engine](people())).tables(by=["g"])
    for name, table in wanted.items():
        for row, other in zip(table.to_dicts(), found[name].to_dicts(), strict=True):
            estimate = row.get("estimate")
            assert other.get("estimate") == (estimate if estimate is None else pytest.approx(estimate, rel=1e-9))
            error = row.get("std_error")
            assert other.get("std_error") == (error if error is None else pytest.approx(error, rel=0.15)), (name, row)
    assert "fall by their id" in str(found["index"].explain("en"))
    assert "fall by their id" in str(found["acsi"].explain("en"))


def test_of_too_many_levels_the_index_has_no_error(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    monkeypatch.setattr("satindex.measures.grouped_rows.MOST_CELLS", 3_000)
    monkeypatch.setattr("satindex.measures.grouped_rows.FEW_LEVELS", 0)
    found = scored(survey(), people().lazy()).tables(by=["g"])
    assert found["index"].to_dicts()[-1]["std_error"] > 0
    for name in ("index by g", "acsi by g"):
        row = found[name].to_dicts()[-1]
        assert row["estimate"] > 0
        assert "in replicates of so many levels" in str(row["reason"])


def test_columns_that_would_fill_the_memory_are_refused(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = scored(
        "survey: s\nitems: {A1..A2: {scale: 1..7}}\nmeasures: {m: {type: mean, items: [A1]}}", people().lazy()
    )
    monkeypatch.setattr("satindex.frames.batches.MOST_NUMBERS", 599)
    assert scores.sample(["A1"]).values.shape == (1, 300)
    with pytest.raises(FigureError, match="300 rows of 2 columns"):
        scores.sample(["A1", "A2"])
