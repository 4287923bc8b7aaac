"""Is the instrument sound? Consistency, factors and validity of every set of items that is averaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.analysis import conventions, remarks, verdict
from satindex.analysis.analysis import Part, Section
from satindex.analysis.instrument import FEWEST, Battery, Examined, Instrument, instrument
from satindex.analysis.instrument import asks as asks_of_instrument
from satindex.frames.moments import MomentsSum
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Result, Row

ORDER = 70
NAME = "soundness"
VERDICT = f"{NAME}.verdict"
TITLE = Words("Is the instrument sound?", "问卷工具是否可靠有效？")
TOGETHER, ALONE = Words("all scales", "全部量表"), Words("this scale alone", "仅本量表")


def part(scores: Scores) -> Part | None:
    """Return the section; None where no measure averages two items or more."""
    found = instrument(scores)
    if found is None:
        return None
    made = tables(scores, found)
    return Part(Section(NAME, TITLE, tuple(made)), made)


def asks(scores: Scores) -> list[MomentsSum]:
    """Return what the tables ask of the rows."""
    return asks_of_instrument(scores)


def tables(scores: Scores, found: Instrument) -> dict[str, Result]:
    """Return every table of the section that has rows."""
    words = labels(scores, found)
    return {name: _result(name, rows, scores, words, found) for name, rows in _tables(scores, found, words) if rows}


def _tables(scores: Scores, found: Instrument, words: Mapping[str, Words]) -> Iterator[tuple[str, list[Row]]]:
    page = verdict.findings(found, scores.survey.items, words)
    yield VERDICT, [{"question": f.question, "verdict": f.verdict, "finding": f.finding} for f in page]
    yield NAME, [_of_set(one, found) for one in found.sets]
    yield f"{NAME}.items", [row for one in found.sets for row in _of_items(one, found)]
    yield f"{NAME}.validity", [row for battery in found.batteries for row in _of_pairs(battery)]
    batteries = [battery for battery in found.batteries if len(battery.items) >= FEWEST]
    yield f"{NAME}.factors", [_of_factors(battery, words) for battery in batteries]
    yield f"{NAME}.loadings", [row for battery in batteries for row in _of_loadings(battery)]


def _of_set(one: Examined, found: Instrument) -> Row:
    alpha, validity, cancel = one.consistency, one.convergence, remarks.by_both_signs(one)
    row: dict[str, Cell] = {
        "scale": one.of.name,
        "items": len(one.of.items),
        "alpha": alpha.alpha,
        "alpha_low": alpha.low,
        "alpha_high": alpha.high,
        "omega": None if cancel else validity.omega,
        "cr": None if cancel else validity.composite_reliability,
        "ave": validity.variance_extracted,
        "model": TOGETHER if one.together else ALONE,
        "n": one.n,
        "verdict": remarks.of_set(one),
    }
    reason = alpha.reason or cancel or (_why_alone(one, found) if validity.omega is None else None)
    return {**row, "reason": reason} if reason else row


def _why_alone(one: Examined, found: Instrument) -> Words | None:
    """Return why a set has no ω: of its own model, of two items also of the battery's."""
    own = remarks.why_no_model(one.fit, one.covariance, one.n, one.of.items)
    battery = next(battery for battery in found.batteries if one.of in battery.sets)
    beside = _in_short(battery)
    if len(one.of.items) >= FEWEST or len(battery.sets) == 1 or own is None or beside is None:
        return own
    return Words(f"{own.en}; with the other sets: {beside.en}", f"{own.zh}；与其他题组一起：{beside.zh}")


def _of_items(one: Examined, found: Instrument) -> Iterator[Row]:
    without = remarks.why_no_model(one.fit, one.covariance, one.n, one.of.items)
    for at, item in enumerate(one.of.items):
        ends = found.ends[item]
        row: Row = {
            "item": item,
            "scale": one.of.name,
            "item_rest": one.consistency.item_rest[at],
            "alpha_if_deleted": one.consistency.if_deleted[at],
            "loading": one.loadings[at],
            "floor": ends.floor,
            "ceiling": ends.ceiling,
            "n": one.n,
            "flag": remarks.of_item(one, at, ends),
        }
        yield {**row, "reason": without} if one.loadings[at] is None and without else row


