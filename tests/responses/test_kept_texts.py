"""Several answers in a cell, read with the codebook of their export: missing codes, and codes for labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

from satindex.language import Words
from satindex.readers.export import Codebook
from satindex.responses.reading import read_responses
from satindex.responses.responses import Responses
from satindex.survey.model import Survey

SEEN = Words("seen but not answered", "看到但未作答")
LABELS = {"1": "Fast", "2": "Fast, not dear", "3": "Near"}
ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "pandas": pl.DataFrame.to_pandas,
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}


@dataclass(frozen=True)
class Told:
    """An export that comes with its codebook."""

    frame: Any
    codebook: Codebook
    columns: tuple[str, ...] = ("why",)
    source: str = "export.csv"
    kind: str = "csv"
    repeated: frozenset[str] = frozenset()
    set_aside: dict[Words, int] = field(default_factory=dict)

    def read(self, columns: Sequence[str] | None = None, numeric: Any = ()) -> Any:
        return nw.from_native(self.frame)


def read(
    defined: Callable[[str], Survey], engine: str, options: str, cells: list[str | None], **told: Any
) -> Responses:
    survey = defined(f"items: {{why: {{scale: multi{options}}}}}\n")
    frame = pl.DataFrame({"why": pl.Series(cells, dtype=pl.String)})
    return read_responses(Told(ENGINES[engine](frame), Codebook(**told)), survey)


def texts(responses: Responses) -> list[str | None]:
    return list(responses.frame.lazy().collect("polars")["why"].to_list())


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_export_declares_missing_is_no_answer(defined: Any, engine: str) -> None:
    cells = ["Fast┋Near", "-99", "-99", None, "  "]
    found = read(defined, engine, "", cells, missing={"why": ("-99",)}, missing_reasons={"-99": SEEN})
    assert texts(found) == ["Fast┋Near", None, None, None, None]
    assert [(cell.value, cell.count, cell.reason) for cell in found.audit.cells] == [("-99", 2, SEEN)]


@pytest.mark.parametrize("engine", ENGINES)
def test_codes_stand_for_the_labels_that_the_definition_lists(defined: Any, engine: str) -> None:
    options = ', options: [Fast, "Fast, not dear", Near]'
    cells = ["1┋3", "2", "-99", None, "3,1", "Near"]
    found = read(defined, engine, options, cells, value_labels={"why": LABELS}, missing={"why": ("-99",)})
    assert texts(found) == ["Fast┋Near", "Fast, not dear", None, None, "Near┋Fast", "Near"]


def test_codes_that_the_definition_lists_stay_codes(defined: Any) -> None:
    found = read(defined, "polars", ", options: [1, 2, 3]", ["1┋3", "2"], value_labels={"why": LABELS})
    assert texts(found) == ["1┋3", "2"]


def test_a_label_that_the_definition_does_not_list_stays_a_code(defined: Any) -> None:
    found = read(defined, "polars", ", options: [Fast, Near]", ["1┋2"], value_labels={"why": LABELS})
    assert texts(found) == ["Fast┋2"]
