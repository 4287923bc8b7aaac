"""The keys of weighting and fieldwork: margins to rake to, where weights are trimmed, what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from satindex.language import Words
from satindex.survey.kinds import Keys
from satindex.survey.model import Fieldwork, Trim

ROUNDED = 0.005
"""How far margins may be from summing alike, relatively: shares are often written rounded."""

Target = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _two_levels(value: dict[str, float]) -> dict[str, float]:
    if len(value) < 2:
        raise ValueError(Words("A margin needs at least two levels.", "一个边际至少要有两个水平。"))
    return value


def is_shares(targets: Mapping[str, float]) -> bool:
    """Return whether a margin is written as shares (0–1) or percentages, not as counts.

    Examples
    --------
    >>> is_shares({"F": 0.51, "M": 0.49}), is_shares({"F": 51, "M": 49}), is_shares({"F": 5100, "M": 4900})
    (True, True, False)
    """
    total = sum(targets.values())
    return max(targets.values()) <= 1 or isclose(total, 100, rel_tol=ROUNDED)


def _alike(value: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Shares sum to 1, percentages to 100, counts to the same number of people in every margin."""
    if not value:
        raise ValueError(Words("Name at least one margin: {gender: {F: 0.51, M: 0.49}}.", "请至少给出一个边际。"))
    totals = {name: sum(targets.values()) for name, targets in value.items()}
    for name, targets in value.items():
        whole = 1 if max(targets.values()) <= 1 else None
        if whole and not isclose(totals[name], whole, rel_tol=ROUNDED):
            raise ValueError(
                Words(
                    f"The shares of '{name}' sum to {totals[name]:.6g}, not to 1.",
                    f"“{name}”的比例之和为 {totals[name]:.6g}，而不是 1。",
                )
            )
    counted = {name: total for name, total in totals.items() if not is_shares(value[name])}
    first = next(iter(counted), None)
    for name, total in counted.items():
        if first is not None and not isclose(total, counted[first], rel_tol=ROUNDED):
            raise ValueError(
                Words(
                    f"Margins must sum alike: '{first}' sums to {counted[first]:.10g}, '{name}' to {total:.10g}.",
                    f"各边际的合计必须相同：“{first}”合计 {counted[first]:.10g}，“{name}”合计 {total:.10g}。",
                )
            )
    return value


Margins = Annotated[
    dict[str, Annotated[dict[str, Target], AfterValidator(_two_levels)]],
    AfterValidator(_alike),
]


class TrimKeys(Keys):
    """Where weights are cut: at so many times their mean, or at a weight. · 权重截断：均值的倍数，或具体的权重值。"""

    ratio: Annotated[float | None, Field(gt=1)] = Field(None, description="Times the mean weight. · 均值的倍数。")
    cap: Annotated[float | None, Field(gt=0)] = Field(None, description="The largest weight. · 最大权重。")
    strict: bool = Field(
        False, description="Go on until no weight is above the cap. · 反复截断，直至没有权重超过上限。"
    )

    @model_validator(mode="after")
    def _one_cap(self) -> TrimKeys:
        if (self.ratio is None) == (self.cap is None):
            raise ValueError(Words("Trimming needs either a ratio or a cap.", "截断须给出 ratio 或 cap 之一。"))
        return self


def _ratio(value: object) -> object:
    return {"ratio": value} if isinstance(value, str | int | float) else value


Trimming = Annotated[TrimKeys, BeforeValidator(_ratio, json_schema_input_type=float | TrimKeys)]


def refuse_trim_alone(trim: TrimKeys | None, rake: Mapping[str, object] | None) -> None:
    """Refuse a cap where no weights are made."""
    if trim is not None and rake is None:
        raise ValueError(
            Words("Only raked weights are trimmed: write rake too.", "只截断加权后的权重：请同时写 rake。")
        )


def built_trim(keys: TrimKeys | None) -> Trim | None:
    """Return where weights are trimmed; None where they are not."""
    if keys is None:
        return None
    by_mean = keys.ratio is not None
    return Trim(float(keys.ratio if keys.ratio is not None else keys.cap or 0), by_mean, keys.strict)


class FieldworkKeys(Keys):
    """How many questionnaires went out and came back. · 问卷的发放与回收数量。"""

    sent: Annotated[int, Field(gt=0)] = Field(description="Questionnaires sent out. · 发放问卷数。")
    returned: Annotated[int, Field(ge=0)] = Field(description="Questionnaires that came back. · 回收问卷数。")

    @model_validator(mode="after")
    def _no_more_than_sent(self) -> FieldworkKeys:
        if self.returned > self.sent:
            raise ValueError(
                Words(
                    f"More came back ({self.returned}) than were sent ({self.sent}).",
                    f"回收数（{self.returned}）多于发放数（{self.sent}）。",
                )
            )
        return self

    def built(self) -> Fieldwork:
        """Return the numbers."""
        return Fieldwork(self.sent, self.returned)
