"""The keys of one entry of `chains`: staff, customers and outlets' figures joined by outlet."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from satindex.language import Words
from satindex.survey.kinds import Answers, ColumnName, Keys, TitleTexts
from satindex.survey.model_part_keys import BootstrapBlock, BootstrapKeys

FileName = Annotated[str, Field(min_length=1)]
Levels = dict[str, Answers]
Stage = Annotated[Answers, Field(min_length=1)]


class StaffKeys(Keys):
    """Staff's answers: a survey of their own, or rows of this one. · 员工的回答：单独的问卷，或本数据中的部分行。"""

    survey: FileName | None = Field(None, description="Staff's definition, a file. · 员工问卷定义文件。")
    data: FileName | None = Field(None, description="Staff's export, a file. · 员工答卷文件。")
    by: ColumnName | None = Field(None, description="Column of the outlet there. · 其中网点所在列。")
    where: Levels = Field({}, description="Columns and values of staff's rows. · 员工行的列与取值。")

    @model_validator(mode="after")
    def _one_place(self) -> StaffKeys:
        if (self.survey is None) != (self.data is None):
            raise ValueError(
                Words("Staff's own survey needs both survey and data.", "员工单独的问卷须同时给出 survey 与 data。")
            )
        if (self.survey is None) != bool(self.where):
            raise ValueError(
                Words(
                    "Staff have either a survey of their own (survey, data) or rows of this one (where).",
                    "员工须为单独的问卷（survey、data）或本数据中的部分行（where）之一。",
                )
            )
        return self


class CustomersKeys(Keys):
    """Customers' rows, where the export holds others too. · 顾客所在的行（数据中还有他人时）。"""

    where: Annotated[Levels, Field(min_length=1)] = Field(
        description="Columns and values of customers' rows. · 顾客行的列与取值。"
    )


class OutletsKeys(Keys):
    """Figures of outlets, one row each. · 网点数据（每个网点一行）。"""

    file: FileName = Field(description="The file. · 文件。")
    by: ColumnName | None = Field(None, description="Column of the outlet there. · 其中网点所在列。")
    titles: dict[str, TitleTexts] = Field({}, description="What its columns are called. · 各列在报告中的名称。")


class ChainKeys(Keys):
    """Staff and customers joined by outlet: the service–profit chain. · 按网点关联员工与顾客：服务利润链。"""

    by: ColumnName = Field(description="Column of the outlet. · 网点所在列。")
    chain: Annotated[tuple[Stage, ...], Field(min_length=2)] = Field(
        description="What leads to what: scores, staff.SCORE, outlets.COLUMN; in brackets, side by side. · 因果链。"
    )
    staff: StaffKeys | None = Field(None, description="Where staff's answers stand. · 员工的回答。")
    customers: CustomersKeys | None = Field(None, description="Customers' rows, if not all. · 顾客所在的行。")
    outlets: OutletsKeys | None = Field(None, description="Figures of outlets. · 网点数据。")
    min_answers: int = Field(10, ge=1, description="Outlets with fewer answers are set aside. · 回答不足此数则剔除。")
    bootstrap: BootstrapBlock = Field(BootstrapKeys(), description="Intervals of the effects. · 效应的区间。")
    title: TitleTexts = Field({}, description="What it is called in reports. · 报告中的名称。")
