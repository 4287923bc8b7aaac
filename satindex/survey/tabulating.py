"""The keys of `tables`: answers to items by segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.survey.counted import Crosstab
from satindex.survey.faults import Faults
from satindex.survey.kinds import Answers, CountedNames, Keys, TitleTexts
from satindex.survey.model import Item
from satindex.survey.names import RESERVED_TABLES, name_fault
from satindex.survey.tree import shown


class TableKeys(Keys):
    """Answers to items, by segments. · 题项与分组的交叉表。"""

    items: CountedNames = Field(
        description="Items with points, codes or several answers; sets of `multiple`. · 有固定选项的题项或多选题组。"
    )
    by: Answers = Field(description="Segments of the respondent. · 分组。")
    percent: Literal["column", "row", "total"] = Field("column", description="What is 100%. · 百分比的基准。")
    letters: bool = Field(True, description="Mark which columns differ. · 用字母标注显著差异。")
    base: Literal["respondents", "responses"] = Field(
        "respondents", description="Of several answers: what is counted. · 多选题的基数：人数或选择次数。"
    )
    means: bool | None = Field(
        None, description="Means under the shares; left out: of items with points. · 是否附均值；缺省：有分值的题项。"
    )
    title: TitleTexts = Field({}, description="What it is called in reports. · 报告中的名称。")


def check_tables(
    keys: Mapping[str, TableKeys],
    items: Mapping[str, Item],
    segments: Sequence[str],
    taken: Mapping[str, Words],
    faults: Faults,
) -> None:
    """Note bad names, items without answers to count, and segments that are not declared.

    `taken` are the names of other tables with what they are. Items that do not exist are noted elsewhere.
    """
    for name, table in keys.items():
        for what in _name_faults(name, taken):
            faults.add(("tables", name), what)
        for key, given in (("items", table.items), ("by", table.by)):
            if not given:
                faults.add(("tables", name, key), Words("There is nothing here.", "此处为空。"))
        for item in table.items:
            if item in items and not is_countable(items[item]):
                faults.add(("tables", name, "items"), *_not_countable(items[item]))
        for segment in table.by:
            if segment not in segments:
                faults.add(("tables", name, "by"), *_no_segment(segment, segments))


def _name_faults(name: str, taken: Mapping[str, Words]) -> Iterator[Words]:
    fault = name_fault(name)
    if fault is not None:
        yield fault
    elif name in RESERVED_TABLES:
        yield Words(f"The name '{name}' is reserved.", f"名称“{name}”是保留字。")
    elif name in taken:
        said = taken[name]
        yield Words(f"'{shown(name)}' is already the name of {said.en}.", f"“{shown(name)}”已是{said.zh}的名称。")


def is_countable(item: Item) -> bool:
    """Return whether an item has answers to count: points, codes, or several answers at once."""
    return item.scale.kind == "multi" or (item.scale.is_numeric and bool(item.scale.values))


def _not_countable(item: Item) -> tuple[Words, Words]:
    said = shown(item.scale.name)
    return (
        Words(
            f"'{item.name}' is on the scale '{said}', which has no answers to count.",
            f"“{item.name}”的量表“{said}”没有可计数的选项。",
        ),
        Words(
            "A table takes items with points, codes, or the scale multi.",
            "交叉表的题项须有 points、codes，或量表为 multi。",
        ),
    )


def _no_segment(segment: str, segments: Sequence[str]) -> tuple[Words, Words]:
    said = shown(segment)
    hint = did_you_mean(segment, segments) if segments else None
    return (
        Words(f"'{said}' is not a segment.", f"“{said}”不是分组。"),
        hint or Words("Declare it under respondent: segments.", "请在 respondent: segments 下声明。"),
    )


def built_tables(keys: Mapping[str, TableKeys]) -> dict[str, Crosstab]:
    """Return the tables in the order they are written."""
    return {
        name: Crosstab(name, table.items, table.by, table.percent, table.letters, table.base, table.title, table.means)
        for name, table in keys.items()
    }
