"""Who of the respondents bought again, who could not be observed; and stated intention against behaviour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from satindex.frames.batches import distinct_counts
from satindex.frames.design import Grouping
from satindex.frames.moments import moments
from satindex.frames.recode import recoded
from satindex.language import LANGUAGES, Words
from satindex.linkage.linked import Linked, ModelTable
from satindex.linkage.observed import BOUGHT, NOT_BOUGHT, STATUSES, WAITING
from satindex.measures.presenting import MISSING_LEVEL, MISSING_WORDS
from satindex.measures.scores import Scores
from satindex.results.result import Explanation, Row
from satindex.results.small_bases import guarded
from satindex.stats.base import Base
from satindex.stats.classification import auc
from satindex.stats.shares import METHOD_SOURCES, METHOD_WORDS, share
from satindex.survey.model import Item, Model
from satindex.survey.model_parts import Observed

ORDER: Final = 10
OF_ALL: Final = True
TITLE: Final = Words("observed purchases", "观察到的购买")
INTENTION: Final = Words("stated intention and behaviour", "复购意向与实际行为")
ALL: Final = "overall"
EVERYONE: Final = Words("all observed", "全部已观察者")
SOURCE: Final = (
    "Morwitz, V. G., Steckel, J. H. & Gupta, A. (2007). When do purchase intentions predict sales? International "
    "Journal of Forecasting 23, 347–364."
)


def part(scores: Scores, linked: Linked) -> Iterable[ModelTable]:
    """Return who bought again within the days, and, where an intention is named, how many of each level did."""
    observed = linked.model.observed
    if observed is None:
        return
    notes = tuple(_notes(observed, linked.model))
    yield _who(scores, observed, notes)
    if observed.stated is not None and not linked.model.is_timed:
        yield _intention(scores, observed, observed.stated, notes)


def _who(scores: Scores, observed: Observed, notes: tuple[Words, ...]) -> ModelTable:
    counts = dict(distinct_counts(scores.frame, observed.status))
    everyone = sum(counts.values())
    rows: list[Row] = [
        {"status": status, "count": counts[status], "share": counts[status] / everyone}
        for status in STATUSES
        if status in counts
    ]
    used = sum(counts.get(status, 0) for status in (BOUGHT, NOT_BOUGHT, WAITING))
    bought = counts.get(BOUGHT, 0)
    numbers = (
        Words(
            f"{everyone} respondents = {used} observed ({bought} bought again) + {everyone - used} set aside",
            f"{everyone} 名受访者 = {used} 名已观察（其中 {bought} 名再次购买）+ {everyone - used} 名剔除",
        ),
    )
    explanation = Explanation(_rule(observed), numbers, notes)
    return ModelTable(".observed", TITLE, tuple(rows), explanation, labels=STATUSES)


def _rule(observed: Observed) -> Words:
    return Words(
        f"Bought again = at least one purchase from the day after answering to {observed.within} days after it.",
        f"再次购买 = 作答次日起 {observed.within} 天内至少有一次购买。",
    )


def _notes(observed: Observed, model: Model) -> Iterator[Words]:
    if model.is_timed:
        yield Words(
            "Those who had not bought when the records end are watched until then: censored, not left out.",
            "记录结束时尚未购买者观察至该日为止：作删失处理，不剔除。",
        )
    else:
        yield Words(
            "Respondents whose days are not all observed yet are set aside, also if they have bought already: to keep "
            "only those would raise the share.",
            "观察期尚未结束者一律剔除，即使其间已有购买：若只保留已购买者，比例会被高估。",
        )
    yield Words(
        "A purchase on the day of answering does not count: records of days do not tell whether it came after.",
        "作答当日的购买不计入：按日记录无法判断其先后。",
    )
    if observed.unmatched == "not_bought":
        yield Words(
            "Respondents whose id no purchase has count as not having bought.",
            "购买记录中没有其编号的受访者计为未购买。",
        )


def _intention(scores: Scores, observed: Observed, stated: str, notes: tuple[Words, ...]) -> ModelTable:
    levels = sorted(float(value) for value, _ in distinct_counts(scores.frame, stated) if value is not None)
    texts = {level: f"{level:g}" for level in levels}
    rows = guarded(list(_rows(scores, observed, stated, texts)), scores.survey.small_base)
    explanation = Explanation(
        Words(
            f"Share who bought again within {observed.within} days, of those who gave each answer to {stated}.",
            f"对 {stated} 给出各回答者中，{observed.within} 天内再次购买的比例。",
        ),
        tuple(_told_apart(scores, observed, stated)),
        (METHOD_WORDS["wilson"], *notes),
        (METHOD_SOURCES["wilson"], SOURCE),
    )
    options = {"low": 0, "high": 1, "format": "share", "order": tuple(texts.values())}
    labels = {**_labels(scores.survey.items.get(stated), texts), ALL: EVERYONE, MISSING_LEVEL: MISSING_WORDS}
    return ModelTable(".intention", INTENTION, tuple(rows), explanation, "estimates", labels, options)


def _rows(scores: Scores, observed: Observed, stated: str, texts: Mapping[float, str]) -> Iterator[Row]:
    """Yield a row for each answer to the item, one for those without an answer, and one for everyone."""
    level = f"{observed.name}.stated"
    frame = scores.frame.with_columns(recoded(scores.frame, stated, texts, level))
    grouping = Grouping(((observed.name,),), level, (*texts.values(), None))
    (found,) = moments(frame, [grouping], scores.responses.design)
    for group, name in enumerate(found.levels):
        cells = share(Base(found, group), observed.name).cells()
        if name is not None or cells["n"]:
            yield {"level": MISSING_LEVEL if name is None else name, **cells}
    yield {"level": ALL, **share(Base(found.pooled()), observed.name).cells()}


def _told_apart(scores: Scores, observed: Observed, stated: str) -> Iterator[Words]:
    sample = scores.sample((observed.name, stated))
    used = sample.only(sample.complete())
    bought, intention = used.values
    if 0 < bought.sum() < len(bought):
        found = auc(bought, intention / max(1.0, float(np.abs(intention).max())), used.weights)
        yield Words(
            f"P(a buyer stated a higher intention than a non-buyer) + ½ P(the same) = {found:.3f} (AUC; .5: none)",
            f"P(再次购买者的意向高于未购买者) + ½ P(相同) = {found:.3f}（AUC；0.5 表示无关联）",
        )


def _labels(item: Item | None, texts: Mapping[float, str]) -> dict[str, Words]:
    """Return each level with its label on the item's scale, where it has one."""
    known = {language: item.scale.labels.get(language, {}) for language in LANGUAGES} if item else {}
    said = {
        text: {language: labels[value] for language, labels in known.items() if value in labels}
        for value, text in texts.items()
    }
    return {
        text: Words(*(f"{text} {labels.get(language, '')}".rstrip() for language in LANGUAGES))
        for text, labels in said.items()
    }
