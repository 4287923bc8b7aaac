"""Makes the simulated data of `surveys/service-profit.yaml`: `python tests/surveys/make_service_profit.py FOLDER`.

Truths, in standard deviations between outlets: every link of the chain has the slope 0.8, so that 0.36 of its variance
is its own; an answer is 4 + 0.6 × the outlet's standing + a person's own deviation (SD 0.7) + an item's (SD 0.5),
rounded. Growth = 3 + 2.5 × and margin = 8 + 1.5 × their standing. 42 outlets; one was never asked, one has no staff
survey, one no figures, one answered by four of its staff only; the file of outlets spells one name in full width.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

Standing = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
OUTLETS = [
    f"{place}{number}支局" for place in ("城东", "城西", "城南", "城北", "开发区", "高新区") for number in range(1, 8)
]
STAFF = {"Q": 3, "S": 2, "L": 2}
CUSTOMERS = {"V": 2, "S": 2, "L": 2}
SLOPE, BETWEEN, PERSON, ITEM = 0.8, 0.6, 0.7, 0.5
NOT_ASKED, NO_STAFF, NO_FIGURES, FEW_STAFF, FULL_WIDTH = 41, 40, 39, 38, 0


def main(folder: Path) -> None:
    """Write staff.csv, customers.csv and outlets.csv."""
    rng = np.random.default_rng(2026)
    at = standings(rng)
    staff = {outlet: 4 if outlet == FEW_STAFF else int(rng.integers(12, 21)) for outlet in range(NO_STAFF)}
    customers = {outlet: int(rng.integers(28, 46)) for outlet in range(NOT_ASKED)}
    answers(staff, STAFF, at[:3], rng).write_csv(folder / "staff.csv")
    answers(customers, CUSTOMERS, at[3:6], rng).write_csv(folder / "customers.csv")
    figures(at[6:]).write_csv(folder / "outlets.csv")


def standings(rng: np.random.Generator) -> list[Standing]:
    """Return the outlets' standing at every link: each follows from the one before, growth and margin from the last."""
    found = [rng.standard_normal(len(OUTLETS))]
    for cause in (0, 1, 2, 3, 4, 5, 5):
        own = rng.standard_normal(len(OUTLETS))
        found.append(SLOPE * found[cause] + (1 - SLOPE**2) ** 0.5 * own)
    return found


def answers(
    people: dict[int, int], items: dict[str, int], at: list[Standing], rng: np.random.Generator
) -> pl.DataFrame:
    """Return one row per person: the outlet and whole answers from 1 to 7."""
    outlet = np.repeat(list(people), list(people.values()))
    columns: dict[str, object] = {"网点": [OUTLETS[one] for one in outlet]}
    for (name, number), standing in zip(items.items(), at, strict=True):
        person = rng.normal(0, PERSON, len(outlet))
        for item in range(1, number + 1):
            answer = 4 + BETWEEN * standing[outlet] + person + rng.normal(0, ITEM, len(outlet))
            columns[f"{name}{item}"] = np.clip(np.rint(answer), 1, 7).astype(int)
    return pl.DataFrame(columns)


def figures(at: list[Standing]) -> pl.DataFrame:
    """Return one row per outlet: growth of revenue and margin, in percent."""
    growth, margin = 3 + 2.5 * at[0], 8 + 1.5 * at[1]
    rows = [
        {
            "网点": "城东１支局" if one == FULL_WIDTH else name,
            "收入增长率": round(float(growth[one]), 2),
            "利润率": round(float(margin[one]), 2),
        }
        for one, name in enumerate(OUTLETS)
        if one != NO_FIGURES
    ]
    return pl.DataFrame(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
