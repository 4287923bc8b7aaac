"""Indices of a path model: against published weights, by hand, refused where they mean nothing, and for any answers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satindex.errors import SurveyError
from satindex.measures.registry import TYPES
from satindex.measures.scores import Scores
from satindex.responses.responses import about
from satindex.survey.load import parse_survey, survey_warnings

MOBI = json.loads((Path(__file__).parent.parent / "references" / "pls_mobi.json").read_text(encoding="utf-8"))
DEFINITION = """
    survey: mobi
    items:
      IMAG1..IMAG5: {scale: 1..10}
      CUEX1..CUEX3: {scale: 1..10}
      PERQ1..PERQ7: {scale: 1..10}
      PERV1..PERV2: {scale: 1..10}
      CUSA1..CUSA3: {scale: 1..10}
      CUSCO: {scale: 1..10}
      CUSL1..CUSL3: {scale: 1..10}
    measures:
      index:
        type: path_index
        constructs:
          Image: {items: IMAG1..IMAG5}
          Expectation: {items: CUEX1..CUEX3}
          Quality: {items: PERQ1..PERQ7}
          Value: {items: PERV1..PERV2}
          Satisfaction: {items: CUSA1..CUSA3}
          Complaints: {items: CUSCO}
          Loyalty: {items: CUSL1..CUSL3}
        paths:
          Expectation: [Image]
          Quality: [Expectation]
          Value: [Expectation, Quality]
          Satisfaction: [Image, Expectation, Quality, Value]
          Complaints: [Satisfaction]
          Loyalty: [Image, Satisfaction, Complaints]
        scheme: %s
    """
# Two constructs of two items and an effect of one: small enough to follow.
SMALL = """
    survey: small
    respondent: {{{person}}}
    items: {{A1..A2: {{scale: 1..5}}, B1..B2: {{scale: 0..10}}, C1: {{scale: 1..7}}}}
    measures:
      index:
        type: path_index
        constructs: {{image: {{items: A1..A2}}, satisfaction: {{items: B1..B2}}, loyalty: {{items: C1}}}}
        paths: {{satisfaction: image, loyalty: [image, satisfaction]}}
        {more}
    """


def small(person: str = "", more: str = "scheme: path") -> str:
    return SMALL.format(person=person, more=more)


def answers(seed: int = 1, rows: int = 80) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=rows)
    ends = {"A1": (1, 5), "A2": (1, 5), "B1": (0, 10), "B2": (0, 10), "C1": (1, 7)}
    columns = {}
    for name, (low, high) in ends.items():
        latent = (mood + 0.8 * rng.normal(size=rows)) * (high - low) / 5 + (low + high) / 2
        columns[name] = np.clip(np.round(latent), low, high).astype(int)
    return pl.DataFrame(columns)


def table(scores: Scores, name: str = "index", *keys: str) -> dict[Any, dict[str, Any]]:
    chosen = keys or ("construct",)
    return {
        row[chosen[0]] if len(chosen) == 1 else tuple(row[key] for key in chosen): row
        for row in scores[name].to_dicts()
    }


@pytest.mark.parametrize("scheme", ["centroid", "factorial", "path"])
def test_mobi(scored: Any, shared: Path, scheme: str) -> None:
    """R semPLS 1.0.10 (its outer weights equal SmartPLS 2.0's); the index from its weights in base R."""
    wanted = MOBI[scheme]
    scores = scored(DEFINITION % scheme, shared / "data" / "ecsi" / "mobi.csv")
    weights = table(scores, "index.weights", "construct", "item")
    loadings = table(scores, "index.loadings", "construct", "item")
    for construct, of in wanted["weights"].items():
        for item, value in of.items():
            assert weights[construct, item]["estimate"] == pytest.approx(value, abs=1e-6)
            assert weights[construct, item]["normalised"] == pytest.approx(
                wanted["normalised"][construct][item], abs=1e-6
            )
            assert loadings[construct, item]["estimate"] == pytest.approx(wanted["loadings"][construct][item], abs=1e-6)
    paths = table(scores, "index.paths", "from", "to")
    effects = table(scores, "index.effects", "from", "to")
    for effect, causes in wanted["paths"].items():
        for cause, value in causes.items():
            assert paths[cause, effect]["estimate"] == pytest.approx(value, abs=1e-6)
            assert effects[cause, effect]["direct"] == pytest.approx(value, abs=1e-6)
    for effect, causes in wanted["total_effects"].items():
        for cause, value in causes.items():
            assert effects[cause, effect]["total"] == pytest.approx(value, abs=1e-6)
    rows = table(scores)
    assert {name: row["r2"] for name, row in rows.items() if name != "Image"} == pytest.approx(wanted["r2"], abs=1e-6)
    assert rows["Image"]["r2"] is None
    assert {name: row["estimate"] for name, row in rows.items()} == pytest.approx(wanted["index"], abs=1e-6)
    if scheme == "path":
        assert rows["Satisfaction"]["estimate"] == pytest.approx(72.454, abs=5e-4)


def test_importance_and_performance_of_mobi(scored: Any, shared: Path) -> None:
    """Importance = total effect (R semPLS) × ratio of the unstandardised scores' deviations (n − 1), here."""
    scores = scored(DEFINITION % "path", shared / "data" / "ecsi" / "mobi.csv")
    data = pl.read_csv(shared / "data" / "ecsi" / "mobi.csv")
    spread = {
        construct: sum(data[item] * weight for item, weight in of.items()).std()  # type: ignore[union-attr]
        for construct, of in MOBI["path"]["normalised"].items()
    }
    rows = table(scores, "index.importance_performance")
    assert "Loyalty" not in rows
    for construct, row in rows.items():
        total = MOBI["path"]["total_effects"]["Loyalty"][construct]
        assert row["importance"] == pytest.approx(total * spread["Loyalty"] / spread[construct], abs=1e-6)
        assert row["performance"] == pytest.approx(MOBI["path"]["index"][construct], abs=1e-6)


def test_scores_by_hand(scored: Any) -> None:
    """Index of respondent i: 100 Σ u(x − low)/Σ u(high − low), u the unstandardised weights in the table."""
    data = answers()
    scores = scored(small(), data)
    u = {item: row["unstandardised"] for (_, item), row in table(scores, "index.weights", "construct", "item").items()}
    top = u["B1"] * data["B1"][0] + u["B2"] * data["B2"][0]
    assert scores.frame["index.satisfaction"][0] == pytest.approx(100 * top / (10 * (u["B1"] + u["B2"])))
    assert scores.frame["index.loyalty"].to_list() == pytest.approx([100 * (c - 1) / 6 for c in data["C1"].to_list()])
    rows = table(scores)
    assert rows["loyalty"]["estimate"] == pytest.approx(float(np.mean(100 * (data["C1"].to_numpy() - 1) / 6)))
    # u = w/σ with σ of n − 1, so that Σ u·x has variance 1
    assert (u["B1"] * data["B1"] + u["B2"] * data["B2"]).var() == pytest.approx(1)


def test_an_index_over_the_items_answered(scored: Any) -> None:
    """Row 0 lacks B2: its index is B1's 0–100, and it is left out of the model; row 1 lacks both and has no index."""
    data = answers().with_columns(pl.Series("rank", range(80)))
    holed = data.with_columns(
        pl.when(pl.col("rank") < 2).then(None).otherwise(pl.col("B2")).alias("B2"),
        pl.when(pl.col("rank") == 1).then(None).otherwise(pl.col("B1")).alias("B1"),
    ).drop("rank")
    scores = scored(small(), holed)
    column = scores.frame["index.satisfaction"].to_list()
    assert column[0] == pytest.approx(10.0 * data["B1"][0])
    assert column[1] is None
    rows = table(scores)
    assert (rows["satisfaction"]["n"], rows["image"]["n"]) == (79, 80)
    assert {row["n"] for row in scores["index.paths"].to_dicts()} == {78}
    assert "Weights from the 78 respondents who answered every item of the model" in str(scores["index"].explain("en"))
    both = scored(small(more="min_answered: 1"), holed)
    assert both.frame["index.satisfaction"].to_list()[0] is None
    whole = scored(small(), data.drop("rank")[2:])
    for name in ("image", "satisfaction"):
        found = table(scores, "index.weights", "construct", "item")[name, f"{'A' if name == 'image' else 'B'}1"]
        again = table(whole, "index.weights", "construct", "item")[name, found["item"]]
        assert found["estimate"] == pytest.approx(again["estimate"], abs=1e-9)


def test_the_interval_of_a_single_item_is_that_of_its_mean(scored: Any) -> None:
    """Nothing is fitted in a single item's index: its bootstrap error estimates s/√n."""
    data = answers(2, 300)
    row = table(scored(small(more="bootstrap: {replicates: 4000, seed: 3}"), data))["loyalty"]
    score = 100 * (data["C1"].to_numpy() - 1) / 6
    error = score.std(ddof=1) / math.sqrt(300)
    assert row["std_error"] == pytest.approx(error, rel=0.05)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(
        [score.mean() - 1.96 * error, score.mean() + 1.96 * error], abs=0.15 * error
    )


def test_the_interval_follows_the_design(scored: Any) -> None:
    """Twenty clusters of fifteen, each answering alike: the error is that of twenty answers, s/√20."""
    rng = np.random.default_rng(4)
    data = answers(4, 20)
    whole = pl.concat([data.with_columns(pl.Series("town", [f"t{at:02d}" for at in range(20)]))] * 15)
    whole = whole.with_columns(pl.Series("w", np.full(300, 2.0)), pl.Series("noise", rng.normal(size=300)))
    person = "weight: w, cluster: town"
    row = table(scored(small(person, "bootstrap: {replicates: 4000}"), whole))["loyalty"]
    score = 100 * (data["C1"].to_numpy() - 1) / 6
    assert row["std_error"] == pytest.approx(score.std(ddof=1) / math.sqrt(20), rel=0.05)


def test_without_replicates_errors_are_linearised_with_the_weights_held(scored: Any) -> None:
    scores = scored(small(more="bootstrap: {replicates: 0}"), answers())
    row = table(scores)["satisfaction"]
    column = scores.frame["index.satisfaction"].to_numpy()
    assert row["std_error"] == pytest.approx(column.std(ddof=1) / math.sqrt(80))
    paths = scores["index.paths"].to_dicts()
    assert all(path["estimate"] is not None and path["std_error"] is None for path in paths)
    assert "s/√n" in str(scores["index"].explain("en"))
    assert "errors of indices hold the weights" in str(scores["index"].explain("en"))


def test_the_seed_decides_and_is_printed(scored: Any) -> None:
    data = answers()
    one, same = (scored(small(more="bootstrap: {replicates: 200, seed: 5}"), data) for _ in range(2))
    other = scored(small(more="bootstrap: {replicates: 200, seed: 6}"), data)
    assert one["index"].to_dicts() == same["index"].to_dicts()
    assert table(one)["image"]["ci_low"] != table(other)["image"]["ci_low"]
    assert "200 bootstrap samples (seed 5)" in str(one["index"].explain("en"))
    assert "200 个自助样本（随机种子 5）" in str(one["index"].explain("zh"))


def test_segments_have_the_overall_weights(scored: Any) -> None:
    data = answers().with_columns(pl.Series("branch", ["north", "south"] * 40))
    scores = scored(small("segments: [branch]"), data)
    tables = scores.tables(by=["branch"])
    assert set(tables) == {
        "index",
        *(f"index.{name}" for name in ("weights", "loadings", "paths", "effects", "importance_performance")),
        "index by branch",
        "index differences by branch",
    }
    rows = {(row["level"], row["construct"]): row for row in tables["index by branch"].to_dicts()}
    for level in ("north", "south"):
        column = scores.frame.to_native().filter(pl.col(about("branch")) == level)
        assert rows[level, "image"]["estimate"] == pytest.approx(column["index.image"].mean())
        assert rows[level, "image"]["n"] == 40
        single = 100 * (column["C1"].to_numpy() - 1) / 6
        assert rows[level, "loyalty"]["std_error"] == pytest.approx(single.std(ddof=1) / math.sqrt(40), rel=0.12)


def test_one_segment_of_all_is_the_whole(scored: Any) -> None:
    data = answers().with_columns(pl.Series("branch", ["north"] * 80))
    scores = scored(small("segments: [branch]"), data)
    names = ("estimate", "std_error", "ci_low", "ci_high", "n")
    whole = {row["construct"]: [row[name] for name in names] for row in scores["index"].to_dicts()}
    part = {row["construct"]: [row[name] for name in names] for row in scores["index"].by("branch").to_dicts()}
    for construct, figures in whole.items():
        assert part[construct] == pytest.approx(figures, rel=1e-12)


def test_a_negative_weight_is_refused_by_name(scored: Any) -> None:
    """A2 turned round: it loads against A1, so image has no index; the others keep theirs."""
    data = answers().with_columns((6 - pl.col("A2")).alias("A2"))
    data = data.with_columns(pl.when(pl.col("A1") < 2).then(3).otherwise(pl.col("A1")).alias("A1"))
    scores = scored(small(), data)
    rows = table(scores)
    weight = table(scores, "index.weights", "construct", "item")
    item = next(name for (construct, name), row in weight.items() if construct == "image" and row["estimate"] < 0)
    said = f"{weight['image', item]['estimate']:.3f}".replace("-", "−")
    assert rows["image"]["estimate"] is None
    assert rows["image"]["reason"] == (
        f"{item} has the outer weight {said}, which is not positive: no 0–100 index of image; "
        "is it keyed the other way (reverse: true)?"
    )
    assert scores.frame["index.image"].to_list() == [None] * 80
    assert rows["satisfaction"]["estimate"] is not None
    importance = table(scores, "index.importance_performance")
    assert importance["image"]["importance"] is None
    assert importance["image"]["reason"] == rows["image"]["reason"]
    assert importance["satisfaction"]["importance"] is not None
    assert rows["image"]["reason"] in str(scores["index"].explain("en"))


def test_turning_a_reversed_item_gives_the_same_index(scored: Any) -> None:
    data = answers()
    turned = data.with_columns((6 - pl.col("A2")).alias("A2"))
    definition = small().replace("A1..A2: {scale: 1..5}", "A1..A2: {scale: 1..5}, A2: {reverse: true}")
    assert table(scored(definition, turned))["image"] == table(scored(small(), data))["image"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"B1": 7}, "everyone gave the same answer to B1: no model"),
        ({"A1": None}, "only 0 respondents answered every item: no model"),
    ],
)
def test_no_model_no_index_and_why(scored: Any, change: dict[str, Any], reason: str) -> None:
    data = answers().with_columns(*(pl.lit(value, dtype=pl.Int64).alias(name) for name, value in change.items()))
    scores = scored(small(), data)
    for name in ("index", "index.weights", "index.loadings", "index.paths", "index.effects"):
        for row in scores[name].to_dicts():
            figures = [row.get(key) for key in ("estimate", "total", "direct", "std_error", "ci_low", "unstandardised")]
            assert figures == [None] * 6
            assert row["reason"] == reason
    assert scores["index.importance_performance"].to_dicts()[0]["reason"] == reason
    for table_name in ("index", "index.paths", "index.importance_performance"):
        scores[table_name].plot("en")
        str(scores[table_name].explain("zh"))


