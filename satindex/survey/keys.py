"""The keys of a survey definition, as they are written; what they mean together is checked elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from satindex.language import Words
from satindex.survey.benchmarking import Benchmarks
from satindex.survey.careless import CarelessKeys, Excluded
from satindex.survey.chain_keys import ChainKeys
from satindex.survey.customer_keys import CustomerKeys
from satindex.survey.form_keys import FormKeys
from satindex.survey.kinds import Answers, ColumnName, Keys, TitleTexts
from satindex.survey.model_keys import ModelKeys
from satindex.survey.multiple import MultipleKeys
from satindex.survey.report_keys import ReportKeys
from satindex.survey.segmenting import Segments
from satindex.survey.tabulating import TableKeys
from satindex.survey.truth_keys import TruthKeys
from satindex.survey.weighting import FieldworkKeys, Margins, Trimming, refuse_trim_alone

_RANGE_OF_POINTS = re.compile(r"^\s*([+-]?\d{1,9})\s*\.\.\s*([+-]?\d{1,9})\s*$")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{1,8})*$")
MOST_POINTS = 1001
_FARTHEST_POINT = 10**9


def _points(value: object) -> object:
    ends = _RANGE_OF_POINTS.match(value) if isinstance(value, str) else None
    return list(ends.groups()) if ends else value


def _low_below_high(value: tuple[int, int]) -> tuple[int, int]:
    low, high = value
    if max(abs(low), abs(high)) > _FARTHEST_POINT:
        raise ValueError(Words("A point is too large; use the scale 'number'.", "点的数值太大；请用“number”。"))
    if low >= high:
        raise ValueError(
            Words(f"The low end {low} must be below the high end {high}.", f"低端 {low} 必须小于高端 {high}。")
        )
    if high - low >= MOST_POINTS:
        raise ValueError(
            Words(
                f"A scale has at most {MOST_POINTS} points; use the scale 'number'.",
                f"量表最多 {MOST_POINTS} 点；请用“number”。",
            )
        )
    return value


def _labels(value: object) -> object:
    """Labels without a language are those of the survey's own language, kept under the empty name."""
    plain = isinstance(value, dict) and value and all(isinstance(label, str) for label in value.values())
    if isinstance(value, list) or plain:
        value = {"": value}
    if not isinstance(value, dict) or not all(_is_labels(labels) for labels in value.values()):
        raise ValueError(
            Words(
                "Labels are a list from low to high, or such a list for each language: {en: […], zh: […]}.",
                "标签应为由低到高的列表，或每种语言一个列表：{en: […], zh: […]}。",
            )
        )
    return value


def _is_labels(labels: object) -> bool:
    if not isinstance(labels, list | dict) or not labels:
        return False
    texts = labels.values() if isinstance(labels, dict) else labels
    return all(isinstance(text, str) for text in texts)


def _language(value: str) -> str:
    if not _LANGUAGE.match(value):
        raise ValueError(
            Words(f"'{value}' is not a language such as zh or en.", f"“{value}”不是 zh、en 这样的语言代码。")
        )
    return value


def _condition(value: object) -> object:
    return {"equals": value} if isinstance(value, str | list) else value


_Labelling = list[str] | dict[str, str]
Points = Annotated[
    tuple[int, int],
    BeforeValidator(_points, json_schema_input_type=str | tuple[int, int]),
    AfterValidator(_low_below_high),
]
Labels = Annotated[
    dict[str, Any],
    BeforeValidator(_labels, json_schema_input_type=_Labelling | dict[str, _Labelling]),
]


class RespondentKeys(Keys):
    """The columns about the person who answered; all optional. · 受访者信息列（均可省略）。"""

    id: ColumnName | None = Field(None, description="Column that identifies a respondent. · 受访者编号所在列。")
    weight: ColumnName | None = Field(None, description="Column of the design or raked weight. · 权重所在列。")
    rake: Margins | None = Field(
        None, description="Margins to fit the weights to: shares or counts. · 加权所依据的边际（比例或人数）。"
    )
    trim: Trimming | None = Field(
        None, description="Cut raked weights at so many times their mean. · 将加权后的权重截断于均值的若干倍。"
    )
    stratum: ColumnName | None = Field(None, description="Column of the sampling stratum. · 抽样层所在列。")
    cluster: ColumnName | None = Field(
        None, description="Column of the cluster (or panel id). · 群（或固定样本编号）所在列。"
    )
    fpc: ColumnName | None = Field(
        None,
        description="Column of a stratum's sampling units in all, or share drawn. · 层内单位总数或抽样比所在列。",
    )
    segments: Segments = Field({}, description="Columns to report by: a list, or each with order and title. · 分组列。")
    wave: Segments = Field({}, description="Column of the survey's wave. · 调查波次所在列。")
    duration: ColumnName | None = Field(None, description="Column of the time taken. · 答题用时所在列。")
    answered: ColumnName | None = Field(None, description="Column of the day of answering. · 答题（提交）时间所在列。")

    @model_validator(mode="after")
    def _one_wave(self) -> RespondentKeys:
        if len(self.wave) > 1:
            raise ValueError(
                Words(
                    "Only one column can be the wave: wave: COLUMN or wave: {COLUMN: {order: […]}}.",
                    "wave 只能指定一列：wave: 列名 或 wave: {列名: {order: […]}}。",
                )
            )
        return self

    @model_validator(mode="after")
    def _trim_after_raking(self) -> RespondentKeys:
        refuse_trim_alone(self.trim, self.rake)
        return self


