"""Files read piece by piece give what the same rows give in memory, whatever the pieces, types and folders."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from satindex.errors import DataError, SatindexError
from satindex.frames.design import Design, Grouping
from satindex.frames.engines import Engine, from_parquet, using
from satindex.frames.faults import remember
from satindex.frames.identity import Identity
from satindex.frames.moments import moments
from satindex.frames.passes import passed
from satindex.frames.processes import Kept
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import RowGroups
from satindex.frames.spilled import KeptRows, rows_kept
from satindex.frames.thinned import ThinnedSum
from satindex.frames.workers import held_by_each, workers_within

N = 700
KINDS = (pl.Int8, pl.Int16, pl.Float64)


def people() -> pl.DataFrame:
    """Whole answers with missing ones, a score with fractions, a segment with a missing level."""
    random = np.random.default_rng(3)
    whole = {name: [None if x == 0 else int(x) for x in random.integers(0, 8, N)] for name in ("a", "b", "c")}
    branch = [None if x == 0 else "xyz"[x - 1] for x in random.integers(0, 4, N)]
    ids = [f"r{at}" for at in range(N)]
    return pl.DataFrame(
        {"id": ids, "branch": branch, **whole, "score": random.normal(1e6, 1, N), "w": random.uniform(0.5, 2, N)}
    )


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return people()


@pytest.fixture
def files(tmp_path: Path, rows: pl.DataFrame) -> list[Path]:
    """Three files of uneven row groups, in which the answers have other types."""
    paths = []
    for at, (part, kind) in enumerate(zip((rows[:50], rows[50:51], rows[51:]), KINDS, strict=True)):
        paths.append(tmp_path / f"part-{at}.parquet")
        part.with_columns(pl.col("a", "b").cast(kind)).write_parquet(paths[-1], row_group_size=60)
    return paths


@pytest.fixture(params=[1, 100, 10_000, "processes"])
def frame(request: pytest.FixtureRequest, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> Recipe:
    piece = 100 if request.param == "processes" else request.param
    monkeypatch.setattr("satindex.frames.row_groups.MANY", 1 if request.param == "processes" else 10**9)
    monkeypatch.setattr("satindex.frames.row_groups.PIECE", piece)
    monkeypatch.setattr("satindex.frames.workers.BATCH", 17 if piece < N else N)
    monkeypatch.setattr("satindex.stats.sums.STACKED", 60)  # pieces of a batch that begin and end within levels
    return Recipe(RowGroups(files, {name: name for name in people().columns}))


GROUPINGS = (
    Grouping((("a", "b", "c"), ("score",), ("a",)), "branch", (None, "x", "y", "z")),
    Grouping((("a", "b"), ("a", "b", "c"), ("a", "score"), ("c",))),
)


@pytest.mark.parametrize("design", [Design(), Design(weight="w")], ids=["plain", "weighted"])
def test_moments_are_those_of_the_rows(frame: Recipe, rows: pl.DataFrame, design: Design) -> None:
    """By hand: Σw·u·u′ of each level's rows, u the answered (0/1) and the centred values of the block's columns."""
    for grouping, found in zip(GROUPINGS, moments(frame, GROUPINGS, design), strict=True):
        for place, level in enumerate(grouping.levels):
            chosen = rows if grouping.by is None else rows.filter(pl.col("branch").eq_missing(pl.lit(level)))
            weights = chosen["w"].to_numpy() if design.weight else np.ones(chosen.height)
            for columns, block in found.blocks.items():
                values = chosen.select(pl.col(columns).cast(pl.Float64).fill_null(np.nan)).to_numpy().T
                u = np.concatenate([~np.isnan(values), np.nan_to_num(values - block.centre[:, None])])
                assert np.allclose(block.cross[place], (u * weights) @ u.T, rtol=1e-9, atol=1e-7)
                assert np.allclose(block.square[place, 0], (u * weights**2) @ u.T, rtol=1e-9, atol=1e-7)
                assert block.answered[place] == u[: len(columns)].any(axis=0).sum()


def test_rows_come_in_order_with_the_types_that_hold_all(frame: Recipe, rows: pl.DataFrame) -> None:
    assert frame.collect().to_native().select("id", "c").equals(rows.select("id", "c"))
    assert frame.collect_schema()["a"] == nw.Float64
    assert frame.select(nw.len(), nw.col("a").sum()).collect("polars").row(0) == (N, rows["a"].sum())
    assert frame.head(3).collect("polars")["id"].to_list() == ["r0", "r1", "r2"]
    assert (
        frame.filter(nw.col("c") == 7).head(1).collect("polars")["id"].item() == rows.filter(pl.col("c") == 7)["id"][0]
    )


def test_combinations_are_counted(frame: Recipe, rows: pl.DataFrame) -> None:
    found = frame.group_by("branch").agg(nw.len().alias("n"), nw.col("c").n_unique().alias("k"))
    wanted = rows.group_by("branch").agg(pl.len().alias("n"), pl.col("c").n_unique().alias("k")).sort("branch")
    assert found.collect("polars").to_native().sort("branch").equals(wanted)


def test_the_rows_drawn_are_those_drawn_in_memory(frame: Recipe, rows: pl.DataFrame) -> None:
    one = ThinnedSum(("a", "score"), Identity(("id",)), N, 40)
    drawn = [one.finished(passed(given, [one])[0]) for given in (frame, nw.from_native(rows, eager_only=True))]
    first, other = (found.frame.to_native().with_columns(pl.col("a").cast(pl.Float64)) for found in drawn)
    assert first.equals(other)


def test_columns_are_kept_as_they_are_read_and_removed_at_the_end(
    frame: Recipe, rows: pl.DataFrame, tmp_path: Path
) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    doubled = frame.with_columns((nw.col("c") * 2).alias("d"))
    with using(Engine("polars", spill=spill)):
        one = KeptRows(("id", "d"))
        kept = one.finished(passed(doubled, [one])[0], doubled)
        assert kept.collect("polars").to_native().equals(rows.select("id", d=pl.col("c") * 2))
        there = KeptRows(("id", "a", "c"), ("a", "c"))
        complete = there.finished(passed(doubled, [there])[0], doubled).collect("polars").to_native()
        assert complete["id"].equals(rows.drop_nulls(["a", "c"])["id"])
        some = rows_kept(doubled, lambda batch: (batch["c"] == 1).fill_null(False).to_numpy())
        assert some.collect()["id"].to_list() == rows.filter(pl.col("c") == 1)["id"].to_list()
        assert some.filter(nw.col("c") == 2).collect().is_empty()
    assert not list(spill.iterdir())


def test_folders_name_columns(tmp_path: Path, rows: pl.DataFrame) -> None:
    for wave, part in (("2025", rows[:300]), ("2026", rows[300:])):
        (tmp_path / f"wave={wave}").mkdir()
        part.write_parquet(tmp_path / f"wave={wave}" / "part.parquet")
    paths = [tmp_path / f"wave={wave}" / "part.parquet" for wave in ("2025", "2026")]
    with using(Engine("polars")):
        found = from_parquet(paths, {"id": "id", "when": "wave"}, 1, keys=("wave",))
    assert isinstance(found, Recipe)
    assert dict(found.group_by("when").agg(nw.len().alias("n")).collect("polars").rows()) == {"2025": 300, "2026": 400}


def test_files_without_rows(tmp_path: Path, rows: pl.DataFrame) -> None:
    rows.clear().write_parquet(tmp_path / "none.parquet")
    empty = Recipe(RowGroups([tmp_path / "none.parquet"], {"a": "a", "id": "id"}))
    assert len(empty.collect()) == 0
    assert empty.select(nw.len()).collect("polars").item() == 0
    (found,) = moments(empty, [Grouping((("a",),))])
    assert found.blocks[("a",)].count.sum() == 0


SCRIPT = """
import sys
from pathlib import Path

