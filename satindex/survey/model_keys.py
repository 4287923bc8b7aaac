"""The keys of one entry of `models`, as they are written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from satindex.language import Words
from satindex.survey.kinds import Answers, ItemOrScore, Keys, Refers, TitleTexts
from satindex.survey.model_part_keys import (
    CrossValidationBlock,
    CurveBlock,
    DriversBlock,
    DriversKeys,
    ObservedKeys,
    PenaltyRewardBlock,
    ThroughBlock,
    TrapKeys,
)
from satindex.survey.model_parts import Observed

Scores = Annotated[Answers, Refers("score")]


def _not_zero(value: float) -> float:
    if value == 0:
        raise ValueError(Words("A move of 0 moves nothing.", "变动量为 0 没有意义。"))
    return value


class ModelKeys(Keys):
    """A model that links an outcome to scores. · 将结果与得分联系起来的模型。"""

    outcome: ItemOrScore | ObservedKeys = Field(
        description="The item or score to explain, or {purchases: {within: DAYS}}. · 因变量：题项、得分或实际购买。"
    )
    predictors: Scores = Field((), description="Scores or items; x.* = all of x's dimensions. · 自变量。")
    controls: Answers = Field((), description="Columns, items or derived columns. · 控制变量。")
    family: Literal["logit", "ordinal", "poisson", "negative_binomial", "ols", "cox"] | None = Field(
        None, description="The kind of model; follows from the outcome when left out. · 模型类型，缺省由因变量决定。"
    )
    errors: Literal["robust", "model", "cluster", "design"] | None = Field(
        None, description="The kind of standard errors. · 标准误类型。"
    )
    link: Literal["logit", "probit", "cloglog"] = Field(
        "logit", description="The link of an ordinal model. · 有序模型的连接函数。"
    )
    through: ThroughBlock | None = Field(
        None, description="Mediators, in the order in which they follow. · 中介变量，按先后顺序。"
    )
    moderators: Answers = Field(
        (), description="Scores or columns that the predictors' effects may depend on. · 调节变量。"
    )
    curve: CurveBlock | None = Field(
        None, description="Draw the outcome over this score: the satisfaction–loyalty curve. · 满意度—忠诚度曲线。"
    )
    penalty_reward: PenaltyRewardBlock | None = Field(
        None, description="Basic, performance and excitement factors. · 基本、绩效与魅力因素。"
    )
    trap: TrapKeys | None = Field(None, description="Satisfied with the basics, yet not loyal. · 满意陷阱。")
    drivers: DriversBlock = Field(DriversKeys(), description="How importance is shared out. · 重要性的分解。")
    penalty: Literal["firth"] | None = Field(
        None,
        description="Firth's penalty: a logit with finite estimates under separation. · Firth 惩罚（logit 分离时）。",
    )
    intervals: Literal["wald", "profile"] | None = Field(
        None, description="Intervals from errors or from the likelihood's profile. · 区间：标准误或剖面似然。"
    )
    what_if: dict[ItemOrScore, Annotated[float, AfterValidator(_not_zero)]] = Field(
        {}, description="Predictors and how far everyone's score is moved. · 假设分析：各得分的变动量。"
    )
    target: float | None = Field(
        None, description="The share (or mean) to reach; the rise it needs is told. · 目标值：给出所需的得分提升。"
    )
    top: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many top levels of an ordered outcome count as its share. · 计入占比的最高等级数。"
    )
    event: ItemOrScore | None = Field(
        None,
        description="family: cox: whether the event came, or watching ended before. · 事件是否发生（否则为删失）。",
    )
    within: Annotated[float, Field(gt=0)] | None = Field(
        None, description="family: cox: predictions are of the event within this time. · 预测该时间之内发生的概率。"
    )
    cross_validation: CrossValidationBlock | None = Field(
        None, description="Fit on respondents not seen: folds, or folds and seed. · 交叉验证：折数，或折数与种子。"
    )
    blocks: dict[str, Scores] = Field(
        {}, description="Predictors by block, in order: what each adds. · 自变量分组（按顺序）：各组的增量。"
    )
    sample: Annotated[int, Field(ge=100)] | None = Field(
        None, description="Fit to so many respondents, drawn at random. · 随机抽取该数量的受访者建模。"
    )
    title: TitleTexts = Field({}, description="What it is called in reports. · 报告中的名称。")

    @property
    def observed(self) -> Observed | None:
        """The outcome in the purchase records, where it is one."""
        return self.outcome.built() if isinstance(self.outcome, ObservedKeys) else None

    @property
    def outcome_name(self) -> str:
        """What the outcome is called: an item, a score, or what was observed."""
        return self.outcome if isinstance(self.outcome, str) else self.outcome.built().name
