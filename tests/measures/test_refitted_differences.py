"""Differences of indices whose weights come from the data: weights and both means from the same replicate."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from scipy import stats

from satindex.stats.path_estimate import estimate_paths
from satindex.stats.path_model import PathModel
from satindex.stats.resampling import Replicates, replicates
from satindex.stats.sample import Sample

ENTROPY = """
    survey: entropy
    respondent: {{{person}}}
    items: {{A: {{scale: 0..10}}, B: {{scale: 0..10}}, C: {{scale: 0..10}}}}
    measures:
      index:
        type: composite
        weights: {{method: entropy, replicates: {number}, seed: 3}}
        components: {{a: {{items: [A]}}, b: {{items: [B]}}, c: {{items: [C]}}}}
    {more}
    """
PATHS = """
    survey: paths
    respondent: {{{person}}}
    items: {{A1..A2: {{scale: 1..7}}, B1..B2: {{scale: 1..7}}}}
    measures:
      index:
        type: path_index
        constructs: {{image: {{items: A1..A2}}, satisfaction: {{items: B1..B2}}}}
        paths: {{satisfaction: image}}
        bootstrap: {{replicates: {number}, seed: 3}}
    """


def entropy(number: int = 200, person: str = "segments: [g]", more: str = "") -> str:
    return ENTROPY.format(number=number, person=person, more=more)


def paths(number: int = 200, person: str = "segments: [g]") -> str:
    return PATHS.format(number=number, person=person)


def three_parts(n: int = 120, seed: int = 1, levels: str = "xy") -> pl.DataFrame:
    """Parts whose entropies differ much from sample to sample; the groups differ most on the first of them."""
    random = np.random.default_rng(seed)
    group = random.choice(list(levels), n)
    first = random.binomial(10, np.where(group == levels[0], 0.12, 0.2))
    return pl.DataFrame(
        {"A": first, "B": random.binomial(10, 0.5, n), "C": random.choice([2, 9], n), "g": pl.Series(group)}
    )


def two_constructs(n: int = 120, seed: int = 1) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    group = random.choice(["x", "y"], n)
    mood = random.normal(size=n) + 0.6 * (group == "y")
    items = {"A1": (0.9, 4.5), "A2": (0.4, 3.0), "B1": (1.0, 5.0), "B2": (0.6, 3.5)}
    found = {
        name: np.clip(np.round(middle + own * mood + random.normal(size=n)), 1, 7).astype(int)
        for name, (own, middle) in items.items()
    }
    return pl.DataFrame({**found, "g": pl.Series(group)})


def rows_of(scores: Any, key: str = "component", value: str = "overall", by: str = "g") -> list[dict[str, Any]]:
    rows = scores.tables(["index"], [by])[f"index differences by {by}"].to_dicts()
    return [row for row in rows if row[key] == value]


def drawn_for(n: int, number: int, seed: int = 3, **design: Any) -> Replicates:
    found = replicates(Sample(np.zeros((1, n)), **design), number, seed)
    assert found is not None
    return found


def differences_over_replicates(data: pl.DataFrame, drawn: Replicates, weights: np.ndarray | None = None) -> np.ndarray:
    """Entropy weights and the two groups' means written out, one replicate after another."""
    parts = data.select("A", "B", "C").to_numpy().T * 10.0
    first = (data["g"] == "x").to_numpy()
    found = []
    for counts in drawn.counts:
        mass = counts[drawn.units] * (1.0 if weights is None else weights)
        theil = []
        for x in parts:
            relative = x / np.average(x, weights=mass)
            logged = np.zeros(len(x))
            logged[x > 0] = relative[x > 0] * np.log(relative[x > 0])
            theil.append(np.average(logged, weights=mass))
        index = np.array(theil) / sum(theil) @ parts
        means = [np.average(index[side], weights=mass[side]) for side in (first, ~first)]
        found.append(means[0] - means[1])
    return np.array(found)


def test_an_entropy_index_written_out(scored: Any) -> None:
    data = three_parts()
    scores = scored(entropy(), data)
    (row,) = rows_of(scores)
    wanted = differences_over_replicates(data, drawn_for(120, 200)).std(ddof=1)
    assert row["std_error"] == pytest.approx(wanted, rel=1e-9)
    x, y = (scores.frame.to_native().filter(pl.col("@g") == level)["index"].to_numpy() for level in "xy")
    welch = stats.ttest_ind(x, y, equal_var=False)
    assert row["df"] == pytest.approx(welch.df)
    assert row["statistic"] == pytest.approx((x.mean() - y.mean()) / wanted)
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(row["statistic"]), welch.df))
    half = stats.t.ppf(0.975, welch.df) * wanted
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([row["estimate"] - half, row["estimate"] + half])


