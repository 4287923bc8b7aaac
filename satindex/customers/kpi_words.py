"""What the KPIs are called, how they are defined, and where the definitions come from."""

from __future__ import annotations

from typing import Final

from satindex.customers.ledger import Ledger
from satindex.language import Words
from satindex.results.result import Explanation

LABELS: Final[dict[str, Words]] = {
    "customer_base": Words("Customer base", "客户基数"),
    "new_customer_retention_3m": Words("New-customer retention, 3 months", "新客户留存率（3 个月）"),
    "new_customer_retention_12m": Words("New-customer retention, 12 months", "新客户留存率（1 年）"),
    "retention": Words("Retention", "客户留存率"),
    "churn": Words("Churn", "流失率"),
    "share_of_customer": Words("Share of customer", "客户份额"),
    "complainer_satisfaction": Words("Satisfied complainers", "投诉客户满意度"),
    "new_customers": Words("New customers", "新客户数"),
    "purchase_frequency": Words("Purchase frequency", "消费频率"),
    "average_spend": Words("Average spend", "平均消费金额"),
    "save_rate": Words("Save rate", "挽留成功率"),
    "win_back_rate": Words("Win-back rate", "赢回率"),
    "repeat_rate": Words("Repeat rate, by customer", "复购率（按人数）"),
    "repeat_rate_orders": Words("Repeat rate, by purchase", "复购率（按次数）"),
    "repurchase_rate": Words("Repurchase rate", "回购率"),
    "month": Words("Month", "月"),
    "quarter": Words("Quarter", "季"),
    "year": Words("Year", "年"),
    "above": Words("above the limits", "高于控制上限"),
    "below": Words("below the limits", "低于控制下限"),
    "run_above": Words("9 in a row above the centre", "连续 9 期高于中心线"),
    "run_below": Words("9 in a row below the centre", "连续 9 期低于中心线"),
}
SOURCES: Final = (
    "Farris, P. W., Bendle, N. T., Pfeifer, P. E. & Reibstein, D. J. (2010). Marketing Metrics, 2nd ed., ch. 5. "
    "Pearson (customers, recency, retention).",
    "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212 (shares).",
    "Garwood, F. (1936). Biometrika 28, 437–442 (counts).",
    "Newcombe, R. G. (1998). Statistics in Medicine 17, 873–890 (changes of shares).",
    "Montgomery, D. C. (2013). Introduction to Statistical Quality Control, 7th ed., ch. 6–7. Wiley (control charts).",
    "Nelson, L. S. (1984). Journal of Quality Technology 16, 237–239 (signals).",
)
PURCHASE: Final = Words(
    "A purchase is a row of the records, or an order where order numbers are declared.",
    "一次购买 = 记录中的一行；若声明了订单号，则为一个订单。",
)
INDEPENDENT: Final = Words(
    "Two periods are compared as if other customers were in them. Most are the same, so the interval of a change of a "
    "share or mean is rather too wide.",
    "两期比较时按相互独立处理；两期客户大多相同，因此比例与均值变化的区间偏宽。",
)
TARGETS: Final = Words(
    "A target that is written as one number is held against months, quarters and years alike.",
    "写作单一数值的目标同时用于月、季、年。",
)
SELECTION: Final = Words(
    "Customers choose to join, and good customers do so more often: the difference between members and others is no "
    "effect of the programme.",
    "是否入会由客户自己选择，好客户更愿意入会：会员与非会员的差异不是会员计划的效果。",
)
EXITS: Final = Words("Leaving is taken from the exits too.", "客户退出同时参照退出记录。")
NO_EXITS: Final = Words(
    "No exits are declared: who leaves shows only in buying no more.", "未声明退出记录：客户流失仅由不再购买判定。"
)
CONTROL: Final = Words(
    "Control limits: shares p̄ ± 3√(p̄(1 − p̄)/n) (p chart), counts c̄ ± 3√c̄ (c chart), means x̄ ± 2.66 × mean moving "
    "range (XmR chart); from six periods on. Signals: beyond a limit, or nine in a row on one side of the centre. With "
    "very many customers a p or c chart also signals changes too small to matter.",
    "控制限：比例 p̄ ± 3√(p̄(1 − p̄)/n)（p 图），计数 c̄ ± 3√c̄（c 图），均值 x̄ ± 2.66 × 平均移动极差（XmR 图）；"
    "至少六期。信号：超出控制限，或连续九期在中心线同侧。客户数极多时，p 图与 c 图也会对微小变化发出信号。",
)


