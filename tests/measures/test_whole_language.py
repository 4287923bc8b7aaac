"""Every measure of the language at once, on a messy export with a design: each figure computed again, apart.

The figures are computed in numpy from the export's own texts: weighted means with Taylor linearisation over clusters
within strata (as R survey 4.1.1 `svymean` on a subset; Lumley 2010), Student's t with clusters − strata degrees of
freedom, Wilson's interval at the effective base n/deff.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from satindex.api import load_survey, read_responses, score
from satindex.measures.registry import TYPES
from satindex.measures.scores import Scores
from satindex.results import picture
from satindex.survey.load import survey_warnings
from satindex.survey.model import Survey

HERE = Path(__file__).parent
N, SEED = 400, 20
AGREE5 = ["非常不同意", "不同意", "一般", "同意", "非常同意"]
AGREE7 = ["非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意"]
SATISFIED = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
KANO = ["我很喜欢", "它理应如此", "无所谓", "勉强接受", "我很不喜欢"]
YES = {"Yes": 1.0, "是": 1.0, "No": 0.0, "否": 0.0}
ROLES = {"E": "customer", "P": "customer", "M": "manager", "G": "manager", "H": "staff", "C": "staff"}
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Figures = Mapping[str, float | str | None]


class Platform:
    """Draws columns of texts as a platform writes them: labels beside codes, three ways of giving no answer."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(SEED)
        self.mood = self.rng.normal(0, 1, N)

    def rated(self, low: int, high: int, mean: float, spread: float) -> Any:
        drawn = mean + spread * (0.6 * self.mood + 0.8 * self.rng.normal(0, 1, N))
        return np.clip(np.rint(drawn), low, high).astype(int)

    def told(self, values: Any, labels: list[str] | None = None) -> Any:
        texts = np.array([str(value) for value in values], dtype=object)
        if labels:
            is_label = self.rng.random(N) < 0.8
            texts[is_label] = [labels[int(value) - 1] for value in values[is_label]]
        gone = self.rng.random(N)
        texts[gone < 0.08] = ""
        texts[gone < 0.04] = "不清楚"
        texts[gone < 0.02] = "(跳过)"
        return texts

    def yes(self, share: float) -> Any:
        half, rest = share / 2, (1 - share) / 2
        return self.told(self.rng.choice(list(YES), N, p=[half, half, rest, rest]))

    def about(self) -> dict[str, Any]:
        region = self.rng.choice(["东", "中", "西"], N)
        return {
            "序号": np.arange(1, N + 1),
            "role": self.rng.choice(["customer", "manager", "staff"], N, p=[0.6, 0.2, 0.2]),
            "地区": region,
            "网点": [f"{where}{number}" for where, number in zip(region, self.rng.integers(1, 6, N), strict=True)],
            "w": np.round(self.rng.uniform(0.5, 3, N), 2),
            "outlet": self.rng.choice(["甲店", "乙店", "丙店"], N),
            "性别": self.rng.choice(["男", "女", ""], N, p=[0.48, 0.47, 0.05]),
            "波次": self.rng.choice(["2025", "2026"], N),
        }

    def in_levels(self) -> dict[str, Any]:
        """The second item is worded the other way on all three sides."""
        base, found = self.rated(1, 9, 5, 1.2), {}
        for number in range(1, 6):
            for prefix, low, high in (("A", -2, 1), ("D", 0, 4), ("Z", -2, 4)):
                values = np.clip(base + self.rng.integers(low, high, N), 1, 9)
                found[f"{prefix}{number}"] = self.told(10 - values if number == 2 else values)
        return found

    def ratings(self) -> dict[str, Any]:
        found = {
            "CS1": self.told(self.rated(1, 5, 3.6, 1), SATISFIED),
            "csat_item": self.told(self.rated(1, 5, 3.6, 1)),
        }
        found |= {"F1": self.told(self.rated(1, 7, 4.8, 1.5)), "F2": self.told(self.rated(1, 5, 2.6, 1))}
        found |= {"N1": self.told(self.rated(0, 10, 7.4, 2.2)), "R5": self.told(self.rated(1, 5, 3.6, 1))}
        for prefix, count, mean in (("V", 5, 7), ("O", 4, 4), ("I", 5, 7), ("X", 3, 6.5), ("S", 3, 7), ("L", 3, 6)):
            found |= {f"{prefix}{at}": self.told(self.rated(1, 10, mean, 1.9)) for at in range(1, count + 1)}
        return found | {f"Q{number}": self.told(self.rated(1, 5, 3, 1.2), AGREE5) for number in range(1, 7)}

    def kano(self) -> dict[str, Any]:
        like = self.rng.choice(5, N, p=[0.45, 0.2, 0.2, 0.1, 0.05]) + 1
        dislike = self.rng.choice(5, N, p=[0.05, 0.1, 0.25, 0.2, 0.4]) + 1
        return {
            "K1a": self.told(like, KANO),
            "K1b": self.told(dislike, KANO),
            "K1c": self.told(self.rated(1, 5, 3.5, 1)),
        }

    def by_audience(self, role: Any) -> dict[str, Any]:
        return {
            f"{prefix}{number}": np.where(role == audience, self.told(self.rated(1, 7, 5.2, 1.2), AGREE7), "")
            for prefix, audience in ROLES.items()
            for number in range(1, 5)
        }

    def counts_and_answers(self) -> dict[str, Any]:
        counts = {"T1": 2.5, "B1": 5.0, "W1": 2.2, "W2": 0.9}
        shares = {"T2": 0.7, "W3": 0.3, "Y1": 0.5, "Y2": 0.4, "Y3": 0.6, "Y4": 0.6, "Y5": 0.6}
        shares |= {"R1": 0.8, "R2": 0.7, "R3": 0.7, "R4": 0.9}
        found = {name: self.told(self.rng.poisson(mean, N)) for name, mean in counts.items()}
        return found | {name: self.yes(share) for name, share in shares.items()}


