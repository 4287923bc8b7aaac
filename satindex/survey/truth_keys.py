"""The keys of `truth`: what is true of respondents and customers that are simulated from the definition."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from satindex.survey.kinds import Keys, Share

Number = Annotated[float, Field(allow_inf_nan=False)]
Numbers = dict[str, Number]


class TruthKeys(Keys):
    """What is true of simulated respondents; the rest is as usual. · 模拟受访者的真值，未写者取默认值。"""

    means: Numbers = Field({}, description="Means by score column or item. · 得分列或题目的均值。")
    gaps: Numbers = Field({}, description="Perceived less expected, by score column. · 差距：感知减期望。")
    trend: Numbers = Field({}, description="Step from wave to wave, by score. · 每一波次的变化量。")
    sds: Numbers = Field({}, description="Standard deviations of one answer. · 单个答案的标准差。")
    shares: dict[str, Numbers] = Field({}, description="Shares of classes, levels, codes. · 各类、各组、各编码的比例。")
    differences: dict[str, dict[str, Numbers]] = Field(
        {}, description="Segment → level → score: how far above the others. · 分组 → 水平 → 得分：高出多少。"
    )
    models: dict[str, Numbers] = Field({}, description="Coefficients by model. · 各模型的系数。")
    correlation: Numbers = Field({}, description="How answers hang together. · 答案之间的相关。")
    missing: Share | None = Field(None, description="Share of cells left empty. · 缺失单元格的比例。")
    odd: Share | None = Field(None, description="Share of cells oddly written. · 写法异常单元格的比例。")
    careless: Share | None = Field(None, description="Share of careless respondents. · 敷衍作答者的比例。")
    empty: Share | None = Field(None, description="Share of empty rows. · 空行的比例。")
    field: dict[str, Any] = Field({}, description="When respondents answer. · 答卷期间。")
    customers: dict[str, Any] = Field({}, description="Truths of customers and purchases. · 客户与购买的真值。")
