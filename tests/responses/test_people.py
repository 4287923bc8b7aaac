"""The columns about the respondent: who is kept, who weighs how much, who belongs to which group."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import DataError
from satindex.measures.registry import TYPES
from satindex.readers import open_export
from satindex.readers.export import Codebook
from satindex.readers.opening.platform_export import described
from satindex.responses.reading import read_responses
from satindex.responses.responses import about as about_column
from satindex.survey.load import parse_survey

BASE = """
    survey: people
    language: {language}
    {about}
    items:
      Q: {{scale: 0..10}}
      A: {{scale: agree5}}
      R: {{scale: agree5, reverse: true}}
      B: {{scale: yes_no}}
    measures: {{m: {{type: mean, items: [Q]}}}}
    """


def scores_of(scored: Any, about: str, language: str = "en", **columns: list[Any]) -> Any:
    n = len(next(iter(columns.values())))
    data = {"Q": list(range(n)), "A": ["3"] * n, "R": ["3"] * n, "B": ["1"] * n} | columns
    return scored(BASE.format(about=about.replace("\n", "\n    "), language=language), pl.DataFrame(data, strict=False))


def kept(scores: Any) -> list[int]:
    """The rows that are kept, by their number: each row's Q is its number."""
    return [int(value) for value in scores.frame["Q"].to_list()]


def set_aside(scores: Any) -> list[tuple[int, str]]:
    return [(entry.count, entry.reason.en) for entry in scores.responses.audit.set_aside]


# (condition, column → values, rows kept)
WHERE: dict[str, tuple[str, dict[str, list[Any]], list[int]]] = {
    "texts": ("{branch: [A, B]}", {"branch": ["A", "C", "B", None, "a "]}, [0, 2, 4]),
    "one text": ("{branch: A}", {"branch": ["A", "C", "AA"]}, [0]),
    "numbers by value": ("{branch: [10]}", {"branch": ["1.0", "10", "10.0", "１０", "100", "1"]}, [1, 2, 3]),
    "numbers of a number column": ("{branch: [1, 3]}", {"branch": [1.0, 2.0, 3.0, None]}, [0, 2]),
    "at least": ("{age: {at_least: 18}}", {"age": ["17", "18", "18.5", "", "old", "90"]}, [1, 2, 5]),
    "between": ("{age: {at_least: 18, at_most: 20}}", {"age": [17, 18, 20, 21, None]}, [1, 2]),
    "a label, answered by code or in another language": (
        "{A: [Agree]}",
        {"A": ["4", "同意", "agree", "5", "一般"]},
        [0, 1, 2],
    ),
    "a code, answered by label": ("{A: [4, 5]}", {"A": ["Agree", "非常同意", "4", "Disagree"]}, [0, 1, 2]),
    "codes of words": ("{B: [Yes]}", {"B": ["是", "Yes", "1", "No", "否"]}, [0, 1, 2]),
    "an item at least, answered by label": ("{A: {at_least: 4}}", {"A": ["Agree", "一般", "5", ""]}, [0, 2]),
    "a reverse-keyed item, as it was answered": ("{R: [5]}", {"R": ["5", "1", "Strongly agree"]}, [0, 2]),
    "two conditions": ("{branch: [A], age: {at_least: 18}}", {"branch": list("AAB"), "age": [17, 18, 19]}, [1]),
    "a missing answer is no 'None'": ('{branch: ["None"]}', {"branch": ["不清楚", "None", None]}, [1]),
}


@pytest.mark.parametrize("case", WHERE)
def test_where(scored: Any, case: str) -> None:
    condition, columns, rows = WHERE[case]
    scores = scores_of(scored, f"missing: [不清楚]\nwhere: {condition}", **columns)
    assert kept(scores) == rows
    n = len(next(iter(columns.values())))
    assert scores.responses.audit.rows_read == n
    assert sum(count for count, _ in set_aside(scores)) == n - len(rows)


def test_conditions_set_rows_aside_in_turn(scored: Any) -> None:
    scores = scores_of(
        scored, "where: {branch: [A], age: {at_least: 18}}", branch=["A", "A", "B", "B"], age=[17, 18, 17, 19]
    )
    assert set_aside(scores) == [(2, "where: branch = A does not hold"), (1, "where: age ≥ 18 does not hold")]


