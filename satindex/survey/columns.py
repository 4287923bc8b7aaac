"""From the keys about columns of the export to what the survey keeps of them: respondent, where, derive."""

from __future__ import annotations

from collections.abc import Mapping

from satindex.language import Words
from satindex.survey.faults import Faults
from satindex.survey.keys import ConditionKeys, DeriveKeys, RespondentKeys
from satindex.survey.model import Condition, Derived, Respondent
from satindex.survey.segmenting import built_segments
from satindex.survey.tree import shown
from satindex.survey.weighting import built_trim


def built_respondent(keys: RespondentKeys) -> Respondent:
    """Return the columns about the person."""
    waves = built_segments(keys.wave)
    return Respondent(
        id=keys.id,
        weight=keys.weight,
        stratum=keys.stratum,
        cluster=keys.cluster,
        wave=waves[0] if waves else None,
        duration=keys.duration,
        answered=keys.answered,
        segments=built_segments(keys.segments),
        rake=keys.rake or {},
        trim=built_trim(keys.trim),
        fpc=keys.fpc,
    )


def built_conditions(where: Mapping[str, ConditionKeys]) -> tuple[Condition, ...]:
    """Return the lines of `where`."""
    return tuple(Condition(column, keys.equals, keys.at_least, keys.at_most) for column, keys in where.items())


def built_derived(derive: Mapping[str, DeriveKeys], faults: Faults) -> tuple[Derived, ...]:
    """Return the derived columns in the order they are made; one made from itself or a later one is noted."""
    made: set[str] = set()
    for name, keys in derive.items():
        if not keys.source and not keys.cross:
            faults.add(("derive", name, "from"), Words("This key is required and not there.", "缺少必需的键。"))
        for key, source in (("from", keys.source), *(("cross", source) for source in keys.cross)):
            if source in derive and source not in made:
                faults.add(("derive", name, key), _too_early(source), _ABOVE)
            elif source in derive and key == "cross" and derive[source].cross:
                faults.add(("derive", name, key), _crossed_twice(source), _ALL_AT_ONCE)
        made.add(name)
    return tuple(Derived(name, keys.source, keys.bands, keys.merge, keys.cross) for name, keys in derive.items())


_ABOVE = Words("Write it above this one, or give one of them another name.", "请把它写在前面，或改用其他名称。")
_ALL_AT_ONCE = Words("List all of their columns in one cross.", "请在一个 cross 中列出所有列。")


def _too_early(source: str) -> Words:
    said = shown(source)
    return Words(f"'{said}' is a derived column that does not exist yet here.", f"派生列“{said}”此时尚不存在。")


def _crossed_twice(source: str) -> Words:
    return Words(f"'{shown(source)}' is crossed already.", f"“{shown(source)}”已经是交叉列。")
