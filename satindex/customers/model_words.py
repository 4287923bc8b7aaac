"""What is said of the BG/NBD model of customers."""

from __future__ import annotations

from typing import Final

from satindex.language import Words

NOT_FITTED: Final = {
    "nobody_returned": Words("nobody bought on a second day: no model", "没有客户在另一天再次购买：无法建模"),
    "nobody_leaves": Words(
        "no sign that customers stop buying in the time observed: no model of leaving",
        "观察期内看不出客户停止购买：无法建立流失模型",
    ),
    "no_maximum": Words(
        "the likelihood has no maximum: too few customers, or too short a time", "似然没有极大值：客户太少或时间太短"
    ),
}
ALIKE: Final = {
    "rates": Words(
        "customers do not differ measurably in how often they buy: held alike", "客户购买频率无可测差异：按相同处理"
    ),
    "dropout": Words(
        "customers do not differ measurably in how likely they are to leave: held alike",
        "客户流失概率无可测差异：按相同处理",
    ),
}
FIGURES: Final = {
    "r": Words("r (shape of the rates)", "r（购买率的形状参数）"),
    "alpha": Words("α (days)", "α（天）"),
    "a": Words("a", "a"),
    "b": Words("b", "b"),
    "rate": Words("Days of purchase in a year while a customer", "在流失前每年购买天数"),
    "dropout": Words("Probability of leaving after a purchase (mean)", "每次购买后流失的概率（均值）"),
    "alive": Words("Still customers (mean probability)", "仍为客户（平均概率）"),
    "next_year": Words("Days of purchase expected in the next year", "未来 1 年预期购买天数"),
    "expected_so_far": Words("Repeat days of purchase so far, expected", "至今重复购买天数（模型预期）"),
    "observed_so_far": Words("Repeat days of purchase so far, observed", "至今重复购买天数（实际）"),
}
FORMULA: Final = Words(
    "BG/NBD: rates vary over customers as a gamma (r, α), the probability of leaving after a purchase as a beta "
    "(a, b); fitted by maximum likelihood to each customer's days of purchase "
    "(frequency = days − 1, recency, time since the first). Errors from the observed information; intervals by the "
    "delta method on the log or logit scale.",
    "BG/NBD：购买率在客户间服从伽马分布 (r, α)，每次购买后流失的概率服从贝塔分布 (a, b)；"
    "以各客户的购买日（频次 = 天数 − 1、最近购买、首购至今时间）作极大似然估计。"
    "误差取自观测信息，区间按 delta 法在对数或 logit 尺度上计算。",
)
NOTES: Final = (
    Words(
        "The model lets nobody leave before their second purchase: those who bought once count as customers who "
        "may buy seldom.",
        "模型假定第二次购买之前无人流失：只买过一次者仍视为客户，只是可能很少购买。",
    ),
    Words(
        "The intervals are those of the parameters, not of what single customers will happen to do.",
        "区间反映参数的不确定性，不含单个客户行为的随机性。",
    ),
    Words(
        "Customers recorded as having left count as gone. Customers from before the records begin are seen from their "
        "first purchase in them.",
        "退出记录中的客户视为已离开。记录开始前已有的客户，从记录中的首次购买算起。",
    ),
)
SOURCES: Final = (
    "Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). “Counting your customers” the easy way: an alternative to the "
    "Pareto/NBD model. Marketing Science 24(2), 275–284.",
)
