"""A first look at a file."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.wording import CODEBOOK, INPUT, READING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 20


@click.command(
    "look",
    help=help_text(
        Words("Show what is in a file, without any definition.", "无需定义，查看文件内容。"),
        "satindex look export.csv",
    ),
)
@click.argument("data", type=INPUT)
@CODEBOOK
def command(data: Path, codebook: Path | None) -> None:
    from satindex.api import look as looked

    with Progress() as progress:
        progress.stage(READING)
        found = looked(data, codebook)
    click.echo(str(found))
