"""A simulated export as the file a platform would give: CSV, UTF-8 with BOM, so that Excel reads its Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from satindex.results.writing import write_atomically


def write_csv(blocks: Iterable[pl.DataFrame], path: Path) -> None:
    """Write blocks of one export to `path`, one at a time; raises WriteError and leaves an old file whole."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            for number, block in enumerate(blocks):
                block.write_csv(file, include_bom=number == 0, include_header=number == 0, line_terminator="\n")

    write_atomically(path, write)
