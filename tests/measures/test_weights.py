"""Weights of composites: every method by hand or against another implementation, through the real path."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DEFINITION = """
    survey: weights
    respondent: {{segments: [g]{person}}}
    items: {{A: {{scale: 0..10}}, B: {{scale: 0..10}}, C: {{scale: 0..10}}, S: {{scale: 1..7}}}}
    measures:
      satisfaction: {{type: mean, items: S}}
      index:
        type: composite
        {more}
        weights: {{{weights}}}
        components: {{a: {{items: [A]}}, b: {{items: [B]}}, c: {{items: [C]}}}}
    """
ANN = "[[a, b, 3], [a, c, 5], [b, c, 3]]"
BO = "[[a, b, 5], [a, c, 5], [b, c, 1]]"


def defined_by(weights: str, more: str = "", person: str = "") -> str:
    return DEFINITION.format(weights=weights, more=more, person=person)


def people(n: int = 200, seed: int = 1, **more: Any) -> pl.DataFrame:
    """Answers that go together, as those of real respondents do."""
    random = np.random.default_rng(seed)
    common = random.normal(size=n)

    def answers(own: float, low: int, high: int) -> np.ndarray:
        middle = (low + high) / 2
        return np.clip(np.round(middle + (high - low) / 5 * (common + own * random.normal(size=n))), low, high)

    columns = {"A": answers(0.8, 0, 10), "B": answers(1.2, 0, 10), "C": answers(1.6, 0, 10), "S": answers(1.0, 1, 7)}
    frame = pl.DataFrame({name: values.astype(int) for name, values in columns.items()})
    return frame.with_columns(g=pl.Series(random.choice(["x", "y"], n)), **more)


def table(scores: Any, name: str = "index.weights") -> dict[str, dict[str, Any]]:
    return {row["component"]: row for row in scores[name].to_dicts()}


def weights_of(scores: Any) -> list[float]:
    return [table(scores)[name]["estimate"] for name in "abc"]


def test_ahp_published(scored: Any) -> None:
    """Weights .63699 .25828 .10473, λ 3.03851, CI .01926, CR .0367 (RI .5252, Saaty & Tran 2007, R ahpsurvey)."""
    scores = scored(defined_by(f"method: ahp, comparisons: {ANN}"), people())
    assert weights_of(scores) == pytest.approx([0.63699, 0.25828, 0.10473], abs=5e-6)
    whole = table(scores)["overall"]
    assert whole["eigenvalue"] == pytest.approx(3.03851, abs=5e-6)
    assert whole["consistency_index"] == pytest.approx(0.01926, abs=5e-6)
    assert whole["consistency_ratio"] == pytest.approx(0.0367, abs=5e-5)
    a, b, c = (np.array(scores.frame[f"index.{name}"].to_list()) for name in "abc")
    by_hand = 0.63699 * a + 0.25828 * b + 0.10473 * c
    assert scores.frame["index"].to_list() == pytest.approx(by_hand.tolist(), abs=1e-3)
    assert [table(scores, "index")[name]["weight"] for name in "abc"] == weights_of(scores)


def test_ahp_by_the_older_random_index(scored: Any) -> None:
    """.01926/.58 = .0332 (Saaty 1980)."""
    scores = scored(defined_by(f"method: ahp, comparisons: {ANN}, random_index: saaty1980"), people())
    assert table(scores)["overall"]["consistency_ratio"] == pytest.approx(0.0332, abs=5e-5)


def test_ahp_of_two_experts(scored: Any) -> None:
    """Element-wise geometric mean: .68208 .19424 .12369; each expert's own weights beside it."""
    scores = scored(defined_by(f"method: ahp, experts: {{ann: {ANN}, bo: {BO}}}"), people())
    assert weights_of(scores) == pytest.approx([0.68208, 0.19424, 0.12369], abs=5e-6)
    rows = scores["index.experts"].to_dicts()
    assert [(row["expert"], row["component"]) for row in rows] == [(e, c) for e in ("ann", "bo") for c in "abc"]
    assert rows[0]["estimate"] == pytest.approx(0.63699, abs=5e-6)
    assert rows[3]["estimate"] == pytest.approx(5 / 7)


