"""Where the records of simulated customers are written: beside the asked file, under the definition's names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from satindex.errors import WriteError
from satindex.language import Words
from satindex.results.score_files import check_ending
from satindex.survey.customer_model import CustomerRecords
from satindex.survey.model import Survey

OF_ONE: Final = re.compile(r"\[!?(.)[^\]]*\]")


def is_of_customers(survey: Survey) -> bool:
    """Return whether a definition is of customers only: without questions, the purchases are what is asked for."""
    return survey.customers is not None and not survey.items


def record_paths(survey: Survey, output: Path) -> dict[str, Path]:
    """Return where each declared kind of records is written.

    Raises WriteError where a file is there already, where two kinds have one name, or an ending names no format.
    """
    records = survey.customers
    if records is None:
        return {}
    found = {name: output.parent / file_name(pattern) for name, pattern in _patterns(records).items()}
    if is_of_customers(survey):
        found["purchases"] = output
    taken = {} if is_of_customers(survey) else {output: "-o"}
    for name, path in found.items():
        check_ending(path)
        other = taken.setdefault(path, name)
        if other != name:
            raise _same(path, other, name)
    there = [path for path in found.values() if path != output and path.exists()]
    if there:
        raise _there(there)
    return found


def _patterns(records: CustomerRecords) -> dict[str, str]:
    found = {"purchases": next(iter(records.purchases.files), "purchases.csv")}
    for name in ("exits", "complaints", "approached", "programme"):
        declared = getattr(records, name)
        if declared is not None:
            found[name] = declared.files[0]
    return found


def file_name(pattern: str) -> str:
    """Return a name that a pattern of files matches.

    Examples
    --------
    >>> file_name("data/orders-*.csv"), file_name("exits.csv"), file_name("订单202?.csv")
    ('orders-.csv', 'exits.csv', '订单2021.csv')
    """
    return OF_ONE.sub(r"\1", Path(pattern).name.replace("*", "").replace("?", "1"))


def _same(path: Path, one: str, other: str) -> WriteError:
    return WriteError(
        Words(
            f"{path} would hold both {one} and {other}. Give each a file of its own.",
            f"{path} 将同时存放 {one} 与 {other}。请分别指定文件。",
        )
    )


def _there(paths: list[Path]) -> WriteError:
    names = ", ".join(str(path) for path in paths)
    return WriteError(
        Words(
            f"Already there: {names}. Nothing was written: move them away, or write to another folder.",
            f"已存在：{names}。未写入任何文件：请先移走，或改写到其他文件夹。",
        )
    )
