"""What is said of a chain: fates of outlets, formulas, conventions, warnings, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from satindex.language import Words
from satindex.results.small_bases import SmallBase
from satindex.survey.chain_model import Side

USED: Final = "used"
SMALL: Final = "small"
TWICE: Final = "twice"
SIDES: Final[dict[Side, Words]] = {
    "customers": Words("customers", "顾客"),
    "staff": Words("staff", "员工"),
    "outlets": Words("the file of outlets", "网点文件"),
}


def pattern(there: Sequence[Side]) -> str:
    """Return the fate of an outlet that only some sides know.

    Examples
    --------
    >>> pattern(["customers", "outlets"])
    'only:customers,outlets'
    """
    return f"only:{','.join(there)}"


def fate_words(fate: str, min_answers: int) -> Words:
    """Return what became of an outlet, in words."""
    if fate.startswith("only:"):
        sides = [words for side, words in SIDES.items() if side in fate.removeprefix("only:").split(",")]
        listed = Words(" and ".join(one.en for one in sides), "与".join(one.zh for one in sides))
        return Words(f"set aside: only among {listed.en}", f"剔除：仅见于{listed.zh}")
    return {
        USED: Words("used: joined", "使用：已关联"),
        SMALL: Words(
            f"set aside: fewer than {min_answers} answers of staff or customers",
            f"剔除：员工或顾客的回答不足 {min_answers} 个",
        ),
        TWICE: Words(
            "set aside: several rows with different figures in the file of outlets",
            "剔除：网点文件中有多行且数值不同",
        ),
    }[fate]


def of_staff(name: Words) -> Words:
    """Return what a score of staff's is called."""
    return Words(f"Staff: {name.en}", f"员工：{name.zh}")


def too_few(there: int, needed: int) -> Words:
    """Return that so many outlets are not enough."""
    return Words(
        f"outlets with all of it: {there}; at least {needed} are needed",
        f"数据完整的网点有 {there} 个；至少需要 {needed} 个",
    )


def the_same(listed: Sequence[Words]) -> Words:
    """Return that some means are the same at every outlet."""
    en, zh = ", ".join(one.en for one in listed), "、".join(one.zh for one in listed)
    return Words(f"the same at every outlet: {en}", f"各网点取值相同：{zh}")


