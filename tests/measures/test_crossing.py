"""Levels wave by wave are what the same levels are as a segment of their own, on every kind of frame and design."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from satindex.measures.crossing import crossed_with_waves

DEFINITION = """
    respondent: {{segments: [place, both], wave: wave{design}}}
    items: {{P1..P4: {{scale: agree7}}, N1: {{scale: likely11}}}}
    measures:
      quality: {{type: servqual, dimensions: {{tangibles: {{perceived: P1..P2}}, empathy: {{perceived: P3..P4}}}}}}
      nps: {{type: nps, item: N1}}
    small_base: {{withhold: {withhold}}}
    """


def answers(n: int = 240) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    place = [None if at % 17 == 0 else "NSW"[at % 3] for at in range(n)]
    wave = [None if at % 19 == 0 else f"w{at % 2}" for at in range(n)]
    both = [None if one is None or other is None else f"{one}/{other}" for one, other in zip(place, wave, strict=True)]
    items = {f"P{at}": rng.integers(1, 8, n) for at in range(1, 5)}
    made = {"place": place, "wave": wave, "both": both, **items, "N1": rng.integers(0, 11, n)}
    return pl.DataFrame({**made, "w": rng.uniform(0.5, 2, n).round(3), "c": [f"c{at % 12}" for at in range(n)]})


@pytest.mark.parametrize("design", ["", ", weight: w", ", weight: w, cluster: c"])
@pytest.mark.parametrize("lazy", [False, True])
def test_a_level_in_a_wave_is_the_level_of_both(scored: Any, design: str, lazy: bool) -> None:
    frame = answers()
    data = duckdb.from_arrow(frame.to_arrow()) if lazy else frame
    scores = scored(DEFINITION.format(design=design, withhold=0), data)
    found, tables = crossed_with_waves(scores)["place"], scores.tables(by=["both"])
    assert set(found) == {(place, wave) for place in "NSW" for wave in ("w0", "w1")}
    for (place, wave), made in found.items():
        for name in ("quality", "quality.items", "nps"):
            expected = tables[f"{name} by both"].of_level(f"{place}/{wave}")
            for one, other in zip(made[name].rows, expected.rows, strict=True):
                shared = [column for column in one if column in other]
                assert {"estimate", "std_error", "n"} <= set(shared)
                for column in shared:
                    same = pytest.approx(other[column], rel=1e-9) if isinstance(one[column], float) else other[column]
                    assert one[column] == same, (name, column)
    assert crossed_with_waves(scores)["place"]["N", "w0"]["nps"].rows[0]["n"] > 20


def test_a_wave_that_is_withheld_itself_gives_no_level_by_wave(scored: Any) -> None:
    frame = answers().with_columns(wave=pl.Series(["w2" if at < 5 else f"w{at % 2}" for at in range(240)]))
    assert crossed_with_waves(scored(DEFINITION.format(design="", withhold=10), frame)) == {}
    # Of every place fewer than 5 answered in w2: none is left beside them.
    assert crossed_with_waves(scored(DEFINITION.format(design="", withhold=5), frame)) == {}


def test_without_waves_nothing_is_by_wave(scored: Any) -> None:
    definition = DEFINITION.format(design="", withhold=0).replace(", wave: wave", "")
    assert crossed_with_waves(scored(definition, answers())) == {}


def test_places_within_regions_are_not_shown_by_wave_where_one_is_too_small(scored: Any) -> None:
    """A region less its places that are shown would be the small one; places spread over ages give nothing away."""
    places = ["Tiny"] * 8 + ["Few"] * 24 + ["North"] * 60 + ["South"] * 60 + ["West"] * 60
    region = ["up" if place in ("Tiny", "North") else "down" for place in places]
    waves = [f"w{at % 2}" for at in range(len(places))]
    ages = [["young", "old"][at // 2 % 2] for at in range(len(places))]
    made = answers(len(places)).with_columns(place=pl.Series(places), wave=pl.Series(waves), both=pl.Series(region))
    definition = DEFINITION.format(design="", withhold=5)
    assert set(crossed_with_waves(scored(definition, made))) == {"both"}
    spread = crossed_with_waves(scored(definition, made.with_columns(both=pl.Series(ages))))
    assert {place for place, _ in spread["place"]} == {"North", "South", "West"}
