"""Gaps 1–5 and their chain by hand, against scipy."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from satindex.api import analyse
from satindex.errors import DataError, SurveyError
from satindex.results import picture

SIDES = "EUSDCP"
DEFINITION = """
    survey: gaps
    {person}
    items: {{E1..E2: {{scale: 1..7}}, U1..U2: {{scale: 1..7}}, S1..S2: {{scale: 1..7}},
            D1..D2: {{scale: 1..7}}, C1..C2: {{scale: 1..7}}, P1..P2: {{scale: 1..7}}}}
    measures:
      gaps:
        type: gap_model
        audience: role
        expected: {{customer: E1..E2}}
        understood: {{manager: U1..U2}}
        specified: {{manager: S1..S2}}
        delivered: {{staff: D1..D2}}
        promised: {{staff: C1..C2}}
        perceived: {{customer: P1..P2}}
    """
PLAIN = DEFINITION.format(person="")
OF = {"customer": "EP", "manager": "US", "staff": "DC"}
Person = tuple[str | None, dict[str, tuple[float | None, float | None]]]


def frame(*people: Person) -> pl.DataFrame:
    """One row per person: their role, and the two answers to each side."""
    rows = []
    for role, answers in people:
        row: dict[str, Any] = {"role": role}
        for side in SIDES:
            one, two = answers.get(side, (None, None))
            row |= {f"{side}1": one, f"{side}2": two}
        rows.append(row)
    names = [f"{side}{number}" for side in SIDES for number in (1, 2)]
    return pl.DataFrame(rows, schema={"role": pl.String, **dict.fromkeys(names, pl.Float64)})


def person(role: str, one: tuple[float, float], other: tuple[float, float]) -> Person:
    first, second = OF[role]
    return role, {first: one, second: other}


# Side means: expected 6 7 6 5 → 6, perceived 4 5 3 4 → 4; understood 5 6 4 → 5, specified 4 5 3 → 4;
# delivered 3 4 5 → 4, promised 5 5 5 → 5.
EXAMPLE = [
    person("customer", (6, 6), (4, 4)),
    person("customer", (7, 7), (6, 4)),
    person("customer", (5, 7), (2, 4)),
    person("customer", (5, 5), (4, 4)),
    person("manager", (5, 5), (4, 4)),
    person("manager", (7, 5), (6, 4)),
    person("manager", (4, 4), (3, 3)),
    person("staff", (2, 4), (5, 5)),
    person("staff", (4, 4), (4, 6)),
    person("staff", (5, 5), (5, 5)),
]
MEANS = {"E": [6, 7, 6, 5], "P": [4, 5, 3, 4], "U": [5, 6, 4], "S": [4, 5, 3], "D": [3, 4, 5], "C": [5, 5, 5]}


def rows_of(scores: Any, table: str = "gaps", key: str = "gap") -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in scores[table].to_dicts("en")}


def test_the_five_gaps_by_hand(scored: Any) -> None:
    """5 − 6 = −1, 4 − 5 = −1, 4 − 4 = 0, 4 − 5 = −1, 4 − 6 = −2."""
    scores = scored(PLAIN, frame(*EXAMPLE))
    assert scores.frame["gaps.expected"].to_list() == [6, 7, 6, 5, *[None] * 6]
    assert scores.frame["gaps.delivered"].to_list() == [*[None] * 7, 3, 4, 5]
    rows = rows_of(scores)
    assert {gap: row["estimate"] for gap, row in rows.items()} == {1: -1.0, 2: -1.0, 3: 0.0, 4: -1.0, 5: -2.0}
    assert [rows[1][key] for key in ("compared", "compared_mean", "compared_n")] == ["understood by managers", 5.0, 3]
    assert [rows[1][key] for key in ("against", "against_mean", "against_n")] == ["expected by customers", 6.0, 4]
    assert [row["n"] for row in rows.values()] == [7, 3, 6, 3, 4]
    assert scores.responses.audit.notes == ()


@pytest.mark.parametrize(("gap", "one", "other"), [(1, "U", "E"), (3, "D", "S")])
def test_different_audiences_are_welchs_t(scored: Any, gap: int, one: str, other: str) -> None:
    row = rows_of(scored(PLAIN, frame(*EXAMPLE)))[gap]
    test = stats.ttest_ind(MEANS[one], MEANS[other], equal_var=False)
    ends = test.confidence_interval()
    found = [row[key] for key in ("ci_low", "ci_high", "df", "p_value")]
    assert found == pytest.approx([ends.low, ends.high, test.df, test.pvalue])


@pytest.mark.parametrize(("gap", "one", "other"), [(4, "D", "C"), (5, "P", "E")])
def test_the_same_audience_is_paired(scored: Any, gap: int, one: str, other: str) -> None:
    row = rows_of(scored(PLAIN, frame(*EXAMPLE)))[gap]
    test = stats.ttest_rel(MEANS[one], MEANS[other])
    ends = test.confidence_interval()
    found = [row[key] for key in ("ci_low", "ci_high", "df", "p_value")]
    assert found == pytest.approx([ends.low, ends.high, test.df, test.pvalue])


def test_the_chain_and_what_it_leaves_unexplained(scored: Any) -> None:
    """−1, −2, −2, −3; gap 5 is −2: unexplained −2 − (−3) = +1, i.e. P − 2D + C: customers' P, staff's C − 2D."""
    result = scored(PLAIN, frame(*EXAMPLE))["gaps.chain"]
    rows = {row["step"]: row for row in result.to_dicts("en")}
    assert [row["estimate"] for row in rows.values()] == [-1.0, -2.0, -2.0, -3.0, -2.0, 1.0]
    left = rows["5 − (1 + 2 + 3 + 4)"]
    staff = np.array(MEANS["C"]) - 2 * np.array(MEANS["D"])
    parts = [np.var(MEANS["P"], ddof=1) / 4, np.var(staff, ddof=1) / 3]
    assert left["std_error"] == pytest.approx(np.sqrt(sum(parts)))
    assert left["df"] == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 3 + parts[1] ** 2 / 2))
    assert left["ci_low"] < 0 < left["ci_high"]
    assert left["between"] == "what gaps 1–4 leave unexplained"
    assert rows["5"]["std_error"] == pytest.approx(rows_of(scored(PLAIN, frame(*EXAMPLE)))[5]["std_error"])
    assert any("never assumed to be 0" in note.en for note in result.explanation.notes)
    assert result.explanation.numbers[-1].en == "5 − (1 + 2 + 3 + 4): +1.0000 (what gaps 1–4 leave unexplained)"


def test_item_by_item(scored: Any) -> None:
    """Gap 1, first items: managers 5 7 4 against customers 6 7 5 5; Holm over the two items of the gap."""
    rows = scored(PLAIN, frame(*EXAMPLE))["gaps.items"].to_dicts("en")
    assert [(row["gap"], row["item"], row["against_item"]) for row in rows[:3]] == [
        (1, "U1", "E1"),
        (1, "U2", "E2"),
        (2, "S1", "U1"),
    ]
    assert len(rows) == 10
    tests = [
        stats.ttest_ind([5, 7, 4], [6, 7, 5, 5], equal_var=False),
        stats.ttest_ind([5, 5, 4], [6, 7, 7, 5], equal_var=False),
    ]
    assert [row["p_value"] for row in rows[:2]] == pytest.approx([test.pvalue for test in tests])
    low, high = sorted(test.pvalue for test in tests)
    assert sorted(row["p_adjusted"] for row in rows[:2]) == pytest.approx([2 * low, max(2 * low, high)])


def test_only_the_sides_own_audience_counts(scored: Any) -> None:
    """A manager's expectations are not the customers', and who has no role is in no audience; both are counted."""
    more = [("manager", {"E": (1.0, 1.0), "U": (5.0, 5.0)}), (None, {"E": (1.0, 1.0)}), ("supplier", {"D": (1.0, 1.0)})]
    scores = scored(PLAIN, frame(*EXAMPLE, *more))
    rows = rows_of(scores)
    assert (rows[1]["against_mean"], rows[1]["compared_n"]) == (6.0, 4)
    assert [note.en for note in scores.responses.audit.notes] == [
        "gaps: respondents in no audience (customer, manager, staff): 2",
        "gaps: respondents other than customer who answered 'expected', not used: 2",
        "gaps: respondents other than staff who answered 'delivered', not used: 1",
    ]


def test_gaps_without_one_of_their_sides_are_left_out(scored: Any) -> None:
    written = "\n".join(line for line in PLAIN.splitlines() if "promised" not in line and "specified" not in line)
    scores = scored(written, frame(*EXAMPLE))
    assert list(rows_of(scores)) == [1, 5]
    assert "gaps.chain" not in scores.tables()


def test_by_segment(scored: Any) -> None:
    """East has no manager: gap 1 is missing with its reason, gap 5 stands."""
    data = frame(*EXAMPLE).with_columns(region=pl.Series(["east", "east", "west", "west", *["west"] * 6]))
    result = scored(DEFINITION.format(person="respondent: {segments: [region]}"), data)["gaps"].by("region")
    east = {row["gap"]: row for row in result.to_dicts("en") if row["level"] == "east"}
    assert (east[1]["estimate"], east[1]["reason"]) == (None, "no answers in this base")
    assert east[5]["estimate"] == -2.0
    assert result.plot("zh").to_dict()["description"]


def test_in_a_report(scored: Any) -> None:
    analysis = analyse(scored(PLAIN, frame(*EXAMPLE)), "en")
    assert analysis.sections[0].tables == ("gaps", "gaps.items", "gaps.chain")
    assert [headline.estimate for headline in analysis.headlines] == [-2.0]


def test_a_side_of_few_answers_is_withheld(scored: Any) -> None:
    """Three managers below four: gaps 1–4 rest on three managers or three staff, gap 5 on four customers."""
    written = PLAIN.replace("    measures:", "    small_base: {flag: 5, withhold: 4}\n    measures:")
    rows = rows_of(scored(written, frame(*EXAMPLE)))
    assert [row["estimate"] for row in rows.values()] == [None, None, None, None, -2.0]
    assert (rows[1]["compared_mean"], rows[1]["compared"]) == (None, "understood by managers")
    assert rows[1]["reason"] == "base below 4"


def test_with_a_design_the_difference_is_linearised(scored: Any) -> None:
    """Weights: influence w(x − x̄)/W of managers and customers, n/(n − 1)(Σ z² − (Σ z)²/n) over all ten sampled."""
    weights = np.array([1, 2, 3, 1, 2, 1, 1, 4, 1, 1.0])
    data = frame(*EXAMPLE).with_columns(w=pl.Series(weights))
    row = rows_of(scored(DEFINITION.format(person="respondent: {weight: w}"), data))[1]
    e, u = np.array(MEANS["E"]), np.array(MEANS["U"])
    we, wu = weights[:4], weights[4:7]
    me, mu = we @ e / we.sum(), wu @ u / wu.sum()
    z = np.concatenate([-we * (e - me) / we.sum(), wu * (u - mu) / wu.sum(), np.zeros(3)])
    assert row["estimate"] == pytest.approx(mu - me)
    assert row["std_error"] == pytest.approx(np.sqrt(10 / 9 * float(z @ z - z.sum() ** 2 / 10)))


def test_an_item_that_an_audience_never_answers_is_told(scored: Any) -> None:
    """Managers answered the first item only: 5 and 4 on it against the customers' 6 and 5 on both."""
    everyone = [person("customer", (6, 6), (4, 4)), person("customer", (5, 5), (4, 4))]
    everyone += [person(role, (5, None), (4, 4)) for role in ("manager", "staff")]
    scores = scored(PLAIN, frame(*everyone))
    notes = [note.en for note in scores.responses.audit.notes]
    assert (
        "gaps: items of 'understood' that nobody of 'manager' answered: its gaps compare unlike items, see them item "
        "by item: 1"
    ) in notes
    first, second = (row for row in scores["gaps.items"].to_dicts("en") if row["gap"] == 1)
    assert (first["estimate"], second["estimate"], second["reason"]) == (-0.5, None, "no answers in this base")


