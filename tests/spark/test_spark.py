"""Figures on Spark are those of every other engine; what Spark takes for the same is told apart."""

from __future__ import annotations

import datetime
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest

from satindex.api import analyse, load_survey, read_responses
from satindex.errors import DataError
from satindex.frames.batches import all_distinct_counts, row_count
from satindex.frames.differing import all_differ
from satindex.frames.recipes import Recipe
from satindex.frames.spark import starting, table
from satindex.frames.spark_rows import from_spark
from satindex.measures.scores import Scores, score

pytestmark = pytest.mark.spark
ROOT = Path(__file__).resolve().parent.parent.parent
OnSpark = Callable[[pl.DataFrame], Any]
_OPEN: list[duckdb.DuckDBPyConnection] = []


def duck(frame: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    _OPEN.append(duckdb.connect())
    _OPEN[-1].register("given", frame.rechunk().to_arrow())
    _OPEN[-1].execute("create table answers as select * from given")
    return _OPEN[-1].table("answers")


def tables_of(scores: Scores) -> dict[str, list[dict[str, Any]]]:
    return {name: table.to_dicts("en") for name, table in analyse(scores, "en").tables.items()}


def assert_same(found: dict[str, list[dict[str, Any]]], wanted: dict[str, list[dict[str, Any]]]) -> None:
    assert list(found) == list(wanted)
    for name, rows in wanted.items():
        assert len(found[name]) == len(rows), name
        for row, again in zip(rows, found[name], strict=True):
            near = {k: pytest.approx(v, rel=1e-9, abs=1e-12) if isinstance(v, float) else v for k, v in row.items()}
            assert again == near, name


def postal_by_eighth(folder: Path) -> Path:
    """The postal survey with one more segment: eight groups of respondents by their number."""
    text = (ROOT / "surveys" / "postal.yaml").read_text(encoding="utf-8")
    text = text.replace("  segments:\n", "  segments:\n    eighth: {}\n", 1)
    bands = ", ".join(str(1 + 75 * k) for k in range(9))
    text = text.replace("derive:\n", f"derive:\n  eighth: {{from: 序号, bands: [{bands}]}}\n", 1)
    path = folder / "postal.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_java_that_starts_while_the_work_is_stopped_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would wait for ever: the folder in which it is to write where it listens is gone."""
    from pyspark import SparkContext, java_gateway

    def stopped() -> None:
        begun.append(java_gateway.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        raise KeyboardInterrupt

    begun: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(SparkContext, "_gateway", None)
    with pytest.raises(KeyboardInterrupt), starting():
        stopped()
    assert begun[0].poll() == -signal.SIGTERM
    assert java_gateway.Popen is subprocess.Popen


def test_postal_report_on_four_engines(on_spark: OnSpark, tmp_path: Path) -> None:
    answers = pl.read_csv(ROOT / "surveys" / "postal.csv", infer_schema=False, encoding="utf8")
    survey = load_survey(postal_by_eighth(tmp_path))
    of = {"polars": answers, "pandas": answers.to_pandas(), "duckdb": duck(answers), "spark": on_spark(answers)}
    scores = {name: score(read_responses(frame, survey)) for name, frame in of.items()}
    assert isinstance(scores["spark"].frame, Recipe)
    wanted = tables_of(scores["polars"])
    assert len(scores["polars"].responses.levels["eighth"]) == 8
    assert any("by eighth" in name for name in wanted)
    for name in ("pandas", "duckdb", "spark"):
        assert_same(tables_of(scores[name]), wanted)
    audits = {name: one.responses.audit for name, one in scores.items()}
    assert audits["spark"].rows_used == audits["polars"].rows_used
    assert audits["spark"].empty == audits["polars"].empty
    assert sorted((c.item, c.value, c.count) for c in audits["spark"].cells) == sorted(
        (c.item, c.value, c.count) for c in audits["polars"].cells
    )


DESIGNED = """
survey: branches
respondent:
  id: who
  weight: w
  stratum: region
  cluster: branch
  segments: [sex, branch]
  rake: {sex: {f: 0.5, m: 0.5}, wave: {a: 40, b: 60}}
items:
  E1..E3: {scale: 1..7}
  P1..P3: {scale: 1..7, reverse: true}
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
    # Every third hole is missing as null, the others as NaN: Spark tells these apart, a respondent does not.
    holes = random.random((len(answers), n))
    frame = frame.with_columns(
        pl.when(pl.Series(hole < 0.04))
        .then(None)
        .when(pl.Series(hole < 0.12))
        .then(math.nan)
        .otherwise(name)
        .alias(name)
        for name, hole in zip(answers, holes, strict=True)
    )
    branch = random.integers(0, 16, n)
    return frame.with_columns(
        pl.Series("who", [f"r{k}" for k in range(n)]),
        pl.Series("region", [f"r{b % 4}" for b in branch]),
        pl.Series("branch", [f"b{b}" for b in branch]),
        pl.Series("sex", random.choice(["f", "m"], n)),
        pl.Series("wave", random.choice(["a", "b"], n)),
        pl.Series("w", random.uniform(0.2, 4, n)),
    )


@pytest.fixture(scope="module")
def designed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("designed") / "branches.yaml"
    path.write_text(DESIGNED, encoding="utf-8")
    return path


def test_weights_strata_clusters_and_margins(on_spark: OnSpark, designed: Path) -> None:
    frame, survey = branches(), load_survey(designed)
    found, wanted = (score(read_responses(one, survey)) for one in (on_spark(frame), frame))
    assert found.responses.levels == wanted.responses.levels
    by = ("sex", "branch")
    assert_same(
        {name: table.to_dicts("en") for name, table in found.tables(by=by).items()},
        {name: table.to_dicts("en") for name, table in wanted.tables(by=by).items()},
    )
    # The files, and so their rows, may come in another order: respondents are told by their ids.
    columns = ["@who", "raked_weight" if "raked_weight" in wanted.frame.columns else wanted.names[0], *wanted.names]
    columns = list(dict.fromkeys(columns))
    scored = found.frame.select(columns).collect("polars").to_native().sort("@who")
    again = nw.to_native(wanted.frame.select(columns)).sort("@who")
    assert scored.cast(again.schema).equals(again, null_equal=True)
    table = found.kept().to_native()
    assert table.columns == ["who", "sex", "branch", "w", "region", "raked_weight", *found.names]
    assert table.count() == 240


def test_a_task_that_dies_is_done_again_without_a_changed_figure(
    on_spark: OnSpark, designed: Path, tmp_path: Path
) -> None:
    frame, survey = branches(), load_survey(designed)
    table = on_spark(frame)
    once = tmp_path / "died"

    def dying(batches: Any) -> Any:
        for batch in batches:
            if not once.exists():
                once.touch()
                os._exit(1)
            yield batch

    mortal = table.mapInArrow(dying, table.schema)
    found, wanted = (score(read_responses(one, survey))["quality"].to_dicts() for one in (mortal, frame))
    assert once.exists()
    assert_same({"quality": found}, {"quality": wanted})


def test_a_file_that_cannot_be_read_is_named(
    spark: Any, in_parts: Callable[[pl.DataFrame], Path], designed: Path
) -> None:
    folder = in_parts(branches())
    table = spark.read.parquet(str(folder))
    whole = (folder / "part-3.parquet").read_bytes()
    (folder / "part-3.parquet").write_bytes(b"PAR1" + bytes(len(whole) - 8) + whole[-4:])
    with pytest.raises(DataError, match=r"partition \d, file .*part-3\.parquet, tried"):
        read_responses(table, load_survey(designed))


def test_a_partition_that_fails_for_good_is_named(on_spark: OnSpark, designed: Path) -> None:
    table = on_spark(branches())

    def failing(batches: Any) -> Any:
        for batch in batches:
            if "r235" in batch.column("who").to_pylist():
                raise ValueError("no more")
            yield batch

    with pytest.raises(DataError, match=r"partition \d, tried as often.*ValueError: no more"):
        read_responses(table.mapInArrow(failing, table.schema), load_survey(designed))


def recipe(table: Any) -> Recipe:
    return from_spark(table, dict(enumerate(table.columns)))


def test_names_that_spark_takes_for_fields_or_for_the_same(spark: Any) -> None:
    table = spark.createDataFrame([(1, 2, 3, 4)], "a int, b int, c int, d int").toDF("A", "a", "q.a", "`x` y")
    found = recipe(table)
    assert found.collect("polars").to_native().rows(named=True) == [{"A": 1, "a": 2, "q.a": 3, "`x` y": 4}]
    assert recipe(found.to_native()).collect("polars").to_native().rows(named=True) == [
        {"A": 1, "a": 2, "q.a": 3, "`x` y": 4}
    ]


def test_types_of_spark(spark: Any) -> None:
    spark.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    rows = "select 5Y b, true t, 4.50BD d, 7BD w, 12345678901234567890BD i, timestamp'2026-01-02 03:04:05' at, "
    table = spark.sql(rows + "date'2026-01-02' day, null n, array(1) many, cast('nan' as double) x")
    (found,) = (
        recipe(table).select("b", "t", "d", "w", "i", "at", "day", "n", "x").collect("polars").iter_rows(named=True)
    )
    assert math.isnan(found.pop("x"))
    assert found == {
        "b": 5,
        "t": True,
        "d": 4.5,
        "w": 7,
        "i": "12345678901234567890",
        "at": datetime.datetime(2026, 1, 2, 3, 4, 5),  # noqa: DTZ001 - as Spark shows it in its session's zone
        "day": datetime.date(2026, 1, 2),
        "n": None,
    }
    with pytest.raises(DataError, match=r"'many' of the Spark table is of type array<int>"):
        recipe(table).select("many").collect()


def test_counts_and_sums_over_partitions(on_spark: OnSpark) -> None:
    values = [1.5, None, math.nan, 1.5, -0.0, 0.0, 7.0]
    frame = pl.DataFrame({"id": list("abcdefg"), "g": list("xxyyyzz"), "v": values, "k": [1, 2, 3, 4, 5, 6, None]})
    found = recipe(on_spark(frame))
    assert row_count(found) == 7
    assert row_count(found.filter(nw.col("k") > 2)) == 4
    counts = all_distinct_counts(found, ["v", "g"])
    assert dict(counts["v"]) == {1.5: 2, 0.0: 2, 7.0: 1, None: 2}
    assert counts["g"] == [("x", 2), ("y", 3), ("z", 2)]
    assert all_differ(found, "id")
    assert not all_differ(found, "g")
    grouped = found.group_by("g").agg(nw.len().alias("rows"), nw.col("k").n_unique().alias("kinds"))
    assert sorted(grouped.collect("polars").rows()) == [("x", 2, 2), ("y", 3, 3), ("z", 2, 2)]
    sums = found.select(
        nw.len().alias("n"), nw.when(nw.col("k") > 2).then(nw.lit(1)).otherwise(nw.lit(0)).sum().alias("s")
    )
    assert sums.collect("polars").row(0) == (7, 4)
    assert row_count(found.filter(nw.col("k") > 99)) == 0


def test_what_needs_other_rows_is_refused(on_spark: OnSpark) -> None:
    found = recipe(on_spark(pl.DataFrame({"x": [1.0, 2.0, 3.0]})))
    for make in (
        lambda: found.with_columns(y=nw.col("x") - nw.col("x").mean()),
        lambda: found.filter(nw.col("x") == nw.col("x").max()),
        lambda: found.select(nw.col("x").rank()),
        lambda: found.select(nw.col("x").median()),
        lambda: found.select(nw.lit(1)),
        lambda: found.sort("x"),
        lambda: found.join(found, on="x"),
        lambda: found.unique("x"),
    ):
        with pytest.raises(NotImplementedError):
            make()


def test_scores_by_the_command(
    spark: Any, in_parts: Callable[[pl.DataFrame], Path], designed: Path, tmp_path: Path
) -> None:
    from click.testing import CliRunner

    from satindex.cli import main

    written = {}
    for name, options in {"spark": ["--engine", "spark", "--master", "local[2]"], "memory": []}.items():
        out = tmp_path / f"{name}.parquet"
        asked = ["score", str(designed), str(in_parts(branches())), "-o", str(out), *options]
        done = CliRunner().invoke(main, asked, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        written[name] = pl.read_parquet(out).sort("who")
    found, wanted = written["spark"], written["memory"]
    assert found.columns == wanted.columns
    assert found.cast(wanted.schema).equals(wanted, null_equal=True)


def test_files_keep_their_order(spark: Any, tmp_path: Path) -> None:
    """Given together, Spark reads the largest first; replicates are drawn by the order of rows, and so by a seed."""
    frame = pl.DataFrame({"x": range(2_000), "wave": ["a"] * 2_000})
    paths = [tmp_path / f"part-{number}.parquet" for number in range(4)]
    for path, (start, end) in zip(paths, pairwise([0, 10, 1_500, 1_600, 2_000]), strict=True):
        found = frame[start:end]
        (found.cast({"x": pl.Int32}) if start == 10 else found).write_parquet(path)
    assert table(spark, paths, {"x": "x"}).collect("polars").to_native()["x"].to_list() == frame["x"].to_list()


FITTED = """
survey: people
respondent: {id: who, segments: [sex]}
items: {E1..E3: {scale: 1..7}, P1..P3: {scale: 1..7}}
measures:
  index:
    type: composite
    partial: true
    weights: {method: entropy, replicates: 100}
    components: {a: {items: E1..E3}, b: {items: P1..P3}}
"""


def test_weights_from_the_data_beyond_memory(
    on_spark: OnSpark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Respondents fall into the same random groups by their ids on every engine; so do those of a bootstrap."""
    (tmp_path / "people.yaml").write_text(FITTED, encoding="utf-8")
    survey, frame = load_survey(tmp_path / "people.yaml"), branches()
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    monkeypatch.setattr("satindex.measures.bootstrap.MOST_IN_MEMORY", 100)
    found, wanted = (
        {**scores.tables(by=["sex"]), "bootstrap": scores.bootstrap(50)}
        for scores in (score(read_responses(one, survey)) for one in (on_spark(frame), frame.lazy()))
    )
    assert_same(*({name: table.to_dicts("en") for name, table in one.items()} for one in (found, wanted)))
    assert wanted["index"].to_dicts()[-1]["std_error"] > 0
    assert [row["std_error"] > 0 for row in wanted["bootstrap"].to_dicts() if row["score"] == "index"] == [True]


CAREFUL = """
survey: careful
respondent: {id: who}
items: {E1..E3: {scale: 1..7}, P1..P3: {scale: 1..7}}
exclude: [irv, mahalanobis]
careless: {irv: 1.2, mahalanobis: 0.2}
measures: {all: {type: mean, items: E1..E3}}
"""


def test_careless_answers_beyond_memory(on_spark: OnSpark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Respondents are held against all others, and left out where they lie."""
    (tmp_path / "careful.yaml").write_text(CAREFUL, encoding="utf-8")
    survey, frame = load_survey(tmp_path / "careful.yaml"), branches()
    wanted = score(read_responses(frame, survey))
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    found = score(read_responses(on_spark(frame), survey))
    assert isinstance(found.frame, Recipe)
    assert found.responses.audit == replace(wanted.responses.audit, source=found.responses.audit.source)
    assert len([entry for entry in found.responses.audit.set_aside if "careless" in entry.reason.en]) == 2
    assert_same({"all": found["all"].to_dicts()}, {"all": wanted["all"].to_dicts()})