def explanation(ledger: Ledger) -> Explanation:
    """Return how the KPIs are defined, with the rules of this ledger."""
    return Explanation(_formula(ledger), (_covered(ledger),), _notes(ledger), SOURCES)


def _formula(ledger: Ledger) -> Words:
    days, cycle = ledger.rules.lapsed_after, ledger.rules.cycle
    english = (
        f"Customer = bought in the {days} days up to a day, that day included, and has not left since. Customer base: "
        "customers at the end of the period. New customers: first purchase in the period; their retention: those of "
        "them who bought again within 3 (12) months of it. Retention = customers at both ends of the period / "
        "customers at its start (who came back in between is no new customer); churn = 1 − retention. Share of "
        "customer = Σ spent here / Σ spent here and with rivals. Satisfied complainers = satisfied / complaints of the "
        "period with an answer. Purchase frequency = purchases / customers who bought, per cycle of "
        f"{cycle} days. Average spend = amount / customers who bought. Save rate = still customers {days} days later / "
        "customers approached while they were customers. Win-back rate = bought in the period / former customers at "
        "its start. Repeat rate = bought at least twice / bought in the period; by purchase = (purchases − customers "
        "who bought) / purchases. Repurchase rate = bought in this period and the next / bought in this one."
    )
    chinese = (
        f"客户 = 截至某日的 {days} 天内（含当日）有购买且其后未退出者。客户基数：期末客户数。新客户：本期首次购买者；"
        "新客户留存率：其中首购后 3（12）个月内再次购买者的比例。留存率 = 期初与期末均为客户者/期初客户"
        "（期间流失又回来的不算新客户）；流失率 = 1 − 留存率。客户份额 = Σ本企业金额/Σ（本企业 + 竞争对手金额）。"
        "投诉客户满意度 = 满意/本期有回答的投诉。"
        f"消费频率 = 购买次数/有购买的客户，按每 {cycle} 天周期计。平均消费金额 = 金额/有购买的客户。"
        f"挽留成功率 = {days} 天后仍为客户者/接受挽留时尚为客户者。赢回率 = 本期购买者/期初已流失客户。"
        "复购率 = 本期购买两次及以上的客户/有购买的客户；按次数 =（购买次数 − 有购买的客户）/购买次数。"
        "回购率 = 本期与下期均购买者/本期购买者。"
    )
    return Words(english, chinese)


def _covered(ledger: Ledger) -> Words:
    since, opened = ledger.observed_from, ledger.rules.opened
    begin = Words(f"from {since}", f"自 {since}") if since else Words(f"from {opened}, the opening", f"自开业 {opened}")
    zone = ledger.rules.time_zone
    return Words(
        f"Records {begin.en} to {ledger.observed_until}"
        + (f", days in {zone}" if zone else "")
        + f"; {len(ledger.purchases):,} purchases of {ledger.days.customers:,} customers.",
        f"记录{begin.zh}至 {ledger.observed_until}"
        + (f"，按 {zone} 计日" if zone else "")
        + f"；{ledger.days.customers:,} 位客户的 {len(ledger.purchases):,} 次购买。",
    )


def _notes(ledger: Ledger) -> tuple[Words, ...]:
    complained = ledger.answered_complaints
    strangers = 0 if complained is None else int((complained[0] < 0).sum())
    notes = [PURCHASE, EXITS if ledger.records.exits else NO_EXITS, CONTROL, INDEPENDENT]
    notes += [_strangers(strangers)] if strangers else []
    return (*notes, TARGETS) if ledger.records.targets else tuple(notes)


def _strangers(count: int) -> Words:
    return Words(
        f"{count} complaints are of people who never bought: they count in the whole, in no segment.",
        f"有 {count} 件投诉来自没有购买记录的人：计入总体，不计入任何分组。",
    )
