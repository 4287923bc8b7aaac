"""Which items each sign looks at, who shows it, and how those set aside are accounted for, on every engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from satindex.api import read_responses
from satindex.frames.batches import row_count
from satindex.responses.careless import careless, questionnaire, signs, table_of
from satindex.survey.model import Survey

SURVEY = """survey: s
respondent: {duration: time}
items: {A1..A12: {scale: 1..7}, A3: {reverse: true}}
measures: {m: {type: mean, items: A1..A12}}
"""
ENGINES = {
    "polars": lambda frame: frame,
    "pandas": lambda frame: frame.to_pandas(),
    "duckdb": lambda frame: duckdb.from_arrow(frame.to_arrow()),
}


def answers(n: int = 200, careless_people: int = 5) -> pl.DataFrame:
    """Return careful people who answer one item after the other, preceded by some who tick 4 twelve times."""
    rng = np.random.default_rng(1)
    given = np.clip(np.round(4 + 1.3 * rng.normal(size=(n, 12))), 1, 7).astype(int)
    given[:, 1::2] = np.where(given[:, 1::2] == given[:, ::2], given[:, 1::2] % 7 + 1, given[:, 1::2])
    given[:careless_people] = 4
    data = {f"A{k}": given[:, k - 1] for k in range(1, 13)}
    return pl.DataFrame({**data, "time": ["120秒"] * n})


@pytest.mark.parametrize("engine", ENGINES)
def test_straight_lines_are_set_aside_with_their_reason(engine: str, defined: Callable[[str], Survey]) -> None:
    """A run counts answers as ticked: the reversed A3 does not break a straight line of 4 or of anything else."""
    frame = answers().with_columns(
        pl.when(pl.int_range(200) == 0).then(6).otherwise(pl.col(f"A{k}")).alias(f"A{k}") for k in range(1, 13)
    )
    found = read_responses(ENGINES[engine](frame), defined(SURVEY + "exclude: [longest_run, irv]\n"))
    assert [(entry.reason.en, entry.count) for entry in found.audit.set_aside] == [
        ("careless: identical answers in a row ≥ 6", 5)
    ]
    assert (found.audit.rows_read, found.audit.rows_used, row_count(found.frame)) == (200, 195, 195)


def test_those_set_aside_are_those_who_showed_the_sign(defined: Callable[[str], Survey]) -> None:
    """DuckDB may give rows in another order at each reading, as here: still nobody who ticked 4 throughout is left."""
    shuffled = duckdb.from_arrow(answers().to_arrow()).order("random()")
    found = read_responses(shuffled, defined(SURVEY + "exclude: longest_run\n"))
    kept = table_of(found.frame, [f"A{k}" for k in range(1, 13)])
    assert len(kept["A1"]) == 195
    assert not (np.stack(list(kept.values())) == 4).all(axis=0).any()


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_is_set_aside_unless_the_survey_says_so(engine: str, defined: Callable[[str], Survey]) -> None:
    found = read_responses(ENGINES[engine](answers()), defined(SURVEY))
    assert found.audit.set_aside == ()
    assert row_count(found.frame) == 200


def test_enough_signs_together(defined: Callable[[str], Survey]) -> None:
    found = read_responses(answers(), defined(SURVEY + "exclude: careless\n"))
    assert [(entry.reason.en, entry.count) for entry in found.audit.set_aside] == [("careless: 2 or more signs", 5)]


def test_a_sign_that_cannot_be_computed_is_told(defined: Callable[[str], Survey]) -> None:
    found = read_responses(answers(), defined(SURVEY + "exclude: even_odd\n"))
    assert found.audit.set_aside == ()
    (note,) = found.audit.notes
    assert note.en == ("exclude: even_odd could not be applied: fewer than 3 sets of rated items that are averaged")


def test_questions_count_in_the_order_of_the_export(defined: Callable[[str], Survey]) -> None:
    """Items are asked in the export's order; a text question or another scale between two ends a battery."""
    survey = defined(
        """survey: s
items: {A1..A4: {scale: 1..5}, B: {scale: 0..10}, C: {scale: text}, Y: {scale: yes_no}}
measures: {m: {type: mean, items: A1..A4}}
"""
    )
    frame = pl.DataFrame({"A2": [1], "A1": [1], "B": [1], "A4": [1], "C": ["x"], "A3": [1], "Y": ["Yes"]})
    asked = questionnaire(survey, read_responses(frame, survey).columns)
    assert [item.name for item in asked.rated] == ["A2", "A1", "B", "A4", "A3"]
    assert [asked.batteries.count(one) for one in dict.fromkeys(asked.batteries)] == [2, 1, 1, 1]


