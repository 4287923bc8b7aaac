"""The column's name decides its heading and format; rounding happens here only."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satindex.language import Words
from satindex.results import columns
from satindex.results.columns import CATALOGUE, FORMATS, heading, kind, label, unit_of, written


# APA Publication Manual, 7th ed., 6.36: no zero before a p, three decimals, "< .001" below that.
@pytest.mark.parametrize(
    ("p", "expected"),
    [(0.0004, "< .001"), (0.001, ".001"), (0.0321, ".032"), (0.5, ".500"), (0.99951, "1.000"), (1.0, "1.000")],
)
def test_p_values_are_written_as_apa_does(p: float, expected: str) -> None:
    assert written(p, "p") == expected


# By hand: a true minus sign, thousands parted, a share as a percentage; nothing that rounds to zero has a sign.
@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (-1.1021, "gap", "−1.10"),
        (0.126, "gap", "+0.13"),
        (-0.001, "gap", "0.00"),
        (0.001, "gap", "0.00"),
        (1234567, "count", "1,234,567"),
        (0.42333, "share", "42.3%"),
        (-35.9, "nps", "−35.9"),
        (11, "number", "11"),
        (None, "gap", "—"),
        (math.nan, "gap", "—"),
        (True, "number", "yes"),
    ],
)
def test_a_figure_is_written_by_its_kind(value: float | None, form: str, expected: str) -> None:
    assert written(value, form) == expected


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(sorted(FORMATS)))
def test_every_number_can_be_written_in_every_format(value: float, form: str) -> None:
    assert written(value, form)
    assert "-" not in written(value, form).replace("e-", "")


def test_the_estimate_takes_the_unit_of_its_table(sample) -> None:
    assert [unit_of(table) for table in (sample.quality(), sample.nps(), sample.loyalty())] == ["gap", "nps", "index"]
    assert heading(sample.nps(), "estimate") == Words("NPS", "净推荐值")
    assert kind(sample.quality(), "ci_low") == "gap"


def test_every_column_of_every_table_has_a_heading_in_both_languages(sample) -> None:
    for table in sample.tables().values():
        for name in table.columns:
            own = table.options.get("headings", {})
            assert name in CATALOGUE or name in own, f"{table.name}: {name}"
            words = heading(table, name)
            assert words.en.strip()
            assert words.zh.strip()


def test_every_kind_in_the_catalogue_can_be_written() -> None:
    special = {"text", "estimate", "bound", "spread"}
    assert {column.kind for column in CATALOGUE.values()} - special <= set(FORMATS)


def test_a_label_is_the_tables_own_then_built_in_then_the_value(sample) -> None:
    table = sample.quality()
    assert label(table, "tangibles", "zh") == "有形性"
    assert label(table, "overall", "zh") == "总体"
    assert label(table, "(missing)", "zh") == "（缺失）"
    assert label(table, "Suburb", "zh") == "Suburb"


def test_no_column_is_named_twice() -> None:
    source = Path(columns.__file__).read_text(encoding="utf-8")
    names = re.findall(r'^ +\("(\w+)", ".*", ".*"\),$', source, flags=re.MULTILINE)
    assert len(names) > 80
    assert sorted(names) == sorted(set(names))
