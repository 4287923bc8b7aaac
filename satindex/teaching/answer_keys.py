"""The keys of a right answer, as they are written."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from satindex.language import Words
from satindex.survey.kinds import Answers, Finite, Keys
from satindex.teaching.exercise import Form, Kind

USUAL_PLANTS = ("sign", "percent_for_share", "unweighted_for_weighted", "missing_as_zero")
"""The mistakes of which one is planted where an exercise names none."""


def named(value: object) -> object:
    """Return the keys of an answer that is written as the name of a figure alone."""
    return {"figure": value} if isinstance(value, str) else value


class AnswerKeys(Keys):
    """What is right, by name of a figure, a test, a ranking, or as texts. · 正确答案。"""

    figure: str | None = Field(None, description="A figure of the report. · 报告中的数值。")
    significant: str | None = Field(None, description="A row whose test decides. · 由其检验作出判断的行。")
    choice: str | None = Field(None, description="A table of which one row is chosen. · 从中选出一行的表。")
    ranking: str | None = Field(None, description="A table whose rows are ranked. · 行需排序的表。")
    planted: str | None = Field(None, description="A table in which a mistake is planted. · 植入一处错误的表。")
    text: Answers = Field((), description="Accepted texts. · 可接受的文本。")
    columns: Answers = Field((), description="Where it may be planted. · 可植入错误的列。")
    mistakes: Answers = Field(USUAL_PLANTS, description="Of which one is planted. · 从中植入一种。")
    value_points: Annotated[Finite, Field(ge=0)] = Field(0.0, description="For the right value. · 正确值的分数。")
    by: str | None = Field(None, description="The column to rank by. · 排序所依据的列。")
    lowest: bool = Field(False, description="The lowest comes first. · 最低者在先。")
    at: Annotated[float, Field(gt=0, lt=1)] = Field(0.05, description="The test's level. · 显著性水平。")

    @model_validator(mode="after")
    def _one_of_them(self) -> AnswerKeys:
        given = [self.figure, self.significant, self.choice, self.ranking, self.planted, *self.text[:1]]
        if sum(one is not None for one in given) != 1:
            raise ValueError(
                Words(
                    "An answer is the name of a figure, or one of significant, choice, ranking, planted, text.",
                    "答案应为一个数值的名称，或 significant、choice、ranking、planted、text 之一。",
                )
            )
        if (self.by is None) != (self.choice is None and self.ranking is None):
            raise ValueError(
                Words(
                    "choice and ranking need by: COLUMN; others have none.",
                    "choice 与 ranking 须有 by: 列名；其他没有。",
                )
            )
        own = self.model_fields_set & {"columns", "mistakes", "value_points"}
        if own and self.planted is None:
            said = ", ".join(sorted(own))
            raise ValueError(
                Words(
                    f"Only a planted mistake has {said}; write planted: TABLE.",
                    f"只有植入错误的题才有 {said}；请写 planted: 表名。",
                )
            )
        return self

    @property
    def form(self) -> Form:
        """What kind of name the answer is."""
        if self.text:
            return "text"
        if self.planted is not None:
            return "planted"
        if self.significant is not None:
            return "significant"
        return "figure" if self.figure is not None else "choice" if self.choice is not None else "ranking"

    @property
    def name(self) -> str:
        """The name that is written under the form's key."""
        return self.figure or self.significant or self.choice or self.ranking or self.planted or ""


KINDS_OF: dict[Form, tuple[Kind, ...]] = {
    "figure": ("figure", "decision"),
    "significant": ("decision",),
    "choice": ("choice", "decision"),
    "ranking": ("ranking", "decision"),
    "text": ("choice", "decision", "find_error"),
    "planted": ("find_error",),
}
"""The kinds that a task with such an answer may be; the first where none is written."""
