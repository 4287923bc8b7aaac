"""The same definition gives the same scores and the same figures, whichever engine holds the answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from satindex.api import load_survey, read_responses
from satindex.frames.batches import Frame, distinct_counts, row_count
from satindex.measures.scores import Scores, score

ROOT = Path(__file__).parent.parent.parent


def duck(frame: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    """A relation over a stored table: DuckDB keeps the order of a table's rows, but not that of Arrow's chunks."""
    connection = duckdb.connect()
    connection.register("given", frame.rechunk().to_arrow())
    connection.execute("create table answers as select * from given")
    _OPEN.append(connection)
    return connection.table("answers")


_OPEN: list[duckdb.DuckDBPyConnection] = []  # a relation ends with its connection


def on_ibis(frame: pl.DataFrame) -> Any:
    import ibis

    connection = ibis.duckdb.connect()
    connection.con.register("given", frame.rechunk().to_arrow())
    connection.con.execute("create table answers as select * from given")
    return connection.table("answers")


def on_dask(frame: pl.DataFrame) -> Any:
    import dask.dataframe

    return dask.dataframe.from_pandas(frame.to_pandas(), npartitions=3)


def mixed(frame: pl.DataFrame) -> pd.DataFrame:
    """Object columns in which every second number is a number and every other its text."""
    found = {}
    for column in frame.iter_columns():
        values = column.to_list()
        found[column.name] = pd.Series(
            [_as_number(value) if at % 2 else value for at, value in enumerate(values)], dtype=object
        )
    return pd.DataFrame(found)


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "pandas": lambda frame: frame.to_pandas(),
    "pandas of objects": lambda frame: frame.to_pandas().astype(object),
    "pandas on pyarrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "pandas categories": lambda frame: frame.to_pandas().astype("category"),
    "pandas of mixed objects": mixed,
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "polars categories": lambda frame: frame.with_columns(pl.col(pl.String).cast(pl.Categorical)),
    "duckdb": duck,
    "arrow": lambda frame: frame.to_arrow(),
    "ibis": on_ibis,
    "dask": on_dask,
}
# Categories and mixed objects are made of texts; a frame of numbers has neither.
OF_NUMBERS = ["pandas", "pandas of objects", "pandas on pyarrow", "polars", "polars lazy", "duckdb", "arrow"]


def written_by(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, encoding="utf8")


def scores_of(definition: Path, frame: Any) -> Scores:
    return score(read_responses(frame, load_survey(definition)))


@cache
def postal(engine: str) -> Scores:
    return scores_of(ROOT / "surveys" / "postal.yaml", ENGINES[engine](written_by(ROOT / "surveys" / "postal.csv")))


def collected(frame: Frame) -> pl.DataFrame:
    eager = frame.collect(backend="polars") if hasattr(frame, "collect") else frame
    return pl.DataFrame(eager.to_polars())


def assert_same_scores(one: Scores, other: Scores) -> None:
    assert one.names == other.names
    a, b = collected(one.frame.select(*one.names)), collected(other.frame.select(*other.names))
    assert a.height == b.height
    for name in one.names:
        left, right = a[name].to_list(), b[name].to_list()
        for row, (x, y) in enumerate(zip(left, right, strict=True)):
            missing = [value is None or value != value for value in (x, y)]
            assert missing[0] == missing[1], f"{name}, row {row}: {x} against {y}"
            if not missing[0]:
                assert x == y if isinstance(x, str) else math.isclose(x, y, rel_tol=0, abs_tol=1e-12), (name, row)


def assert_same_figures(one: Scores, other: Scores, by: tuple[str, ...]) -> None:
    left, right = one.tables(by=by), other.tables(by=by)
    assert list(left) == list(right)
    for name, table in left.items():
        rows, others = table.to_dicts("en"), right[name].to_dicts("en")
        assert len(rows) == len(others)
        for row, again in zip(rows, others, strict=True):
            wanted = {k: pytest.approx(v, rel=1e-9, abs=1e-12) if isinstance(v, float) else v for k, v in row.items()}
            assert again == wanted, name


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "polars"])
def test_postal_survey(engine: str) -> None:
    reference, found = postal("polars"), postal(engine)
    assert reference.responses.levels == found.responses.levels
    assert_same_scores(reference, found)
    assert_same_figures(reference, found, tuple(reference.responses.levels))
    assert reference.responses.audit.rows_used == found.responses.audit.rows_used
    assert reference.responses.audit.empty == found.responses.audit.empty
    assert sorted((c.item, c.value, c.count) for c in reference.responses.audit.cells) == sorted(
        (c.item, c.value, c.count) for c in found.responses.audit.cells
    )


def test_postal_survey_has_something_to_compare() -> None:
    values = collected(postal("polars").frame)["quality"]
    assert values.null_count() < values.len() == 600


DESIGNED = """
survey: branches
respondent: {weight: w, stratum: region, cluster: branch, segments: [sex, branch]}
items:
  E1..E3: {scale: 1..7}
  P1..P3: {scale: 1..7}
  P2..P3: {reverse: true}
  E2..E3: {reverse: true}
  N: {scale: likely11, missing: [99]}
  V: {scale: count}