def test_a_contradiction_is_named_in_words(scored: Any) -> None:
    """Of three parts λ = 1 + t + 1/t with t = (3·3·5)^⅓: 4.8380, CI .9190, CR .9190/.5252 = 1.750."""
    scores = scored(defined_by("method: ahp, comparisons: [[a, b, 3], [c, a, 5], [b, c, 3]]"), people())
    said = scores["index"].explain("en")
    assert (
        "The judgements contradict each other: consistency ratio 1.750, above 0.10; the least consistent is c against "
        "a: 5 times, where the weights say 1.4." in str(said)
    )
    assert "层次分析法（AHP）（λ = 4.8380" in str(scores["index"].explain("zh"))


def test_experts_points(scored: Any) -> None:
    """50/30/20 and 2/2/1 → 45, 35, 20 hundredths, standard deviation √50 hundredths."""
    points = "{ann: {a: 50, b: 30, c: 20}, bo: {a: 2, b: 2, c: 1}}"
    scores = scored(defined_by(f"method: expert_points, points: {points}"), people())
    assert weights_of(scores) == pytest.approx([0.45, 0.35, 0.20])
    assert table(scores)["a"]["std_dev"] == pytest.approx(math.sqrt(0.005))
    assert [row["estimate"] for row in scores["index.experts"].rows][3:] == pytest.approx([0.4, 0.4, 0.2])


def test_given_weights_are_as_weights_of_the_components(scored: Any) -> None:
    one = scored(defined_by("method: given, points: {a: 2, b: 1, c: 1}"), people())
    other = scored(
        defined_by("method: given, points: {a: 1, b: 1, c: 1}")
        .replace("weights: {method: given, points: {a: 1, b: 1, c: 1}}", "")
        .replace("{items: [A]}", "{items: [A], weight: 2}"),
        people(),
    )
    assert weights_of(one) == [0.5, 0.25, 0.25]
    assert [row["weight"] for row in other["index"].rows] == [0.5, 0.25, 0.25, None]
    assert one.frame["index"].to_list() == pytest.approx(other.frame["index"].to_list())


def test_entropy_published(scored: Any) -> None:
    """Columns (0, 50, 100), (50, 50, 50), (10, 20, 30) as scored 0–100: e .57938 1 .92062, w .84124 0 .15876."""
    scores = scored(
        defined_by("method: entropy"),
        pl.DataFrame({"A": [0, 5, 10], "B": [5] * 3, "C": [1, 2, 3], "S": [1, 2, 3], "g": ["x"] * 3}),
    )
    assert weights_of(scores) == pytest.approx([0.84124, 0, 0.15876], abs=5e-6)
    assert [table(scores)[name]["entropy"] for name in "abc"] == pytest.approx([0.57938, 1, 0.92062], abs=5e-6)


def entropy_by_hand(data: pl.DataFrame, mass: np.ndarray | None = None) -> list[float]:
    values = data.select("A", "B", "C").to_numpy().T * 10.0
    mass = np.ones(values.shape[1]) if mass is None else mass
    theil = []
    for x in values:
        mean = np.average(x, weights=mass)
        share = np.where(x > 0, x / mean, 1.0)
        theil.append(np.average(np.where(x > 0, share * np.log(share), 0.0), weights=mass))
    return (np.array(theil) / sum(theil)).tolist()


def test_entropy_weighted_by_respondent(scored: Any) -> None:
    mass = np.random.default_rng(4).uniform(0.2, 3, 200)
    data = people(w=pl.Series(mass))
    scores = scored(defined_by("method: entropy", person=", weight: w"), data)
    assert weights_of(scores) == pytest.approx(entropy_by_hand(data, mass))
    assert weights_of(scores) != pytest.approx(entropy_by_hand(data), abs=1e-4)


def test_first_component_as_numpy(scored: Any) -> None:
    """numpy.linalg.eigh of numpy.corrcoef: squares of the last eigenvector."""
    data = people()
    scores = scored(defined_by("method: pca"), data)
    values, vectors = np.linalg.eigh(np.corrcoef(data.select("A", "B", "C").to_numpy().T))
    assert weights_of(scores) == pytest.approx((vectors[:, -1] ** 2).tolist())
    whole = table(scores)["overall"]
    assert (whole["eigenvalue"], whole["explained"]) == (pytest.approx(values[-1]), pytest.approx(values[-1] / 3))