@pytest.mark.parametrize("declared", ["weight: w", "weight: w, cluster: k", "stratum: s, cluster: k"])
def test_an_entropy_index_under_a_design_written_out(scored: Any, declared: str) -> None:
    random = np.random.default_rng(7)
    clusters = np.arange(120) // 5
    data = three_parts().with_columns(
        w=pl.Series(random.uniform(0.5, 2, 120)),
        k=pl.Series([f"k{at:02d}" for at in clusters]),
        s=pl.Series([f"s{at // 12}" for at in clusters]),
    )
    weights = data["w"].to_numpy() if "weight" in declared else None
    design: dict[str, Any] = {}
    design |= {"clusters": clusters} if "cluster" in declared else {}
    design |= {"strata": clusters // 12} if "stratum" in declared else {}
    (row,) = rows_of(scored(entropy(person=f"{declared}, segments: [g]"), data))
    wanted = differences_over_replicates(data, drawn_for(120, 200, **design), weights)
    assert row["std_error"] == pytest.approx(wanted.std(ddof=1), rel=1e-9)


def test_a_path_index_written_out(scored: Any) -> None:
    """Each replicate's model by itself, of respondents weighted by how often they are drawn."""
    data = two_constructs()
    (row,) = rows_of(scored(paths(100), data), "construct", "satisfaction")
    x = data.select("A1", "A2", "B1", "B2").to_numpy().T.astype(float)
    model = PathModel(np.array([0, 0, 1, 1]), np.array([[False, True], [False, False]]))
    drawn, first, found = drawn_for(120, 100), (data["g"] == "x").to_numpy(), []
    for counts in drawn.counts:
        mass = counts[drawn.units]
        weights = estimate_paths(Sample(x, mass), model, 0, 1).weights[2:]
        index = 100 * (weights @ (x[2:] - 1)) / (6 * weights.sum())
        found.append(np.average(index[first], weights=mass[first]) - np.average(index[~first], weights=mass[~first]))
    assert row["std_error"] == pytest.approx(np.std(found, ddof=1), rel=1e-5)


def test_an_index_of_equal_parts_has_welchs_error(scored: Any) -> None:
    """Three copies of one part weigh alike whatever is drawn: nothing is added to √(s²/n + s²/n)."""
    data = three_parts(400).with_columns(B=pl.col("A"), C=pl.col("A"))
    scores = scored(entropy(4000), data)
    (row,) = rows_of(scores)
    sides = [10 * data.filter(pl.col("g") == level)["A"].to_numpy() for level in "xy"]
    welch = np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides))
    assert row["std_error"] == pytest.approx(welch, rel=0.04)


def test_components_keep_welch_and_the_rows_their_errors(scored: Any) -> None:
    """A component is no figure with fitted weights; a level's own error comes from the same replicates."""
    data = three_parts()
    scores = scored(entropy(), data)
    (row,) = rows_of(scores, value="a")
    sides = [10 * data.filter(pl.col("g") == level)["A"].to_numpy() for level in "xy"]
    assert row["std_error"] == pytest.approx(np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides)), abs=1e-12)
    by = {r["level"]: r for r in scores["index"].by("g").to_dicts() if r["component"] == "overall"}
    one, other = by["x"]["std_error"], by["y"]["std_error"]
    (overall,) = rows_of(scores)
    assert abs(one - other) < overall["std_error"] < one + other


@pytest.mark.parametrize("definition", [entropy(300, "segments: [g, h]"), paths(300, "segments: [g, h]")])
def test_the_rest_is_everyone_else(scored: Any, definition: str) -> None:
    """Of 31 levels each against the others: as a segment of two levels gives it."""
    make, key = (three_parts, "component") if "entropy" in definition else (two_constructs, "construct")
    data = make(620).with_columns(g=pl.Series([f"l{at % 31:02d}" for at in range(620)]))
    data = data.with_columns(h=pl.when(pl.col("g") == "l05").then(pl.lit("l05")).otherwise(pl.lit("rest")))
    scores = scored(definition, data)
    value = "overall" if key == "component" else "image"
    (wanted,) = rows_of(scores, key, value, "h")
    found = next(row for row in rows_of(scores, key, value) if row["level"] == "l05")
    for name in ("estimate", "std_error", "df", "p_value"):
        assert found[name] == pytest.approx(wanted[name], rel=1e-9), name


def panel(n: int = 80, seed: int = 2) -> pl.DataFrame:
    """The same people twice, alike but for a small change."""
    before = three_parts(n, seed).drop("g")
    random = np.random.default_rng(seed)
    after = before.with_columns(
        (pl.col(name) + pl.Series(random.integers(-1, 2, n))).clip(0, 10).alias(name) for name in "ABC"
    )
    ids = [f"p{at:03d}" for at in range(n)]
    return pl.concat([w.with_columns(id=pl.Series(ids), wave=pl.lit(k)) for w, k in ((before, "1"), (after, "2"))])


