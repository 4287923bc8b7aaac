"""The command line: its commands are the files of `satindex.commands`."""

from __future__ import annotations

import gc
import os
import pkgutil
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from satindex import __version__, commands
from satindex.commands.interrupting import STOPPED, exit_code, heard, heed_interrupts
from satindex.commands.wording import help_text
from satindex.errors import SatindexError
from satindex.language import Words


class Commands(click.Group):
    """Finds commands by their files, and turns an error raised on purpose into its message and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        modules = (_module(one.name) for one in pkgutil.iter_modules(commands.__path__))
        return [module.command.name for module in sorted(filter(_is_command, modules), key=lambda one: one.ORDER)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = {one.name for one in pkgutil.iter_modules(commands.__path__)}
        module = _module(cmd_name) if cmd_name in known else None
        return module.command if module is not None and _is_command(module) else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except KeyboardInterrupt as stopped:
            _stop(stopped)
        except BrokenPipeError:
            os._exit(0)  # the reader of a pipe went away, as in `satindex schema | head`
        except Exception as error:
            stopped_by = heard()
            if stopped_by is not None:
                _stop(stopped_by)
            if isinstance(error, SatindexError):
                _fail(str(error))
            if os.environ.get("SATINDEX_DEBUG"):
                raise
            _fail(_unexpected(error).say())


def _stop(stopped: KeyboardInterrupt) -> NoReturn:
    click.echo(f"\n{STOPPED}", err=True)
    sys.exit(exit_code(stopped))


def _module(name: str) -> Any:
    return import_module(f"satindex.commands.{name}")


def _is_command(module: Any) -> bool:
    return hasattr(module, "command")


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


def _unexpected(error: Exception) -> Words:
    said = f"{type(error).__name__}: {error}"
    return Words(
        f"satindex met something it did not expect ({said}). This is a defect of satindex: please report it; "
        "SATINDEX_DEBUG=1 shows where it happened.",
        f"satindex 遇到意外情况（{said}）。这是 satindex 的缺陷，请报告；设置 SATINDEX_DEBUG=1 可查看位置。",
    )


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=help_text(
        Words(
            "Satisfaction, loyalty and repurchase from survey exports.",
            "由问卷导出数据计算满意度、忠诚度与复购。",
        ),
        "satindex report surveys/postal.yaml surveys/postal.csv -o report.html",
    ),
)
@click.version_option(__version__, prog_name="satindex")
def main() -> None:
    """Run one command."""


def run() -> None:
    """Run one command as a whole process: the entry point of `satindex`.

    The process ends without taking its tables apart first, which costs a large export a fifth of a second or more;
    what was written is closed by then.
    """
    heed_interrupts()
    # The many small tables of a report stay to its end: to look for garbage among them at the usual rate costs 0.2 s.
    gc.set_threshold(20_000, 20, 20)
    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
