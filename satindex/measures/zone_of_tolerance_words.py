"""Zones of tolerance in words: how they were computed."""

from __future__ import annotations

from collections.abc import Mapping

from satindex.language import Words, listed, named
from satindex.results.numbers import exact
from satindex.results.result import Explanation, Row


def explain_zone(
    rows: list[Row],
    min_answered: float,
    weights: Words,
    labels: Mapping[str, Words],
    sources: tuple[str, ...],
) -> Explanation:
    """Return the formulas of adequacy, superiority and width, with the rows' own numbers."""
    share = f"{min_answered:.0%}"
    return Explanation(
        Words(
            "Adequacy (MSA) = perceived − adequate, superiority (MSS) = perceived − desired, width of the zone = "
            "desired − adequate. Each respondent: means over a dimension's items answered in all three columns, if "
            f"at least {share} of them are; overall Σ w·score/Σ w over the dimensions present; then the (weighted) "
            "mean over respondents, with its paired t interval.",
            "充足度（MSA）= 感知 − 适当，优越度（MSS）= 感知 − 理想，容忍区宽度 = 理想 − 适当。每位受访者：对维度内"
            f"三列均已回答的题目取均值（至少须有 {share} 的题目如此）；总体 = Σ w·得分/Σ w（对已有的维度）；"
            "再对受访者求（加权）均值，区间为配对 t 区间。",
        ),
        tuple(_numbers(row, labels) for row in rows if isinstance(row.get("perceived"), float)),
        (_CONVENTION, weights),
        sources,
    )


_CONVENTION = Words(
    "estimate = adequacy. below_zone, within_zone, above_zone = shares (0–1) of respondents who perceive less than is "
    "adequate, something within their own zone (its ends included), more than is desired.",
    "估计值（estimate）即充足度。低于、处于、高于容忍区（below_zone、within_zone、above_zone）= "
    "感知低于本人的适当水平、在本人的容忍区内（含两端）、高于本人的理想水平的受访者比例（0–1）。",
)


def weights_words(weights: Mapping[str, float], labels: Mapping[str, Words]) -> Words:
    """Return the weights of the dimensions in words."""
    said = listed(Words(f"{labels[name].en} {w:g}", f"{labels[name].zh} {w:g}") for name, w in weights.items())
    if not weights:
        return Words("Dimensions weigh the same.", "各维度权重相同。")
    return Words(f"Weights: {said.en}.", f"权重：{said.zh}。")


def _numbers(row: Row, labels: Mapping[str, Words]) -> Words:
    keys = ("perceived", "adequate", "desired", "adequacy", "superiority", "width")
    p, a, d, adequacy, superiority, width = (exact(cell) for key in keys if isinstance(cell := row[key], float))
    figures = [
        (f"adequacy {p} − {a} = {adequacy}", f"充足度 {p} − {a} = {adequacy}"),
        (f"superiority {p} − {d} = {superiority}", f"优越度 {p} − {d} = {superiority}"),
        (f"width {d} − {a} = {width}", f"宽度 {d} − {a} = {width}"),
    ]
    en, zh = ", ".join(one for one, _ in figures), "，".join(other for _, other in figures)
    return named(labels[str(row["dimension"])], Words(f"{en} (n = {row['n']})", f"{zh}（n = {row['n']}）"))