def export() -> pl.DataFrame:
    """Return the whole export; two respondents answered nothing."""
    platform = Platform()
    about = platform.about()
    answers = platform.ratings() | platform.in_levels() | platform.kano() | platform.counts_and_answers()
    answers |= platform.by_audience(about["role"])
    for texts in answers.values():
        texts[[7, 200]] = ""
    return pl.DataFrame({name: [str(value) for value in values] for name, values in (about | answers).items()})


@pytest.fixture(scope="module")
def survey() -> Survey:
    return load_survey(HERE / "whole_language.yaml")


@pytest.fixture(scope="module")
def answers() -> pl.DataFrame:
    return export()


@pytest.fixture(scope="module")
def scores(survey: Survey, answers: pl.DataFrame) -> Scores:
    return score(read_responses(answers, survey))


@pytest.fixture(scope="module")
def tables(scores: Scores) -> Mapping[str, Any]:
    return scores.tables(by=["outlet", "性别", "波次"])


class Apart:
    """The same figures, computed from the texts of the export by other means."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.texts = {name: frame[name].to_list() for name in frame.columns}
        self.weight = np.array([float(w) for w in self.texts["w"]])
        self.units = list(zip(self.texts["地区"], self.texts["网点"], strict=True))

    def number(self, item: str, labels: list[str] | None = None) -> Numbers:
        known = {**{label: at + 1.0 for at, label in enumerate(labels or [])}, **YES}
        signs = ("", "不清楚", "(跳过)")
        return np.array([math.nan if t in signs else known[t] if t in known else float(t) for t in self.texts[item]])

    def level(self, segment: str, level: str) -> Mask:
        return np.array([text == level for text in self.texts[segment]])

    def mean(self, values: Numbers, base: Mask) -> dict[str, Any]:
        return self.combined([(values, 1.0)], base)

    def combined(self, terms: list[tuple[Numbers, float]], base: Mask) -> dict[str, Any]:
        """Return Σ slope · weighted mean, each mean over those of the base with a value."""
        influence, anyone, value = np.zeros(N), np.zeros(N, dtype=bool), 0.0
        for values, slope in terms:
            there = base & ~np.isnan(values)
            if not there.any():
                return {"estimate": None}
            total = self.weight[there].sum()
            mean = float((self.weight[there] * values[there]).sum() / total)
            value += slope * mean
            influence += slope * np.where(there, self.weight * (np.nan_to_num(values) - mean) / total, 0.0)
            anyone |= there
        return {"estimate": value, "n": int(anyone.sum()), **self._spread(value, influence, anyone)}

    def _spread(self, value: float, influence: Numbers, base: Mask) -> dict[str, Any]:
        totals: dict[Any, float] = dict.fromkeys(self.units, 0.0)
        for unit, own in zip(self.units, influence, strict=True):
            totals[unit] += own
        variance = 0.0
        for stratum in {stratum for stratum, _ in totals}:
            found = np.array([total for (where, _), total in totals.items() if where == stratum])
            variance += len(found) / (len(found) - 1) * float(((found - found.mean()) ** 2).sum())
        present = {unit for unit, inside in zip(self.units, base, strict=True) if inside}
        df = len(present) - len({stratum for stratum, _ in present})
        if df < 1:
            return {"std_error": None, "ci_low": None, "ci_high": None}
        error, t = math.sqrt(variance), float(stats.t.ppf(0.975, df))
        return {"std_error": error, "ci_low": value - t * error, "ci_high": value + t * error, "df": df}

    def share(self, values: Numbers, base: Mask) -> dict[str, Any]:
        found = self.mean(values, base)
        if found.get("std_error") is None:
            return {"estimate": found["estimate"]}
        p, n, t = found["estimate"], found["n"], float(stats.t.ppf(0.975, found["df"]))
        there = self.weight[base & ~np.isnan(values)]
        kish = there.sum() ** 2 / (there**2).sum()
        effective = (
            p * (1 - p) / found["std_error"] ** 2 * n / (n - 1) if found["std_error"] > 0 and 0 < p < 1 else kish
        )
        centre = (p + t * t / (2 * effective)) / (1 + t * t / effective)
        half = t * math.sqrt(p * (1 - p) / effective + t * t / (4 * effective**2)) / (1 + t * t / effective)
        return {**found, "ci_low": max(0.0, centre - half), "ci_high": min(1.0, centre + half)}

    def ratio(self, top: Numbers, bottom: Numbers, base: Mask) -> dict[str, Any]:
        there = base & ~np.isnan(top) & ~np.isnan(bottom)
        above, below = ((self.weight * np.nan_to_num(v))[there].sum() for v in (top, bottom))
        if below == 0:
            return {"estimate": None}
        value = above / below
        residual = self.weight * (np.nan_to_num(top) - value * np.nan_to_num(bottom)) / below
        return {"estimate": value, "n": int(there.sum()), **self._spread(value, np.where(there, residual, 0.0), there)}


def mean_of(columns: list[Numbers]) -> Numbers:
    """Return the mean of the answered, where at least half are."""
    values = np.array(columns)
    there = ~np.isnan(values)
    enough = there.sum(axis=0) >= math.ceil(len(columns) / 2)
    return np.where(enough, np.where(there, values, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1), np.nan)


def holds(values: Numbers, condition: Callable[[Numbers], Any]) -> Numbers:
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(values), np.nan, condition(values).astype(float))


def classes(labels: Any) -> Callable[[str], Numbers]:
    """Return the 0/1 column of a class; those without a class ('') have none."""
    return lambda name: np.where(labels == "", np.nan, (labels == name).astype(float))


Case = tuple[str, dict[str, Any], Callable[[Mask], Figures]]


def cases(a: Apart) -> Iterator[Case]:
    """Yield every row as (table, its key cells, its figures over a base)."""
    csat = a.number("CS1", SATISFIED)
    for name, box in (("csat", lambda v: v >= 4), ("worst", lambda v: v <= 2), ("named", lambda v: v >= 4)):
        yield name, {}, lambda d, box=box: hundredfold(a.share(holds(csat, box), d))
    ease = a.number("F1")
    yield "effort", {}, lambda d: a.mean(ease, d)
    yield "effort", {}, lambda d: {"positive": a.share(holds(ease, lambda v: v >= 5), d)["estimate"]}
    yield "effort_1", {}, lambda d: a.mean(a.number("F2"), d)
    yield from zone(a)
    yield from value(a)
    yield from kano(a)
    yield from gaps(a)
    yield from standards(a)
    yield from class_measures(a)
    yield from funnel(a)
    yield from told(a)


def hundredfold(found: Figures) -> Figures:
    return {k: 100 * v if isinstance(v, float) and k != "n" else v for k, v in found.items() if k != "df"}


def zone(a: Apart) -> Iterator[Case]:
    items = {
        side: np.array([10 - a.number(f"{prefix}{n}") if n == 2 else a.number(f"{prefix}{n}") for n in range(1, 6)])
        for side, prefix in (("adequate", "A"), ("desired", "D"), ("perceived", "Z"))
    }
    there = ~np.isnan(np.array(list(items.values()))).any(axis=0)
    scores = {side: mean_of(list(np.where(there, values, np.nan))) for side, values in items.items()}
    adequacy, superiority = (scores["perceived"] - scores[side] for side in ("adequate", "desired"))
    for dimension in ("reliability", "overall"):
        keys = {"dimension": dimension}
        yield "service", keys, lambda d: a.mean(adequacy, d)
        for side, values in {**scores, "adequacy": adequacy, "superiority": superiority}.items():
            yield "service", keys, lambda d, side=side, values=values: {side: a.mean(values, d)["estimate"]}
        below = holds(adequacy, lambda v: v < -1e-9)
        yield "service", keys, lambda d, below=below: {"below_zone": a.mean(below, d)["estimate"]}


def value(a: Apart) -> Iterator[Case]:
    parts = {"product": mean_of([a.number("V1"), a.number("V2")])}
    parts |= {name: a.number(f"V{at}") for at, name in enumerate(("service", "personnel", "image"), 3)}
    costs = {name: a.number(f"O{at}") for at, name in enumerate(("money", "time", "energy", "psychic"), 1)}
    whole = sum(parts.values()) - sum(costs.values())
    for name, values in {**parts, **costs, "overall": whole}.items():
        yield "value", {"component": name}, lambda d, values=values: a.mean(values, d)
    for name, values in {**parts, **costs}.items():
        sign, both = (1 if name in parts else -1), np.where(np.isnan(whole), np.nan, values)
        yield (
            "value",
            {"component": name},
            lambda d, sign=sign, both=both: {"contribution": sign * a.mean(both, d)["estimate"]},
        )


def kano(a: Apart) -> Iterator[Case]:
    table = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    pairs = zip(a.number("K1a", KANO), a.number("K1b", KANO), strict=True)
    letters = np.array([table[int(f) - 1][int(d) - 1] if not math.isnan(f + d) else "" for f, d in pairs])
    held = classes(letters)
    known = np.isin(letters, list("AOMI"))
    keys = {"feature": "delivery"}
    for letter in "AOMIRQ":
        yield "features", keys, lambda d, letter=letter: {letter: int((d & (letters == letter)).sum())}
    better, worse = (np.where(known, np.isin(letters, list(which)).astype(float), np.nan) for which in ("AO", "OM"))
    yield "features", keys, lambda d: {f"better{k}": v for k, v in shown(a.share(better, d)).items()}
    yield "features", keys, lambda d: {"worse": -a.share(worse, d)["estimate"]}
    yield "features", keys, lambda d: leading(a, held, d)
    yield "features", keys, lambda d: {"importance_mean": a.mean(a.number("K1c"), d)["estimate"]}


def shown(found: Figures) -> Figures:
    return {"": found["estimate"], "_std_error": found["std_error"], "_low": found["ci_low"], "_high": found["ci_high"]}


def leading(a: Apart, held: Callable[[str], Numbers], base: Mask) -> Figures:
    shares = {letter: a.share(held(letter), base) for letter in "AOMIRQ"}
    top = max(shares, key=lambda letter: shares[letter]["estimate"])
    return {"category": top, **shares[top]}


def gaps(a: Apart) -> Iterator[Case]:
    roles = {prefix: a.level("role", role) for prefix, role in ROLES.items()}
    items = {p: [np.where(roles[p], a.number(f"{p}{n}", AGREE7), np.nan) for n in range(1, 5)] for p in ROLES}
    sides = {prefix: mean_of(columns) for prefix, columns in items.items()}
    pairs = {1: ("M", "E"), 2: ("G", "M"), 3: ("H", "G"), 4: ("H", "C"), 5: ("P", "E")}
    for gap, (one, other) in pairs.items():
        terms = [(sides[one], 1.0), (sides[other], -1.0)]
        yield "gaps", {"gap": gap}, lambda d, terms=terms: a.combined(terms, d)
        for at in range(4):
            terms = [(items[one][at], 1.0), (items[other][at], -1.0)]
            yield "gaps.items", {"gap": gap, "item": f"{one}{at + 1}"}, lambda d, terms=terms: a.combined(terms, d)
    # 5 − (1 + 2 + 3 + 4) = perceived − expected − (delivered − expected) − (delivered − promised)
    left = [(sides["P"], 1.0), (sides["H"], -2.0), (sides["C"], 1.0)]
    yield (
        "gaps.chain",
        {"step": "5 − (1 + 2 + 3 + 4)"},
        lambda d: {k: v for k, v in a.combined(left, d).items() if k in ("estimate", "std_error")},
    )


def standards(a: Apart) -> Iterator[Case]:
    single = {"answer": holds(a.number("T1"), lambda v: v <= 3), "packed": a.number("T2")}
    for name, values in single.items():
        yield "moments", {"standard": name}, lambda d, values=values: a.share(values, d)
    overall = mean_of(list(single.values()))
    yield "moments", {"standard": "overall"}, lambda d: a.mean(overall, d)


def class_measures(a: Apart) -> Iterator[Case]:
    matrix = np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    values, vectors = np.linalg.eig(matrix)
    weights = np.abs(vectors[:, np.argmax(values.real)].real)
    weights /= weights.sum()
    visits, liked = a.number("B1"), [(a.number(f"L{n}") - 1) / 9 * 100 for n in (1, 2, 3)]
    parts = {"behavioural": np.clip(visits / 12 * 100, 0, 100), "conative": mean_of(liked[:2]), "affective": liked[2]}
    loyalty = sum(weight * part for weight, part in zip(weights, parts.values(), strict=True))
    for (name, part), weight in zip(parts.items(), weights, strict=True):
        yield "loyalty", {"component": name}, lambda d, part=part: a.mean(part, d)
        yield "loyalty", {"component": name}, lambda d, weight=weight: {"weight": float(weight)}
    yield "loyalty", {"component": "overall"}, lambda d: a.mean(loyalty, d)
    visit = 0.6 * mean_of([100 * a.number(f"R{n}") for n in range(1, 5)]) + 0.4 * (a.number("R5") - 1) / 4 * 100
    yield "mystery", {"component": "overall"}, lambda d: a.mean(visit, d)
    yield from quadrants(a, loyalty)
    answers = np.array([a.number(f"Q{n}", AGREE5) for n in range(1, 7)])
    highest = np.nanmax(np.where(np.isnan(answers), -1, answers), axis=0)
    tops = answers == highest
    names = np.array(["monopoly", "kinship", "interest", "inertia", "trust", "latent"])
    kinds = np.where(highest < 0, "", np.where(tops.sum(axis=0) > 1, "tie", names[tops.argmax(axis=0)]))
    for name in (*names, "tie"):
        yield "kind", {"level": str(name)}, lambda d, name=str(name): a.share(classes(kinds)(name), d)
    rungs = [(a.number("CS1", SATISFIED), 4), (a.number("F1"), 5), (a.number("N1"), 9)]
    stops = np.array([stop(row) for row in zip(*[values for values, _ in rungs], strict=True)])
    for name in ("none", "satisfied", "repeats", "recommends"):
        yield "ladder", {"level": name}, lambda d, name=name: a.share(classes(stops)(name), d)


def stop(answers: tuple[float, ...]) -> str:
    for answer, cut, below in zip(answers, (4, 5, 9), ("none", "satisfied", "repeats"), strict=True):
        if math.isnan(answer):
            return ""
        if answer < cut:
            return below
    return "recommends"


def quadrants(a: Apart, loyalty: Numbers) -> Iterator[Case]:
    x, ease, visits = a.number("csat_item"), a.number("F1"), a.number("B1")
    found = np.array([apostle(s, y) for s, y in zip(x, loyalty, strict=True)])
    for name in ("apostle", "loyalist", "hostage", "mercenary", "defector", "terrorist"):
        yield "advocacy", {"level": name}, lambda d, name=name: a.share(classes(found)(name), d)
    named = {(True, True): "true", (True, False): "latent", (False, True): "spurious", (False, False): "none"}
    both = zip(ease, visits, strict=True)
    loyal = np.array(["" if math.isnan(s + y) else named[bool(s >= 4.5), bool(y >= 4)] for s, y in both])
    for name in named.values():
        yield "attitude", {"level": name}, lambda d, name=name: a.share(classes(loyal)(name), d)


def apostle(x: float, y: float) -> str:
    """Cut at 3.5 and 50, corners from 4.5 and 90 upwards and below 2.5 and 10."""
    if math.isnan(x + y):
        return ""
    if x >= 4.5 and y >= 90 - 1e-9:
        return "apostle"
    if x < 2.5 and y < 10 - 1e-9:
        return "terrorist"
    high = (x >= 3.5, y >= 50 - 1e-9)
    return {(True, True): "loyalist", (False, True): "hostage", (True, False): "mercenary"}.get(high, "defector")


def funnel(a: Apart) -> Iterator[Case]:
    stages = ("problem", "complained", "resolved", "satisfied", "returns")
    reached: dict[str, Numbers] = {}
    before = np.ones(N)
    for number, stage in enumerate(stages, 1):
        reached[stage] = before = np.where(before == 1, a.number(f"Y{number}"), np.nan)
        yield "complaints", {"stage": stage}, lambda d, values=before: a.share(values, d)
    silent = 1 - reached["complained"]
    yield "complaints.figures", {"figure": "silent_per_complaint"}, lambda d: a.ratio(silent, reached["complained"], d)
    satisfied = np.where(reached["complained"] == 1, a.number("Y4"), np.nan)
    yield "complaints.figures", {"figure": "complainers.satisfied"}, lambda d: a.share(satisfied, d)


def told(a: Apart) -> Iterator[Case]:
    good, bad = a.number("W1"), a.number("W2")
    yield "word", {"figure": "told_good"}, lambda d: a.mean(good, d)
    yield "word", {"figure": "told_bad"}, lambda d: a.mean(bad, d)
    yield "word", {"figure": "good_per_bad"}, lambda d: a.ratio(good, bad, d)
    yield "word", {"figure": "referred"}, lambda d: a.share(a.number("W3"), d)


def test_it_is_sound(survey: Survey) -> None:
    assert survey_warnings(survey, TYPES) == []


def test_every_figure_computed_apart(tables: Mapping[str, Any], answers: pl.DataFrame) -> None:
    """About 4,000 figures: every measure, of all respondents and by two segments and the wave."""
    apart = Apart(answers)
    rows = {name: table.to_dicts("en") for name, table in tables.items()}
    bases = [("", "", np.ones(N, dtype=bool))]
    for segment in ("outlet", "性别", "波次"):
        bases += [(segment, level, apart.level(segment, level)) for level in sorted(set(apart.texts[segment]))]
    checked, wrong = 0, []
    for table, keys, figures in cases(apart):
        for segment, level, base in bases:
            name = f"{table} by {segment}" if segment else table
            wanted = {"class" if segment and key == "level" else key: cell for key, cell in keys.items()}
            wanted |= {"level": level or "(missing)"} if segment else {}
            (row,) = (row for row in rows[name] if all(row.get(key) == cell for key, cell in wanted.items()))
            for key, figure in figures(base).items():
                if key in row:
                    checked += 1
                    wrong += [] if alike(row[key], figure) else [(name, wanted, key, row[key], figure)]
    assert wrong == []
    assert checked > 3500


def alike(found: Any, wanted: Any) -> bool:
    if found is None or wanted is None or isinstance(wanted, str):
        return bool(found == wanted)
    return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-10)


CONTRACT = {
    "features": ["feature", "category", "better", "worse", *"AOMIRQ"],
    "service": ["dimension", "adequate", "desired", "perceived", "adequacy", "superiority"],
    "value": ["component"],
    "moments": ["standard", "stage", "requirement"],
    "gaps": ["gap"],
    "index": ["construct"],
    "index.weights": ["construct", "item"],
    "index.loadings": ["construct", "item"],
    "index.paths": ["from", "to"],
    "index.effects": ["from", "to", "direct", "indirect", "total"],
    "kind": ["level"],
    "ladder": ["level"],
    "advocacy": ["level"],
    "complaints": ["stage"],
    "word": ["figure"],
}


@pytest.mark.parametrize("table", CONTRACT)
def test_rows_have_their_columns(tables: Mapping[str, Any], table: str) -> None:
    assert set(CONTRACT[table]) <= set(tables[table].columns)


def test_ranked_outlets_and_named_keys(tables: Mapping[str, Any]) -> None:
    overall = [row for row in tables["mystery by outlet"].to_dicts("en") if row["component"] == "overall"]
    ordered = sorted(overall, key=lambda row: -row["estimate"])
    assert [row["rank"] for row in ordered] == [1, 2, 3]
    assert [row["gap"] for row in tables["gaps"].rows] == [1, 2, 3, 4, 5]
    assert "overall" in [row["component"] for row in tables["value"].rows]
    assert "tie" in [row["level"] for row in tables["kind"].rows]


def test_every_table_shows_and_explains_itself(tables: Mapping[str, Any]) -> None:
    for name, table in tables.items():
        for language in ("en", "zh"):
            said = dict(table.explain(language).parts)
            assert said[{"en": "Formula", "zh": "公式"}[language]] != ("",), name
            assert table.in_language(language)._repr_html_()
            if table.chart is not None:
                assert picture.spec(table, language)["description"], name
        assert list(table.to_frame().columns) == list(table.columns)


def test_pandas_scores_alike(survey: Survey, answers: pl.DataFrame, scores: Scores) -> None:
    other = score(read_responses(answers.to_pandas(), survey)).to_frame()
    pd.testing.assert_frame_equal(other, scores.to_frame(), check_dtype=False, rtol=1e-12)
