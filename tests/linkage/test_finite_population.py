"""Models of a finite population against R survey 4.1.1 `svyglm`; raked weights are said to be taken as given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import satindex as si

DEFINITION = """
    survey: schools
    respondent: {{{design}}}
    scales: {{wide: {{codes: {{"No": 0, "Yes": 1}}}}}}
    items:
      api00: {{scale: number}}
      WIDE: {{scale: wide, column: sch.wide}}
      ell: {{scale: count}}
      meals: {{scale: count}}
      mobility: {{scale: count}}
    measures: {{now: {{type: mean, items: [api00]}}}}
    models:
      linear: {{outcome: api00, predictors: [ell, meals, mobility], family: ols}}
      logit: {{outcome: WIDE, predictors: [ell, meals, mobility]}}
    """
# R survey 4.1.1: svyglm(api00 ~ ell + meals + mobility) and the same for sch.wide, quasibinomial; designs with fpc.
# Design, file, standard errors of ell, meals, mobility in the linear model and in the logit.
SVYGLM = {
    "strat": (
        "weight: pw, stratum: stype, fpc: fpc",
        "apistrat.csv",
        (0.391973403222528, 0.283946506416502, 0.393218362022529),
        (0.013252498611026, 0.00919948371765916, 0.0319354214530536),
    ),
    "srs": (
        "weight: pw, fpc: fpc",
        "apisrs.csv",
        (0.622087828023269, 0.448580615837261, 1.22802686859278),
        (0.0113055778876928, 0.00916389069472443, 0.0216063669646158),
    ),
    "clus1": (
        "weight: pw, cluster: dnum, fpc: fpc",
        "apiclus1.csv",
        (0.324003944965413, 0.278083043760884, 0.444918419151202),
        (0.0125730715735244, 0.00921075490215381, 0.0258299799084483),
    ),
}


@pytest.mark.parametrize("name", list(SVYGLM))
def test_errors_of_svyglm(scored: Any, shared: Path, name: str) -> None:
    design, file, linear, logit = SVYGLM[name]
    scores = scored(DEFINITION.format(design=design), shared / "data" / "design" / file)
    # R stops the logit at a change of the deviance of 1e-8, which is that far from the maximum; see test_logit.
    for model, wanted, tolerance in (("linear", linear, 1e-9), ("logit", logit, 5e-5)):
        table = si.link(scores, model).tables[model]
        errors = {row["term"]: row["std_error"] for row in table.to_dicts()}
        assert [errors[term] for term in ("ell", "meals", "mobility")] == pytest.approx(wanted, rel=tolerance)
        assert "1 − (share of its population drawn)" in str(table.explain("en"))


def test_a_population_alone_is_a_design(scored: Any) -> None:
    """Ten of twenty: the error is √½ of that without end, where weights 1 make the same design."""
    data = pl.DataFrame({"y": [1, 3, 2, 5, 4, 6, 5, 8, 7, 9], "x": list(range(10)), "w": [1] * 10, "N": [20] * 10})
    definition = """
        respondent: {{{design}}}
        items: {{y: {{scale: number}}, x: {{scale: number}}}}
        measures: {{m: {{type: mean, items: [y]}}}}
        models: {{linear: {{outcome: y, predictors: [x], family: ols}}}}
        """
    errors = []
    for design in ("fpc: N", "weight: w"):
        rows = si.link(scored(definition.format(design=design), data), "linear").tables["linear"].to_dicts()
        errors.append(next(row["std_error"] for row in rows if row["term"] == "x"))
    assert errors[0] == pytest.approx(errors[1] * 0.5**0.5)


def test_raked_weights_are_said_to_be_taken_as_given(scored: Any, shared: Path) -> None:
    design = "weight: pw, rake: {stype: {E: 4421, H: 755, M: 1018}}"
    scores = scored(DEFINITION.format(design=design), shared / "data" / "design" / "apisrs.csv")
    table = si.link(scores, "linear").tables["linear"]
    assert "Raked weights are taken as given" in str(table.explain("en"))
    assert "此处将加权后的权重视为给定" in str(table.explain("zh"))
