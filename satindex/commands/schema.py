"""The JSON Schema of the language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
@click.option("--exercise", is_flag=True, help=str(Words("Of exercises, not surveys.", "练习而非问卷的定义。")))
def command(output: Path | None, exercise: bool) -> None:
    import json

    write_text(json.dumps(_schema(exercise), ensure_ascii=False, indent=2) + "\n", output, replace=True)


def _schema(exercise: bool) -> dict[str, Any]:
    if exercise:
        from satindex.teaching.schema import exercise_schema

        return exercise_schema()
    from satindex.measures.registry import TYPES
    from satindex.survey.schema import json_schema

    return json_schema(TYPES)
