"""Mediation: what predictors do to the outcome directly and through mediators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from satindex.language import Words
from satindex.linkage.equations import links
from satindex.linkage.labels import labels_of
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.mediating import Mediated, mediated
from satindex.linkage.mediation_words import (
    FORMULAS,
    HEADINGS,
    NOTES,
    PATH_FORMULA,
    PATH_HEADINGS,
    SCALE_NOTES,
    SOURCES,
    UNSCALED,
    WORDS,
)
from satindex.linkage.resampled import SOURCES as RESAMPLING
from satindex.linkage.resampled import Resampled, explained_resampling
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Row
from satindex.stats.row_mean import row_mean

ORDER: Final = 40
EFFECTS: Final = Words("effects, direct and through mediators", "直接效应与中介效应")
PATHS: Final = Words("paths through mediators", "中介路径")
ALL: Final = "(all)"
ARROW: Final = " → "
BOUNDS: Final = ("std_error", "ci_low", "ci_high")


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return effects and paths where the model names mediators."""
    through = linked.model.through
    if through is None:
        return ()
    found = mediated(scores, linked, through)
    if isinstance(found, Words):
        rows = tuple(_missing(str(row["term"]), len(linked.data.outcome), found) for row in linked.drivers.rows)
        return (ModelTable(".mediation", EFFECTS, rows, Explanation(FORMULAS["mean"], (), (found,), SOURCES)),)
    return mediation_tables(found, labels_of(scores))


def mediation_tables(found: Mediated, words: Mapping[str, Words]) -> tuple[ModelTable, ModelTable]:
    """Return the tables of effects and of paths; `words` are those for the terms."""
    rows = tuple(_effect_rows(found))
    paths = tuple(_path_rows(found))
    options = {"kinds": dict.fromkeys(("effect", "through"), "text"), "headings": HEADINGS, "format": "coefficient"}
    kinds = dict.fromkeys(("unstandardised", "unstandardised_low", "unstandardised_high"), "coefficient")
    picture = {"nodes": list(_nodes(found)), "headings": PATH_HEADINGS, "kinds": kinds, "format": "coefficient"}
    return (
        ModelTable(".mediation", EFFECTS, rows, _explained(found, rows), "effects", _labels(found, words), options),
        ModelTable(".mediation.paths", PATHS, paths, _explained_paths(found, paths), "path", options=picture),
    )


def _missing(term: str, n: int, reason: Words) -> Row:
    return {"term": term, "effect": "total", "through": None, "estimate": None, "n": n, "reason": reason}


def _effect_rows(found: Mediated) -> Iterator[Row]:
    """A predictor's direct effect, those through mediators, their sum, and the total."""
    problem, system = found.problem, found.equations.system
    usable = found.equations.names[: system.predictors]
    through = problem.model.through
    mediators = through.mediators if through else ()
    for name in (*problem.data.predictor_names, *problem.data.constant):
        if name in usable:
            yield from _of_one(found, usable.index(name))
        elif name not in mediators and name in problem.unusable and name not in problem.data.control_names:
            yield _missing(name, problem.n, problem.unusable[name])


def _of_one(found: Mediated, at: int) -> Iterator[Row]:
    system, effects = found.equations.system, found.flow.effects
    p, paths = system.predictors, system.paths()
    direct, total, indirect = (float(part[at]) for part in (effects.direct, effects.total, effects.indirect))
    parts = (direct, *(float(part) for part in effects.along[at]))
    consistent = abs(total) > 1e-12 and all(part * total >= 0 for part in parts)
    name = found.equations.names[at]

    def row(effect: str, through: str | None, estimate: float, place: int) -> Row:
        share = estimate / total if consistent and effect == "indirect" else None
        cells: dict[str, Cell] = {"term": name, "effect": effect, "through": through, "estimate": estimate}
        return {**cells, **_bounds(found, estimate, place), "share": share, "n": found.problem.n}

    yield row("direct", None, direct, at)
    for number, path in enumerate(paths):
        along = float(effects.along[at, number])
        yield row("indirect", way(found, path), along, p + at * len(paths) + number)
    last = p + p * len(paths)
    if len(paths) > 1:
        yield row("indirect", ALL, indirect, last + at)
    yield row("total", None, total, last + p + at)


def _bounds(found: Mediated, estimate: float, place: int) -> dict[str, Cell]:
    if isinstance(found.again, Resampled):
        return found.again.cells(estimate, place)
    return {**dict.fromkeys(BOUNDS), **({"reason": found.again} if found.again else {})}


def way(found: Mediated, path: Sequence[int]) -> str:
    """Return the names of a path's mediators: `satisfaction → loyalty`."""
    return ARROW.join(found.equations.names[at] for at in path)


