"""Ledgers made from a few rows, and their KPIs looked up by name and period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import polars as pl
import pytest

import satindex as si
from satindex.customers.figures import kpis
from satindex.customers.ledger import Ledger
from satindex.customers.loading import load_ledger
from satindex.measures.registry import TYPES
from satindex.results.result import Row
from satindex.survey.load import parse_survey

TODAY = date(2027, 12, 31)
Kpis = Callable[..., dict[tuple[str, str], Row]]


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., Ledger]:
    """A function from a definition's text and its records to the ledger; `files` maps names to CSV texts."""

    def made(definition: str, purchases: Any = None, month: str | None = None, **files: str) -> Ledger:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(dedent(text), encoding="utf-8")
        survey = parse_survey(dedent(definition), str(tmp_path / "customers.yaml"), TYPES)
        return load_ledger(survey, purchases, month, today=TODAY)

    return made


@pytest.fixture
def kpis_of() -> Kpis:
    """A function from a ledger to the rows of `kpis` (or of another of its tables) by KPI and period."""

    def found(of: Ledger, table: str = "kpis", level: str | None = None) -> dict[tuple[str, str], Row]:
        rows = kpis.tables(of)[table].rows
        return {(str(row["kpi"]), str(row["period"])): row for row in rows if level in (None, row.get("level"))}

    return found


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
