"""What an examined instrument comes to, in words: remarks beside its figures, and one page of findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from satindex.analysis import conventions as said
from satindex.analysis.instrument import FEWEST, Battery, Ends, Examined, Instrument
from satindex.language import Words
from satindex.stats.validity import Discrimination
from satindex.survey.model import Item

Labels = Mapping[str, Words]


@dataclass(frozen=True)
class Finding:
    """One question of the verdict, its short answer, and what it rests on."""

    question: Words
    verdict: Words
    finding: Words


YES, PARTLY, NO = Words("yes", "是"), Words("partly", "部分"), Words("no", "否")
_COMMA = Words(", ", "、")


def of_set(one: Examined) -> Words:
    """Return the remarks on one item set."""
    alpha, extracted = one.consistency.alpha, one.convergence.variance_extracted
    if alpha is None:
        return said.NOT_COMPUTED
    remarks = [_of_consistency(alpha)]
    if extracted is not None and extracted < said.EXTRACTED:
        remarks.append(said.LITTLE_SHARED)
    if one.fit.improper is not None:
        remarks.append(said.IMPROPER)
    return said.listed(remarks)


def _of_consistency(alpha: float) -> Words:
    if alpha >= said.REPEATING:
        return said.HIGH
    if alpha >= said.CONSISTENT:
        return said.GOOD
    return said.QUESTIONABLE if alpha >= said.DOUBTFUL else said.LOW


def of_item(one: Examined, at: int, ends: Ends) -> Words | None:
    """Return the remarks on one item of a set; None where there is nothing to remark."""
    rest, alpha, without = one.consistency.item_rest[at], one.consistency.alpha, one.consistency.if_deleted[at]
    remarks = []
    if is_miskeyed(one, at):
        remarks.append(said.MISKEYED if len(one.of.items) >= FEWEST else said.TWO_AGAINST)
    elif rest is not None and rest < said.BELONGS:
        remarks.append(said.WEAK)
    if alpha is not None and without is not None and without > alpha + said.RISES:
        remarks.append(said.BETTER_WITHOUT)
    if ends.floor is not None and ends.floor >= said.CROWDED:
        remarks.append(said.AT_FLOOR)
    if ends.ceiling is not None and ends.ceiling >= said.CROWDED:
        remarks.append(said.AT_CEILING)
    return said.listed(remarks) if remarks else None


def is_miskeyed(one: Examined, at: int) -> bool:
    """Return whether an item runs against its set: by its correlation with the rest, or on the first component.

    Where one item is turned round, its neighbours' correlations with the rest fall too; only the items on the smaller
    side of the first component are then named.
    """
    if len(one.of.items) < FEWEST or not one.component:
        return (one.consistency.item_rest[at] or 0.0) < 0
    if one.component[at] < 0:
        return True
    against = any(loading < 0 for loading in one.component)
    return not against and (one.consistency.item_rest[at] or 0.0) < 0


def of_pair(found: Discrimination) -> Words:
    """Return whether two sets measure different things."""
    if found.htmt is None:
        return said.NOT_COMPUTED
    if found.htmt < said.DISTINCT:
        return said.APART
    return said.NEARLY_APART if found.htmt < said.RELATED else said.NOT_APART


def of_battery(battery: Battery) -> Words:
    """Return the remarks on a battery's factors."""
    remarks = []
    if battery.adequacy.kmo is None or battery.suggestion is None:
        return said.NOT_COMPUTED
    if battery.adequacy.kmo < said.ADEQUATE:
        remarks.append(said.NOT_ADEQUATE)
    factors, sets = battery.suggestion.factors, len(battery.sets)
    remarks.append(said.ONE_DOES if factors < sets else said.MORE_NEEDED if factors > sets else said.AS_MEANT)
    if battery.fit.improper is not None:
        remarks.append(battery.fit.improper)
    return said.listed(remarks)


def findings(found: Instrument, items: Mapping[str, Item], labels: Labels) -> list[Finding]:
    """Return the verdict on the whole instrument, question by question."""
    asked = [_consistency, _convergence, _discrimination, _dimensions]
    parts = [finding for ask in asked if (finding := ask(found, labels)) is not None]
    return [*parts, _keying(found, items), _crowding(found)]


def _consistency(found: Instrument, labels: Labels) -> Finding | None:
    alphas = {one.of.name: one.consistency.alpha for one in found.sets}
    low = [name for name, alpha in alphas.items() if alpha is not None and alpha < said.CONSISTENT]
    good = sum(alpha is not None and alpha >= said.CONSISTENT for alpha in alphas.values())
    total = len(alphas)
    below = _names("; below it: ", "；未达到：", low, labels)
    return Finding(
        Words("Do the items of each scale hang together?", "各量表的题目是否一致？"),
        _answer(good, total),
        Words(
            f"{good} of {total} scales reach α = .70{below.en}.",
            f"{total} 个量表中有 {good} 个 α 不低于 .70{below.zh}。",
        ),
    )


