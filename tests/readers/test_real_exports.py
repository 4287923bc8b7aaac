"""Every real CSV file opens with its rows, its columns and its cells."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from satindex.readers import open_export

# rows × columns: as the description beside the data gives them; where it gives none, counted by R's read.csv rules
# (a quoted newline is part of a cell), which Python's csv module follows.
SHAPES = {
    "servqual/kiosk_google_forms_cp949.csv": (211, 163),
    "servqual/kiosk_tidy.csv": (211, 163),
    "servqual/kiosk_columns.csv": (163, 2),
    "servqual/SQ_bliemel.csv": (411, 23),
    "servqual/servqual_bb1992.csv": (502, 22),
    "servqual/patient_servqual_235.csv": (235, 5),
    "ecsi/mobi.csv": (250, 24),
    "ecsi/bank.csv": (250, 28),
    "drivers/attitude.csv": (30, 7),
    "drivers/swiss.csv": (47, 7),
    "items/bfi.csv": (2800, 29),
    "items/HolzingerSwineford1939.csv": (301, 15),
    "design/apistrat.csv": (200, 39),
    "design/apiclus1.csv": (183, 39),
    "design/apiclus2.csv": (126, 40),
    "design/apisrs.csv": (200, 39),
    "models/MASS_housing.csv": (72, 5),
    "models/ordinal_wine.csv": (72, 6),
    "nps/nps_testdata.csv": (1000, 10),
    "nps/output_01.csv": (1, 4),
    "kano/transfers.csv": (358, 24),
    "kano/features.csv": (11, 4),
    "careless/careless_dataset.csv": (200, 50),
    "careless/careless_dataset2.csv": (1000, 100),
    "behaviour/telco_churn.csv": (7043, 21),
    "behaviour/airline_satisfaction.csv": (25976, 25),
}
ENCODINGS = {"kiosk_google_forms_cp949.csv": "cp949"}


@pytest.mark.parametrize("name", SHAPES)
def test_rows_columns_and_every_cell(shared: Path, name: str) -> None:
    path = shared / "data" / name
    encoding = ENCODINGS.get(path.name, "utf-8")
    export = open_export(path)
    frame = export.read()
    assert export.kind == f"csv ({encoding}, ',')"
    assert frame.shape == SHAPES[name]
    with path.open(encoding=encoding, newline="") as file:
        cells = [tuple(cell or None for cell in row) for row in csv.reader(file) if row]
    assert frame.rows() == cells[1:]


def test_a_column_without_heading_is_named_by_its_place(shared: Path) -> None:
    assert open_export(shared / "data/behaviour/airline_satisfaction.csv").columns[0] == "column 1"


def test_a_cell_of_blanks_is_text_as_written_and_no_number(shared: Path) -> None:
    """TotalCharges is a blank in 11 rows of the churn sample, says the data's own description."""
    export = open_export(shared / "data/behaviour/telco_churn.csv")
    assert export.read(["TotalCharges"])["TotalCharges"].to_list().count(" ") == 11
    assert export.read(["TotalCharges"], numeric=["TotalCharges"])["TotalCharges"].null_count() == 11
