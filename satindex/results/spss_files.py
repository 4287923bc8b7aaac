"""Writing a table as an SPSS file, with labels and missing codes where they are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from satindex.errors import MissingExtraError, WriteError
from satindex.language import Words

NOT_IN_NAMES = re.compile(r"[^\w.@#$]")
NAME_BYTES, LABEL_BYTES, VALUE_LABEL_BYTES, TEXT_BYTES = 64, 255, 120, 32_767
RESERVED = frozenset("all and by eq ge gt le lt ne not or to with".split())  # noqa: SIM905 - words, not a list


@dataclass(frozen=True)
class Dictionary:
    """What SPSS is told of variables, by their names there: labels, labels of codes, missing codes; and notes."""

    names: tuple[str, ...]
    labels: Mapping[str, str]
    value_labels: Mapping[str, Mapping[float | str, str]] = field(default_factory=dict)
    missing: Mapping[str, list[Any]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def write_spss(table: pl.DataFrame, path: Path, dictionary: Dictionary | None = None) -> None:
    """Write a `.sav`; without a dictionary, variables are named after the columns and labelled by them."""
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError("pyreadstat", "statistics", Words("Writing .sav", "写入 .sav ")) from None
    told = dictionary or _plain(table.columns)
    _check_texts_fit(table)
    data = table.to_pandas()
    data.columns = list(told.names)
    try:
        pyreadstat.write_sav(
            data,
            str(path),
            column_labels={name: cut(label, LABEL_BYTES) for name, label in told.labels.items()},
            note=list(told.notes) or None,
            variable_value_labels={
                name: {code: cut(label, VALUE_LABEL_BYTES) for code, label in labels.items()}
                for name, labels in told.value_labels.items()
            },
            missing_ranges=dict(told.missing),
        )
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise WriteError(Words(f"SPSS can't hold this table: {error}", f"SPSS 无法保存此数据：{error}")) from error


def _plain(columns: list[str]) -> Dictionary:
    names = spss_names(columns)
    return Dictionary(tuple(names), dict(zip(names, columns, strict=True)))


def _check_texts_fit(table: pl.DataFrame) -> None:
    for name in (name for name, kind in table.schema.items() if kind == pl.String):
        longest = table[name].str.len_bytes().max()
        if isinstance(longest, int) and longest > TEXT_BYTES:
            raise WriteError(
                Words(
                    f"Column '{name}' has a text of {longest:,} bytes; SPSS holds {TEXT_BYTES:,}. "
                    "Write .parquet or .csv.",
                    f"列“{name}”有 {longest:,} 字节的文本；SPSS 最多 {TEXT_BYTES:,}。请改用 .parquet 或 .csv。",
                )
            )


def spss_names(columns: list[str]) -> list[str]:
    """Return names that SPSS accepts, unique in any case: at most 64 bytes, a letter first, none of its words.

    Examples
    --------
    >>> spss_names(["quality.tangibles", "2 x", "A", "a", "to"])
    ['quality.tangibles', 'v_2_x', 'A', 'a_2', 'v_to']
    """
    names: dict[str, str] = {}
    for column in columns:
        name = NOT_IN_NAMES.sub("_", column).rstrip("._") or "v"
        name = name if name[0].isalpha() and name.casefold() not in RESERVED else f"v_{name}"
        name = cut(name, NAME_BYTES).rstrip("._")
        number, free = 2, name
        while free.casefold() in names:
            free = f"{cut(name, NAME_BYTES - 8)}_{number}"
            number += 1
        names[free.casefold()] = free
    return list(names.values())


def cut(text: str, size: int) -> str:
    """Return a text of at most `size` bytes in UTF-8, no sign cut in two."""
    return text.encode("utf-8")[:size].decode("utf-8", "ignore")