def test_where_on_a_derived_column(scored: Any) -> None:
    about = "derive: {region: {from: city, merge: {east: [上海, 杭州], west: [成都]}}}\nwhere: {region: [east]}"
    assert kept(scores_of(scored, about, city=["上海", "成都", "杭州", "北京", None])) == [0, 2]


def test_where_that_keeps_nobody_is_refused(scored: Any) -> None:
    with pytest.raises(DataError) as told:
        scores_of(scored, "where: {branch: [Z]}", branch=["A", "B"])
    assert str(told.value) == "no row of polars frame is left. Set aside were 2: where: branch = Z does not hold."


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("136秒", 136),
        ("136", 136),
        ("136.0", 136),
        ("2分16秒", 136),
        ("2 分 16 秒", 136),
        ("1小时2分", 3720),
        ("0:02:16", 136),
        ("2:16", 136),
        ("2 min 16 s", 136),
        ("1h", 3600),
        ("１３６秒", 136),
    ],
)
def test_durations(scored: Any, written: str, seconds: int) -> None:
    """Kept at its own length, set aside one second above it."""
    for least, rows in ((seconds, [0, 1]), (seconds + 1, [1])):
        about = f"respondent: {{duration: 用时}}\nwhere: {{用时: {{at_least: {least}}}}}"
        assert kept(scores_of(scored, about, 用时=[written, "99999"])) == rows


@pytest.mark.parametrize("written", ["soon", "", "秒", "a1秒", "1日"])
def test_what_is_no_duration_is_set_aside(scored: Any, written: str) -> None:
    about = "respondent: {duration: 用时}\nwhere: {用时: {at_least: 0}}"
    assert kept(scores_of(scored, about, 用时=[written, "1秒"])) == [1]


def test_weights(scored: Any) -> None:
    """(1·0 + 3·1)/4 over the rows with a weight; the third has none, the fourth weighs 0."""
    scores = scores_of(scored, "respondent: {weight: w}", w=["1", "３", "", "0"])
    assert set_aside(scores) == [(1, "no weight in 'w'")]
    (row,) = scores["m"].to_dicts()
    assert (row["estimate"], row["n"]) == (0.75, 3)


@pytest.mark.parametrize("weight", ["-1", "heavy", "1,5", "-0.001", "inf", "1 2"])
def test_bad_weights(scored: Any, weight: str) -> None:
    with pytest.raises(DataError) as told:
        scores_of(scored, "respondent: {weight: w}", w=["1", weight])
    assert str(told.value) == f"the weight 'w' holds '{weight}'; weights are numbers, 0 or more."


@pytest.mark.parametrize(("key", "reason"), [("stratum", "no 's'"), ("cluster", "no 's'")])
def test_a_missing_stratum_or_cluster_sets_the_row_aside(scored: Any, key: str, reason: str) -> None:
    scores = scores_of(scored, f"respondent: {{{key}: s}}", s=["a", "a", None, "b", "b"])
    assert set_aside(scores) == [(1, reason)]
    assert kept(scores) == [0, 1, 3, 4]


def test_a_weight_is_no_segment(scored: Any) -> None:
    with pytest.raises(DataError) as told:
        scores_of(scored, "respondent: {weight: w, segments: [w]}", w=["1", "2"])
    assert str(told.value) == "'w' is the weight; it can't be a segment too."


@pytest.mark.parametrize("key", ["stratum", "cluster", "id"])
def test_a_column_with_two_purposes_serves_both(scored: Any, key: str) -> None:
    scores = scores_of(scored, f"respondent: {{{key}: b, segments: [b]}}", b=["x", "y", "x", "y"])
    assert scores.responses.levels == {"b": ("x", "y")}
    assert [(row["level"], row["estimate"]) for row in scores["m"].by("b").to_dicts()] == [("x", 1.0), ("y", 2.0)]


def test_a_panel_is_clustered_by_respondent(scored: Any) -> None:
    """id = cluster: as R's svydesign(ids = ~id); two persons, means 0.5 and 2.5 in totals: hand-worked.
    Influence (x − 1.5)/4 by person: (−1.5 − .5)/4 = −.5, (.5 + 1.5)/4 = .5 → 2/1·(.25 + .25) = 1."""
    scores = scores_of(scored, "respondent: {id: p, cluster: p}", p=["a", "a", "b", "b"])
    (row,) = scores["m"].to_dicts()
    assert (row["estimate"], row["std_error"]) == (1.5, pytest.approx(1.0))


