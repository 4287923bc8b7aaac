"""The keys of `multiple`: several columns that are together one question of which several answers may be chosen."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from satindex.survey.counted import Asked
from satindex.survey.kinds import Answers, ItemNames, Keys, TitleTexts


def _by_language(value: object) -> object:
    """Options without a language are in the survey's own, kept under the empty name."""
    return {"": value} if isinstance(value, list) else value


_Texts = list[str]


class MultipleKeys(Keys):
    """Columns that are one question with several answers (a multiple-response set). · 由多列组成的一道多选题。"""

    items: ItemNames = Field(description="An item per option, or per mention. · 每个选项（或每次提及）一个题项。")
    counted: Answers = Field(
        (), description="Answers that mean chosen; any = every answer. · 表示“选中”的答案；any 为任何答案。"
    )
    options: Annotated[
        dict[str, tuple[str, ...]],
        BeforeValidator(_by_language, json_schema_input_type=_Texts | dict[str, _Texts]),
    ] = Field({}, description="What the options are called, per language. · 各选项的名称（可多语言）。")
    asked: Asked = Field(
        "answered",
        description="Base: who answered an item, chose an option, answered all items; or everyone. "
        "· 基数：至少答一题者、至少选一项者、全部作答者，或全部受访者。",
    )
    title: TitleTexts = Field({}, description="What it is called in reports. · 报告中的名称。")
