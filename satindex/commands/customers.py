"""Customers' figures from purchase records."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load, responses_of
from satindex.commands.engine_options import on_engine
from satindex.commands.wording import INPUT, REPORTS, WRITING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

READING_PURCHASES = Words("reading purchases", "读取购买记录")

ORDER = 50


@click.command(
    "customers",
    help=help_text(
        Words(
            "Loyalty KPIs and all other figures of customers from purchase records.",
            "由购买记录计算客户忠诚度 KPI 等全部客户指标。",
        ),
        "satindex customers surveys/big-customers.yaml -o customers.html -o customers.xlsx",
    ),
)
@click.argument("definition", type=INPUT)
@click.argument("purchases", type=str, required=False)
@click.option(
    "--responses",
    type=INPUT,
    help=str(Words("Export of the definition's survey, joined by respondent.id.", "本定义问卷的导出，按编号关联。")),
)
@click.option("--month", help=str(Words("As the records stood at a month's end: 2026-10.", "截至某月末：2026-10。")))
@REPORTS
@click.option(
    "--lang",
    help=str(Words("Language of the report (zh, en); else the definition's.", "报告语言（zh、en）；默认取自定义。")),
)
@click.option(
    "--leaving",
    type=INPUT,
    help=str(Words("File for the list of customers who look like leaving.", "写出有流失迹象的客户名单。"))
    + " (.csv .parquet .xlsx)",
)
@on_engine
def command(
    definition: Path,
    purchases: str | None,
    responses: Path | None,
    month: str | None,
    output: tuple[Path, ...],
    lang: str | None,
    leaving: Path | None,
) -> None:
    from satindex.analysis.of_customers import analyse_customers
    from satindex.api import load_customers
    from satindex.customers.leaving_list import write_leaving
    from satindex.report import format_of, write_report
    from satindex.results.score_files import check_ending

    for path in output:
        format_of(path)
    if leaving is not None:
        check_ending(leaving)
    defined = load(definition)
    with Progress() as progress:
        progress.stage(READING_PURCHASES)
        figures = load_customers(defined, purchases, month)
        answers = None if responses is None else responses_of(responses, defined, progress)
        analysis = analyse_customers(figures, lang, progress.stage, answers)
        progress.stage(WRITING)
        for path in output:
            write_report(analysis, path, lang)
        if leaving is not None:
            write_leaving(figures.ledger, leaving)
