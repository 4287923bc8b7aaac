"""A simulated export as a file: CSV as a platform would give it, or any format that score tables have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import narwhals as nw
import polars as pl

from satindex.results.score_files import check_ending, write_table
from satindex.results.writing import write_atomically
from satindex.simulate.draw import batches
from satindex.simulate.truth_file import read_truth
from satindex.survey.model import Survey


def write_simulated(survey: Survey, n: int, seed: int, truth: Path | None, output: Path) -> None:
    """Write an export of `n` simulated respondents to `output`; its suffix names the format.

    `truth` is a YAML file of truths over the default. CSV is UTF-8 with BOM, so that Excel reads its Chinese, and is
    written block by block, a million rows in bounded memory. Raises SurveyError for a faulty truth, DataError for
    one that can't be, WriteError where the file can't be written; an old file then stays whole.
    """
    check_ending(output)
    blocks = batches(survey, n, seed, read_truth(truth, survey) if truth else None)
    if output.suffix.lower() == ".csv":
        _write_csv(blocks, output)
    else:
        write_table(nw.from_native(pl.concat(list(blocks))), output)


def _write_csv(blocks: Iterable[pl.DataFrame], path: Path) -> None:
    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            for number, block in enumerate(blocks):
                block.write_csv(file, include_bom=number == 0, include_header=number == 0, line_terminator="\n")

    write_atomically(path, write)
