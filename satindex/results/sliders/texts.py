"""What stands beside the sliders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words

NO_SUM: Final = Words(
    "The weights sum to 0: there is no index. Raise at least one of them.",
    "权重之和为 0：没有指数。请至少提高一项权重。",
)
TEXTS: Final[Mapping[str, Words]] = {
    "after": Words("after the move", "变动后"),
    "base": Words("with the weights used", "按所用权重"),
    "change": Words("change", "变化"),
    "colon": Words(": ", "："),
    "comma": Words(", ", "，"),
    "contribution": Words("Weight × mean", "权重 × 均值"),
    "index": Words("Index", "指数"),
    "interval": Words("95% CI", "95% 置信区间"),
    "mean": Words("Mean", "均值"),
    "moves": Words("Raise everyone's score by (points)", "所有人的得分提高（分）"),
    "no_sum": NO_SUM,
    "none": Words("no figure", "没有数值"),
    "now": Words("with these weights", "按当前权重"),
    "part": Words("Part", "组成部分"),
    "points": Words("pp", "个百分点"),
    "rank": Words("Rank", "名次"),
    "rank_before": Words("Rank before", "原名次"),
    "required": Words("What a target requires", "达到目标所需的提升"),
    "reset": Words("Reset", "重置"),
    "score": Words("mean score", "平均得分"),
    "scripts": Words(
        "The sliders work where a browser runs this page's own script: trust the notebook, or export it as HTML.",
        "滑块需由浏览器运行本页自带的脚本：请信任该笔记本，或导出为 HTML。",
    ),
    "target": Words("Target", "目标"),
    "target_share": Words("Target (%)", "目标（%）"),
    "today": Words("today", "现在"),
    "weight": Words("Weight", "权重"),
    "weights": Words("Weights, rescaled to sum to 100%", "权重（换算为合计 100%）"),
    "which": Words("By raising", "通过提高"),
}


def texts(language: str) -> dict[str, str]:
    """Return every text in one language."""
    return {name: said.say(language) for name, said in TEXTS.items()}
