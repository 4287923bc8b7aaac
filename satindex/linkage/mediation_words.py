"""What is said of mediation: formulas, conventions, sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words
from satindex.linkage.equations import Scale

FORMULAS: Final[Mapping[Scale, Words]] = {
    "mean": Words(
        "indirect effect along a path = product of its slopes (least squares); total = direct + all indirect effects "
        "= the slope of the outcome on the predictors and controls without mediators",
        "沿某条路径的间接效应 = 路径上各斜率（最小二乘）之积；总效应 = 直接效应 + 全部间接效应 "
        "= 不含中介变量时结果对自变量的斜率",
    ),
    "probability": Words(
        "effect along a path = product of its slopes (least squares to the mediators, logit to the outcome) × mean of "
        "p(1 − p): the average change of P(event) per unit; total = direct + all indirect effects",
        "沿某条路径的效应 = 路径上各斜率（中介变量为最小二乘，结果为 logit）之积 × p(1 − p) 的均值，即每单位引起的"
        " P(事件) 平均变化；总效应 = 直接效应 + 全部间接效应",
    ),
    "rate": Words(
        "effect along a path = product of its slopes (least squares to the mediators, Poisson to the outcome) × mean "
        "expected count: the average change of the count per unit; total = direct + all indirect effects",
        "沿某条路径的效应 = 路径上各斜率（中介变量为最小二乘，结果为泊松）之积 × 期望次数的均值，"
        "即每单位引起的次数平均变化；总效应 = 直接效应 + 全部间接效应",
    ),
}
PATH_FORMULA: Final = Words(
    "standardised slope = slope × standard deviation of the cause / standard deviation of the effect",
    "标准化斜率 = 斜率 × 原因的标准差 / 结果的标准差",
)
UNSCALED: Final = (
    Words(
        "Slopes on the outcome are of its log odds (logit) or log rate (Poisson), per standard deviation of the cause.",
        "对结果的斜率以对数优势（logit）或对数率（泊松）计，按原因的一个标准差。",
    ),
)
NOT_COLLAPSED: Final = Words(
    "The total is direct + indirect within one model: the slope of a model without the mediators would differ, because "
    "odds ratios shrink when others are left out (noncollapsibility).",
    "总效应为同一模型内直接与间接效应之和；去掉中介变量后的模型斜率会有所不同，因为优势比在省略其他变量时会缩小（不可压缩性）。",
)
SCALE_NOTES: Final[Mapping[Scale, tuple[Words, ...]]] = {
    "mean": (
        Words(
            "An ordered or two-valued mediator or an ordered outcome enters as its codes (least squares).",
            "有序或二值的中介变量以及有序的结果按其编码进入（最小二乘）。",
        ),
    ),
    "probability": (NOT_COLLAPSED,),
    "rate": (NOT_COLLAPSED,),
}
NOTES: Final = (
    Words(
        "That the causes run in this order is assumed, not shown: answers of one moment can't tell satisfaction that "
        "makes loyal from loyalty that makes satisfied, nor both from something unmeasured.",
        "因果顺序是假定而非证明：同一时点的回答无法区分满意带来忠诚、忠诚带来满意，或二者同受未测因素影响。",
    ),
    Words(
        "Share of the total is given only where direct and indirect effects have the same direction.",
        "仅当直接与间接效应方向一致时给出其占总效应的比例。",
    ),
)
SOURCES: Final = (
    "Alwin & Hauser 1975, American Sociological Review 40: 37–47",
    "Preacher & Hayes 2008, Behavior Research Methods 40: 879–891",
    "Imai, Keele & Tingley 2010, Psychological Methods 15: 309–334 (what has to be assumed)",
)
WORDS: Final = {
    "direct": Words("direct", "直接"),
    "indirect": Words("through", "经由"),
    "total": Words("total", "总效应"),
    "(all)": Words("all mediators", "全部中介"),
}
HEADINGS: Final = {
    "effect": Words("Effect", "效应"),
    "through": Words("Through", "经由"),
    "estimate": Words("Effect per unit", "每单位效应"),
    "share": Words("Share of the total", "占总效应"),
}
PATH_HEADINGS: Final = {
    "estimate": Words("Standardised", "标准化"),
    "unstandardised": Words("Slope", "斜率"),
    "unstandardised_low": Words("Slope, low", "斜率下限"),
    "unstandardised_high": Words("Slope, high", "斜率上限"),
}
