"""What is true of simulated customers, under the names that their figures will have."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from satindex.survey.customer_keys import Day
from satindex.survey.kinds import Keys, Share

OPENED: Final = date(2026, 3, 2)
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Some = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class Amounts(Keys):
    """Amounts of money: log-normal with this mean and standard deviation."""

    mean: Positive
    sd: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Tier(Keys):
    """A tier of the programme: its share of all customers, and how a purchase compares with one of no member."""

    share: Share
    spend: Positive = 1.0


class Buying(Keys):
    """The BG/NBD model's parameters; rates are per day."""

    r: Positive
    alpha: Positive
    a: Positive
    b: Positive


class FieldPeriod(Keys):
    """When respondents answer: spread evenly over so many days from the first on."""

    opened: Day = OPENED
    days: Annotated[int, Field(ge=1, le=3650)] = 30


class CustomerTruth(Keys):
    """Named truths of customers; None is what the definition has no records for.

    months: how many months the records hold. retention: share of the customers at a month's beginning who are still
    there at its end (who leave stand in the exits). purchase_frequency: purchases of a customer in a cycle, at least
    one in each month. bg_nbd: in place of these two. amount: one purchase, its mean over all customers, its standard
    deviation where tiers do not differ (they scale it as they scale the mean). share_of_customer:
    amounts here over amounts here and with rivals. referred: share of customers. reasons: shares of exits. margin: of
    a leaver's year. complaints: per purchase. closed: share of complaints. complainer_satisfaction: share of closed
    complaints. approached: share of a month's buyers, fewer where too few leave. save_rate: share of the approached.
    tiers: `spend` compares tiers with non-members; members join with their first purchase.

    Seasons, and customers who differ in how long they stay, are not among them (but for bg_nbd).
    """

    months: Annotated[int, Field(ge=2, le=600)] | None = None
    retention: Some | None = None
    purchase_frequency: Positive | None = None
    bg_nbd: Buying | None = None
    amount: Amounts | None = None
    share_of_customer: Some | None = None
    referred: Share | None = None
    reasons: dict[str, Share] | None = None
    margin: Amounts | None = None
    complaints: Share | None = None
    closed: Share | None = None
    complainer_satisfaction: Share | None = None
    approached: Share | None = None
    save_rate: Share | None = None
    tiers: dict[str, Tier] | None = None