def test_audiences_are_known_whatever_their_case_and_width(scored: Any) -> None:
    """' Customer' and 'ＳＴＡＦＦ' are those that the definition names, also where the column is a segment."""
    written = PLAIN.replace("    items:", "    respondent: {segments: [role]}\n    items:", 1)
    plain = frame(*EXAMPLE)
    odd = plain.with_columns(pl.col("role").replace({"customer": " Customer", "staff": "ＳＴＡＦＦ"}))
    for definition in (PLAIN, written):
        assert rows_of(scored(definition, odd)) == rows_of(scored(definition, plain))
    assert set(scored(written, odd).responses.levels["role"]) == {"customer", "manager", "staff"}


def test_the_pictures_and_the_explanation(scored: Any) -> None:
    scores = scored(PLAIN, frame(*EXAMPLE))
    result = scores["gaps"]
    drawn = picture.spec(result, "en")
    assert drawn is not None
    first = drawn["data"]["values"][0]
    assert first["about"].startswith("1 · what management understands")
    assert (first["against"], first["compared"]) == (6.0, 5.0)
    for table in (result, scores["gaps.chain"]):
        for language in ("en", "zh"):
            assert table.plot(language).to_dict()["description"]
    assert result.explanation.numbers[0].en == (
        "Gap 1: 5.0000 (understood by managers, n = 3) − 6.0000 (expected by customers, n = 4) = −1.0000"
    )
    assert result.explanation.numbers[0].zh == (
        "差距 1：5.0000（管理者理解，n = 3） − 6.0000（顾客期望，n = 4） = −1.0000"
    )
    assert "1985" in result.explanation.sources[0]


