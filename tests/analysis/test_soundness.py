"""Is the instrument sound: the report's tables against R, items keyed wrongly on purpose, data that allow nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

from satindex.analysis.parts import soundness
from satindex.cli import main
from satindex.results.result import Result, Row

Scored = Callable[[str, Any], Any]

HOLZINGER = """survey: holzinger
items: {x1..x9: {scale: number}}
measures:
  tests:
    type: composite
    components:
      visual:  {items: x1..x3, anchors: [-20, 20]}
      textual: {items: x4..x6, anchors: [-20, 20]}
      speed:   {items: x7..x9, anchors: [-20, 20]}
"""
BFI = """survey: bfi
items: {A1..A5: {scale: 1..6}%s}
measures: {agreeable: {type: mean, items: A1..A5}}
"""


def tables(scores: Any) -> Mapping[str, Result]:
    found = soundness.part(scores)
    assert found is not None
    return found.tables


def row(result: Result, **keys: object) -> Row:
    (found,) = [one for one in result.rows if all(one[key] == value for key, value in keys.items())]
    return found


def test_holzinger_equals_lavaan_and_semtools(shared: Path, scored: Scored) -> None:
    """R: cfa(HS.model): χ² index CFI .93056, RMSEA .09212; htmt(): HTMT2; psych: alpha(x1..x3) .6261."""
    expected = json.loads((shared / "golden/cfa.json").read_text())["holzinger"]
    found = tables(scored(HOLZINGER, shared / "data/items/HolzingerSwineford1939.csv"))
    factors = row(found["soundness.factors"], scale="tests")
    assert (factors["cfi"], factors["rmsea"]) == pytest.approx(
        (expected["fit"]["cfi"], expected["fit"]["rmsea"]), abs=1e-6
    )
    assert (factors["factors"], factors["sets"], factors["n"]) == (3, 3, 301)
    for (a, one), (b, other) in combinations(enumerate(expected["lv"]), 2):
        pair = row(found["soundness.validity"], scale=f"tests.{one}", beside=f"tests.{other}")
        assert pair["htmt2"] == pytest.approx(expected["htmt"][a][b], abs=1e-9)
        assert pair["factor_correlation"] == pytest.approx(expected["phi"][a][b], abs=1e-4)
    assert row(found["soundness"], scale="tests.visual")["alpha"] == pytest.approx(0.6261171, abs=1e-6)


def test_an_item_not_reversed_is_named_and_how_to_mend_it(shared: Path, scored: Scored) -> None:
    """A1 of the bfi is worded against A2..A5; psych warns of it too."""
    found = tables(scored(BFI % "", shared / "data/items/bfi.csv"))
    flags = {str(one["item"]): one["flag"] for one in found["soundness.items"].rows}
    assert [item for item, flag in flags.items() if flag is not None and "wrongly keyed" in flag.en] == ["A1"]
    finding = found["soundness.verdict"].rows[-2]
    assert str(finding["finding"]) == "These run against their scale: A1 (try 'reverse: true')."


def test_reversed_as_it_should_be_nothing_is_keyed_wrongly(shared: Path, scored: Scored) -> None:
    """R: alpha(bfi A): .7030184, Feldt .68526–.72006, A1 dropped .71852."""
    found = tables(scored(BFI % ", A1: {reverse: true}", shared / "data/items/bfi.csv"))
    scale, item = row(found["soundness"], scale="agreeable"), row(found["soundness.items"], item="A1")
    assert scale["alpha"] == pytest.approx(0.703018446, abs=1e-8)
    assert item["alpha_if_deleted"] == pytest.approx(0.718517357, abs=1e-8)
    assert item["flag"] is None
    assert str(found["soundness.verdict"].rows[-2]["finding"]) == "No item runs against its scale."


def test_an_item_reversed_by_mistake_is_to_be_left_as_it_is(shared: Path, scored: Scored) -> None:
    found = tables(scored(BFI % ", A1: {reverse: true}, A3: {reverse: true}", shared / "data/items/bfi.csv"))
    assert str(found["soundness.verdict"].rows[-2]["finding"]) == (
        "These run against their scale: A3 (it is reversed: try without)."
    )


def test_floor_and_ceiling_by_hand(scored: Scored) -> None:
    """a: 1 1 1 2 → half or more at the lowest point; b, reversed: 1 1 5 – → 2 of 3 at the highest point as keyed."""
    frame = pl.DataFrame({"a": [1, 1, 1, 2], "b": [1, 1, 5, None]})
    found = tables(
        scored(
            """survey: s
