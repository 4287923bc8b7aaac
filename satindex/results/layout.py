"""A table as it is read, before any medium: intervals are joined, reasons stand where figures are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from satindex.language import Words, reader_language
from satindex.results.columns import CONFIDENCE, MISSING, heading, kind, label, written
from satindex.results.remembered import remembered
from satindex.results.result import Result, Row
from satindex.results.small_bases import BASES, SmallBase

LETTERS_NOTE: Final = Words(
    "Letters: groups that share a letter do not differ significantly (adjusted p ≥ .05).",
    "字母：有相同字母的组别之间无显著差异（校正后 p ≥ .05）。",
)
_INTERVALS: Final = {
    "ci_low": ("ci_high", CONFIDENCE),
    "alpha_low": ("alpha_high", Words("α, 95% CI", "α 的 95% 置信区间")),
    "omega_low": ("omega_high", Words("ω, 95% CI", "ω 的 95% 置信区间")),
    "odds_ratio_low": ("odds_ratio_high", Words("Odds ratio, 95% CI", "优势比 95% 置信区间")),
    "better_low": ("better_high", Words("Better, 95% CI", "满意系数 95% 置信区间")),
    "worse_low": ("worse_high", Words("Worse, 95% CI", "不满意系数 95% 置信区间")),
    "adequacy_ci_low": ("adequacy_ci_high", Words("Adequacy, 95% CI", "充足度 95% 置信区间")),
    "superiority_ci_low": ("superiority_ci_high", Words("Superiority, 95% CI", "优越度 95% 置信区间")),
    "positive_low": ("positive_high", Words("Positive, 95% CI", "正面回答 95% 置信区间")),
    "importance_low": ("importance_high", Words("Importance, 95% CI", "重要性 95% 置信区间")),
    "profit_low": ("profit_high", Words("Profit lost, 95% CI", "损失毛利 95% 置信区间")),
    "change_low": ("change_high", Words("Change, 95% CI", "较上期 95% 置信区间")),
    "change_year_low": ("change_year_high", Words("Change on the year, 95% CI", "同比 95% 置信区间")),
    "control_low": ("control_high", Words("Control limits", "控制限")),
    "top_two_low": ("top_two_high", Words("Top 2, 95% CI", "前两档 95% 置信区间")),
    "rate_ratio_low": ("rate_ratio_high", Words("Rate ratio, 95% CI", "发生率比 95% 置信区间")),
}


@dataclass(frozen=True)
class Cell:
    """One written cell; `is_reason` marks a text that stands in a missing figure's place."""

    text: str
    is_figure: bool
    is_reason: bool = False


@dataclass(frozen=True)
class _Shown:
    """A column to show; `high` names the column of the upper bound where this one holds the lower."""

    name: str
    form: str
    heading: Words
    high: str | None


@dataclass(frozen=True)
class LaidOut:
    """A table ready for any medium.

    `emphasised` holds the positions of the rows that sum up the others; `footnotes` explain marks in the cells,
    `notes` are the explanation's; `names` are those of the columns in the result, `upper` those of the upper bounds of
    columns that hold an interval. `left` are the rows of the result that are left out.
    """

    title: str
    headings: tuple[str, ...]
    is_figure: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    emphasised: frozenset[int]
    notes: tuple[str, ...]
    footnotes: tuple[str, ...]
    language: str
    names: tuple[str, ...] = ()
    upper: tuple[str | None, ...] = ()
    left: int = 0


def laid_out(result: Result, language: str | None = None) -> LaidOut:
    """Return `result` as its reader sees it."""
    return _laid_out(result, language or result.language or reader_language())


def first_laid_out(result: Result, language: str, most: int) -> LaidOut:
    """Return at most so many rows of `result` as its reader sees them."""
    left = len(result.rows) - most
    if left <= 0:
        return laid_out(result, language)
    return replace(laid_out(replace(result, rows=tuple(result.rows[:most])), language), left=left)


