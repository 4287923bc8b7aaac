"""Some rows and columns of a table."""

from __future__ import annotations

import pytest

from satindex.errors import FigureError
from satindex.language import Words
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
    assert (found.columns, found.chart) == (("estimate", "kpi"), None)
    assert len(TABLE.only("n").rows) == 4


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
