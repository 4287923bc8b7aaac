"""The words of a banner table."""

from __future__ import annotations

from typing import Final

from satindex.language import Words
from satindex.results.columns import written
from satindex.results.result import Row

COCHRAN: Final = 0.2
"""More cells than this with an expected count below 5 make a χ² doubtful (Cochran 1954, Biometrics 10: 417–451)."""
SAID: Final[dict[str, Words]] = {
    "groups": Words("Group", "组别"),
    "top_two": Words("Top 2", "前两档"),
    "estimate": Words("Mean", "均值"),
    "std_dev": Words("Std. deviation", "标准差"),
    "n": Words("Base (n)", "基数（人数）"),
    "respondents": Words("Base: respondents", "基数：人数"),
    "responses": Words("Base: responses", "基数：选择次数"),
    "n_weighted": Words("Weighted base", "加权基数"),
    "n_effective": Words("Effective base", "有效基数"),
    "test": Words("Test", "检验"),
    "small": Words("† base below {flag}: read with care.", "† 基数不足 {flag}，请谨慎解读。"),
    "letters": Words(
        "A letter under a figure: significantly higher than the column of that letter in the same segment.",
        "数字下方的字母：显著高于同一分组中该字母所指的列。",
    ),
}
_LOW = Words("{share} of expected counts < 5", "{share} 的期望频数 < 5")
_ADJUSTED = {"holm": "Holm", "bh": "BH"}


def test_text(row: Row, language: str, adjust: str) -> str:
    """Return a test in one line: `χ²(4) = 12.31, p = .015 (Holm), V = .11`; why there is none where there is none."""
    statistic, reason = row.get("statistic"), row.get("reason")
    if not isinstance(statistic, int | float):
        return reason.say(language) if isinstance(reason, Words) else ""
    p, v = written(row.get("p_adjusted"), "p"), written(row.get("cramers_v"), "alpha")
    sign = p if p.startswith("<") else f"= {p}"
    parts = [f"{_head(row)} = {statistic:.2f}", f"p {sign} ({_ADJUSTED[adjust]})", f"V = {v}"]
    low = row.get("low_expected")
    if isinstance(low, int | float) and low > COCHRAN:
        parts.append(_LOW.say(language).format(share=written(low, "share")))
    return ", ".join(parts)


def _head(row: Row) -> str:
    df, residual = row.get("df"), row.get("df_residual")
    if isinstance(residual, int | float) and isinstance(df, int | float):
        return f"F({df:.2f}, {residual:.1f})"
    return f"χ²({df:g})" if isinstance(df, int | float) else "χ²"
