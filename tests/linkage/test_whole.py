"""Models of more respondents than are held in memory: the same figures in passes over them."""

from __future__ import annotations

import pickle
from functools import cache, reduce
from pathlib import Path
from tempfile import TemporaryDirectory

import narwhals as nw
import numpy as np
import polars as pl
import pytest

import satindex as si
from satindex.frames.packing import packed, unpacked
from satindex.linkage import drivers, preparing
from satindex.linkage.link import link
from satindex.linkage.whole.cases import CasesPart
from satindex.stats.cross_products import cross_products

N = 6_000
SURVEY = """
survey: many
language: en
respondent: {{id: id{design}, segments: [region]}}
scales:
  agree: {{points: [1, 7]}}
  came: {{codes: {{0: 0, 1: 1}}}}
items:
  A1..A3: {{scale: agree}}
  B1: {{scale: number}}
  R1: {{scale: came}}
  O1: {{scale: 1..4}}
  C1: {{scale: count}}
  Y1: {{scale: number}}
  K1: {{scale: number}}
measures:
  quality: {{type: mean, items: A1..A3}}
models:
  again: {{outcome: R1, predictors: [A1, A2, B1, K1], controls: [region]{more}}}
  level: {{outcome: O1, predictors: [A1, A2, B1], controls: [region]{more}}}
  visits: {{outcome: C1, predictors: [A1, A2, B1], controls: [region]{more}}}
  amount: {{outcome: Y1, predictors: [A1, A2, B1, quality], controls: [region]{more}}}
"""
DESIGN = ", weight: w, stratum: stratum, cluster: branch"


@cache
def answers() -> pl.DataFrame:
    rng = np.random.default_rng(11)
    common = rng.normal(size=N)
    a = np.clip(np.rint(4 + common[:, None] + rng.normal(size=(N, 3))), 1, 7)
    b, region = rng.normal(size=N).round(1), rng.choice(["east", "north", "west"], N, p=[0.5, 0.3, 0.2])
    eta = 0.4 * (a[:, 0] - 4) - 0.2 * (a[:, 1] - 4) + 0.5 * b + 0.3 * (region == "west")
    frame = {
        "id": np.arange(N),
        "region": region,
        **{f"A{at + 1}": a[:, at] for at in range(3)},
        "B1": b,
        "R1": (rng.random(N) < 1 / (1 + np.exp(-eta))).astype(int),
        "O1": np.clip(np.rint(2.4 + 0.5 * eta + 0.8 * rng.logistic(size=N)), 1, 4).astype(int),
        "C1": rng.poisson(np.exp(0.3 * eta + 0.2)),
        "Y1": (eta + rng.normal(size=N) * (1 + 0.2 * np.abs(b))).round(1),
        "K1": np.full(N, 3.0),
        "w": np.where(rng.random(N) < 0.03, 0.0, rng.uniform(0.5, 2.0, N)),
        "stratum": np.where(np.arange(N) % 3 == 0, "s1", "s2"),
        "branch": [f"b{code}" for code in rng.integers(0, 60, N)],
    }
    found = pl.DataFrame(frame)
    return found.with_columns(
        pl.when(pl.int_range(N) % 97 == 0).then(None).otherwise(pl.col("A2")).alias("A2"),
        pl.when(pl.int_range(N) % 101 == 0).then(None).otherwise(pl.col("C1")).alias("C1"),
    )


@cache
def scores(design: str = "", more: str = "") -> si.Scores:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "many.yaml"
        path.write_text(SURVEY.format(design=design, more=more), encoding="utf-8")
        survey = si.load_survey(path)
    return si.score(si.read_responses(answers(), survey))


def in_passes(found: si.Scores, name: str, monkeypatch: pytest.MonkeyPatch, numbers: int = 20_000):
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "MOST_NUMBERS", numbers)
        return link(found, name)


def in_memory(found: si.Scores, name: str, monkeypatch: pytest.MonkeyPatch):
    """The model fitted in memory, its drivers not drawn again unasked: of many rows they are not."""
    with monkeypatch.context() as patch:
        patch.setattr(drivers, "MODERATE_ROWS", 0)
        return link(found, name)


