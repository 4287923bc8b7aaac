"""What is said of the satisfaction–loyalty curve: formulas, conventions, sources."""

from __future__ import annotations

from typing import Final

from satindex.language import Words

CURVE: Final = Words("curve", "曲线")
ELASTICITY: Final = Words("elasticity along the curve", "曲线上的弹性")
TESTS: Final = Words("is the curve bent, and does it differ?", "曲线是否弯曲、各组是否不同")
FORMULA: Final = Words(
    "estimate: mean of the outcome (share of an event) of those at a level of the score; fitted: a restricted cubic "
    "spline of the score (4 knots; 3 from 4 to 6 different values, the straight line below), by least squares, logit "
    "of an event, Poisson of a count",
    "估计值：得分处于某水平者的结果均值（事件则为比例）；拟合值：得分的限制性三次样条（4 个节点；4–6 个不同取值时 3 个"
    "，更少则为直线），数值用最小二乘，事件用 logit，次数用泊松",
)
ELASTICITY_FORMULA: Final = Words(
    "elasticity = slope of the smooth line · (x − lowest x)/(fitted − lowest outcome): the per cent that the outcome "
    "changes per per cent of the score, both counted from the lowest they can be; its error by the delta method",
    "弹性 = 平滑曲线的斜率 ·（x − x 的最低值）/（拟合值 − 结果的最低值）：得分每变动百分之一，结果变动的百分比，"
    "两者均自其可能的最低值起算；标准误用 delta 方法",
)
TEST_FORMULA: Final = Words(
    "bend: χ² = b'V⁻¹b of the spline's curved columns; difference: the same of the differences between groups' "
    "elasticities at the median of everyone's score",
    "弯曲：样条弯曲项的 χ² = b'V⁻¹b；组间差异：以全体得分中位数处各组弹性之差计算的同一统计量",
)
NOTES: Final = (
    Words(
        "A score of more than 11 different values is cut into tenths of the respondents (equal values stay together); "
        "each point stands at the mean of its tenth.",
        "若得分有 11 个以上不同取值，则按受访者人数十等分（相同取值不拆分）；各点位于该段均值处。",
    ),
    Words(
        "A number by which respondents are grouped is taken as it is up to 5 values, else in thirds.",
        "用于分组的数值不超过 5 个取值时按原值分组，否则按三分位分组。",
    ),
)
UNEXPLAINED: Final = Words(
    "The curve holds nothing else equal: who is satisfied may differ in other ways too.",
    "曲线未控制其他因素：满意者在其他方面也可能不同。",
)
DEPENDS: Final = (
    UNEXPLAINED,
    Words(
        "An elasticity depends on where zero is: here the lowest point of each scale. It is not comparable with one "
        "that counts from elsewhere.",
        "弹性取决于零点的位置：此处为各量表的最低点。与以其他零点计算的弹性不可比。",
    ),
)
NO_ZERO: Final = Words(
    "no elasticity: the lowest possible value of score or outcome is not known, or lies at the value itself",
    "无弹性：得分或结果的最低可能值未知，或该处取值即为最低值",
)
ONE_LEVEL: Final = Words("the score is the same for everyone", "所有受访者的得分相同")
ELASTIC: Final = Words("Elasticity", "弹性")
ALIKE: Final = Words("everyone is alike in what they are grouped by", "所有受访者的分组变量相同")
PLACES: Final = {
    0.25: Words("lower quartile", "下四分位"),
    0.5: Words("median", "中位数"),
    0.75: Words("upper quartile", "上四分位"),
}
BEND: Final = Words("bend", "弯曲")
DIFFERENCE: Final = Words("difference between groups", "组间差异")
STEEPER: Final = Words("bent: steeper towards the top", "弯曲：越高越陡")
FLATTER: Final = Words("bent: flatter towards the top", "弯曲：越高越平")
STRAIGHT: Final = Words("no bend shown", "未显示弯曲")
DIFFERENT: Final = Words("groups differ", "各组不同")
NOT_DIFFERENT: Final = Words("no difference shown", "未显示差异")
GROUPED: Final = Words("Grouped by", "分组变量")
HEADINGS: Final = {
    "moderator": GROUPED,
    "level": Words("Group", "组别"),
    "value": Words("Score", "得分"),
    "x": Words("Mean score", "得分均值"),
    "fitted": Words("Smooth line", "平滑曲线"),
    "fitted_low": Words("Line, low", "曲线下限"),
    "fitted_high": Words("Line, high", "曲线上限"),
    "at": Words("At", "位置"),
    "slope": Words("Slope", "斜率"),
    "test": Words("Test", "检验"),
    "verdict": Words("Verdict", "结论"),
}
SOURCES: Final = (
    "Jones & Sasser 1995, Harvard Business Review 73(6): 88–99 (the curve, by competition)",
    "Anderson 1994, Marketing Letters 5: 19–30 (elasticity of retention, by competition and switching cost)",
    "Harrell 2015, Regression Modeling Strategies, 2nd ed., 2.4 (restricted cubic splines)",
)
