"""What a reader of the audit is told about the declared design: weights of 0, clusters in several strata, a census."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import narwhals as nw

from satindex.frames.batches import Frame, row_count
from satindex.language import Words
from satindex.responses.responses import about
from satindex.survey.model import Respondent


def whole_notes(
    person: Respondent,
    sampled: Mapping[str | None, int],
    clusters: Mapping[str | None, tuple[str, ...]],
    population: Mapping[str | None, float],
) -> tuple[Words, ...]:
    """Return the notes that only a whole sample allows; its sampling units and clusters are by stratum."""
    return (*_in_several_strata(person, clusters), *_census(sampled, population))


def without_weight(frame: Frame, person: Respondent) -> Iterator[Words]:
    """Yield how many respondents have weight 0."""
    if person.weight is None:
        return
    count = row_count(frame.filter(nw.col(about(person.weight)) == 0))
    if count:
        yield Words(
            f"{count} respondents have weight 0 in '{person.weight}': they count in n, and in no figure",
            f"有 {count} 名受访者在“{person.weight}”中的权重为 0：计入 n，但不影响任何数值",
        )


def _in_several_strata(person: Respondent, clusters: Mapping[str | None, tuple[str, ...]]) -> Iterator[Words]:
    """Say that the same name in two strata is taken for two clusters, as numbering within strata means it."""
    strata = Counter(name for names in clusters.values() for name in names)
    several = sorted(name for name, number in strata.items() if number > 1)
    if several:
        shown = ", ".join(several[:5]) + (", …" if len(several) > 5 else "")
        yield Words(
            f"{len(several)} clusters of '{person.cluster}' occur in more than one stratum ({shown}): "
            "each is a different cluster in each",
            f"“{person.cluster}”中有 {len(several)} 个群出现在多个层中（{shown}）：在各层中视为不同的群",
        )


def _census(sampled: Mapping[str | None, int], population: Mapping[str | None, float]) -> Iterator[Words]:
    if population and all(sampled[level] >= number for level, number in population.items()):
        yield Words(
            "the whole population is in the sample, by fpc: figures have no sampling error",
            "按 fpc，样本包含全部总体：各数值没有抽样误差",
        )