def test_levels_stand_in_the_declared_order_then_by_number_the_missing_last(scored: Any) -> None:
    about = "respondent: {segments: {age: {order: [18-25, 26-35, 36+, 99+]}, n: {}}}"
    scores = scores_of(scored, about, age=["36+", None, "26-35", "other", "18-25"], n=["10", "9", "1.5", "x", ""])
    assert scores.responses.levels == {
        "age": ("18-25", "26-35", "36+", "other", None),
        "n": ("1.5", "9", "10", "x", None),
    }
    assert [row["level"] for row in scores["m"].by("age").to_dicts()] == ["18-25", "26-35", "36+", "other", "(missing)"]


def test_levels_that_where_leaves_empty_are_not_shown(scored: Any) -> None:
    scores = scores_of(scored, "respondent: {segments: [b]}\nwhere: {b: [x, y]}", b=["x", "y", "z", None])
    assert scores.responses.levels == {"b": ("x", "y")}


def test_bands(scored: Any) -> None:
    about = "respondent: {segments: [band]}\nderive: {band: {from: age, bands: [18, 26, 36]}}"
    scores = scores_of(scored, about, age=["17.9", "18", "25", "26", "36", "120", "", "twenty", "25 "])
    assert scores.frame["@band"].to_list() == ["<18", "18-25", "18-25", "26-35", "36+", "36+", None, None, "18-25"]
    assert scores.responses.levels == {"band": ("<18", "18-25", "26-35", "36+", None)}
    assert [(c.item, c.column, c.value, c.count, c.reason.en) for c in scores.responses.audit.cells] == [
        ("band", "age", "twenty", 1, "no number, so in no band")
    ]


def test_bands_of_an_item(scored: Any) -> None:
    about = "respondent: {segments: [band]}\nderive: {band: {from: Q, bands: [7, 9]}}"
    scores = scores_of(scored, about, Q=["6", "7", "9", ""])
    assert scores.frame["@band"].to_list() == ["<7", "7-8", "9+", None]


def test_merged_answers_and_those_that_are_not(scored: Any) -> None:
    about = "respondent: {segments: [r]}\nderive: {r: {from: city, merge: {east: [上海, 杭州], west: [成都]}}}"
    scores = scores_of(scored, about, city=["上海", "成都", "杭州", "北京", None])
    assert scores.frame["@r"].to_list() == ["east", "west", "east", "北京", None]
    assert scores.responses.levels == {"r": ("east", "west", "北京", None)}


def test_a_segment_that_is_an_item_has_its_labels(scored: Any) -> None:
    """Stored codes, Chinese and English labels of one point are one level, in the survey's language."""
    about = "respondent: {segments: [A]}"
    answers = ["Agree", "同意", "4", "1", ""]
    for language, levels in (("en", ("Strongly disagree", "Agree", None)), ("zh", ("非常不同意", "同意", None))):
        assert scores_of(scored, about, language, A=answers).responses.levels == {"A": levels}


def test_missing_codes_of_a_segment_are_audited(scored: Any) -> None:
    scores = scores_of(scored, "missing: [不清楚]\nrespondent: {segments: [b]}", b=["x", "不清楚", "不清楚", "y"])
    assert scores.responses.levels == {"b": ("x", "y", None)}
    assert [(c.item, c.value, c.count, c.reason.en) for c in scores.responses.audit.cells] == [
        ("b", "不清楚", 2, "declared missing")
    ]


def test_a_column_named_like_a_score_keeps_its_mark(scored: Any) -> None:
    scores = scores_of(scored, "respondent: {segments: [m], id: i}", m=["x", "y"], i=["1", "2"])
    assert scores.kept().columns == ["i", "@m", "m"]


def test_the_identifier_stays_as_it_was_written(scored: Any) -> None:
    scores = scores_of(scored, "respondent: {id: i}", i=["007", " 12 ", "1.0", ""])
    assert scores.kept()["i"].to_list() == ["007", "12", "1.0", None]