cells = st.one_of(st.none(), st.integers(1, 7))
people = st.lists(
    st.tuples(st.sampled_from(["customer", "manager", "staff"]), *[st.tuples(cells, cells)] * 2), min_size=1, max_size=9
)


@given(people, st.randoms(use_true_random=False))
@settings(settings.get_profile("costly"))
def test_for_any_answers(scored: Any, drawn: list[tuple[Any, ...]], random: Any) -> None:
    everyone = [person(role, one, other) for role, one, other in drawn] + EXAMPLE
    scores = scored(PLAIN, frame(*everyone))
    rows = rows_of(scores)
    means = {}
    for side in SIDES:
        answers = [[a for a in given_answers.get(side, ()) if a is not None] for _, given_answers in everyone]
        means[side] = np.mean([np.mean(known) for known in answers if known])
    wanted = {1: "UE", 2: "SU", 3: "DS", 4: "DC", 5: "PE"}
    for gap, (one, other) in wanted.items():
        assert rows[gap]["estimate"] == pytest.approx(means[one] - means[other], abs=1e-9)
        assert -6 <= rows[gap]["estimate"] <= 6
    chain = rows_of(scores, "gaps.chain", "step")
    assert chain["1 + 2 + 3 + 4"]["estimate"] == pytest.approx(sum(rows[gap]["estimate"] for gap in (1, 2, 3, 4)))
    left = chain["5"]["estimate"] - chain["1 + 2 + 3 + 4"]["estimate"]
    assert chain["5 − (1 + 2 + 3 + 4)"]["estimate"] == pytest.approx(left, abs=1e-9)
    shuffled = list(everyone)
    random.shuffle(shuffled)
    weighted = frame(*shuffled).with_columns(w=pl.lit(3))
    again = rows_of(scored(DEFINITION.format(person="respondent: {weight: w}"), weighted))
    for gap, row in rows.items():
        assert again[gap]["estimate"] == pytest.approx(row["estimate"], abs=1e-9)


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_no_answer_is_no_score_on_any_engine(scored: Any, empty: float | None) -> None:
    polars = frame(*EXAMPLE, ("customer", dict.fromkeys(SIDES, (empty, empty))))
    for data in (polars, pd.DataFrame(polars.to_dict(as_series=False)), duckdb.sql("SELECT * FROM polars")):
        scores = scored(PLAIN, data)
        assert scores.responses.audit.rows_used == 10
        assert sorted(scores.to_frame()["gaps.expected"].dropna()) == [5, 6, 6, 7]
        assert [row["estimate"] for row in scores["gaps"].to_dicts()] == pytest.approx([-1, -1, 0, -1, -2])


