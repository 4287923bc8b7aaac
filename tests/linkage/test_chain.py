"""Staff, customers and outlets' figures joined by outlet: by hand, against other libraries, and on hostile data.

By hand, five outlets A … E with staff x = 1 2 3 4 5, customers y = 2 1 4 3 5, growth g = 3 1 4 2 5; deviations
x −2 −1 0 1 2, y −1 −2 1 0 2, g 0 −2 1 −1 2; Sxx = Syy = Sgg = 10, Sxy = 8, Sxg = 5, Syg = 9.
"""

from __future__ import annotations

import math

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import satindex as si
from satindex.errors import DataError, FigureError
from satindex.results.picture import spec

OUTLETS = ["A", "B", "C", "D", "E"]
X, Y, G = [1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [3, 1, 4, 2, 5]
STAFF = """\
small_base: {withhold: 0}
items: {X: {scale: number, text: {en: Morale, zh: 士气}}}
"""
CUSTOMERS = """\
small_base: {{withhold: {withhold}}}
respondent: {respondent}
items: {{Y: {{scale: number}}, Z: {{scale: number}}}}
chains:
  c:
    by: outlet
    staff: {{survey: staff.yaml, data: staff.csv}}
    outlets: {{file: outlets.csv}}
    chain: {chain}
    min_answers: {least}
    bootstrap: {bootstrap}
"""


def around(outlets, means, column, more=()):
    """Two answers around each mean, one below and one above."""
    rows = [{"outlet": o, column: m + step} for o, m in zip(outlets, means, strict=True) for step in (-1, 1)]
    return pd.DataFrame([*rows, *more])


def figures(growth=G, outlets=OUTLETS):
    return pd.DataFrame({"outlet": outlets, "growth": growth, "profit": [2 * g for g in growth]})


@pytest.fixture
def chain(tmp_path):
    def make(
        staff,
        customers,
        outlets=None,
        chain="[staff.X, Y, outlets.growth]",
        least=2,
        bootstrap=0,
        withhold=0,
        respondent="{}",
        definition=CUSTOMERS,
    ):
        (tmp_path / "staff.yaml").write_text(STAFF, encoding="utf-8")
        if staff is not None:
            staff.to_csv(tmp_path / "staff.csv", index=False)
        (figures() if outlets is None else outlets).to_csv(tmp_path / "outlets.csv", index=False)
        text = definition.format(
            chain=chain, least=least, bootstrap=bootstrap, withhold=withhold, respondent=respondent
        )
        (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
        survey = si.load_survey(tmp_path / "c.yaml")
        if isinstance(customers, pd.DataFrame):
            customers = customers.assign(**{name: 1 for name in ("Y", "Z") if name not in customers})
        return si.chain(si.score(si.read_responses(customers, survey)), "c")

    return make


def by_hand(make, **more):
    return make(around(OUTLETS, X, "X"), around(OUTLETS, Y, "Y"), **more)


def only(table, **keys):
    (row,) = [row for row in table.to_dicts("en") if all(row[name] == value for name, value in keys.items())]
    return row


def test_links_by_hand(chain) -> None:
    """b = Sxy/Sxx = 0.8, β = 0.8; y → g: 9/10. HC3 by hand: e = y − 3 − 0.8(x − 3) = .6 −1.2 1 −.8 .4,
    h = 1/5 + d²/10 = .6 .3 .2 .3 .6; Σ d²(e/(1 − h))²/Sxx² = (4·1.5² + (12/7)² + (8/7)² + 4·1²)/100 = 0.1724490.
    """
    found = by_hand(chain).table
    first, second = found.rows
    assert (first["estimate"], first["unstandardised"]) == (pytest.approx(0.8), pytest.approx(0.8))
    assert first["std_error"] == pytest.approx(math.sqrt(0.17244898))
    assert first["df"] == 3
    assert (first["r2"], second["r2"]) == (pytest.approx(0.64), pytest.approx(0.81))
    assert second["estimate"] == pytest.approx(0.9)
    assert first["n"] == second["n"] == 5
    # t(3) at 97.5%: 3.182446 (tables).
    assert first["ci_low"] == pytest.approx(0.8 - 3.182446 * math.sqrt(0.17244898), abs=1e-6)


def test_correlations_by_hand(chain) -> None:
    """r = 0.8, 0.5, 0.9; tanh(artanh 0.8 ± 1.959964/√2) = −0.27964 … 0.98620; ρ = r: x, y, g are their own ranks."""
    found = by_hand(chain)["c.correlations"]
    assert [row["estimate"] for row in found.rows] == pytest.approx([0.8, 0.5, 0.9])
    assert [row["rank_correlation"] for row in found.rows] == pytest.approx([0.8, 0.5, 0.9])
    assert (found.rows[0]["ci_low"], found.rows[0]["ci_high"]) == pytest.approx((-0.27964005, 0.98619619))
    # t = .8·√3/√(1 − .64) = 2.309401, two-sided p of t(3) = 0.104088 (R: 2*pt(-2.309401, 3))
    assert found.rows[0]["p_value"] == pytest.approx(0.104088, abs=1e-6)
    assert found.rows[0]["p_adjusted"] == pytest.approx(2 * found.rows[0]["p_value"])


def test_effects_by_hand(chain) -> None:
    """g on x and y: det = 100 − 64 = 36, b_x = (10·5 − 8·9)/36 = −22/36, b_y = (10·9 − 8·5)/36 = 50/36."""
    found = by_hand(chain)["c.mediation"]
    assert only(found, effect="direct")["estimate"] == pytest.approx(-22 / 36)
    assert only(found, effect="indirect")["estimate"] == pytest.approx(0.8 * 50 / 36)
    assert only(found, effect="total")["estimate"] == pytest.approx(0.5)


def test_reliability_by_hand(chain) -> None:
    """MSB = 2·10/4 = 5, MSW = 5·2/5 = 2: F = 2.5, ICC(1) = 1.5/3.5, reliability of means 1 − 1/2.5 = 0.6."""
    found = by_hand(chain)
    for row in found["c.reliability"].rows:
        assert (row["statistic"], row["estimate"]) == (pytest.approx(2.5), pytest.approx(1.5 / 3.5))
        assert row["of_means"] == pytest.approx(0.6)
    assert "not reliable (below .70): Staff: Morale, Y" in str(found.explain("en"))


def test_outlets_and_their_counts(chain) -> None:
    found = by_hand(chain)["c.outlets"]
    assert [row["outlet"] for row in found.rows] == OUTLETS
    assert [row["staff.X"] for row in found.rows] == X
    assert [row["Y"] for row in found.rows] == Y
    assert [row["outlets.growth"] for row in found.rows] == G
    assert {(row["n_customers"], row["n_staff"]) for row in found.rows} == {(2, 2)}


def random_sides(outlets=40, seed=3):
    rng = np.random.default_rng(seed)
    names = [f"o{at}" for at in range(outlets)]
    x = rng.normal(size=outlets)
    y = 0.7 * x + rng.normal(size=outlets) * 0.6
    g = 0.6 * y + 0.2 * x + rng.normal(size=outlets) * 0.5
    staff = pd.DataFrame({"outlet": np.repeat(names, 6), "X": np.repeat(x, 6) + rng.normal(size=6 * outlets)})
    customers = pd.DataFrame({"outlet": np.repeat(names, 9), "Y": np.repeat(y, 9) + rng.normal(size=9 * outlets)})
    customers["Z"] = rng.normal(size=len(customers))
    return staff, customers, figures(list(g), names)


def means(staff, customers, outlets):
    return (
        outlets.set_index("outlet")
        .join(staff.groupby("outlet")["X"].mean())
        .join(customers.groupby("outlet")[["Y", "Z"]].mean())
    )


def test_as_other_libraries_on_the_means(chain) -> None:
    """numpy.corrcoef, scipy's Spearman, statsmodels OLS with HC3 and t, pingouin.mediation_analysis."""
    import pingouin
    import statsmodels.api as sm
    from scipy.stats import spearmanr

    sides = random_sides()
    found = chain(*sides, chain="[staff.X, [Y, Z], outlets.growth]", bootstrap=200)
    of = means(*sides)
    pair = only(found["c.correlations"], **{"from": "staff.X", "to": "outlets.growth"})
    assert pair["estimate"] == pytest.approx(np.corrcoef(of["X"], of["growth"])[0, 1], abs=1e-12)
    rho = spearmanr(of["X"], of["growth"])
    assert (pair["rank_correlation"], pair["rank_p_value"]) == pytest.approx((rho.statistic, rho.pvalue))
    fit = sm.OLS(of["growth"], sm.add_constant(of[["Y", "Z"]])).fit(cov_type="HC3", use_t=True)
    spread = of.std()
    for name in ("Y", "Z"):
        row, scale = only(found.table, **{"from": name, "to": "outlets.growth"}), spread[name] / spread["growth"]
        assert row["unstandardised"] == pytest.approx(fit.params[name], rel=1e-9)
        assert row["std_error"] == pytest.approx(fit.bse[name], rel=1e-9)
        assert row["p_value"] == pytest.approx(fit.pvalues[name], rel=1e-6)
        low, high = fit.conf_int().loc[name]
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((low * scale, high * scale), rel=1e-8)
        assert row["r2"] == pytest.approx(fit.rsquared)
    theirs = pingouin.mediation_analysis(of, x="X", m=["Y", "Z"], y="growth", n_boot=50, seed=1).set_index("path")
    effects = found["c.mediation"]
    assert only(effects, effect="direct")["estimate"] == pytest.approx(theirs.loc["Direct", "coef"], rel=1e-8)
    assert only(effects, effect="total")["estimate"] == pytest.approx(theirs.loc["Total", "coef"], rel=1e-8)
    for name in ("Y", "Z"):
        mine = only(effects, effect="indirect", through=name)["estimate"]
        assert mine == pytest.approx(theirs.loc[f"Indirect {name}", "coef"], rel=1e-8)


def test_bootstrap_draws_outlets(chain) -> None:
    """The percentiles of numpy's own draws of outlets lie where the intervals do."""
    sides = random_sides()
    found = chain(*sides, bootstrap=2000)["c.mediation"]
    row = next(row for row in found.rows if row["effect"] == "indirect")
    of, rng, drawn = means(*sides)[["X", "Y", "growth"]].to_numpy(), np.random.default_rng(0), []
    for _ in range(4000):
        x, y, g = of[rng.integers(0, len(of), len(of))].T
        a = np.polyfit(x, y, 1)[0]
        b = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x, y]), g, rcond=None)[0][2]
        drawn.append(a * b)
    width = row["ci_high"] - row["ci_low"]
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.1 * width)
    assert "2,000 bootstrap replicates (seed 1) of outlets" in str(found.explain("en"))


