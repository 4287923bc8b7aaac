"""Personal data are left out of what a command writes, and it says so."""

from __future__ import annotations

from collections.abc import Mapping

import click

from satindex.language import Words

KEEP_PERSONAL = click.option(
    "--keep-personal",
    is_flag=True,
    help=str(Words("Keep personal data and open text.", "保留个人信息和开放题文本。")),
)
DROPPED = Words("Dropped (keep them with --keep-personal):", "已去掉（如需保留请用 --keep-personal）：")


def say_dropped(columns: Mapping[str, Words]) -> None:
    """Print which columns were left out and why."""
    click.echo(DROPPED.say())
    for column, reason in columns.items():
        click.echo(f"  {column}: {reason.say()}")
