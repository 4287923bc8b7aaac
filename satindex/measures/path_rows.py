"""The tables of a path index: indices, weights, loadings, paths, effects, importance and performance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from satindex.measures.consistency import alpha_cells
from satindex.measures.path_figures import Construct, Figures
from satindex.results.result import Cell, Row
from satindex.stats.base import Base, Estimate
from satindex.stats.moments import Array
from satindex.stats.path_index import importances
from satindex.stats.path_model import depths
from satindex.stats.replicated_means import TOO_FEW_REPLICATES, spread_of


def index_rows(figures: Figures, base: Base, means: Mapping[str, Estimate]) -> list[Row]:
    """Return a row per construct: its mean index in this base, with the overall weights."""
    whole = len(base.moments.levels) == 1 and base.level is None
    rows: list[Row] = []
    for at, construct in enumerate(figures.constructs):
        row: dict[str, Cell] = {"construct": construct.name, **means[construct.name].cells()}
        reason = figures.reason(construct.name)
        if reason is not None:
            row |= {**dict.fromkeys(("estimate", "std_error", "ci_low", "ci_high")), "reason": reason}
        if whole:
            row["r2"] = _r2(figures, at)
        rows.append({**row, **alpha_cells(base, construct.items)})
    return rows


def _r2(figures: Figures, construct: int) -> float | None:
    fits = figures.estimate.fits
    return _number(float(fits.r2[0, construct])) if fits else None


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _interval_cells(replicated: Array) -> dict[str, Cell]:
    found = spread_of(replicated)
    if found is None:
        return {"std_error": None, "ci_low": None, "ci_high": None, "reason": TOO_FEW_REPLICATES}
    return {"std_error": found.std_error, "ci_low": found.low, "ci_high": found.high}


def model_rows(figures: Figures, base: Base) -> dict[str, list[Row]]:
    """Return the tables of the model, by the suffix of their name."""
    return {
        "weights": _item_rows(figures, "weights"),
        "loadings": _item_rows(figures, "loadings"),
        "paths": [_path_row(figures, cause, effect) for cause, effect in figures.paths],
        "effects": _effect_rows(figures),
        "importance_performance": _importance_rows(figures, base),
    }


def _cells(figures: Figures, name: str, at: tuple[int, ...], value_name: str = "estimate") -> dict[str, Cell]:
    """Return a figure of the model with its bootstrap error; `name` is that of an array of the fits."""
    estimate = figures.estimate
    empty: dict[str, Cell] = {"std_error": None, "ci_low": None, "ci_high": None, "n": estimate.n}
    if estimate.fits is None or not estimate.solved:
        return {value_name: None, **empty, "reason": figures.unsolved}
    value: dict[str, Cell] = {value_name: float(getattr(estimate.fits, name)[(0, *at)])}
    if estimate.again is None:
        return {**value, **empty, **_not_replicated(figures)}
    return {**value, **empty, **_interval_cells(getattr(estimate.again.fits, name)[(slice(None), *at)])}


def _not_replicated(figures: Figures) -> dict[str, Cell]:
    """Return why a figure of the model has no error where one was asked for: no replicates can be drawn."""
    return {"reason": figures.estimate.reason} if figures.settings.replicates else {}


def _item_rows(figures: Figures, name: str) -> list[Row]:
    rows: list[Row] = []
    for construct in figures.constructs:
        weights = figures.estimate.weights[figures.places(construct.name)]
        for at, item, weight in zip(figures.places(construct.name), construct.items, weights, strict=True):
            row: dict[str, Cell] = {"construct": construct.name, "item": item, **_cells(figures, name, (int(at),))}
            if name == "weights":
                row |= {"unstandardised": _number(float(weight)), **_normalised(figures, construct, item)}
            rows.append(row)
    return rows


def _normalised(figures: Figures, construct: Construct, item: str) -> dict[str, Cell]:
    """Return an item's weight in the index; weights of both signs make none, and the reason is given."""
    shares = figures.index_weights(construct.name)
    if shares is None:
        return {"normalised": None, "reason": figures.reason(construct.name)}
    return {"normalised": shares[construct.items.index(item)]}


def _path_row(figures: Figures, cause: str, effect: str) -> Row:
    at = (figures.names.index(cause), figures.names.index(effect))
    return {"from": cause, "to": effect, **_cells(figures, "paths", at)}


def _effect_rows(figures: Figures) -> list[Row]:
    names, rows = figures.names, list[Row]()
    reach = _reach(figures)
    for one, cause in enumerate(names):
        for other, effect in enumerate(names):
            if not reach[one, other]:
                continue
            total = _cells(figures, "totals", (one, other), "total")
            direct = indirect = None
            if figures.estimate.fits is not None and figures.estimate.solved:
                direct = float(figures.estimate.fits.paths[0, one, other])
                indirect = float(figures.estimate.fits.totals[0, one, other]) - direct
            rows.append({"from": cause, "to": effect, "direct": direct, "indirect": indirect, **total})
    return rows


def _reach(figures: Figures) -> Array:
    """Return which constructs lead to which, over any number of arrows."""
    found = step = figures.model.arrows.astype(float)
    for _ in figures.names:
        step = step @ figures.model.arrows
        found = found + step
    return found


def _importance_rows(figures: Figures, base: Base) -> list[Row]:
    target, reach, rows = figures.names.index(figures.settings.target), _reach(figures), list[Row]()
    for at, construct in enumerate(figures.names):
        if not reach[at, target]:
            continue
        performance = base.mean(f"{figures.name}.{construct}").estimate
        row: dict[str, Cell] = {"construct": construct, **_importance_cells(figures, construct, at, target)}
        rows.append({**row, "performance": performance, "n": figures.estimate.n})
    return rows


def _importance_cells(figures: Figures, construct: str, at: int, target: int) -> dict[str, Cell]:
    names = ("importance", "std_error", "ci_low", "ci_high")
    reason = figures.reason(construct) or figures.reason(figures.settings.target)
    estimate = figures.estimate
    if reason is not None or estimate.fits is None:
        return {**dict.fromkeys(names), "reason": reason}
    point = importances(estimate.fits.totals, estimate.weights[None], figures.ranges, figures.model.owner)
    cells: dict[str, Cell] = {**dict.fromkeys(names), "importance": float(point[0, at, target])}
    if estimate.again is None:
        return {**cells, **_not_replicated(figures)}
    weights = estimate.again.weights
    places = np.concatenate([figures.places(construct), figures.places(figures.settings.target)])
    again = importances(estimate.again.fits.totals, weights, figures.ranges, figures.model.owner)[:, at, target]
    return cells | _interval_cells(np.where((weights[:, places] > 0).all(axis=1), again, np.nan))


def nodes(figures: Figures, indices: Mapping[str, float | None]) -> list[dict[str, object]]:
    """Return the constructs as a path diagram shows them: depth, mean index of all respondents, R²."""
    return [
        {"name": name, "depth": depth, "index": indices.get(name), "r2": _r2(figures, at)}
        for at, (name, depth) in enumerate(zip(figures.names, depths(figures.model.arrows), strict=True))
    ]