TITLES: Final = {
    "": Words("link by link, between outlets", "逐环回归（网点之间）"),
    ".correlations": Words("correlations between outlets", "网点间的相关"),
    ".outlets": Words("outlets", "各网点"),
    ".reliability": Words("can outlets' means be trusted", "网点均值的信度"),
    ".join": Words("how outlets were joined", "网点的关联"),
}
UNITS: Final = Words("outlets", "网点")
OF_OUTLETS: Final = SmallBase(0)
"""Outlets are not people: few of them are no small base; what few means is said in a note."""
N_OUTLETS: Final = Words("Outlets", "网点数")
OF_MEAN: Final = Words("Outlets' means of", "网点均值")
LINK_HEADINGS: Final = {
    "from": Words("From", "起"),
    "to": Words("To", "止"),
    "estimate": Words("Standardised", "标准化"),
    "unstandardised": Words("Slope", "斜率"),
    "std_error": Words("Std. error of the slope (HC3)", "斜率的标准误（HC3）"),
    "n": N_OUTLETS,
}
PAIR_HEADINGS: Final = {
    "from": Words("One", "变量一"),
    "to": Words("Other", "变量二"),
    "estimate": Words("Pearson's r", "皮尔逊 r"),
    "rank_correlation": Words("Spearman's ρ", "斯皮尔曼 ρ"),
    "rank_p_value": Words("p (ρ)", "p（ρ）"),
    "n": N_OUTLETS,
}
JOIN_HEADINGS: Final = {
    "fate": Words("What became of them", "处理"),
    "outlets": N_OUTLETS,
    "customers": Words("Customers' answers", "顾客回答数"),
    "staff": Words("Staff's answers", "员工回答数"),
    "which": Words("Which", "名单"),
}
REVERSED: Final = Words("against the chain's direction", "与链的方向相反")
BELOW: Final = Words("not reliable (below .70)", "信度不足 .70")
LINK_FORMULA: Final = Words(
    "each member of the chain on those of the stage before it, least squares over outlets; standardised = slope × "
    "SD of the cause / SD of the effect; intervals by HC3 errors and t with n − k degrees of freedom",
    "链中每一项对其前一环各项作最小二乘回归，以网点为单位；标准化 = 斜率 × 原因的标准差 / 结果的标准差；"
    "区间由 HC3 标准误与自由度 n − k 的 t 分布得出",
)
PAIR_FORMULA: Final = Words(
    "r = Σ(x − x̄)(y − ȳ)/√(Σ(x − x̄)²·Σ(y − ȳ)²) of outlets' means; interval tanh(artanh r ± 1.96/√(n − 3)); p by t "
    "with n − 2 degrees of freedom; Spearman's ρ = r of ranks",
    "r = Σ(x − x̄)(y − ȳ)/√(Σ(x − x̄)²·Σ(y − ȳ)²)，x、y 为网点均值；区间 tanh(artanh r ± 1.96/√(n − 3))；"
    "p 由自由度 n − 2 的 t 分布得出；斯皮尔曼 ρ 为秩次的 r",
)
OUTLET_FORMULA: Final = Words(
    "mean of an outlet = Σwx/Σw of its answers (w = 1 without weights); lines by least squares over outlets, bands by "
    "HC3 errors and t with n − 2 degrees of freedom",
    "网点均值 = 该网点回答的 Σwx/Σw（无权重时 w = 1）；直线为网点间的最小二乘，"
    "色带由 HC3 标准误与自由度 n − 2 的 t 分布得出",
)
JOIN_FORMULA: Final = Words(
    "an outlet is used where every side knows it and each side's mean with the fewest answers has enough of them; "
    "names that differ in width, case or white space only are one outlet",
    "各方均有且回答最少的均值也达到所需回答数的网点才使用；名称仅有全半角、大小写或空白差异的视为同一网点",
)
ECOLOGICAL: Final = Words(
    "These relations are between outlets, not people: satisfied staff and satisfied customers meet in the same "
    "outlets; whether one person's satisfaction moves another's does not follow (ecological fallacy).",
    "这些关系是网点之间的，而非个人之间的：满意的员工与满意的顾客同在一个网点，不能据此推断个人层面的关系（生态学谬误）。",
)
COMMON_CAUSE: Final = Words(
    "A common cause (place, size, manager, season) can make both ends of a link rise together; the order of the chain "
    "is assumed, not shown.",
    "共同原因（位置、规模、经理、季节）可使一环的两端同时上升；链的先后顺序是假定而非证明。",
)
SAME_PEOPLE: Final = Words(
    "Two scores of the same people also share their mood, their style of answering and the chance of who was asked: "
    "their link looks stronger than it is. Between staff and customers that is not so.",
    "同一批人的两项得分还共有其情绪、答题风格与抽样偶然性，其关联会显得更强；员工与顾客之间则无此问题。",
)
UNWEIGHTED: Final = Words(
    "Every outlet counts once, whatever its size; respondents' weights enter its own mean only.",
    "每个网点不论大小均计一次；受访者权重只进入该网点自身的均值。",
)
UNADJUSTED: Final = Words("p_adjusted corrects for all pairs of the table at once.", "校正后的 p 值针对表中全部配对。")
ALONE: Final = Words("no HC3 error: one outlet alone determines this slope", "无 HC3 标准误：该斜率仅由一个网点决定")
FEW_OUTLETS: Final = Words(
    "So few outlets say little: a single one can turn a slope.", "网点如此之少，一个网点即可改变斜率，结论有限。"
)
NOT_OTHERS: Final = Words(
    "A slope here does not hold earlier stages constant; the mediation tables do.",
    "此处斜率未控制更早的各环；中介表中已控制。",
)
FIXED_SPREADS: Final = Words(
    "The standardised interval takes both standard deviations as known.", "标准化区间将两个标准差视为已知。"
)
ATTENUATED: Final = Words(
    "Means of few answers are unreliable, which draws correlations and slopes towards 0.",
    "回答少则均值信度低，会使相关与斜率趋近 0。",
)
SOURCES: Final = (
    "Heskett, Jones, Loveman, Sasser & Schlesinger 1994, Harvard Business Review 72(2): 164–174 (service–profit chain)",
    "Robinson 1950, American Sociological Review 15: 351–357 (ecological correlations)",
)
HC3: Final = (
    "MacKinnon & White 1985, Journal of Econometrics 29: 305–325 (HC3)",
    "Long & Ervin 2000, The American Statistician 54: 217–224 (HC3 in small samples)",
)
FISHER: Final = ("Fisher 1921, Metron 1: 3–32 (interval of r)",)
BLIESE: Final = ("Bliese 2000, in Klein & Kozlowski, Multilevel Theory, ch. 8 (reliability of group means)",)


def reversed_links(listed: Sequence[tuple[Words, Words]]) -> Words:
    """Return that some links fall where the chain says that they rise."""
    en = "; ".join(f"{cause.en} → {effect.en}" for cause, effect in listed)
    zh = "；".join(f"{cause.zh} → {effect.zh}" for cause, effect in listed)
    return Words(
        f"Against the chain's direction (negative): {en}. Look for reversed scores, a common cause, too few outlets.",
        f"与链的方向相反（为负）：{zh}。请检查反向计分、共同原因或网点过少。",
    )


def unreliable(listed: Sequence[Words]) -> Words:
    """Return that some outlets' means are not reliable."""
    en, zh = ", ".join(one.en for one in listed), "、".join(one.zh for one in listed)
    return Words(
        f"Outlets' means that are not reliable (below .70): {en}. {ATTENUATED.en}",
        f"网点均值信度不足 .70：{zh}。{ATTENUATED.zh}",
    )
