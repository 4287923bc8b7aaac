"""Answers in parts: folders and patterns of files, on every engine the same as one file in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import narwhals as nw
import polars as pl
import pytest
from click.testing import CliRunner

from satindex.api import load_survey, read_responses, score
from satindex.cli import main
from satindex.commands.engine_options import Size
from satindex.errors import DataError, WriteError
from satindex.frames.engines import Engine, using
from satindex.measures.score_writing import write_scores
from satindex.readers.opening.parts import parts_of
from satindex.readers.stacking import open_exports

ENGINES = ["memory", "polars", "duckdb"]
SURVEY = """
survey: parts
respondent: {id: id, wave: wave, segments: [branch]}
items: {N1: {scale: likely11}, S1: {scale: 1..7}}
measures: {nps: {type: nps, item: N1}, satisfaction: {type: mean, items: S1}}
"""
ROWS = pl.DataFrame(
    {
        "id": [f"{number:03}" for number in range(12)],
        "N1": [10, 9, 8, 0, None, 3, 10, 7, 6, 9, 10, 2],
        "S1": [7, 6, 5, 1, 2, None, 7, 4, 3, 5, 6, 7],
        "branch": ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b", "a", None],
        "wave": ["2025"] * 5 + ["2026"] * 7,
    }
)


@pytest.fixture
def survey(tmp_path: Path) -> Any:
    path = tmp_path / "parts.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_survey(path)


def collected(frame: Any) -> pl.DataFrame:
    return frame.lazy().collect("polars").to_native()


def parted(folder: Path, ending: str) -> Path:
    """The rows as `wave=…/part-N`: part 2 before part 10; other files beside them are no parts."""
    for wave, number, rows in (("2025", 0, ROWS[:5]), ("2026", 2, ROWS[5:9]), ("2026", 10, ROWS[9:])):
        place = folder / f"wave={wave}"
        place.mkdir(parents=True, exist_ok=True)
        part = rows.drop("wave")
        path = place / f"part-{number}{ending}"
        part.write_parquet(path) if ending == ".parquet" else part.write_csv(path)
    (folder / "_SUCCESS").write_text("")
    (folder / ".part.crc").write_text("x")
    return folder


def tables_of(survey: Any, given: Any) -> dict[str, list[dict[str, Any]]]:
    scores = score(read_responses(given, survey))
    return {name: table.to_dicts("en") for name, table in scores.tables(by=("wave", "branch")).items()}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_a_folder_of_waves_is_the_same_as_one_file(tmp_path: Path, survey: Any, engine: Any, ending: str) -> None:
    whole = tables_of(survey, ROWS)
    with using(Engine(engine)):
        found = tables_of(survey, parted(tmp_path / "answers", ending))
    for name, rows in whole.items():
        for row, again in zip(rows, found[name], strict=True):
            assert again == {k: pytest.approx(v, rel=1e-12) if isinstance(v, float) else v for k, v in row.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_come_in_the_order_of_the_parts(tmp_path: Path, engine: Any) -> None:
    folder = parted(tmp_path / "answers", ".parquet")
    with using(Engine(engine)):
        read = collected(open_exports([folder]).read(["id", "wave"]))
        assert read.rows() == ROWS.select("id", "wave").rows()
        pattern = open_exports([str(folder / "wave=2026" / "*.parquet")])
        assert collected(pattern.read(["id"]))["id"].to_list() == ROWS["id"].to_list()[5:]
        assert "2 files" in pattern.source


def test_what_is_no_part(tmp_path: Path) -> None:
    folder, order = parted(tmp_path / "answers", ".csv"), ((2025, 0), (2026, 2), (2026, 10))
    assert parts_of(folder) == tuple(folder / f"wave={wave}" / f"part-{number}.csv" for wave, number in order)
    (tmp_path / "[a].csv").write_text("N1\n1\n")
    assert parts_of(tmp_path / "[a].csv") is None  # a file that is called so
    for nothing in (tmp_path / "none-*.csv", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(DataError):
            parts_of(nothing)


def test_parts_that_lack_columns_are_all_named(tmp_path: Path) -> None:
    ROWS.write_parquet(tmp_path / "a.parquet")
    ROWS.drop("S1").write_parquet(tmp_path / "b.parquet")
    ROWS.rename({"N1": "N01"}).write_parquet(tmp_path / "c.parquet")
    with pytest.raises(DataError) as told:
        open_exports([tmp_path / "*.parquet"])
    assert "b.parquet lacks 'S1'" in str(told.value)
    assert "c.parquet lacks 'N1' (Did you mean 'N01'?)" in str(told.value)


def test_parts_of_types_that_do_not_go_together_are_named_where_the_column_is_read(tmp_path: Path) -> None:
    ROWS.with_columns(N1=pl.lit(7)).write_parquet(tmp_path / "a.parquet")
    ROWS.with_columns(pl.lit("2026-11-27").str.to_date().alias("N1")).write_parquet(tmp_path / "b.parquet")
    found = open_exports([tmp_path / "*.parquet"])
    assert len(collected(found.read(["S1"]))) == 2 * len(ROWS)
    with pytest.raises(DataError, match=r"b\.parquet holds 'N1' as Date, not "):
        found.read(["N1"])


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    ROWS.write_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    with pytest.raises(DataError, match=r"b\.parquet starts like a Parquet file"):
        open_exports([tmp_path / "*.parquet"])


@pytest.mark.parametrize("engine", ENGINES)
def test_types_of_parts_are_brought_together(tmp_path: Path, engine: Any) -> None:
    kinds = {"a": pl.Int8, "b": pl.Int64, "c": pl.Float64}
    for name, kind in kinds.items():
        ROWS.with_columns(pl.col("S1").cast(kind)).write_parquet(tmp_path / f"{name}.parquet")
    with using(Engine(engine)):
        read = collected(open_exports([tmp_path / "*.parquet"]).read(["S1"]))["S1"]
    assert read.cast(pl.Float64).to_list() == ROWS["S1"].cast(pl.Float64).to_list() * 3


NASTY = '''id,N1,S1,text,comma
007,10,1.0,"a, ""b""",3.5
1e3, 9 ,2,N/A,"4,25"
,x,+3,"line
break",
 ,,,=cmd(),1
