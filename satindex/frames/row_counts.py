"""How many rows meet conditions, as a sum over rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import narwhals as nw

from satindex.frames.batch import Batch
from satindex.frames.packing import packable
from satindex.frames.passes import Sum


@packable
@dataclass(frozen=True)
class RowCountsPart:
    """The counts of some rows, in the order of the conditions."""

    counts: tuple[int, ...]


@dataclass(frozen=True)
class RowCountsSum(Sum[RowCountsPart]):
    """Counts that expressions make of some columns, under the name of what is counted.

    Examples
    --------
    >>> import polars as pl
    >>> from satindex.frames.passes import passed
    >>> frame = nw.from_native(pl.DataFrame({"x": [1, None, 3]}))
    >>> passed(frame, [RowCountsSum("missing", ("x",), (nw.col("x").is_null().sum(),))])[0].counts
    (1,)
    """

    name: str
    columns: tuple[str, ...] = ()
    expressions: tuple[nw.Expr, ...] = field(default=(), compare=False, repr=False)

    @property
    def key(self) -> str:
        return f"rows {self.name}"

    def of(self, batch: Batch) -> RowCountsPart:
        counts = [count.alias(str(at)) for at, count in enumerate(self.expressions)]
        found = nw.from_native(batch.frame, eager_only=True).select(*counts) if counts and len(batch) else None
        if found is None:
            return RowCountsPart((0,) * len(counts))
        return RowCountsPart(tuple(int(found[name].item() or 0) for name in found.columns))

    def plus(self, one: RowCountsPart, other: RowCountsPart) -> RowCountsPart:
        return RowCountsPart(tuple(a + b for a, b in zip(one.counts, other.counts, strict=True)))
