"""Exercises for courses."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.commands.wording import INPUT, help_text
from satindex.language import Words

ORDER = 65


@click.group(
    "exercise",
    help=help_text(
        Words("Exercises that check themselves, from a definition.", "由定义生成、能自动检查的练习。"),
        "satindex exercise check surveys/exercises/gaps.yaml",
    ),
)
def command() -> None:
    """Run one command about exercises."""


@command.command(
    "check",
    help=help_text(
        Words(
            "Check an exercise: its answers exist, its tolerances hold; exit 0, or 2 with every fault and its place.",
            "检查练习：答案存在、允许误差合理；返回 0，或返回 2 并列出所有问题及其位置。",
        ),
        "satindex exercise check surveys/exercises/gaps.yaml",
    ),
)
@click.argument("exercise", type=INPUT)
def check(exercise: Path) -> None:
    from satindex.teaching.loading import load_exercise

    found = load_exercise(exercise)
    points = sum(task.of for task in found.tasks)
    click.echo(
        Words(
            f"{exercise}: sound. {len(found.tasks)} tasks, {points:g} points.",
            f"{exercise}：正确。{len(found.tasks)} 道题，共 {points:g} 分。",
        ).say()
    )


@command.command(
    "build",
    help=help_text(
        Words(
            "Make a course: a data file for each learner, and the trainer's key with the answers.",
            "生成课程：每位学员一份数据，以及教师保管的答案文件。",
        ),
        "satindex exercise build surveys/exercises/gaps.yaml --learners class.csv --seed 7 -o course",
    ),
)
@click.argument("exercise", type=INPUT)
@click.option("--learners", type=INPUT, required=True, help=str(Words("CSV: 学号, 姓名.", "CSV：学号、姓名。")))
@click.option("--seed", type=click.IntRange(min=0), required=True, help=str(Words("Yours alone.", "仅教师知晓。")))
@click.option("-o", "--output", type=INPUT, required=True, help=str(Words("Folder to make.", "要生成的文件夹。")))
def build(exercise: Path, learners: Path, seed: int, output: Path) -> None:
    from satindex.teaching.building import build as built
    from satindex.teaching.learners import read_learners
    from satindex.teaching.loading import load_exercise

    everyone = read_learners(learners)
    key = built(load_exercise(exercise), everyone, seed, output)
    click.echo(
        Words(
            f"{output}: {len(everyone)} learners, seed {seed}. Keep {key.parent} to yourself.",
            f"{output}：{len(everyone)} 名学员，种子 {seed}。请勿把 {key.parent} 发给学员。",
        ).say()
    )
