"""The data of an exercise, drawn from its survey with the truths that it states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from satindex.customers.customers import Customers
from satindex.customers.loading import load_ledger
from satindex.errors import DataError
from satindex.language import Words
from satindex.measures.scores import score
from satindex.readers.stacking import open_exports
from satindex.responses.reading import read_responses
from satindex.simulate import simulate, simulate_records
from satindex.survey.model import Survey
from satindex.teaching.exercise import DataPlan
from satindex.teaching.figures import Figures

if TYPE_CHECKING:
    import polars as pl


_OTHER_RECORDS = ("approached", "complaints", "exits", "programme")
_ONE_FILE = Words(
    "A learner gets one file: answers of a survey without purchases:, or purchases alone, without approached:, "
    "complaints:, exits: and programme:.",
    "每位学员得到一个文件：或是问卷答案（定义中没有 purchases:），或只有购买记录（没有 approached:、complaints:、"
    "exits:、programme:）。",
)


def drawn(survey: Survey, data: DataPlan, seed: int) -> pl.DataFrame:
    """Return an export of the respondents that `seed` draws; of a definition without questions, customers' purchases.

    Raises DataError where the answers can't be given in one file: customers with other records than purchases, or
    respondents whose purchases a model observes.
    """
    if survey.customers is None:
        return simulate(survey, data.n, seed, data.truth or None, exact=data.exact)
    beside = any(getattr(survey.customers, name) is not None for name in _OTHER_RECORDS)
    if survey.items or beside:
        raise DataError(_ONE_FILE)
    return simulate_records(survey, data.n, seed, data.truth or None)["purchases"]


def figures_of(survey: Survey, source: Any) -> Figures:
    """Return the figures of an export: a file or a frame; raises DataError where it can't be read."""
    if survey.customers is not None and not survey.items:
        return Figures(Customers(load_ledger(survey, source)))
    return Figures(score(read_responses(open_exports([source]), survey)))
