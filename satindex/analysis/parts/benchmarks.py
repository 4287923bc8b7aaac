"""One's own figures against those of competitors, an industry, or one's own past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from satindex.analysis.analysis import Part, Section
from satindex.frames.design import Grouping
from satindex.frames.moments import MomentsSum
from satindex.language import Words
from satindex.measures.measure import Measure, words_of
from satindex.measures.scores import Scores
from satindex.results.columns import unit_of
from satindex.results.result import Explanation, Result, Row
from satindex.results.small_bases import guarded
from satindex.stats import multiplicity
from satindex.stats.base import Base, Estimate
from satindex.stats.comparison import independent
from satindex.stats.multiplicity import ADJUSTMENTS
from satindex.survey.model import Benchmark

ORDER = 20
TITLE = Words("Against benchmarks", "与标杆比较")
_OVERALL = ".overall"


def part(scores: Scores) -> Part | None:
    """Return a table `NAME benchmarks` for each measure that has any; None where the survey gives none."""
    given = _given(scores)
    if not given:
        return None
    sums = asks(scores)
    base = Base(sums[0].finished(scores.ask(*sums)[0]), sample=scores.read, grouped=scores.grouped())
    measures = dict.fromkeys(_measure(one, scores) for one in given)
    own = scores.tables(measures)
    tables = {
        f"{name} benchmarks": _table(
            scores, own[name], scores.measures[name], base, [one for one in given if _measure(one, scores) == name]
        )
        for name in measures
    }
    return Part(Section("benchmarks", TITLE, tuple(tables)), tables)


def asks(scores: Scores) -> list[MomentsSum]:
    """Return what the tables ask of the rows."""
    columns = dict.fromkeys(_column(one) for one in _given(scores))
    blocks = tuple((name,) for name in columns)
    return scores.moments_sums([Grouping(blocks)], scores.responses.design) if blocks else []


def _given(scores: Scores) -> list[Benchmark]:
    """Return the benchmarks of measures whose figures are there."""
    there = {column for measure in scores.measures.values() for column in measure.score_names}
    return [one for one in scores.survey.benchmarks if _column(one) in there]


def _column(one: Benchmark) -> str:
    return one.figure.removesuffix(_OVERALL)


def _measure(one: Benchmark, scores: Scores) -> str:
    column = _column(one)
    return next(name for name, measure in scores.measures.items() if column in measure.score_names)


def _table(scores: Scores, own: Result, measure: Measure, base: Base, given: Sequence[Benchmark]) -> Result:
    survey, title = scores.survey, words_of(measure.title, measure.name)
    rows = [_row(measure, measure.mean(base, _column(one)), one) for one in given]
    known = guarded(rows, survey.small_base, siblings="")
    p_values = [row.get("p_value") for row in known]
    adjusted = ADJUSTMENTS[survey.compare.adjust]([p if isinstance(p, float) else None for p in p_values])
    shown = [{**row, "p_adjusted": p} for row, p in zip(known, adjusted, strict=True)]
    return replace(
        own,
        name=f"{measure.name} benchmarks",
        rows=tuple(shown),
        title=Words(f"{title.en}: against benchmarks", f"{title.zh}：与标杆比较"),
        explanation=_explanation(measure, shown, given, survey.compare.adjust),
        chart="differences",
        options={
            "unit": measure.unit,
            "small": survey.small_base,
            "format": unit_of(own),
            "adjust": survey.compare.adjust,
        },
        regroup=None,
    )


def _row(measure: Measure, own: Estimate, one: Benchmark) -> Row:
    theirs = Estimate(one.estimate, one.std_error or 0.0)
    found = independent(own, theirs)
    keys = measure.compared.get(_column(one), {"figure": _column(one)})
    row: Row = {
        **keys,
        "benchmark": one.name,
        "own": own.estimate,
        "theirs": one.estimate,
        "theirs_std_error": one.std_error,
        "estimate": found.estimate,
        "std_error": found.std_error,
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
        "statistic": found.statistic,
        "df": found.df,
        "p_value": found.p_value,
        "p_adjusted": None,
        "n": own.n,
    }
    return {**row, "reason": found.reason} if found.reason else row


def _explanation(measure: Measure, rows: Sequence[Row], given: Sequence[Benchmark], adjust: str) -> Explanation:
    method = multiplicity.NAMES[adjust]
    return Explanation(
        Words(
            "Difference = own figure − benchmark; error √(SE² + SE²) of both; t, df after Welch and Satterthwaite.",
            "差异 = 本调查数值 − 标杆；标准误为双方 √(SE² + SE²)；t 检验，自由度按 Welch–Satterthwaite。",
        ),
        tuple(_numbers(rows)),
        (
            *_notes(given),
            Words(
                f"p adjusted by {method} among the benchmarks of this measure.",
                f"p 值在本指标各标杆之间按 {method} 法校正。",
            ),
            *([measure.errors] if measure.errors else []),
        ),
        ("Welch, B. L. (1947). Biometrika 34, 28–35.",),
    )


def _numbers(rows: Sequence[Row]) -> Iterator[Words]:
    for row in rows:
        own, theirs, found = row.get("own"), row.get("theirs"), row.get("estimate")
        if isinstance(own, float) and isinstance(theirs, float) and isinstance(found, float):
            said = f"{row['benchmark']}: {own:.4f} − {theirs:g} = {found:.4f} (n = {row['n']})"
            yield Words(said, said)


def _notes(given: Sequence[Benchmark]) -> Iterator[Words]:
    exact = dict.fromkeys(one.name for one in given if one.std_error is None)
    if exact:
        listed = ", ".join(exact)
        yield Words(
            f"Without a standard error, taken as exact: {listed}. Its own error would widen the interval.",
            f"未给出标准误、视为准确值：{'、'.join(exact)}。若计入其误差，区间会更宽。",
        )
    sources: Mapping[str, str] = {one.name: one.source for one in given if one.source}
    for name, source in sources.items():
        yield Words(f"{name}: {source}.", f"{name}：{source}。")
