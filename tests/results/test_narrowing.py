"""Some rows and columns of a table."""

from __future__ import annotations

import pytest

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.columns import heading
from satindex.results.result import Explanation, Result

ROWS = tuple(
    {"kpi": kpi, "period": period, "estimate": float(number), "n": 10}
    for number, (kpi, period) in enumerate((k, p) for k in ("retention", "churn") for p in ("2025-Q1", "2025-Q2"))
)
TABLE = Result("kpis", ROWS, Words("KPIs", "指标"), Explanation(Words("f", "f")), chart="control", language="en")


def test_rows_by_value_keep_the_picture() -> None:
    found = TABLE.only(period="2025-Q2")
    assert [row["estimate"] for row in found.rows] == [1.0, 3.0]
    assert (found.columns, found.chart) == (TABLE.columns, "control")
    assert [row["estimate"] for row in TABLE.only(kpi=["churn"], period=("2025-Q1", "2025-Q2")).rows] == [2.0, 3.0]


def test_columns_stand_in_the_order_named() -> None:
    found = TABLE.only("estimate", "kpi", period="2025-Q1")
    assert found.rows == ({"estimate": 0.0, "kpi": "retention"}, {"estimate": 2.0, "kpi": "churn"})
    assert found.columns == ("estimate", "kpi")
    with pytest.raises(FigureError, match="has no chart"):
        found.plot()
    assert len(TABLE.only("n").rows) == 4


def test_headings_and_formats_are_those_of_the_whole_table() -> None:
    """An index of 0–100 is called one, and has one decimal, also where its ends are no part of what is shown."""
    rows = ({"component": "speed", "estimate": 61.25, "expected": 3.0, "ci_low": 60.0, "ci_high": 62.0},)
    options = {"low": 0, "high": 100}
    whole = Result("i", rows, Words("I", "I"), Explanation(Words("f", "f")), chart="estimates", options=options)
    assert "61.2" in str(whole)
    assert str(whole.only("component", "estimate")).split()[-1] == "61.2"
    assert heading(whole.only("estimate"), "estimate") == heading(whole, "estimate")


@pytest.mark.parametrize(
    ("columns", "values", "said"),
    [
        (("estimat",), {}, "no column 'estimat'. Did you mean 'estimate'"),
        ((), {"perod": "2025-Q1"}, "no column 'perod'. Did you mean 'period'"),
        ((), {"kpi": "retentoin"}, "no row 'kpi: retentoin'. Did you mean 'retention'"),
        ((), {"kpi": "churn", "period": "2025-Q9"}, "no row 'period: 2025-Q9'"),
    ],
)
def test_what_is_not_there_is_said(columns: tuple[str, ...], values: dict[str, str], said: str) -> None:
    with pytest.raises(FigureError, match=said):
        TABLE.only(*columns, **values)
