"""The `weights` block of an index: its keys by method, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Final, Literal

from pydantic import Field

from satindex.errors import did_you_mean
from satindex.language import Words
from satindex.measures.weights.elicited import Comparison, from_comparisons, from_points, given
from satindex.measures.weights.weighed import Weighed
from satindex.survey.kinds import ItemOrScore, KeyFault, Keys, Weight

Method = Literal["given", "expert_points", "ahp", "entropy", "pca", "regression"]
Comparisons = tuple[tuple[str, ...], ...]
Place = tuple[str | int, ...]

_FROM_DATA: Final = ("seed", "replicates")
_TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "given": ("points",),
    "expert_points": ("points",),
    "ahp": ("comparisons", "experts", "random_index"),
    "entropy": _FROM_DATA,
    "pca": _FROM_DATA,
    "regression": ("outcome", "importance", *_FROM_DATA),
}
_SMALLEST, _LARGEST = 1 / 9, 9.0


class WeightsKeys(Keys):
    """How the parts of an index are weighted; which keys stand beside `method` depends on it."""

    method: Method
    comparisons: Comparisons | None = None
    experts: dict[str, Comparisons] | None = None
    random_index: Literal["saaty_tran2007", "saaty1980"] | None = None
    points: dict[str, Weight | dict[str, Weight]] | None = None
    outcome: ItemOrScore | None = None
    importance: Literal["coefficient", "lmg"] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    replicates: Annotated[int, Field(ge=100, le=100_000)] | None = None

    def faults(self, names: Sequence[str]) -> Iterator[KeyFault]:
        """Refuse keys of another method, and judgements or points that are incomplete or contradict each other."""
        for key in self.model_fields_set - {"method"} - set(_TAKES[self.method]):
            yield KeyFault(
                ("weights", key),
                Words(f"'{key}' does not belong to 'method: {self.method}'", f"“{key}”不属于 method: {self.method}"),
                _takes(self.method),
            )
        if self.method == "ahp":
            yield from self._ahp_faults(names)
        elif self.method in ("given", "expert_points"):
            yield from self._point_faults(names)
        elif self.method == "regression" and self.outcome is None:
            yield _needs(self.method, "outcome")

    def _ahp_faults(self, names: Sequence[str]) -> Iterator[KeyFault]:
        if len(names) < 2:
            yield KeyFault(("weights",), Words("a comparison needs two components", "比较至少需要两个组成部分"))
        elif (self.comparisons is None) == (self.experts is None):
            yield KeyFault(
                ("weights",),
                Words(
                    "'method: ahp' needs either 'comparisons' or 'experts'",
                    "method: ahp 需要 comparisons 或 experts 之一",
                ),
                Words("'experts' holds the comparisons of each expert by name.", "experts 按姓名列出每位专家的比较。"),
            )
        elif self.experts == {}:
            yield KeyFault(("weights", "experts"), Words("there is no expert", "没有任何专家"))
        else:
            for place, raw in self._written():
                yield from _comparison_faults(place, raw, names)

    def _written(self) -> Iterator[tuple[Place, Comparisons]]:
        if self.comparisons is not None:
            yield ("weights", "comparisons"), self.comparisons
        for expert, raw in (self.experts or {}).items():
            yield ("weights", "experts", expert), raw

    def _point_faults(self, names: Sequence[str]) -> Iterator[KeyFault]:
        if self.points is None:
            yield _needs(self.method, "points")
            return
        blocks = [isinstance(value, dict) for value in self.points.values()]
        if any(blocks) and (not all(blocks) or self.method == "given"):
            yield KeyFault(
                ("weights", "points"),
                Words(
                    "points are a number for each component" + (", or a block of them for each expert" * self._of_many),
                    "points 应为每个组成部分一个数值" + ("，或每位专家一组数值" * self._of_many),
                ),
            )
            return
        for expert, points in self._points().items():
            place = ("weights", "points", expert) if any(blocks) else ("weights", "points")
            yield from _points_faults(place, points, names)

    @property
    def _of_many(self) -> bool:
        return self.method == "expert_points"

    def _points(self) -> dict[str, dict[str, float]]:
        """Return the points by expert; a plain list of points is that of one."""
        several = {name: value for name, value in (self.points or {}).items() if isinstance(value, dict)}
        return several or {"": {name: v for name, v in (self.points or {}).items() if not isinstance(v, dict)}}

    def warnings(self, names: Sequence[str]) -> Iterator[KeyFault]:
        """Warn of judgements that contradict each other, and of judgements beyond Saaty's nine."""
        if self.method != "ahp":
            return
        for place, raw in self._written():
            for at, comparison in enumerate(_read(raw)):
                if not _SMALLEST - 1e-9 <= comparison.times <= _LARGEST:
                    yield KeyFault(
                        (*place, at),
                        Words(
                            f"{comparison.times:g} lies outside Saaty's scale of 1/9 to 9",
                            f"{comparison.times:g} 超出 Saaty 的 1/9 至 9 标度",
                        ),
                    )
        for words in self.elicited(names).warnings:
            yield KeyFault(("weights",), words)

    def elicited(self, names: Sequence[str]) -> Weighed:
        """Return the weights of a method that asks people, once `faults` has found nothing."""
        if self.method == "ahp":
            experts = {str(place[-1]): list(_read(raw)) for place, raw in self._written()}
            return from_comparisons(names, experts, self.random_index or "saaty_tran2007")
        points = self._points()
        if self.method == "given":
            return given(names, [points[""][name] for name in names])
        return from_points(names, points)


