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
    points = sum(task.points for task in found.tasks)
    click.echo(
        Words(
            f"{exercise}: sound. {len(found.tasks)} tasks, {points:g} points.",
            f"{exercise}：正确。{len(found.tasks)} 道题，共 {points:g} 分。",
        ).say()
    )
