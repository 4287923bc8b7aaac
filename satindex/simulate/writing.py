"""A simulated export and the records of its customers as files: as a platform or a firm would give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.errors import DataError
from satindex.language import Words
from satindex.results.score_files import check_ending, write_table
from satindex.results.writing import write_atomically
from satindex.simulate.customers.draw import draw_customers
from satindex.simulate.customers.paths import is_of_customers, record_paths
from satindex.simulate.draw import Answered, asked_of, check_numbers, respondents
from satindex.simulate.parts import write_blocks
from satindex.simulate.record import Record, record_of, record_path
from satindex.simulate.truth_file import stated_truth
from satindex.survey.model import Survey

ONLY_ANSWERS = Words(
    "Only answers to a survey can be exact; customers are drawn in expectation.",
    "只有问卷答案可以精确；客户记录只在期望上符合真值。",
)
ONLY_SURVEYS = Words(
    "Only answers to a survey are written in parts; records of customers hang together.",
    "只有问卷答案可以分部分写出；客户记录彼此关联。",
)


@dataclass(frozen=True)
class Written:
    """The files that a simulation wrote, the output first, and the record of what is true of them."""

    files: tuple[Path, ...]
    record: Record
    parts: int = 1


def write_simulated(
    survey: Survey, n: int, seed: int, truth: Path | None, output: Path, *, exact: bool = False
) -> Written:
    """Write an export of `n` simulated respondents to `output`, and return what was written; suffixes name formats.

    `truth` is a YAML file of truths over the default, in place of the definition's own block; `exact` is as in
    `simulate`. What is true stands beside `output` as `NAME.truth.json`, which can be read back as `truth`. CSV is
    UTF-8 with BOM, so that Excel reads its Chinese, and an export is written block by block, a million rows in bounded
    memory. Of a definition without questions `output` are the purchases. The other records that it declares stand
    beside `output`, under the definition's names for them; a file of records that is there already is never written
    over. Raises SurveyError for a faulty truth, DataError for one that can't be, WriteError where a file can't be
    written; an old file then stays whole.
    """
    check_ending(output)
    check_numbers(n, seed)
    paths = record_paths(survey, output)
    given, stated = stated_truth(truth, survey)
    of_customers = is_of_customers(survey)
    if exact and of_customers:
        raise DataError(ONLY_ANSWERS)
    seen: list[Answered] = []
    if not of_customers:
        _write_export(respondents(survey, n, seed, stated, exact), seen, output)
    asked = None if of_customers else asked_of(survey, seen)
    if stated.customers is not None:
        for name, frame in draw_customers(survey, n, seed, stated.customers, asked).items():
            write_table(nw.from_native(frame, eager_only=True), paths[name])
    record = record_of(survey, n, seed, given, stated, seen[0].sample if seen else None)
    record.write(record_path(output))
    return Written(tuple(dict.fromkeys((output, *paths.values(), record_path(output)))), record)


def write_parts(survey: Survey, n: int, seed: int, truth: Path | None, folder: Path, parts: int) -> Written:
    """Write the export of `n` simulated respondents as Parquet files in a folder, and return what was written.

    A respondent is the same however many parts there are; several processes write them. Columns of whole numbers are
    stored as such unless the truth has odd cells. What is true stands beside the folder as `NAME.truth.json`. Raises
    WriteError where the folder holds something, DataError for definitions of customers and for more parts than blocks
    of 65,536 respondents.
    """
    check_numbers(n, seed)
    given, stated = stated_truth(truth, survey)
    if is_of_customers(survey):
        raise DataError(ONLY_SURVEYS)
    record = record_of(survey, n, seed, given, stated, None)
    files = write_blocks(survey, n, seed, stated, folder, parts)
    record.write(record_path(folder))
    return Written((folder, record_path(folder)), record, len(files))


def _write_export(blocks: Iterable[Answered], seen: list[Answered], output: Path) -> None:
    frames = _kept(blocks, seen)
    if output.suffix.lower() == ".csv":
        _write_csv(frames, output)
    else:
        write_table(nw.from_native(pl.concat(list(frames))), output)


def _kept(blocks: Iterable[Answered], seen: list[Answered]) -> Iterator[pl.DataFrame]:
    """Yield each export, and keep of its block what the purchases need."""
    for block in blocks:
        seen.append(replace(block, export=pl.DataFrame()))
        yield block.export


def _write_csv(blocks: Iterable[pl.DataFrame], path: Path) -> None:
    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            for number, block in enumerate(blocks):
                block.write_csv(file, include_bom=number == 0, include_header=number == 0, line_terminator="\n")

    write_atomically(path, write)
