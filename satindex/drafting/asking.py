"""What a draft asks the researcher: items that may be reverse-keyed, batteries that may be expected and perceived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from satindex.drafting.items import ItemDraft
from satindex.drafting.measures import batteries, names_of
from satindex.drafting.yaml_text import comment
from satindex.language import Words
from satindex.readers.export import Export
from satindex.readers.looking.batteries import EXPECTED, batteries_of, pairs_of
from satindex.responses.answers import Coder
from satindex.survey.model import Item

FEWEST_ROWS, FEWEST_ITEMS = 30, 3
AGAINST = -0.1
RATER, FEWEST_PAIRS = 22, 4
Array = npt.NDArray[np.float64]


def asked_of(export: Export, drafts: Sequence[ItemDraft], language: str) -> Iterator[str]:
    """Yield comment lines with what only the researcher knows."""
    for members in batteries(drafts):
        yield from _reversed(export, members, language)
    yield from _pairs(drafts, language)


def _reversed(export: Export, members: Sequence[ItemDraft], language: str) -> Iterator[str]:
    """Ask of each item that correlates negatively with the mean of the battery's others."""
    if len(members) < FEWEST_ITEMS:
        return
    answers = _points(export, members)
    for place, draft in enumerate(members):
        others = np.delete(answers, place, axis=1)
        rest = np.full(len(answers), np.nan)
        some = ~np.isnan(others).all(axis=1)
        rest[some] = np.nanmean(others[some], axis=1)
        both = ~np.isnan(answers[:, place]) & ~np.isnan(rest)
        x, y = answers[both, place], rest[both]
        if both.sum() < FEWEST_ROWS or x.std() == 0 or y.std() == 0:
            continue
        correlation = float(np.corrcoef(x, y)[0, 1])
        if correlation < AGAINST:
            said = f"{correlation:.2f}".replace("-", "−")
            ask = Words(
                f"{draft.name} runs against the others of its question (r = {said}): negatively worded? Then add under "
                f"items: {draft.name}: {{reverse: true}}",
                f"{draft.name} 与同题其他题项负相关（r = {said}）：是否反向题？若是，请在 items 下加："
                f"{draft.name}: {{reverse: true}}",
            )
            yield comment(f"? {ask.say(language)}")


def _points(export: Export, members: Sequence[ItemDraft]) -> Array:
    frame: Any = export.read([draft.column.name for draft in members]).lazy().collect("polars").to_native()
    columns = []
    for draft in members:
        assert draft.scale.points is not None  # noqa: S101 - a battery's items have points
        declared = (*draft.scale.missing, *draft.column.missing)
        coder = Coder(Item("", draft.scale.points), declared, draft.column.labels)
        answers = frame[draft.column.name].to_list()
        values = {answer: coder.read(answer).value for answer in set(answers)}
        columns.append([values[answer] for answer in answers])
    return np.array(columns, dtype=np.float64).T


def _pairs(drafts: Sequence[ItemDraft], language: str) -> Iterator[str]:
    """Ask whether batteries are expectations and perceptions: those that say so, else equally long ones on a scale."""
    names = {draft.column.name: draft.name for draft in drafts}
    found = pairs_of(batteries_of([(draft.column.profile, draft.column.guess) for draft in drafts]))
    told = [tuple([names[name] for name in one.columns] for one in pair) for pair in found if pair[0].side == EXPECTED]
    for first, second in told or _alike(drafts):
        expected, perceived = names_of(first), names_of(second)
        said = Words(
            f"Are {expected} expectations and {perceived} perceptions? If so, score their gaps (satisfaction = "
            "perceived − expected) in place of their means:",
            f"{expected} 是否为期望，{perceived} 是否为感知？若是，请用二者之差（满意 = 感知 − 期望）代替各自的均值：",
        )
        yield comment(f"? {said.say(language)}")
        how = (
            f"layout: rater22, expected: {expected}, perceived: {perceived}"
            if len(first) == RATER
            else f"dimensions: {{all: {{expected: {expected}, perceived: {perceived}}}}}"
        )
        yield comment(f"  quality: {{type: servqual, {how}}}")


def _alike(drafts: Sequence[ItemDraft]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield neighbouring batteries of equally many items on one scale."""
    found = [members for members in batteries(drafts) if len(members) >= FEWEST_PAIRS]
    for first, second in pairwise(found):
        if len(first) == len(second) and first[0].scale.name == second[0].scale.name:
            yield [draft.name for draft in first], [draft.name for draft in second]