def complete(*columns: str) -> tuple[np.ndarray, np.ndarray, pl.DataFrame]:
    """The outcome (first) and the design matrix with an intercept and the regions' dummies, of complete cases."""
    kept = answers().drop_nulls(columns)
    dummies = [(kept["region"] == level).cast(pl.Float64).to_numpy() for level in ("north", "west")]
    numbers = [kept[name].cast(pl.Float64).to_numpy() for name in columns[1:]]
    matrix = np.column_stack([np.ones(kept.height), *numbers, *dummies])
    return kept[columns[0]].cast(pl.Float64).to_numpy(), matrix, kept


def column(result, name):
    return [row[name] for row in result.rows if row.get(name) is not None]


CLASSED = ("auc", "auc_std_error", "auc_low", "auc_high")
OF_TENTHS = ("hosmer_lemeshow", "hosmer_lemeshow_p_value")


def assert_same(ours, memory, but: tuple[str, ...] = ()) -> None:
    """Every cell of every table is the same, to 10⁻⁸; the AUC to what its classes allow."""
    assert [name for name in ours.tables if not name.endswith(but)] == [
        name for name in memory.tables if not name.endswith(but)
    ]
    for name, table in memory.tables.items():
        if name.endswith(but):
            continue
        for one, other in zip(ours.tables[name].rows, table.rows, strict=True):
            assert one.keys() == other.keys(), name
            for key, value in other.items():
                if isinstance(value, float):
                    near = 1e-5 if key in CLASSED else 0.05 if key in OF_TENTHS else 1e-8
                    assert one[key] == pytest.approx(value, rel=near, abs=1e-11), (name, key)
                else:
                    assert one[key] == value, (name, key)


@pytest.mark.parametrize("name", ["again", "level", "visits", "amount"])
@pytest.mark.parametrize("design", ["", DESIGN])
def test_passes_give_the_figures_of_memory(name, design, monkeypatch):
    found = scores(design)
    ours = in_passes(found, name, monkeypatch)
    assert ours.linked.few is not None
    but = (".calibration", ".ranks", ".pairs", ".proportional_odds")
    memory = in_memory(found, name, monkeypatch)
    assert_same(ours, memory, but)


@pytest.mark.parametrize("errors", ["cluster", "model", "robust"])
@pytest.mark.parametrize("name", ["again", "level", "visits", "amount"])
def test_errors_of_every_kind(name, errors, monkeypatch):
    found = scores(", cluster: branch", f", errors: {errors}")
    assert_same(
        in_passes(found, name, monkeypatch), in_memory(found, name, monkeypatch), (".calibration", ".proportional_odds")
    )


def statsmodels_errors(theirs, ours):
    assert column(ours.table, "std_error") == pytest.approx(theirs.bse.tolist(), rel=1e-8)


def test_a_logit_of_all_equals_statsmodels(monkeypatch):
    import statsmodels.api as sm

    y, x, _ = complete("R1", "A1", "A2", "B1")
    theirs = sm.Logit(y, x).fit(disp=0, method="newton", tol=1e-12, cov_type="HC0")
    ours = in_passes(scores(), "again", monkeypatch)
    assert column(ours.table, "estimate") == pytest.approx(theirs.params.tolist(), rel=1e-8)
    statsmodels_errors(theirs, ours)
    margins = theirs.get_margeff(at="overall")
    assert column(ours.table, "average_marginal_effect") == pytest.approx(margins.margeff.tolist(), rel=1e-8)
    assert column(ours.table, "average_marginal_effect_std_error") == pytest.approx(
        margins.margeff_se.tolist(), rel=1e-7
    )
    fit = ours.fit.rows[0]
    assert (fit["log_likelihood"], fit["null_log_likelihood"], fit["aic"]) == pytest.approx(
        (theirs.llf, theirs.llnull, theirs.aic), rel=1e-9
    )
    assert (fit["n"], fit["left_out"]) == (len(y), N - len(y))


