"""One row of scores per respondent."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load, responses_of
from satindex.commands.engine_options import on_engine
from satindex.commands.personal import KEEP_PERSONAL, say_dropped
from satindex.commands.wording import CODEBOOK, INPUT, OUTPUT, WRITING, help_text
from satindex.language import Words
from satindex.results.progress import Progress

SCORING = Words("scoring", "计分")

ORDER = 30


@click.command(
    "score",
    help=help_text(
        Words("Write one row of scores per respondent.", "为每位受访者写出一行得分。"),
        "satindex score surveys/postal.yaml surveys/postal.csv -o scores.parquet",
    ),
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, nargs=-1, required=True)
@click.option("-o", "--output", type=INPUT, required=True, help=str(OUTPUT) + " (.csv .parquet .xlsx .sav)")
@CODEBOOK
@KEEP_PERSONAL
@on_engine
def command(survey: Path, data: tuple[Path, ...], output: Path, codebook: Path | None, keep_personal: bool) -> None:
    from satindex.measures.score_writing import write_scores
    from satindex.measures.scores import score as scored
    from satindex.results.score_files import check_ending

    check_ending(output)
    defined = load(survey)
    with Progress() as progress:
        responses = responses_of(data, defined, progress, codebook)
        progress.stage(SCORING, responses.audit.rows_read)
        kept = scored(responses, progress.rows).kept(keep_personal)
        progress.stage(WRITING, responses.audit.rows_read)
        write_scores(kept, output, progress.rows)
    if responses.personal and not keep_personal:
        say_dropped(responses.personal)
