"""What changed from the wave before to the latest one, and what did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from satindex.analysis.analysis import Part, Section
from satindex.analysis.headline import OVERALL
from satindex.language import Words
from satindex.measures.comparing import SIGNIFICANT
from satindex.measures.measure import Measure, words_of
from satindex.measures.presenting import segment_words
from satindex.measures.scores import Scores
from satindex.results.columns import BUILT_IN_LABELS, unit_of
from satindex.results.result import Cell, Explanation, Result, Row

ORDER = 0
NAME: Final = "changes"
TITLE: Final = Words("What changed, and what did not", "哪些变了，哪些没变")
ROSE, FELL = Words("rose", "上升"), Words("fell", "下降")
NO_CHANGE: Final = Words("no clear change", "无显著变化")
_TOLD: Final = (
    "estimate",
    "std_error",
    "ci_low",
    "ci_high",
    "statistic",
    "df",
    "p_value",
    "p_adjusted",
    "n",
    "n_other",
)


def part(scores: Scores) -> Part | None:
    """Return a row per figure that is compared between waves; None where there are not two waves."""
    waves = waves_of(scores)
    if waves is None:
        return None
    earlier, later = waves
    tables = scores.tables(by=tuple(scores.responses.levels))
    found = [row for one in scores.measures.values() for row in _rows(scores, one, tables, earlier, later)]
    if not found:
        return None
    keys = dict.fromkeys(name for row in found for name in list(row)[: list(row).index("verdict")])
    rows = [{**dict.fromkeys(keys), **row} for row in found]
    table = Result(
        NAME,
        tuple(rows),
        TITLE,
        _explanation(scores, rows, earlier, later),
        labels=_labels(scores, tables),
        options=_options(scores, tables, earlier, later),
        language=scores.survey.language,
    )
    return Part(Section(NAME, TITLE, (NAME,)), {NAME: table})


def waves_of(scores: Scores) -> tuple[str, str] | None:
    """Return the last two waves that anybody answered in; None where there are fewer."""
    wave = scores.survey.respondent.wave
    levels = [] if wave is None else [one for one in scores.responses.levels[wave.column] if one is not None]
    return None if len(levels) < 2 else (levels[-2], levels[-1])


def _rows(scores: Scores, measure: Measure, tables: dict[str, Result], earlier: str, later: str) -> Iterator[Row]:
    wave = scores.survey.respondent.wave
    column = wave.column if wave else ""
    compared = tables.get(f"{measure.name} differences by {column}")
    for row in compared.rows if compared else ():
        if (row.get("level"), row.get("other")) == (later, earlier):
            keys = {name: row[name] for name in _keys(row)}
            by_wave = tables[f"{measure.name} by {column}"].rows
            before, after = (_of_wave(by_wave, wave_level, keys) for wave_level in (earlier, later))
            figures: dict[str, Cell] = {name: row.get(name) for name in _TOLD}
            reason = {"reason": row["reason"]} if row.get("reason") else {}
            yield {
                "measure": measure.name,
                **keys,
                "verdict": _verdict(row),
                "before": before,
                "after": after,
                **figures,
                **reason,
            }


def _keys(row: Row) -> list[str]:
    """Return the columns that say which figure of a measure a row is about."""
    about = ("segment", "level", "other")
    names = list(row)
    return [name for name in names[: names.index("estimate")] if name not in about]


def _of_wave(rows: Sequence[Row], wave: str, keys: dict[str, Cell]) -> Cell:
    for row in rows:
        if row.get("level") == wave and all(row.get(name) == value for name, value in keys.items()):
            return row.get("estimate")
    return None


def _verdict(row: Row) -> Words | None:
    p_value, estimate = row.get("p_adjusted"), row.get("estimate")
    if not isinstance(p_value, float) or not isinstance(estimate, int | float):
        return None
    if p_value >= SIGNIFICANT:
        return NO_CHANGE
    return ROSE if estimate > 0 else FELL


def _labels(scores: Scores, tables: dict[str, Result]) -> dict[str, Words]:
    labels: dict[str, Words] = {}
    # Each measure words its own whole; here they stand together.
    whole = {OVERALL: BUILT_IN_LABELS[OVERALL]}
    for measure in scores.measures.values():
        labels |= {**tables[measure.name].labels, measure.name: words_of(measure.title, measure.name)}
    return labels | whole


def _options(scores: Scores, tables: dict[str, Result], earlier: str, later: str) -> dict[str, object]:
    return {
        "formats": ("measure", {name: unit_of(tables[name]) for name in scores.measures}),
        "kinds": {"before": "estimate", "after": "estimate"},
        "headings": {
            "before": Words(earlier, earlier),
            "after": Words(later, later),
            "estimate": Words("Change", "变化"),
            "verdict": Words("Finding", "结论"),
        },
        "small": scores.survey.small_base,
        "adjust": scores.survey.compare.adjust,
    }


def _explanation(scores: Scores, rows: Sequence[Row], earlier: str, later: str) -> Explanation:
    wave = scores.survey.respondent.wave
    said = segment_words(scores.survey, wave.column if wave else "")
    return Explanation(
        Words(
            f"change = figure in {later} − figure in {earlier} ({said.en}); it rose or fell where the adjusted p is "
            "below .05, else the data show no clear change: that is no proof that nothing changed, see the interval.",
            f"变化 = {later} 的数值 − {earlier} 的数值（{said.zh}）；校正后 p < .05 为上升或下降，否则为无显著变化："
            "这并不证明没有变化，请看区间。",
        ),
        tuple(_numbers(rows)),
        (
            Words(
                "Tests, degrees of freedom and adjustment are those of the tables of differences by wave.",
                "检验、自由度与校正同各指标的时期差异表。",
            ),
        ),
        ("Welch, B. L. (1947). Biometrika 34, 28–35.",),
    )


def _numbers(rows: Sequence[Row]) -> Iterator[Words]:
    for row in rows:
        before, after, change = (row.get(name) for name in ("before", "after", "estimate"))
        if isinstance(before, float) and isinstance(after, float) and isinstance(change, float):
            about = ".".join(str(row[name]) for name in row if name in ("measure", "dimension", "component"))
            said = f"{about}: {after:.4f} − {before:.4f} = {change:.4f}"
            yield Words(said, said)
