"""Is the instrument sound? Consistency, factors and validity of every set of items that is averaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from satindex.analysis import conventions, verdict
from satindex.analysis.analysis import Part, Section
from satindex.analysis.instrument import FEWEST, Battery, Examined, Instrument, instrument
from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores
from satindex.results.result import Cell, Explanation, Result, Row

ORDER = 70
NAME = "soundness"
TITLE = Words("Is the instrument sound?", "问卷工具是否可靠有效？")


def part(scores: Scores) -> Part | None:
    """Return the section; None where no measure averages two items or more."""
    found = instrument(scores)
    if found is None:
        return None
    words = labels(scores, found)
    tables = {name: _result(name, rows, scores, words, found) for name, rows in _tables(scores, found, words) if rows}
    return Part(Section(NAME, TITLE, tuple(tables)), tables)


def _tables(scores: Scores, found: Instrument, words: Mapping[str, Words]) -> Iterator[tuple[str, list[Row]]]:
    page = verdict.findings(found, scores.survey.items, words)
    yield f"{NAME}.verdict", [{"question": f.question, "verdict": f.verdict, "finding": f.finding} for f in page]
    yield NAME, [_of_set(one) for one in found.sets]
    yield f"{NAME}.items", [row for one in found.sets for row in _of_items(one, found)]
    yield f"{NAME}.validity", [row for battery in found.batteries for row in _of_pairs(battery)]
    batteries = [battery for battery in found.batteries if len(battery.items) >= FEWEST]
    yield f"{NAME}.factors", [_of_factors(battery) for battery in batteries]
    yield f"{NAME}.loadings", [row for battery in batteries for row in _of_loadings(battery)]


def _of_set(one: Examined) -> Row:
    alpha, found = one.consistency, one.convergence
    row: dict[str, Cell] = {
        "scale": one.of.name,
        "items": len(one.of.items),
        "alpha": alpha.alpha,
        "alpha_low": alpha.low,
        "alpha_high": alpha.high,
        "omega": found.omega,
        "cr": found.composite_reliability,
        "ave": found.variance_extracted,
        "n": one.n,
        "verdict": verdict.of_set(one),
    }
    reason = alpha.reason or (one.fit.reason or one.fit.improper if found.omega is None else None)
    return {**row, "reason": reason} if reason else row


def _of_items(one: Examined, found: Instrument) -> Iterator[Row]:
    loadings = [None] * len(one.of.items) if one.fit.standardised is None else one.fit.standardised.tolist()
    for at, item in enumerate(one.of.items):
        ends = found.ends[item]
        yield {
            "item": item,
            "scale": one.of.name,
            "item_rest": one.consistency.item_rest[at],
            "alpha_if_deleted": one.consistency.if_deleted[at],
            "loading": loadings[at],
            "floor": ends.floor,
            "ceiling": ends.ceiling,
            "n": one.n,
            "flag": verdict.of_item(one, at, ends),
        }


def _of_pairs(battery: Battery) -> Iterator[Row]:
    between = battery.fit.correlations
    for a, b, found in battery.pairs():
        at = battery.sets.index(a), battery.sets.index(b)
        row: Row = {
            "scale": a.name,
            "beside": b.name,
            "htmt": found.htmt,
            "htmt2": found.htmt2,
            "factor_correlation": None if between is None else float(between[at]),
            "n": battery.n,
            "verdict": verdict.of_pair(found),
        }
        yield {**row, "reason": found.reason} if found.reason else row


def _of_factors(battery: Battery) -> Row:
    found, fit, suggested = battery.adequacy, battery.fit, battery.suggestion
    row: Row = {
        "scale": battery.name,
        "items": len(battery.items),
        "kmo": found.kmo,
        "chi2": found.chi2,
        "df": found.df,
        "p_value": found.p_value,
        "factors": suggested.factors if suggested else None,
        "sets": len(battery.sets),
        "cfi": fit.cfi,
        "rmsea": fit.rmsea,
        "n": battery.n,
        "verdict": verdict.of_battery(battery),
    }
    reason = found.reason or fit.reason
    return {**row, "reason": reason} if reason else row


def _of_loadings(battery: Battery) -> Iterator[Row]:
    found = battery.exploration
    if found is None or found.loadings is None or found.uniqueness is None:
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
    f"{NAME}.verdict": Words("The verdict in words", "结论"),
    f"{NAME}.items": Words("Items within their scale", "量表内的题目"),
    f"{NAME}.validity": Words("Scales beside each other", "量表之间的区分"),
    f"{NAME}.factors": Words("Factors of the batteries", "各题组的因子"),
    f"{NAME}.loadings": Words("Exploratory factor loadings", "探索性因子载荷"),
}
FORMULAS = {
    NAME: Words(
        "α = k/(k − 1)·(1 − Σσᵢ²/σ_T²), with Feldt's interval; of a one-factor model fitted by maximum "
        "likelihood to the "
        "covariances: ω = (Σλ)²/((Σλ)² + Σθ), CR the same of standardised items, AVE = mean squared standardised λ.",
        "α = k/(k − 1)·(1 − Σσᵢ²/σ_T²)，区间为 Feldt 法；对协方差以极大似然拟合单因子模型："
        "ω = (Σλ)²/((Σλ)² + Σθ)，CR 为标准化题目的同式，AVE = 标准化 λ 平方的均值。",
    ),
    f"{NAME}.verdict": Words(
        "What the tables below come to, measured against customary lines.", "依据惯用界限，概括下列各表。"
    ),
    f"{NAME}.items": Words(
        "Item–rest r: correlation of an item with the sum of the others; loading: standardised λ of the "
        "one-factor model; "
        "floor, ceiling: share of answers at the lowest and highest point, as keyed.",
        "题总相关：题目与其余题目之和的相关；载荷：单因子模型的标准化 λ；地板、天花板：位于（计分后）"
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
    "variance below 0, or factors that cannot be told apart, make a solution improper: that is named.",
    "协方差按成对完整数据计算（如声明权重则加权），回答视为数值。残差方差为负或因子无法区分时解不当，并予以标明。",
)
TWO_ITEMS = Words(
    "Two items have no one-factor model of their own: their ω, CR and AVE are those of the battery's model.",
    "两题没有自己的单因子模型：其 ω、CR、AVE 取自所在题组的模型。",
)
FEW_FACTORS = Words(
    "Where scales correlate highly, parallel analysis finds fewer factors than there are: read it beside CFI and HTMT.",
    "量表间高度相关时，平行分析得到的因子数会偏少：请与 CFI、HTMT 一并解读。",
)
NOTES = {
    NAME: (PAIRWISE, TWO_ITEMS),
    f"{NAME}.verdict": (*conventions.NOTES, FEW_FACTORS),
    f"{NAME}.factors": (PAIRWISE, FEW_FACTORS),
}


def _notes(name: str, found: Instrument) -> tuple[Words, ...]:
    notes = list(NOTES.get(name, ()))
    seeds = ", ".join(sorted({str(b.suggestion.seed) for b in found.batteries if b.suggestion is not None}))
    if seeds and name == f"{NAME}.factors":
        notes.append(Words(f"Seed of the parallel analysis: {seeds}.", f"平行分析的种子：{seeds}。"))
    if found.part.drawn:
        kept, total = len(found.part.frame), found.part.total
        notes.append(
            Words(
                f"Computed from {kept:,} of {total:,} respondents, drawn at random (seed {found.part.seed}).",
                f"由 {total:,} 名受访者中随机抽取的 {kept:,} 名计算（种子 {found.part.seed}）。",
            )
        )
    return tuple(notes)
