"""On which engine answers are held and computed: options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from satindex.language import Words

UNITS: Final = {"": 1, "b": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}
SIZE: Final = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$", re.IGNORECASE)


class Size(click.ParamType[int]):
    """A number of bytes, written as 512MiB or 2GiB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = SIZE.match(str(value))
        unit = found[2].lower() if found else ""
        if found is None or unit not in UNITS:
            said = Words(
                f"'{value}' is no size: write a number with MiB or GiB, as 512MiB.",
                f"“{value}”不是大小：请写数字加 MiB 或 GiB，如 512MiB。",
            )
            self.fail(said.say(), param, ctx)
        return int(float(found[1]) * UNITS[unit])


OPTIONS: Final = (
    click.option(
        "--engine",
        "engine_name",
        type=click.Choice(["auto", "memory", "polars", "duckdb", "spark"]),
        default="auto",
        show_default=True,
        help=str(
            Words(
                "Where answers are held: memory, disk (polars piece by piece, or DuckDB), a Spark cluster; "
                "auto: in memory up to --threshold, beyond it polars.",
                "数据存放方式：内存、磁盘（polars 逐块读取，或 DuckDB）、Spark 集群；"
                "auto：不超过 --threshold 时用内存，超过时用 polars。",
            )
        ),
    ),
    click.option(
        "--threshold",
        type=Size(),
        default="1GiB",
        show_default=True,
        help=str(
            Words(
                "Size of the answers up to which auto holds them in memory (8 bytes a cell of Parquet).",
                "auto 在此大小以内使用内存（Parquet 每个单元格按 8 字节计）。",
            )
        ),
    ),
    click.option(
        "--memory",
        type=Size(),
        default="1GiB",
        show_default=True,
        help=str(
            Words(
                "What DuckDB or a Spark driver may hold at a time, and what all processes may that read pieces of "
                "files together (there are as many as fit).",
                "DuckDB 或 Spark 驱动程序的内存上限，也是逐块读取文件的各进程合计上限（进程数据此而定）。",
            )
        ),
    ),
    click.option(
        "--spill",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        help=str(Words("Folder for what memory can't hold.", "内存放不下时使用的文件夹。")),
    ),
    click.option("--master", help=str(Words("Spark's master, as local[2] or spark://host:7077.", "Spark 的 master。"))),
)


def on_engine(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of engines, and let it work on the engine that they name."""

    @wraps(command)
    def on_chosen(
        *args: Any, engine_name: str, threshold: int, memory: int, spill: Path | None, master: str | None, **more: Any
    ) -> None:
        from satindex.frames.engines import Engine, using

        with using(Engine(engine_name, threshold, memory, spill, master)):  # type: ignore[arg-type]
            command(*args, **more)

    for option in reversed(OPTIONS):
        on_chosen = option(on_chosen)
    return on_chosen
