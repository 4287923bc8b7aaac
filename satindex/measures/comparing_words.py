"""How differences of groups were computed, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from satindex.language import Words
from satindex.measures.resampling_words import RAO_WU
from satindex.results.result import Explanation
from satindex.stats import multiplicity

if TYPE_CHECKING:
    from satindex.measures.comparing import Groups
    from satindex.measures.measure import Measure
    from satindex.measures.panel import People

MOST_PAIRED = 30
_LINEARISED: Final = Words(
    "error: linearised, influence of each sampling unit on the one mean minus that on the other; df = sampling "
    "units − strata − 1",
    "标准误：线性化，每个抽样单位对两个均值影响之差；自由度 = 抽样单位数 − 层数 − 1",
)
_WELCH: Final = Words("error: √(SE₁² + SE₂²), Welch's t", "标准误：√(SE₁² + SE₂²)，Welch t 检验")
_WITHIN: Final = Words(
    "error: standard deviation of the difference within each bootstrap replicate, whose weights serve both means; df "
    "as without it",
    "标准误：每个自助样本内两均值之差的标准差（两均值用同一次的权重）；自由度与非自助法相同",
)


def explained(groups: Groups, measure: Measure) -> Explanation:
    """Return how the differences were computed."""
    designed, refitted = groups.of.designed, measure.refitted
    plain = _LINEARISED if designed else _WELCH
    errors = _WITHIN if refitted >= set(measure.compared) else plain
    sides = (
        Words("later − earlier wave", "后一期 − 前一期") if groups.is_wave else Words("group − other", "组别 − 对照")
    )
    sources = _SOURCES_DESIGNED if designed else _SOURCES_PLAIN
    return Explanation(
        Words(f"Difference = {sides.en}; {errors.en}.", f"差异 = {sides.zh}；{errors.zh}。"),
        notes=tuple(_notes(groups, measure)),
        sources=(*sources, *(RAO_WU if refitted else ()), *_ADJUST_SOURCES[groups.compare.adjust]),
    )


def _notes(groups: Groups, measure: Measure) -> Iterator[Words]:
    method = multiplicity.NAMES[groups.compare.adjust]
    yield Words(
        f"p adjusted by {method} among the comparisons of one figure.",
        f"p 值在同一指标的各次比较之间按 {method} 法校正。",
    )
    levels = sum(level is not None for level in groups.levels)
    if levels > MOST_PAIRED:
        yield Words(
            f"{levels} groups, more than {MOST_PAIRED}: each is compared with all the others together, not in pairs.",
            f"共 {levels} 组，超过 {MOST_PAIRED} 组：每组与其余全部比较，不作两两比较。",
        )
    yield from of_people(groups.people, groups.panel is not None)
    yield from _of_refitted(measure)


def of_people(people: People, paired: bool = False) -> Iterator[Words]:
    """Yield what ids tell of who answered in several waves; `paired`: by the paired t, else as sampling units."""
    if people.twice:
        yield Words(
            "Some ids come twice in one wave, so that they do not tell who is who: waves are compared as if everyone "
            "were somebody else.",
            "有编号在同一期中出现两次，无法据此识别同一人：各期按互相独立的样本比较。",
        )
    elif paired:
        yield Words(
            "Respondents with the same id in both waves count as the same people: 'pairs' says how many; the paired t "
            "where all are (df between: Derrick et al. 2017).",
            "两期中编号相同的受访者视为同一人，“配对数”为其人数；全部配对时即配对 t 检验"
            "（部分配对的自由度：Derrick 等 2017）。",
        )
    elif people.many:
        yield Words(
            "People with the same id in several waves are too many to be paired: waves are compared as if everyone "
            "answered once, which makes intervals too wide rather than too narrow where people stay as they are.",
            "多个波次中编号相同者过多，无法配对：各波次按每人只答一次比较；若个人前后一致，区间偏宽而非偏窄。",
        )
    elif people.design is not None:
        yield Words(
            "Respondents with the same id in both waves count as the same people: people are the sampling units.",
            "两期中编号相同的受访者视为同一人：以人为抽样单位。",
        )


def _of_refitted(measure: Measure) -> Iterator[Words]:
    """Tell of which figures the data set gives the weights, and how replicates were drawn."""
    if not measure.refitted:
        return
    some = [keys for column, keys in measure.compared.items() if column in measure.refitted]
    if len(some) < len(measure.compared):
        named = ", ".join(value for keys in some for value in keys.values())
        yield Words(f"Of {named}: {_WITHIN.en}.", f"{named} 的{_WITHIN.zh}。")
    if measure.errors is not None:
        yield measure.errors


_SOURCES_PLAIN = ("Welch, B. L. (1947). Biometrika 34, 28–35.",)
_SOURCES_DESIGNED = ("Lumley, T. (2010). Complex Surveys. Wiley, ch. 2; as R survey's svyttest.",)
_ADJUST_SOURCES = {
    "holm": ("Holm, S. (1979). Scandinavian Journal of Statistics 6, 65–70.",),
    "bh": ("Benjamini, Y. & Hochberg, Y. (1995). Journal of the Royal Statistical Society B 57, 289–300.",),
}