def _of_pairs(battery: Battery) -> Iterator[Row]:
    between, why = battery.fit.correlations, _in_short(battery)
    for a, b, found in battery.pairs():
        at = battery.sets.index(a), battery.sets.index(b)
        row: Row = {
            "scale": a.name,
            "beside": b.name,
            "htmt": found.htmt,
            "htmt2": found.htmt2,
            "factor_correlation": None if between is None or why else float(between[at]),
            "n": battery.n,
            "verdict": remarks.of_pair(found),
        }
        reason = found.reason or why
        yield {**row, "reason": reason} if reason else row


def _in_short(battery: Battery) -> Words | None:
    """Return why a battery's model has no figures; the table of factors says more of an improper one."""
    if battery.fit.improper is not None:
        return conventions.IMPROPER_TOGETHER
    return remarks.why_no_model(battery.fit, battery.covariance, battery.n, battery.items)


def _of_factors(battery: Battery, words: Mapping[str, Words]) -> Row:
    found, fit, suggested = battery.adequacy, battery.fit, battery.suggestion
    named = [words[one.name] for one in battery.sets]
    why = remarks.why_no_model(fit, battery.covariance, battery.n, battery.items, named)
    row: Row = {
        "scale": battery.name,
        "items": len(battery.items),
        "kmo": found.kmo,
        "chi2": found.chi2,
        "df": found.df,
        "p_value": found.p_value,
        "factors": suggested.factors if suggested else None,
        "sets": len(battery.sets),
        "cfi": None if why else fit.cfi,
        "rmsea": None if why else fit.rmsea,
        "n": battery.n,
        "verdict": remarks.of_battery(battery),
    }
    singular = found.reason and remarks.why_singular(found.reason, battery.covariance, battery.n, battery.items)
    reason = singular or why
    return {**row, "reason": reason} if reason else row


def _of_loadings(battery: Battery) -> Iterator[Row]:
    """Yield the exploratory loadings by item; where they are withheld, one row that says why."""
    found = battery.exploration
    if found is None:
        return
    reason = remarks.why_no_loadings(found, battery)
    if reason is not None or found.loadings is None or found.uniqueness is None:
        yield {"item": None, "scale": battery.name, "communality": None, "reason": reason}
        return
    meant = [one.name for one in battery.sets for _ in one.items]
    for at, item in enumerate(battery.items):
        loadings = {f"factor_{k + 1}": float(value) for k, value in enumerate(found.loadings[at])}
        yield {"item": item, "scale": meant[at], **loadings, "communality": 1 - float(found.uniqueness[at])}


def labels(scores: Scores, found: Instrument) -> dict[str, Words]:
    """Return what each set and battery is called: the words of the parts of its name, and of its measure if several."""
    names = [*(one.of.name for one in found.sets), *(battery.name for battery in found.batteries)]
    several = len({name.split(".")[0] for name in names}) > 1
    words = scores.item_labels()
    for name in names:
        measure = next(m for m in scores.measures.values() if name == m.name or name.startswith(m.name + "."))
        title = words_of(measure.title, measure.name)
        parts = [measure.labels.get(p, Words(p, p)) for p in name.removeprefix(measure.name).strip(".").split(".") if p]
        said = [title, *parts] if several or not parts else parts
        words[name] = Words(" · ".join(word.en for word in said), " · ".join(word.zh for word in said))
    return words


