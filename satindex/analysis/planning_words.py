"""The words of a plan: headings, the formula with its numbers, conventions, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from satindex.language import Words
from satindex.results.result import Explanation, Row
from satindex.stats.intervals import quantile
from satindex.stats.sample_size import SMALL

Population = float | Mapping[str, float] | None

HEADINGS: Final = {
    "n": Words("Answers in the data", "数据中的回答数"),
    "deff": Words("Design effect", "设计效应"),
    "margin": Words("Margin ±", "误差范围 ±"),
    "needed": Words("Answers needed", "所需有效回答"),
    "to_send": Words("To send", "需发放"),
}
KINDS: Final = {"deff": "ratio", "margin": "number", "needed": "count", "to_send": "count", "std_dev": "points"}
EXPLAINED: Final = {"(total)": Words("Total", "合计")}
FORMULA: Final = Words(
    "n = (z·s·√deff / margin)², n / (1 + n/N) in a population of N; "
    f"Student's t for z where n is below {SMALL}; rounded up.",
    f"n =（z·s·√deff/误差范围）²；总体为 N 时取 n/(1 + n/N)；n 小于 {SMALL} 时以 t 代替 z；向上取整。",
)
FROM_DATA: Final = Words(
    "s is the standard deviation of the respondents' scores in the data; deff, unless given, is that of the data's own "
    "design on this figure.",
    "s 为数据中受访者得分的标准差；设计效应未给出时，取该指标在数据所声明的抽样设计下的值。",
)
WORST: Final = Words(
    "s is the worst that the score's range allows: half of the answers at either end.",
    "s 为得分范围内最不利的情形：两端各占一半。",
)
FROM_SHARES: Final = Words(
    "s of a net promoter score follows from the shares that were given: 100·√(p⁺ + p⁻ − (p⁺ − p⁻)²); of any other "
    "index it is the worst that its range allows.",
    "净推荐值的 s 由给定比例得出：100·√(p⁺ + p⁻ − (p⁺ − p⁻)²)；其他指标取得分范围内最不利的情形。",
)
GIVEN: Final = Words("s is the standard deviation that was given.", "s 为给定的标准差。")
SOURCES: Final = (
    "Cochran, W. G. (1977). Sampling Techniques, 3rd ed., ch. 4. Wiley.",
    "Kish, L. (1965). Survey Sampling, ch. 8. Wiley.",
)


def explanation(
    rows: Sequence[Row], level: float, population: Population, rate: float | None, source: Words
) -> Explanation:
    """Return how the numbers of a plan came about, the largest of them put into the formula."""
    notes = [source]
    if rate is not None:
        notes.append(
            Words(
                f"To send = answers needed / {rate:.4g}, the share of those written to whose answers can be used.",
                f"需发放数 = 所需有效回答/{rate:.4g}（预计有效回收率）。",
            )
        )
    return Explanation(FORMULA, tuple(_numbers(rows, level, population)), tuple(notes), SOURCES)


def _numbers(rows: Sequence[Row], level: float, population: Population) -> Iterator[Words]:
    sized = [row for row in rows if isinstance(row.get("std_dev"), float) and isinstance(row.get("needed"), int)]
    if not sized:
        return
    row = max(sized, key=lambda one: one["needed"] if isinstance(one["needed"], int) else 0)
    s, deff, margin, needed = (row[name] for name in ("std_dev", "deff", "margin", "needed"))
    if isinstance(s, float) and isinstance(deff, int | float) and isinstance(margin, int | float):
        z = quantile(level)
        plain = (z * s / margin) ** 2 * deff
        said = f"({z:.4f} × {s:.4g} × √{deff:.4g} / {margin:g})² = {plain:.2f}"
        people = population.get(str(row.get("level"))) if isinstance(population, Mapping) else population
        if people is not None:
            said += f"; {plain:.2f} / (1 + {plain:.2f}/{people:.10g}) = {plain / (1 + plain / people):.2f}"
        about = f"{row['measure']}{' / ' + str(row['level']) if 'level' in row else ''}"
        yield Words(f"{about}: {said} → {needed}", f"{about}：{said} → {needed}")