def test_collinear_constructs_are_named(scored: Any) -> None:
    """satisfaction = image exactly: their shares in loyalty can't be told apart."""
    data = answers().with_columns((2 * pl.col("A1") - 2).alias("B1"), (2 * pl.col("A2") - 2).alias("B2"))
    rows = table(scored(small(), data))
    assert rows["loyalty"]["reason"] == "these constructs are collinear: image, satisfaction"


def test_left_out_replicates_are_counted(scored: Any) -> None:
    """Noise beside one good item: its weight is often negative in a replicate, and the explanation counts them."""
    noise = np.random.default_rng(2).integers(0, 11, 60)
    scores = scored(small(more="bootstrap: {replicates: 300}"), answers(8, 60).with_columns(pl.Series("B2", noise)))
    weights = scores.measures["index"].estimate.again.weights[:, 2:4]
    count = int((weights <= 0).any(axis=1).sum())
    assert 0 < count < 150
    assert table(scores)["satisfaction"]["ci_low"] is not None
    assert (
        f"{count} bootstrap samples gave an item of satisfaction a weight that is not positive; "
        "they are left out of the interval of its index."
    ) in str(scores["index"].explain("en"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 5_000))
def test_any_answers(scored: Any, seed: int) -> None:
    """The ends of every scale score 0 and 100; row order changes nothing; equal weights are none."""
    ends = pl.DataFrame({"A1": [1, 5], "A2": [1, 5], "B1": [0, 10], "B2": [0, 10], "C1": [1, 7]})
    data = pl.concat([ends, answers(seed, 50)])
    off = "bootstrap: {replicates: 0}"
    scores = scored(small(more=off), data)
    for name in ("image", "satisfaction", "loyalty"):
        column = scores.frame[f"index.{name}"].to_list()
        assert column[:2] == pytest.approx([0.0, 100.0])
        assert all(-1e-9 <= value <= 100 + 1e-9 for value in column)
    plain = {name: row["estimate"] for name, row in table(scores).items()}
    mixed = scored(small(more=off), data.sample(fraction=1, shuffle=True, seed=seed))
    weighted = scored(small("weight: w", off), data.with_columns(pl.lit(2.5).alias("w")))
    for other in (mixed, weighted):
        assert {name: row["estimate"] for name, row in table(other).items()} == pytest.approx(plain, abs=1e-8)


