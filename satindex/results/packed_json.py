"""Packed rows as JSON, a column at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

import numpy as np

from satindex.language import Words
from satindex.results.packed_pieces import Column, Piece, Rows
from satindex.results.result import Cell

if TYPE_CHECKING:
    import polars as pl

_NULL: Final = "null"


def written_piece(piece: Piece, columns: Sequence[str], language: str, between: str) -> str | None:
    """Return the rows of a piece as JSON objects with all of these columns, null where a row has none.

    None where a cell is a number that JSON can't hold.
    """
    import polars as pl

    if not all(_is_finite(column) for part in piece.parts for column in part.columns.values()):
        return None
    written = pl.concat([_written(part, columns, language) for part in piece.parts])
    order = np.argsort(np.concatenate([at for at, _ in piece.placed()]))
    return str(written.gather(order).str.join(between)[0])


def _is_finite(column: Column) -> bool:
    if column.texts is not None:
        return all(math.isfinite(text) for text in column.texts if isinstance(text, float))
    return column.values.dtype != np.float64 or not np.isinf(column.values).any()


def _written(part: Rows, columns: Sequence[str], language: str) -> pl.Series:
    import polars as pl

    pieces: list[pl.Expr] = []
    literal, cells = "{", {}
    for place, name in enumerate(columns):
        literal += f"{', ' if place else ''}{_json(name)}: "
        if name not in part.columns:
            literal += _NULL
            continue
        cells[name] = _texts(part.columns[name], language)
        pieces += [pl.lit(literal), pl.col(name)]
        literal = ""
    frame = pl.DataFrame(cells) if cells else pl.DataFrame({"": [""] * part.number})
    pieces.append(pl.lit(literal + "}"))
    every = pl.concat_str(pieces) if cells else pl.col("") + pieces[-1]
    return frame.select(every.alias("row"))["row"]


def _texts(column: Column, language: str) -> pl.Series:
    """Return the cells as JSON."""
    import polars as pl

    if column.texts is not None:
        said = pl.Series([_json(text) for text in _said(column.texts, language)], dtype=pl.String)
        return said.gather(column.values)
    texts = pl.Series(column.values).cast(pl.String)
    return texts.set(pl.Series(column.missing), _NULL) if column.missing.any() else texts


def _said(texts: Iterable[Cell], language: str) -> list[Cell]:
    return [text.say(language) if isinstance(text, Words) else text for text in texts]


def _json(value: Cell) -> str:
    return encode_basestring(value) if isinstance(value, str) else json.dumps(value)
