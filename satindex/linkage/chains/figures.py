"""Figures of outlets from a file with one row each: growth, profit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from satindex.customers.files import Table, Wanted, read_table
from satindex.linkage.chains.answers import named_outlets, places_of
from satindex.linkage.data import Array
from satindex.survey.chain_model import OutletFile
from satindex.survey.model import Survey

OUTLET = "outlet"


@dataclass(frozen=True)
class Figures:
    """Outlets × columns, NaN where there is no figure; `twice` are named in several rows that differ: they have none.

    `repeated` counts rows that only say the same again, `unread` cells that hold something else than a number.
    """

    spelled: Mapping[str, str]
    columns: tuple[str, ...]
    values: Array
    twice: tuple[str, ...]
    repeated: int
    unread: int
    nowhere: int

    def at(self, column: str, outlets: Iterable[str]) -> Array:
        """Return a column's figures of some outlets."""
        return np.asarray(self.values[places_of(self.spelled, outlets), self.columns.index(column)])


def figures_of(survey: Survey, asked: OutletFile, columns: tuple[str, ...]) -> Figures:
    """Return the figures of outlets; raises DataError where the file can't be read or lacks a column."""
    wanted = [Wanted(OUTLET, asked.by), *(Wanted(f"outlets.{name}", name, "amount") for name in columns)]
    return _by_outlet(read_table("outlets", [asked.file], wanted, survey), columns)


def _by_outlet(table: Table, columns: tuple[str, ...]) -> Figures:
    spelled, codes = named_outlets(table.frame[OUTLET])
    cells = np.stack([table.frame[f"outlets.{name}"].fill_null(np.nan).to_numpy() for name in columns], axis=1)
    values, twice, repeated = np.full((len(spelled), len(columns)), np.nan), [], 0
    for at, name in enumerate(spelled):
        rows = cells[codes == at]
        if np.array_equal(rows, np.broadcast_to(rows[0], rows.shape), equal_nan=True):
            values[at] = rows[0]
            repeated += len(rows) - 1
        else:
            twice.append(name)
    unread = sum(lost.count for lost in table.unread)
    return Figures(spelled, columns, values, tuple(twice), repeated, unread, int((codes < 0).sum()))
