"""Multiple-response sets: which columns make one question, whose answers are the base, how it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import satindex as si
from satindex.analysis.multiple_frequencies import multiple_frequencies
from satindex.analysis.parts.crosstabs import part as crosstabs
from satindex.analysis.parts.reasons import part as reasons
from satindex.errors import AnswerError, SurveyError
from satindex.measures.registry import TYPES
from satindex.responses.careless import questionnaire
from satindex.results.result import Row
from satindex.simulate import simulate
from satindex.survey.load import parse_survey
from satindex.survey.schema import json_schema

# Six people: chose 1; chose 1 and 2; chose none, twice; one with an empty cell; one who was not asked.
CODED = pl.DataFrame(
    {
        "g": ["x", "x", "x", "y", "y", "y"],
        "M1": [1, 1, 0, 0, None, None],
        "M2": [0, 1, 0, 0, 1, None],
        "M3": [0, 0, 0, 0, 0, None],
    }
)
DEFINITION = """
    respondent: {segments: [g]}
    items: {M1..M3: {scale: 0..1}}
    multiple: {use: {items: M1..M3, counted: 1, options: [web, app, call], title: {en: What they use, zh: 使用方式}}}
    tables: {t: {items: [use], by: [g]}}
    """


def frequencies(scores: Any) -> dict[str, Row]:
    found = multiple_frequencies(scores)
    assert found is not None
    return {str(row["answer"]): row for row in found.to_dicts("en")}


def shares(scores: Any) -> dict[str, tuple[Any, ...]]:
    return {name: (row["count"], row["estimate"], row["n"]) for name, row in frequencies(scores).items()}


def tables(scores: Any) -> dict[str, list[Row]]:
    found = crosstabs(scores)
    assert found is not None
    return {name: table.to_dicts() for name, table in found.tables.items()}


def test_who_answered_any_item_is_the_base(scored: Any) -> None:
    """Five answered: web 2, app 2, call 0; two of them chose none; the sixth was not asked."""
    found = shares(scored(DEFINITION, CODED))
    assert found == {
        "web": (2, 0.4, 5),
        "app": (2, 0.4, 5),
        "call": (0, 0.0, 5),
        "none of these": (2, 0.4, 5),
    }


def test_of_all_responses(scored: Any) -> None:
    """Four choices were made in all; to choose nothing is no choice."""
    found = frequencies(scored(DEFINITION, CODED))
    assert [row["of_responses"] for row in found.values()] == [0.5, 0.5, 0.0, None]
    assert {row["responses"] for row in found.values()} == {4}
    assert {row["missing"] for row in found.values()} == {1}


@pytest.mark.parametrize(
    ("asked", "n", "web", "said"),
    [
        ("answered", 5, 2 / 5, "those with an answer to at least one of the 3 items (5 of 6; 1 left out); 1 empty"),
        ("chosen", 3, 2 / 3, "those who chose at least one option (3 of 6; 3 left out); 1 empty"),
        ("complete", 4, 2 / 4, "those with an answer to all of the 3 items (4 of 6; 2 left out)."),
        ("everyone", 6, 2 / 6, "everyone, also who answered none of the 3 items (6 of 6; 0 left out); 4 empty"),
    ],
)
def test_the_base_is_as_declared_and_is_said(scored: Any, asked: str, n: int, web: float, said: str) -> None:
    """By hand: 5 answered a cell, 3 chose, 4 answered all three; of those asked, 1 (of everyone 4) cells are empty."""
    scores = scored(DEFINITION.replace("counted: 1", f"counted: 1, asked: {asked}"), CODED)
    row = frequencies(scores)["web"]
    assert (row["n"], row["estimate"]) == (n, pytest.approx(web))
    found = multiple_frequencies(scores)
    assert found is not None
    assert said in str(found.explain("en"))
    table = crosstabs(scores)
    assert table is not None
    assert said in str(table.tables["t"].explain("en"))
    assert "空单元格" in str(found.explain("zh")) or asked == "complete"


def test_by_segment_and_by_responses(scored: Any) -> None:
    """x: 3 asked, web 2, app 1; y: 2 asked (the empty row is not), app 1; of 3 responses in x, web is 2."""
    rows = {(row["level"], row["answer"]): row for row in tables(scored(DEFINITION, CODED))["t"]}
    assert [rows["x", name]["estimate"] for name in ("web", "app", "none of these")] == pytest.approx(
        [2 / 3, 1 / 3, 1 / 3]
    )
    assert (rows["y", "app"]["estimate"], rows["y", "app"]["n"]) == (0.5, 2)
    by = DEFINITION.replace("by: [g]", "by: [g], base: responses")
    rows = {(row["level"], row["answer"]): row for row in tables(scored(by, CODED))["t"]}
    assert (rows["x", "web"]["estimate"], rows["x", "web"]["n"], rows["x", "web"]["respondents"]) == (2 / 3, 3, 3)
    assert ("x", "none of these") not in rows


TEXTS = pl.DataFrame(
    {
        "g": ["x", "x", "y", "y"],
        "T1": ["Web", None, "web ", ""],
        "T2": [None, "App", "App", None],
    }
)
BY_TEXT = """
    respondent: {segments: [g]}
    items: {T1..T2: {scale: text}}
    multiple: {use: {items: T1..T2}}
    tables: {t: {items: [use], by: [g]}}
    """


def test_the_options_own_text_is_chosen_and_an_empty_cell_beside_one_is_not(scored: Any) -> None:
    """Three chose something: Web 2 (case and blanks aside), App 2; the fourth row is empty and out of the base."""
    assert shares(scored(BY_TEXT, TEXTS)) == {"Web": (2, 2 / 3, 3), "App": (2, 2 / 3, 3)}


@pytest.mark.parametrize("other", ["No", "0", "unchecked", "否"])
def test_texts_that_may_mean_no_are_refused_not_guessed(scored: Any, other: str) -> None:
    frame = TEXTS.with_columns(T2=pl.Series([other, "App", "App", other]))
    with pytest.raises(AnswerError) as error:
        scored(BY_TEXT, frame)
    assert "multiple.use: T2 holds" in str(error.value)
    assert f"'{other}' (2 ×)" in str(error.value)
    assert "Write counted: …" in str(error.value)


@pytest.mark.parametrize("other", ["No", "0", "否"])
def test_a_column_of_nothing_but_no_is_refused_too(scored: Any, other: str) -> None:
    with pytest.raises(AnswerError):
        scored(BY_TEXT, TEXTS.with_columns(T2=pl.Series([other] * 4)))


def test_counted_texts_and_what_is_not_is_told(scored: Any) -> None:
    frame = pl.DataFrame({"g": ["x"] * 4, "T1": ["yes", "Yes", "no", None], "T2": ["no", "no", "no", None]})
    scores = scored(BY_TEXT.replace("T1..T2}}", "T1..T2, counted: Yes}}"), frame)
    assert shares(scores) == {"T1": (2, 2 / 3, 3), "T2": (0, 0.0, 3), "none of these": (1, 1 / 3, 3)}
    assert [note.en for note in scores.responses.audit.notes] == ["use: read as not chosen: 'no' (4 ×)."]


def test_any_answer_counts_if_the_survey_says_so(scored: Any) -> None:
    frame = TEXTS.with_columns(T2=pl.Series(["by phone", None, "at home", None]))
    assert shares(scored(BY_TEXT.replace("T1..T2}}", "T1..T2, counted: any}}"), frame)) == {
        "T1": (2, 1.0, 2),
        "T2": (2, 1.0, 2),
    }


def test_a_missing_code_is_no_answer(scored: Any) -> None:
    """−3 in all cells: not asked; −3 beside an answer: not chosen, counted among the empty cells."""
    frame = pl.DataFrame({"g": ["x"] * 3, "M1": [1, -3, -3], "M2": [-3, -3, 1], "M3": [0, -3, 0]})
    scores = scored(DEFINITION + "missing: [-3]\n", frame)
    assert shares(scores)["web"] == (1, 0.5, 2)
    found = multiple_frequencies(scores)
    assert found is not None
    assert "2 empty cells" in str(found.explain("en"))


def test_categories_count_a_mention_once(scored: Any) -> None:
    """Mentions (1, 1), (2, –), (–, –): two answered; brand 1 by one of them, brand 2 by the other."""
    definition = """
        respondent: {segments: [g]}
        scales: {brand: {codes: {ours: 1, theirs: 2, others: 3}}}
        items: {B1..B2: {scale: brand}}
        multiple: {brands: {items: B1..B2}}
        tables: {t: {items: [brands], by: [g]}}
        """
    frame = pl.DataFrame({"g": ["x"] * 3, "B1": ["ours", "theirs", None], "B2": ["ours", None, None]})
    assert shares(scored(definition, frame)) == {"ours": (1, 0.5, 2), "theirs": (1, 0.5, 2), "others": (0, 0.0, 2)}


def test_options_are_called_by_what_tells_the_headings_apart(scored: Any) -> None:
    """A sequence export of 问卷星: a 0/1 column per option, its name in brackets."""
    names = {"M1": "第6题(手机APP(官方))", "M2": "第6题(手机网页)", "M3": "第6题(电话)"}
    frame = CODED.rename(names)
    columns = ", ".join(f'{item}: {{scale: 0..1, column: "{name}"}}' for item, name in names.items())
    definition = DEFINITION.replace("M1..M3: {scale: 0..1}", columns).replace(", options: [web, app, call]", "")
    assert list(frequencies(scored(definition, frame)))[:3] == ["手机APP(官方)", "手机网页", "电话"]


def test_what_few_wrote_is_no_name_of_an_option(scored: Any) -> None:
    """A single person's words may be personal; the column's own name stands for them."""
    frame = pl.DataFrame({"g": ["x"] * 5, "T1": ["Web"] * 5, "T2": ["ask 13800138000", None, None, None, None]})
    assert list(frequencies(scored(BY_TEXT + "small_base: {withhold: 2}\n", frame))) == ["Web", "T2"]


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("definition", [DEFINITION, BY_TEXT])
def test_engines_agree(scored: Any, engine: str, definition: str) -> None:
    plain = CODED if definition is DEFINITION else TEXTS
    data: Any = plain
    if engine == "pandas":
        data = pd.DataFrame(plain.to_dict(as_series=False))
    if engine == "duckdb":
        import duckdb

        data = duckdb.from_arrow(plain.to_arrow())
    assert shares(scored(definition, data)) == shares(scored(definition, plain))
    assert tables(scored(definition, data)) == tables(scored(definition, plain))


def test_weights_and_design_by_brute_force(scored: Any) -> None:
    """The share is Σwx/Σw over those asked, its error that of the ratio over the whole sample (linearised)."""
    random = np.random.default_rng(11)
    n = 80
    marks = random.integers(0, 2, (n, 3)).astype(float)
    asked = random.random(n) < 0.8
    columns = {f"M{at + 1}": pl.Series(np.where(asked, marks[:, at], np.nan)).fill_nan(None) for at in range(3)}
    w = random.uniform(0.5, 2.0, n)
    frame = pl.DataFrame({"g": ["x"] * n, "w": w, **columns})
    row = frequencies(scored(DEFINITION.replace("{segments", "{weight: w, segments"), frame))["web"]
    share = (w * asked * marks[:, 0]).sum() / (w * asked).sum()
    influence = w * asked * (marks[:, 0] - share) / (w * asked).sum()
    assert row["estimate"] == pytest.approx(share, abs=1e-12)
    assert row["std_error"] == pytest.approx(np.sqrt(n / (n - 1) * (influence**2).sum()), rel=1e-9)
    assert row["of_responses"] == pytest.approx(
        (w * asked * marks[:, 0]).sum() / (w[:, None] * asked[:, None] * marks).sum()
    )


@given(st.lists(st.tuples(*[st.sampled_from([0, 1, None])] * 3), min_size=1, max_size=40))
@settings(settings.get_profile("costly"))
def test_asked_and_left_out_are_everyone(rows: list[tuple[int | None, ...]]) -> None:
    """By counting rows: nobody is both, nobody is lost, each choice is counted once."""
    columns = {f"M{at + 1}": pl.Series([row[at] for row in rows], dtype=pl.Int64) for at in range(3)}
    frame = pl.DataFrame({"g": ["x"] * len(rows), **columns})
    text = DEFINITION.replace("\n    ", "\n") + "\nsmall_base: {withhold: 0}\n"
    scores = si.score(si.read_responses(frame, parse_survey(text, "survey.yaml", TYPES)))
    asked = [row for row in rows if any(cell is not None for cell in row)]
    found = frequencies(scores)
    for at, name in enumerate(("web", "app", "call")):
        assert found[name]["n"] == len(asked)
        assert found[name]["n"] + found[name]["missing"] == len(rows)
        assert found[name]["count"] == sum(row[at] == 1 for row in asked)
    assert found["web"]["responses"] == sum(cell == 1 for row in rows for cell in row)
    assert ("none of these" in found) == any(1 not in row for row in asked)


def test_reasons_may_be_a_set(scored: Any) -> None:
    definition = DEFINITION.replace("M1..M3: {scale: 0..1}", "M1..M3: {scale: 0..1}, Q: {scale: likely11}")
    definition += "measures: {nps: {type: nps, item: Q, reasons: [use]}}\n"
    found = reasons(scored(definition, CODED.with_columns(Q=pl.Series([10, 9, 3, 0, 10, 10]))))
    assert found is not None
    rows = {(row["level"], row["answer"]): row for row in found.tables["nps.reasons"].to_dicts()}
    assert (rows["promoter", "web"]["estimate"], rows["promoter", "web"]["n"]) == (pytest.approx(2 / 3), 3)
    assert "use: the base is those with an answer" in str(found.tables["nps.reasons"].explain("en"))


def test_mentions_are_no_ratings(scored: Any) -> None:
    """Codes of brands in a row are not a battery that someone could answer carelessly."""
    definition = "items: {B1..B8: {scale: 1..5}, R1..R8: {scale: 1..5}}\nmultiple: {brands: {items: B1..B8}}\n"
    survey = parse_survey(definition, "survey.yaml", TYPES)
    assert [item.name for item in questionnaire(survey, survey.items).rated] == [f"R{at}" for at in range(1, 9)]


ITEMS = (
    "respondent: {segments: [g]}\nitems: {M1..M3: {scale: yes_no}, T1..T3: {scale: text}, N: {scale: number}, "
    "R1..R2: {scale: 1..5, reverse: true}, C1..C3: {scale: 1..4}, S: {scale: multi}}\n"
)
BAD = [
    ("{items: M1..M3}", ": It does not say which answer means chosen. Write counted: one of No, Yes"),
    ("{items: M1..M4, counted: 1}", ".items: The range 'M1..M4' names items that do not exist: M4."),
    ("{items: [M1], counted: 1}", ".items: A set needs at least two items."),
    ("{items: [M1, M1], counted: 1}", ".items: 'M1' is listed twice."),
    ("{items: M1..M3, counted: Yess}", ".counted: 'Yess' is not an answer of 'M1' (scale 'yes_no'). Did you mean"),
    ("{items: [M1, T1]}", ".items: These items are on different scales, and no answer is said to be counted."),
    ("{items: [M1, C1]}", ".items: These items are on different scales"),
    ("{items: T1..T3, asked: complete}", ".asked: Where only what is chosen is written, nobody has answered all"),
    ("{items: C1..C3, options: [a, b, c]}", ".options: The options are the answers of the items' scale."),
    ("{items: M1..M3, counted: 1, options: {en: [a, b]}}", ".options.en: There are 2 options for 3 items."),
    ("{items: M1..M3, counted: 1, options: [a, a, b]}", ".options: 'a' is listed twice."),
    ("{items: [N, M1], counted: 1}", ".items: 'N' is on the scale 'number'; here an item has points, codes, or"),
    ("{items: [S, T1]}", ".items: 'S' is on the scale 'multi'"),
    ("{items: R1..R2}", ".items: 'R1' is reverse-keyed: options are not."),
    ("{item: C1..C3}", ".item: There is no such key. Did you mean 'items'?"),
    ("{items: M1..M3, counted: 1, asked: all}", ".asked: 'all' is not one of: answered, chosen, complete, everyone."),
]  # fmt: skip


@pytest.mark.parametrize(("written", "message"), BAD)
def test_bad_definitions(written: str, message: str) -> None:
    with pytest.raises(SurveyError) as error:
        parse_survey(f"{ITEMS}multiple: {{use: {written}}}\n", "survey.yaml", TYPES)
    assert f"survey.yaml:3: multiple.use{message}" in str(error.value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("multiple: {M1: {items: C1..C3}}", "multiple.M1: 'M1' is already the name of an item."),
        ("multiple: {overall: {items: C1..C3}}", "multiple.overall: The name 'overall' is reserved."),
        (
            "multiple: {use: {items: C1..C3}}\ntables: {t: {items: [used], by: g}}",
            "tables.t.items[0]: There is no item 'used'. Did you mean 'use'?",
        ),
        (
            "multiple: {m: {items: C1..C3}}\nmeasures: {m: {type: mean, items: C1..C3}}",
            "multiple.m: 'm' is already the name of a measure.",
        ),
    ],
)
def test_bad_names(written: str, message: str) -> None:
    with pytest.raises(SurveyError) as error:
        parse_survey(f"{ITEMS}{written}\n", "survey.yaml", TYPES)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "written",
    ["{use: {items: M1..M3, counted: 1}}", "{use: {items: [T1, T2], counted: [Yes, 是]}}", "{use: {items: C1..C3}}",
     "{use: {items: T1..T3, options: {en: [a, b, c], zh: [甲, 乙, 丙]}, asked: chosen, title: Use}}"],
)  # fmt: skip
def test_the_schema_accepts_what_is_read(written: str) -> None:
    text = f"{ITEMS}multiple: {written}\n"
    parse_survey(text, "survey.yaml", TYPES)
    assert Draft202012Validator(json_schema(TYPES)).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    "written", ["{use: {items: M1..M3, asked: all}}", "{use: {counted: 1}}", "{use: {items: T1, value: 1}}"]
)
def test_the_schema_marks_what_is_not(written: str) -> None:
    assert not Draft202012Validator(json_schema(TYPES)).is_valid(yaml.safe_load(f"{ITEMS}multiple: {written}\n"))


def test_simulated_answers_can_be_read_back(tmp_path: Path) -> None:
    definition = ITEMS + (
        "multiple: {use: {items: M1..M3, counted: 1}, way: {items: T1..T3, options: [bus, train, foot]}}\n"
        "tables: {t: {items: [use, way, S], by: g}}\n"
    )
    survey = parse_survey(definition, "survey.yaml", TYPES)
    found = frequencies(si.score(si.read_responses(simulate(survey, 300, seed=1), survey)))
    assert {"bus", "train", "foot", "Price"} <= set(found)
    assert all(row["n"] > 100 for row in found.values())


def test_the_same_answers_as_text_and_as_a_sequence_count_alike(scored: Any, shared: Path) -> None:
    """Real 问卷星 exports of 800 people: `┋` lists in one cell, and a 0/1 column per option of the same questions."""
    folder = shared / "data" / "exports" / "wenjuanxing"
    text = """
        items: {hobby: {question: 6, scale: multi}, news: {question: 8, scale: multi}}
        """
    sequence = """
        items: {H1..H14: {question: 6, scale: 0..1}, N1..N10: {question: 8, scale: 0..1}}
        multiple: {hobby: {items: H1..H14, counted: 1}, news: {items: N1..N10, counted: 1}}
        """
    found = []
    for definition, name in ((text, "800_800_0.xls"), (sequence, "800_800_2.xls")):
        rows = multiple_frequencies(scored(definition, folder / name))
        assert rows is not None
        keys = ("count", "n", "estimate", "of_responses", "responses")
        found.append({(row["item"], row["answer"]): [row[key] for key in keys] for row in rows.to_dicts("zh")})
    assert len(found[0]) == 24
    assert found[0] == {key: pytest.approx(cells) for key, cells in found[1].items()}
