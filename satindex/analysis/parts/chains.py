"""Staff, customers and outlets' figures joined by outlet: the service–profit chain."""

from __future__ import annotations

from satindex.analysis.analysis import Part, Section
from satindex.language import Words
from satindex.linkage.chains.chain import chain
from satindex.measures.scores import Scores

ORDER = 1
NAME = "chains"
TITLE = Words("Staff, customers and outlets: the service–profit chain", "员工、顾客与网点：服务利润链")


def part(scores: Scores) -> Part | None:
    """Return the section with every chain's tables; None where the survey declares none."""
    if not scores.survey.chains:
        return None
    tables = {name: table for one in scores.survey.chains for name, table in chain(scores, one).tables.items()}
    return Part(Section(NAME, TITLE, tuple(tables)), tables)