@pytest.mark.parametrize("engine", ["pandas", "pandas NaN", "polars", "duckdb"])
def test_engines_agree_and_no_answer_is_no_score(scored: Any, engine: str) -> None:
    data = answers().with_columns(pl.Series("at", range(80)))
    holed = data.with_columns(
        *(pl.when(pl.col("at") == 3).then(None).otherwise(pl.col(c)).alias(c) for c in ("A1", "A2", "B1", "B2", "C1")),
    ).with_columns(pl.when(pl.col("at") == 5).then(None).otherwise(pl.col("B2")).alias("B2"))
    holed = holed.drop("at")
    given: Any = {
        "pandas": lambda: holed.to_pandas(),
        "pandas NaN": lambda: pd.DataFrame(holed.to_dict(as_series=False), dtype="float64"),
        "polars": lambda: holed,
        "duckdb": lambda: pytest.importorskip("duckdb").from_arrow(holed.to_arrow()),
    }[engine]()
    wanted, found = scored(small(), holed), scored(small(), given)
    frame = found.to_frame()
    assert frame.loc[3, ["index.image", "index.satisfaction", "index.loyalty"]].isna().all()
    for name in ("image", "satisfaction", "loyalty"):
        expected = np.array([math.nan if v is None else v for v in wanted.frame[f"index.{name}"].to_list()])
        column = frame[f"index.{name}"].to_numpy(dtype=float, na_value=math.nan)
        assert column == pytest.approx(expected, abs=1e-12, nan_ok=True)
    assert table(found)["image"]["ci_low"] == pytest.approx(table(wanted)["image"]["ci_low"], abs=1e-9)