def test_time_is_read_as_seconds_and_what_is_no_time_is_audited(defined: Callable[[str], Survey]) -> None:
    frame = answers().with_columns(
        pl.when(pl.int_range(200) == 0)
        .then(pl.lit("0:00:06"))
        .when(pl.int_range(200) == 1)
        .then(pl.lit("soon"))
        .otherwise(pl.col("time"))
        .alias("time")
    )
    found = read_responses(frame, defined(SURVEY))
    assert [(cell.item, cell.value, cell.count, cell.reason.en) for cell in found.audit.cells] == [
        ("seconds", "soon", 1, "not a time")
    ]
    asked = questionnaire(found.survey, found.columns)
    speed = signs(table_of(found.frame, asked.columns), asked, found.survey.careless)[2]
    assert speed.values[[0, 2]].tolist() == [0.5, 10]
    assert np.isnan(speed.values[1])
    assert speed.flagged.tolist() == [True] + [False] * 199


@pytest.mark.parametrize("engine", ENGINES)
def test_no_answers_no_sign(engine: str, defined: Callable[[str], Survey]) -> None:
    """A respondent who answered nothing shows no sign, from null on every engine and from NaN."""
    blank = [pl.when(pl.int_range(200) == 7).then(None).otherwise(pl.col(f"A{k}")).alias(f"A{k}") for k in range(1, 13)]
    frame: Any = answers().with_columns(blank)
    if engine == "pandas":
        frame = pd.DataFrame({name: frame[name].to_list() for name in frame.columns})
    else:
        frame = ENGINES[engine](frame)
    found = read_responses(frame, defined(SURVEY))
    asked = questionnaire(found.survey, found.columns)
    shown = signs(table_of(found.frame, asked.columns), asked, found.survey.careless)
    assert all(np.isnan(sign.values[7]) and not sign.flagged[7] for sign in shown)
    assert not careless(shown, 1)[7]


def test_runs_and_synonyms_are_looked_at_where_the_survey_gives_their_lines(
    shared: Path, defined: Callable[[str], Survey]
) -> None:
    """R: longstring(avg = TRUE) ≥ 2 and psychsyn < 0 of careless_dataset, counted."""
    golden = json.loads((shared / "golden/servqual_kano_nps_careless.json").read_text(encoding="utf-8"))["careless1"]
    frame = pl.read_csv(shared / "data/careless/careless_dataset.csv")
    items = "".join(f"  {name}: {{scale: 1..5}}\n" for name in frame.columns)
    survey = f"survey: s\nitems:\n{items}measures: {{m: {{type: mean, items: [scaleA1, scaleA2]}}}}\n"
    asked_for = survey + "careless: {average_run: 2, synonyms: 0}\n"
    found = read_responses(frame, defined(asked_for))
    asked = questionnaire(found.survey, found.columns)
    *_, runs, alike = signs(table_of(found.frame, asked.columns), asked, found.survey.careless)
    assert (runs.name, runs.flagged.sum()) == ("average_run", sum(value >= 2 for value in golden["avg"]))
    known = [value for value in golden["psychsyn"] if value is not None]
    assert (alike.name, alike.n, alike.flagged.sum()) == ("synonyms", len(known), sum(value < 0 for value in known))
    excluded = read_responses(frame, defined(asked_for + "exclude: average_run\n"))
    assert [(entry.reason.en, entry.count) for entry in excluded.audit.set_aside] == [
        ("careless: mean run of identical answers ≥ 2", runs.flagged.sum())
    ]
    plain = read_responses(frame, defined(survey))
    assert len(signs(table_of(plain.frame, asked.columns), asked, plain.survey.careless)) == 5


def test_a_negative_time_is_no_time(defined: Callable[[str], Survey]) -> None:
    """A clock that was set back shows nothing of how the answers were given: audited, and no sign of speed."""
    found = read_responses(answers().with_columns(time=pl.Series([-30, 6] * 100)), defined(SURVEY))
    assert [(cell.value, cell.count, cell.reason.en) for cell in found.audit.cells] == [("-30", 100, "not a time")]
    asked = questionnaire(found.survey, found.columns)
    speed = signs(table_of(found.frame, asked.columns), asked, found.survey.careless)[2]
    assert (speed.n, speed.flagged.sum()) == (100, 100)


