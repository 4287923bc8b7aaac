"""Figures as sentences for a paper, in the manner of the APA: statistic, degrees of freedom, p, effect size.

Source: American Psychological Association 2020, Publication Manual, 7th ed., ch. 6: two decimals, no zero before the
point of what can't exceed 1, exact p down to .001.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from satindex.language import Words, reader_language
from satindex.results.columns import MISSING, kind, label, written
from satindex.results.layout import interval
from satindex.results.result import Cell, Result, Row

LEVEL: Final = 0.05
INTERCEPT: Final = "(intercept)"
SIMPLE: Final = "simple_sample"
"""The option of a table that says whether respondents are a simple random sample: only then t tells the effect size."""

_KEYS: Final = (
    "segment", "level", "class", "wave", "dimension", "component", "item", "side", "scale", "measure", "term", "kpi",
    "period", "answer", "outlet",
)  # fmt: skip
_SYMBOLS: Final[dict[str, Words]] = {
    "gap": Words("gap", "差距"),
    "points": Words("M", "M"),
    "index": Words("index", "指数"),
    "nps": Words("NPS", "NPS"),
    "coefficient": Words("b", "b"),
    "share": Words("share", "比例"),
    "percent": Words("share", "比例"),
    "alpha": Words("ICC", "ICC"),
}
_RATIOS: Final = {"odds_ratio": "OR", "rate_ratio": "RR", "hazard_ratio": "HR"}


def sentences(result: Result, language: str | None = None) -> str:
    """Return a sentence per row of a table, each on a line of its own."""
    said = language or result.language or reader_language()
    return "\n".join(_sentence(result, row, said) for row in result.rows)


def _sentence(result: Result, row: Row, language: str) -> str:
    zh = language.startswith("zh")
    lead, reason = _lead(result, row, language), row.get("reason")
    if reason is not None and number_in(row, "estimate") is None and number_in(row, "statistic") is None:
        why = label(result, reason, language)
        return (
            f"{lead or result.title.say(language)}：未能计算（{why}）。"
            if zh
            else (f"{lead or result.title.say(language)}: not computed ({why}).")
        )
    figures = ("，" if zh else ", ").join(_figures(result, row, language))
    whole = lead or result.title.say(language)
    ends = "：" if zh else ": "
    if _claims(row):
        ends = "，" if zh else ", "
    return f"{whole}{ends}{figures}{'。' if zh else '.'}"


def _claims(row: Row) -> bool:
    """Whether the sentence says in words what a test found, before its numbers."""
    return (
        p_value_in(row) is not None
        and row.get("term") != INTERCEPT
        and ({"other", "expected", "term", "cramers_v", "after"} & row.keys() != set())
    )


def _lead(result: Result, row: Row, language: str) -> str:
    """Return what the sentence is about, and in words what the test found."""
    about = _about(result, row, language)
    p_value = p_value_in(row)
    if p_value is None or not _claims(row):
        return about
    estimate, found = number_in(row, "estimate") or 0.0, p_value < LEVEL
    if "after" in row:
        return _change(result, row, found, estimate, about).say(language)
    if "cramers_v" in row:
        words = _association(found)
    elif "other" in row:
        return _difference(result, row, found, estimate).say(language)
    elif "expected" in row:
        words = _against_expectation(found, estimate)
    elif "term" in row:
        words = _association_of_term(found, estimate)
    else:
        return about
    return words.say(language).format(about=about)


def _against_expectation(found: bool, estimate: float) -> Words:
    if not found:
        return Words(
            "Perceptions did not differ significantly from expectations ({about})", "{about}：感知与期望无显著差异"
        )
    if estimate < 0:
        return Words("Perceptions fell short of expectations ({about})", "{about}：感知显著低于期望")
    return Words("Perceptions exceeded expectations ({about})", "{about}：感知显著高于期望")


def _change(result: Result, row: Row, found: bool, estimate: float, about: str) -> Words:
    before, after = (written(row.get(name), kind(result, name, row)) for name in ("before", "after"))
    if not found:
        return Words(
            f"{about} did not change significantly ({before} before, {after} after)",
            f"{about}无显著变化（前 {before}，后 {after}）",
        )
    verb = Words("rose", "上升") if estimate > 0 else Words("fell", "下降")
    return Words(f"{about} {verb.en} from {before} to {after}", f"{about}由 {before} {verb.zh}至 {after}")


def _association_of_term(found: bool, estimate: float) -> Words:
    if not found:
        return Words("{about} was not significantly associated with the outcome", "{about}与结果变量无显著关联")
    if estimate > 0:
        return Words("{about} was positively associated with the outcome", "{about}与结果变量呈显著正向关联")
    return Words("{about} was negatively associated with the outcome", "{about}与结果变量呈显著负向关联")


def _association(found: bool) -> Words:
    if found:
        return Words("Answers differed between groups ({about})", "{about}：各组回答差异显著")
    return Words("Answers did not differ significantly between groups ({about})", "{about}：各组回答无显著差异")


def _difference(result: Result, row: Row, found: bool, estimate: float) -> Words:
    """Return whether one group is above another; `estimate` is the first group's figure minus the other's."""
    one, other = (_both(result, row.get(name)) for name in ("level", "other"))
    parts = [_both(result, row[name]) for name in ("dimension", "component") if row.get(name) not in (None, "overall")]
    on = Words("".join(f" on {part.en}" for part in parts), "".join(f"在{part.zh}上" for part in parts))
    if not found:
        return Words(
            f"{one.en} and {other.en} did not differ significantly{on.en}", f"{one.zh}与{other.zh}{on.zh}无显著差异"
        )
    more = Words("higher", "高于") if estimate > 0 else Words("lower", "低于")
    return Words(f"{one.en} scored {more.en} than {other.en}{on.en}", f"{one.zh}{on.zh}显著{more.zh}{other.zh}")


def _both(result: Result, cell: Cell) -> Words:
    return Words(label(result, cell, "en"), label(result, cell, "zh"))


def _about(result: Result, row: Row, language: str) -> str:
    names = [name for name in _KEYS if row.get(name) is not None]
    comma = "，" if language.startswith("zh") else ", "
    return comma.join(label(result, row[name], language) for name in names)


def _figures(result: Result, row: Row, language: str) -> Iterator[str]:
    zh = language.startswith("zh")
    confidence = "95% 置信区间" if zh else "95% CI"
    if number_in(row, "estimate") is not None:
        symbol = _symbol(result, row).say(language)
        yield f"{symbol} = {written(row['estimate'], kind(result, 'estimate', row), language)}"
        bounds = interval(result, row)
        if bounds != MISSING:
            yield f"{confidence} {bounds}"
    for name, sign in (("alpha", "α"), ("omega", "ω"), ("r2", "R²")):
        if number_in(row, name) is not None:
            yield f"{sign} = {_without_zero(row[name])}"
    yield from _test(row)
    yield from _effect(result, row, confidence)
    if number_in(row, "statistic") is None and number_in(row, "n") is not None:
        yield f"n = {written(row['n'], 'count')}"


def _symbol(result: Result, row: Row) -> Words:
    if result.chart == "differences" or "after" in row:
        return Words("difference", "差异")
    return _SYMBOLS.get(kind(result, "estimate", row), Words("estimate", "估计值"))


def _test(row: Row) -> Iterator[str]:
    statistic, df, residual = (number_in(row, name) for name in ("statistic", "df", "df_residual"))
    if statistic is not None:
        figure = _two(statistic)
        if residual is not None:
            yield f"F({_degrees(df)}, {_degrees(residual)}) = {figure}"
        elif "cramers_v" in row:
            yield f"χ²({_degrees(df)}, N = {written(row.get('n'), 'count')}) = {figure}"
        else:
            yield f"t({_degrees(df)}) = {figure}" if df is not None else f"z = {figure}"
    p_value = p_value_in(row)
    if p_value is not None:
        said = written(p_value, "p")
        sign = "p_adj" if number_in(row, "p_adjusted") is not None else "p"
        yield f"{sign} {said}" if said.startswith("<") else f"{sign} = {said}"


def _effect(result: Result, row: Row, confidence: str) -> Iterator[str]:
    """Yield the effect size: Cohen's d from t in a simple random sample, Cramér's V, a ratio of odds, of rates."""
    t, n, other = (number_in(row, name) for name in ("statistic", "n", "n_other"))
    if number_in(row, "cramers_v") is not None:
        yield f"V = {_without_zero(row['cramers_v'])}"
    elif result.options.get(SIMPLE) and t is not None and n and ("expected" in row or other):
        scale = math.sqrt(1 / n + 1 / other) if other else 1 / math.sqrt(n)
        yield f"d = {_two(t * scale)}"
    for name, sign in _RATIOS.items():
        if number_in(row, name) is not None:
            bounds = interval(result, row, f"{name}_low", f"{name}_high")
            yield f"{sign} = {_two(row[name])}" + ("" if bounds == MISSING else f", {confidence} {bounds}")


def p_value_in(row: Row) -> float | None:
    """Return the p value that is told: the adjusted one where there is one."""
    adjusted = number_in(row, "p_adjusted")
    return number_in(row, "p_value") if adjusted is None else adjusted


def number_in(row: Row, name: str) -> float | None:
    """Return a cell as a number, None where it is none."""
    cell = row.get(name)
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _two(cell: Cell) -> str:
    return written(cell, "statistic")


def _without_zero(cell: Cell) -> str:
    return _two(cell).replace("0.", ".", 1) if isinstance(cell, float) and abs(cell) < 1 else _two(cell)


def _degrees(df: float | None) -> str:
    """Return degrees of freedom: whole, or with one decimal where Welch and Satterthwaite give a fraction."""
    if df is None:
        return MISSING
    return f"{df:,.0f}" if abs(df - round(df)) < 1e-9 else f"{df:,.1f}"
