"""A definition drafted from an export."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.texts import write_text
from satindex.commands.wording import CODEBOOK, INPUT, OUTPUT, READING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 15


@click.command(
    "draft",
    help=help_text(
        Words(
            "Draft a definition from an export: scales from its labels and answers, batteries as ranges; what can't be "
            "told is asked in comments.",
            "根据导出数据起草定义：由标签与答案推断量表，题组写成区间；无法判断之处以注释提问。",
        ),
        "satindex draft export.csv -o my-survey.yaml",
    ),
)
@click.argument("data", type=INPUT)
@CODEBOOK
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT))
def command(data: Path, codebook: Path | None, output: Path | None) -> None:
    from satindex.api import draft

    with Progress() as progress:
        progress.stage(READING)
        text = draft(data, codebook)
    write_text(text, output)