def _convergence(found: Instrument, labels: Labels) -> Finding | None:
    known = {s.of.name: s.convergence.variance_extracted for s in found.sets}
    values = {name: value for name, value in known.items() if value is not None}
    if not values:
        return None
    low = [name for name, value in values.items() if value < said.EXTRACTED]
    below = _names("; below it: ", "；未达到：", low, labels)
    improper = [s.of.name for s in found.sets if s.fit.improper is not None]
    wrong = _names("; improper solution: ", "；解不当：", improper, labels)
    good, total = len(values) - len(low), len(values)
    return Finding(
        Words("Do they share what they measure (convergent validity)?", "题目是否共同反映所测内容（收敛效度）？"),
        _answer(good, total),
        Words(
            f"{good} of {total} scales reach AVE = .50{below.en}{wrong.en}.",
            f"{total} 个量表中有 {good} 个 AVE 不低于 .50{below.zh}{wrong.zh}。",
        ),
    )


def _discrimination(found: Instrument, labels: Labels) -> Finding | None:
    pairs = [(a.name, b.name, ratio.htmt) for battery in found.batteries for a, b, ratio in battery.pairs()]
    known = [(a, b, ratio) for a, b, ratio in pairs if ratio is not None]
    if not known:
        return None
    apart = sum(ratio < said.DISTINCT for _, _, ratio in known)
    worst = max(known, key=lambda pair: pair[2])
    one, other = (labels.get(name, Words(name, name)) for name in worst[:2])
    return Finding(
        Words(
            "Do the scales measure different things (discriminant validity)?", "各量表测量的内容是否不同（区分效度）？"
        ),
        _answer(apart, len(known)),
        Words(
            f"{apart} of {len(known)} pairs have HTMT below .85; the highest is {one.en} with {other.en}: "
            f"{worst[2]:.2f}.",
            f"{len(known)} 对中有 {apart} 对 HTMT 低于 .85；最高的是{one.zh}与{other.zh}：{worst[2]:.2f}。",
        ),
    )


def _dimensions(found: Instrument, labels: Labels) -> Finding | None:
    known = [(b, b.suggestion.factors) for b in found.batteries if b.suggestion is not None and len(b.items) >= FEWEST]
    if not known:
        return None
    fitting = sum(factors == len(battery.sets) for battery, factors in known)
    as_meant = sum(factors == len(b.sets) or (b.fit.cfi or 0.0) >= said.FITS for b, factors in known)
    en = "; ".join(f"{labels[b.name].en}: {factors} for {len(b.sets)} sets{_fit(b).en}" for b, factors in known)
    zh = "；".join(
        f"{labels[b.name].zh}：{len(b.sets)} 个题组，建议 {factors} 个因子{_fit(b).zh}" for b, factors in known
    )
    return Finding(
        Words("Are there as many factors as the survey says?", "因子数是否与问卷设定一致？"),
        YES if fitting == len(known) else PARTLY if as_meant else NO,
        Words(f"Parallel analysis suggests, factors for item sets: {en}.", f"平行分析：{zh}。"),
    )


def _fit(battery: Battery) -> Words:
    cfi = battery.fit.cfi
    if cfi is None:
        return Words("", "")
    return Words(f" (as many as sets: CFI {cfi:.2f})", f"（按题组数：CFI {cfi:.2f}）")


def _keying(found: Instrument, items: Mapping[str, Item]) -> Finding:
    wrong = [name for one in found.sets for at, name in enumerate(one.of.items) if is_miskeyed(one, at)]
    question = Words("Are the items keyed the right way?", "题目计分方向是否正确？")
    if not wrong:
        return Finding(question, YES, Words("No item runs against its scale.", "没有题目与所属量表方向相反。"))
    en = ", ".join(f"{name} ({_advice(items[name]).en})" for name in wrong)
    zh = "、".join(f"{name}（{_advice(items[name]).zh}）" for name in wrong)
    return Finding(question, NO, Words(f"These run against their scale: {en}.", f"以下题目与所属量表方向相反：{zh}。"))


def _advice(item: Item) -> Words:
    if item.reverse:
        return Words("it is reversed: try without", "已反向计分：请尝试取消")
    return Words("try 'reverse: true'", "请尝试 reverse: true")


def _crowding(found: Instrument) -> Finding:
    crowded = [item for item, ends in found.ends.items() if max(ends.floor or 0.0, ends.ceiling or 0.0) >= said.CROWDED]
    question = Words("Do answers leave room at both ends?", "回答在量表两端是否留有余地？")
    total = len(found.ends)
    named = _names(": ", "：", crowded, {})
    return Finding(
        question,
        _answer(total - len(crowded), total),
        Words(
            f"{len(crowded)} of {total} items have half or more of their answers at one end{named.en}.",
            f"{total} 个题目中有 {len(crowded)} 个的回答有一半及以上集中在一端{named.zh}。",
        ),
    )


def _answer(good: int, total: int) -> Words:
    return YES if good == total else PARTLY if good else NO


def _names(en: str, zh: str, names: list[str], labels: Labels) -> Words:
    if not names:
        return Words("", "")
    listed = [labels.get(name, Words(name, name)) for name in names]
    return Words(en + _COMMA.en.join(word.en for word in listed), zh + _COMMA.zh.join(word.zh for word in listed))
