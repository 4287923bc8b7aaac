"""Checking what a model is asked for beyond its coefficients."""

from __future__ import annotations

from collections.abc import Iterable

from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.items import Codebook
from satindex.survey.model_keys import ModelKeys
from satindex.survey.model_part_keys import built_curve, built_through
from satindex.survey.tree import Path, shown

MOST_MEDIATORS = 6


def check_parts(keys: ModelKeys, path: Path, book: Codebook, faults: Faults) -> None:
    """Note what does not go together in one model."""
    _check_drivers(keys, path, faults)
    _check_through(keys, path, faults)
    if keys.moderators and not keys.predictors:
        what = Words("There are no predictors to moderate.", "没有可被调节的自变量。")
        faults.add((*path, "moderators"), what)
    _check_groups(keys.moderators, {keys.outcome_name}, (*path, "moderators"), book, faults)
    _check_curve(keys, path, book, faults)
    _check_trap(keys, path, faults)


def _check_trap(keys: ModelKeys, path: Path, faults: Faults) -> None:
    trap = keys.trap
    if trap is None:
        return
    if not trap.basics:
        faults.add((*path, "trap", "basics"), Words("There are no basics.", "没有基本需求。"))
    seen = {keys.outcome_name}
    for name in (*trap.basics, *trap.beyond):
        if name in seen:
            said = shown(name)
            what = Words(f"'{said}' is named twice in this model.", f"“{said}”在该模型中出现两次。")
            faults.add((*path, "trap"), what)
        seen.add(name)


def _check_curve(keys: ModelKeys, path: Path, book: Codebook, faults: Faults) -> None:
    curve = built_curve(keys.curve, ())
    if curve is None:
        return
    if curve.of == keys.outcome_name:
        what = Words("A curve of the outcome over itself shows nothing.", "因变量随自身的曲线没有意义。")
        faults.add((*path, "curve"), what)
    _check_groups(curve.by, {keys.outcome_name, curve.of}, (*path, "curve", "by"), book, faults)


def _check_groups(names: Iterable[str], taken: set[str], place: Path, book: Codebook, faults: Faults) -> None:
    """Note names that stand for something else in the model already, and items that are no numbers."""
    seen = set(taken)
    for name in names:
        said, item = shown(name), book.items.get(name)
        if name in seen:
            faults.add(place, Words(f"'{said}' is named twice in this model.", f"“{said}”在该模型中出现两次。"))
        elif item is not None and not item.scale.is_numeric:
            what = Words(
                f"The item '{said}' is not a number: its scale is '{item.scale.name}'.",
                f"题项“{said}”不是数值：其量表为“{item.scale.name}”。",
            )
            faults.add(place, what)
        seen.add(name)


def _check_drivers(keys: ModelKeys, path: Path, faults: Faults) -> None:
    if keys.drivers.method == "mcfadden" and keys.family not in (None, "logit"):
        what = Words(
            f"McFadden's R² is shared out for logit models; this family is '{keys.family}'.",
            f"McFadden R² 的分解仅用于 logit 模型；此处 family 为“{keys.family}”。",
        )
        faults.add((*path, "drivers", "method"), what, Words("Leave it out, or: lmg.", "请省略，或写 lmg。"))


def _check_through(keys: ModelKeys, path: Path, faults: Faults) -> None:
    through = built_through(keys.through)
    if through is None:
        return
    place = (*path, "through")
    if not through.mediators or not all(through.stages):
        faults.add(place, Words("There is no mediator.", "没有中介变量。"))
    if len(through.mediators) > MOST_MEDIATORS:
        what = Words(
            f"There are {len(through.mediators)} mediators; at most {MOST_MEDIATORS} can be told apart.",
            f"共有 {len(through.mediators)} 个中介变量；最多 {MOST_MEDIATORS} 个。",
        )
        faults.add(place, what)
    if not keys.predictors:
        what = Words("Nothing leads to the mediators: there are no predictors.", "没有自变量，中介变量无从受影响。")
        faults.add(place, what)
    taken = {keys.outcome_name, *keys.controls, *keys.predictors}
    below = tuple(name[:-1] for name in keys.predictors if name.endswith(".*"))
    for name in through.mediators:
        if name in taken or (below and name.startswith(below)):
            said = shown(name)
            faults.add(place, Words(f"'{said}' is named twice in this model.", f"“{said}”在该模型中出现两次。"))
        taken.add(name)
