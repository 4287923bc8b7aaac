"""Some rows and columns of a table, to be shown where the whole is too much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.results.columns import heading, unit_of
from satindex.results.picture import PARTIAL
from satindex.results.result import Cell, Result


def narrowed(result: Result, columns: tuple[str, ...], values: Mapping[str, Cell | Collection[Cell]]) -> Result:
    """Return the rows whose cells are among `values`, with `columns` alone where some are named."""
    for name in (*columns, *values):
        if name not in result.columns:
            raise _unknown(result, name, result.columns, Words("column", "列"))
    wanted = {name: _several(value) for name, value in values.items()}
    rows = [row for row in result.rows if all(row.get(name) in known for name, known in wanted.items())]
    if not rows:
        name, known = next((entry for entry in wanted.items() if not _has(result, *entry)), next(iter(wanted.items())))
        said = ", ".join(str(one) for one in known)
        raise _unknown(result, f"{name}: {said}", (str(row.get(name)) for row in result.rows), Words("row", "行"))
    if not columns:
        return replace(result, rows=tuple(rows), regroup=None)
    kept = tuple({name: row[name] for name in columns if name in row} for row in rows)
    return replace(result, rows=kept, regroup=None, options={**result.options, **_as_whole(result), PARTIAL: True})


def _as_whole(result: Result) -> dict[str, Any]:
    """Return the headings and formats that the whole table has, whatever columns are left."""
    headings = {name: heading(result, name) for name in result.columns}
    return {"headings": headings, "format": unit_of(result)}


def _several(value: Cell | Collection[Cell]) -> tuple[Cell, ...]:
    return tuple(value) if isinstance(value, Collection) and not isinstance(value, str) else (value,)


def _has(result: Result, name: str, known: tuple[Cell, ...]) -> bool:
    return any(row.get(name) in known for row in result.rows)


def _unknown(result: Result, said: str, known: Iterable[str], what: Words) -> FigureError:
    hint = did_you_mean(said.split(": ")[-1], list(dict.fromkeys(known))) or Words("", "")
    return FigureError(
        Words(
            f"'{result.name}' has no {what.en} '{said}'. {hint.en}".rstrip(),
            f"“{result.name}”没有{what.zh}“{said}”。{hint.zh}",
        )
    )
