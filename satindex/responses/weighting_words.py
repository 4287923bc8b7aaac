"""What a reader of the audit is told about raked weights and about the declared design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from satindex.language import Words
from satindex.survey.model import Respondent
from satindex.survey.weighting import is_shares

if TYPE_CHECKING:
    from satindex.responses.margins import Weighting

EXACT = 1e-9


def weighting_notes(weighting: Weighting, person: Respondent) -> tuple[Words, ...]:
    """Return how raking went, where weights were cut, and margins that did not sum to a whole."""
    return (_raked(weighting, person), *_trimmed(weighting), *_rescaled(person.rake))


def _raked(found: Weighting, person: Respondent) -> Words:
    margins = Words(", ".join(person.rake), "、".join(person.rake))
    rounds = "1 round" if found.rounds == 1 else f"{found.rounds} rounds"
    deff, base = f"{found.design_effect:.4g}", f"{found.effective_base:.1f}"
    return Words(
        f"weights raked to {margins.en} in {rounds}; design effect (Kish) {deff}, effective base {base} "
        f"of {found.n}; weights from {found.smallest:.4g} to {found.largest:.4g}",
        f"按 {margins.zh} 迭代加权 {found.rounds} 轮；设计效应（Kish）{deff}，有效样本量 {base}（共 {found.n}）；"
        f"权重为 {found.smallest:.4g} 至 {found.largest:.4g}",
    )


def _trimmed(found: Weighting) -> Iterator[Words]:
    if found.trimmed is None:
        return
    cap, count = f"{found.trimmed.cap:.4g}", found.trimmed.count
    if count == 0:
        yield Words(f"no weight is above {cap}: none was trimmed", f"没有权重超过 {cap}：未截断")
        return
    worst = max(found.levels, key=lambda row: abs(row.after - row.target) / row.target)
    said = f"{worst.after:.2%}", f"{worst.target:.2%}"
    yield Words(
        f"{count} weights trimmed at {cap}, the excess shared over the others; the margins no longer hold exactly: "
        f"{worst.margin} = {worst.level} is {said[0]} instead of {said[1]}",
        f"{count} 个权重在 {cap} 处截断，超出部分平均分给其余权重；边际不再精确成立："
        f"{worst.margin}={worst.level} 为 {said[0]}，目标 {said[1]}",
    )


def _rescaled(rake: Mapping[str, Mapping[str, float]]) -> Iterator[Words]:
    """Say which margins were written rounded, so that their targets had to be scaled to a whole."""
    counted = [sum(targets.values()) for targets in rake.values() if not is_shares(targets)]
    for name, targets in rake.items():
        total = sum(targets.values())
        whole = (1.0 if max(targets.values()) <= 1 else 100.0) if is_shares(targets) else counted[0]
        if abs(total - whole) > EXACT * whole:
            yield Words(
                f"the targets of '{name}' sum to {total:.6g}; they were scaled to {whole:.6g}",
                f"“{name}”的目标合计为 {total:.6g}，已按比例调整为 {whole:.6g}",
            )


def design_words(person: Respondent) -> Words | None:
    """Return the declared design in words; None where none is declared.

    Examples
    --------
    >>> design_words(Respondent(weight="w", fpc="N")).en
    'weight w, finite population N'
    """
    margins = Words(", ".join(person.rake), "、".join(person.rake))
    declared = [
        (person.weight, Words(f"weight {person.weight}", f"权重 {person.weight}")),
        (person.rake, Words(f"weights raked to {margins.en}", f"按 {margins.zh} 加权")),
        (person.stratum, Words(f"stratum {person.stratum}", f"分层 {person.stratum}")),
        (person.cluster, Words(f"cluster {person.cluster}", f"群 {person.cluster}")),
        (person.fpc, Words(f"finite population {person.fpc}", f"有限总体 {person.fpc}")),
    ]
    said = [words for value, words in declared if value]
    return Words(", ".join(words.en for words in said), "、".join(words.zh for words in said)) if said else None


DEMING = (
    "Deming, W. E. & Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the "
    "expected marginal totals are known. Annals of Mathematical Statistics 11(4), 427–444."
)
DEVILLE = (
    "Deville, J.-C., Särndal, C.-E. & Sautory, O. (1993). Generalized raking procedures in survey sampling. JASA "
    "88(423), 1013–1020."
)
KISH = "Kish, L. (1965). Survey Sampling. Wiley, p. 427."
COCHRAN = "Cochran, W. G. (1977). Sampling Techniques, 3rd ed. Wiley."
LUMLEY = "Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley."


def errors_words(person: Respondent) -> Words:
    """Return how standard errors were made."""
    design = design_words(person)
    if design is None:
        return Words("Errors: s/√n, respondents as a simple random sample.", "误差：s/√n，受访者视为简单随机样本。")
    more = _further_errors(person)
    return Words(
        f"Errors: linearised for the declared design ({design.en}){more.en}.",
        f"误差：按声明的抽样设计（{design.zh}）线性化{more.zh}。",
    )


def _further_errors(person: Respondent) -> Words:
    said = []
    if person.rake:
        said.append(
            Words(
                ", from the residuals of the influences on the margins: what the margins fix has no error",
                "，取影响值对各边际回归的残差：由边际决定的部分没有误差",
            )
        )
    if person.fpc:
        said.append(
            Words(
                ", each stratum's variance times 1 − (share of its units drawn)",
                "，各层方差乘以（1 − 抽样比）",
            )
        )
    return Words("".join(words.en for words in said), "".join(words.zh for words in said))


def design_sources(person: Respondent) -> tuple[str, ...]:
    """Return what to cite for the errors of raked weights and of a finite population."""
    return ((LUMLEY, DEMING, DEVILLE) if person.rake else ()) + ((COCHRAN,) if person.fpc else ())
