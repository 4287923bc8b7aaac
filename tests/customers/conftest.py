"""Ledgers from a few rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest

import satindex as si
from satindex.customers.ledger import Ledger
from satindex.customers.loading import load_ledger

MakeLedger = Callable[..., Ledger]


@pytest.fixture
def make_ledger(tmp_path: Path) -> MakeLedger:
    """Return a maker of ledgers: purchases (customer, date, amount, by whom), exits (customer, date, why, margin)."""

    def made(
        purchases: Sequence[tuple[str, str, float, str]],
        exits: Sequence[tuple[str, str, str, float | None]] | None = None,
        costs: str = "",
        rules: str = "opened: 2024-01-01, observed_until: 2026-10-31",
        more: str = "",
    ) -> Ledger:
        columns = ["id", "date", "amount", "by"]
        pl.DataFrame(list(purchases), schema=columns, orient="row").write_csv(tmp_path / "p.csv")
        lines = [
            "customers: few",
            "purchases: {file: p.csv, customer: id, date: date, amount: amount, referred_by: by}",
            f"rules: {{lapsed_after: 90, cycle: 30, {rules}}}",
            f"costs: {{{costs}}}",
            more,
        ]
        if exits is not None:
            schema = {"id": pl.String, "date": pl.String, "why": pl.String, "margin": pl.Float64}
            pl.DataFrame(list(exits), schema=schema, orient="row").write_csv(tmp_path / "e.csv")
            margin = "" if exits and all(one[3] is None for one in exits) else ", margin: margin"
            lines.append(f"exits: {{file: e.csv, customer: id, date: date, reason: why{margin}}}")
        (tmp_path / "few.yaml").write_text("\n".join(lines), encoding="utf-8")
        return load_ledger(si.load_survey(tmp_path / "few.yaml"))

    return made
