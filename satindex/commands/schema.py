"""The JSON Schema of the language."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.texts import write_text
from satindex.commands.wording import INPUT, OUTPUT, help_text
from satindex.language import Words

ORDER = 80


@click.command(
    "schema",
    help=help_text(
        Words(
            "Print the JSON Schema of the YAML language, for editors.", "输出 YAML 语言的 JSON Schema，供编辑器使用。"
        ),
        "satindex schema -o satindex.schema.json",
    ),
)
@click.option("-o", "--output", type=INPUT, help=str(OUTPUT))
def command(output: Path | None) -> None:
    import json

    from satindex.measures.registry import TYPES
    from satindex.survey.schema import json_schema

    write_text(json.dumps(json_schema(TYPES), ensure_ascii=False, indent=2) + "\n", output, replace=True)
