"""Remarks beside the figures of an examined instrument: on a set, an item, a pair of sets, a battery, a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from satindex.analysis import conventions as said
from satindex.analysis.instrument import FEWEST, Battery, Ends, Examined
from satindex.language import Words
from satindex.stats import adequacy, confirmatory, exploratory
from satindex.stats.confirmatory import FactorFit
from satindex.stats.exploratory import Exploration
from satindex.stats.moments import Array
from satindex.stats.validity import Discrimination

Labels = Mapping[str, Words]
_SINGULAR = (confirmatory.SINGULAR, adequacy.SINGULAR, exploratory.SINGULAR)
_SAME = 1 - 1e-10


def of_set(one: Examined) -> Words:
    """Return the remarks on one item set."""
    alpha, extracted = one.consistency.alpha, one.convergence.variance_extracted
    remarks = [said.NOT_COMPUTED if alpha is None else _of_consistency(alpha)]
    if one.against:
        remarks.append(said.WRONGLY_KEYED)
    if extracted is not None and extracted < said.EXTRACTED:
        remarks.append(said.LITTLE_SHARED)
    if one.fit.improper is not None:
        remarks.append(said.IMPROPER)
    return said.listed(remarks)


def _of_consistency(alpha: float) -> Words:
    if alpha >= said.REPEATING:
        return said.HIGH
    if alpha >= said.CONSISTENT:
        return said.GOOD
    return said.QUESTIONABLE if alpha >= said.DOUBTFUL else said.LOW


def of_item(one: Examined, at: int, ends: Ends) -> Words | None:
    """Return the remarks on one item of a set; None where there is nothing to remark."""
    remarks = [*_of_place(one, at), *_of_variation(one, at)]
    if ends.floor is not None and ends.floor >= said.CROWDED:
        remarks.append(said.AT_FLOOR)
    if ends.ceiling is not None and ends.ceiling >= said.CROWDED:
        remarks.append(said.AT_CEILING)
    return said.listed(remarks) if remarks else None


def _of_place(one: Examined, at: int) -> list[Words]:
    """Return how an item goes with its set; while others look wrongly keyed, it can't be told of the rest."""
    if at in one.against:
        if len(one.of.items) < FEWEST:
            return [said.TWO_AGAINST]
        return [said.HALF_AGAINST if one.is_halved else said.MISKEYED]
    if one.against:
        return []
    rest, alpha, without = one.consistency.item_rest[at], one.consistency.alpha, one.consistency.if_deleted[at]
    remarks = [said.WEAK] if rest is not None and rest < said.BELONGS else []
    if alpha is not None and without is not None and without > alpha + said.RISES:
        remarks.append(said.BETTER_WITHOUT)
    return remarks


def _of_variation(one: Examined, at: int) -> list[Words]:
    if is_constant(one.covariance, at):
        return [said.CONSTANT]
    same = [one.of.items[other] for other in twins(one.covariance, at)]
    names = Words(", ".join(same), "、".join(same))
    return [Words(f"says the same as {names.en}", f"与 {names.zh} 完全重复")] if same else []


def is_constant(covariance: Array, at: int) -> bool:
    """Return whether everybody gave an item the same answer."""
    return bool(covariance[at, at] == 0)


def twins(covariance: Array, at: int) -> list[int]:
    """Return the items whose correlation with one of them is 1 or −1."""
    spread = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = np.abs(covariance[at] / (spread * spread[at]))
    return [int(other) for other in np.flatnonzero(correlation >= _SAME) if other != at]


def of_pair(found: Discrimination) -> Words:
    """Return whether two sets measure different things."""
    if found.htmt is None:
        return said.NOT_COMPUTED
    if found.htmt < said.DISTINCT:
        return said.APART
    return said.NEARLY_APART if found.htmt < said.RELATED else said.NOT_APART


def of_battery(battery: Battery) -> Words:
    """Return the remarks on a battery's factors."""
    if battery.adequacy.kmo is None or battery.suggestion is None:
        return said.NOT_COMPUTED
    factors, sets = battery.suggestion.factors, len(battery.sets)
    remarks = [said.NOT_ADEQUATE] if battery.adequacy.kmo < said.ADEQUATE else []
    if factors == 0:
        remarks.append(said.NO_FACTOR)
    elif factors < sets:
        remarks.append(said.FITS_ANYWAY if fits(battery.fit) else said.ONE_DOES)
    else:
        remarks.append(said.MORE_NEEDED if factors > sets else said.AS_MEANT)
    if battery.fit.improper is not None:
        remarks.append(said.IMPROPER_TOGETHER)
    return said.listed(remarks)


def fits(fit: FactorFit) -> bool:
    """Return whether a model has a proper solution that fits well."""
    return fit.is_proper and (fit.cfi or 0.0) >= said.FITS


def why_no_model(
    fit: FactorFit, covariance: Array, n: int, items: Sequence[str], factors: Sequence[Words] = ()
) -> Words | None:
    """Return why a model's figures are withheld, with the items or factors to blame; None where they are not."""
    if fit.reason is not None:
        return why_singular(fit.reason, covariance, n, items)
    if fit.negative and fit.improper is not None:
        return _with(fit.improper, [Words(items[at], items[at]) for at in fit.negative])
    if fit.improper is not None and fit.correlations is not None and factors:
        between = np.abs(np.triu(fit.correlations, 1))
        a, b = np.unravel_index(int(between.argmax()), between.shape)
        one, other, r = factors[int(a)], factors[int(b)], float(fit.correlations[a, b])
        most = Words(f"most alike are {one.en} and {other.en}, {r:.2f}", f"最相近的是{one.zh}与{other.zh}，{r:.2f}")
        return Words(f"{fit.improper.en} ({most.en})", f"{fit.improper.zh}（{most.zh}）")
    return fit.improper


def why_singular(reason: Words, covariance: Array, n: int, items: Sequence[str]) -> Words:
    """Return a reason that, where it is a matrix without inverse, says what in the answers makes it so."""
    if reason not in _SINGULAR:
        return reason
    if n <= len(items):
        return Words(f"only {n} respondents for {len(items)} items", f"{len(items)} 个题目只有 {n} 名受访者")
    constant = [name for at, name in enumerate(items) if is_constant(covariance, at)]
    if constant:
        return _with(said.CONSTANT, [Words(name, name) for name in constant])
    same = [name for at, name in enumerate(items) if twins(covariance, at)]
    return _with(said.REPEATED, [Words(name, name) for name in same]) if same else reason


def _with(words: Words, named: Sequence[Words]) -> Words:
    return Words(f"{words.en}: {', '.join(n.en for n in named)}", f"{words.zh}：{'、'.join(n.zh for n in named)}")


def by_both_signs(one: Examined) -> Words | None:
    """Return why ω and CR of a set say nothing: they add up loadings that cancel out; None where they do not."""
    return said.CANCEL_OUT if one.against else None


def why_no_loadings(found: Exploration, battery: Battery) -> Words | None:
    """Return why exploratory loadings are withheld; None where they are not."""
    if found.reason is not None:
        return why_singular(found.reason, battery.covariance, battery.n, battery.items)
    names = [Words(battery.items[at], battery.items[at]) for at in found.heywood]
    return _with(said.HEYWOOD, names) if names else None
