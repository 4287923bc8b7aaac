"""The moments of a part of a survey, for a report without its rows."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load, responses_of
from satindex.commands.engine_options import on_engine
from satindex.commands.wording import CODEBOOK, COMPUTING, FROM, INPUT, WRITING, help_text
from satindex.errors import SatindexError
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 45


@click.command(
    "summarise",
    help=help_text(
        Words(
            "Write the moments of a part of a survey: counts, sums and cross-products, from which satindex report "
            "--from makes the report of all parts together. With --from, put such files together in one. No ids and no "
            "open answers are kept; weights are fitted to margins (rake) when all parts are together. "
            "What a group of a few answered can be told from its sums: guard the file like "
            "the data.",
            "写出问卷一部分数据的矩（计数、合计与交叉乘积）；satindex report --from 可由各部分的矩文件生成整体报告。"
            "用 --from 可把多个矩文件合并为一个。文件不含编号与开放题原文；"
            "边际加权（rake）在各部分合并时进行。人数很少的组的回答可由合计推出："
            "请像保护原始数据一样保护该文件。",
        ),
        "satindex summarise surveys/postal.yaml surveys/postal.csv -o postal.moments",
    ),
)
@click.argument("survey", type=INPUT, required=False)
@click.argument("data", type=INPUT, nargs=-1)
@FROM
@click.option(
    "-o", "--output", type=INPUT, required=True, help=str(Words("File to write.", "要写入的文件。")) + " (.moments)"
)
@CODEBOOK
@on_engine
def command(
    survey: Path | None, data: tuple[Path, ...], parts: tuple[str, ...], output: Path, codebook: Path | None
) -> None:
    from satindex.summaries.file import hashes_of, read_files, write_moments

    if bool(parts) == bool(survey and data):
        raise SatindexError(
            Words(
                "give a definition and its data, or files of moments with --from.",
                "请给出问卷定义与数据，或用 --from 给出矩文件。",
            )
        )
    if survey is None or parts:
        write_moments(read_files(parts), output)
        return
    from satindex.measures.scores import score as scored
    from satindex.summaries.summarising import asked, summarise

    defined = load(survey)
    with Progress() as progress:
        responses = responses_of(data, defined, progress, codebook, part=True)
        progress.stage(COMPUTING, responses.audit.rows_read)
        found = summarise(scored(responses, progress.rows, asked), hashes_of(data))
        progress.stage(WRITING)
        write_moments(found, output)
