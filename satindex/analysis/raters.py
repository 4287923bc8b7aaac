"""The table of raters' agreement: single ratings and their means, by what raters stand for."""

from __future__ import annotations

from collections.abc import Iterator

from satindex.language import Words
from satindex.results.result import Explanation, Result, Row
from satindex.stats.intraclass import Intraclass, two_way
from satindex.stats.moments import Array

TITLE = Words("Agreement of raters", "评分者一致性")
RATERS = (
    Words("raters of their own for each row", "每行由各自的评分者评"),
    Words("the same raters, drawn from many: agreement", "同一批评分者（抽自众多评分者）：绝对一致"),
    Words("these raters alone: consistency", "仅限这些评分者：相对一致"),
)
SINGLE, MEAN = Words("single rating", "单个评分"), Words("mean of the raters", "评分者均值")
FORMULA = Words(
    "From the mean squares between rows (R), between raters (C), within rows (W) and of the rest (E), n rows, k "
    "raters: ICC(1) = (R − W)/(R + (k − 1)W); ICC(2) = (R − E)/(R + (k − 1)E + k(C − E)/n); ICC(3) = "
    "(R − E)/(R + (k − 1)E); of means (R − W)/R, (R − E)/(R + (C − E)/n), (R − E)/R.",
    "由行间（R）、评分者间（C）、行内（W）与剩余（E）均方，n 行、k 名评分者：ICC(1) =（R − W）/（R +（k − 1）W）；"
    "ICC(2) =（R − E）/（R +（k − 1）E + k（C − E）/n）；ICC(3) =（R − E）/（R +（k − 1）E）；"
    "均值：（R − W）/R、（R − E）/（R +（C − E）/n）、（R − E）/R。",
)
SOURCES = (
    "Shrout, P. E. & Fleiss, J. L. (1979). Psychological Bulletin 86, 420–428.",
    "McGraw, K. O. & Wong, S. P. (1996). Psychological Methods 1, 30–46.",
)
HEADINGS = {
    "form": Words("Form", "形式"),
    "raters": Words("Raters", "评分者"),
    "of": Words("Of", "对象"),
    "estimate": Words("ICC", "ICC"),
}
KINDS = {
    "form": "text",
    "raters": "text",
    "of": "text",
    "estimate": "alpha",
    "ci_low": "alpha",
    "ci_high": "alpha",
    "df_residual": "count",
}


def agreement_table(ratings: Array, left_out: int) -> Result:
    """Return the six intraclass correlations of a complete table of n rows and k raters."""
    rows = list(_rows(ratings))
    n, k = ratings.shape
    said = Words(f"{n} rows, {k} raters.", f"{n} 行，{k} 名评分者。")
    gaps = [Words(f"{left_out} rows with a gap were left out.", f"剔除有缺失的 {left_out} 行。")] if left_out else []
    return Result(
        "agreement",
        tuple(rows),
        TITLE,
        Explanation(FORMULA, (said,), tuple(gaps), SOURCES),
        options={"headings": HEADINGS, "kinds": KINDS},
    )


def _rows(ratings: Array) -> Iterator[Row]:
    found = list(zip(("1", "2", "3"), RATERS, two_way(ratings), strict=True))
    for name, raters, one in found:
        yield _row(f"ICC({name})", raters, SINGLE, one, (one.icc, one.low, one.high), len(ratings))
    for name, raters, one in found:
        of_means = (one.of_means, one.of_means_low, one.of_means_high)
        yield _row(f"ICC({name},k)", raters, MEAN, one, of_means, len(ratings))


def _row(
    form: str,
    raters: Words,
    of: Words,
    one: Intraclass,
    figures: tuple[float | None, float | None, float | None],
    n: int,
) -> Row:
    between, within = one.df or (None, None)
    row: Row = {
        "form": form,
        "raters": raters,
        "of": of,
        **dict(zip(("estimate", "ci_low", "ci_high"), figures, strict=True)),
        "statistic": one.statistic,
        "df": between,
        "df_residual": within,
        "p_value": one.p_value,
        "n": n,
    }
    return {**row, "reason": one.reason} if one.reason else row
