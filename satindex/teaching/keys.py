"""The keys of an exercise, as they are written."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from satindex.language import Words
from satindex.survey.kinds import Answers, Finite, Keys, TitleTexts, Weight
from satindex.teaching.exercise import Form, Kind, Level

MOST_RESPONDENTS = 100_000


def _named(value: object) -> object:
    return {"figure": value} if isinstance(value, str) else value


def _mistake(value: object) -> object:
    return {"mistake": value} if isinstance(value, str) else value


class AnswerKeys(Keys):
    """What is right, by name of a figure, a test, a ranking, or as texts. · 正确答案。"""

    figure: str | None = Field(None, description="A figure of the report. · 报告中的数值。")
    significant: str | None = Field(None, description="A row whose test decides. · 由其检验作出判断的行。")
    choice: str | None = Field(None, description="A table of which one row is chosen. · 从中选出一行的表。")
    ranking: str | None = Field(None, description="A table whose rows are ranked. · 行需排序的表。")
    text: Answers = Field((), description="Accepted texts. · 可接受的文本。")
    by: str | None = Field(None, description="The column to rank by. · 排序所依据的列。")
    lowest: bool = Field(False, description="The lowest comes first. · 最低者在先。")
    at: Annotated[float, Field(gt=0, lt=1)] = Field(0.05, description="The test's level. · 显著性水平。")

    @model_validator(mode="after")
    def _one_of_them(self) -> AnswerKeys:
        given = [self.figure, self.significant, self.choice, self.ranking, *self.text[:1]]
        if sum(one is not None for one in given) != 1:
            raise ValueError(
                Words(
                    "An answer is the name of a figure, or one of significant, choice, ranking, text.",
                    "答案应为一个数值的名称，或 significant、choice、ranking、text 之一。",
                )
            )
        if (self.by is None) != (self.choice is None and self.ranking is None):
            raise ValueError(
                Words(
                    "choice and ranking need by: COLUMN; others have none.",
                    "choice 与 ranking 须有 by: 列名；其他没有。",
                )
            )
        return self

    @property
    def form(self) -> Form:
        """What kind of name the answer is."""
        if self.text:
            return "text"
        if self.significant is not None:
            return "significant"
        return "figure" if self.figure is not None else "choice" if self.choice is not None else "ranking"

    @property
    def name(self) -> str:
        """The name that is written under the form's key."""
        return self.figure or self.significant or self.choice or self.ranking or ""


KIND_OF: dict[Form, Kind] = {
    "figure": "figure",
    "significant": "decision",
    "choice": "choice",
    "ranking": "ranking",
    "text": "find_error",
}


class WhenKeys(Keys):
    """Which wrong answer a hint is for. · 提示针对的错误答案。"""

    mistake: str | None = Field(None, description="A ready-made mistake. · 现成的常见错误。")
    equals: str | None = Field(None, description="A figure's name, or a text. · 数值名称或文本。")

    @model_validator(mode="after")
    def _one_of_them(self) -> WhenKeys:
        if (self.mistake is None) == (self.equals is None):
            raise ValueError(
                Words("A hint is for a mistake's name or {equals: …}.", "提示应针对错误名称或 {equals: …}。")
            )
        return self


class HintKeys(Keys):
    """What is said to a wrong answer. · 对错误答案的提示。"""

    when: Annotated[WhenKeys, BeforeValidator(_mistake, json_schema_input_type=str | WhenKeys)]
    say: TitleTexts


class TaskKeys(Keys):
    """One question to the learner. · 一道题。"""

    id: Annotated[str, Field(min_length=1)]
    ask: TitleTexts
    kind: Kind | None = Field(None, description="What is asked for; else by its answer. · 题型。")
    answer: Annotated[AnswerKeys | None, BeforeValidator(_named, json_schema_input_type=str | AnswerKeys)] = None
    tolerance: Weight | None = Field(None, description="How far off is still right. · 允许误差。")
    points: Annotated[Finite, Field(ge=0)] = 1.0
    level: Level = "medium"
    minutes: Annotated[Finite, Field(gt=0)] | None = None
    attempts: Annotated[int, Field(ge=1)] | None = None
    hints: tuple[HintKeys, ...] = ()
    rubric: Answers = Field((), description="What the trainer marks by. · 评分要点。")
    model: TitleTexts = Field({}, description="Model answer, shown after handing in. · 参考答案。")
    reasons: Answers = Field((), description="Reasons a decision should give. · 决策应给出的理由。")

    @model_validator(mode="after")
    def _answered(self) -> TaskKeys:
        if self.kind == "written":
            if self.answer is not None or not self.rubric:
                raise ValueError(
                    Words("A written task has a rubric and no answer.", "written 题须有 rubric，且没有 answer。")
                )
            return self
        if self.answer is None:
            raise ValueError(Words("This task has no answer.", "此题没有答案。"))
        kind = KIND_OF[self.answer.form]
        if self.kind is not None and self.kind not in (kind, "decision"):
            raise ValueError(
                Words(
                    f"The kind is {self.kind}, but the answer is that of {kind}.",
                    f"题型为 {self.kind}，答案却属于 {kind}。",
                )
            )
        if self.tolerance is not None and self.answer.figure is None:
            raise ValueError(Words("Only a figure has a tolerance.", "只有数值题有允许误差。"))
        return self


class DataKeys(Keys):
    """The data that learners get. · 学员得到的数据。"""

    n: Annotated[int, Field(ge=10, le=MOST_RESPONDENTS)]
    truth: dict[str, Any] = Field({}, description="Truths, as simulate takes them. · 真值。")
    per_learner: bool = Field(True, description="Everyone gets data of their own. · 每人一份数据。")
    exact: bool = Field(False, description="The data's figures are the truths exactly. · 数据的数值恰为真值。")


class ExerciseKeys(Keys):
    """An exercise; its tasks are read one by one. · 练习。"""

    exercise: Annotated[str, Field(min_length=1)]
    title: TitleTexts = Field({}, description="Title. · 标题。")
    survey: str = Field(description="The survey's file, beside this one. · 问卷定义文件。")
    data: DataKeys
    tasks: Annotated[list[Any], Field(min_length=1)]
