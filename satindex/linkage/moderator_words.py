"""What is said of moderators: formulas, conventions, sources."""

from __future__ import annotations

from typing import Final

from satindex.language import Words

SLOPES: Final = Words("simple slopes by level of a moderator", "各调节水平下的简单斜率")
TESTS: Final = Words("does the moderator matter?", "调节作用检验")
REGIONS: Final = Words("where on the moderator the slope differs from 0", "斜率在调节变量何处异于 0")
UNUSABLE: Final = Words(
    "the slope can't be told apart from its interaction with the moderator", "无法将斜率与其和调节变量的交互区分开"
)
FORMULA: Final = Words(
    "slope of a predictor at a level = b(predictor) + b(predictor × moderator)·(level − mean of the moderator), or "
    "+ b(predictor × level) of a column of levels; its error √(d'Vd), d these weights; all predictors interact with "
    "the moderator, which is in the model itself; each moderator has a model of its own",
    "某水平下自变量的斜率 = b(自变量) + b(自变量 × 调节变量)·(水平 − 调节变量均值)，对分类变量则为 + b(自变量 × 该类)；"
    "标准误 √(d'Vd)，d 为上述权重；所有自变量均与调节变量交互，调节变量本身也在模型中；每个调节变量各拟合一个模型",
)
TEST_FORMULA: Final = Words(
    "χ² = b'V⁻¹b of the interactions, all 0 if the moderator does not matter (with t-based errors F = χ²/df)",
    "χ² = 交互项的 b'V⁻¹b，若无调节作用则全为 0（以 t 为基础的标准误取 F = χ²/df）",
)
REGION_FORMULA: Final = Words(
    "a stretch ends where |slope| = t·(its error): the roots of (b₁ + b₃d)² = t²(v₁₁ + 2v₁₃d + v₃₃d²), d = moderator − "
    "its mean; share: of the respondents",
    "区段的端点满足 |斜率| = t × 标准误，即 (b₁ + b₃d)² = t²(v₁₁ + 2v₁₃d + v₃₃d²) 的根，d = 调节变量 − 均值；"
    "占比：受访者比例",
)
AT_THE_ENDS: Final = Words(
    "A standard deviation beyond the lowest or highest answer is replaced by that answer.",
    "若一个标准差超出最低或最高回答，则以该回答代替。",
)
LOG_ODDS: Final = Words(
    "Slopes of a logit are of log odds: levels of the moderator where nearly all or nobody buys differ in the "
    "average marginal effect (change of the share per unit) though their slopes are equal (Ai & Norton 2003).",
    "logit 的斜率以对数优势计：在几乎人人或无人购买的水平上，即使斜率相同，平均边际效应（每单位引起的比例变化）"
    "也不同（Ai & Norton 2003）。",
)
THE_TEST: Final = Words(
    "That a slope is significant at one level and not at another is no evidence that they differ: the test of the "
    "interaction is.",
    "斜率在某一水平显著而在另一水平不显著，并不说明二者不同：须看交互项的检验。",
)
REGION_NOTES: Final = (
    Words(
        "A line is assumed between slope and moderator; ends hold for one look at a time, not for the whole stretch "
        "together (Esarey & Sumner 2018).",
        "假定斜率随调节变量线性变化；端点按逐点检验得出，并非对整个区段的联合推断（Esarey & Sumner 2018）。",
    ),
)
SIGNS: Final = {
    1: Words("positive", "为正"),
    0: Words("not told apart from 0", "与 0 无法区分"),
    -1: Words("negative", "为负"),
}
HEADINGS: Final = {
    "moderator": Words("Moderator", "调节变量"),
    "level": Words("Level of the moderator", "调节水平"),
    "value": Words("Value", "取值"),
    "x_from": Words("From", "起"),
    "x_to": Words("To", "止"),
    "slope": Words("Slope", "斜率"),
    "share": Words("Respondents there", "受访者占比"),
    "estimate": Words("Slope", "斜率"),
}
SOURCES: Final = (
    "Aiken & West 1991, Multiple Regression: Testing and Interpreting Interactions",
    "Ai & Norton 2003, Economics Letters 80: 123–129",
)
REGION_SOURCES: Final = (
    "Johnson & Fay 1950, Psychometrika 15: 349–367",
    "Bauer & Curran 2005, Multivariate Behavioral Research 40: 373–400",
    "Esarey & Sumner 2018, Comparative Political Studies 51: 1144–1176",
)
