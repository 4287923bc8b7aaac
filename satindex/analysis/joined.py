"""Respondents found among the customers: how many of them the purchase records know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from satindex.customers.group import is_customer
from satindex.customers.ledger import Ledger, observed_until
from satindex.errors import DataError
from satindex.frames.ledgers import as_ids, collected
from satindex.language import Words
from satindex.responses.responses import Responses, about
from satindex.results.result import Explanation, Result, Row
from satindex.stats.tallies import share

NAME: Final = "respondents"
TITLE: Final = Words("Respondents among the customers", "受访者与客户的对应")
LABELS: Final = {
    "used": Words("answered", "有效受访者"),
    "with_id": Words("with a number", "有编号"),
    "ever_bought": Words("found in the purchase records", "有购买记录"),
    "customers": Words("customers on the last day observed", "最后观察日仍为客户"),
}


def joined(ledger: Ledger, responses: Responses) -> Result:
    """Return how many respondents have a number, bought at all, and are customers still.

    Raises DataError where the survey declares no `respondent.id`, or where no respondent is a customer.
    """
    name = responses.survey.respondent.id
    if name is None:
        raise DataError(
            Words(
                "Respondents are found by number: declare respondent: {id: …}.",
                "受访者按编号对应客户：请声明 respondent: {id: …}。",
            )
        )
    ids = as_ids(collected(responses.frame.select(about(name))).to_series())
    code = ledger.codes_of(ids)
    if not (code >= 0).any():
        raise DataError(_nobody(ledger, ids.drop_nulls().head(3).to_list()))
    rows = tuple(_rows(ledger, code, int(ids.is_not_null().sum())))
    return Result(
        NAME,
        rows,
        TITLE,
        Explanation(
            Words(
                "Respondents are found by their number, as it is written: 007 is another one than 7. Shares are of all "
                "who answered.",
                "按编号逐字对应（007 与 7 不同）。比例以全部有效受访者为基数。",
            ),
            sources=("Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",),
        ),
        labels=LABELS,
        options={"small": ledger.small, "format": "share", "headings": {"step": Words("Respondents", "受访者")}},
        language=ledger.survey.language,
    )


def _rows(ledger: Ledger, code: np.ndarray, with_id: int) -> Iterator[Row]:
    found = code[code >= 0]
    still = is_customer(ledger, found, np.full(len(found), observed_until(ledger)))
    counts = {"used": len(code), "with_id": with_id, "ever_bought": len(found), "customers": int(still.sum())}
    for step, count in counts.items():
        yield {"step": step, "count": count, **share(count, len(code)).cells()}


def _nobody(ledger: Ledger, some: list[str]) -> Words:
    customers = ledger.days.ids.head(3).to_list()
    shapes = [", ".join("×" * len(one) for one in of) for of in (some, customers)]
    return Words(
        f"No respondent is found among the customers. Their numbers look like {shapes[0] or 'nothing'}, those of the "
        f"purchases like {shapes[1]}: are they the same kind of number?",
        f"没有受访者与客户对应。受访者编号形如 {shapes[0] or '空'}，购买记录形如 {shapes[1]}：是否为同一种编号？",
    )