def _path_rows(found: Mediated) -> Iterator[Row]:
    """The slopes between predictors, mediators and outcome; those of controls are left out."""
    equations, system = found.equations, found.equations.system
    controls = range(system.predictors, system.predictors + system.controls)
    arrows, names = links(system), (*equations.names, found.problem.data.outcome_name)
    first = len(found.flow.figures(system)) - 2 * len(arrows)
    for number, (target, cause) in enumerate(arrows):
        if cause in controls:
            continue
        standardised, raw = float(found.flow.standardised[target, cause]), float(found.flow.slopes[target, cause])
        unstandardised = _bounds(found, raw, first + number)
        yield {
            "from": names[cause],
            "to": names[target],
            "estimate": standardised,
            **_bounds(found, standardised, first + len(arrows) + number),
            "unstandardised": raw,
            "unstandardised_low": unstandardised["ci_low"],
            "unstandardised_high": unstandardised["ci_high"],
            "n": found.problem.n,
        }


def _nodes(found: Mediated) -> Iterator[dict[str, object]]:
    """Predictors above, mediators by stage, the outcome below; in the boxes the mean from 0 to 100 and R²."""
    equations, system = found.equations, found.equations.system
    depths = dict.fromkeys(range(system.predictors), 0)
    depths |= {at: stage + 1 for stage, ats in enumerate(system.mediators) for at in ats}
    explained = equations.explained(found.flow)
    for at, depth in depths.items():
        name = equations.names[at]
        yield {"name": name, "depth": depth, "index": _index(found, at), "r2": explained.get(name)}
    outcome = found.problem.data.outcome_name
    yield {"name": outcome, "depth": len(system.stages) + 1, "r2": explained.get(outcome)}


def _index(found: Mediated, at: int) -> float | None:
    reach = found.problem.data.reach.get(found.equations.names[at])
    if reach is None:
        return None
    mean = row_mean(found.equations.columns[:, at], found.problem.weights).estimate
    return 100 * (mean - reach[0]) / (reach[1] - reach[0])


def _labels(found: Mediated, words: Mapping[str, Words]) -> dict[str, Words]:
    said = {way(found, path): _joined(found, path, words) for path in found.equations.system.paths()}
    return {**said, **WORDS}


def _joined(found: Mediated, path: Sequence[int], words: Mapping[str, Words]) -> Words:
    names = [found.equations.names[at] for at in path]
    known = [words.get(name, Words(name, name)) for name in names]
    return Words(ARROW.join(one.en for one in known), ARROW.join(one.zh for one in known))


def _explained(found: Mediated, rows: Sequence[Row]) -> Explanation:
    """Formula and conventions, with the first predictor's own numbers."""
    scale = found.equations.scale
    notes = (*_drawn(found), *_stages(found), *SCALE_NOTES[scale], *NOTES)
    return Explanation(FORMULAS[scale], _worked(found, rows), notes, (*SOURCES, *RESAMPLING))


def _worked(found: Mediated, rows: Sequence[Row]) -> tuple[Words, ...]:
    system, slopes = found.equations.system, found.flow.slopes
    steps = zip((0, *system.paths()[0]), (*system.paths()[0], system.width - 1), strict=True)
    factors = [f"{slopes[effect, cause]:.4f}" for cause, effect in steps]
    factors += [f"{found.flow.factor[0]:.4f}"] if found.flow.factor is not None else []
    first = next(row for row in rows if row["effect"] == "indirect")
    total = next(row for row in rows if row["effect"] == "total")
    own = [row for row in rows if row["term"] == first["term"]]
    summed = [row for row in own if row["effect"] != "total" and row["through"] != ALL]
    terms = " + ".join(f"{row['estimate']:.4f}" for row in summed)
    product = f"{first['term']}{ARROW}{first['through']}: {' × '.join(factors)} = {first['estimate']:.4f}"
    line = f"{terms} = {total['estimate']:.4f}"
    return (Words(product, product), Words(f"total: {line}", f"总效应：{line}"))


def _explained_paths(found: Mediated, rows: Sequence[Row]) -> Explanation:
    row = rows[0]
    said = f"{row['from']}{ARROW}{row['to']}: {row['unstandardised']:.4f} → {row['estimate']:.4f}"
    notes = (*_drawn(found), *_stages(found), *(UNSCALED if found.equations.scale != "mean" else ()), *NOTES)
    return Explanation(PATH_FORMULA, (Words(said, said),), notes, (*SOURCES, *RESAMPLING))


def _drawn(found: Mediated) -> tuple[Words, ...]:
    return explained_resampling(found.problem, found.again) if isinstance(found.again, Resampled) else ()


def _stages(found: Mediated) -> tuple[Words, ...]:
    """In which order the mediators are taken to follow, and who is in the equations."""
    names = found.equations.names
    stages = [", ".join(names[at] for at in stage) for stage in found.equations.system.mediators]
    n, left_out, units = found.problem.n, found.problem.data.left_out, found.problem.data.units
    return (
        Words(
            f"Order taken as given: {ARROW.join(stages)}; each depends on all before it, and controls are everywhere. "
            f"n = {n} {units.en} have everything; {left_out} lack something and are left out.",
            f"按给定顺序：{ARROW.join(stages)}；每一步取决于其前各步，控制变量进入所有方程。"
            f"数据完整的{units.zh} n = {n}；有缺失而未纳入的 {left_out}。",
        ),
    )