def test_a_poisson_model_of_all_equals_statsmodels(monkeypatch):
    import statsmodels.api as sm

    y, x, _ = complete("C1", "A1", "A2", "B1")
    theirs = sm.GLM(y, x, family=sm.families.Poisson()).fit(tol=1e-14, cov_type="HC0")
    ours = in_passes(scores(more=", family: poisson"), "visits", monkeypatch)
    assert column(ours.table, "estimate") == pytest.approx(theirs.params.tolist(), rel=1e-8)
    statsmodels_errors(theirs, ours)
    fit = ours.fit.rows[0]
    assert fit["log_likelihood"] == pytest.approx(theirs.llf, rel=1e-10)
    assert fit["dispersion"] == pytest.approx(theirs.pearson_chi2 / theirs.df_resid, rel=1e-8)


def test_least_squares_of_all_equal_statsmodels(monkeypatch):
    import statsmodels.api as sm

    y, x, kept = complete("Y1", "A1", "A2", "B1")
    quality = kept.select(pl.mean_horizontal("A1", "A2", "A3").alias("q"))["q"].to_numpy()
    x = np.column_stack([x[:, :4], quality, x[:, 4:]])
    theirs = sm.OLS(y, x).fit(cov_type="HC3", use_t=True)
    ours = in_passes(scores(), "amount", monkeypatch)
    assert column(ours.table, "estimate") == pytest.approx(theirs.params.tolist(), rel=1e-8)
    statsmodels_errors(theirs, ours)
    assert ours.fit.rows[0]["r2_adjusted"] == pytest.approx(theirs.rsquared_adj, rel=1e-9)


