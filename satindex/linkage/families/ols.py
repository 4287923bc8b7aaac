"""Numbers: least squares."""

from __future__ import annotations

from satindex.language import Words
from satindex.linkage.fitted import INTERCEPT, Fitted, Refused, coefficients
from satindex.linkage.predicted import of_mean
from satindex.linkage.problem import Errors, Problem
from satindex.linkage.reasons import refusal
from satindex.results.result import Cell
from satindex.stats.estimates import Covariance, NotFitted
from satindex.stats.ols import Explained, LeastSquares, fit_ols
from satindex.stats.prediction import IDENTITY, with_intercept
from satindex.stats.sandwich import covariance

NAME = Words("linear regression", "线性回归")
FORMULA = Words("outcome = b₀ + Σ b·x + error, least squares", "结果 = b₀ + Σ b·x + 误差，最小二乘")
SOURCES = (
    "MacKinnon & White 1985, Journal of Econometrics 29: 305–325 (HC3)",
    "Long & Ervin 2000, The American Statistician 54: 217–224 (why HC3)",
)


def fit(problem: Problem) -> Fitted | Refused:
    """Fit; HC3 errors unless others are asked for or a design is declared."""
    found = fit_ols(problem.matrix, problem.data.outcome, problem.weights)
    if isinstance(found, NotFitted):
        return refusal(problem, found)
    errors = problem.errors_or("robust")
    spread = _covariance(problem, found, errors)
    if isinstance(spread, NotFitted):
        return refusal(problem, spread)
    return described(problem, found, spread, errors)


def described(problem: Problem, found: Explained, spread: Covariance, errors: Errors) -> Fitted:
    """Return the fitted model."""
    likelihood = found.likelihood
    figures: dict[str, Cell] = {
        "parameters": problem.matrix.width,
        "log_likelihood": likelihood.log_likelihood,
        "null_log_likelihood": likelihood.null_log_likelihood,
        "r2": found.r2,
        **_f_test(problem, found, errors),
        "r2_adjusted": found.adjusted_r2,
        "rmse": found.variance**0.5,
    }
    return Fitted(
        family="ols",
        errors="HC3" if errors == "robust" else errors,
        coefficients=coefficients((INTERCEPT, *problem.terms), likelihood.coefficients, spread.std_errors),
        df=spread.df,
        effects={},
        figures=figures,
        predicted=of_mean(with_intercept(IDENTITY, likelihood.coefficients, spread.matrix, spread.df)),
    )


def _f_test(problem: Problem, found: Explained, errors: Errors) -> dict[str, Cell]:
    """The test that all slopes are 0, where errors are the model's own."""
    from scipy import special

    slopes, left = problem.matrix.width - 1, problem.n - problem.matrix.width
    if errors != "model" or not 0 < found.r2 < 1:
        return {}
    f = found.r2 / slopes / ((1 - found.r2) / left)
    return {"f": f, "df_residual": left, "p_model": float(special.fdtrc(slopes, left, f))}


def _covariance(problem: Problem, found: LeastSquares, errors: Errors) -> Covariance | NotFitted:
    if errors == "robust":
        return found.hc3()
    if errors == "model":
        return found.covariance()
    spread = covariance(found.likelihood, errors, problem.sampling)
    if errors == "design" or isinstance(spread, NotFitted) or problem.data.clusters is None:
        return spread
    return Covariance(spread.matrix, float(len(set(problem.data.clusters.tolist())) - 1))
