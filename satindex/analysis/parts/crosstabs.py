"""`tables:`, answers by segments: shares with their bases, letters where columns differ, a test of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from satindex.analysis.analysis import Part, Section
from satindex.analysis.frequencies import answer_label
from satindex.analysis.tabulated import Tabulated
from satindex.frames.batches import Frame, distinct_counts
from satindex.frames.made import Indicator, Made
from satindex.frames.moments import Design, Grouping, moments
from satindex.frames.recode import recoded
from satindex.language import Words
from satindex.measures.comparing import MOST_PAIRED, SIGNIFICANT
from satindex.measures.measure import words_of
from satindex.measures.scores import MISSING_LEVEL, MISSING_WORDS, Scores
from satindex.responses.multi import OTHER, OTHER_WORDS, chosen, dummies
from satindex.responses.responses import about
from satindex.results.result import Cell, Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats.letters import compact_letters
from satindex.stats.moments import Columns, Moments
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.survey.model import Crosstab, Item

ORDER = 60
TITLE = Words("Answers by group", "交叉表")
TOTAL = "(total)"
TOTAL_WORDS = Words("Total", "合计")
PEARSON, RAO_SCOTT = Words("Pearson χ²", "Pearson χ²"), Words("Rao–Scott F", "Rao–Scott F")


@dataclass(frozen=True)
class _Counted:
    """An item as it is counted: a 0/1 column per answer, with the answer's code and words."""

    item: Item
    columns: Columns
    codes: tuple[float | None, ...]
    answers: tuple[Words, ...]

    @property
    def overlap(self) -> bool:
        return self.item.scale.kind == "multi"


def part(scores: Scores) -> Part | None:
    """Return a table per entry of `tables` and its tests; None where the survey asks for none."""
    asked = scores.survey.tables
    if not asked:
        return None
    frame, made, counted = _counted_items(scores)
    segments = tuple(dict.fromkeys(segment for table in asked.values() for segment in table.by))
    designed = _moments(scores, frame, made, counted, segments, scores.responses.design)
    plain = _moments(scores, frame, made, counted, segments, Design()) if scores.responses.design.declared else designed
    tables: dict[str, Result] = {}
    for table in asked.values():
        rows, tests = [], []
        for segment in table.by:
            for name in table.items:
                of = _Of(scores, table, segment, counted[name], designed, plain)
                rows += of.rows()
                tests.append(of.test())
        tables |= _results(scores, table, rows, tests)
    return Part(Section("tables", TITLE, tuple(tables)), tables)


def _counted_items(scores: Scores) -> tuple[Frame, Mapping[str, Made], dict[str, _Counted]]:
    """Return the frame with what several answers in a cell mean, and each item's 0/1 columns."""
    survey, frame = scores.survey, scores.frame
    made: dict[str, Made] = {}
    counted: dict[str, _Counted] = {}
    for name in dict.fromkeys(item for table in survey.tables.values() for item in table.items):
        item = survey.items[name]
        if item.scale.kind == "multi":
            cells = distinct_counts(scores.frame, name)
            meanings, answers = chosen(cells, item, survey, survey.small_base.withhold)
            columns = tuple(f"{name}={answer}" for answer in answers)
            coded = [
                recoded(scores.frame, name, dummies(meanings, answer), column)
                for answer, column in zip(answers, columns, strict=True)
            ]
            frame = frame.with_columns(*coded) if coded else frame
            words = tuple(OTHER_WORDS if answer == OTHER else Words(answer, answer) for answer in answers)
            counted[name] = _Counted(item, columns, (None,) * len(answers), words)
            continue
        values = tuple(reversed(item.scale.values)) if item.reverse else item.scale.values
        ends = item.scale.values[0] + item.scale.values[-1]
        stored = tuple(ends - value if item.reverse else value for value in values)
        columns = tuple(f"{name}={value:g}" for value in values)
        made |= {column: Indicator(name, "equal", value) for column, value in zip(columns, values, strict=True)}
        counted[name] = _Counted(item, columns, stored, tuple(answer_label(item, code) for code in stored))
    return frame, made, counted