'''


@pytest.mark.parametrize("numeric", [[], ["N1", "S1", "comma"], ["S1"]])
def test_a_text_file_on_disk_reads_as_in_memory(tmp_path: Path, numeric: list[str]) -> None:
    path = tmp_path / "nasty.csv"
    path.write_text(NASTY, encoding="utf-8")
    read = {}
    for engine in ENGINES:
        with using(Engine(engine)):  # type: ignore[arg-type]
            frame = open_exports([path]).read(numeric=numeric)
            assert isinstance(frame, nw.LazyFrame) == (engine != "memory")
            read[engine] = collected(frame)
    memory = read["memory"]
    for disk in (read["polars"], read["duckdb"]):
        assert disk.columns == memory.columns
        for name in memory.columns:
            same = memory[name].dtype.is_numeric() == disk[name].dtype.is_numeric()
            assert same, name
            assert disk[name].to_list() == memory[name].to_list(), name


def test_a_small_file_is_held_in_memory_and_a_large_one_is_not(tmp_path: Path) -> None:
    ROWS.write_parquet(tmp_path / "a.parquet")
    size = 8 * ROWS.height * ROWS.width
    for threshold, lazy in ((size, False), (size - 1, True)):
        with using(Engine(threshold=threshold)):
            assert isinstance(open_exports([tmp_path / "a.parquet"]).read(), nw.LazyFrame) == lazy


def test_what_was_put_on_disk_is_removed(tmp_path: Path, survey: Any) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    ROWS.write_csv(tmp_path / "a.csv")
    with using(Engine("duckdb", spill=spill)):
        read_responses(tmp_path / "a.csv", survey)
        assert list(spill.iterdir())
    assert not list(spill.iterdir())
    with pytest.raises(DataError, match="--spill"), using(Engine("duckdb", spill=tmp_path / "no")):
        read_responses(tmp_path / "a.csv", survey)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_scores_are_written_in_a_stream(tmp_path: Path, survey: Any, ending: str) -> None:
    ROWS.write_parquet(tmp_path / "a.parquet")
    written = []
    for engine in ENGINES:
        with using(Engine(engine)):  # type: ignore[arg-type]
            target = tmp_path / f"{engine}{ending}"
            write_scores(score(read_responses(tmp_path / "a.parquet", survey)).kept(), target)
            written.append(target.read_bytes() if ending == ".csv" else pl.read_parquet(target))
    first, *others = written
    assert all(first == other if ending == ".csv" else first.equals(other) for other in others)


def test_what_has_no_stream_is_refused_before_it_is_gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satindex.measures.score_writing.MOST_IN_MEMORY", 5)
    with pytest.raises(WriteError, match=r"\.parquet or \.csv"):
        write_scores(nw.from_native(ROWS.lazy()), tmp_path / "r.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_options_of_the_command_line(tmp_path: Path, survey: Any) -> None:
    folder = parted(tmp_path / "answers", ".parquet")
    said = {}
    for engine in ENGINES:
        out = tmp_path / f"{engine}.json"
        options = ["--engine", engine, "--memory", "512MiB", "--spill", str(tmp_path), "-o", str(out)]
        told = CliRunner().invoke(main, ["report", str(survey.file), str(folder), *options])
        assert told.exit_code == 0, told.output
        said[engine] = json.loads(out.read_text("utf-8"))
    for found in said.values():
        assert found["respondents"] == said["memory"]["respondents"]
        assert found["tables"]["nps by wave"][0]["n"] == 4


@pytest.mark.parametrize(("said", "size"), [("512MiB", 512 << 20), ("2GiB", 2 << 30), ("1.5 kib", 1536), ("7", 7)])
def test_sizes(said: str, size: int) -> None:
    assert Size().convert(said, None, None) == size
    with pytest.raises(click.BadParameter):
        Size().convert("much", None, None)


def test_an_interrupted_work_leaves_nothing(tmp_path: Path, survey: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ROWS.write_parquet(tmp_path / "a.parquet")
    (tmp_path / "scores.csv").write_text("before")
    real = pl.DataFrame.write_csv

    def interrupted(table: pl.DataFrame, *args: Any, **more: Any) -> Any:
        if more.get("include_header") is False:
            raise KeyboardInterrupt
        return real(table, *args, **more)

    monkeypatch.setattr(pl.DataFrame, "write_csv", interrupted)
    before = sorted(tmp_path.iterdir())
    asked = ["score", str(survey.file), str(tmp_path / "a.parquet"), "-o", str(tmp_path / "scores.csv")]
    told = CliRunner().invoke(main, [*asked, "--engine", "duckdb"])
    assert told.exit_code == 130
    assert "Traceback" not in told.output
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "scores.csv").read_text() == "before"


def test_batches_of_several_files_on_disk(tmp_path: Path, survey: Any) -> None:
    """Files that are given one by one keep the column that says which they are, on disk too."""

    def files() -> Iterator[Path]:
        for number, rows in enumerate((ROWS[:5], ROWS[5:])):
            rows.write_csv(tmp_path / f"w{number}.csv")
            yield tmp_path / f"w{number}.csv"

    given = list(files())
    with using(Engine("duckdb")):
        frame = open_exports(given).read(["id", "file"])
        assert isinstance(frame, nw.LazyFrame)
        assert collected(frame).group_by("file").len().sort("file").rows() == [("w0.csv", 5), ("w1.csv", 7)]