class ScaleKeys(Keys):
    """The answers an item may have: points from low to high, or codes. · 量表：由低到高的点，或编码。"""

    points: Points | None = Field(None, description="Lowest and highest whole number. · 最低点与最高点（整数）。")
    codes: dict[str, float] | None = Field(
        None, description="Each answer and the number it scores. · 每个答案及其分值。"
    )
    labels: Labels = Field({}, description="Labels from low to high, per language. · 各语言由低到高的标签。")
    missing: Answers = Field((), description="Answers that mean no answer. · 表示缺失的答案。")

    @model_validator(mode="after")
    def _points_or_codes(self) -> ScaleKeys:
        if (self.points is None) == (self.codes is None):
            raise ValueError(Words("A scale has either points or codes.", "量表须有 points 或 codes 之一。"))
        if self.codes is not None and not self.codes:
            raise ValueError(Words("A scale needs at least one code.", "量表至少要有一个编码。"))
        return self


class ItemKeys(Keys):
    """One question, or a range of questions; a later entry refines an earlier one. · 题项或题项区间。"""

    question: str | None = Field(None, description="The platform's question: its number or text. · 平台题号或题干。")
    column: ColumnName | None = Field(None, description="The column's header in the export. · 导出文件中的列名。")
    scale: str | None = Field(None, description="A scale's name, or a range such as 0..10. · 量表名称，或 0..10。")
    reverse: bool = Field(False, description="Negatively worded. · 反向题。")
    missing: Answers = Field((), description="Answers that mean no answer. · 表示缺失的答案。")
    text: TitleTexts = Field({}, description="The question's wording. · 题目文本。")
    show: bool = Field(False, description="Show open answers in reports. · 在报告中显示开放题回答。")
    options: Answers = Field((), description="The answers that a multi-select item offers. · 多选题的选项。")


class ConditionKeys(Keys):
    """Which values of a column keep a respondent in the base. · 保留受访者的条件。"""

    equals: Answers = Field((), description="One of these values. · 等于其中之一。")
    at_least: float | None = Field(None, description="This number or more. · 不小于。")
    at_most: float | None = Field(None, description="This number or less. · 不大于。")

    @model_validator(mode="after")
    def _something(self) -> ConditionKeys:
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        if bool(self.equals) == bool(bounds):
            raise ValueError(
                Words("A condition has values, or at_least and at_most.", "条件须为一组值，或 at_least、at_most。")
            )
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            raise ValueError(Words("The bound at_least is above at_most.", "at_least 大于 at_most。"))
        return self


Condition = Annotated[
    ConditionKeys, BeforeValidator(_condition, json_schema_input_type=str | list[str] | ConditionKeys)
]


class DeriveKeys(Keys):
    """A column made from another, by bands of a number or by merging answers, or from several. · 由其他列得到的列。"""

    model_config = ConfigDict(
        populate_by_name=False, json_schema_extra={"anyOf": [{"required": ["from"]}, {"required": ["cross"]}]}
    )

    source: str = Field("", alias="from", description="The column it is made from. · 来源列。")
    bands: tuple[float, ...] = Field((), description="Lower bounds, ascending. · 各段下限（升序）。")
    merge: dict[str, Answers] = Field({}, description="New answers and what they stand for. · 合并后的答案及其来源。")
    cross: tuple[str, ...] = Field(
        (), description="Columns whose levels are crossed, as in 'F × 18-25'. · 交叉的各列，水平如“女 × 18-25”。"
    )

    @model_validator(mode="after")
    def _bands_or_merge(self) -> DeriveKeys:
        if self.cross and (self.source or self.bands or self.merge):
            raise ValueError(
                Words("A crossed column has no from, bands or merge.", "交叉列不能同时有 from、bands 或 merge。")
            )
        if not self.cross and bool(self.bands) == bool(self.merge):
            raise ValueError(Words("A derived column has either bands or merge.", "派生列须有 bands 或 merge 之一。"))
        if len(self.cross) == 1 or len(set(self.cross)) < len(self.cross):
            raise ValueError(Words("Cross two columns or more, each once.", "须交叉两列或更多，每列一次。"))
        for lower, upper in zip(self.bands, self.bands[1:], strict=False):
            if upper <= lower:
                raise ValueError(
                    Words(
                        f"The bands must ascend: {upper:g} follows {lower:g}.",
                        f"bands 须为升序：{lower:g} 之后是 {upper:g}。",
                    )
                )
        _refuse_merged_twice(self.merge)
        return self