def test_outlets_on_one_side_only_are_counted_and_named(chain) -> None:
    more = [{"outlet": "F", "X": 1}, {"outlet": "F", "X": 2}, {"outlet": None, "X": 3}]
    found = chain(around(OUTLETS, X, "X", more), around(["Q", *OUTLETS], [9, *Y], "Y"), figures(G[1:], OUTLETS[1:]))
    fates = {row["fate"]: (row["outlets"], row["which"]) for row in found["c.join"].to_dicts("en")}
    assert fates == {
        "used: joined": (4, None),
        "set aside: only among customers": (1, "Q"),
        "set aside: only among staff": (1, "F"),
        "set aside: only among customers and staff": (1, "A"),
    }
    assert "staff: 1 respondents have no outlet." in str(found["c.join"].explain("en"))
    assert found.table.rows[0]["n"] == 4


def test_small_outlets_are_set_aside(chain) -> None:
    staff = around(OUTLETS, X, "X", [{"outlet": "A", "X": 1}])
    found = chain(staff, around(OUTLETS, Y, "Y"), least=3)
    rows = {row["fate"]: row for row in found["c.join"].to_dicts("en")}
    small = rows["set aside: fewer than 3 answers of staff or customers"]
    assert (small["outlets"], small["staff"], small["customers"], small["which"]) == (5, 11, 10, None)
    assert all(row["estimate"] is None for row in found.table.rows)
    assert "outlets with all of it: 0; at least 3 are needed" in str(found.table)