measures:
  quality:
    type: servqual
    dimensions: {a: {expected: E1..E2, perceived: P1..P2}, b: {expected: [E3], perceived: [P3]}}
  nps: {type: nps, item: N}
  loyalty: {type: composite, partial: true, components: {visits: {items: [V], anchors: [0, 9]}, told: {items: [N]}}}
"""


def branches() -> pl.DataFrame:
    random = np.random.default_rng(11)
    n = 240
    answers: dict[str, Any] = {f"{side}{k}": random.integers(1, 8, n).astype(float) for side in "EP" for k in (1, 2, 3)}
    answers |= {"N": random.choice([*range(11), 99], n).astype(float), "V": random.integers(0, 15, n).astype(float)}
    frame = pl.DataFrame(answers)
    holes = [
        pl.when(pl.Series(random.random(n) < 0.12)).then(None).otherwise(pl.col(name)).alias(name) for name in answers
    ]
    branch = random.integers(0, 16, n)
    about = {"region": [f"r{b % 4}" for b in branch], "branch": [f"b{b}" for b in branch]}
    sex = [None if x > 0.9 else "m" if x > 0.4 else "f" for x in random.random(n)]
    return frame.with_columns(holes).with_columns(
        *(pl.Series(name, values) for name, values in about.items()),
        pl.Series("sex", sex),
        pl.Series("w", random.uniform(0.2, 4, n)),
    )


@pytest.fixture(scope="module")
def of_branches(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scores]:
    path = tmp_path_factory.mktemp("branches") / "branches.yaml"
    path.write_text(DESIGNED, encoding="utf-8")
    return cache(lambda engine: scores_of(path, ENGINES[engine](branches())))


@pytest.mark.parametrize("engine", [engine for engine in OF_NUMBERS if engine != "polars"])
def test_weights_strata_and_clusters(of_branches: Callable[[str], Scores], engine: str) -> None:
    reference, found = of_branches("polars"), of_branches(engine)
    assert (
        reference.responses.levels
        == found.responses.levels
        == {
            "sex": ("f", "m", None),
            "branch": tuple(f"b{number}" for number in sorted(range(16), key=str)),
        }
    )
    assert_same_scores(reference, found)
    assert_same_figures(reference, found, ("sex", "branch"))


ONE_EACH = """
survey: silent
items: {E: {scale: 1..7}, P: {scale: 1..7}, N: {scale: likely11}, L: {scale: 1..5, reverse: true}, C: {scale: count}}
measures:
  quality: {type: servqual, dimensions: {a: {expected: [E], perceived: [P]}}}
  served: {type: servqual, dimensions: {a: {perceived: [P]}}}
  nps: {type: nps, item: N}
  liked: {type: mean, items: [L], min_answered: 0}
  index:
    type: composite
    partial: true
    min_answered: 0
    components: {c: {items: [C], anchors: [0, 10]}, l: {items: [L]}}
"""
NOTHING = {
    "null": pl.DataFrame({name: [3.0, None] for name in "EPNLC"}),
    "NaN": pl.DataFrame({name: [3.0, float("nan")] for name in "EPNLC"}),
    "empty text": pl.DataFrame({name: ["3", ""] for name in "EPNLC"}),
    "blanks": pl.DataFrame({name: ["3", " \u3000"] for name in "EPNLC"}),
}


@pytest.mark.parametrize("written", NOTHING)
@pytest.mark.parametrize("engine", OF_NUMBERS)
def test_a_respondent_without_answers_has_no_score(tmp_path: Path, engine: str, written: str) -> None:
    path = tmp_path / "silent.yaml"
    path.write_text(ONE_EACH, encoding="utf-8")
    scores = scores_of(path, ENGINES[engine](NOTHING[written]))
    found = collected(scores.frame.select(*scores.names)).to_dicts()
    assert all(value is not None and value == value for value in found[0].values()), found[0]
    assert all(value is None for value in found[1].values()), found[1]
    audit = scores.responses.audit
    assert (audit.rows_read, audit.rows_used) == (2, 1)
    assert audit.empty == dict.fromkeys("EPNLC", 1)
    assert [row["n"] for row in scores["nps"].to_dicts()] == [1]


@pytest.mark.parametrize("written", ["null", "NaN"])
@pytest.mark.parametrize("engine", OF_NUMBERS)
def test_nobody_answered_at_all(tmp_path: Path, engine: str, written: str) -> None:
    path = tmp_path / "silent.yaml"
    path.write_text(ONE_EACH, encoding="utf-8")
    scores = scores_of(path, ENGINES[engine](NOTHING[written][1:]))
    for table in scores.tables().values():
        for row in table.to_dicts("en"):
            assert (row["estimate"], row["std_error"], row["n"]) == (None, None, 0)
            assert row["reason"] == "no answers in this base"


@pytest.mark.parametrize("engine", ENGINES)
def test_distinct_counts_and_rows(engine: str) -> None:
    import narwhals as nw

    frame = nw.from_native(ENGINES[engine](pl.DataFrame({"a": ["x", "y", None, "x", "x"]})))
    assert dict(distinct_counts(frame, "a")) == {"x": 3, "y": 1, None: 1}
    assert row_count(frame) == 5


def test_the_frame_that_was_handed_over_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "silent.yaml"
    path.write_text(ONE_EACH, encoding="utf-8")
    frame = NOTHING["null"].to_pandas()
    before = frame.copy()
    scores_of(path, frame)
    pd.testing.assert_frame_equal(frame, before)