def _refuse_merged_twice(merge: Mapping[str, tuple[str, ...]]) -> None:
    seen: dict[str, str] = {}
    for target, answers in merge.items():
        for answer in answers:
            if answer in seen:
                raise ValueError(
                    Words(
                        f"The answer '{answer}' is merged twice: into '{seen[answer]}' and '{target}'.",
                        f"答案“{answer}”合并了两次：“{seen[answer]}”和“{target}”。",
                    )
                )
            seen[answer] = target


class CompareKeys(Keys):
    """How segments and waves are compared. · 分组与时期的比较方式。"""

    adjust: Literal["holm", "bh"] = Field("holm", description="Correction for many tests. · 多重检验的校正方法。")
    panel: bool = Field(True, description="The same id in two waves is the same person. · 两期中编号相同者视为同一人。")


class SmallBaseKeys(Keys):
    """How few answers are too few. · 基数过小的界限。"""

    flag: Annotated[int, Field(ge=0)] = Field(30, description="Figures of fewer answers are marked. · 不足此数则标注。")
    withhold: Annotated[int, Field(ge=0)] = Field(
        10, description="Figures of fewer answers are not shown; 0 shows all. · 不足此数则不显示；0 表示全部显示。"
    )


class OfSurveyKeys(Keys):
    """The keys about a survey. · 问卷的键。"""

    survey: str | None = Field(None, description="The survey's short name. · 问卷简称。")
    title: TitleTexts = Field({}, description="Title, in one or more languages. · 标题（可多语言）。")
    language: Annotated[str, AfterValidator(_language)] = Field("en", description="Language of reports. · 报告语言。")
    respondent: RespondentKeys = Field(RespondentKeys(), description="Columns about the person. · 受访者信息列。")
    scales: dict[str, ScaleKeys] = Field({}, description="The scales of this survey. · 本问卷的量表。")
    missing: Answers = Field((), description="Answers that mean no answer, everywhere. · 全卷通用的缺失答案。")
    unknown: Literal["error", "missing"] = Field(
        "error", description="What becomes of unknown answers. · 未知答案的处理。"
    )
    items: dict[str, ItemKeys] = Field({}, description="The codebook: items and ranges. · 题项（可用区间）。")
    where: dict[str, Condition] = Field({}, description="Keeps a part of the respondents. · 保留部分受访者。")
    derive: dict[str, DeriveKeys] = Field({}, description="Columns made from others. · 派生列。")
    measures: dict[str, dict[str, Any]] = Field({}, description="What is measured; the type says how. · 指标。")
    models: dict[str, ModelKeys] = Field({}, description="Links from scores to an outcome. · 模型。")
    chains: dict[str, ChainKeys] = Field({}, description="Staff and customers by outlet. · 服务利润链。")
    compare: CompareKeys = Field(CompareKeys(), description="How groups are compared. · 组间比较。")
    benchmarks: Benchmarks = Field({}, description="Figures to compare with. · 用于比较的外部数据。")
    multiple: dict[str, MultipleKeys] = Field({}, description="Questions over several columns. · 由多列组成的多选题。")
    tables: dict[str, TableKeys] = Field({}, description="Answers by segments. · 交叉表。")
    small_base: SmallBaseKeys = Field(SmallBaseKeys(), description="Too few answers. · 基数过小时的处理。")
    fieldwork: FieldworkKeys | None = Field(None, description="Sent and returned. · 发放与回收数量。")
    report: ReportKeys = Field(ReportKeys(), description="The layout of the report. · 报告的版面设置。")
    form: FormKeys = Field(FormKeys(), description="What the questionnaire says. · 问卷中的文字。")
    careless: CarelessKeys = Field(CarelessKeys(), description="Where careless answering begins. · 敷衍作答的界限。")
    exclude: Excluded = Field((), description="Signs of careless answering to set aside. · 按敷衍迹象剔除受访者。")
    truth: TruthKeys | None = Field(None, description="What simulate takes for true. · 模拟所用的真值。")


class SurveyKeys(CustomerKeys, OfSurveyKeys):
    """A definition of satindex: a survey, the firm's customers, or both. · satindex 定义：问卷、客户记录，或两者。"""