def test_a_mean_of_too_few_answers_counts_not_the_rows(chain) -> None:
    """One of A's two customers left Y empty: its mean rests on one answer."""
    customers = around(OUTLETS, Y, "Y")
    customers.loc[0, "Y"] = None
    found = chain(around(OUTLETS, X, "X"), customers)
    assert [row["outlet"] for row in found["c.outlets"].rows] == OUTLETS[1:]


def test_names_that_differ_in_width_case_or_space_are_one_outlet(chain) -> None:
    written = [" a店", "Ｂ店", "C 店", "D店\u3000", "Ｅ　店"]
    staff = around(["A店", "B店", "C店", "D店", "E店"], X, "X")
    found = chain(staff, around(written, Y, "Y"), figures(outlets=["Ａ店", "b店", "C店 ", "D 店", "e店"]))
    assert [(row["outlets"], row["which"]) for row in found["c.join"].rows] == [(5, None)]
    assert found.table.rows[0]["estimate"] == pytest.approx(0.8)


def test_spellings_on_one_side_are_joined_and_told(chain) -> None:
    customers = around(OUTLETS, Y, "Y")
    customers.loc[1, "outlet"] = "ａ"
    found = chain(around(OUTLETS, X, "X"), customers)
    assert [row["Y"] for row in found["c.outlets"].rows] == Y
    assert "customers: 1 other spellings" in str(found["c.join"].explain("en"))