import narwhals as nw

from satindex.frames import processes, row_groups
from satindex.frames.recipes import Recipe

row_groups.MANY = 1
frame = Recipe(row_groups.RowGroups([Path(sys.argv[1])], {"c": "c"}))
print("rows", frame.select(nw.col("c").is_null().sum()).collect("polars").item(), processes.KEPT.running)
"""


def test_memory_bounds_how_many_share_the_work(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """200 columns of 8 bytes and 131,072 rows: 2.5 × 200 MiB read, 7 × 100 MiB worked on, 1,200 MiB each."""
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    each = held_by_each([pl.Int64] * 200, 131_072)
    assert each == 1200 << 20
    assert [workers_within(memory << 20, each) for memory in (1, 1199, 2400, 3599, 100_000)] == [1, 1, 2, 2, 4]
    assert RowGroups(files, {"c": "c"}, memory=1).workers == 1
    assert RowGroups(files, {"c": "c"}).workers == 4


def test_processes_are_no_more_than_are_asked_for() -> None:
    kept = Kept()
    with kept.used(2) as two:
        pass
    with kept.used(3) as again:
        assert again is two
    with kept.used(1) as one:
        assert one is not two
        with kept.used(1) as shared:
            assert shared is one
    kept.end()
    assert not kept.running


def test_a_script_that_asks_is_not_run_by_the_processes(files: list[Path], tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    given = [sys.executable, str(script), str(files[2])]
    found = subprocess.run(given, capture_output=True, text=True, timeout=120, check=True)
    assert found.stdout.split() == ["rows", str(people()["c"][51:].null_count()), "True"]
    assert found.stderr == ""


def test_an_error_of_a_process_is_told_as_one_of_this(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose first half is gone after its pieces were looked up."""
    monkeypatch.setattr("satindex.frames.row_groups.MANY", 1)
    rows = RowGroups(files, {"c": "c"})
    assert len(rows.pieces) == len(files)
    remember(files)
    files[2].write_bytes(files[2].read_bytes()[:1000])
    with pytest.raises(DataError, match="part-2"):
        Recipe(rows).select(nw.col("c").sum()).collect("polars")


def test_what_a_process_does_ends_with_it(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.frames.row_groups.MANY", 1)
    with pytest.raises(SatindexError, match="ended from outside"):
        list(RowGroups(files, {"c": "c"}).each(["c"], Ending(), whole=True))
    found = Recipe(RowGroups(files, {"c": "c"})).select(nw.len()).collect("polars")
    assert found.item() == N


class Ending:
    """Work that ends its process, as the system does where memory is full."""

    def __call__(self, batches: Iterator[pl.DataFrame], _: int) -> Iterator[pl.DataFrame]:
        os._exit(9)
