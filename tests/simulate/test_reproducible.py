"""The same seed gives the same export, block by block; cells and rows go missing as often as stated."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from satindex.errors import DataError, WriteError
from satindex.simulate import batches, simulate, write_simulated
from satindex.survey.model import Survey

ANSWERS = pl.selectors.matches(r"^\d+、")


def test_the_same_seed_gives_the_same_export(postal: Survey) -> None:
    assert simulate(postal, 300, 7).equals(simulate(postal, 300, 7))
    assert not simulate(postal, 300, 7).equals(simulate(postal, 300, 8))


def test_blocks_are_those_of_the_whole(postal: Survey) -> None:
    blocks = list(batches(postal, 66_000, 1))
    assert [block.height for block in blocks] == [65_536, 464]
    whole = pl.concat(blocks)
    assert whole["序号"].to_list() == [str(number) for number in range(1, 66_001)]
    assert not blocks[1].select(ANSWERS).equals(blocks[0].head(464).select(ANSWERS))


def test_empty_rows_are_as_many_as_stated_and_keep_their_number(postal: Survey) -> None:
    export = simulate(postal, 600, 7, {"empty": 0.005})
    empty = export.filter(pl.all_horizontal(ANSWERS.is_null()))
    assert empty["序号"].to_list() == ["100", "300", "500"]


def test_missing_and_odd_cells_are_as_many_as_stated(postal: Survey) -> None:
    usual = {f"{label}" for label in postal.scales["agree7"].labels["zh"].values()}
    cells = simulate(postal, 4_000, 7, {"missing": 0.1, "odd": 0.2, "empty": 0}).select(pl.selectors.matches("^[34]、"))
    values = pl.concat([cells[name].alias("cell") for name in cells.columns])
    gone = values.is_null() | values.is_in(["(跳过)", "(空)", "不清楚"])
    # 176,000 independent cells: standard errors √(.1 · .9/176000) = .0007 and √(.18 · .82/176000) = .0009.
    assert gone.mean() == pytest.approx(0.1, abs=4 * 0.0007)
    assert (~gone & ~values.is_in(list(usual))).mean() == pytest.approx(0.2 * 0.9, abs=4 * 0.0009)
    assert {"同意 ", "Agree"} <= set(values)


def test_careless_respondents_answer_alike_and_fast(postal: Survey) -> None:
    export = simulate(postal, 2_000, 7, {"careless": 0.25, "missing": 0, "odd": 0, "empty": 0})
    alike = export.select(pl.concat_list(pl.selectors.matches("^[34]、")).list.n_unique() == 1).to_series()
    seconds = export["所用时间"].str.strip_suffix("秒").cast(pl.Int64)
    # √(.25 · .75/2000) = .0097; hardly anyone careful gives 44 equal answers with items turned both ways.
    assert alike.mean() == pytest.approx(0.25, abs=4 * 0.0097)
    assert seconds.filter(alike).median() < 60 < seconds.filter(~alike).median()


def test_full_width_digits_are_among_the_odd_cells(postal: Survey) -> None:
    column = next(item.column for item in postal.items.values() if item.name == "N1")
    cells = set(simulate(postal, 500, 7, {"odd": 0.5})[column])
    assert {"８", "8 "} <= cells


@pytest.mark.parametrize(("n", "seed", "said"), [(0, 1, "n must be at least 1, not 0."), (5, -1, "seed must not be")])
def test_impossible_requests_are_refused(postal: Survey, n: int, seed: int, said: str) -> None:
    with pytest.raises(DataError, match=said):
        simulate(postal, n, seed)


def test_a_csv_is_written_whole_or_not_at_all(postal: Survey, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    write_simulated(postal, 3, 1, None, path)
    assert path.read_bytes().startswith("\ufeff序号,".encode())
    assert path.read_bytes().count(b"\n") == 4
    with pytest.raises(WriteError):
        write_simulated(postal, 3, 1, None, tmp_path / "no such folder" / "data.csv")


def test_parquet_holds_the_same_cells(postal: Survey, tmp_path: Path) -> None:
    write_simulated(postal, 20, 1, None, tmp_path / "data.parquet")
    assert pl.read_parquet(tmp_path / "data.parquet").equals(simulate(postal, 20, 1))
