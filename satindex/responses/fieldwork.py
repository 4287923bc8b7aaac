"""Whether the numbers of the fieldwork can be: no more questionnaires used than came back."""

from __future__ import annotations

from satindex.errors import DataError
from satindex.language import Words
from satindex.responses.audit import Audit
from satindex.survey.model import Fieldwork


def refuse_more_than_returned(fieldwork: Fieldwork | None, audit: Audit) -> None:
    """Raise DataError where more rows are used than `fieldwork` says came back."""
    if fieldwork is not None and audit.rows_used > fieldwork.returned:
        used, returned = audit.rows_used, fieldwork.returned
        raise DataError(
            Words(
                f"{audit.source} has {used} usable rows, but fieldwork.returned is {returned}.",
                f"{audit.source} 有 {used} 行有效答卷，但 fieldwork.returned 为 {returned}。",
            )
        )