def standardised(data: pl.DataFrame, mass: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Slopes and R² by statsmodels WLS of the standardised outcome on the standardised parts."""
    import statsmodels.api as sm

    mass = np.ones(len(data)) if mass is None else mass
    columns = data.select("A", "B", "C", "S").to_numpy().astype(float)
    centred = columns - np.average(columns, axis=0, weights=mass)
    z = centred / np.sqrt(np.average(centred**2, axis=0, weights=mass))
    fit = sm.WLS(z[:, 3], sm.add_constant(z[:, :3]), weights=mass).fit()
    return np.asarray(fit.params)[1:], float(fit.rsquared)


@pytest.mark.parametrize("outcome", ["S", "satisfaction"])
def test_regression_as_statsmodels(scored: Any, outcome: str) -> None:
    data = people()
    scores = scored(defined_by(f"method: regression, outcome: {outcome}"), data)
    slopes, r2 = standardised(data)
    assert [table(scores)[name]["std_estimate"] for name in "abc"] == pytest.approx(slopes.tolist())
    assert weights_of(scores) == pytest.approx((slopes / slopes.sum()).tolist())
    assert table(scores)["overall"]["r2"] == pytest.approx(r2)


def test_weighted_regression_as_statsmodels(scored: Any) -> None:
    mass = np.random.default_rng(4).uniform(0.2, 3, 200)
    data = people(w=pl.Series(mass))
    scores = scored(defined_by("method: regression, outcome: S", person=", weight: w"), data)
    slopes, _ = standardised(data, mass)
    assert weights_of(scores) == pytest.approx((slopes / slopes.sum()).tolist())


def test_regression_by_lmg_sums_to_r2(scored: Any) -> None:
    data = people()
    scores = scored(defined_by("method: regression, outcome: S, importance: lmg"), data)
    shares = np.array([table(scores)[name]["importance"] for name in "abc"])
    _, r2 = standardised(data)
    assert shares.sum() == pytest.approx(r2)
    assert weights_of(scores) == pytest.approx((shares / r2).tolist())


@pytest.mark.parametrize("method", ["entropy", "pca", "regression, outcome: S"])
def test_only_respondents_with_all_components_weigh(scored: Any, method: str) -> None:
    """A respondent without C (or without the outcome) does not change the weights."""
    data = people()
    more = data.head(5).with_columns(C=pl.lit(None, dtype=pl.Int64), A=pl.lit(0, dtype=pl.Int64))
    one = scored(defined_by(f"method: {method}"), data)
    other = scored(defined_by(f"method: {method}"), pl.concat([data, more]))
    assert weights_of(other) == pytest.approx(weights_of(one))
    assert table(other)["overall"]["n"] == 200


REFUSED = {
    "a negative coefficient": (
        "regression, outcome: S",
        people().with_columns(S=8 - pl.col("S")),
        "a, b, c goes with a lower outcome (negative): turn it round, leave it out, or weigh by another method",
    ),
    "mixed loadings": (
        "pca",
        people().with_columns(C=10 - pl.col("C")),
        "c runs against the other components (a loading of the other sign): turn it round, or leave it out",
    ),
    "a constant component": ("pca", people().with_columns(B=pl.lit(5)), "the same for all respondents: b"),
    "a constant outcome": (
        "regression, outcome: S",
        people().with_columns(S=pl.lit(5)),
        "the same for all respondents: S",
    ),
    "a component twice": (
        "regression, outcome: S",
        people().with_columns(C=pl.col("A")),
        "determined by the components before it: c",
    ),
    "nobody differs": (
        "entropy",
        people().with_columns(A=pl.lit(5), B=pl.lit(0), C=pl.lit(10)),
        "no component differs between respondents",
    ),
    "one respondent": ("entropy", people(1), "fewer than two respondents have all components"),
    "nobody": ("pca", people().with_columns(A=pl.lit(None)), "fewer than two respondents have all components"),
    "too few": ("regression, outcome: S", people(4, seed=3), "4 respondents are too few to regress on"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_method_refuses_is_named(scored: Any, case: str) -> None:
    """No index, the reason in its row and in the audit; the components stand."""
    method, data, reason = REFUSED[case]
    scores = scored(defined_by(f"method: {method}"), data)
    rows = table(scores, "index")
    assert (rows["overall"]["estimate"], rows["overall"]["reason"]) == (None, reason)
    assert {row["weight"] for row in rows.values()} == {None}
    assert set(scores.frame["index"].to_list()) == {None}
    assert table(scores)["a"]["estimate"] is None
    assert f"index: no index, {reason}: {len(data)}" in [note.en for note in scores.responses.audit.notes]
    assert "没有权重，因此没有指数" in str(scores["index"].explain("zh"))


ENGINES = {
    "pandas": lambda data: data.to_pandas(),
    "polars": lambda data: data,
    "lazy": lambda data: data.lazy(),
    "duckdb": lambda data: duckdb.sql("select * from data"),
}


@pytest.mark.parametrize("method", ["entropy", "pca", "regression, outcome: S", "ahp, comparisons: " + ANN])
@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree(scored: Any, engine: str, method: str) -> None:
    data = people(60).with_columns(A=pl.when(pl.int_range(60) > 4).then(pl.col("A")))
    wanted = scored(defined_by(f"method: {method}"), data)
    found = scored(defined_by(f"method: {method}"), ENGINES[engine](data))
    assert weights_of(found) == pytest.approx(weights_of(wanted))
    for name in ("estimate", "std_error", "ci_low", "n"):
        assert table(found, "index")["overall"][name] == pytest.approx(table(wanted, "index")["overall"][name])


@pytest.mark.parametrize("engine", ENGINES)
def test_no_answers_no_index(scored: Any, engine: str) -> None:
    data = pl.DataFrame({name: pl.Series([None, None], dtype=pl.Float64) for name in "ABCS"}).with_columns(
        g=pl.lit("x")
    )
    scores = scored(defined_by("method: entropy"), ENGINES[engine](data))
    assert table(scores, "index")["overall"]["estimate"] is None
    assert scores.responses.audit.rows_used == 0


@given(st.permutations("abc"), st.sampled_from(["entropy", "pca", "regression, outcome: S"]))
@settings(max_examples=12, deadline=None)
def test_the_order_of_the_components_is_nothing(scored: Any, order: list[str], method: str) -> None:
    definition = defined_by(f"method: {method}")
    listed = ", ".join(f"{name}: {{items: [{name.upper()}]}}" for name in order)
    turned = definition[: definition.index("components:")] + f"components: {{{listed}}}\n"
    one, other = scored(definition, people()), scored(turned, people())
    assert {n: table(other)[n]["estimate"] for n in "abc"} == pytest.approx(
        {n: table(one)[n]["estimate"] for n in "abc"}
    )


@given(st.permutations(range(40)), st.sampled_from(["entropy", "pca", "regression, outcome: S"]))
@settings(max_examples=12, deadline=None)
def test_the_order_of_the_rows_is_nothing(scored: Any, order: list[int], method: str) -> None:
    data = people(40)
    one, other = (scored(defined_by(f"method: {method}"), frame) for frame in (data, data[order]))
    assert weights_of(other) == pytest.approx(weights_of(one))


def test_the_ends_of_the_range_are_reached(scored: Any) -> None:
    data = pl.DataFrame({"A": [0, 10], "B": [0, 10], "C": [0, 10], "S": [1, 7], "g": ["x", "y"]})
    for method in ("entropy", "pca", f"ahp, comparisons: {ANN}"):
        found = scored(defined_by(f"method: {method}"), data).frame["index"].to_list()
        assert found == pytest.approx([0.0, 100.0])


@pytest.mark.slow
def test_the_error_of_an_index_counts_its_fitted_weights(scored: Any) -> None:
    """The spread over 200 samples of one population of the index with its own weights, against the bootstrap's mean
    standard error; without what the weights owe to the sample it is far too small. Each is known to about 5%."""
    definition = defined_by("method: entropy, replicates: 200")

    def drawn(seed: int) -> pl.DataFrame:
        random = np.random.default_rng(seed)
        columns = {
            "A": random.binomial(10, 0.15, 80),
            "B": random.binomial(10, 0.5, 80),
            "C": random.choice([2, 9], 80),
        }
        return pl.DataFrame({**columns, "S": np.full(80, 4), "g": np.full(80, "x")})

    scores = [scored(definition, drawn(seed)) for seed in range(200)]
    rows = [table(found, "index")["overall"] for found in scores]
    spread = np.std([row["estimate"] for row in rows], ddof=1)
    assert np.mean([row["std_error"] for row in rows]) == pytest.approx(spread, rel=0.12)
    with_fixed_weights = [found.frame["index"].to_numpy().std(ddof=1) / np.sqrt(80) for found in scores]
    assert np.mean(with_fixed_weights) < 0.8 * spread


def test_errors_by_hand_with_equal_weights_are_those_of_the_mean(scored: Any) -> None:
    """Three copies of one component: the first component weighs them alike, so nothing is added to s/√n."""
    data = people(400).with_columns(B=pl.col("A"), C=pl.col("A"))
    overall = table(scored(defined_by("method: pca, replicates: 4000"), data), "index")["overall"]
    assert overall["std_error"] == pytest.approx(10 * data["A"].std() / 20, rel=0.04)


def test_errors_by_segment_and_of_a_partial_index(scored: Any) -> None:
    """The levels' errors are near those without the weights' own part, and the seed makes them repeat."""
    data = people(400).with_columns(C=pl.when(pl.int_range(400) % 3 > 0).then(pl.col("C")))
    definition = defined_by("method: entropy", more="partial: true")
    one, again = (scored(definition, data)["index"].by("g").to_dicts() for _ in range(2))
    assert one == again
    for row in one:
        if row["component"] == "overall":
            values = scored(definition, data).frame.filter(pl_level(row["level"]))["index"].to_numpy()
            assert row["std_error"] == pytest.approx(values.std(ddof=1) / np.sqrt(len(values)), rel=0.15)


def pl_level(level: str) -> Any:
    import narwhals as nw

    return nw.col("@g") == level


def test_errors_follow_the_declared_clusters(scored: Any) -> None:
    """Ten respondents alike in each of 40 clusters: the error is about that of 40, not of 400."""
    one = people(40)
    data = pl.concat([one.with_columns(k=pl.int_range(40).cast(pl.String))] * 10)
    clustered = scored(defined_by("method: pca", person=", cluster: k"), data)
    plain = scored(defined_by("method: pca"), one)
    found, wanted = (table(s, "index")["overall"]["std_error"] for s in (clustered, plain))
    assert found == pytest.approx(wanted, rel=0.1)


def test_the_seed_and_the_method_are_printed(scored: Any) -> None:
    scores = scored(defined_by("method: pca, seed: 7, replicates: 300"), people())
    assert (table(scores)["overall"]["seed"], table(scores)["overall"]["replicates"]) == (7, 300)
    said = str(scores["index"].explain("en"))
    assert "300 replicates, seed 7" in said
    assert "first principal component (λ = " in said
    assert "随机种子 7" in str(scores["index.weights"].explain("zh"))


def test_the_weights_are_not_split_by_segment(scored: Any) -> None:
    tables = scored(defined_by("method: entropy"), people()).tables(by=["g"])
    assert "index.weights" in tables
    assert "index.weights by g" not in tables
    with pytest.raises(Exception, match=r"'index\.weights' can't be split by segment"):
        tables["index.weights"].by("g")


def test_explained_in_both_languages(scored: Any) -> None:
    scores = scored(defined_by(f"method: ahp, comparisons: {ANN}"), people())
    english, chinese = (str(scores["index"].explain(language)) for language in ("en", "zh"))
    assert "Index = 0.637·a + 0.2583·b + 0.1047·c" in english
    assert "weights by AHP (λ = 3.0385, CI = 0.0193, RI = 0.5252, CR = 0.0367)" in english
    assert "权重方法：层次分析法（AHP）（λ = 3.0385, CI = 0.0193, RI = 0.5252, CR = 0.0367）" in chinese
    assert "Saaty" in english


def test_no_replicate_has_weights(scored: Any) -> None:
    """Six respondents with all parts, in two clusters of three: a replicate is one of the two, and three answers can't
    tell three slopes. The weights stand, without errors and why."""
    data = people(60, seed=3).with_columns(
        A=pl.when(pl.int_range(60) < 6).then(pl.col("A")), k=pl.when(pl.int_range(60) < 3).then(0).otherwise(1)
    )
    definition = defined_by("method: regression, outcome: S, replicates: 100", person=", cluster: k")
    rows = table(scored(definition, data))
    for name in "abc":
        assert rows[name]["estimate"] > 0
        assert (rows[name]["std_error"], rows[name]["ci_low"]) == (None, None)
        assert rows[name]["reason"] == "undefined in most bootstrap replicates: no interval"


def test_consistency_of_many_parts_can_not_be_told(scored: Any) -> None:
    """No random index is known for eleven parts: said, with the judgement that fits least."""
    names = [f"p{at:02d}" for at in range(11)]
    pairs = [[a, b, 2] for at, a in enumerate(names) for b in names[at + 1 :]]
    pairs[0][2] = 9
    listed = ", ".join(f"[{a}, {b}, {times}]" for a, b, times in pairs)
    components = ", ".join(f"{name}: {{items: [A]}}" for name in names)
    definition = defined_by(f"method: ahp, comparisons: [{listed}]")
    definition = definition[: definition.index("components:")] + f"components: {{{components}}}\n"
    said = str(scored(definition, people())["index"].explain("en"))
    assert "can't be said: no random index is known for 11 components (CI = " in said
    assert "the least consistent is" in said
