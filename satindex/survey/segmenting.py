"""The keys of a segment: a column that splits people into groups, with the order and title of its levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from satindex.language import Words
from satindex.survey.kinds import Answers, Keys, TitleTexts
from satindex.survey.model import Segment


def _as_blocks(value: object) -> object:
    """A list of columns means the same as a mapping from columns to nothing more."""
    if isinstance(value, str):
        return {value: {}}
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        return value
    for entry in value:
        if value.count(entry) > 1:
            raise ValueError(Words(f"'{entry}' is listed twice.", f"“{entry}”列了两次。"))
    return {entry: {} for entry in value}


class SegmentKeys(Keys):
    """A column that splits respondents into groups. · 用于分组的列。"""

    order: Answers = Field((), description="The levels in the order they are shown. · 各水平的显示顺序。")
    title: TitleTexts = Field({}, description="What it is called in reports. · 报告中的名称。")


Segments = Annotated[
    dict[str, SegmentKeys],
    BeforeValidator(_as_blocks, json_schema_input_type=str | list[str] | dict[str, SegmentKeys]),
]


def built_segments(keys: Mapping[str, SegmentKeys]) -> tuple[Segment, ...]:
    """Return the segments in the order they are written."""
    return tuple(Segment(column, segment.title, segment.order) for column, segment in keys.items())