def test_the_explanation_puts_the_numbers_in(scored: Any, shared: Path) -> None:
    scores = scored(DEFINITION % "path", shared / "data" / "ecsi" / "mobi.csv")
    # normalised weights and index: base R (see references); item means: 100 (x̄ − 1)/9 of the file's columns
    said = "Satisfaction = 0.3836·77.644 (CUSA1) + 0.2816·68.089 (CUSA2) + 0.3348·70.178 (CUSA3) = 72.454"
    for language, formula, source in (
        ("en", "100 · Σ u(x − low)/Σ u(high − low)", "Tenenhaus"),
        ("zh", "100 · Σ u(x − 最低)/Σ u(最高 − 最低)", "Tenenhaus"),
    ):
        text = str(scores["index"].explain(language))
        assert said in text
        assert formula in text
        assert source in text
    assert "R²(Complaints) = 0.5281·0.5281 = 0.2789" in str(scores["index.paths"].explain("en"))
    assert "Image → Loyalty: 0.1958 + 0.2030 = 0.3987" in str(scores["index.effects"].explain("en"))
    assert "Image: 0.3987 · 21.852/13.546 = 0.6432" in str(scores["index.importance_performance"].explain("zh"))


HEAD = """\
items:
  A1..A2: {scale: 1..5}
  B1: {scale: 1..5}
  N: {scale: number}
  T: {scale: text}
measures:
  index:
    type: path_index
"""
BROKEN = {
    "no such construct in paths": (
        "    constructs: {image: {items: A1..A2}, loyalty: {items: B1}}\n    paths: {loyalty: [imgae]}\n",
        ("10: measures.index.paths.loyalty: There is no construct 'imgae'. Did you mean 'image'?",),
    ),
    "paths to nowhere": (
        "    constructs: {image: {items: A1..A2}, loyalty: {items: B1}}\n    paths: {loyal: [image]}\n",
        ("10: measures.index.paths.loyal: There is no construct 'loyal'. Did you mean 'loyalty'?",),
    ),
    "a circle": (
        "    constructs: {a: {items: A1}, b: {items: A2}, c: {items: B1}}\n    paths: {b: a, c: b, a: c}\n",
        ("10: measures.index.paths.b: The paths run in a circle: b → c → a → b.",),
    ),
    "a construct that leads to itself": (
        "    constructs: {a: {items: A1}, b: {items: A2}}\n    paths: {b: [a, b]}\n",
        ("10: measures.index.paths.b: The paths run in a circle: b → b.",),
    ),
    "a construct without items": (
        "    constructs: {a: {items: []}, b: {items: A2}}\n    paths: {b: a}\n",
        ("9: measures.index.constructs.a.items: There is no item.",),
    ),
    "a construct without paths": (
        "    constructs: {a: {items: A1}, b: {items: A2}, c: {items: B1}}\n    paths: {b: a}\n",
        ("9: measures.index.constructs.c: No path leads to or from it.",),
    ),
    "no constructs": ("    constructs: {}\n    paths: {}\n", ("9: measures.index.constructs: There is no construct.",)),
    "an item without ends": (
        "    constructs: {a: {items: N}, b: {items: A2}}\n    paths: {b: a}\n",
        (
            "9: measures.index.constructs.a.items: N has no fixed ends, so its 0 and 100 are unknown. "
            "Give it a scale with points, such as 1..10.",
        ),
    ),
    "text": (
        "    constructs: {a: {items: T}, b: {items: A2}}\n    paths: {b: a}\n",
        (
            "9: measures.index.constructs.a.items: T is answered in 'text', which has no numbers. "
            "Give it a scale with points, codes, number or count.",
        ),
    ),
    "an item twice": (
        "    constructs: {a: {items: [A1, A1]}, b: {items: A2}}\n    paths: {b: a}\n",
        ("9: measures.index.constructs.a.items: A1 is listed twice.",),
    ),
    "a cause twice": (
        "    constructs: {a: {items: A1}, b: {items: A2}}\n    paths: {b: [a, a]}\n",
        ("10: measures.index.paths.b: 'a' is listed twice.",),
    ),
    "a target that nothing leads to": (
        "    constructs: {a: {items: A1}, b: {items: A2}}\n    paths: {b: a}\n    target: a\n",
        ("11: measures.index.target: No path leads to 'a'.",),
    ),
    "an unknown target": (
        "    constructs: {a: {items: A1}, b: {items: A2}}\n    paths: {b: a}\n    target: z\n",
        ("11: measures.index.target: There is no construct 'z'. There are: a, b.",),
    ),
    "too few replicates": (
        "    constructs: {a: {items: A1}, b: {items: A2}}\n    paths: {b: a}\n    bootstrap: {replicates: 10}\n",
        (
            "11: measures.index.bootstrap.replicates: 10 replicates are too few for an interval. "
            "Give 100 or more, or 0 for none.",
        ),
    ),
    "an unknown scheme": (
        "    constructs: {a: {items: A1}, b: {items: A2}}\n    paths: {b: a}\n    scheme: paths\n",
        ("11: measures.index.scheme: 'paths' is not one of: centroid, factorial, path.",),
    ),
    "no paths": (
        "    constructs: {a: {items: A1}}\n",
        ("7: measures.index.paths: This key is required and not there.",),
    ),
}