def test_columns_about_people_that_lack_are_named_together(scored: Any) -> None:
    about = "respondent: {id: Id, weight: weigth, segments: [brnch]}\nwhere: {agee: {at_least: 1}}"
    with pytest.raises(DataError) as told:
        scores_of(scored, about, weight=["1"], branch=["x"], age=["1"], ident=["1"])
    assert str(told.value).splitlines() == [
        "the export has no column 'weigth'. Did you mean 'weight'?",
        "the export has no column 'agee'. Did you mean 'age'?",
        "the export has no column 'brnch'. Did you mean 'branch'?",
        "the export has no column 'Id'. There are: Q, A, R, B, weight, branch, age, ident.",
    ]


branches = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 10)),
        st.sampled_from(["x", "y", None, "不清楚"]),
        st.one_of(st.none(), st.sampled_from(["0", "1", "2.5"])),
    ),
    min_size=1,
    max_size=30,
)


@given(branches)
@settings(settings.get_profile("costly"))
def test_rows_read_are_rows_used_and_rows_set_aside(scored: Any, rows: list[tuple[Any, ...]]) -> None:
    definition = """
    survey: accounted
    missing: [不清楚]
    respondent: {weight: w, segments: [b]}
    where: {b: [x, y]}
    items: {Q: {scale: 0..10}}
    measures: {m: {type: mean, items: [Q]}, n: {type: nps, item: Q}}
    """
    schema = {"Q": pl.Int64, "b": pl.String, "w": pl.String}
    data = pl.DataFrame(rows, schema=schema, orient="row")
    left = [row for row in rows if row[2] is not None and row[1] in ("x", "y")]
    if not left:
        with pytest.raises(DataError, match=r"^no row of polars frame is left"):
            scored(definition, data)
        return
    scores = scored(definition, data)
    audit = scores.responses.audit
    assert audit.rows_read == len(rows) == audit.rows_used + sum(entry.count for entry in audit.set_aside)
    assert audit.rows_used == sum(row[0] is not None for row in left)
    assert len(scores.frame) == len(left)
    by_segment = scores["n"].by("b").to_dicts()
    assert sum(row["n"] for row in by_segment) == scores["n"].to_dicts()[0]["n"] == audit.rows_used


LABELLED = pl.DataFrame({"Q": [1, 2, 3, 4, 5, 5], "sex": [1, 2, 2, 1, 9, None], "age": [17, 30, 30, 50, 98, 99]})
LABELS = Codebook(
    value_labels={
        "sex": {"1": "Male", "2": "Female", "9": "No answer"},
        "age": {"98": "98 or more", "99": "No answer"},
    },
    missing={"sex": ("9",), "age": ("99",)},
)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("respondent: {segments: [sex]}", ["Male", "Female", "Female", "Male", None, None]),
        ("respondent: {segments: {sex: {order: [2, 1]}}}", ["Male", "Female", "Female", "Male", None, None]),
        (
            "respondent: {segments: [m]}\nderive: {m: {from: sex, merge: {men: [1]}}}",
            ["men", "Female", "Female", "men", None, None],
        ),
        (
            "respondent: {segments: [m]}\nderive: {m: {from: sex, merge: {men: [Male]}}}",
            ["men", "Female", "Female", "men", None, None],
        ),
        (
            "respondent: {segments: [b]}\nderive: {b: {from: age, bands: [18, 40]}}",
            ["<18", "18-39", "18-39", "40+", "40+", None],
        ),
    ],
)
def test_an_exports_codes_are_groups_by_their_labels(person: str, expected: list[str | None]) -> None:
    """As SPSS shows them; a definition may name a group by its code or by its label."""
    export = described(open_export(LABELLED), LABELS)
    survey = parse_survey(f"survey: s\n{person}\nitems: {{Q: {{scale: 1..5}}}}\n", "s.yaml", TYPES)
    responses = read_responses(export, survey)
    (segment,) = survey.respondent.groupings
    assert responses.frame.to_native()[about_column(segment.column)].to_list() == expected
    if segment.column == "sex":
        in_order = ("Female", "Male", None) if "order" in person else ("Male", "Female", None)
        assert responses.levels["sex"] == in_order


@pytest.mark.parametrize("where", ["sex: 1", "sex: Male", "sex: [1, Male]"])
def test_a_condition_names_a_code_or_its_label(where: str) -> None:
    export = described(open_export(LABELLED), LABELS)
    survey = parse_survey(f"survey: s\nwhere: {{{where}}}\nitems: {{Q: {{scale: 1..5}}}}\n", "s.yaml", TYPES)
    assert read_responses(export, survey).frame.to_native()["Q"].to_list() == [1, 4]