TITLES = {
    NAME: Words("Scales: consistency and convergence", "量表：信度与收敛效度"),
    VERDICT: Words("The verdict in words", "结论"),
    f"{NAME}.items": Words("Items within their scale", "量表内的题目"),
    f"{NAME}.validity": Words("Scales beside each other", "量表之间的区分"),
    f"{NAME}.factors": Words("Factors of the batteries", "各题组的因子"),
    f"{NAME}.loadings": Words("Exploratory factor loadings", "探索性因子载荷"),
}
FORMULAS = {
    NAME: Words(
        "α = k/(k − 1)·(1 − Σσᵢ²/σ_T²), with Feldt's interval. Factor models are fitted by maximum likelihood to the "
        "covariances: ω = (Σλ)²/((Σλ)² + Σθ) of the scale's own one-factor model; CR the same of standardised items "
        "and AVE = mean squared standardised λ, of the model named beside them.",
        "α = k/(k − 1)·(1 − Σσᵢ²/σ_T²)，区间为 Feldt 法。因子模型以极大似然对协方差拟合：ω = (Σλ)²/((Σλ)² + Σθ)，"
        "取自该量表的单因子模型；CR 为标准化题目的同式，AVE = 标准化 λ 平方的均值，取自表中注明的模型。",
    ),
    VERDICT: Words("What the tables below come to, measured against customary lines.", "依据惯用界限，概括下列各表。"),
    f"{NAME}.items": Words(
        "Item–rest r: correlation of an item with the sum of the others; loading: standardised λ of the model that CR "
        "and AVE come from; floor, ceiling: share of answers at the lowest and highest point, as keyed.",
        "题总相关：题目与其余题目之和的相关；载荷：CR 与 AVE 所用模型的标准化 λ；地板、天花板：位于（计分后）"
        "最低点与最高点的回答比例。",
    ),
    f"{NAME}.validity": Words(
        "HTMT = mean |r| between two sets / √(mean |r| within one · mean |r| within the other); HTMT2 with "
        "geometric means; "
        "factor correlation: of the confirmatory model with a factor for each set.",
        "HTMT = 两题组间 |r| 均值/√（一组内 |r| 均值 · 另一组内 |r| 均值）；HTMT2 用几何均值；"
        "因子相关：每题组一个因子的验证性模型。",
    ),
    f"{NAME}.factors": Words(
        "KMO = Σr²/(Σr² + Σq²), q partial correlations; Bartlett: χ² = −(n − 1 − (2p + 5)/6)·log|R|; factors: "
        "eigenvalues "
        "above the 95th percentile of 200 random ones; CFI and RMSEA of the confirmatory model with a factor for "
        "each set.",
        "KMO = Σr²/(Σr² + Σq²)，q 为偏相关；Bartlett：χ² = −(n − 1 − (2p + 5)/6)·log|R|；因子数：大于 200 组随机特征值"
        " 95% 分位数的特征值个数；CFI 与 RMSEA 来自每题组一个因子的验证性模型。",
    ),
    f"{NAME}.loadings": Words(
        "Minimum residuals on the correlations, as many factors as parallel analysis suggests, rotated by oblimin.",
        "对相关矩阵用最小残差法，因子数取平行分析建议值，oblimin 斜交旋转。",
    ),
}


def _result(name: str, rows: list[Row], scores: Scores, words: dict[str, Words], found: Instrument) -> Result:
    return Result(
        name,
        tuple(rows),
        TITLES[name],
        Explanation(FORMULAS[name], _numbers(name, rows), _notes(name, found), conventions.SOURCES),
        chart="internal_consistency" if name == NAME else None,
        labels=words,
        language=scores.survey.language,
    )


def _numbers(name: str, rows: list[Row]) -> tuple[Words, ...]:
    if name != NAME:
        return ()
    known = [(row["scale"], row["omega"], row["ave"]) for row in rows if isinstance(row["omega"], float)]
    said = [f"{scale}: ω = {omega:.4f}, AVE = {ave:.4f}" for scale, omega, ave in known]
    return tuple(Words(text, text) for text in said)


PAIRWISE = Words(
    "Covariances are pairwise-complete, weighted where a weight is declared; answers are treated as numbers. A "
    "residual "
    "variance below 0, or factors that cannot be told apart, make a solution improper: that is named, and its figures "
    "are withheld.",
    "协方差按成对完整数据计算（如声明权重则加权），回答视为数值。残差方差为负或因子无法区分时为不当解：予以标明，不给出数值。",
)
WHICH = Words(
    "CR and AVE are those of the model with a factor for each scale of a battery; where it has no proper solution, or "
    "there is one scale only, of the scale's own one-factor model. Two items have no model of their own: their ω, too, "
    "is then that of the battery's.",
    "CR 与 AVE 取自每个量表一个因子的模型；若该模型为不当解或只有一个量表，则取自该量表的单因子模型。"
    "两题没有自己的单因子模型：其 ω 也取自所在题组的模型。",
)
FEW_FACTORS = Words(
    "Where scales correlate highly, parallel analysis finds fewer factors than there are: read it beside CFI and HTMT.",
    "量表间高度相关时，平行分析得到的因子数会偏少：请与 CFI、HTMT 一并解读。",
)
NOTES = {
    NAME: (PAIRWISE, WHICH),
    VERDICT: (*conventions.NOTES, FEW_FACTORS),
    f"{NAME}.factors": (PAIRWISE, FEW_FACTORS),
}


def _notes(name: str, found: Instrument) -> tuple[Words, ...]:
    notes = list(NOTES.get(name, ()))
    seeds = ", ".join(sorted({str(b.suggestion.seed) for b in found.batteries if b.suggestion is not None}))
    if seeds and name == f"{NAME}.factors":
        notes.append(Words(f"Seed of the parallel analysis: {seeds}.", f"平行分析的种子：{seeds}。"))
    return tuple(notes)
