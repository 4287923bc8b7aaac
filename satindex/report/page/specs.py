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
            rows = inner["values"]
            if rows not in datasets:
                datasets.append(rows)
            found[name] = {"name": f"d{datasets.index(rows)}"}
        else:
            found[name] = _named(inner, datasets)
    return found


def _in_columns(rows: list[dict[str, Any]]) -> Any:
    """Return many rows of the same columns with the columns' names once; the page's script makes rows of them."""
    columns = list(rows[0]) if rows else []
    if len(rows) < MANY or any(list(row) != columns for row in rows):
        return rows
    return {"columns": columns, "rows": [list(row.values()) for row in rows]}
