"""Rows that are too many to be drawn from one by one: what is resampled instead are sums within random groups."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from satindex.language import Words
from satindex.stats.moments import Array, Columns
from satindex.stats.resampling import Replicates
from satindex.stats.sample import Read, Sample


@dataclass(frozen=True)
class GroupedProducts:
    """Sums over the n rows that have every column, by place of the replicates (U): none where there is a `reason`.

    `products` hold Σw, Σw·z and the upper triangle of Σw·z·z′, z the columns less a centre, laid out as
    `unit_products` does; `logs` Σw·x ln x of the columns that these were asked of. `with_weight` counts the rows
    whose weight is above 0, where they `are_weighted`. `whole` is `products` over all places.
    """

    n: int
    with_weight: int
    are_weighted: bool
    whole: Array
    products: Array
    logs: Array
    replicates: Replicates | None
    reason: Words | None = None


class Grouped(ABC):
    """The respondents of a base as sums within random groups of sampling units, which are drawn whole by a seed."""

    @abstractmethod
    def products(self, columns: Columns, centre: Array, number: int, seed: int, logs: Columns = ()) -> GroupedProducts:
        """Return the cross-products of columns less `centre` over everyone, in `number` replicates by `seed`."""

    @abstractmethod
    def rows(self, columns: Columns, number: int, seed: int) -> Sample | None:
        """Return columns of the base; None where its sums would be too many.

        Respondents of one group who answered the same of these columns stand together as one of their total weight and
        mean answers: what is linear in their answers is the same as with each of them.
        """


Rows = Read | Grouped
"""What gives the respondents to be resampled: one by one, or by groups."""


def drawn_rows(given: Rows | None, columns: Columns, number: int, seed: int) -> Sample | None:
    """Return columns of the respondents of a base, one by one or by groups."""
    if given is None:
        return None
    return given.rows(columns, number, seed) if isinstance(given, Grouped) else given(columns)
