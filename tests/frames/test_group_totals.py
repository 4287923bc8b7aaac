"""The bootstrap beyond memory: errors are those of linearisation, the same on every engine and partitioning."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest

from satindex.api import load_survey, read_responses
from satindex.errors import FigureError
from satindex.frames.design import Design
from satindex.frames.group_totals import GroupTotals
from satindex.frames.identity import Identity
from satindex.frames.packing import packed, unpacked
from satindex.frames.passes import passed
from satindex.frames.unit_groups import groups_of
from satindex.measures.scores import Scores, score

N = 4_000
DEFINITION = """
survey: people
respondent: {{id: id, {design} segments: [r]}}
items: {{x: {{scale: number}}, y: {{scale: number}}}}
{where}
measures: {{one: {{type: mean, items: [x]}}, two: {{type: mean, items: [y]}}}}
"""
RAKED = "rake: {g: {F: 0.5, M: 0.5}, h: {a: 0.2, b: 0.3, c: 0.5}},"
DESIGNS = {
    "nothing": "",
    "weight": "weight: w,",
    "strata": "stratum: s,",
    "strata and weights": "weight: w, stratum: s,",
    "clusters": "weight: w, stratum: s, cluster: c,",
    "population": "stratum: s, fpc: f,",
    "margins": RAKED,
    "margins, strata and weights": f"weight: w, stratum: s, {RAKED}",
    "margins and clusters": f"cluster: c, {RAKED}",
}


def people(n: int = N) -> pl.DataFrame:
    random = np.random.default_rng(7)
    stratum, g, h = random.choice(4, n, p=[0.5, 0.3, 0.15, 0.05]), random.choice(2, n), random.choice(3, n)
    cluster = stratum * 50 + random.integers(0, 50, n)
    x = 5 * stratum + 3 * g + 2 * h + random.normal(0, 1, 200)[cluster] + random.normal(0, 2, n)
    return pl.DataFrame(
        {
            "id": [f"p{at}" for at in range(n)],
            "x": x.round(),
            "y": [
                None if lost else float(round(v))
                for v, lost in zip(random.gamma(2, 3, n), random.random(n) < 0.2, strict=True)
            ],
            "s": [f"s{code}" for code in stratum],
            "c": [f"c{code}" for code in cluster],
            "g": np.array(["F", "M"])[g],
            "h": np.array(["a", "b", "c"])[h],
            "w": random.choice([0.5, 1.0, 2.25], n),
            "f": np.array([3_000, 4_000, 5_000, 6_000])[stratum],
            "r": random.choice(["north", "south"], n),
        }
    )


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Scores]:
    path = tmp_path_factory.mktemp("people") / "people.yaml"

    def made(frame: Any, design: str, where: str = "") -> Scores:
        path.write_text(DEFINITION.format(design=DESIGNS[design], where=where), encoding="utf-8")
        return score(read_responses(frame, load_survey(path)))

    return made


@pytest.fixture(autouse=True)
def _beyond_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.measures.bootstrap.MOST_IN_MEMORY", 100)


def rows(scores: Scores, number: int = 1_000, seed: int = 1) -> dict[str, Any]:
    return {row["score"]: row for row in scores.bootstrap(number, seed).to_dicts()}


@pytest.mark.parametrize("where", ["", "where: {r: north}"])
@pytest.mark.parametrize("design", DESIGNS)
def test_errors_are_those_of_linearisation(scored: Any, design: str, where: str) -> None:
    """Groups of units leave an error of 1/√(2·groups) of it, replicates 1/√(2·1,000): 200 clusters 5%, 2,000 1.6%."""
    scores = scored(people(), design, where)
    found = rows(scores)
    few = "cluster" in design or "margins" in design
    for name in ("one", "two"):
        (linear,) = scores[name].to_dicts()
        assert found[name]["n"] == linear["n"]
        assert found[name]["estimate"] == pytest.approx(linear["estimate"], rel=1e-12)
        assert found[name]["std_error"] == pytest.approx(linear["std_error"], rel=0.2 if few else 0.1)
        assert found[name]["ci_low"] == pytest.approx(linear["ci_low"], abs=linear["std_error"] / 3)
        assert found[name]["ci_high"] == pytest.approx(linear["ci_high"], abs=linear["std_error"] / 3)


def test_clusters_are_drawn_as_from_rows(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster keeps how often it counts, so that the replicates are the same to the last digits."""
    scores = scored(people(), "clusters")
    beyond = rows(scores, 50)
    monkeypatch.setattr("satindex.measures.bootstrap.MOST_IN_MEMORY", 10**6)
    for name, row in rows(scores, 50).items():
        assert beyond[name] == {
            key: pytest.approx(v, rel=1e-10) if isinstance(v, float) else v for key, v in row.items()
        }


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "duckdb": lambda frame: duckdb.connect().from_arrow(frame.to_arrow()),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("design", ["nothing", "margins, strata and weights", "clusters"])
def test_the_same_on_every_engine_in_any_order(
    scored: Any, engine: str, design: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = rows(scored(people(), design), 40)
    monkeypatch.setattr("satindex.frames.batches.batches.__defaults__", (333,))
    shuffled = ENGINES[engine](people().sample(fraction=1, shuffle=True, seed=3))
    for name, row in rows(scored(shuffled, design), 40).items():
        assert row == {
            key: pytest.approx(v, rel=1e-9) if isinstance(v, float) else v for key, v in wanted[name].items()
        }


def test_the_seed_decides_and_is_printed(scored: Any) -> None:
    scores = scored(people(), "nothing")
    assert rows(scores, 40, 5) == rows(scores, 40, 5) != rows(scores, 40, 6)
    said = str(scores.bootstrap(40, 5).explain("en"))
    assert "seed 5" in said
    assert "2,000 random groups" in said


def test_parts_of_files_added_up_apart(scored: Any) -> None:
    """Numbers near different means in each file; the groups are those of the whole."""
    frame = nw.from_native(people().sort("x"))
    groups = groups_of(frame, Design(), Identity(("id",)), N, (20, 1))
    one = GroupTotals(("x", "y"), groups, Design())
    parts = [unpacked(packed(passed(frame[start : start + 900], [one])[0])) for start in range(0, N, 900)]
    (whole,) = passed(frame, [one])
    merged = reduce(one.plus, parts[::-1])
    assert merged.answered.tolist() == whole.answered.tolist()
    means = []
    for part in (whole, merged):
        found = one.replicates(part, 20)
        assert found is not None
        sums = found[0].totals(found[1])
        means.append(sums[:, 2] / sums[:, 0] + part.centres["x"])
    assert means[1] == pytest.approx(means[0], rel=1e-11)


def test_a_lonely_unit_has_its_reason(scored: Any) -> None:
    frame = people().with_columns(pl.when(pl.col("s") == "s3").then(pl.lit("only")).otherwise("c").alias("c"))
    (row, _) = rows(scored(frame, "clusters")).values()
    assert row["estimate"] is not None
    assert row["std_error"] is None
    assert "single" in str(row["reason"]) or "one" in str(row["reason"])


def test_too_many_strata_and_clusters_are_refused(scored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.frames.unit_groups.MOST_STRATA", 3)
    monkeypatch.setattr("satindex.frames.unit_groups.MOST_CLUSTERS", 30)
    with pytest.raises(FigureError, match="4 strata are too many"):
        scored(people(), "strata").bootstrap(10)
    with pytest.raises(FigureError, match="197 clusters are too many"):
        scored(people(), "clusters").bootstrap(10)