def test_people_in_both_waves_are_drawn_together(scored: Any) -> None:
    data = panel()
    (row,) = rows_of(scored(entropy(person="id: id, wave: wave"), data), by="wave")
    drawn = drawn_for(160, 200, clusters=np.tile(np.arange(80), 2))
    turned = data.with_columns(g=pl.when(pl.col("wave") == "2").then(pl.lit("x")).otherwise(pl.lit("y")))
    wanted = differences_over_replicates(turned, drawn).std(ddof=1)
    assert (row["level"], row["other"], row["pairs"]) == ("2", "1", 80)
    assert row["std_error"] == pytest.approx(wanted, rel=1e-9)
    assert row["df"] == pytest.approx(79)
    (alone,) = rows_of(scored(entropy(person="id: id, wave: wave", more="compare: {panel: no}"), data), by="wave")
    assert row["std_error"] < 0.5 * alone["std_error"]


def test_a_weighted_panel_draws_people_too(scored: Any) -> None:
    weights = np.tile(np.linspace(0.5, 2, 80), 2)
    data = panel().with_columns(w=pl.Series(weights))
    table = scored(entropy(person="weight: w, id: id, wave: wave"), data).tables(["index"], ["wave"])
    (row,) = (r for r in table["index differences by wave"].to_dicts() if r["component"] == "overall")
    drawn = drawn_for(160, 200, clusters=np.tile(np.arange(80), 2))
    turned = data.with_columns(g=pl.when(pl.col("wave") == "2").then(pl.lit("x")).otherwise(pl.lit("y")))
    assert row["std_error"] == pytest.approx(differences_over_replicates(turned, drawn, weights).std(ddof=1), rel=1e-9)
    assert "people are the sampling units" in str(table["index differences by wave"].explain("en"))


def test_the_paths_of_a_panel_are_drawn_by_people(scored: Any) -> None:
    """Everybody answers alike in both waves: no difference, and no error."""
    once = two_constructs(60).drop("g").with_columns(id=pl.Series([f"p{at}" for at in range(60)]))
    data = pl.concat([once.with_columns(wave=pl.lit("1")), once.with_columns(wave=pl.lit("2"))])
    (row,) = rows_of(scored(paths(person="id: id, wave: wave"), data), "construct", "image", "wave")
    assert row["estimate"] == pytest.approx(0, abs=1e-9)
    assert row["std_error"] == pytest.approx(0, abs=1e-9)


def test_a_benchmark_counts_the_fitted_weights(scored: Any) -> None:
    more = "benchmarks: {index: {rival: 30}}"
    scores = scored(entropy(more=more), three_parts())
    from satindex.analysis.parts.benchmarks import part

    found = part(scores)
    assert found is not None
    table = found.tables["index benchmarks"]
    (row,) = table.to_dicts()
    overall = next(r for r in scores["index"].to_dicts() if r["component"] == "overall")
    assert row["std_error"] == pytest.approx(overall["std_error"], rel=1e-12)
    assert "200 replicates, seed 3" in str(table.explain("en"))


def test_a_table_of_bootstrap_intervals_refits(scored: Any) -> None:
    """With the method's own number and seed the error is that of the index's row; components are kept as they are."""
    scores = scored(entropy(), three_parts())
    table = scores.bootstrap(200, seed=3)
    rows = {row["score"]: row for row in table.to_dicts()}
    overall = next(r for r in scores["index"].to_dicts() if r["component"] == "overall")
    assert rows["index"]["std_error"] == pytest.approx(overall["std_error"], rel=1e-12)
    assert "Weighted anew by the data in each replicate: index." in str(table.explain("en"))


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
@pytest.mark.parametrize("kind", ["entropy", "paths"])
def test_engines_agree(scored: Any, engine: str, kind: str) -> None:
    data = three_parts() if kind == "entropy" else two_constructs()
    definition, key = (entropy(), "component") if kind == "entropy" else (paths(), "construct")
    value = "overall" if kind == "entropy" else "image"
    given = data.to_pandas() if engine == "pandas" else duckdb.sql("select * from data")
    (wanted,), (found,) = (rows_of(scored(definition, each), key, value) for each in (data, given))
    assert found == {name: pytest.approx(cell) if isinstance(cell, float) else cell for name, cell in wanted.items()}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "within each bootstrap replicate"), ("zh", "每个自助样本内两均值之差")]
)
def test_explained(scored: Any, language: str, said: str) -> None:
    table = scored(paths(), two_constructs()).tables(["index"], ["g"])["index differences by g"]
    assert said in str(table.explain(language))
    assert ("Welch" in str(table.explain(language)).split("\n")[2]) is False
    mixed = scored(entropy(), three_parts()).tables(["index"], ["g"])["index differences by g"]
    assert said in str(mixed.explain(language))
    assert "Welch" in str(mixed.explain(language))
