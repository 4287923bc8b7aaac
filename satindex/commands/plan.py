"""How many answers a margin of error takes."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load, responses_of
from satindex.commands.wording import CODEBOOK, INPUT, OUTPUT, help_text
from satindex.language import Words
from satindex.results.progress import Progress

ORDER = 90


@click.command(
    "plan",
    help=help_text(
        Words(
            "How many answers a margin of error takes, from the indices' own variances in DATA, else the worst case.",
            "给定误差范围所需的样本量：方差取自数据，无数据时按最不利情形。",
        ),
        "satindex plan surveys/postal.yaml surveys/postal.csv --margin 3 --measure nps --by branch -o plan.csv",
    ),
)
@click.argument("survey", type=INPUT)
@click.argument("data", type=INPUT, required=False)
@click.option(
    "--margin", type=float, required=True, help=str(Words("± in the index's own unit.", "误差范围（指标自身单位）。"))
)
@click.option(
    "--measure", multiple=True, help=str(Words("Index, or part of one; else all.", "指标或其部分；缺省为全部。"))
)
@click.option("--by", help=str(Words("Segment: that many in each level.", "分组：每个水平各需多少。")))
@click.option("--deff", type=float, help=str(Words("Design effect; else the data's own.", "设计效应；缺省取自数据。")))
@click.option("--level", type=float, default=0.95, show_default=True, help=str(Words("Confidence.", "置信水平。")))
@click.option(
    "--population", multiple=True, help=str(Words("People in all; by segment LEVEL=N.", "总体人数；分组时 水平=人数。"))
)
@click.option("--response-rate", type=float, help=str(Words("Usable share of those asked.", "预计有效回收率。")))
@click.option("--sd", type=float, help=str(Words("Standard deviation to assume.", "假定的标准差。")))
@click.option(
    "--shares", type=(float, float), help=str(Words("Promoters, detractors to expect.", "预计推荐者、贬损者比例。"))
)
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT) + " (.csv .parquet .xlsx .sav)")
@CODEBOOK
def command(
    survey: Path,
    data: Path | None,
    margin: float,
    measure: tuple[str, ...],
    by: str | None,
    deff: float | None,
    level: float,
    population: tuple[str, ...],
    response_rate: float | None,
    sd: float | None,
    shares: tuple[float, float] | None,
    output: Path | None,
    codebook: Path | None,
) -> None:
    from satindex.analysis.planning import plan as planned
    from satindex.analysis.wishes import Wish, people
    from satindex.measures.scores import score
    from satindex.results.score_files import check_ending, write_result

    if output is not None:
        check_ending(output)
    defined, scores = load(survey), None
    wish = Wish(margin, deff, level, people(population), response_rate, sd, shares, measure)
    if data is not None:
        with Progress() as progress:
            scores = score(responses_of(data, defined, progress, codebook))
    found = planned(defined, scores, wish, by)
    if output is None:
        click.echo(f"{found}\n\n{found.explain()}")
        return
    write_result(found, output)
    click.echo(str(output))
