"""The keys of what is marked beside an answer: a rubric's lines, a decision's reasons."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from satindex.language import Words
from satindex.survey.kinds import Finite, Keys, TitleTexts


class LineKeys(Keys):
    """A line of a rubric. · 一条评分要点。"""

    say: TitleTexts
    points: Annotated[Finite, Field(gt=0)] | None = Field(None, description="Else shared alike. · 未写则均分。")


class ReasonKeys(Keys):
    """A reason that learners choose from. · 一条可选的理由。"""

    say: TitleTexts
    counts: bool = Field(True, description="Whether it counts. · 是否算正确理由。")


def as_lines(value: object) -> object:
    """Return texts, in one language or by language, as blocks of a rubric or of reasons."""
    entries = [value] if isinstance(value, str) else value
    return [_as_line(entry) for entry in entries] if isinstance(entries, list | tuple) else value


def _as_line(entry: object) -> object:
    is_block = isinstance(entry, dict) and bool({"say", "points", "counts"} & set(entry))
    return entry if is_block or not isinstance(entry, dict | str) else {"say": entry}


Entries = Annotated[
    tuple[ReasonKeys, ...],
    BeforeValidator(as_lines, json_schema_input_type=str | list[str | ReasonKeys | dict[str, str]]),
    Field(min_length=1),
]


class ReasonsKeys(Keys):
    """The reasons of a decision. · 决策的理由。"""

    entries: Entries = Field(alias="from", description="To choose from, or to mark by. · 备选理由，或评分依据。")
    wanted: Annotated[int, Field(ge=1)] | None = Field(None, description="How many; else all. · 应给出几条。")
    points: Annotated[Finite, Field(ge=0)] = Field(0.0, description="Apart from the choice's. · 理由的分数。")
    free: bool = Field(False, description="Written, not chosen. · 由学员自己写。")

    @model_validator(mode="after")
    def _can_be_given(self) -> ReasonsKeys:
        counting = self.counting
        if counting == 0:
            raise ValueError(Words("None of these reasons counts.", "没有一条理由算正确。"))
        if self.wanted is not None and self.wanted > counting:
            raise ValueError(
                Words(
                    f"{self.wanted} reasons are wanted, but only {counting} of these count.",
                    f"要求 {self.wanted} 条理由，但其中只有 {counting} 条算正确。",
                )
            )
        return self

    @property
    def counting(self) -> int:
        """How many of the entries count."""
        return sum(entry.counts for entry in self.entries)


def as_reasons(value: object) -> object:
    """Return a plain list of reasons as those of which all count, in the learner's own words, without points."""
    return {"from": value, "free": True} if isinstance(value, str | list | tuple) else value
