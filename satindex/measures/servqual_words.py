"""How gaps were computed, in words: the formula, the numbers put in, the conventions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from satindex.language import Words, listed, named
from satindex.measures.consistency import ALPHA_SOURCE
from satindex.results.numbers import exact, mean_in_numbers
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
                f"SERVPERF：维度内感知题的均值（至少须回答其中 {share}）。",
            ),
            tuple(_means(rows, measure.labels)),
            sources=("Cronin, J. J. & Taylor, S. A. (1992). Journal of Marketing 56(3), 55–68.", ALPHA_SOURCE),
        )
    return Explanation(
        Words(
            "Satisfaction = perceived − expected. Each respondent: mean of P − E over a dimension's items answered on "
            f"both sides, if at least {share} of them are; overall Σ w·gap/Σ w over the dimensions present; then the "
            "(weighted) mean over respondents, with its paired t interval.",
            "满意 = 感知 − 期望。每位受访者：对维度内两侧均已回答的题目取 P − E 的均值"
            f"（至少须有 {share} 的题目如此）；"
            "总体 = Σ w·差距/Σ w（对已有的维度）；再对受访者求（加权）均值，区间为配对 t 区间。",
        ),
        tuple(_numbers(row, measure.labels) for row in rows if isinstance(row.get("expected"), float)),
        _notes(measure),
        (*measure.sources, ALPHA_SOURCE),
    )


def _numbers(row: Row, labels: Mapping[str, Words]) -> Words:
    keys = ("perceived", "expected", "estimate")
    perceived, expected, gap = (exact(cell) for key in keys if isinstance(cell := row.get(key), float))
    about = str(row.get("item") or row["dimension"])
    said = f"{perceived} − {expected} = {gap}"
    label = labels.get(about, Words(about, about))
    return named(label, Words(f"{said} (n = {row['n']})", f"{said}（n = {row['n']}）"))


def _means(rows: list[Row], labels: Mapping[str, Words]) -> Iterator[Words]:
    for row in rows:
        about = str(row.get("item") or row["dimension"])
        if isinstance(row.get("estimate"), float):
            yield named(labels.get(about, Words(about, about)), mean_in_numbers(row))


def _notes(measure: Servqual) -> tuple[Words, ...]:
    notes = [
        Words(
            "Item p values are adjusted by Holm's method within this measure.",
            "各题的 p 值在本测量内用 Holm 法校正。",
        ),
        Words(
            "ratio = mean perceived / mean expected, a convention of textbooks without a primary source; "
            "met = share of respondents whose gap is 0 or above.",
            "感知/期望 = 感知均值/期望均值，是教科书的惯例，未见原始文献；达到或超过期望 = 差距不小于 0 的受访者比例。",
        ),
    ]
    if not measure.has_ratio:
        notes.append(Words("No ratio: the scale includes 0.", "不计算比率：量表包含 0。"))
    weights = {d.name: d.weight for d in measure.dimensions}
    if any(isinstance(w, str) for w in weights.values()):
        notes.append(Words("Weights: each respondent's own points.", "权重：受访者自己分配的分数。"))
    elif any(w is not None for w in weights.values()):
        numbers = {measure.labels[name]: w for name, w in weights.items() if isinstance(w, float | int)}
        said = listed(Words(f"{label.en} {w:g}", f"{label.zh} {w:g}") for label, w in numbers.items())
        notes.append(Words(f"Weights: {said.en}.", f"权重：{said.zh}。"))
    else:
        notes.append(Words("Dimensions weigh the same.", "各维度权重相同。"))
    return tuple(notes)
