"""Respondents or customers drawn with known truths."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from satindex.commands.definitions import is_of_customers, load
from satindex.commands.wording import INPUT, OUTPUT, help_text
from satindex.language import Words
from satindex.results.progress import Progress

if TYPE_CHECKING:
    from satindex.simulate.record import Record

SIMULATING = Words("simulating", "模拟")

EXACT = Words(
    "The sample's means, gaps, NPS and stated differences are the truth, to rounding of the answers.",
    "样本的均值、差距、NPS 与组间差异等于真值（至答案取整为止）。",
)

PARTS = Words(
    "Write so many Parquet files into the folder -o; the respondents are the same however many.",
    "向文件夹 -o 写入这么多个 Parquet 文件；无论分多少部分，受访者都相同。",
)
RESPONDENTS = Words("How many respondents, or customers, are drawn.", "模拟的受访者或客户人数。")
SEED = Words("The same seed draws the same answers.", "种子相同，结果相同。")
NOT_BOTH = Words(
    "--exact draws one sample: it can't be written with --parts", "--exact 只生成一个样本，不能与 --parts 同用"
)

ORDER = 60


@click.command(
    "simulate",
    help=help_text(
        Words(
            "Draw respondents, or customers with their purchases, from a definition, with known truths, by seed.",
            "按定义与给定真值、种子模拟受访者，或客户及其购买记录。",
        ),
        "satindex simulate surveys/postal.yaml -n 600 --seed 7 -o data.csv",
    ),
)
@click.argument("survey", type=INPUT)
@click.option("-n", "--respondents", type=click.IntRange(min=1), default=500, show_default=True, help=str(RESPONDENTS))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help=str(SEED))
@click.option("--truth", type=INPUT, help=str(Words("YAML file of truths.", "真值的 YAML 文件。")))
@click.option("--exact", is_flag=True, help=str(EXACT))
@click.option("-o", "--output", type=INPUT, required=True, help=str(OUTPUT) + " (.csv .parquet .xlsx)")
@click.option("--parts", type=click.IntRange(min=1), help=str(PARTS))
def command(
    survey: Path, respondents: int, seed: int, truth: Path | None, exact: bool, output: Path, parts: int | None
) -> None:
    from satindex.simulate.writing import write_parts, write_simulated

    defined = load(survey)
    if exact and parts:
        raise click.UsageError(NOT_BOTH.say())
    with Progress() as progress:
        progress.stage(SIMULATING)
        if parts:
            written = write_parts(defined, respondents, seed, truth, output, parts)
        else:
            written = write_simulated(defined, respondents, seed, truth, output, exact=exact)
    who = Words("customers", "位客户") if is_of_customers(defined) else Words("respondents", "名受访者")
    first = Words(f"{output}: {respondents} {who.en}, seed {seed}", f"{output}：{respondents} {who.zh}，种子 {seed}")
    click.echo("\n".join([first.say(), *(str(path) for path in written.files[1:])]))
    if exact:
        click.echo(_said(written.record).say())


def _said(record: Record) -> Words:
    near = record.near
    met = len(record.sample) - len(near)
    if not near:
        return Words(f"exact: {met} figures are the truth", f"精确：{met} 个指标等于真值")
    farthest = max(near, key=lambda name: abs(near[name]))
    n, off, true = record.n, record.sample[farthest], record.figures[farthest]
    return Words(
        f"exact: {met} figures are the truth, {len(near)} as near as {n} respondents allow; farthest {farthest}: "
        f"{off:.6g} for {true:.6g}",
        f"精确：{met} 个指标等于真值，{len(near)} 个为 {n} 名受访者所能达到的最近值；"
        f"最远 {farthest}：{off:.6g}（真值 {true:.6g}）",
    )