def test_a_sign_that_nobody_has_is_told_with_its_reason(defined: Callable[[str], Survey]) -> None:
    """One item of each set answered by everybody: there is no second half, so no even–odd consistency."""
    survey = defined(
        """
        items: {A1..A9: {scale: 1..7}}
        measures: {q: {type: servqual, dimensions: {a: {perceived: A1..A3}, b: {perceived: A4..A6},
                                                    c: {perceived: A7..A9}}}}
        """
    )
    answered = {f"A{k}": [k % 7 + 1, 3] if k % 3 == 1 else [None, None] for k in range(1, 10)}
    found = read_responses(pl.DataFrame(answered), survey)
    asked = questionnaire(found.survey, found.columns)
    shown = {one.name: one for one in signs(table_of(found.frame, asked.columns), asked, found.survey.careless)}
    assert (shown["even_odd"].n, shown["even_odd"].threshold) == (0, None)
    assert str(shown["even_odd"].reason) == "nobody's answers allow it"


ECSI = """
    items: {IMAG1..IMAG5: {scale: 1..10}, CUEX1..CUEX3: {scale: 1..10}, PERQ1..PERQ7: {scale: 1..10},
            PERV1..PERV2: {scale: 1..10}, CUSA1..CUSA3: {scale: 1..10}, CUSL1..CUSL3: {scale: 1..10}}
    measures:
      q:
        type: servqual
        dimensions: {a: {perceived: IMAG1..IMAG5}, b: {perceived: CUEX1..CUEX3}, c: {perceived: PERQ1..PERQ7},
                     d: {perceived: PERV1..PERV2}, e: {perceived: CUSA1..CUSA3}, f: {perceived: CUSL1..CUSL3}}
    """


def test_even_odd_is_not_used_where_chance_decides_it(shared: Path, defined: Callable[[str], Survey]) -> None:
    """mobi: 110 of the 246 who have it are below 0, as scales that score alike leave nothing to be consistent in."""
    found = read_responses(shared / "data/ecsi/mobi.csv", defined(ECSI))
    asked = questionnaire(found.survey, found.columns)
    shown = {one.name: one for one in signs(table_of(found.frame, asked.columns), asked, found.survey.careless)}
    assert str(shown["even_odd"].reason).startswith("45% of respondents would show it")
    assert not shown["even_odd"].flagged.any()


MANY_SIGNS = """survey: s
respondent: {duration: time}
careless: {synonyms: 0.0, average_run: 2, at_least: 2}
items: {A1..A12: {scale: 1..7}, B1..B4: {scale: 1..5}, B2: {reverse: true}}
measures:
  m: {type: mean, items: A1..A4}
  n: {type: mean, items: A5..A8}
  o: {type: mean, items: A9..A12}
exclude: [longest_run, irv, seconds_per_item, mahalanobis, even_odd, synonyms, careless]
"""


def _mixed_answers(n: int = 900) -> pl.DataFrame:
    rng = np.random.default_rng(6)
    common = rng.normal(size=(n, 1))
    given = np.clip(np.round(4 + 1.2 * common + rng.normal(size=(n, 16))), 1, 7)
    given[:, 12:] = np.clip(given[:, 12:], 1, 5)
    given[rng.random(n) < 0.05] = 4
    names = [*(f"A{k}" for k in range(1, 13)), *(f"B{k}" for k in range(1, 5))]
    columns = {name: pl.Series(given[:, at]) for at, name in enumerate(names)}
    holes = [pl.when(pl.Series(rng.random(n) > 0.03)).then(pl.col(name)).alias(name) for name in names]
    return pl.DataFrame({**columns, "time": rng.integers(10, 90, n)}).with_columns(holes)


@pytest.mark.parametrize("exclude", [None, "even_odd", "[mahalanobis]"])
@pytest.mark.parametrize("engine", ["lazy", "duckdb"])
def test_beyond_memory_the_same_are_set_aside(
    engine: str, exclude: str | None, defined: Callable[[str], Survey], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut into batches of 100 rows; of the means and covariances it matters that they are those of all."""
    text = MANY_SIGNS if exclude is None else MANY_SIGNS.partition("exclude:")[0] + f"exclude: {exclude}\n"
    survey, frame = defined(text), _mixed_answers()
    wanted = read_responses(frame, survey)
    monkeypatch.setattr("satindex.frames.batches.MOST_IN_MEMORY", 100)
    monkeypatch.setattr("satindex.frames.spilled.ROWS", 250)
    monkeypatch.setattr("satindex.frames.batches.batches.__defaults__", (100,))
    found = read_responses(frame.lazy() if engine == "lazy" else duckdb.from_arrow(frame.to_arrow()), survey)
    assert found.audit.set_aside == wanted.audit.set_aside
    assert found.audit.notes == wanted.audit.notes
    assert found.audit.set_aside or found.audit.notes
    rows = found.frame.collect("polars").to_polars() if hasattr(found.frame, "collect") else found.frame.to_polars()
    names = [f"A{k}" for k in range(1, 13)]
    assert rows.select(names).cast(pl.Float64).equals(wanted.frame.to_polars().select(names).cast(pl.Float64))
