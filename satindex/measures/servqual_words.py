"""How gaps were computed, in words: the formula, the numbers put in, the conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from satindex.language import Words
from satindex.measures.consistency import ALPHA_SOURCE
from satindex.results.result import Explanation, Row

if TYPE_CHECKING:
    from satindex.measures.servqual import Servqual


def explain_servqual(measure: Servqual, rows: list[Row]) -> Explanation:
    """Return the formula of gaps (of SERVPERF where nothing is expected), with the rows' own numbers."""
    share = f"{measure.min_answered:.0%}"
    if not measure.with_expected:
        return Explanation(
            Words(
                f"SERVPERF: mean of a dimension's perceived items, if at least {share} of them are answered.",
                f"SERVPERF：某维度感知题的均值（至少回答 {share}）。",
            ),
            sources=("Cronin, J. J. & Taylor, S. A. (1992). Journal of Marketing 56(3), 55–68.", ALPHA_SOURCE),
        )
    return Explanation(
        Words(
            "Satisfaction = perceived − expected. Each respondent: mean of P − E over a dimension's items answered on "
            f"both sides, if at least {share} of them are; overall Σ w·gap/Σ w over the dimensions present; then the "
            "(weighted) mean over respondents, with its paired t interval.",
            f"满意 = 感知 − 期望。每位受访者：维度内两侧均已回答（至少 {share}）的题目取 P − E 的均值；"
            "总体 = Σ w·差距/Σ w（对已有的维度）；再对受访者求（加权）均值，区间为配对 t 区间。",
        ),
        tuple(_numbers(row) for row in rows if isinstance(row.get("expected"), float)),
        _notes(measure),
        (*measure.sources, ALPHA_SOURCE),
    )


def _numbers(row: Row) -> Words:
    values: dict[str, Any] = {key: row.get(key) for key in ("perceived", "expected", "estimate")}
    sides = f"{values['perceived']:.4f} − {values['expected']:.4f}"
    said = f"{row['dimension']}: {sides} = {values['estimate']:.4f} (n = {row['n']})"
    return Words(said, said)


def _notes(measure: Servqual) -> tuple[Words, ...]:
    notes = [
        Words(
            "Item p values are adjusted by Holm's method within this measure.",
            "各题的 p 值在本测量内用 Holm 法校正。",
        ),
        Words(
            "ratio = mean perceived / mean expected, a convention of textbooks without a primary source; "
            "met = share of respondents whose gap is 0 or above.",
            "比率 = 感知均值/期望均值，是教科书的惯例，无原始文献；met = 差距不小于 0 的受访者比例。",
        ),
    ]
    if not measure.has_ratio:
        notes.append(Words("No ratio: the scale includes 0.", "不计算比率：量表包含 0。"))
    weights = {d.name: d.weight for d in measure.dimensions}
    if any(isinstance(w, str) for w in weights.values()):
        notes.append(Words("Weights: each respondent's own points.", "权重：受访者自己分配的分数。"))
    elif any(w is not None for w in weights.values()):
        said = ", ".join(f"{name} {w:g}" for name, w in weights.items() if isinstance(w, float | int))
        notes.append(Words(f"Weights: {said}.", f"权重：{said}。"))
    else:
        notes.append(Words("Dimensions weigh the same.", "各维度权重相同。"))
    return tuple(notes)
