"""Tables by a segment of very many levels: made of some levels after the other, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import numpy as np

from satindex.frames.batches import Frame
from satindex.frames.design import Design, Grouping
from satindex.frames.made import Made
from satindex.frames.passes import passed
from satindex.measures.measure import Measure
from satindex.measures.presenting import MISSING_LEVEL
from satindex.responses.responses import about
from satindex.results.packed import Packed
from satindex.results.packed_levels import of_levels
from satindex.stats.moments import Block, Moments

if TYPE_CHECKING:
    from satindex.measures.scores import Scores

MANY: Final = 10_000
"""Levels beyond which a segment's figures are made of some levels after the other."""

AT_A_TIME: Final = 2_000
"""Levels of a table in memory whose sums are held at once."""

IN_A_PASS: Final = 4_000
"""Levels whose sums are held at once where the rows are read anew for them."""

PIECE: Final = 1000
"""Levels whose rows are packed together."""


@dataclass(frozen=True)
class ManyLevels:
    """The rows of each measure's tables by suffix, and the moments of the columns that levels are compared by."""

    moments: Moments
    rows: dict[str, dict[str, Packed]]


def is_made_in_parts(scores: Scores, segment: str, measures: Sequence[Measure]) -> bool:
    """Whether a segment has so many levels, and sampling units lie within them, so that they can be parted."""
    design = scores.responses.design
    parted = not (design.cluster or any(measure.refitted for measure in measures))
    return parted and scores.has_rows and len(scores.responses.levels[segment]) > MANY


def made_in_parts(
    scores: Scores, segment: str, measures: Sequence[Measure], grouping: Grouping, made: Mapping[str, Made]
) -> ManyLevels:
    """Return the rows and moments of a segment's levels; each part of the levels is a pass over its own rows."""
    compared = {(column,) for measure in measures for column in (*measure.compared, measure.name)}
    kept = [columns for columns in grouping.blocks if columns in compared]
    design, found = _whole_design(scores), []
    rows: dict[str, dict[str, Packed]] = {measure.name: {} for measure in measures}
    size = min(AT_A_TIME if isinstance(scores.frame, nw.DataFrame) else IN_A_PASS, MANY)
    for start in range(0, len(grouping.levels), size):
        levels = grouping.levels[start : start + size]
        sums = scores.moments_sums([replace(grouping, levels=levels)], design, made)
        (part,) = passed(_rows_of(scores, segment, levels), sums, scores.progress)
        of = sums[0].finished(part)
        for measure in measures:
            _add_rows(rows[measure.name], scores, measure, segment, of)
        found.append(replace(of, blocks={columns: of.blocks[columns] for columns in kept}))
    return ManyLevels(_joined(found), rows)


def _add_rows(rows: dict[str, Packed], scores: Scores, measure: Measure, segment: str, of: Moments) -> None:
    """Add the rows of the levels at hand to those of a measure's tables: column by column where it knows how."""
    levels = [MISSING_LEVEL if level is None else level for level in of.levels]
    one_by_one = scores.level_rows(measure, segment, of)
    for start in range(0, len(levels), PIECE):
        part = slice(start, start + PIECE)
        every = measure.every_row(of, part)
        for suffix, kinds in (every or {}).items():
            rows.setdefault(suffix, Packed()).add(of_levels(segment, levels[part], kinds))
        some = [] if every is not None else list(islice(one_by_one, PIECE))
        for suffix in dict.fromkeys(suffix for one in some for suffix in one):
            rows.setdefault(suffix, Packed()).extend(row for one in some for row in one.get(suffix, ()))


def _rows_of(scores: Scores, segment: str, levels: Sequence[str | None]) -> Frame:
    column = nw.col(about(segment))
    chosen = column.is_in([level for level in levels if level is not None])
    return scores.frame.filter(chosen | column.is_null() if None in levels else chosen)


def _whole_design(scores: Scores) -> Design:
    """Return the sampling design of all respondents, of whom those of some levels are a part."""
    design = scores.responses.design
    if design.sampled or not design.declared:
        return design
    if design.stratum is None:
        return replace(design, sampled={None: scores.rows})
    counted = scores.counts(design.stratum)[design.stratum]
    return replace(design, sampled={None if one is None else str(one): n for one, n in counted.items()})


def _joined(found: Sequence[Moments]) -> Moments:
    levels = tuple(level for one in found for level in one.levels)
    blocks = {columns: _joined_blocks([one.blocks[columns] for one in found]) for columns in found[0].blocks}
    return replace(found[0], levels=levels, blocks=blocks)


def _joined_blocks(blocks: Sequence[Block]) -> Block:
    """Return the sums of a column in all groups, about one centre."""
    first = blocks[0]
    moved = [_about(block, float(first.centre[0])) for block in blocks]
    sums: dict[str, Any] = {
        one.name: np.concatenate([getattr(block, one.name) for block in moved])
        for one in fields(Block)
        if one.name not in ("columns", "centre") and getattr(first, one.name) is not None
    }
    return replace(first, **sums)


def _about(block: Block, centre: float) -> Block:
    """Return the sums of one column about another centre: m(x − c′) = m(x − c) + m(c − c′)."""
    moved = float(block.centre[0]) - centre
    if moved == 0:
        return block
    turn = np.array([[1.0, 0.0], [moved, 1.0]])
    return replace(
        block,
        centre=np.array([centre]),
        cross=turn @ block.cross @ turn.T,
        total=block.total @ turn.T,
        square=turn @ block.square @ turn.T,
        on_margins=None if block.on_margins is None else turn @ block.on_margins,
        by_margins=None if block.by_margins is None else turn @ block.by_margins,
    )
