"""Coded answers of one export, ready to score, with the audit of how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from satindex.frames.batches import Frame
from satindex.frames.moments import Design
from satindex.responses.audit import Audit
from satindex.survey.model import Survey


def about(column: str) -> str:
    """Return the name under which a column about the respondent stands beside the items.

    Examples
    --------
    >>> about("branch")
    '@branch'
    """
    return f"@{column}"


@dataclass(frozen=True)
class Responses:
    """Respondents kept by the survey's `where`, one row each.

    `frame` holds each numeric item as a number (null = missing) under its name, and the columns about the
    respondent as text under `about(name)`, the weight as a number. `columns` maps an item to its column in
    the export; `levels` lists each grouping's levels in order, None last where some respondents have none.
    `sampled` counts the design's sampling units by stratum before `where`: what is kept is a domain of the sample.
    """

    survey: Survey
    frame: Frame
    audit: Audit
    columns: Mapping[str, str]
    levels: Mapping[str, tuple[str | None, ...]]
    sampled: Mapping[str | None, int] = field(default_factory=dict)

    @property
    def design(self) -> Design:
        """The sampling design's columns in `frame`."""
        person = self.survey.respondent
        weight, stratum, cluster = (about(c) if c else None for c in (person.weight, person.stratum, person.cluster))
        return Design(weight, stratum, cluster, self.sampled)
