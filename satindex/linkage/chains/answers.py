"""One side's answers brought to its outlets: how many there are, their means, their spread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import narwhals as nw
import numpy as np
import polars as pl

from satindex.frames.ledgers import collected
from satindex.linkage.data import Array, Codes
from satindex.measures.scores import Scores
from satindex.responses.folding import loosely
from satindex.responses.responses import about
from satindex.stats.intraclass import Intraclass, one_way
from satindex.survey.chain_model import Levels

_IDLE_SPACE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")


@dataclass(frozen=True)
class Answers:
    """Outlets (by their name without width, case and space) × columns, without respondents of weight 0.

    `means` are weighted where weights are declared; `plain` and `squares` (sums of squared deviations) are not.
    `spelled` is each outlet's name as it was written; `respelled` tells how many other spellings were joined to one,
    `nowhere` how many respondents have no outlet.
    """

    spelled: Mapping[str, str]
    columns: tuple[str, ...]
    counts: Array
    means: Array
    plain: Array
    squares: Array
    respelled: int
    nowhere: int

    @cached_property
    def fewest(self) -> Mapping[str, int]:
        """For each outlet the answers behind that of its means which has the fewest."""
        return {name: int(n) for name, n in zip(self.spelled, self.counts.min(axis=1), strict=True)}

    def _places(self, outlets: Iterable[str]) -> Codes:
        return places_of(self.spelled, outlets)

    def at(self, column: str, outlets: Iterable[str]) -> Array:
        """Return the means of a column at some outlets; NaN where nobody answered."""
        return np.asarray(self.means[self._places(outlets), self.columns.index(column)])

    def alike(self, column: str, outlets: Iterable[str]) -> tuple[Intraclass, Array]:
        """Return how alike the answers of one outlet are among some outlets, with their numbers."""
        places, at = self._places(outlets), self.columns.index(column)
        counts = self.counts[places, at]
        return one_way(counts, np.nan_to_num(self.plain[places, at]), self.squares[places, at]), counts


def answers_of(scores: Scores, by: str, columns: tuple[str, ...], where: Levels) -> Answers:
    """Return the answers of those for whom `where` holds, by the outlets in the column `by`."""
    frame, weight = scores.frame, scores.responses.design.weight
    for column, levels in where.items():
        frame = frame.filter(nw.col(about(column)).is_in(list(levels)))
    wanted = dict.fromkeys((about(by), *columns, *((weight,) if weight else ())))
    found = collected(frame.select(*wanted))
    mass = found[weight].cast(pl.Float64).fill_null(0).to_numpy() if weight else np.ones(found.height)
    spelled, codes = named_outlets(found[about(by)])
    values = [found[column].cast(pl.Float64).fill_null(np.nan).to_numpy() for column in columns]
    there = (codes >= 0) & (mass > 0)
    parts = [_of_column(one[there], codes[there], mass[there], len(spelled)) for one in values]
    counts, means, plain, squares = (np.stack(part, axis=1) for part in zip(*parts, strict=True))
    spellings = found[about(by)].drop_nulls().n_unique()
    return Answers(spelled, columns, counts, means, plain, squares, spellings - len(spelled), int((codes < 0).sum()))


def named_outlets(cells: pl.Series) -> tuple[dict[str, str], Codes]:
    """Return outlets' names, with their first spelling, and which one each cell has (−1: none).

    Spellings that differ in width, case or white space only are one outlet.
    """
    texts = cells.cast(pl.String)
    names = {text: outlet_name(text) for text in sorted(texts.drop_nulls().unique().to_list())}
    spelled: dict[str, str] = {}
    for text, name in names.items():
        spelled.setdefault(name, text)
    places = {name: at for at, name in enumerate(spelled)}
    known = {text: places[name] for text, name in names.items()}
    codes = texts.replace_strict(list(known), list(known.values()), default=-1, return_dtype=pl.Int64)
    return spelled, codes.to_numpy().astype(np.int64)


def places_of(spelled: Iterable[str], outlets: Iterable[str]) -> Codes:
    """Return where some outlets stand among others."""
    known = {name: at for at, name in enumerate(spelled)}
    return np.array([known[name] for name in outlets], dtype=np.int64)


def outlet_name(text: str) -> str:
    """Return an outlet's name without differences of width, case and white space; a space between words stays.

    Examples
    --------
    >>> outlet_name(" 第 ３ 店 "), outlet_name("Main  Street 3")
    ('第3店', 'main street 3')
    """
    return _IDLE_SPACE.sub("", loosely(text))


def _of_column(values: Array, codes: Codes, mass: Array, outlets: int) -> tuple[Array, Array, Array, Array]:
    """Return counts, weighted means, plain means and squared deviations of each outlet."""
    there = np.isfinite(values)
    x, at, w = values[there], codes[there], mass[there]

    def total(of: Array) -> Array:
        return np.bincount(at, weights=of, minlength=outlets).astype(np.float64)

    counts, weights = total(np.ones(len(x))), total(w)
    nobody = np.full(outlets, np.nan)
    plain = np.divide(total(x), counts, out=nobody.copy(), where=counts > 0)
    means = np.divide(total(w * x), weights, out=nobody.copy(), where=counts > 0)
    return counts, means, plain, total((x - plain[at]) ** 2)
