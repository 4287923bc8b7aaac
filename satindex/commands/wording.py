"""Words and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.language import Words

OUTPUT = Words("File to write; its suffix names the format.", "要写入的文件；后缀决定格式。")
INPUT = click.Path(path_type=Path)
READING = Words("reading and coding answers", "读取并编码回答")
COMPUTING = Words("computing figures", "计算指标")
WRITING = Words("writing", "写入")

CODEBOOK = click.option(
    "--codebook",
    type=INPUT,
    help=str(
        Words(
            "Questionnaire or dictionary that describes the export (.qsf, .lss, XLSForm …).",
            "说明导出数据的问卷或数据字典（.qsf、.lss、XLSForm 等）。",
        )
    ),
)


def help_text(summary: Words, example: str) -> str:
    """Return a command's help: what it does and an example of its use."""
    word = Words("Example:", "示例：").say()
    return f"{summary.say()}\n\n\b\n{word}\n  {example}"


REPORTS = click.option(
    "-o",
    "--output",
    type=INPUT,
    required=True,
    multiple=True,
    help=str(OUTPUT) + " (.html .json .xlsx .docx .pptx .md .tex)",
)

TEMPLATE = click.option(
    "--template",
    "templates",
    type=INPUT,
    multiple=True,
    help=str(
        Words(
            "Your own .docx or .pptx, whose styles or layouts the report takes.",
            "自有的 .docx 或 .pptx 模板，报告采用其样式或版式。",
        )
    ),
)

FROM = click.option(
    "--from",
    "parts",
    multiple=True,
    help=str(
        Words(
            "File of moments that satindex summarise wrote, or a pattern of such files ('parts/*.moments').",
            "satindex summarise 写出的矩文件，或此类文件的通配模式（'parts/*.moments'）。",
        )
    ),
)
