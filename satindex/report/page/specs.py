"""A chart's spec as the page holds it: what many charts share, or one chart says twice, stands once."""

from __future__ import annotations

from typing import Any

from satindex.results.drawing import config

SAID_BY_THE_PAGE = ("title", "description")
MANY = 24
PADDING = {"left": 1, "right": 1, "top": 4, "bottom": 4}


def on_page(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec as wide as its place, without what the page itself says and the look that is every chart's."""
    kept = {name: part for name, part in spec.items() if name not in SAID_BY_THE_PAGE}
    if kept.get("config") == config():
        del kept["config"]
    datasets: list[Any] = []
    named = _named(kept, datasets)
    if datasets:
        named["datasets"] = {f"d{at}": _in_columns(rows) for at, rows in enumerate(datasets)}
    return {**named, "width": "container", "padding": PADDING}


def _named(part: Any, datasets: list[Any]) -> Any:
    """Return a part of a spec with the rows of its `data` by name, equal rows by the same name."""
    if isinstance(part, list):
        return [_named(one, datasets) for one in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for name, inner in part.items():
        if name == "data" and isinstance(inner, dict) and set(inner) == {"values"}:
            found[name] = {"name": f"d{_place(inner['values'], datasets)}"}
        else:
            found[name] = _named(inner, datasets)
    return found


def _place(rows: Any, datasets: list[Any]) -> int:
    """Return the place of rows among the data sets, to which they are added where none is equal."""
    for at, known in enumerate(datasets):
        if known is rows or known == rows:
            return at
    datasets.append(rows)
    return len(datasets) - 1


def _in_columns(rows: list[dict[str, Any]]) -> Any:
    """Return many rows of the same columns with the columns' names once; the page's script makes rows of them.

    Of a column whose texts repeat the rows hold places among its different `texts`.
    """
    columns = list(rows[0]) if rows else []
    if len(rows) < MANY or any(list(row) != columns for row in rows):
        return rows
    texts = {name: said for name in columns if (said := _repeated([row[name] for row in rows]))}
    places = {name: {text: at for at, text in enumerate(said)} for name, said in texts.items()}
    cells = [[places[name][cell] if name in places else cell for name, cell in row.items()] for row in rows]
    return {"columns": columns, "texts": texts, "rows": cells}


def _repeated(cells: list[Any]) -> list[str]:
    """Return the different texts of a column, in order of appearance; none where few repeat or some are no texts."""
    if not all(isinstance(cell, str) for cell in cells):
        return []
    found = list(dict.fromkeys(cells))
    return found if 2 * len(found) <= len(cells) else []