@pytest.mark.parametrize("gap", [6.0, -6.0])
def test_the_ends_of_the_range_are_reached(scored: Any, gap: float) -> None:
    high, low = ((7.0, 7.0), (1.0, 1.0)) if gap > 0 else ((1.0, 1.0), (7.0, 7.0))
    everyone = [person("customer", low, high), person("manager", high, high), person("staff", high, low)]
    rows = rows_of(scored(PLAIN, frame(*everyone)))
    assert (rows[1]["estimate"], rows[4]["estimate"], rows[5]["estimate"]) == (gap, gap, gap)
    assert rows[1]["reason"] == "fewer than two answers: no standard error"


def test_an_audience_that_the_data_do_not_have(scored: Any) -> None:
    with pytest.raises(DataError) as told:
        scored(PLAIN.replace("{manager:", "{manger:"), frame(*EXAMPLE))
    assert str(told.value) == "nobody is 'manger' in the column 'role'. Did you mean 'manager'?"
    with pytest.raises(DataError, match=r"the export has no column 'rolle'\. Did you mean 'role'\?"):
        scored(PLAIN.replace("audience: role", "audience: rolle"), frame(*EXAMPLE))


@pytest.mark.parametrize(
    ("given_text", "instead", "message"),
    [
        ("{manager: U1..U2}", "{manager: [U1]}", "measures.gaps.understood: 1 items against 2 of 'expected' (gap 1)"),
        ("{manager: U1..U2}", "{manager: U1, staff: U2}", "understood: One audience answers it, here are 2"),
        ("{manager: U1..U2}", "{manager: U1..U9}", "names items that do not exist"),
        ("{manager: U1..U2}", "{manager: []}", "measures.gaps.understood.manager: There is no item"),
        ("U1..U2: {scale: 1..7}", "U1..U2: {scale: 1..5}", "scales of different range (E1 1–7, U1 1–5)"),
        ("U1..U2: {scale: 1..7}", "U1..U2: {scale: text}", "U1 is answered in 'text', which has no numbers"),
        ("        understood:", "        understod:", "There is no such key. Did you mean 'understood'?"),
        ("        audience: role\n", "", "measures.gaps"),
    ],
)
def test_bad_definitions(scored: Any, given_text: str, instead: str, message: str) -> None:
    assert given_text in PLAIN
    with pytest.raises(SurveyError) as told:
        scored(PLAIN.replace(given_text, instead), frame(*EXAMPLE))
    assert message in str(told.value)


def test_no_gap_at_all(scored: Any) -> None:
    written = "\n".join(line for line in PLAIN.splitlines() if "        understood: {" not in line)
    written = "\n".join(
        line for line in written.splitlines() if not line.startswith(("        perceived", "        promised"))
    )
    written = written.replace("        delivered: {staff: D1..D2}\n", "")
    with pytest.raises(SurveyError, match=r"measures\.gaps: No gap has both its sides\. Gap 1 needs understood"):
        scored(written, frame(*EXAMPLE))