def test_an_outlet_twice_in_the_file(chain) -> None:
    """The same row again changes nothing; another figure for the same outlet leaves it without one."""
    again = pd.concat([figures(), pd.DataFrame({"outlet": ["a", "B"], "growth": [3, 99], "profit": [6, 2]})])
    found = by_hand(chain, outlets=again)
    assert [row["outlet"] for row in found["c.outlets"].rows] == ["A", "C", "D", "E"]
    rows = {row["fate"]: row["which"] for row in found["c.join"].to_dicts("en")}
    assert rows["set aside: several rows with different figures in the file of outlets"] == "B"
    assert "1 rows that repeat another one" in str(found["c.join"].explain("en"))


def test_a_figure_that_is_missing_or_no_number(chain) -> None:
    """Growth of A is not known: links and correlations with it stand on four outlets, the others on five."""
    found = by_hand(chain, outlets=figures().astype(object).replace({"growth": {3: "n/a"}}))
    assert [row["n"] for row in found.table.rows] == [5, 4]
    assert [row["n"] for row in found["c.correlations"].rows] == [5, 4, 4]
    assert "1 cells are no numbers" in str(found["c.join"].explain("en"))
    assert "n = 4 outlets have everything; 1 lack something" in str(found["c.mediation"].explain("en"))


@pytest.mark.parametrize("outlets", [0, 1, 2, 3])
def test_too_few_outlets_say_so_everywhere(chain, outlets: int) -> None:
    """Two members need 3 outlets (slope, intercept, one to spare), the three of the mediation 4."""
    names = OUTLETS[:outlets] or ["Q"]
    found = chain(around(names, X[: len(names)], "X"), around(OUTLETS, Y, "Y"), bootstrap=50)
    for table in ("c", "c.correlations", "c.mediation"):
        for row in found[table].rows:
            known = outlets == 3 and table != "c.mediation"
            assert (row["estimate"] is not None) == known
            assert known or "outlets with all of it" in row["reason"].en
    for name, table in found.tables.items():
        assert table.to_dicts("zh") or (name, outlets) == ("c.outlets", 0)
        assert str(table.in_language("zh"))
        spec(table, "zh")


def test_means_that_are_the_same_everywhere(chain) -> None:
    found = chain(around(OUTLETS, [3.3] * 5, "X"), around(OUTLETS, Y, "Y"), bootstrap=50)
    first, second = found.table.rows
    assert first["estimate"] is None
    assert first["reason"].en == "the same at every outlet: Staff: Morale"
    assert second["estimate"] == pytest.approx(0.9)
    assert found["c.mediation"].rows[0]["reason"].zh == "各网点取值相同：员工：士气"
    assert found["c.reliability"].rows[0]["reason"].en == "groups differ no more than the answers within them"


def test_one_outlet_that_makes_the_slope_alone(chain) -> None:
    """All other outlets have the same x: the slope is (5 − mean of 2 1 4 3)/4 = 0.625, its HC3 error undefined."""
    found = chain(around(OUTLETS, [1, 1, 1, 1, 5], "X"), around(OUTLETS, Y, "Y"))
    row = found.table.rows[0]
    assert row["unstandardised"] == pytest.approx(0.625)
    assert row["std_error"] is row["ci_low"] is row["p_value"] is None
    assert row["reason"].en == "no HC3 error: one outlet alone determines this slope"
    assert spec(found["c.outlets"], "en")["height"] > 0