def shortened(shown: LaidOut, most: int, note: str) -> LaidOut:
    """Return at most so many rows; `note` with the number of all that are left out stands below them."""
    left = shown.left + max(len(shown.rows) - most, 0)
    if left <= 0:
        return shown
    said = note.format(written(left, "count"))
    return replace(shown, rows=shown.rows[:most], footnotes=(*shown.footnotes, said), left=0)


@remembered
def _laid_out(result: Result, said: str) -> LaidOut:
    columns = _shown_columns(result)
    rows = tuple(_row(result, row, columns, said) for row in result.rows)
    return LaidOut(
        title=result.title.say(said),
        headings=tuple(column.heading.say(said) for column in columns),
        is_figure=tuple(column.form != "text" for column in columns),
        rows=rows,
        emphasised=frozenset(at for at, row in enumerate(result.rows) if "overall" in row.values()),
        notes=tuple(note.say(said) for note in result.explanation.notes),
        footnotes=tuple(note.say(said) for note in _footnotes(result)),
        language=said,
        names=tuple(column.name for column in columns),
        upper=tuple(column.high for column in columns),
    )


def interval(result: Result, row: Row, low: str = "ci_low", high: str = "ci_high") -> str:
    """Return `[low, high]` as written in the table's unit, or a dash where either bound is missing."""
    bounds = [written(row.get(name), kind(result, name, row)) for name in (low, high)]
    return MISSING if MISSING in bounds else f"[{bounds[0]}, {bounds[1]}]"


def is_small(result: Result, row: Row) -> bool:
    """Whether the row's base is too small to be read without care."""
    return any(_is_below(result, row.get(name)) for name in BASES if name == "n" or row.get(name))


def _is_below(result: Result, base: object) -> bool:
    return isinstance(base, (int, float)) and base < _flag(result)


def small_note(result: Result) -> Words:
    """What the mark † says below a table or in a picture."""
    flag = _flag(result)
    return Words(f"† fewer than {flag} answers: read with care.", f"† 有效样本不足 {flag}，请谨慎解读。")


def _footnotes(result: Result) -> Iterator[Words]:
    if any(is_small(result, row) for row in result.rows):
        yield small_note(result)
    if has_letters(result):
        yield LETTERS_NOTE


def has_letters(result: Result) -> bool:
    """Whether groups are marked by letters."""
    return any(row.get("letters") for row in result.rows)


def _flag(result: Result) -> int:
    small: SmallBase = result.options.get("small") or SmallBase()
    return small.flag


def _shown_columns(result: Result) -> list[_Shown]:
    names = result.columns
    joined = {low: high for low, (high, _) in _INTERVALS.items() if low in names and high in names}
    return [
        _Shown(
            name,
            kind(result, name),
            _INTERVALS[name][1] if name in joined else heading(result, name),
            joined.get(name),
        )
        for name in names
        if name not in ("reason", "base_note") and name not in joined.values()
    ]


def _row(result: Result, row: Row, columns: Sequence[_Shown], language: str) -> tuple[Cell, ...]:
    cells = [_cell(result, row, column, language) for column in columns]
    reason = row.get("reason")
    at = next((at for at, cell in enumerate(cells) if cell.is_figure and cell.text == MISSING), None)
    if reason is not None and at is not None:
        cells[at] = Cell(label(result, reason, language), is_figure=True, is_reason=True)
    return tuple(cells)


def _cell(result: Result, row: Row, column: _Shown, language: str) -> Cell:
    value = row.get(column.name)
    if column.form == "text":
        return Cell("" if value is None else label(result, value, language), is_figure=False)
    if column.high is not None:
        return Cell(interval(result, row, column.name, column.high), is_figure=True)
    small = " †" if column.name in BASES and _is_below(result, value) else ""
    return Cell(written(value, kind(result, column.name, row), language) + small, is_figure=True)
