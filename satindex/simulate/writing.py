"""A simulated export and the records of its customers as files: as a platform or a firm would give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.results.score_files import check_ending, write_table
from satindex.results.writing import write_atomically
from satindex.simulate.customers.draw import draw_customers
from satindex.simulate.customers.histories import Respondents
from satindex.simulate.customers.paths import is_of_customers, record_paths
from satindex.simulate.draw import Answered, asked_of, check_numbers, respondents
from satindex.simulate.truth import Truth
from satindex.simulate.truth_file import as_truth, read_truth
from satindex.survey.model import Survey


def write_simulated(survey: Survey, n: int, seed: int, truth: Path | None, output: Path) -> tuple[Path, ...]:
    """Write an export of `n` simulated respondents to `output`, and return every file written; suffixes name formats.

    `truth` is a YAML file of truths over the default. CSV is UTF-8 with BOM, so that Excel reads its Chinese, and an
    export is written block by block, a million rows in bounded memory. Of a definition without questions `output` are
    the purchases. The other records that it declares stand beside `output`, under the definition's names for them; a
    file that is there already is never written over. Raises SurveyError for a faulty truth, DataError for one that
    can't be, WriteError where a file can't be written; an old file then stays whole.
    """
    check_ending(output)
    check_numbers(n, seed)
    paths = record_paths(survey, output)
    stated = read_truth(truth, survey) if truth else as_truth(None, survey)
    asked = None if is_of_customers(survey) else _write_export(survey, n, seed, stated, output)
    if stated.customers is not None:
        for name, frame in draw_customers(survey, n, seed, stated.customers, asked).items():
            write_table(nw.from_native(frame, eager_only=True), paths[name])
    return tuple(dict.fromkeys((output, *paths.values())))


def _write_export(survey: Survey, n: int, seed: int, truth: Truth, output: Path) -> Respondents | None:
    """Write the export; return who buys again, where a model decides that."""
    seen: list[Answered] = []
    frames = _kept(respondents(survey, n, seed, truth), seen)
    if output.suffix.lower() == ".csv":
        _write_csv(frames, output)
    else:
        write_table(nw.from_native(pl.concat(list(frames))), output)
    return asked_of(survey, seen)


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
