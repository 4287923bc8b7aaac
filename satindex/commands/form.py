"""The questionnaire of a definition, to be filled in."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.definitions import load
from satindex.commands.wording import INPUT, OUTPUT, help_text
from satindex.language import Words

ORDER = 12


@click.command(
    "form",
    help=help_text(
        Words(
            "Write the questionnaire: a page to fill in offline, an XLSForm, a Word file, or text for 问卷星's import.",
            "生成问卷：可离线填写的网页、XLSForm、Word 文件，或问卷星的导入文本。",
        ),
        "satindex form surveys/postal.yaml -o form.html -o form.xlsx",
    ),
)
@click.argument("survey", type=INPUT)
@click.option(
    "-o", "--output", type=INPUT, required=True, multiple=True, help=str(OUTPUT) + " (.html .xlsx .docx .txt)"
)
@click.option(
    "--language",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help=str(Words("Language of the questionnaire.", "问卷语言。")),
)
def command(survey: Path, output: tuple[Path, ...], language: str) -> None:
    from satindex.forms import format_of, write_form
    from satindex.forms.questions.building import questionnaire

    for path in output:
        format_of(path)
    form = questionnaire(load(survey), language)  # type: ignore[arg-type]
    for fault in form.faults:
        click.echo(str(fault), err=True)
    for path in output:
        for remark in format_of(path).remarks(form):
            click.echo(f"{path}: {remark}", err=True)
        click.echo(str(write_form(form, path)))
