"""From the keys about customers to what the definition keeps of them, and what is wrong with them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.results.small_bases import SmallBase
from satindex.survey.customer_keys import CustomerKeys, TargetKeys
from satindex.survey.customer_model import (
    KPIS,
    PERIOD_KINDS,
    SHARES,
    Approached,
    Complaints,
    Costs,
    CustomerRecords,
    Exits,
    PeriodKind,
    Programme,
    Purchases,
    Rules,
)
from satindex.survey.faults import Faults
from satindex.survey.kinds import Keys
from satindex.survey.model import Respondent
from satindex.survey.segmenting import built_segments
from satindex.survey.tree import Block, shown

Noun = TypeVar("Noun")
OF_CUSTOMERS = (
    *("customers", "rules", "approached", "complaints", "exits", "programme", "costs", "targets", "segments"),
)
NO_PURCHASES = Words(
    "Figures of customers need purchases, and none are declared.", "客户指标需要 purchases，但没有声明。"
)
HOW = Words(
    "Add purchases: {file: orders.csv, customer: …, date: …, amount: …}.",
    "请添加 purchases: {file: orders.csv, customer: …, date: …, amount: …}。",
)


def check_customers(root: Block, keys: CustomerKeys, respondent: Respondent, faults: Faults) -> None:
    """Note what is wrong with the keys about customers beyond their shape."""
    there = [name for name in OF_CUSTOMERS if name in root.values]
    if there and "purchases" not in root.values:
        hint = Words("A survey's segments stand under respondent.", "问卷的分组写在 respondent 下。")
        faults.add((there[0],), NO_PURCHASES, hint if there == ["segments"] else HOW)
    purchases = keys.purchases
    if purchases is not None and purchases.joined and respondent.id is None:
        faults.add(
            ("purchases", "joined"),
            Words("The survey declares no respondent id to join by.", "问卷没有声明可用于关联的 respondent.id。"),
            Words("Name its column: respondent: {id: …}.", "请写明所在列：respondent: {id: …}。"),
        )
    _check_targets(keys.targets, faults)
    _check_complaints(keys, faults)
    _check_days(keys, faults)


def _check_days(keys: CustomerKeys, faults: Faults) -> None:
    rules = keys.rules
    for name, said in (
        ("opened", Words("The day of opening is after the last day observed.", "开业日晚于记录的最后一天。")),
        ("observed_from", Words("The first day observed is after the last.", "记录的第一天晚于最后一天。")),
    ):
        day = getattr(rules, name)
        if day and rules.observed_until and day > rules.observed_until:
            faults.add(("rules", name), said)
    if rules.opened and rules.observed_from and rules.opened < rules.observed_from:
        faults.add(
            ("rules", "observed_from"),
            Words(
                "Records of a business that opened earlier begin later: leave out opened, for older customers are not "
                "known.",
                "记录晚于开业日开始：请去掉 opened，因为此前的客户未知。",
            ),
        )


def _check_targets(targets: Mapping[str, float | TargetKeys], faults: Faults) -> None:
    for name, target in targets.items():
        if name not in KPIS:
            said = shown(name)
            faults.add(("targets", name), Words(f"There is no KPI '{said}'.", f"没有名为“{said}”的 KPI。"), _kpis(name))
            continue
        for value in _targets(target).values():
            if name in SHARES and not 0 <= value <= 1:
                what = Words(
                    f"The target of '{name}' is a share from 0 to 1, not {value:g}.",
                    f"“{name}”的目标应为 0 到 1 之间的比例，而不是 {value:g}。",
                )
                faults.add(("targets", name), what, _as_share(value))
                break


def _kpis(name: str) -> Words | None:
    return did_you_mean(name, KPIS, most=len(KPIS))


def _as_share(value: float) -> Words | None:
    said = f"{value / 100:g}"
    return Words(f"Did you mean {said}?", f"是否应为 {said}？") if 1 < value <= 100 else None


def _check_complaints(keys: CustomerKeys, faults: Faults) -> None:
    complaints = keys.complaints
    if complaints is None:
        return
    both = sorted({*complaints.yes} & {*complaints.no})
    if both:
        said = shown(both[0])
        what = Words(f"'{said}' stands under yes and under no.", f"“{said}”同时出现在 yes 与 no 中。")
        faults.add(("complaints", "no"), what)
    if (complaints.yes or complaints.no) and complaints.satisfied is None:
        what = Words("These words need a column: satisfied: …", "这些取值需要指定列：satisfied: …")
        faults.add(("complaints", "yes" if complaints.yes else "no"), what)


def customer_warnings(keys: CustomerKeys) -> Iterator[tuple[tuple[str, ...], Words]]:
    """Yield what is allowed but probably not meant, each with its place."""
    rules = keys.rules
    if keys.purchases is not None and rules.lapsed_after < rules.cycle:
        yield (
            ("rules", "lapsed_after"),
            Words(
                f"Customers lapse ({rules.lapsed_after} days) before one purchasing cycle ({rules.cycle}) is over.",
                f"流失期限（{rules.lapsed_after} 天）短于一个消费周期（{rules.cycle} 天）。",
            ),
        )


def built_customers(keys: CustomerKeys, small: SmallBase) -> CustomerRecords | None:
    """Return what the definition says of customers; None where it declares no purchases."""
    given = keys.purchases
    if given is None:
        return None
    return CustomerRecords(
        purchases=Purchases(
            **given.model_dump(exclude={"file", "joined"}), files=given.file, joined=given.joined is not None
        ),
        rules=Rules(**keys.rules.model_dump()),
        approached=_of_file(Approached, keys.approached),
        complaints=_of_file(Complaints, keys.complaints),
        exits=_of_file(Exits, keys.exits),
        programme=_of_file(Programme, keys.programme),
        costs=Costs(**keys.costs.model_dump()),
        elasticity=tuple(sorted(set(keys.elasticity))),
        targets={name: _targets(target) for name, target in keys.targets.items()},
        segments=built_segments(keys.segments),
        small=small,
    )


def _of_file(noun: Callable[..., Noun], keys: Keys | None) -> Noun | None:
    if keys is None:
        return None
    given = keys.model_dump()
    return noun(files=given.pop("file"), **given)


def _targets(target: float | TargetKeys) -> dict[PeriodKind, float]:
    if not isinstance(target, TargetKeys):
        return dict.fromkeys(PERIOD_KINDS, float(target))
    return {kind: value for kind in PERIOD_KINDS if (value := getattr(target, kind)) is not None}