items: {a: {scale: 1..5}, b: {scale: 1..5, reverse: true}}
measures: {m: {type: mean, items: [a, b]}}
""",
            frame,
        )
    )
    a, b = found["soundness.items"].rows
    assert (a["floor"], a["ceiling"]) == (0.75, 0)
    assert (b["floor"], b["ceiling"]) == pytest.approx((1 / 3, 2 / 3))
    assert a["flag"] is not None
    assert "crowded at the lowest point" in str(a["flag"])


def test_an_improper_solution_is_named(shared: Path, scored: Scored) -> None:
    """R: cfa("CUSL =~ CUSL1 + CUSL2 + CUSL3", mobi): a standardised loading of 1.087, so a negative variance."""
    found = tables(
        scored(
            "survey: s\nitems: {CUSL1..CUSL3: {scale: 1..10}}\nmeasures: {m: {type: mean, items: CUSL1..CUSL3}}\n",
            shared / "data/ecsi/mobi.csv",
        )
    )
    (scale,) = found["soundness"].rows
    assert (scale["omega"], scale["ave"]) == (None, None)
    assert str(scale["reason"]) == "a residual variance is negative"
    assert "improper" in str(scale["verdict"])


SETS = """survey: s
%sitems: {a1..a4: {scale: 1..5}, b1..b3: {scale: 1..5}}
measures:
  quality: {type: servqual, dimensions: {a: {perceived: a1..a4}, b: {perceived: b1..b3}}}
"""


def people(n: int = 120) -> pl.DataFrame:
    rng = np.random.default_rng(4)
    liking = rng.normal(size=(n, 1))
    answers = np.clip(np.round(3 + 0.8 * liking + rng.normal(size=(n, 7))), 1, 5)
    names = [*(f"a{k}" for k in range(1, 5)), *(f"b{k}" for k in range(1, 4))]
    return pl.DataFrame(dict(zip(names, answers.T, strict=True))).with_columns(pl.lit(2.0).alias("w"))


def test_equal_weights_are_no_weights_and_row_order_is_nothing(scored: Scored) -> None:
    plain = tables(scored(SETS % "", people()))
    weighted = tables(scored(SETS % "respondent: {weight: w}\n", people()))
    turned = tables(scored(SETS % "", people().reverse()))
    for name, table in plain.items():
        for other in (weighted, turned):
            for one, same in zip(table.rows, other[name].rows, strict=True):
                figures = {key: value for key, value in one.items() if isinstance(value, float)}
                assert figures == pytest.approx({key: same[key] for key in figures}, abs=1e-6)


NOTHING = {
    "nobody answers": pl.DataFrame({f"{x}{k}": [None, None] for x in "ab" for k in range(1, 5)}, schema_overrides={}),
    "one respondent": pl.DataFrame({f"{x}{k}": [3.0] for x in "ab" for k in range(1, 5)}),
    "all the same": pl.DataFrame({f"{x}{k}": [3.0] * 50 for x in "ab" for k in range(1, 5)}),
    "NaN": pd.DataFrame({f"{x}{k}": [np.nan, 3.0, 2.0] for x in "ab" for k in range(1, 5)}),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_the_data_do_not_allow_is_missing_and_never_nan(name: str, scored: Scored) -> None:
    for table in tables(scored(SETS % "", NOTHING[name])).values():
        cells = [cell for one in table.to_dicts("en") for cell in one.values()]
        assert all(not isinstance(cell, float) or math.isfinite(cell) for cell in cells)


def test_no_item_sets_no_section(scored: Scored) -> None:
    scores = scored(
        "survey: s\nitems: {N: {scale: 0..10}}\nmeasures: {n: {type: nps, item: N}}\n", pl.DataFrame({"N": [9]})
    )
    assert soundness.part(scores) is None


def test_explanations_in_both_languages(scored: Scored) -> None:
    found = tables(scored(SETS % "", people()))
    english, chinese = (str(found["soundness"].explain(language)) for language in ("en", "zh"))
    assert "ω = (Σλ)²/((Σλ)² + Σθ)" in english
    assert "Fornell" in english
    assert "极大似然" in chinese
    assert "quality.a: ω = " in chinese
    assert "conventions, not tests" in str(found["soundness.verdict"].explain("en"))


def test_check_says_the_verdict(surveys: Path) -> None:
    found = CliRunner().invoke(main, ["check", str(surveys / "postal.yaml"), str(surveys / "postal.csv")])
    assert found.exit_code == 0
    assert "Is the instrument sound?" in found.output
    assert "  Do the items of each scale hang together? partly. 11 of 12 scales reach α = .70" in found.output
    assert "Careless answers" in found.output