def test_members_that_determine_each_other(chain) -> None:
    """Profit is twice growth: side by side in one stage one of them is left out, with the reason."""
    found = by_hand(chain, chain="[[outlets.growth, outlets.profit], Y, staff.X]", bootstrap=50)
    reasons = [row["reason"] for row in found.table.rows if row.get("reason")]
    assert [reason.en for reason in reasons] == ["fully determined by outlets.growth (collinear)"]
    assert "collinear" in found["c.mediation"].rows[0]["reason"].en


def test_replicates_without_enough_different_outlets_are_left_out(chain) -> None:
    """Five outlets, three members: some draws hold too few different ones; they have no value, and nothing breaks."""
    found = by_hand(chain, bootstrap=400)["c.mediation"]
    assert "replicates have no value" in str(found.explain("en"))
    row = next(row for row in found.rows if row["effect"] == "indirect")
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_every_outlet_counts_once_but_weights_make_its_mean(chain) -> None:
    """A's customers answer 1 and 5 with weights 3 and 1: (3·1 + 5)/4 = 2 by hand; weight 0 is nobody."""
    customers = around(OUTLETS, Y, "Y").assign(w=1.0)
    customers.loc[:1, ["Y", "w"]] = [[1, 3], [5, 1]]
    nobody = pd.DataFrame({"outlet": ["A"], "Y": [99], "w": [0]})
    found = chain(around(OUTLETS, X, "X"), pd.concat([customers, nobody]), respondent="{weight: w}")
    assert [row["Y"] for row in found["c.outlets"].rows] == Y
    assert found["c.outlets"].rows[0]["n_customers"] == 2
    assert found.table.rows[0]["estimate"] == pytest.approx(0.8)


ONE_EXPORT = """\
small_base: {{withhold: {withhold}}}
items: {{Y: {{scale: number}}, Z: {{scale: number}}}}
chains:
  c:
    by: outlet
    staff: {{where: {{role: 员工}}}}
    customers: {{where: {{role: [客户, 会员]}}}}
    outlets: {{file: outlets.csv}}
    chain: [staff.Y, Y, outlets.growth]
    min_answers: {least}
    bootstrap: {bootstrap}
"""


@pytest.mark.parametrize(
    "as_engine", [pd.DataFrame, pl.from_pandas, lambda frame: pl.from_pandas(frame).lazy(), duckdb.from_df]
)
def test_one_export_with_both_audiences(chain, as_engine) -> None:
    """Staff and customers answered the same item; a visitor's answers belong to neither."""
    staff = around(OUTLETS, X, "Y").assign(role="员工")
    customers = around(OUTLETS, Y, "Y").assign(role=["客户", "会员"] * 5)
    visitor = pd.DataFrame({"outlet": ["A"], "Y": [99], "role": ["访客"]})
    together = pd.concat([staff, visitor, customers]).assign(Z=1)
    found = chain(None, as_engine(together), definition=ONE_EXPORT)
    assert [row["estimate"] for row in found.table.rows] == pytest.approx([0.8, 0.9])


def test_an_audience_that_does_not_occur_is_refused(chain) -> None:
    together = around(OUTLETS, X, "Y").assign(role="员工")
    with pytest.raises(DataError, match=r"nobody is '客户' in the column 'role'"):
        chain(None, together, definition=ONE_EXPORT)


def test_small_outlets_are_not_shown_where_segments_would_not_be(chain) -> None:
    """Two answers each are below the ten that a figure needs: names stand, means do not; links of outlets do."""
    found = by_hand(chain, withhold=10)
    for row in found["c.outlets"].rows:
        assert row["Y"] is row["staff.X"] is None
        assert row["reason"].en == "base below 10"
    assert found.table.rows[0]["estimate"] == pytest.approx(0.8)
    assert spec(found["c.outlets"], "en")["data"]["values"] == []


def test_what_cannot_be_joined_is_not_named_where_it_is_small(chain) -> None:
    more = [{"outlet": "F", "X": 1}]
    found = chain(around(OUTLETS, X, "X", more), around(OUTLETS, Y, "Y"), withhold=2)
    assert [row["which"] for row in found["c.join"].rows] == [None, None]


