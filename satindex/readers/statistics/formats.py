"""Kinds of statistics files, told apart by their first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from satindex.language import Words
from satindex.readers.statistics.clocks import Clock, sas_clock, spss_clock, stata_clock

SAS_MAGIC = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")
SAS_TRANSPORT = re.compile(rb"HEADER RECORD\*{7}(?:LIBRARY|LIBV8 {2}) HEADER RECORD!{7}")
OLD_STATA = re.compile(rb"[\x68\x69\x6c\x6e-\x73][\x01\x02]\x01")
PORTABLE_AT = 456
TRANSPORT_RECORD = 80


@dataclass(frozen=True)
class Format:
    """A kind of file: its name, how its first bytes are known, pyreadstat's function and what that is asked for.

    `clock` tells from a variable's format whether its numbers are times. Files come in records of `record` bytes.
    """

    name: str
    endings: tuple[str, ...]
    words: Words
    fits: Callable[[bytes], bool]
    reader: str
    clock: Callable[[str], Clock | None]
    wishes: Mapping[str, Any] = field(default_factory=dict)
    tagged: bool = False
    record: int = 1


def _is_portable(head: bytes) -> bool:
    """Tell whether SPSS's mark stands after the five openings and the table of signs."""
    flat = head[:1000].replace(b"\r", b"").replace(b"\n", b"")
    return flat[PORTABLE_AT:].startswith(b"SPSSPORT")


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _is_stata(head: bytes) -> bool:
    return head.startswith(b"<stata_dta>") or OLD_STATA.match(head) is not None


USER_MISSING = {"user_missing": True}
FORMATS = (
    Format(
        "spss",
        (".sav", ".zsav"),
        Words("an SPSS file", "SPSS 文件"),
        _starts(b"$FL2", b"$FL3"),
        "read_sav",
        spss_clock,
        USER_MISSING,
    ),
    Format(
        "spss portable",
        (".por",),
        Words("an SPSS portable file", "SPSS 可移植文件"),
        _is_portable,
        "read_por",
        spss_clock,
    ),
    Format(
        "stata",
        (".dta",),
        Words("a Stata file", "Stata 文件"),
        _is_stata,
        "read_dta",
        stata_clock,
        USER_MISSING,
        tagged=True,
    ),
    Format(
        "sas transport",
        (".xpt", ".xport"),
        Words("a SAS transport file", "SAS 传输文件"),
        lambda head: SAS_TRANSPORT.match(head) is not None,
        "read_xport",
        sas_clock,
        record=TRANSPORT_RECORD,
    ),
    Format(
        "sas",
        (".sas7bdat",),
        Words("a SAS data set", "SAS 数据集"),
        _starts(SAS_MAGIC),
        "read_sas7bdat",
        sas_clock,
        USER_MISSING,
        tagged=True,
    ),
)


def format_of(head: bytes) -> Format | None:
    """Return the kind of file that starts like this, None where it is none of a statistics package."""
    return next((one for one in FORMATS if one.fits(head)), None)
