"""Courses: notebooks for learners, trainers and slides from one source."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.wording import INPUT, help_text
from satindex.language import Words

ORDER = 66
_EXAMPLE = "satindex course build notebooks/source -o notebooks"


@click.group(
    "course",
    help=help_text(
        Words(
            "Course notebooks for learners, trainers and slides, from one source.",
            "由同一源文件生成学员版、教师版和幻灯片版课程笔记本。",
        ),
        _EXAMPLE,
    ),
)
def command() -> None:
    """Run one command about courses."""


@command.command(
    "build",
    help=help_text(
        Words(
            "Write LANGUAGE/EDITION/CHAPTER.ipynb for every source (a folder, or one .py file in percent format); "
            "exit 0, or 2 with every fault of the sources and its place, and nothing written.",
            "为每个源文件（文件夹，或一个 percent 格式的 .py 文件）写出 语言/版本/章节.ipynb；"
            "返回 0，或返回 2 并列出源文件的所有问题及其位置，此时不写任何文件。",
        ),
        _EXAMPLE,
    ),
)
@click.argument("source", type=INPUT)
@click.option("-o", "--output", type=INPUT, required=True, help=str(Words("Folder.", "文件夹。")))
def build(source: Path, output: Path) -> None:
    from satindex.teaching.course import build_course

    made = build_course(source, output)
    chapters = len({path.stem for path in made})
    click.echo(
        Words(
            f"{output}: {chapters} chapters, {len(made)} notebooks.",
            f"{output}：{chapters} 章，{len(made)} 个笔记本。",
        ).say()
    )
