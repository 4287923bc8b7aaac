"""The customary lines at which an instrument's figures are called good or bad: conventions, each with its source."""

from __future__ import annotations

from satindex.language import Words

CONSISTENT = 0.7
DOUBTFUL = 0.6
REPEATING = 0.95
EXTRACTED = 0.5
DISTINCT = 0.85
RELATED = 0.9
ADEQUATE = 0.6
BELONGS = 0.3
RISES = 0.02
CROWDED = 0.5
AGAINST = -0.2
FITS = 0.95
PER_ITEM = 5
ENOUGH = 100

NOTES = (
    Words(
        "The lines are conventions, not tests: CFI from .95 (Hu & Bentler 1999); α and ω from .70 (Nunnally "
        "1978), AVE from .50 and CR from .70 "
        "(Fornell & "
        "Larcker 1981; Hair et al.), HTMT below .85, or .90 for related things (Henseler et al. 2015), KMO from .60 "
        "(Kaiser 1974), item–rest r from .30 (Nunnally & Bernstein 1994). From .95 α suggests items that repeat each "
        "other. Sources of the lines are given from general knowledge.",
        "各界限是惯例而非检验：CFI 不低于 .95（Hu & Bentler 1999）；α 与 ω 不低于 .70（Nunnally 1978），AVE "
        "不低于 .50、CR 不低于 .70（Fornell & "
        "Larcker 1981；"
        "Hair 等），HTMT 低于 .85，相近概念低于 .90（Henseler 等 2015），KMO 不低于 .60（Kaiser 1974），"
        "题总相关不低于 .30"
        "（Nunnally & Bernstein 1994）。α 达到 .95 提示题目相互重复。界限出处依据一般知识。",
    ),
    Words(
        "Enough answers for a factor analysis: 5 for every item, and 100 (Gorsuch 1983; from general knowledge).",
        "因子分析所需样本量：每题 5 份，且不少于 100 份（Gorsuch 1983；依据一般知识）。",
    ),
    Words(
        "An item runs against its scale from a correlation of −.20 on (of few respondents: −2/√n): a line of our own.",
        "题目与量表的相关不高于 −.20（样本较小时为 −2/√n）时称为“方向相反”：此界限为本软件自定。",
    ),
    Words(
        "An item is called crowded when half or more of its answers stand at one end of its scale: a line of our own.",
        "某题有一半及以上的回答集中在量表一端时称为“过于集中”：此界限为本软件自定。",
    ),
)
SOURCES = (
    "Nunnally, J. C. (1978). Psychometric Theory (2nd ed.). McGraw-Hill.",
    "McDonald, R. P. (1999). Test Theory: A Unified Treatment. Erlbaum.",
    "Fornell, C. & Larcker, D. F. (1981). Journal of Marketing Research 18, 39–50.",
    "Henseler, J., Ringle, C. M. & Sarstedt, M. (2015). Journal of the Academy of Marketing Science 43, 115–135.",
    "Roemer, E., Schuberth, F. & Henseler, J. (2021). Industrial Management & Data Systems 121, 2637–2650.",
    "Kaiser, H. F. (1974). Psychometrika 39, 31–36. Bartlett, M. S. (1951). Biometrika 38, 337–344.",
    "Horn, J. L. (1965). Psychometrika 30, 179–185. Glorfeld, L. W. (1995). Educational and Psychological Measurement "
    "55, 377–393.",
    "Jöreskog, K. G. (1969). Psychometrika 34, 183–202. Jennrich, R. I. (2002). Psychometrika 67, 7–19.",
)

GOOD = Words("good", "良好")
HIGH = Words("very high: items may repeat each other", "过高：题目可能相互重复")
QUESTIONABLE = Words("questionable", "存疑")
LOW = Words("low", "偏低")
NOT_COMPUTED = Words("not computed", "无法计算")
LITTLE_SHARED = Words(
    "the items share less than half of their variance with what they measure", "题目与所测内容共享的方差不足一半"
)
IMPROPER = Words("improper one-factor solution", "单因子模型为不当解")
IMPROPER_TOGETHER = Words("improper solution with a factor for each set", "每题组一个因子的模型为不当解")
WRONGLY_KEYED = Words("items run against each other", "题目方向相反")
CANCEL_OUT = Words(
    "items run against each other, so that their loadings cancel out", "题目方向相反，载荷相互抵消，数值没有意义"
)
CONSTANT = Words("all answers are the same", "所有回答都相同")
HEYWOOD = Words(
    "improper solution: all of an item's variance is explained (a Heywood case)",
    "不当解：某题方差被完全解释（Heywood 情形）",
)
REPEATED = Words("items say exactly the same", "题目完全重复")
NO_FACTOR = Words(
    "no factor stands out from chance: the items hardly correlate", "没有超出随机水平的因子：题目几乎不相关"
)
MISKEYED = Words(
    "runs against the others: looks wrongly keyed, check 'reverse'",
    "与其他题目方向相反：疑似计分方向有误，请检查 reverse",
)
TWO_AGAINST = Words(
    "the two items run against each other: one looks wrongly keyed, check 'reverse'",
    "两题方向相反：其中一题疑似计分方向有误，请检查 reverse",
)
HALF_AGAINST = Words(
    "runs against half of the others: one half looks wrongly keyed, check 'reverse'",
    "与一半题目方向相反：其中一半疑似计分方向有误，请检查 reverse",
)
WEAK = Words("hardly goes with the others", "与其他题目关系薄弱")
BETTER_WITHOUT = Words("α rises without it", "删除后 α 上升")
AT_FLOOR = Words("crowded at the lowest point", "集中于最低点")
AT_CEILING = Words("crowded at the highest point", "集中于最高点")
APART = Words("distinct", "可区分")
NEARLY_APART = Words("distinct only if they are meant to be related", "仅在两者本应相近时可视为可区分")
NOT_APART = Words("hard to tell apart", "难以区分")
ONE_DOES = Words("fewer factors than sets: the items do not tell the sets apart", "因子少于题组：题目未能区分各题组")
FITS_ANYWAY = Words(
    "fewer factors than sets stand out, but the model with a factor for each set fits",
    "突出的因子少于题组，但每题组一个因子的模型拟合良好",
)
MORE_NEEDED = Words(
    "more factors than sets: a set may measure several things", "因子多于题组：某题组可能测量了多项内容"
)
AS_MEANT = Words("as many factors as sets", "因子数与题组数一致")
NOT_ADEQUATE = Words("correlates too little for a factor analysis", "相关过低，不适合因子分析")


def listed(words: list[Words]) -> Words:
    """Return several remarks as one.

    Examples
    --------
    >>> listed([Words("good", "良好"), Words("low", "偏低")]).en
    'good; low'
    """
    return Words("; ".join(word.en for word in words), "；".join(word.zh for word in words))
