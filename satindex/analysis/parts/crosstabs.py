"""`tables:`, answers by segments: shares with their bases, letters where columns differ, a test of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from satindex.analysis.analysis import Part, Section
from satindex.analysis.counting import TOTAL, ItemBySegment, counted_moments, counting
from satindex.frames.moments import Design
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.presenting import MISSING_LEVEL, MISSING_WORDS
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.survey.model import Crosstab

ORDER = 60
TITLE = Words("Answers by group", "交叉表")
TOTAL_WORDS = Words("Total", "合计")


def part(scores: Scores) -> Part | None:
    """Return a table per entry of `tables` and its tests; None where the survey asks for none."""
    asked = scores.survey.tables
    if not asked:
        return None
    counted = counting(scores.frame, (item for table in asked.values() for item in table.items), scores.survey)
    levels, design = scores.responses.levels, scores.responses.design
    by = {segment: (about(segment), levels[segment]) for table in asked.values() for segment in table.by}
    designed = counted_moments(counted, by, design)
    plain = counted_moments(counted, by, Design()) if design.declared else designed
    tables: dict[str, Result] = {}
    for table in asked.values():
        pairs = [
            ItemBySegment(scores, table, segment, counted.counted[name], designed, plain)
            for segment in table.by
            for name in table.items
        ]
        tables |= _results(
            scores, table, [row for pair in pairs for row in pair.rows()], [pair.test() for pair in pairs]
        )
    return Part(Section("tables", TITLE, tuple(tables)), tables)


def _results(scores: Scores, table: Crosstab, rows: list[Row], tests: list[Row]) -> dict[str, Result]:
    survey, title = scores.survey, words_of(table.title, table.name)
    tests = guarded(tests, survey.small_base, siblings="")
    p_values = [row.get("p_value") for row in tests]
    adjusted = ADJUSTMENTS[survey.compare.adjust]([p if isinstance(p, float) else None for p in p_values])
    segments = {one.column: words_of(one.title, one.column) for one in survey.respondent.groupings}
    labels = {**scores.item_labels(), **segments, MISSING_LEVEL: MISSING_WORDS, TOTAL: TOTAL_WORDS}
    options = {"small": survey.small_base, "adjust": survey.compare.adjust, "format": "share"}
    explanation = _explanation(scores, table)
    shares = Result(table.name, tuple(rows), title, explanation, None, labels, options, language=survey.language)
    tested = tuple(
        {**row, "p_adjusted": p} if "p_adjusted" in row else row for row, p in zip(tests, adjusted, strict=True)
    )
    more = Words(f"{title.en}: tests", f"{title.zh}：检验")
    return {
        table.name: shares,
        f"{table.name}.tests": replace(shares, name=f"{table.name}.tests", rows=tested, title=more),
    }


def _explanation(scores: Scores, table: Crosstab) -> Explanation:
    said = {
        "column": Words("answers within each group", "各组内的回答"),
        "row": Words("groups within each answer", "各回答内的组别"),
        "total": Words("all who answered and have a group", "全部有回答且有组别者"),
    }[table.percent]
    designed = scores.responses.design.declared
    return Explanation(
        Words(
            f"Share (0–1) = {'weighted ' if designed else ''}count / base; 100% = {said.en}; interval: Wilson"
            f"{' at the effective base' if designed else ''}.",
            f"比例（0–1）= {'加权' if designed else ''}次数/基数；100% = {said.zh}；"
            f"区间：Wilson{'（按有效基数）' if designed else ''}。",
        ),
        notes=tuple(_notes(scores, table, designed)),
        sources=(
            "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",
            *(_DESIGNED if designed else _PLAIN),
        ),
    )


def _notes(scores: Scores, table: Crosstab, designed: bool) -> Iterator[Words]:
    method = {"holm": "Holm", "bh": "Benjamini–Hochberg"}[scores.survey.compare.adjust]
    if table.letters and table.percent == "column":
        yield Words(
            f"Letters: columns compared in pairs, answer by answer, p adjusted by {method} within each answer.",
            f"字母：逐个回答对各列作两两比较，p 值在每个回答内按 {method} 法校正。",
        )
    if any(scores.survey.items[item].scale.kind == "multi" for item in table.items):
        base = (
            Words("of the answers given (responses)", "占全部被选次数（人次）")
            if table.base == "responses"
            else Words(
                "of those who answered (respondents); they may sum to more than 100%", "占答题人数，合计可超过 100%"
            )
        )
        yield Words(f"Several answers each: shares are {base.en}.", f"多选题：比例{base.zh}。")
    test = (
        Words("Rao and Scott's second-order F of the design", "按抽样设计的 Rao–Scott 二阶校正 F")
        if designed
        else Words("Pearson's χ², not corrected for continuity", "Pearson χ²，不作连续性校正")
    )
    yield Words(
        f"Test: {test.en}; p adjusted by {method} within this table; respondents without a group are left out.",
        f"检验：{test.zh}；p 值在本表内按 {method} 法校正；不含缺失组别者。",
    )


_PLAIN = ("Cramér, H. (1946). Mathematical Methods of Statistics. Princeton, p. 282.",)
_DESIGNED = ("Rao, J. N. K. & Scott, A. J. (1984). Annals of Statistics 12, 46–60 (as R survey's svychisq).",)