@pytest.mark.parametrize(("definition", "wanted"), BROKEN.values(), ids=BROKEN)
def test_broken_definitions(definition: str, wanted: tuple[str, ...]) -> None:
    with pytest.raises(SurveyError) as caught:
        parse_survey(HEAD + definition, "s.yaml", TYPES)
    found = [fault.say("en").removeprefix("s.yaml:") for fault in caught.value.faults]
    assert tuple(found) == wanted
    assert all(fault.what.zh for fault in caught.value.faults)


def test_an_item_of_two_constructs_is_warned_of() -> None:
    text = HEAD + "    constructs: {a: {items: A1..A2}, b: {items: [A2, B1]}}\n    paths: {b: a}\n"
    survey = parse_survey(text, "s.yaml", TYPES)
    assert [fault.say("en") for fault in survey_warnings(survey, TYPES)] == [
        "s.yaml:9: measures.index.constructs.b.items: A2 is also an item of 'a'."
    ]


def test_constructs_may_share_an_item_and_have_chinese_names(scored: Any) -> None:
    definition = """
    survey: 指数
    items: {A1..A2: {scale: 1..5}, B1..B2: {scale: 0..10}}
    measures:
      指数: {type: path_index, constructs: {形象: {items: A1..A2}, 满意: {items: [A2, B1, B2]}}, paths: {满意: 形象}}
    """
    rows = table(scored(definition, answers()), "指数")
    assert rows["形象"]["estimate"] is not None
    assert rows["满意"]["n"] == 80


