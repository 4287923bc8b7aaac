"""What can be counted in one column without knowing what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from satindex.readers.export import Export
from satindex.readers.opening.cells import float_texts

CELLS_AT_ONCE = 10_000_000
FEW = 30
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)$", re.ASCII)
MOSTLY_NUMBERS = 0.95


@dataclass(frozen=True)
class Profile:
    """Counts of one column: `answers` holds its distinct answers with counts where there are few, else None.

    `sample` are a few of its distinct answers, for recognising patterns, never for showing. `low` and `high` are
    there only where nearly every answer is a number (`numbers` different ones): a few may be words for "no answer".
    """

    name: str
    rows: int
    answered: int
    distinct: int
    longest: int
    answers: Mapping[str, int] | None
    sample: tuple[str, ...]
    low: float | None
    high: float | None
    whole: bool
    numbers: int = 0
    typed_date: bool = False

    @property
    def empty(self) -> int:
        return self.rows - self.answered


def profiles_of(export: Export) -> Iterator[Profile]:
    """Yield a profile for each column, reading a bounded number of cells at a time."""
    columns = export.columns
    rows = _read(export, columns[:1]).height
    width = max(1, CELLS_AT_ONCE // max(rows, 1))
    for start in range(0, len(columns), width):
        yield from profiles_of_frame(_read(export, columns[start : start + width]))


def profiles_of_frame(frame: pl.DataFrame) -> Iterator[Profile]:
    """Yield a profile for each column of a frame of cells."""
    for name, kind in frame.schema.items():
        yield _profile(frame.select(_as_text(name, kind)).to_series(), kind.is_temporal())


def _read(export: Export, columns: Sequence[str]) -> pl.DataFrame:
    frame: pl.DataFrame = export.read(columns).lazy().collect("polars").to_native()
    return frame


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_float():
        return float_texts(column)
    return column.cast(pl.String, strict=False) if not kind.is_nested() else pl.lit(None, pl.String).alias(name)


def _profile(texts: pl.Series, typed_date: bool) -> Profile:
    # Of answers given equally often the one met first stands first: value_counts would order them by chance.
    found = texts.drop_nulls().rename("answer").to_frame().group_by("answer", maintain_order=True).len()
    counts = found.sort("len", descending=True, maintain_order=True).rows()
    answered = texts.len() - texts.null_count()
    numbers = _numbers(counts, answered)
    return Profile(
        name=texts.name,
        rows=texts.len(),
        answered=answered,
        distinct=len(counts),
        longest=max((len(answer) for answer, _ in counts), default=0),
        answers=dict(counts) if len(counts) <= FEW else None,
        sample=tuple(answer for answer, _ in counts[:200]),
        low=None if numbers is None else _number(numbers.min()),
        high=None if numbers is None else _number(numbers.max()),
        whole=numbers is not None and bool((numbers == numbers.round(0)).all()),
        numbers=0 if numbers is None else numbers.n_unique(),
        typed_date=typed_date,
    )


def plain_number(answer: str) -> float | None:
    """Return the number an answer plainly spells, full-width digits too; None for anything else."""
    text = unicodedata.normalize("NFKC", answer).strip()
    return float(text) if PLAIN_NUMBER.match(text) else None


def _numbers(counts: list[tuple[str, int]], answered: int) -> pl.Series | None:
    """Return the different numbers among a column's answers, None where fewer than most answers are numbers."""
    plain = [(plain_number(answer), count) for answer, count in counts]
    numbers = [number for number, _ in plain if number is not None]
    if not numbers or sum(count for number, count in plain if number is not None) < MOSTLY_NUMBERS * answered:
        return None
    return pl.Series(numbers, dtype=pl.Float64)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