def _needs(method: str, key: str) -> KeyFault:
    return KeyFault(
        ("weights",), Words(f"'method: {method}' needs '{key}'", f"method: {method} 需要 {key}"), _takes(method)
    )


def _takes(method: str) -> Words:
    keys = ", ".join(_TAKES[method])
    return Words(f"Beside it may stand: {keys}.", f"可与之并列的有：{keys}。")


def _read(raw: Comparisons) -> Iterator[Comparison]:
    for first, second, times in raw:
        number = as_times(times)
        if number is not None:
            yield Comparison(first, second, number)


def as_times(text: str) -> float | None:
    """Return how many times as important a judgement says, such as `3` or `1/3`; None where it says nothing above 0.

    Examples
    --------
    >>> as_times("3"), as_times("1/4"), as_times("-2"), as_times("twice")
    (3.0, 0.25, None, None)
    """
    top, slash, bottom = text.partition("/")
    try:
        number = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        return None
    return number if 0 < number < float("inf") else None


def _comparison_faults(place: Place, raw: Comparisons, names: Sequence[str]) -> Iterator[KeyFault]:
    said: dict[tuple[str, str], float] = {}
    sound = True
    for at, entry in enumerate(raw):
        fault = _entry_fault((*place, at), entry, names) or _contradiction((*place, at), entry, said)
        if fault:
            sound = False
            yield fault
    absent = [f"{a}–{b}" for a, b in combinations(names, 2) if (a, b) not in said]
    if sound and absent:
        listed = ", ".join(absent)
        yield KeyFault(
            place,
            Words(f"these pairs are not compared: {listed}", f"缺少以下两两比较：{listed}"),
            Words("AHP needs every pair once.", "AHP 要求每一对都比较一次。"),
        )


def _entry_fault(place: Place, entry: tuple[str, ...], names: Sequence[str]) -> KeyFault | None:
    if len(entry) != 3:
        return KeyFault(
            place,
            Words(
                "a comparison is [component, component, how many times as important]",
                "一条比较应为 [组成部分, 组成部分, 重要性倍数]",
            ),
        )
    for name in entry[:2]:
        if name not in names:
            return KeyFault(
                place, Words(f"there is no component '{name}'", f"没有组成部分“{name}”"), did_you_mean(name, names)
            )
    if entry[0] == entry[1]:
        return KeyFault(place, Words(f"'{entry[0]}' is compared with itself", f"“{entry[0]}”与自身比较"))
    if as_times(entry[2]) is None:
        return KeyFault(
            place,
            Words(f"'{entry[2]}' is not a number above 0", f"“{entry[2]}”不是大于 0 的数"),
            Words("Write 3, or 1/3 for the other way round.", "请写 3，反之写 1/3。"),
        )
    return None


def _contradiction(place: Place, entry: tuple[str, ...], said: dict[tuple[str, str], float]) -> KeyFault | None:
    """Note what an entry says of its pair; return a fault where it was said otherwise before."""
    first, second, times = entry[0], entry[1], as_times(entry[2])
    before = said.get((first, second))
    if before is None or times is None:
        said[first, second], said[second, first] = times or 1.0, 1 / (times or 1.0)
        return None
    if abs(before - times) <= 1e-9 * before:
        return None
    return KeyFault(
        place,
        Words(
            f"here {first} is {times:.4g} times as important as {second}, and {before:.4g} times before",
            f"此处 {first} 的重要性是 {second} 的 {times:.4g} 倍，而前面是 {before:.4g} 倍",
        ),
    )


def _points_faults(place: Place, points: Mapping[str, float], names: Sequence[str]) -> Iterator[KeyFault]:
    for name in points:
        if name not in names:
            hint = did_you_mean(name, names)
            yield KeyFault((*place, name), Words(f"there is no component '{name}'", f"没有组成部分“{name}”"), hint)
    absent = [name for name in names if name not in points]
    if absent:
        listed = ", ".join(absent)
        yield KeyFault(
            place,
            Words(f"these components have no points: {listed}", f"以下组成部分没有分数：{listed}"),
            Words("Give 0 to one that does not count.", "不计入的请写 0。"),
        )
    elif not any(points[name] for name in names):
        yield KeyFault(place, Words("all points are 0", "所有分数均为 0"))
