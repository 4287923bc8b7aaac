"""Texts that a command prints, or writes to a file that must not be there yet."""

from __future__ import annotations

from pathlib import Path

import click

from satindex.errors import SatindexError
from satindex.language import Words


def write_text(text: str, output: Path | None, *, replace: bool = False) -> None:
    """Print a text, or write it to a file; raises SatindexError for one that is there already, unless `replace`."""
    from satindex.results.writing import write_atomically

    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists() and not replace:
        raise SatindexError(
            Words(f"{output} is there already; name another file.", f"{output} 已存在；请换一个文件名。")
        )
    write_atomically(output, lambda path: _put(path, text))
    click.echo(str(output))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
