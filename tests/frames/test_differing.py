"""Whether ids repeat is told alike, however the rows lie in files and whatever their order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from satindex.frames.differing import RisingPart, RisingSum, all_differ
from satindex.frames.recipes import Recipe
from satindex.frames.row_groups import RowGroups

CASES: dict[str, tuple[list[Any], bool]] = {
    "rising": ([1, 2, None, 5, None, 9, 12], True),
    "rising within files that overlap": ([5, 6, 7, 1, 2, 3, 4], True),
    "rising, one of another file": ([1, 2, 3, 4, 2, 5, 6], False),
    "falling": ([7, 6, 5, 4, 3, 2, 1], True),
    "twice beside each other": ([1, 1, 2, 3, 4, 5, 6], False),
    "texts": (["b", "a", "c", None, "e", "d", "f"], True),
    "texts, one of them again": (["b", "a", "c", None, "e", "b", "f"], False),
    "none": ([None] * 7, True),
}


@pytest.mark.parametrize(("ids", "differ"), CASES.values(), ids=CASES.keys())
def test_ids_of_files_and_of_frames(tmp_path: Path, ids: list[Any], differ: bool) -> None:
    rows = pl.DataFrame({"id": ids}, schema={"id": pl.String if "a" in ids else pl.Int64})
    for number, part in enumerate((rows[:3], rows[3:])):
        part.write_parquet(tmp_path / f"{number}.parquet")
    files = Recipe(RowGroups(sorted(tmp_path.glob("*.parquet")), {"id": "id"}))
    relation = nw.from_native(rows.lazy())
    assert [all_differ(frame, "id") for frame in (nw.from_native(rows), relation, files)] == [differ] * 3


def test_runs_add_up_in_any_order() -> None:
    one, two, three = (RisingPart(((low, low + 2),)) for low in (1, 4, 6))
    add = RisingSum("id").plus
    assert [add(two, one).differ, add(three, two).differ] == [True, False]
    assert add(add(one, RisingPart(None)), two).runs is None
