"""Raked weights: what each margin was to have, had and has, and what the weights cost in precision."""

from __future__ import annotations

from satindex.analysis.analysis import Part, Section
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores
from satindex.responses.margins import Weighting
from satindex.responses.weighting_words import DEMING, KISH, weighting_notes
from satindex.results.result import Explanation, Result, Row
from satindex.survey.model import Segment

ORDER = 10
NAME = "weighting"
OVERALL = "overall"
TITLE = Words("Weighting", "加权")
HEADINGS = {
    "margin": Words("Margin", "边际"),
    "level": Words("Level", "水平"),
    "target": Words("Target", "目标"),
    "before": Words("Before", "加权前"),
    "after": Words("After", "加权后"),
    "deff": Words("Design effect (Kish)", "设计效应（Kish）"),
    "n_eff": Words("Effective base", "有效样本量"),
    "min_weight": Words("Smallest weight", "最小权重"),
    "max_weight": Words("Largest weight", "最大权重"),
}
KINDS = {
    "margin": "text",
    "level": "text",
    "target": "share",
    "before": "share",
    "after": "share",
    "deff": "coefficient",
    "n_eff": "index",
    "min_weight": "coefficient",
    "max_weight": "coefficient",
}


def part(scores: Scores) -> Part | None:
    """Return the section; None where the survey rakes to no margins."""
    found = scores.responses.weighting
    if found is None:
        return None
    table = Result(
        NAME,
        tuple(_rows(found)),
        TITLE,
        _explanation(found, scores),
        labels=_margin_words(scores),
        options={"headings": HEADINGS, "kinds": KINDS},
        language=scores.survey.language,
    )
    return Part(Section(NAME, TITLE, (NAME,)), {NAME: table})


def _rows(found: Weighting) -> list[Row]:
    rows: list[Row] = [
        {
            "margin": one.margin,
            "level": one.level,
            "target": one.target,
            "before": one.before,
            "after": one.after,
            "n": one.n,
        }
        for one in found.levels
    ]
    overall: Row = {
        "margin": OVERALL,
        "n": found.n,
        "deff": found.design_effect,
        "n_eff": found.effective_base,
        "min_weight": found.smallest,
        "max_weight": found.largest,
    }
    return [*rows, overall]


def _margin_words(scores: Scores) -> dict[str, Words]:
    segments = {segment.column: words_of(segment.title, segment.column) for segment in _segments(scores)}
    items = {item.name: words_of(item.text, item.name) for item in scores.survey.items.values()}
    return {name: {**items, **segments}.get(name, Words(name, name)) for name in scores.survey.respondent.rake}


def _segments(scores: Scores) -> tuple[Segment, ...]:
    return scores.survey.respondent.groupings


def _explanation(found: Weighting, scores: Scores) -> Explanation:
    n, base = found.n, f"{found.effective_base:.2f}"
    said = f"deff = {n}/{base} = {found.design_effect:.4f}"
    notes = weighting_notes(found, scores.survey.respondent)
    return Explanation(
        Words(
            "Raking (iterative proportional fitting): each margin in turn is scaled to its targets, until after a "
            "whole round no level is off by more than 1e-10 of its target. Effective base = (Σw)²/Σw², design effect = "
            "n / effective base. Shares 0–1, of the whole sample, before where.",
            "迭代比例拟合（raking）：依次将每个边际按目标调整，直至一整轮之后各水平与目标的相对偏差均不超过 1e-10。"
            "有效样本量 =（Σw）²/Σw²，设计效应 = n/有效样本量。比例为 0–1，针对 where 之前的全部样本。",
        ),
        (Words(said, said),),
        (*notes, ONLY_WEIGHTS),
        (DEMING, KISH),
    )


ONLY_WEIGHTS = Words(
    "Kish's design effect is that of unequal weights alone; each figure's own error, from residuals on the margins, "
    "may be smaller or larger.",
    "Kish 设计效应仅反映权重不等的影响；各指标自身的误差取对边际的残差，可能更小或更大。",
)
