"""The keys of an exercise, as they are written."""

from __future__ import annotations

import re
from math import isclose
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from satindex.language import Words
from satindex.survey.kinds import Finite, Keys, TitleTexts, Weight
from satindex.teaching.answer_keys import KINDS_OF, AnswerKeys, named
from satindex.teaching.exercise import Kind, Level
from satindex.teaching.mark_keys import LineKeys, ReasonKeys, ReasonsKeys, as_lines, as_reasons

MOST_RESPONDENTS = 100_000
ID = re.compile(r"\w[\w-]*")
LINES = str | list[str | LineKeys | dict[str, str]]
REASONS = str | list[str | ReasonKeys | dict[str, str]] | ReasonsKeys


def _mistake(value: object) -> object:
    return {"mistake": value} if isinstance(value, str) else value


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

    id: Annotated[str, Field(min_length=1, max_length=64)]
    ask: TitleTexts
    kind: Kind | None = Field(None, description="What is asked for; else by its answer. · 题型。")
    answer: Annotated[AnswerKeys | None, BeforeValidator(named, json_schema_input_type=str | AnswerKeys)] = None
    tolerance: Weight | None = Field(None, description="How far off is still right. · 允许误差。")
    points: Annotated[Finite, Field(ge=0)] | None = Field(None, description="For the answer; else 1. · 分数。")
    level: Level = "medium"
    minutes: Annotated[Finite, Field(gt=0)] | None = None
    attempts: Annotated[int, Field(ge=1)] | None = Field(None, description="The last of so many counts. · 次数上限。")
    hints: tuple[HintKeys, ...] = ()
    rubric: Annotated[tuple[LineKeys, ...], BeforeValidator(as_lines, json_schema_input_type=LINES)] = Field(
        (), description="What the trainer marks by. · 评分要点。"
    )
    model: TitleTexts = Field({}, description="Model answer, shown after handing in. · 参考答案。")
    reasons: Annotated[ReasonsKeys | None, BeforeValidator(as_reasons, json_schema_input_type=REASONS)] = Field(
        None, description="Reasons a decision should give. · 决策应给出的理由。"
    )
    group: bool = Field(False, description="Answered once for a group. · 小组共同作答。")

    @field_validator("id")
    @classmethod
    def _names_a_file(cls, value: str) -> str:
        if not ID.fullmatch(value):
            raise ValueError(
                Words(
                    f"'{value}' is no id: letters, digits, '_' and '-' name files and cells.",
                    f"“{value}”不能作 id：应由字母、数字、“_”和“-”组成（用于文件名和单元格名）。",
                )
            )
        return value

    @model_validator(mode="after")
    def _answered(self) -> TaskKeys:
        if self.kind == "written" and (self.answer is not None or not self.rubric):
            raise ValueError(
                Words("A written task has a rubric and no answer.", "written 题须有 rubric，且没有 answer。")
            )
        if self.kind != "written" and self.rubric:
            raise ValueError(
                Words("Only a written task has a rubric; write kind: written.", "只有 written 题有 rubric。")
            )
        if self.answer is not None:
            _check_kind(self, self.answer)
        elif self.kind != "written":
            raise ValueError(Words("This task has no answer.", "此题没有答案。"))
        if self.reasons is not None and self.resolved_kind != "decision":
            raise ValueError(
                Words("Only a decision has reasons; write kind: decision.", "只有决策题有理由；请写 kind: decision。")
            )
        _check_points(self)
        return self

    @property
    def resolved_kind(self) -> Kind:
        """The kind that is written, else that of the answer."""
        return self.kind or (KINDS_OF[self.answer.form][0] if self.answer else "written")


def _check_kind(task: TaskKeys, answer: AnswerKeys) -> None:
    kinds = KINDS_OF[answer.form]
    if task.kind is not None and task.kind not in kinds:
        raise ValueError(
            Words(
                f"The kind is {task.kind}, but the answer is that of {kinds[0]}.",
                f"题型为 {task.kind}，答案却属于 {kinds[0]}。",
            )
        )
    if task.tolerance is not None and answer.form not in ("figure", "planted"):
        raise ValueError(Words("Only a figure has a tolerance.", "只有数值题有允许误差。"))


def _check_points(task: TaskKeys) -> None:
    """The lines of a rubric have all points of their own, which add up to the task's, or none."""
    own = [line.points for line in task.rubric if line.points is not None]
    if own and len(own) < len(task.rubric):
        raise ValueError(
            Words(
                "Some lines of the rubric have points and some have none: write them for all or for none.",
                "评分要点有的写了分数、有的没写：请全写或全不写。",
            )
        )
    if own and task.points is not None and not isclose(sum(own), task.points):
        raise ValueError(
            Words(
                f"The task has {task.points:g} points, but its rubric adds up to {sum(own):g}.",
                f"此题 {task.points:g} 分，评分要点合计却为 {sum(own):g} 分。",
            )
        )


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
