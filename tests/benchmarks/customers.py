"""KPIs of ten million purchases against DuckDB's count of customers per month: `python tests/benchmarks/customers.py`.

Makes the purchases (by seed) as Parquet in a temporary folder, then runs each process several times in turn and prints
the median wall time, its ratio to DuckDB on the same file, and the peak memory.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from multiprocessing import Process
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent))
from run import side_by_side

DEFINITION = """\
customers: ten-million
language: en
purchases: {file: purchases.parquet, customer: customer, date: date, amount: amount}
rules: {lapsed_after: 90, cycle: 30, observed_until: "2025-12-31"}
"""
COUNT = "SELECT date_trunc('month', date) AS month, count(DISTINCT customer) FROM '{}' GROUP BY month ORDER BY month"


def purchases(folder: Path, n: int, seed: int = 7) -> None:
    """Write `n` purchases of about a twentieth as many customers over three years, some buying far more than others."""
    rng = np.random.default_rng(seed)
    customers = max(n // 20, 1)
    number = (rng.pareto(1.2, n) * customers / 25).astype(np.int64) % customers
    seconds = rng.integers(0, 1096 * 86_400, n) + np.datetime64("2023-01-01", "s").astype(np.int64)
    table = pl.DataFrame(
        {
            "customer": pl.Series(number).cast(pl.String).str.zfill(8),
            "date": pl.Series(seconds * 1_000_000).cast(pl.Datetime("us")),
            "amount": np.round(rng.gamma(2, 50, n), 2),
        }
    )
    table.write_parquet(folder / "purchases.parquet")
    (folder / "ten-million.yaml").write_text(DEFINITION, encoding="utf-8")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--purchases", type=int, default=10_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = Process(target=purchases, args=(Path(folder), asked.purchases))
        made.start()
        made.join()
        python, definition = [sys.executable], f"{folder}/ten-million.yaml"
        count = f"import duckdb; duckdb.sql({COUNT.format(f'{folder}/purchases.parquet')!r}).fetchall()"
        kpis = f"import satindex as si; si.load_customers({definition!r})['kpis']"
        side_by_side(
            {
                "DuckDB: customers per month": [*python, "-c", count],
                "KPIs by month, quarter and year": [*python, "-c", kpis],
                "satindex customers -o customers.json": [
                    *python,
                    "-m",
                    "satindex",
                    "customers",
                    definition,
                    "-o",
                    f"{folder}/customers.json",
                ],
            },
            asked.rounds,
        )


if __name__ == "__main__":
    main()
