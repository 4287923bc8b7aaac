"""Sample tables of customers' figures for the tests of charts and reports; the numbers are made up."""

from __future__ import annotations

from satindex.language import Words
from satindex.results.result import Explanation, Result, Row

EXPLANATION = Explanation(Words("retention = stayed / at the start", "留存率 = 留存/期初"))


def control() -> Result:
    """Monthly retention with control limits, a target, one signal, one remark, one month missing."""
    return Result(
        "kpis",
        tuple(_month(month, estimate) for month, estimate in enumerate((0.9, 0.91, 0.88, 0.9, 0.76, 0.92, None), 1)),
        Words("Loyalty KPIs", "客户忠诚度 KPI"),
        EXPLANATION,
        chart="control",
        labels={"retention": Words("Retention", "客户留存率"), "below": Words("below the limits", "低于控制下限")},
        options={"formats": ("kpi", {"retention": "share"})},
    )


def _month(month: int, estimate: float | None) -> Row:
    known = estimate is not None
    row: Row = {
        "kpi": "retention",
        "period_kind": "month",
        "period": f"2026-{month:02}",
        "estimate": estimate,
        "ci_low": estimate - 0.03 if known else None,
        "ci_high": estimate + 0.03 if known else None,
        "n": 400,
        "target": 0.85,
        "control_centre": 0.88 if known else None,
        "control_low": 0.83 if known else None,
        "control_high": 0.93 if known else None,
        "signal": "below" if month == 5 else None,
        "remark": Words("records begin here", "记录由此开始") if month == 1 else None,
    }
    return row if known else {**row, "reason": Words("not yet fully observed", "尚未完整观察")}


def cohorts() -> Result:
    """Three cohorts of new customers; the last month of the youngest is not over."""
    shares = {"2026-01": (1.0, 0.5, 0.4), "2026-02": (1.0, 0.45), "2026-03": (1.0, None)}
    return Result(
        "cohorts",
        tuple(
            {"cohort": cohort, "age": age, "estimate": share, "n": 120}
            for cohort, each in shares.items()
            for age, share in enumerate(each)
        ),
        Words("Retention by cohort", "客户群留存"),
        EXPLANATION,
        chart="cohorts",
        options={"format": "share", "x_title": Words("months since the first purchase", "首购后月数")},
    )


def levels() -> Result:
    """Retention of one month in three districts; one of them has no figure."""
    shares = {"Town": 0.93, "Suburbs": 0.88, "County": None}
    return Result(
        "kpis by district",
        tuple(
            {
                "segment": "district",
                "level": level,
                "kpi": "retention",
                "period": "2026-06",
                "estimate": share,
                "ci_low": None if share is None else share - 0.05,
                "ci_high": None if share is None else share + 0.05,
                "n": 120,
                **({"reason": Words("no customers", "没有客户")} if share is None else {}),
            }
            for level, share in shares.items()
        ),
        Words("Loyalty KPIs by district", "客户忠诚度 KPI：按区域"),
        EXPLANATION,
        chart="levels",
        labels={"retention": Words("Retention", "客户留存率")},
        options={"formats": ("kpi", {"retention": "share"}), "kpi": "retention", "period": "2026-06"},
    )