def _moments(
    scores: Scores,
    frame: Frame,
    made: Mapping[str, Made],
    counted: Mapping[str, _Counted],
    segments: Sequence[str],
    design: Design,
) -> dict[str | None, Moments]:
    """Return the moments over all respondents (None) and by each segment."""
    blocks = tuple(one.columns for one in counted.values() if one.columns)
    levels = scores.responses.levels
    groupings = [Grouping(blocks), *(Grouping(blocks, about(segment), levels[segment]) for segment in segments)]
    return dict(zip([None, *segments], moments(frame, groupings, design, made), strict=True))


@dataclass(frozen=True)
class _Of:
    """One item by one segment."""

    scores: Scores
    table: Crosstab
    segment: str
    counted: _Counted
    designed: Mapping[str | None, Moments]
    plain: Mapping[str | None, Moments]

    @property
    def by_responses(self) -> bool:
        return self.table.base == "responses" and self.counted.overlap

    def _tabulated(self, segment: str | None) -> Tabulated:
        of = self.designed[segment]
        groups = [0] if segment is None else [at for at, level in enumerate(of.levels) if level is not None]
        found, percent = self.counted, self.table.percent
        return Tabulated(of, self.plain[segment], found.columns, groups, percent, self.by_responses, found.overlap)

    def rows(self) -> list[Row]:
        """Return a row per answer and level, then the answer's total; letters where columns differ.

        Those without a level, and the total, have shares of their own only where columns are 100%.
        """
        within = self.table.percent == "column"
        if not self.counted.columns:
            return []
        of, total = self._tabulated(self.segment), self._tabulated(None)
        rows: list[Row] = []
        for answer in range(len(self.counted.columns)):
            levels = enumerate(of.of.levels) if within else ((group, of.of.levels[group]) for group in of.groups)
            rows += [self._row(of, answer, group, level or MISSING_LEVEL) for group, level in levels]
            rows += [self._row(total, answer, 0, TOTAL)] if within else []
        shown = guarded(rows, self.scores.survey.small_base)
        if self.table.letters and within and len(of.groups) <= MOST_PAIRED:
            shown = [{**row, "letters": None} for row in shown]
            self._letter(shown, of)
        return shown

    def _row(self, of: Tabulated, answer: int, group: int, level: str) -> Row:
        found = of.share(answer, group)
        keys: Row = {
            "segment": self.segment,
            "level": level,
            "item": self.counted.item.name,
            "answer": self.counted.answers[answer],
        }
        code = self.counted.codes[answer]
        cells: dict[str, Cell] = {**keys, **({} if code is None else {"code": code}), "count": found.count}
        cells |= {**found.found.cells(), "n_effective": found.n_effective}
        if self.table.percent != "column":
            cells["n_other"] = of.n_of_group(group)
        return cells

    def _letter(self, rows: list[Row], of: Tabulated) -> None:
        """Give the shown rows of each answer the letters of their columns."""
        size = len(of.of.levels) + 1
        for answer in range(len(self.counted.columns)):
            start = answer * size
            shown = [group for group in of.groups if rows[start + group].get("std_error") is not None]
            pairs = list(combinations(shown, 2))
            p_values = [of.difference(answer, *pair).p_value for pair in pairs]
            adjusted = ADJUSTMENTS[self.scores.survey.compare.adjust](p_values)
            different = {
                frozenset(map(str, pair))
                for pair, p in zip(pairs, adjusted, strict=True)
                if p is not None and p < SIGNIFICANT
            }
            estimates = {group: rows[start + group]["estimate"] for group in shown}
            known = {group: value for group, value in estimates.items() if isinstance(value, float)}
            ordered = [str(group) for group in sorted(known, key=lambda group: -known[group])]
            for group, letters in (compact_letters(ordered, different) or {}).items():
                rows[start + int(group)] = {**rows[start + int(group)], "letters": letters}

    def test(self) -> Row:
        """Return the test whether the answers differ by segment."""
        keys: Row = {"segment": self.segment, "item": self.counted.item.name}
        of = self._tabulated(self.segment)
        if not self.counted.columns:
            return {**keys, "n": 0, "reason": Words("no answers in this base", "该基数内没有回答")}
        found = of.association()
        row: Row = {
            **keys,
            "test": RAO_SCOTT if of.of.designed else PEARSON,
            "statistic": found.statistic,
            "df": found.df,
            "df_residual": found.df_residual,
            "p_value": found.p_value,
            "p_adjusted": None,
            "cramers_v": found.cramers_v,
            "low_expected": found.low_expected,
            "n": found.n,
        }
        return {**row, "reason": found.reason} if found.reason else row


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
