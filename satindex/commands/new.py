"""A definition started from a template."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.texts import write_text
from satindex.commands.wording import INPUT, OUTPUT, help_text
from satindex.language import Words

ORDER = 70


@click.command(
    "new",
    help=help_text(
        Words(
            "Start a definition from a template; without a name, list the templates.",
            "由模板开始一个定义；不给名称则列出模板。",
        ),
        "satindex new servqual -o my-survey.yaml",
    ),
)
@click.argument("template", required=False)
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT))
def command(template: str | None, output: Path | None) -> None:
    from satindex.survey.new import names, template_text

    if template is None:
        click.echo("\n".join(names()))
        return
    write_text(template_text(template), output)
