"""Whether a definition is sound, and an export fits it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from satindex.commands.definitions import is_of_customers, load, responses_of, say_audit
from satindex.commands.engine_options import on_engine
from satindex.commands.wording import CODEBOOK, COMPUTING, INPUT, help_text
from satindex.language import Words
from satindex.results.progress import Progress

if TYPE_CHECKING:
    from satindex.survey.model import Survey

READING_PURCHASES = Words("reading purchases", "读取购买记录")

ORDER = 10


@click.command(
    "check",
    help=help_text(
        Words(
            "Check a definition, and whether an export fits it; exit 0, or 2 with every fault and its place.",
            "检查定义，以及导出数据是否与之相符；返回 0，或返回 2 并列出所有问题及其位置。",
        ),
        "satindex check surveys/postal.yaml surveys/postal.csv",
    ),
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, nargs=-1)
@CODEBOOK
@on_engine
def command(survey: Path, data: tuple[Path, ...], codebook: Path | None) -> None:
    from satindex.measures.registry import TYPES
    from satindex.survey.load import survey_warnings

    defined = load(survey)
    _check_truth(defined)
    for warning in survey_warnings(defined, TYPES):
        click.echo(f"{Words('warning', '警告')}: {warning}", err=True)
    click.echo(_sound(survey, defined))
    if data and is_of_customers(defined):
        _check_purchases(defined, data[0])
    elif data:
        from satindex.analysis.checking import remarks
        from satindex.measures.scores import score

        with Progress() as progress:
            responses = responses_of(data, defined, progress, codebook)
            progress.stage(COMPUTING, responses.audit.rows_read)
            scores = score(responses, progress.rows)
        say_audit(scores.responses.audit)
        with Progress() as progress:
            progress.stage(COMPUTING)
            found = list(remarks(scores))
        for remark in found:
            click.echo(remark)


def _sound(path: Path, defined: Survey) -> str:
    items, measures, models = len(defined.items), len(defined.measures), len(defined.models)
    chains = len(defined.chains)
    also = Words(f", {chains} chains", f"，{chains} 条链") if chains else Words("", "")
    said = Words(
        f"{path}: sound. {items} items, {measures} measures, {models} models{also.en}.",
        f"{path}：正确。{items} 个题目，{measures} 个测量，{models} 个模型{also.zh}。",
    )
    if not is_of_customers(defined):
        return said.say()
    return Words(f"{path}: sound. Purchase records of customers.", f"{path}：正确。客户购买记录。").say()


def _check_truth(defined: Survey) -> None:
    if "truth" in defined.text:  # else simulating need not be imported
        from satindex.simulate import own_truth

        own_truth(defined)


def _check_purchases(defined: Survey, data: Path) -> None:
    from satindex.api import load_customers

    with Progress() as progress:
        progress.stage(READING_PURCHASES)
        ledger = load_customers(defined, str(data)).ledger
    say_audit(ledger.audit)
