"""The keys of what a model may be asked for beyond its coefficients."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from satindex.language import Words
from satindex.survey.kinds import Answers, Finite, ItemOrScore, Keys, Refers
from satindex.survey.model_parts import (
    Bootstrap,
    CrossValidation,
    CurveAsked,
    DriversAsked,
    IntervalKind,
    Observed,
    PenaltyReward,
    Through,
    Trap,
)


def _replicates_alone(value: object) -> object:
    return {"replicates": value} if isinstance(value, str) else value


class BootstrapKeys(Keys):
    """How the sample is drawn again and again for intervals. · 自助法重抽样的方式。"""

    replicates: int = Field(
        Bootstrap.replicates,
        ge=0,
        le=1_000_000,
        description="How many times; 0: not at all. · 重抽样次数；0 表示不做。",
    )
    seed: int = Field(Bootstrap.seed, ge=0, description="The seed that repeats the draws. · 随机种子。")
    interval: IntervalKind = Field(Bootstrap.interval, description="How intervals are read. · 区间的取法。")

    def built(self) -> Bootstrap:
        """Return the settings."""
        return Bootstrap(self.replicates, self.seed, self.interval)


BootstrapBlock = Annotated[
    BootstrapKeys, BeforeValidator(_replicates_alone, json_schema_input_type=int | BootstrapKeys)
]


def _method_alone(value: object) -> object:
    return {"method": value} if isinstance(value, str) else value


class DriversKeys(Keys):
    """How the drivers share what is explained. · 驱动因素如何分摊解释力。"""

    method: Literal["lmg", "johnson", "mcfadden"] = Field(
        DriversAsked.method,
        description="LMG shares of R², Johnson's weights, or LMG shares of McFadden's R² (logit). · 分解方法。",
    )
    bootstrap: BootstrapBlock | None = Field(
        None, description="Intervals and rank stability; where they cost little, by themselves. · 区间与名次稳定性。"
    )

    def built(self) -> DriversAsked:
        """Return the settings."""
        return DriversAsked(self.method, self.bootstrap.built() if self.bootstrap else None)


DriversBlock = Annotated[DriversKeys, BeforeValidator(_method_alone, json_schema_input_type=str | DriversKeys)]


def _folds_alone(value: object) -> object:
    return {"folds": value} if isinstance(value, str) else value


class CrossValidationKeys(Keys):
    """The fit on respondents that the model has not seen. · 对未参与拟合者的预测（交叉验证）。"""

    folds: int = Field(CrossValidation.folds, ge=2, le=1000, description="How many folds. · 折数。")
    seed: int = Field(CrossValidation.seed, ge=0, description="The seed that repeats the folds. · 随机种子。")

    def built(self) -> CrossValidation:
        """Return the settings."""
        return CrossValidation(self.folds, self.seed)


CrossValidationBlock = Annotated[
    CrossValidationKeys, BeforeValidator(_folds_alone, json_schema_input_type=int | CrossValidationKeys)
]


def _one_as_chain(value: object) -> object:
    return [value] if isinstance(value, str) else value


Stage = Annotated[Answers, Refers("score")]
Stages = Annotated[tuple[Stage, ...], BeforeValidator(_one_as_chain, json_schema_input_type=str | tuple[Stage, ...])]


class ThroughKeys(Keys):
    """The chain of mediators from predictors to outcome. · 自变量到因变量之间的中介链。"""

    chain: Stages = Field(
        description="Mediators in the order in which they follow; in brackets, side by side. · 中介变量（按先后顺序）。"
    )
    bootstrap: BootstrapBlock = Field(BootstrapKeys(), description="Intervals of the effects. · 效应的区间。")

    def built(self) -> Through:
        """Return the settings."""
        return Through(self.chain, self.bootstrap.built())


ThroughBlock = Stages | ThroughKeys


def built_through(keys: tuple[tuple[str, ...], ...] | ThroughKeys | None) -> Through | None:
    """Return the mediators by stage; None where none are asked for."""
    if keys is None:
        return None
    return keys.built() if isinstance(keys, ThroughKeys) else Through(keys)


class WithinKeys(Keys):
    """Which purchases count as buying again. · 何种购买计为复购。"""

    within: int = Field(ge=1, le=36_525, description="Days after answering. · 答题后多少天内。")
    stated: ItemOrScore | None = Field(
        None, description="The item that asked for the intention, to be held against behaviour. · 询问复购意向的题项。"
    )
    unmatched: Literal["set_aside", "not_bought"] = Field(
        "set_aside", description="Respondents whose id no purchase has. · 购买记录中没有其编号的受访者。"
    )


class ObservedKeys(Keys):
    """An outcome in the purchase records. · 购买记录中的结果。"""

    purchases: WithinKeys = Field(description="Bought again within so many days. · 多少天内再次购买。")

    def built(self) -> Observed:
        """Return the outcome."""
        return Observed(self.purchases.within, self.purchases.stated, self.purchases.unmatched)


class CurveKeys(Keys):
    """The curve of the outcome over a score. · 因变量随某得分变化的曲线。"""

    of: ItemOrScore = Field(description="The score it is drawn over, such as satisfaction. · 横轴得分，如满意度。")
    by: Answers | None = Field(
        None, description="What to group by; left out: the model's moderators. · 分组变量，默认为调节变量。"
    )


CurveBlock = ItemOrScore | CurveKeys


def built_curve(keys: str | CurveKeys | None, moderators: tuple[str, ...]) -> CurveAsked | None:
    """Return what the curve is drawn over and by; None where none is asked for."""
    if keys is None:
        return None
    if isinstance(keys, str):
        return CurveAsked(keys, moderators)
    return CurveAsked(keys.of, moderators if keys.by is None else keys.by)


class PenaltyRewardKeys(Keys):
    """Penalty–reward contrast: basic, performance and excitement factors. · 惩罚—奖励对比分析。"""

    attributes: Annotated[Answers, Refers("score")] = Field(
        (), description="The attributes; left out: the model's predictors. · 属性，默认为自变量。"
    )
    low: Finite | None = Field(None, description="The lowest box ends here. · 低分段上限。")
    high: Finite | None = Field(None, description="The highest box begins here. · 高分段下限。")

    @model_validator(mode="after")
    def _apart(self) -> PenaltyRewardKeys:
        if (self.low is None) != (self.high is None):
            raise ValueError(Words("Both low and high are needed, or neither.", "low 与 high 须同时给出或同时省略。"))
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(Words("The value of low must be below that of high.", "low 必须小于 high。"))
        return self


PenaltyRewardBlock = Annotated[Answers, Refers("score")] | PenaltyRewardKeys


def built_penalty_reward(keys: tuple[str, ...] | PenaltyRewardKeys | None) -> PenaltyReward | None:
    """Return the contrast that is asked for; None where none is."""
    if keys is None:
        return None
    if isinstance(keys, PenaltyRewardKeys):
        return PenaltyReward(keys.attributes, keys.low, keys.high)
    return PenaltyReward(keys)


class TrapKeys(Keys):
    """The satisfaction trap: satisfied with the basics, yet not loyal. · 满意陷阱。"""

    basics: Annotated[Answers, Refers("score")] = Field(description="The basics. · 基本需求。")
    satisfied: Finite = Field(description="Satisfied from here on. · 达到此值为满意。")
    loyal: Finite | None = Field(None, description="Loyal from here on (not of two codes). · 达到此值为忠诚。")
    beyond: Annotated[Answers, Refers("score")] = Field((), description="Beyond the basics. · 超出基本的需求。")

    def built(self) -> Trap:
        """Return the settings."""
        return Trap(self.basics, self.satisfied, self.loyal, self.beyond)