def test_a_stratum_of_one_unit_leaves_no_figure_without_its_reason(scored: Any) -> None:
    """Nothing can be drawn: no error with the weights held stands in for that of the bootstrap, in any level."""
    data = answers().with_columns(
        s=pl.when(pl.int_range(80) == 0).then(pl.lit("one")).otherwise(pl.lit("rest")),
        g=pl.when(pl.int_range(80) < 30).then(pl.lit("x")).otherwise(pl.lit("y")),
    )
    tables = scored(small("stratum: s, segments: [g]"), data).tables(by=["g"])
    for name, table in tables.items():
        for row in table.to_dicts():
            assert row["std_error"] is None, name
            assert row["reason"] == "a stratum holds a single sampling unit", name


def test_weights_of_both_signs_are_no_index_weights(scored: Any) -> None:
    """A2 turned round: its own weight is shown, a share of the index is not, and why."""
    data = answers().with_columns((6 - pl.col("A2")).alias("A2"))
    data = data.with_columns(pl.when(pl.col("A1") < 2).then(3).otherwise(pl.col("A1")).alias("A1"))
    rows = table(scored(small(), data), "index.weights", "construct", "item")
    for item in ("A1", "A2"):
        assert rows["image", item]["estimate"] is not None
        assert rows["image", item]["normalised"] is None
        assert "is not positive" in rows["image", item]["reason"]
    assert rows["satisfaction", "B1"]["normalised"] + rows["satisfaction", "B2"]["normalised"] == pytest.approx(1)
