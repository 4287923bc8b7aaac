"""A believable truth of customers for any definition, and which truths its records can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from satindex.customers.reasons import STANDARD
from satindex.language import Words
from satindex.simulate.answers import of_language
from satindex.simulate.customers.span import last_day
from satindex.simulate.customers.truth import OPENED, Amounts, CustomerTruth, FieldPeriod, Tier
from satindex.survey.customer_model import CustomerRecords
from satindex.survey.model import Model, Survey

SHARES_OF_REASONS: Final = dict(zip(STANDARD, (0.28, 0.16, 0.24, 0.14, 0.1, 0.08), strict=True))
MEMBER: Final = "member"
TIERS: Final = {"zh": ("银卡", "金卡"), "en": ("silver", "gold")}
OF_TIERS: Final = (Tier(share=0.25, spend=1.2), Tier(share=0.1, spend=1.6))
SHORTEST_MONTH: Final = 28
DAYS_OF_MONTH: Final = 30


def observed_models(survey: Survey) -> tuple[Model, ...]:
    """Return the models that decide who buys again after answering: those of the first length of time named."""
    found = [model for model in survey.models.values() if model.observed is not None]
    return tuple(found[:1])


def missing_for(name: str, survey: Survey) -> Words | None:
    """Return why the records of a definition can't show a truth; None where they can."""
    records = survey.customers
    if records is None:
        return Words("The definition declares no purchases.", "定义没有声明 purchases。")
    if name in ("retention", "bg_nbd") and observed_models(survey):
        model = observed_models(survey)[0].name
        return Words(f"The model '{model}' decides who buys again.", f"由模型“{model}”决定谁再次购买。")
    if name == "months" and records.rules.opened:
        return Words("The rules say when the records begin: opened.", "rules 中的 opened 已说明记录的起始日。")
    key = next((key for key, names, declared in _needed(records) if name in names and not declared), None)
    return Words(f"The definition declares no {key}.", f"定义没有声明 {key}。") if key else None


def _needed(records: CustomerRecords) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield what a definition may declare, the truths that need it, and whether it does."""
    bought, complaints, exits = records.purchases, records.complaints, records.exits
    yield "purchases: {amount: …}", ("amount", "share_of_customer"), bool(bought.amount)
    yield "purchases: {rivals: …}", ("share_of_customer",), bool(bought.rivals)
    yield "purchases: {referred_by: …}", ("referred",), bool(bought.referred_by)
    yield "exits: {reason: …}", ("reasons",), bool(exits and exits.reason)
    yield "exits: {margin: …}", ("margin",), bool(exits and exits.margin)
    yield "complaints", ("complaints",), complaints is not None
    yield "complaints: {closed: …}", ("closed",), bool(complaints and complaints.closed)
    yield "complaints: {satisfied: …}", ("complainer_satisfaction",), bool(complaints and complaints.satisfied)
    yield "approached", ("approached", "save_rate"), records.approached is not None
    yield "programme", ("tiers",), records.programme is not None


def default_customers(survey: Survey) -> CustomerTruth | None:
    """Return the truth of customers where none is stated; None for a definition without purchases."""
    records = survey.customers
    if records is None:
        return None
    whole = CustomerTruth(
        months=24,
        retention=0.97,
        purchase_frequency=round(1.6 * records.rules.cycle / DAYS_OF_MONTH, 3),
        amount=Amounts(mean=120, sd=80),
        share_of_customer=0.6,
        referred=0.2,
        reasons=SHARES_OF_REASONS,
        margin=Amounts(mean=400, sd=250),
        complaints=0.01,
        closed=0.9,
        complainer_satisfaction=0.65,
        approached=0.02,
        save_rate=0.6,
        tiers=_tiers(survey, records),
    )
    return whole.model_copy(update=dict.fromkeys(_not_shown(survey)))


def _not_shown(survey: Survey) -> list[str]:
    return [name for name in CustomerTruth.model_fields if missing_for(name, survey) is not None]


def _tiers(survey: Survey, records: CustomerRecords) -> dict[str, Tier]:
    if records.programme is None or not records.programme.tier:
        return {MEMBER: Tier(share=0.35, spend=1.2)}
    names = tier_levels(records) or TIERS[of_language(survey.language)]
    if len(names) == len(OF_TIERS):
        return dict(zip(names, OF_TIERS, strict=True))
    return {name: Tier(share=0.5 / len(names), spend=1 + 0.2 * place) for place, name in enumerate(names)}


def tier_levels(records: CustomerRecords) -> tuple[str, ...]:
    """Return the tiers that a definition names in order; none where it leaves them open."""
    column = records.programme.tier if records.programme else None
    return next((segment.order for segment in records.segments if segment.column in ("tier", column)), ())


def default_field(survey: Survey) -> FieldPeriod:
    """Return the field period where none is stated: early enough that what is observed after it is over."""
    days = int(FieldPeriod.model_fields["days"].default)
    if survey.customers is None or not observed_models(survey):
        return FieldPeriod()
    longest = max(model.observed.within for model in survey.models.values() if model.observed)
    latest = last_day(survey.customers.rules) - timedelta(days=longest + days)
    return FieldPeriod(opened=min(OPENED, latest), days=days)
