"""An export as a tidy file of another kind, with its codebook."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.personal import KEEP_PERSONAL, say_dropped
from satindex.commands.wording import CODEBOOK, INPUT, OUTPUT, READING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 25
WHAT = Words(
    "Write an export as a tidy file, labels kept: codebook sheet (.xlsx), labels and missing codes (.sav), metadata "
    "(.parquet), or a codebook beside it (.csv: NAME.codebook.csv). satindex reads the file with its codebook. "
    "Personal data and open text are dropped and named. A .sav loses blanks at the end of a text; a number in .xlsx "
    "has 16 digits.",
    "把导出数据写成整洁的文件，保留标签：编码本工作表（.xlsx）、标签与缺失代码（.sav）、元数据（.parquet），或旁边的编码本文件"
    "（.csv：NAME.codebook.csv）。satindex 会连同编码本一起读取。个人信息和开放题文本会去掉并列出。"
    ".sav 不保留文本末尾的空格；.xlsx 的数值为 16 位。",
)


@click.command("convert", help=help_text(WHAT, "satindex convert export.csv --codebook survey.qsf -o tidy.sav"))
@click.argument("data", type=INPUT)
@click.option("-o", "--output", type=INPUT, required=True, help=str(OUTPUT) + " (.csv .parquet .xlsx .sav)")
@CODEBOOK
@KEEP_PERSONAL
def command(data: Path, output: Path, codebook: Path | None, keep_personal: bool) -> None:
    from satindex.api import convert

    with Progress() as progress:
        progress.stage(READING)
        done = convert(data, output, codebook, keep_personal)
    if done.dropped:
        say_dropped(done.dropped)
    for note in done.notes:
        click.echo(note.say())
