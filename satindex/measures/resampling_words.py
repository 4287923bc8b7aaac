"""How a sample was resampled, in words."""

from __future__ import annotations

from typing import Final

from satindex.language import Words
from satindex.stats.resampling import Replicates

RAO_WU: Final = (
    "Rao, J. N. K. & Wu, C. F. J. (1988). Resampling inference with complex survey data. JASA 83(401), 231–241.",
    "Rao, J. N. K., Wu, C. F. J. & Yue, K. (1992). Survey Methodology 18, 209–217.",
)
POISSON: Final = (
    "Hanley, J. A. & MacGibbon, B. (2006). Computer Methods and Programs in Biomedicine 83, 57–62.",
    "Chamandy, N., Muralidharan, O., Najmi, A. & Naidu, S. (2012). Estimating uncertainty for massive data streams. "
    "Google.",
)
TOO_MANY: Final = Words(
    "its weights come from the data, and are not taken anew in replicates of so many levels, or of so many people who "
    "answered several times: no error. Merge small levels (derive: merge), or write compare: {panel: no} where people "
    "of several waves differ",
    "其权重来自数据，水平过多或多次作答的人过多时，不在各自助样本中重新求取：没有误差。"
    "请合并较小的水平（derive: merge）；若各期受访者不同，请写 compare: {panel: no}",
)
NO_ID: Final = Words(
    "the rows of this engine have no order, so that a bootstrap needs an id to know respondents by: declare "
    "`respondent: {id: …}`, without gaps.",
    "该引擎中的行没有固定顺序，自助法须凭编号识别受访者：请声明 respondent: {id: …}，且不得有空缺。",
)
_UNITS: Final = Words(
    "sampling units are drawn whole within strata, one fewer than there are",
    "在各层内整体抽取抽样单位，每层少抽一个",
)
_FINITE: Final = Words(
    "; for the finite population, how often a unit counts differs from 1 by √(1 − share drawn) times as much",
    "；因总体有限，各单位计入次数与 1 之差乘以 √(1 − 抽样比)",
)
_RERAKED: Final = Words(
    "; in each the weights are fitted to the margins again",
    "；每次重新按边际加权",
)
COVERAGE: Final = Words(
    "In simulated samples (entropy weights, path models) intervals of indices and differences held the truth in 94–96% "
    "from 20 respondents or 6 clusters on. Percentile intervals are too short with few sampling units: of entropy "
    "weights 92–94% with 100 to 250 respondents, 83–92% with 6 to 40 clusters.",
    "模拟样本中（熵权、路径模型），受访者不少于 20 人或群不少于 6 个时，指数及差异的区间有 94–96% 包含真值。"
    "抽样单位较少时百分位区间偏窄：熵权的百分位区间在 100 至 250 名受访者时为 92–94%，6 至 40 个群时为 83–92%。",
)


def said_drawing(drawn: Replicates | None) -> Words:
    """Return how the units of replicates were drawn and weighted, in one clause."""
    if drawn is not None and drawn.groups:
        return said_grouping(drawn, drawn.groups, clustered=False)
    parts = [_UNITS, *_besides(drawn)]
    return Words("".join(part.en for part in parts), "".join(part.zh for part in parts))


def _besides(drawn: Replicates | None) -> list[Words]:
    parts: list[Words] = []
    if drawn is not None and drawn.finite:
        parts.append(_FINITE)
    if drawn is not None and drawn.raked is not None:
        parts.append(_RERAKED)
        parts += [_lost(drawn.lost)] if drawn.lost else []
    return parts


def said_grouping(drawn: Replicates | None, groups: int, clustered: bool) -> Words:
    """Return how random groups of sampling units were drawn and weighted, in one clause."""
    if clustered:
        return said_drawing(drawn)
    start = Words(
        f"respondents fall by their id (else by their place) into {groups:,} random groups; in each replicate a group "
        "counts Poisson(1) times, scaled within its stratum to the stratum's size",
        f"受访者按编号（无编号则按行次）随机归入 {groups:,} 组；每个自助样本中各组的计入次数服从 Poisson(1)，"
        "并在层内缩放至该层规模",
    )
    parts = [start, *_besides(drawn)]
    return Words("".join(part.en for part in parts), "".join(part.zh for part in parts))


def _lost(number: int) -> Words:
    return Words(
        f" ({number} in which they can't be reached are left out)",
        f"（其中 {number} 次无法达到边际，已略去）",
    )
