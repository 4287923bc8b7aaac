"""The keys about customers: purchase records, rules, approaches, complaints, exits, programme, costs, targets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.kinds import Answers, Keys, Share
from satindex.survey.segmenting import Segments
from satindex.survey.tree import shown

Cost = Annotated[float, Field(ge=0)]
Days = Annotated[int, Field(ge=1, le=36_525)]
Column = Annotated[str, Field(min_length=1)]


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    try:
        return datetime.strptime(str(value).strip().replace("/", "-"), "%Y-%m-%d").date()  # noqa: DTZ007 -- a day
    except ValueError:
        said = shown(value)
        raise ValueError(
            Words(f"'{said}' is not a day: write 2026-10-31.", f"“{said}”不是日期：请写作 2026-10-31。")
        ) from None


def _zone(value: object) -> object:
    known = available_timezones()
    if isinstance(value, str) and known and value not in known:
        hint = did_you_mean(value, sorted(known)) or Words("", "")
        said = shown(value)
        raise ValueError(
            Words(
                f"'{said}' is not a time zone such as Asia/Shanghai. {hint.en}".rstrip(),
                f"“{said}”不是 Asia/Shanghai 这样的时区。{hint.zh}",
            )
        )
    return value


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Zone = Annotated[str, BeforeValidator(_zone, json_schema_input_type=str)]
Files = Annotated[Answers, Field(min_length=1, description="File, or pattern of files. · 文件，可用 * 通配。")]


class _FileKeys(Keys):
    file: Files
    customer: Column = Field(description="Column of the customer's number. · 客户编号所在列。")


class PurchasesKeys(Keys):
    """The records of purchases: one row each. · 购买记录（每行一笔）。"""

    file: Answers = Field((), description="File, or pattern of files such as orders*.csv. · 文件，可用 * 通配。")
    customer: Column = Field(description="Column of the customer's number. · 客户编号所在列。")
    date: Column = Field(description="Column of the day or time of purchase. · 购买日期（时间）所在列。")
    amount: Column | None = Field(None, description="Column of the amount paid. · 金额所在列。")
    order: Column | None = Field(
        None,
        description="Column of the order's number: its rows are one purchase. · 订单号所在列（同号为一次购买）。",
    )
    category: Column | None = Field(None, description="Column of what was bought. · 业务（品类）所在列。")
    rivals: dict[str, Column] = Field(
        {}, description="Rivals, and the columns of what was spent there. · 竞争对手及其金额所在列。"
    )
    referred_by: Column | None = Field(None, description="Column of who referred the customer. · 推荐人所在列。")
    joined: Literal["respondent.id"] | None = Field(
        None, description="The customer's number is the survey's respondent id. · 客户编号即受访者编号。"
    )


class RulesKeys(Keys):
    """The conventions of the figures; all optional. · 计算规则（均可省略）。"""

    lapsed_after: Days = Field(
        90, description="Days without a purchase that make a customer lapsed. · 超过多少天未购买视为流失。"
    )
    cycle: Days = Field(30, description="One purchasing cycle in days. · 一个消费周期的天数。")
    time_zone: Zone | None = Field(None, description="Zone in which days are counted. · 计日所用时区。")
    observed_from: Day | None = Field(
        None, description="First day that the records cover; else the first of the first month. · 记录覆盖的第一天。"
    )
    observed_until: Day | None = Field(
        None, description="Last day that the records cover; else that of the last purchase. · 记录覆盖的最后一天。"
    )
    opened: Day | None = Field(
        None, description="Day business began: nobody bought before. · 开业日：此前没有任何购买。"
    )
    returns: Literal["set_aside", "subtract"] = Field(
        "set_aside", description="Negative amounts: left out, or subtracted from spend. · 退货：剔除，或从金额中扣减。"
    )
    duplicates: Literal["set_aside", "keep"] = Field(
        "set_aside", description="Rows alike in every column: left out, or kept. · 完全重复的行：剔除，或保留。"
    )


class ApproachedKeys(_FileKeys):
    """Customers approached so that they stay. · 挽留记录。"""

    date: Column = Field(description="Column of the day of the approach. · 挽留日期所在列。")


class ComplaintsKeys(_FileKeys):
    """Complaints and what became of them. · 投诉记录。"""

    date: Column = Field(description="Column of the day of the complaint. · 投诉日期所在列。")
    cause: Column | None = Field(None, description="Column of the cause. · 原因所在列。")
    closed: Column | None = Field(None, description="Column of the day it was closed. · 办结日期所在列。")
    satisfied: Column | None = Field(
        None, description="Column that says whether the customer was satisfied. · 投诉客户是否满意所在列。"
    )
    yes: Answers = Field((), description="Its words that mean satisfied. · 表示满意的取值。")
    no: Answers = Field((), description="Its words that mean not satisfied. · 表示不满意的取值。")


class ExitsKeys(_FileKeys):
    """Customers who left. · 客户退出记录。"""

    date: Column = Field(description="Column of the day of leaving. · 退出日期所在列。")
    reason: Column | None = Field(None, description="Column of the reason. · 原因所在列。")
    margin: Column | None = Field(None, description="Column of the margin per year. · 每年毛利所在列。")
    reasons: dict[str, Answers] = Field(
        {}, description="Reasons, and the words that stand for them. · 原因类别及其对应的取值。"
    )


class ProgrammeKeys(_FileKeys):
    """Members of the loyalty programme. · 会员。"""

    tier: Column | None = Field(None, description="Column of the tier. · 等级所在列。")
    joined: Column | None = Field(None, description="Column of the day of joining. · 入会日期所在列。")


class CostsKeys(Keys):
    """What customers cost; all optional. · 成本（均可省略）。"""

    acquire: Cost | None = Field(None, description="Winning one customer. · 获取一位客户的成本。")
    keep: Cost | None = Field(None, description="Keeping one customer for a year. · 维系一位客户一年的成本。")
    recover: Cost | None = Field(None, description="Winning one customer back. · 赢回一位客户的成本。")
    reduce_churn: Cost | None = Field(None, description="Reducing churn, in all. · 降低流失的总投入。")
    discount: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="Yearly discount rate, 0–1. · 年贴现率（0–1）。"
    )
    margin_rate: Share | None = Field(None, description="Share of an amount that is margin, 0–1. · 毛利率（0–1）。")


class TargetKeys(Keys):
    """What is to be reached in each kind of period. · 各类期间的目标。"""

    month: float | None = Field(None, description="In a month. · 每月。")
    quarter: float | None = Field(None, description="In a quarter. · 每季。")
    year: float | None = Field(None, description="In a year. · 每年。")


class CustomerKeys(Keys):
    """The keys about customers, which stand in a definition of their own or among a survey's."""

    customers: str | None = Field(
        None, description="Name of these customers, in a definition of their own. · 客户名称（独立定义）。"
    )
    purchases: PurchasesKeys | None = Field(None, description="Records of purchases. · 购买记录。")
    rules: RulesKeys = Field(RulesKeys(), description="Conventions of the figures. · 计算规则。")
    approached: ApproachedKeys | None = Field(None, description="Customers approached to stay. · 挽留记录。")
    complaints: ComplaintsKeys | None = Field(None, description="Complaints. · 投诉记录。")
    exits: ExitsKeys | None = Field(None, description="Customers who left. · 退出记录。")
    programme: ProgrammeKeys | None = Field(None, description="The loyalty programme's members. · 会员。")
    costs: CostsKeys = Field(CostsKeys(), description="What customers cost. · 成本。")
    targets: dict[str, float | TargetKeys] = Field({}, description="What KPIs are to reach. · KPI 目标。")
    elasticity: tuple[Annotated[float, Field(gt=0, le=100)], ...] = Field(
        (1.0, 2.0, 5.0, 10.0), description="Points of retention more to look at. · 留存率提高多少个百分点。"
    )
    segments: Segments = Field(
        {}, description="Columns of the purchases or programme that split customers. · 划分客户的列。"
    )
