"""How alike answers within a group are: intraclass correlations by outlet, branch, cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from satindex.analysis.analysis import Part, Section
from satindex.analysis.headline import headline_columns, part_of
from satindex.frames.design import Grouping
from satindex.frames.moments import MomentsSum
from satindex.language import Words
from satindex.measures import intraclass_rows
from satindex.measures.intraclass_rows import cells
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores
from satindex.responses.people import titled
from satindex.responses.responses import about
from satindex.results.result import Explanation, Result, Row
from satindex.stats.base import Base
from satindex.stats.intraclass import Intraclass, one_way
from satindex.stats.moments import Array, Moments

ORDER = 60
NAME = "agreement"
TITLE = Words("Between and within groups", "组间与组内差异")
HEADINGS = {
    "segment": Words("Groups", "分组"),
    **intraclass_rows.HEADINGS,
    "deff": Words("Design effect", "设计效应"),
}
KINDS = {**intraclass_rows.KINDS, "deff": "ratio"}


def part(scores: Scores) -> Part | None:
    """Return the section: by segment in a simple sample, by cluster in a clustered one; None where there is neither."""
    headlines, groups = headline_columns(scores), _groups(scores)
    if not headlines or not groups:
        return None
    rows = list(_rows(scores, headlines, _moments(scores, headlines, groups)))
    table = Result(
        NAME,
        tuple(rows),
        TITLE,
        Explanation(intraclass_rows.FORMULA, tuple(_numbers(rows)), tuple(_notes(scores)), SOURCES),
        labels=_labels(scores, groups),
        options={"headings": HEADINGS, "kinds": KINDS},
        language=scores.survey.language,
    )
    return Part(Section(NAME, TITLE, (NAME,)), {NAME: table})


def _groups(scores: Scores) -> dict[str, tuple[str | None, ...]]:
    """Return the columns that group respondents with their levels; other designs than clusters have no such test."""
    person, known = scores.survey.respondent, scores.responses.levels
    if person.cluster:
        cluster = about(person.cluster)
        there = scores.counts(cluster)[cluster]
        return {person.cluster: tuple(sorted(str(level) for level in there if level is not None))}
    if scores.responses.design.declared:
        return {}
    found = {one.column: known[one.column] for one in person.segments}
    return {name: levels for name, levels in found.items() if len(set(levels) - {None}) > 1}


def asks(scores: Scores) -> list[MomentsSum]:
    """Return what the table asks of the rows beside the tables by segment."""
    headlines, groups = headline_columns(scores), _groups(scores)
    return _sums(scores, headlines, groups) if headlines and scores.responses.design.declared else []


def _sums(
    scores: Scores, headlines: Mapping[str, str], groups: Mapping[str, tuple[str | None, ...]]
) -> list[MomentsSum]:
    blocks = tuple(dict.fromkeys((column,) for column in headlines.values()))
    return scores.moments_sums([Grouping(blocks, about(name), levels) for name, levels in groups.items()])


def _moments(
    scores: Scores, headlines: Mapping[str, str], groups: Mapping[str, tuple[str | None, ...]]
) -> dict[str, Moments]:
    """Return each grouping's moments without weights: where there are none, those of the tables by segment."""
    if not scores.responses.design.declared:
        found = scores.by_segment(tuple(scores.responses.levels))
        return {name: found[name] for name in groups}
    sums = _sums(scores, headlines, groups)
    made = (one.finished(part) for one, part in zip(sums, scores.ask(*sums), strict=True))
    return dict(zip(groups, made, strict=True))


def _rows(scores: Scores, headlines: Mapping[str, str], by_group: Mapping[str, Moments]) -> Iterator[Row]:
    clustered = scores.survey.respondent.cluster is not None
    for name, column in headlines.items():
        for group, found in by_group.items():
            counts, means, squares = _of_groups(found, column)
            keys = {"measure": name, **part_of(scores.measures[name]), "segment": group}
            one = one_way(counts, means, squares)
            spread = {"deff": _design_effect(one, counts)} if clustered else {}
            yield {**keys, **cells(one, counts, spread)}


def _of_groups(found: Moments, column: str) -> tuple[Array, Array, Array]:
    """Return each group's answers, mean and sum of squared deviations; those without a group are in none."""
    bases = [Base(found, group) for group, level in enumerate(found.levels) if level is not None]
    counts = np.array([float(base.n(column)) for base in bases])
    means = np.array([base.mean(column).estimate or 0.0 for base in bases])
    return counts, means, np.array([(base.sd(column) or 0.0) ** 2 for base in bases]) * np.maximum(counts - 1, 0)


def _design_effect(one: Intraclass, counts: Array) -> float | None:
    """Return 1 + (b − 1)·ICC, b = Σn²/Σn the size of the group that a respondent is in (Kish 1965)."""
    return None if one.icc is None else 1 + (float(counts @ counts) / float(counts.sum()) - 1) * one.icc


def _labels(scores: Scores, groups: Mapping[str, Sequence[str | None]]) -> dict[str, Words]:
    titles = {segment.column: titled(segment) for segment in scores.survey.respondent.groupings}
    measures = {m.name: words_of(m.title, m.name) for m in scores.measures.values()}
    parts = {name: words for m in scores.measures.values() if part_of(m) for name, words in m.labels.items()}
    return {**parts, **{name: titles.get(name, Words(name, name)) for name in groups}, **measures}


HOW_TO_READ = Words(
    "A high ICC: groups differ, and answers of one group are alike, as visits to one outlet should be. The reliability "
    "tells how far a ranking of the groups can be trusted; the number of answers per group that brings it to .70 "
    "follows by Spearman and Brown.",
    "ICC 高说明各组不同而组内相近，同一网点的多次暗访即应如此。信度说明各组排名的可信程度；"
    "使其达到 .70 所需的每组回答数由 Spearman–Brown 公式得出。",
)
UNWEIGHTED = Words(
    "Weights do not enter here; the design effect 1 + (b − 1)·ICC, b = Σn²/Σn, is that of the clusters alone.",
    "此处不使用权重；设计效应 1 +（b − 1）·ICC（b = Σn²/Σn）仅反映群的影响。",
)
SOURCES = (*intraclass_rows.SOURCES, "Kish, L. (1965). Survey Sampling. Wiley, ch. 5.")


def _numbers(rows: Sequence[Row]) -> Iterator[Words]:
    for row in rows:
        f, size, icc = row["statistic"], row["size"], row["estimate"]
        if isinstance(f, float) and isinstance(size, float) and isinstance(icc, float):
            said = f"({f:.4g} − 1)/({f:.4g} + {size:.4g} − 1) = {icc:.4f}"
            yield Words(f"{row['measure']}, {row['segment']}: {said}", f"{row['measure']}，{row['segment']}：{said}")


def _notes(scores: Scores) -> Iterator[Words]:
    yield HOW_TO_READ
    yield intraclass_rows.INTERVAL
    if scores.survey.respondent.cluster is not None:
        yield UNWEIGHTED
