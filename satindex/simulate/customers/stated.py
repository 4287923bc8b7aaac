"""What a truth file states of customers and of the field period: checked, and laid over the default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from satindex.customers.ledger import as_day
from satindex.customers.reasons import STANDARD
from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.simulate.customers.defaults import (
    MEMBER,
    SHORTEST_MONTH,
    default_customers,
    default_field,
    missing_for,
    observed_models,
    tier_levels,
)
from satindex.simulate.customers.span import last_day, span_of
from satindex.simulate.customers.truth import CustomerTruth, FieldPeriod
from satindex.survey.customer_model import CustomerRecords
from satindex.survey.faults import Faults
from satindex.survey.model import Survey
from satindex.survey.structure import keys_of
from satindex.survey.tree import Node, Path, shown

SLACK = 1e-6
AT: Path = ("customers",)
Said = tuple[str, Words, Words | None]


def stated_customers(node: Node | None, survey: Survey, faults: Faults) -> CustomerTruth | None:
    """Return the truth of customers; what is wrong with it is noted."""
    known = default_customers(survey)
    if node is None:
        return known
    stated = keys_of(CustomerTruth, node, AT, faults)
    if stated is None:
        return None
    given = {name: getattr(stated, name) for name in stated.model_fields_set}
    for name in given:
        reason = missing_for(name, survey)
        if reason is not None:
            faults.add((*AT, name), reason)
    if known is None or survey.customers is None or faults.below(AT):
        return known
    for name, what, hint in _wrong(given, survey, survey.customers):
        faults.add((*AT, name), what, hint)
    return _over(known, given)


def _over(known: CustomerTruth, given: Mapping[str, Any]) -> CustomerTruth:
    instead = dict.fromkeys(("retention", "purchase_frequency")) if given.get("bg_nbd") else {}
    return known.model_copy(update={**instead, **given})


def _wrong(given: Mapping[str, Any], survey: Survey, records: CustomerRecords) -> Iterator[Said]:
    if given.get("bg_nbd"):
        for name in ("retention", "purchase_frequency"):
            if name in given:
                what = Words("With bg_nbd this follows from its parameters.", "已声明 bg_nbd，此值由其参数决定。")
                yield name, what, Words("Remove one of them.", "请删去其一。")
    if "purchase_frequency" in given:
        yield from _too_seldom(given["purchase_frequency"], records)
    if "reasons" in given:
        yield from _wrong_reasons(given["reasons"], records)
    if "tiers" in given:
        yield from _wrong_tiers(given["tiers"], records)


def _too_seldom(frequency: float, records: CustomerRecords) -> Iterator[Said]:
    least = records.rules.cycle / SHORTEST_MONTH
    if frequency < least:
        what = Words(
            f"Customers buy in every month: at least {least:.3g} times in a cycle of {records.rules.cycle} days.",
            f"客户每月都会购买：每 {records.rules.cycle} 天的周期至少 {least:.3g} 次。",
        )
        hint = Words("For customers who buy less often state bg_nbd.", "购买更少的客户请用 bg_nbd。")
        yield "purchase_frequency", what, hint


def _wrong_reasons(reasons: Mapping[str, float], records: CustomerRecords) -> Iterator[Said]:
    known = [*STANDARD, *(name for name in (records.exits.reasons if records.exits else {}) if name not in STANDARD)]
    unknown = [name for name in reasons if name not in known]
    for name in unknown:
        said = shown(name)
        yield "reasons", Words(f"There is no reason '{said}'.", f"没有名为“{said}”的原因。"), did_you_mean(name, known)
    total = sum(reasons.values())
    if not unknown and abs(total - 1) > SLACK:
        yield "reasons", Words(f"Shares must sum to 1, these to {total:g}.", f"比例之和须为 1，现为 {total:g}。"), None


def _wrong_tiers(tiers: Mapping[str, Any], records: CustomerRecords) -> Iterator[Said]:
    known = tier_levels(records) if records.programme and records.programme.tier else (MEMBER,)
    for name in tiers:
        if known and name not in known:
            said = shown(name)
            yield "tiers", Words(f"There is no tier '{said}'.", f"没有名为“{said}”的等级。"), did_you_mean(name, known)
    total = sum(tier.share for tier in tiers.values())
    if total > 1 + SLACK:
        what = Words(f"Shares of members sum to {total:g}, above 1.", f"会员比例之和为 {total:g}，超过 1。")
        yield "tiers", what, None


def stated_field(node: Node | None, survey: Survey, months: int | None, faults: Faults) -> FieldPeriod:
    """Return the field period; where purchases are observed after it, the records must begin a month before."""
    found = default_field(survey)
    if node is not None:
        stated = keys_of(FieldPeriod, node, ("field",), faults)
        if stated is None:
            return found
        found = found.model_copy(update={name: getattr(stated, name) for name in stated.model_fields_set})
    if survey.customers is None or not observed_models(survey):
        return found
    span = span_of(survey.customers.rules, months)
    known, last = as_day(int(span.last[0]) + 1), last_day(survey.customers.rules)
    if not known <= found.opened <= last - timedelta(days=found.days):
        what = Words(
            f"Respondents answer from {found.opened} on, for {found.days} days; their purchases are known from {known} "
            f"to {last}.",
            f"受访者自 {found.opened} 起 {found.days} 天内作答；其购买记录自 {known} 至 {last}。",
        )
        faults.add(("field",), what)
    return found
