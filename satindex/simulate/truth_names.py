"""What is wrong with the names and numbers of a written truth."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import fields
from itertools import pairwise

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.measures.drawn import Target
from satindex.simulate.groups import DEFAULT_LEVELS, Group, groups
from satindex.simulate.models import DISPERSION, drawn_models, term_names
from satindex.simulate.shorter import GAPS, TREND, check_shorter, gap_names
from satindex.simulate.targets import targets
from satindex.simulate.truth import INTERCEPT, Correlation, Truth
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.tree import Block, Node, Path, Text, shown

NPS_CLASSES = ("promoters", "passives", "detractors")
SHARES = ("missing", "odd", "careless", "empty")
SLACK = 1e-6


def check_names(root: Block, survey: Survey, faults: Faults) -> None:
    """Note every unknown name, every value that is no number, shares that are none or do not sum to 1."""
    _known(root, (), [*(entry.name for entry in fields(Truth)), GAPS, TREND], faults)
    wanted, dividing = targets(survey), groups(survey, {})
    with_mean = tuple(target for target in wanted if target.unit != "classes")
    items = {item for target in with_mean for item in target.items}
    _numbers(root, "means", {target.name for target in with_mean if target.unit != "nps"} | items, faults)
    names = {name for target in with_mean for name in (target.name, target.measure)}
    _numbers(root, "sds", names | items, faults)
    _check_shares(root, survey, wanted, dividing, faults)
    _check_differences(root, with_mean, dividing, faults)
    _numbers(root, GAPS, gap_names(survey), faults)
    _numbers(root, TREND, {name for target in with_mean for name in (target.name, target.measure)}, faults)
    check_shorter(root, survey, faults)
    _check_models(root, survey, faults)
    _numbers(root, "correlation", [entry.name for entry in fields(Correlation)], faults)
    for name in SHARES:
        share = _number(root.values[name], (name,), faults) if name in root.values else None
        if share is not None and not 0 <= share <= 1:
            faults.add((name,), Words(f"{share:g} is not a share from 0 to 1.", f"{share:g} 不是 0 到 1 的比例。"))


def _known(block: Block, path: Path, names: Collection[str], faults: Faults) -> None:
    for key in block.values:
        if key not in names:
            what = Words(f"There is no '{shown(key)}' here.", f"此处没有“{shown(key)}”。")
            faults.add((*path, key), what, did_you_mean(key, names))


def _block(node: Node | None, path: Path, faults: Faults) -> Block:
    if node is None or isinstance(node, Block):
        return node or Block({}, {}, 1)
    faults.add(path, Words("Names with values are expected: {name: value}.", "应为名称与值：{名称: 值}。"))
    return Block({}, {}, 1)


def _number(node: Node, path: Path, faults: Faults) -> float | None:
    try:
        value = float(node.text) if isinstance(node, Text) else math.nan
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    said = shown(node.text) if isinstance(node, Text) else "…"
    faults.add(path, Words(f"'{said}' is not a number.", f"“{said}”不是数值。"))
    return None


def _numbers(root: Block, key: str, names: Collection[str], faults: Faults, above: Path = ()) -> dict[str, float]:
    path = (*above, key)
    block = _block(root.values.get(key), path, faults)
    _known(block, path, names, faults)
    found = {name: _number(value, (*path, name), faults) for name, value in block.values.items()}
    return {name: value for name, value in found.items() if value is not None}


def _check_shares(
    root: Block, survey: Survey, wanted: tuple[Target, ...], dividing: tuple[Group, ...], faults: Faults
) -> None:
    block = _block(root.values.get("shares"), ("shares",), faults)
    names: dict[str, Collection[str]] = {t.name: NPS_CLASSES for t in wanted if t.unit == "nps"}
    names |= {group.name: group.levels for group in dividing}
    names |= {t.name: tuple(t.classes) for t in wanted if t.unit == "classes"}
    in_classes = {item for t in wanted if t.unit == "classes" for item in t.items}
    for item in survey.items.values():
        if item.scale.values and item.name not in names and item.name not in in_classes:
            names[item.name] = {*item.scale.codes, *(f"{value:g}" for value in item.scale.values)}
    _known(block, ("shares",), names, faults)
    for key in names.keys() & block.values.keys():
        levels = names[key]
        is_free = levels in DEFAULT_LEVELS.values()
        given = block.values[key]
        known = list(given.values) if is_free and isinstance(given, Block) else levels
        _check_sum(_numbers(block, key, known, faults, ("shares",)), ("shares", key), faults)


def _check_sum(shares: dict[str, float], path: Path, faults: Faults) -> None:
    total = sum(shares.values())
    if faults.below(path):
        return
    if abs(total - 1) > SLACK or min(shares.values()) < 0:
        what = Words(f"Shares must sum to 1, these to {total:g}.", f"比例之和须为 1，现为 {total:g}。")
        faults.add(path, what)


def _check_differences(root: Block, wanted: tuple[Target, ...], dividing: tuple[Group, ...], faults: Faults) -> None:
    block = _block(root.values.get("differences"), ("differences",), faults)
    levels = {group.name: group.levels for group in dividing}
    stated = root.values.get("shares")
    names = {name for target in wanted for name in (target.name, target.measure, *target.items)}
    _known(block, ("differences",), levels, faults)
    for key in levels.keys() & block.values.keys():
        node, path = block.values[key], ("differences", key)
        of_level = _block(node, path, faults)
        free = stated.values.get(key) if isinstance(stated, Block) else None
        _known(of_level, path, list(free.values) if isinstance(free, Block) else levels[key], faults)
        for level in of_level.values:
            _numbers(of_level, level, names, faults, path)


def _check_models(root: Block, survey: Survey, faults: Faults) -> None:
    block = _block(root.values.get("models"), ("models",), faults)
    models = {model.name: model for model in drawn_models(survey)}
    _known(block, ("models",), models, faults)
    for key in block.values:
        if key in models:
            outcome = survey.items.get(models[key].outcome)
            values = outcome.scale.values if outcome else ()
            cuts = [f"{low:g}|{high:g}" for low, high in pairwise(values)]
            names = [INTERCEPT, DISPERSION, *term_names(survey, models[key]), *cuts]
            _numbers(block, key, names, faults, ("models",))
