"""The charts of a report as picture files."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load, responses_of
from satindex.commands.engine_options import on_engine
from satindex.commands.wording import CODEBOOK, COMPUTING, INPUT, WRITING, help_text
from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 45


@click.command(
    "charts",
    help=help_text(
        Words("Write the report's charts as pictures into a folder.", "把报告中的图保存为图片文件。"),
        "satindex charts surveys/postal.yaml surveys/postal.csv -o charts --format svg --table nps",
    ),
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, nargs=-1, required=True)
@click.option("-o", "--output", type=INPUT, required=True, help=str(Words("Folder to write to.", "输出文件夹。")))
@click.option(
    "--format",
    "form",
    type=click.Choice(["png", "svg", "pdf"]),
    default="png",
    show_default=True,
    help=str(Words("Format of the pictures.", "图片格式。")),
)
@click.option(
    "--table",
    "names",
    multiple=True,
    help=str(Words("Only the chart of this table; may be repeated.", "只保存该表的图，可重复。")),
)
@click.option(
    "--lang",
    help=str(Words("Language of the charts (zh, en); else the survey's.", "图的语言（zh、en）；默认取自问卷。")),
)
@CODEBOOK
@on_engine
def command(
    survey: Path,
    data: tuple[Path, ...],
    output: Path,
    form: str,
    names: tuple[str, ...],
    lang: str | None,
    codebook: Path | None,
) -> None:
    from satindex.analysis.building import analyse
    from satindex.measures.scores import score
    from satindex.results.images import save_images

    defined = load(survey)
    with Progress() as progress:
        responses = responses_of(data, defined, progress, codebook)
        progress.stage(COMPUTING, responses.audit.rows_read)
        tables = analyse(score(responses, progress.rows), lang).tables
        for name in names:
            if name not in tables:
                hint = did_you_mean(name, tables) or Words("", "")
                raise FigureError(Words(f"There is no table '{name}'. {hint.en}", f"没有名为“{name}”的表。{hint.zh}"))
        progress.stage(WRITING)
        chosen = (table for name, table in tables.items() if not names or name in names)
        written = list(save_images(chosen, output, f".{form}", lang))
    for path in written:
        click.echo(str(path))
