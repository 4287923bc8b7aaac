"""What an examined instrument comes to: one page of questions, each with its short answer and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from satindex.analysis import conventions as said
from satindex.analysis.instrument import FEWEST, Battery, Examined, Instrument
from satindex.analysis.remarks import fits
from satindex.language import Words
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


def findings(found: Instrument, items: Mapping[str, Item], labels: Labels) -> list[Finding]:
    """Return the verdict on the whole instrument, question by question."""
    asked = [_enough, _consistency, _convergence, _discrimination, _dimensions]
    parts = [finding for ask in asked if (finding := ask(found, labels)) is not None]
    return [*parts, _keying(found, items), _crowding(found)]


def _enough(found: Instrument, labels: Labels) -> Finding | None:
    known = [battery for battery in found.batteries if len(battery.items) >= FEWEST]
    if not known:
        return None
    good = [b.n >= max(said.ENOUGH, said.PER_ITEM * len(b.items)) for b in known]
    some = [b.n > len(b.items) for b in known]
    en = "; ".join(f"{labels[b.name].en}: {b.n} for {len(b.items)} items" for b in known)
    zh = "；".join(f"{labels[b.name].zh}：{len(b.items)} 个题目，{b.n} 份" for b in known)
    return Finding(
        Words("Are there enough answers to tell?", "样本量是否足以判断？"),
        YES if all(good) else PARTLY if all(some) else NO,
        Words(f"Respondents: {en}.", f"{zh}。"),
    )


def _consistency(found: Instrument, labels: Labels) -> Finding | None:
    alphas = {one.of.name: one.consistency.alpha for one in found.sets}
    low = [name for name, alpha in alphas.items() if alpha is not None and alpha < said.CONSISTENT]
    good = sum(alpha is not None and alpha >= said.CONSISTENT for alpha in alphas.values())
    total = len(alphas)
    below = _names("; below it: ", "；未达到：", low, labels)
    without = _names("; not known of: ", "；无法计算：", [name for name, a in alphas.items() if a is None], labels)
    return Finding(
        Words("Do the items of each scale hang together?", "各量表的题目是否一致？"),
        _answer(good, total),
        Words(
            f"{good} of {_scales(total)} reach α = .70{below.en}{without.en}.",
            f"{total} 个量表中有 {good} 个 α 不低于 .70{below.zh}{without.zh}。",
        ),
    )


def _scales(count: int) -> str:
    return "1 scale" if count == 1 else f"{count} scales"


def _convergence(found: Instrument, labels: Labels) -> Finding | None:
    values = {s.of.name: s.convergence.variance_extracted for s in found.sets}
    low = [name for name, value in values.items() if value is not None and value < said.EXTRACTED]
    improper = [s.of.name for s in found.sets if s.fit.improper is not None]
    unknown = [name for name, value in values.items() if value is None and name not in improper]
    good = sum(value is not None and value >= said.EXTRACTED for value in values.values())
    below = _names("; below it: ", "；未达到：", low, labels)
    wrong = _names("; improper solution: ", "；不当解：", improper, labels)
    without = _names("; not known of: ", "；无法计算：", unknown, labels)
    if len(unknown) == len(values):
        return None
    return Finding(
        Words("Do they share what they measure (convergent validity)?", "题目是否共同反映所测内容（收敛效度）？"),
        _answer(good, len(values)),
        Words(
            f"{good} of {_scales(len(values))} reach AVE = .50{below.en}{wrong.en}{without.en}.",
            f"{len(values)} 个量表中有 {good} 个 AVE 不低于 .50{below.zh}{wrong.zh}{without.zh}。",
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
            f"{apart} of {len(known)} pairs of scales have HTMT below .85; the highest is {one.en} with {other.en}: "
            f"{worst[2]:.2f}.",
            f"{len(known)} 对中有 {apart} 对 HTMT 低于 .85；最高的是{one.zh}与{other.zh}：{worst[2]:.2f}。",
        ),
    )


def _dimensions(found: Instrument, labels: Labels) -> Finding | None:
    known = [(b, b.suggestion.factors) for b in found.batteries if b.suggestion is not None and len(b.items) >= FEWEST]
    if not known:
        return None
    fitting = sum(factors == len(battery.sets) for battery, factors in known)
    as_meant = sum(factors == len(b.sets) or fits(b.fit) for b, factors in known)
    en = "; ".join(f"{labels[b.name].en}: {factors} for {_sets(b)}{_fit(b).en}" for b, factors in known)
    zh = "；".join(
        f"{labels[b.name].zh}：{len(b.sets)} 个题组，建议 {factors} 个因子{_fit(b).zh}" for b, factors in known
    )
    return Finding(
        Words("Are there as many factors as the survey says?", "因子数是否与问卷设定一致？"),
        YES if fitting == len(known) else PARTLY if as_meant else NO,
        Words(f"Parallel analysis suggests, factors for item sets: {en}.", f"平行分析：{zh}。"),
    )


def _sets(battery: Battery) -> str:
    return "1 set" if len(battery.sets) == 1 else f"{len(battery.sets)} sets"


def _fit(battery: Battery) -> Words:
    fit = battery.fit
    if fit.improper is not None:
        return Words(" (as many as sets: improper solution)", "（按题组数：不当解）")
    if fit.cfi is None:
        return Words("", "")
    return Words(f" (as many as sets: CFI {fit.cfi:.2f})", f"（按题组数：CFI {fit.cfi:.2f}）")


def _keying(found: Instrument, items: Mapping[str, Item]) -> Finding:
    wrong = [one for one in found.sets if one.against]
    question = Words("Are the items keyed the right way?", "题目计分方向是否正确？")
    if not wrong:
        return Finding(question, YES, Words("No item runs against its scale.", "没有题目与所属量表方向相反。"))
    said_of = [_halves(one, items) if one.is_halved else _sides(one, items) for one in wrong]
    en, zh = ", ".join(words.en for words in said_of), "、".join(words.zh for words in said_of)
    return Finding(question, NO, Words(f"These run against their scale: {en}.", f"以下题目与所属量表方向相反：{zh}。"))


def _sides(one: Examined, items: Mapping[str, Item]) -> Words:
    """Return the items of the smaller side, each with what to do."""
    named = [one.of.items[at] for at in one.against]
    en = ", ".join(f"{name} ({_advice(items[name]).en})" for name in named)
    return Words(en, "、".join(f"{name}（{_advice(items[name]).zh}）" for name in named))


def _advice(item: Item) -> Words:
    if item.reverse:
        return Words("it is reversed: try without", "已反向计分：请尝试取消")
    return Words("try 'reverse: true'", "请尝试 reverse: true")


def _halves(one: Examined, items: Mapping[str, Item]) -> Words:
    """Return a set's two sides: which of them is the wrong one, answers can't tell."""
    against = [one.of.items[at] for at in one.against] if len(one.of.items) >= FEWEST else [one.of.items[1]]
    others = [name for name in one.of.items if name not in against]
    reverse = [name for name in one.of.items if items[name].reverse]
    en = f"{', '.join(others)} against {', '.join(against)} (try 'reverse: true' on one side"
    zh = f"{'、'.join(others)} 与 {'、'.join(against)} 相反（请尝试对其中一边使用 reverse: true"
    if reverse:
        en, zh = f"{en}; reversed now: {', '.join(reverse)}", f"{zh}；目前已反向：{'、'.join(reverse)}"
    return Words(en + ")", zh + "）")


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