def test_an_ordinal_model_of_all_equals_statsmodels(monkeypatch):
    """Its likelihood is the same, and its score there is nothing beside the errors."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    y, x, _ = complete("O1", "A1", "A2", "B1")
    theirs = OrderedModel(y, x[:, 1:], distr="logit")
    ours = in_passes(scores(), "level", monkeypatch)
    cuts = column(ours["level.thresholds"], "estimate")
    at = np.array([*column(ours.table, "estimate"), cuts[0], *np.log(np.diff(cuts))])
    assert ours.fit.rows[0]["log_likelihood"] == pytest.approx(theirs.loglike(at), rel=1e-12)
    errors = np.array(column(ours.table, "std_error"))
    assert np.abs(theirs.score(at)[:5] * errors).max() < 1e-5


@pytest.mark.parametrize("engine", [pytest.param("duckdb", marks=pytest.mark.slow), "lazy polars", "pandas"])
def test_every_engine_gives_the_same(engine, monkeypatch):
    import duckdb

    frame = answers()
    asked = {
        "duckdb": lambda: duckdb.from_arrow(frame.to_arrow()),
        "lazy polars": frame.lazy,
        "pandas": frame.to_pandas,
    }
    found = si.score(si.read_responses(asked[engine](), scores(DESIGN).survey))
    ours, theirs = (in_passes(one, "again", monkeypatch) for one in (found, scores(DESIGN)))
    for name, table in theirs.tables.items():
        for one, other in zip(ours.tables[name].rows, table.rows, strict=True):
            numbers = {key: value for key, value in other.items() if isinstance(value, float)}
            assert {key: one[key] for key in numbers} == pytest.approx(numbers, rel=1e-9, abs=1e-12), name


@pytest.mark.parametrize("name", ["again", "level", "visits", "amount"])
def test_questions_and_answers_travel(name, monkeypatch):
    """As to the executors of a cluster and back: questions pickled, parts as bytes, of the rows in three parts."""
    from satindex.linkage.whole import passing

    def travelled(frame, sums, progress=None):
        thirds = (frame.filter(nw.col("A1") < 3), frame.filter(nw.col("A1") == 3), frame.filter(nw.col("A1") > 3))
        parts = [unpacked(packed(passed(third, pickle.loads(pickle.dumps(sums))))) for third in thirds]
        return [reduce(one.plus, of_one) for one, of_one in zip(sums, zip(*parts, strict=True), strict=True)]

    whole, passed = in_passes(scores(DESIGN), name, monkeypatch), passing.passed
    monkeypatch.setattr(passing, "passed", travelled)
    ours = in_passes(scores(DESIGN), name, monkeypatch)
    assert column(ours.table, "estimate") == pytest.approx(column(whole.table, "estimate"), rel=1e-11)
    assert column(ours.table, "std_error") == pytest.approx(column(whole.table, "std_error"), rel=1e-11)


def test_sums_of_parts_with_other_levels_add_up():
    """Parts of another survey day may lack a level: its dummy is 0 there. Σ and Σ·Σ′ by hand."""
    one = CasesPart(("y", "g=a"), cross_products(np.array([[1.0, 2.0], [1.0, 0.0]])), *ends(2), False)
    other = CasesPart(("y", "g=b"), cross_products(np.array([[4.0], [1.0]])), *ends(2), False)
    both = one.plus(other)
    assert both.names == ("y", "g=a", "g=b")
    raw = both.products.shifted(np.zeros(3))
    assert raw.first.tolist() == pytest.approx([7, 1, 1])
    assert raw.cross.tolist() == [pytest.approx([21, 1, 4]), pytest.approx([1, 1, 0]), pytest.approx([4, 0, 1])]


def ends(columns: int):
    nothing = np.zeros(columns)
    return nothing, nothing, np.zeros(3), 0, 0, {}


def test_all_else_is_added_up_in_the_last_pass(monkeypatch):
    """Two thirds of the rows begin the climb; of millions the three passes of the start, a step and the end do."""
    from satindex.linkage.whole import passing

    asked, passed = [], passing.passed

    def counted(frame, sums, progress=None):
        asked.append([type(one).__name__ for one in sums[0].addends])
        return passed(frame, sums, progress)

    monkeypatch.setattr(passing, "passed", counted)
    in_passes(scores(), "again", monkeypatch, 30_000)
    assert asked[:-1] == [["CanonicalAt"]] * 3
    assert asked[-1] == ["CanonicalAt", "Last"]


def test_a_table_that_needs_rows_says_of_how_many_they_were_drawn(monkeypatch):
    ours = in_passes(scores(more=", cross_validation: 5, curve: B1"), "again", monkeypatch)
    drawn = 20_000 // 7
    for name in ("again.cross_validated", "again.curve"):
        assert f"drawn: {drawn:,} of 6,000 respondents" in ours[name].title.en
        assert f"6,000 名受访者中的 {drawn:,} 名" in ours[name].title.zh
        assert "drawn" in ours[name].explanation.notes[0].en
    assert "drawn" not in ours.table.title.en
    assert "drawn" in ours.cross_validated(3).title.en


def test_what_if_is_of_all_and_its_curves_of_those_drawn(monkeypatch):
    found = scores(more=", what_if: {A1: 0.5, B1: 1}, target: 0.7")
    ours, memory = in_passes(found, "again", monkeypatch), in_memory(found, "again", monkeypatch)
    for one, other in zip(ours["again.what_if"].rows, memory["again.what_if"].rows, strict=True):
        numbers = {key: value for key, value in other.items() if isinstance(value, float)}
        assert {key: one[key] for key in numbers} == pytest.approx(numbers, rel=1e-8)
        assert (one["clipped"], one["n"]) == (other["clipped"], other["n"])
    assert "drawn" not in ours["again.what_if"].title.en
    assert "drawn" in ours["again.what_if.A1"].title.en
    assert "drawn" in ours["again.required"].title.en
    again = ours.what_if({"A1": 0.5}).rows[0]
    assert again["estimate"] == pytest.approx(memory["again.what_if"].rows[0]["estimate"], rel=1e-8)


def test_a_sample_where_the_model_asks_for_one():
    found = link(scores(more=", sample: 1000"), "again")
    assert found.fit.rows[0]["n"] + found.fit.rows[0]["left_out"] == 1000
    assert all("drawn: 1,000 of 6,000 respondents" in table.title.en for table in found.tables.values())
    assert link(scores(more=", sample: 9000"), "again").fit.rows[0]["n"] > 5000


def test_separation_is_named_as_in_memory(monkeypatch):
    separated = answers().with_columns((pl.col("B1") > 0).cast(pl.Int64).alias("R1"))
    found = si.score(si.read_responses(separated, scores().survey))
    ours, memory = in_passes(found, "again", monkeypatch), in_memory(found, "again", monkeypatch)
    assert column(ours.table, "reason") == column(memory.table, "reason")
    assert "complete separation: B1 tells" in str(column(ours.table, "reason"))


def test_few_with_a_level_and_all_without_it_are_told_apart(monkeypatch):
    """A column that is constant among all but a handful of rows starts the climb from nothing."""
    rare = answers().with_columns(pl.when(pl.int_range(N) < 12).then(pl.int_range(N) % 3).otherwise(3).alias("K1"))
    found = si.score(si.read_responses(rare, scores().survey))
    assert_same(in_passes(found, "again", monkeypatch), in_memory(found, "again", monkeypatch), (".calibration",))


ASKED = ", drivers: {bootstrap: {replicates: 1500, seed: 4, interval: %s}}"


@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_drivers_are_drawn_again_in_random_groups_of_all(interval, monkeypatch):
    """Errors of 1,500 replicates are known to 1.8%, those of groups to 1.6% besides, on either side: 10% is four."""
    found = scores(more=ASKED % interval)
    ours, memory = in_passes(found, "amount", monkeypatch), in_memory(found, "amount", monkeypatch)
    rows, others = ours["amount.drivers"].rows, memory["amount.drivers"].rows
    for row, other in zip(rows, others, strict=True):
        assert row["importance"] == pytest.approx(other["importance"], rel=1e-9)
        assert row["std_error"] == pytest.approx(other["std_error"], rel=0.1)
        assert row["ci_low"] == pytest.approx(other["ci_low"], abs=other["std_error"] / 3)
        assert row["ci_high"] == pytest.approx(other["ci_high"], abs=other["std_error"] / 3)
    said = str(ours["amount.drivers"].explain("en"))
    assert "2,000 random groups" in said
    assert "seed 4" in said
    assert "drawn" not in ours["amount.drivers"].title.en
    # Tenths of the predictions need all rows sorted: of a model of all they are made for logits only.
    assert set(memory.tables) - set(ours.tables) == {"amount.calibration"}


def test_drivers_of_clusters_are_drawn_as_from_rows(monkeypatch):
    found = scores(DESIGN, ASKED % "percentile")
    ours, memory = in_passes(found, "amount", monkeypatch), in_memory(found, "amount", monkeypatch)
    for row, other in zip(ours["amount.drivers"].rows, memory["amount.drivers"].rows, strict=True):
        for key in ("importance", "std_error", "ci_low", "ci_high"):
            assert row[key] == pytest.approx(other[key], rel=1e-7)


def test_sums_alone_tell_drivers_and_least_squares(tmp_path):
    """Of moments of two parts put together: as in memory with the model's own errors; a logit needs the rows."""
    survey = scores().survey
    for at, part in enumerate((answers()[:2500], answers()[2500:])):
        si.write_moments(si.summarise(si.score(si.read_responses(part, survey))), tmp_path / f"{at}.moments")
    found = si.read_moments([tmp_path / "0.moments", tmp_path / "1.moments"], survey)
    ours, memory = link(found, "amount"), link(scores(more=", errors: model"), "amount")
    for name in ("estimate", "std_error", "vif"):
        assert column(ours.table, name) == pytest.approx(column(memory.table, name), rel=1e-9)
    assert ours.fit.rows[0]["errors"] == "model"
    assert any("Robust errors" in note.en for note in ours.table.explanation.notes)
    assert column(ours.drivers(), "importance") == pytest.approx(column(memory.drivers(), "importance"), rel=1e-9)
    logit, in_full = link(found, "again"), link(scores(), "again")
    assert column(logit.drivers(), "importance") == pytest.approx(column(in_full.drivers(), "importance"), rel=1e-9)
    assert all(row["estimate"] is None for row in logit.table.rows)
