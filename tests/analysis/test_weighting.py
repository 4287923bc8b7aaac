"""The tables of weighting and fieldwork: by hand, in every format, and numbers that can't be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import satindex as si
from satindex.analysis.parts import fieldwork, weighting
from satindex.errors import DataError

DEFINITION = """
    survey: small
    respondent:
      rake: {g: {F: 0.5, M: 0.5}}
      segments: {g: {title: {en: Gender, zh: 性别}}}
    items: {Q: {scale: likely11}}
    measures: {nps: {type: nps, item: Q}}
    fieldwork: {sent: 20, returned: 5}
    """
DATA = pl.DataFrame({"Q": [10, 8, 6, 0], "g": ["F", "F", "F", "M"]})


def test_margins_and_what_the_weights_cost(scored: Any) -> None:
    """Women ⅔ each, the man 2: Σw = 4, Σw² = 3·4/9 + 4 = 16/3, effective base 3, design effect 4/3."""
    found = weighting.part(scored(DEFINITION, DATA))
    assert found is not None
    women, men, overall = found.tables["weighting"].to_dicts()
    assert (women["margin"], women["level"], women["target"], women["before"], women["n"]) == ("g", "F", 0.5, 0.75, 3)
    assert (women["after"], men["after"]) == (pytest.approx(0.5), pytest.approx(0.5))
    assert overall["margin"] == "overall"
    assert [overall[key] for key in ("n", "deff", "n_eff", "min_weight", "max_weight")] == pytest.approx(
        [4, 4 / 3, 3, 2 / 3, 2]
    )
    said = str(found.tables["weighting"].explain("en"))
    assert "deff = 4/3.00 = 1.3333" in said
    assert "weights raked to g in 1 round; design effect (Kish) 1.333, effective base 3.0 of 4" in said
    assert "设计效应" in str(found.tables["weighting"].explain("zh"))
    assert "性别" in found.tables["weighting"].in_language("zh")._repr_html_()


def test_the_whole_sample_is_weighted_before_where(scored: Any) -> None:
    definition = DEFINITION.replace("items:", "where: {g: F}\n    items:")
    scores = scored(definition, DATA)
    found = weighting.part(scores)
    assert found is not None
    assert found.tables["weighting"].rows[-1]["n"] == 4
    assert scores["nps"].to_dicts()[0]["n"] == 3


def test_no_margins_no_table(scored: Any) -> None:
    definition = DEFINITION.replace("rake: {g: {F: 0.5, M: 0.5}}", "id: g").replace("fieldwork", "# fieldwork")
    scores = scored(definition, DATA)
    assert weighting.part(scores) is None
    assert fieldwork.part(scores) is None


def test_rates(scored: Any) -> None:
    found = fieldwork.part(scored(DEFINITION, DATA))
    assert found is not None
    (row,) = found.tables["fieldwork"].to_dicts()
    assert row == {"sent": 20, "returned": 5, "used": 4, "response_rate": 0.25, "valid_rate": 0.8}
    said = str(found.tables["fieldwork"].explain("en"))
    assert "5/20 = 25.00%" in said
    assert "4/5 = 80.00%" in said
    assert "有效率 = 有效数/回收数" in str(found.tables["fieldwork"].explain("zh"))


def test_more_used_than_returned(scored: Any) -> None:
    with pytest.raises(DataError) as caught:
        scored(DEFINITION.replace("returned: 5", "returned: 3"), DATA)
    assert str(caught.value).endswith(" has 4 usable rows, but fieldwork.returned is 3.")


def test_in_every_format(scored: Any, tmp_path: Path) -> None:
    analysis = si.analyse(scored(DEFINITION, DATA))
    paths = [tmp_path / f"report.{ending}" for ending in ("json", "html", "xlsx")]
    si.write_report(analysis, *paths)
    tables = json.loads(paths[0].read_text(encoding="utf-8"))["tables"]
    assert tables["fieldwork"][0]["response_rate"] == 0.25
    assert tables["weighting"][0]["level"] == "F"
    page = paths[1].read_text(encoding="utf-8")
    assert "25.0% (5 / 20)" in page
    assert "80.0% (4 / 5)" in page
    assert paths[2].stat().st_size > 0
    assert "(weights raked to g)" in analysis.methods.en
    assert "（按 g 加权）" in analysis.methods.zh


def test_what_makes_the_rates_differ_is_said(scored: Any) -> None:
    """Four rows, three returned: one more; two of the four are men, whom `where` leaves out."""
    definition = DEFINITION.replace("items:", "where: {g: F}\n    items:").replace("returned: 5", "returned: 3")
    found = fieldwork.part(scored(definition, DATA.with_columns(g=pl.Series(["F", "F", "M", "M"]))))
    assert found is not None
    said = str(found.tables["fieldwork"].explain("en"))
    assert "The export holds 4 rows, more than the 3 that came back." in said
    assert "2 rows that `where` leaves out are not counted as used." in said
    assert found.tables["fieldwork"].to_dicts()[0]["valid_rate"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("design", "columns", "said"),
    [
        ("weight: w", {"w": [0, 1, 0, 2]}, "2 respondents have weight 0 in 'w': they count in n, and in no figure"),
        (
            "stratum: s, cluster: c",
            {"s": ["a", "a", "b", "b"], "c": ["1", "2", "1", "3"]},
            "1 clusters of 'c' occur in more than one stratum (1): each is a different cluster in each",
        ),
        (
            "fpc: N",
            {"N": [4, 4, 4, 4]},
            "the whole population is in the sample, by fpc: figures have no sampling error",
        ),
    ],
)
@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
def test_the_audit_tells_of_the_design(
    scored: Any, design: str, columns: dict[str, list[Any]], said: str, engine: str
) -> None:
    frame = DATA.with_columns(**{name: pl.Series(values) for name, values in columns.items()})
    data = {"polars": frame, "pandas": frame.to_pandas(), "duckdb": duckdb.from_arrow(frame.to_arrow())}[engine]
    definition = (
        f"respondent: {{{design}}}\nitems: {{Q: {{scale: likely11}}}}\nmeasures: {{nps: {{type: nps, item: Q}}}}"
    )
    assert [note.en for note in scored(definition, data).responses.audit.notes] == [said]
