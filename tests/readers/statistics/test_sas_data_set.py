"""A data set that SAS itself wrote: Fisher's iris, an example of the R package haven 2.5.1 (MIT), compressed here."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from satindex.errors import DataError
from satindex.readers import open_export

BYTES = gzip.decompress((Path(__file__).parent / "iris.sas7bdat.gz").read_bytes())


def test_a_sas_data_set_is_read(tmp_path: Path) -> None:
    path = tmp_path / "iris.sas7bdat"
    path.write_bytes(BYTES)
    export = open_export(path)
    assert export.kind == "sas (windows-1252)"
    assert export.columns == ("Sepal_Length", "Sepal_Width", "Petal_Length", "Petal_Width", "Species")
    frame = export.read()
    assert frame.shape == (150, 5)
    assert frame.row(0) == (5.1, 3.5, 1.4, 0.2, "setosa")
    assert frame.row(149) == (5.9, 3.0, 5.1, 1.8, "virgin")  # its bytes hold six letters of each species
    # Means of R 4.2: colMeans(iris[1:4]).
    means = {name: frame[name].mean() for name in export.columns[:4]}
    assert means == pytest.approx(
        {"Sepal_Length": 5.843333, "Sepal_Width": 3.057333, "Petal_Length": 3.758, "Petal_Width": 1.199333}, abs=1e-6
    )


@pytest.mark.parametrize("name", ["iris.csv", "iris"])
def test_it_is_known_by_what_it_holds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BYTES)
    assert open_export(path).kind.startswith("sas (windows-1252)")


@pytest.mark.parametrize("size", [200, 1024, 65_536, 100_000])
def test_a_cut_off_data_set_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "iris.sas7bdat"
    path.write_bytes(BYTES[:size])
    with pytest.raises(DataError, match=r"iris\.sas7bdat"):
        open_export(path).read()
