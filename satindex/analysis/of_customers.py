"""From the figures of customers to everything a report shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from satindex.analysis.afterwards import afterwards
from satindex.analysis.analysis import Analysis, Headline, Section, Subject
from satindex.analysis.building import package_version
from satindex.analysis.joined import NAME as RESPONDENTS
from satindex.analysis.joined import joined
from satindex.customers.customers import Customers
from satindex.customers.kpi_words import LABELS
from satindex.customers.ledger import Ledger
from satindex.customers.periods import Period
from satindex.language import Words
from satindex.measures.scores import score
from satindex.responses.responses import Responses
from satindex.results.columns import unit_of, written
from satindex.results.result import Result, Row

HEADLINES: Final = ("customer_base", "retention", "new_customers", "average_spend")
PURCHASES: Final = Subject(
    definition="customers",
    rows="purchases",
    texts={
        "read": Words("rows read", "行已读入"),
        "used": Words("used", "行用于计算"),
        "set_aside": Words("set aside", "行已剔除"),
        "definition": Words("Definition", "定义文件"),
        "audit": Words("Audit: what became of every row", "数据审计：每一行的去向"),
        "cells_missing": Words("Cells that could not be read", "无法识别的单元格"),
        "nothing_missing": Words("Every cell could be read.", "所有单元格均可识别。"),
        "item": Words("Key", "键"),
        "name": Words("Customers", "客户"),
    },
)


def analyse_customers(
    customers: Customers,
    language: str | None = None,
    stage: Callable[[Words], None] = lambda _: None,
    responses: Responses | None = None,
) -> Analysis:
    """Return every table of the customers' figures, with the audit of the purchases and the methods.

    `responses` are those of the definition's own survey, found among the customers by number.
    """
    ledger = customers.ledger
    said = language or ledger.survey.language
    tables = customers.tables(stage)
    further: tuple[Section, ...] = ()
    if responses is not None:
        of_respondents = {RESPONDENTS: joined(ledger, responses), **afterwards(ledger, score(responses))}
        tables |= of_respondents
        further = (Section(RESPONDENTS, tables[RESPONDENTS].title, tuple(of_respondents)),)
    return Analysis(
        survey=ledger.survey,
        audit=ledger.audit,
        tables={name: table.in_language(said) for name, table in tables.items()},
        sections=(*_sections(customers), *further),
        headlines=tuple(_headlines(ledger, tables)),
        methods=_methods(ledger, tables),
        language=said,
        version=package_version(),
        subject=PURCHASES,
        facts=tuple(_facts(ledger)),
        details={
            "observed_from": None if ledger.observed_from is None else str(ledger.observed_from),
            "observed_until": str(ledger.observed_until),
            "month": _month(ledger).name,
        },
    )


def _sections(customers: Customers) -> Iterator[Section]:
    for name, family in customers.families.items():
        made = tuple(customers.of(name))
        if made:
            yield Section(name, family.TITLE, made)


def _month(ledger: Ledger) -> Period:
    return Period("month", ledger.month)


def _headlines(ledger: Ledger, tables: Mapping[str, Result]) -> Iterator[Headline]:
    table, month = tables["kpis"], _month(ledger)
    for row in table.rows:
        if row["period"] == month.name and row["kpi"] in HEADLINES:
            yield Headline(
                title=LABELS[str(row["kpi"])],
                estimate=_number(row, "estimate"),
                ci_low=_number(row, "ci_low"),
                ci_high=_number(row, "ci_high"),
                n=int(_number(row, "n") or 0),
                unit=Words(f"{month.name}", f"{month.name}"),
                table="kpis",
                reason=_reason(row),
                form=unit_of(table, row),
            )


def _number(row: Row, name: str) -> float | None:
    cell = row.get(name)
    return float(cell) if isinstance(cell, int | float) else None


def _reason(row: Row) -> Words | None:
    reason = row.get("reason")
    return reason if isinstance(reason, Words) and row.get("estimate") is None else None


def _facts(ledger: Ledger) -> Iterator[tuple[Words, Words]]:
    number = written(ledger.days.customers, "count")
    yield Words("Customers", "客户数"), Words(number, number)
    since = ledger.observed_from or ledger.rules.opened
    covered = f"{since} – {ledger.observed_until}"
    yield Words("Records cover", "记录期间"), Words(covered, covered)
    rules = ledger.rules
    yield (
        Words("Rules", "规则"),
        Words(
            f"lapsed after {rules.lapsed_after} days · cycle {rules.cycle} days"
            + (f" · {rules.time_zone}" if rules.time_zone else ""),
            f"{rules.lapsed_after} 天未购买视为流失 · 消费周期 {rules.cycle} 天"
            + (f" · {rules.time_zone}" if rules.time_zone else ""),
        ),
    )


def _methods(ledger: Ledger, tables: Mapping[str, Result]) -> Words:
    audit, survey = ledger.audit, ledger.survey
    said = [
        Words(
            f"Of {audit.rows_read} rows read, {audit.rows_used} are purchases and used.",
            f"共读取 {audit.rows_read} 行，其中 {audit.rows_used} 行为购买记录并被使用。",
        ),
        *(
            Words(f"{one.count} were set aside: {one.reason.en}.", f"{one.count} 行被剔除：{one.reason.zh}。")
            for one in audit.set_aside
        ),
        Words("Intervals are 95%.", "区间为 95%。"),
        *_formulas(tables),
        Words(
            f"Definition: {survey.name}, SHA-256 {survey.definition_hash[:16]}…; computed with satindex.",
            f"定义：{survey.name}，SHA-256 {survey.definition_hash[:16]}…；由 satindex 计算。",
        ),
    ]
    return Words("\n".join(words.en for words in said), "\n".join(words.zh for words in said))


def _formulas(tables: Mapping[str, Result]) -> Iterator[Words]:
    """Yield each table's formula under its title, one that several tables share under the titles of all."""
    shared: dict[Words, list[Words]] = {}
    for name, table in tables.items():
        if " by " not in name:
            shared.setdefault(table.explanation.formula, []).append(table.title)
    for formula, titles in shared.items():
        english = "; ".join(title.en for title in titles).rstrip("?")
        chinese = "；".join(title.zh for title in titles).rstrip("？")
        yield Words(f"{english}: {formula.en}", f"{chinese}：{formula.zh}")
