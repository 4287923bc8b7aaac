"""What a definition says of the firm's own records of its customers: files, columns, rules, costs, targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from satindex.results.small_bases import SmallBase
from satindex.survey.model import Segment

PeriodKind = Literal["month", "quarter", "year"]
PERIOD_KINDS: Final[tuple[PeriodKind, ...]] = ("month", "quarter", "year")
SHARES: Final = (
    *("new_customer_retention_3m", "new_customer_retention_12m", "retention", "churn", "share_of_customer"),
    *("complainer_satisfaction", "save_rate", "win_back_rate", "repeat_rate", "repeat_rate_orders"),
    "repurchase_rate",
)
KPIS: Final = (
    *("customer_base", "new_customer_retention_3m", "new_customer_retention_12m", "retention", "churn"),
    *("share_of_customer", "complainer_satisfaction", "new_customers", "purchase_frequency", "average_spend"),
    *("save_rate", "win_back_rate", "repeat_rate", "repeat_rate_orders", "repurchase_rate"),
)
"""The ten figures of loyalty in the order they are taught (retention and churn are one), and those beside them."""


@dataclass(frozen=True)
class Purchases:
    """Where purchases stand and what their columns are called; `files` may hold patterns such as `orders*.csv`.

    `rivals` maps a rival's name to the column of what the customer spent there; `joined` says that the customer's
    column holds the survey's respondent ids.
    """

    customer: str
    date: str
    files: tuple[str, ...] = ()
    amount: str | None = None
    order: str | None = None
    category: str | None = None
    rivals: Mapping[str, str] = field(default_factory=dict)
    referred_by: str | None = None
    joined: bool = False


@dataclass(frozen=True)
class Rules:
    """The conventions that figures of customers follow.

    A customer is lapsed once `lapsed_after` days have passed without a purchase; `cycle` is one purchasing cycle in
    days. Days are counted in `time_zone`. The records cover `observed_from` (None: the first of the first purchase's
    month) to `observed_until` (None: the last purchase's day); `opened` is the day business began, before which nobody
    bought (None: older customers are not known).
    """

    lapsed_after: int = 90
    cycle: int = 30
    time_zone: str | None = None
    observed_from: date | None = None
    observed_until: date | None = None
    opened: date | None = None
    returns: Literal["set_aside", "subtract"] = "set_aside"
    duplicates: Literal["set_aside", "keep"] = "set_aside"


@dataclass(frozen=True)
class Approached:
    """Customers who were approached so that they stay."""

    files: tuple[str, ...]
    customer: str
    date: str


@dataclass(frozen=True)
class Complaints:
    """Complaints: when, why, when closed, and whether the customer was satisfied (`yes`: the words that say so)."""

    files: tuple[str, ...]
    customer: str
    date: str
    cause: str | None = None
    closed: str | None = None
    satisfied: str | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exits:
    """Customers who left: when, why (`reasons` merges words into reasons), and their margin per period."""

    files: tuple[str, ...]
    customer: str
    date: str
    reason: str | None = None
    margin: str | None = None
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Programme:
    """Members of the loyalty programme: their tier, and when they joined."""

    files: tuple[str, ...]
    customer: str
    tier: str | None = None
    joined: str | None = None


@dataclass(frozen=True)
class Costs:
    """What winning, keeping and recovering one customer costs, and reducing churn in all; rates are 0–1 a year.

    `keep` is for one customer and year; `discount` the yearly discount rate; `margin_rate` the share of an amount that
    is margin.
    """

    acquire: float | None = None
    keep: float | None = None
    recover: float | None = None
    reduce_churn: float | None = None
    discount: float | None = None
    margin_rate: float | None = None


@dataclass(frozen=True)
class CustomerRecords:
    """All that a definition says of customers; `targets` holds by KPI and kind of period what is to be reached.

    `elasticity`: how many percentage points of retention more are looked at.
    """

    purchases: Purchases
    rules: Rules = field(default_factory=Rules)
    approached: Approached | None = None
    complaints: Complaints | None = None
    exits: Exits | None = None
    programme: Programme | None = None
    costs: Costs = field(default_factory=Costs)
    targets: Mapping[str, Mapping[PeriodKind, float]] = field(default_factory=dict)
    elasticity: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0)
    segments: tuple[Segment, ...] = ()
    small: SmallBase = field(default_factory=SmallBase)
