"""Zones of tolerance in words: how they were computed."""

from __future__ import annotations

from collections.abc import Mapping

from satindex.language import Words
from satindex.results.result import Explanation, Row


def explain_zone(
    rows: list[Row], min_answered: float, weights: Mapping[str, float], sources: tuple[str, ...]
) -> Explanation:
    """Return the formulas of adequacy, superiority and width, with the rows' own numbers."""
    share = f"{min_answered:.0%}"
    return Explanation(
        Words(
            "Adequacy (MSA) = perceived − adequate, superiority (MSS) = perceived − desired, width of the zone = "
            "desired − adequate. Each respondent: means over a dimension's items answered in all three columns, if "
            f"at least {share} of them are; overall Σ w·score/Σ w over the dimensions present; then the (weighted) "
            "mean over respondents, with its paired t interval.",
            "充足度（MSA）= 感知 − 适当，优越度（MSS）= 感知 − 理想，容忍区宽度 = 理想 − 适当。每位受访者：维度内"
            f"三列均已回答（至少 {share}）的题目取均值；总体 = Σ w·得分/Σ w（对已有的维度）；"
            "再对受访者求（加权）均值，区间为配对 t 区间。",
        ),
        tuple(_numbers(row) for row in rows if isinstance(row.get("perceived"), float)),
        (_CONVENTION, _weights(weights)),
        sources,
    )


_CONVENTION = Words(
    "estimate = adequacy. below_zone, within_zone, above_zone = shares (0–1) of respondents who perceive less than is "
    "adequate, something within their own zone (its ends included), more than is desired.",
    "estimate = 充足度。below_zone、within_zone、above_zone = 感知低于适当水平、处于本人容忍区内（含两端）、"
    "高于理想水平的受访者比例（0–1）。",
)


def _weights(weights: Mapping[str, float]) -> Words:
    said = "; ".join(f"{name} {weight:g}" for name, weight in weights.items())
    return (
        Words(f"Weights: {said}.", f"权重：{said}。")
        if said
        else Words("Dimensions weigh the same.", "各维度权重相同。")
    )


def _numbers(row: Row) -> Words:
    p, a, d = (row[level] for level in ("perceived", "adequate", "desired"))
    said = (
        f"{row['dimension']}: {p:.4f} − {a:.4f} = {row['adequacy']:.4f}, {p:.4f} − {d:.4f} = {row['superiority']:.4f}"
    )
    return Words(f"{said} (n = {row['n']})", f"{said}（n = {row['n']}）")