def test_reversed_links_are_told(chain) -> None:
    found = chain(around(OUTLETS, X[::-1], "X"), around(OUTLETS, Y, "Y"))
    assert [row["remark"].en for row in found.table.rows if row.get("remark")] == ["against the chain's direction"]
    said = str(found.explain("en"))
    assert "Against the chain's direction (negative): Staff: Morale → Y." in said
    assert "ecological fallacy" in said
    assert "与链的方向相反" in str(found.explain("zh"))


def test_several_ends_have_effects_each(chain) -> None:
    found = by_hand(chain, chain="[staff.X, Y, [outlets.growth, outlets.profit]]")
    growth, profit = found["c.growth.mediation"], found["c.profit.mediation"]
    for one, other in zip(growth.rows, profit.rows, strict=True):
        assert other["estimate"] == pytest.approx(2 * one["estimate"])  # profit is twice growth
    assert "c.growth.mediation.paths" in found.tables


def test_ends_of_one_name_on_two_sides_keep_their_tables(chain) -> None:
    """Figures of the file may be called as a score is: Y is there on both sides."""
    outlets = figures().rename(columns={"growth": "Y"})
    found = by_hand(chain, outlets=outlets, chain="[staff.X, outlets.profit, [Y, outlets.Y]]")
    assert {"c.Y.mediation", "c.outlets.Y.mediation"} <= set(found.tables)


def test_a_heading_with_odd_signs_is_written_everywhere(chain, tmp_path) -> None:
    odd = "收入/增长 [%]: 2026*?"
    outlets = figures().rename(columns={"growth": odd})
    by_hand(chain, outlets=outlets, chain=f"[staff.X, Y, ['outlets.{odd}', outlets.profit]]")
    survey = si.load_survey(tmp_path / "c.yaml")
    analysis = si.analyse(si.score(si.read_responses(around(OUTLETS, Y, "Y").assign(Z=1), survey)), "zh")
    si.write_report(analysis, *(tmp_path / f"odd.{form}" for form in ("html", "json", "xlsx")))
    assert f"c.{odd}.mediation" in analysis.tables


def test_two_stages_have_no_mediation(chain) -> None:
    found = chain(around(OUTLETS, X, "X"), around(OUTLETS, Y, "Y"), chain="[[staff.X], [Y, outlets.growth]]")
    assert [name for name in found.tables if "mediation" in name] == []


def test_staffs_data_that_are_not_there_are_a_reason(chain) -> None:
    found = chain(None, around(OUTLETS, Y, "Y"))
    (row,) = found.table.to_dicts("en")
    assert row["estimate"] is None
    assert "staff.csv" in row["reason"]
    assert list(found.tables) == ["c"]


def test_the_report_shows_a_chain_and_stands_without_staffs_data(chain, tmp_path) -> None:
    by_hand(chain)
    customers = around(OUTLETS, Y, "Y").assign(Z=1)

    def report(name):
        scores = si.score(si.read_responses(customers, si.load_survey(tmp_path / "c.yaml")))
        analysis = si.analyse(scores, "zh")
        si.write_report(analysis, *(tmp_path / f"{name}.{form}" for form in ("html", "json", "xlsx")))
        return analysis, (tmp_path / f"{name}.html").read_text(encoding="utf-8")

    analysis, page = report("whole")
    assert "服务利润链" in page
    assert "使用 5 个网点" in analysis.methods.zh
    assert "生态学谬误" in page
    assert {"c", "c.correlations", "c.mediation", "c.outlets", "c.join"} <= set(analysis.tables)
    (tmp_path / "staff.csv").unlink()
    analysis, page = report("without")
    assert "staff.csv" in page
    assert "could not be joined" in analysis.methods.en
    assert "items" in analysis.tables


def test_a_chain_that_is_not_there(chain, tmp_path) -> None:
    by_hand(chain)
    scores = si.score(si.read_responses(around(OUTLETS, Y, "Y").assign(Z=1), si.load_survey(tmp_path / "c.yaml")))
    with pytest.raises(FigureError, match=r"the survey has no chain 'd'\. There are: c"):
        si.chain(scores, "d")
    with pytest.raises(FigureError, match=r"there is no table 'c\.x'"):
        si.chain(scores, "c")["c.x"]
