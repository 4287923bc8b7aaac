"""The list of customers who look like leaving: for a file that the user names, never for a report."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl

from satindex.customers.keeping import last_bought
from satindex.customers.ledger import Ledger
from satindex.customers.outlook import Outlook
from satindex.customers.signs import MONTHS, RECENT, Signs, signs_of_leaving
from satindex.errors import FigureError
from satindex.language import Words
from satindex.results.score_files import check_ending, write_table


def write_leaving(ledger: Ledger, path: Path) -> int:
    """Write who looks like leaving, most valuable first, in the format of the file's ending; return how many.

    Raises FigureError where the records do not reach back far enough, WriteError where the file can't be written.
    """
    check_ending(path)
    listed = leaving_list(ledger)
    write_table(nw.from_native(listed, eager_only=True), path)
    return listed.height


def leaving_list(ledger: Ledger) -> pl.DataFrame:
    """Return a row for each customer who looks like leaving: signs, purchases and amount a month, before and of late.

    `alive` is the BG/NBD model's probability that they still are customers, `value` the margin expected of them in the
    next 3 years; both are null where there is no model.
    """
    signs = signs_of_leaving(ledger)
    if isinstance(signs, Words):
        raise FigureError(
            Words(f"Who looks like leaving can't be told: {signs.en}.", f"无法列出有流失迹象的客户：{signs.zh}。")
        )
    codes = np.flatnonzero(signs.flagged)
    columns: dict[str, pl.Series | np.ndarray] = {"customer": ledger.days.ids.gather(codes)}
    columns |= {f"falling_{name}": flags[codes] for name, flags in signs.by_sign.items()}
    columns |= _a_month(signs, codes)
    columns["last_purchase"] = pl.Series(last_bought(ledger)[codes].astype(np.int32)).cast(pl.Date)
    seen = ledger.outlook
    if isinstance(seen, Outlook):
        columns["alive"] = seen.alive[codes]
        value = seen.value(3)
        columns |= {} if value is None else {"value": value[codes]}
    frame = pl.DataFrame(columns)
    worth = "amount_before" if "amount_before" in frame.columns else "orders_before"
    return frame.sort(worth, "customer", descending=[True, False])


def _a_month(signs: Signs, codes: np.ndarray) -> dict[str, np.ndarray]:
    found = {}
    for name, before, recent in zip(("orders", "amount"), signs.before, signs.recent, strict=False):
        found[f"{name}_before"] = before[codes] / (MONTHS - RECENT)
        found[f"{name}_recent"] = recent[codes] / RECENT
    return found
