"""The keys of the shipped exercises against pandas, numpy, scipy and statsmodels by hand, from the learners' files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from satindex.survey.model import Survey
from satindex.teaching import Exercise, load_exercise
from satindex.teaching.building import right_answer, seed_of
from satindex.teaching.learners import Learner
from satindex.teaching.telling import fitting

Answers = Mapping[str, object]
DIMENSIONS = {
    "tangibles": (range(1, 5), 11),
    "reliability": (range(5, 10), 32),
    "responsiveness": (range(10, 14), 22),
    "assurance": (range(14, 18), 19),
    "empathy": (range(18, 23), 16),
}
BRANCHES = {"城东": "城东支局", "城西": "城西支局", "城南": "城南支局", "城北": "城北支局", "高新区": "高新区支局"}


class Export:
    """A learner's file, its answers coded by the labels of the definition; odd writings are cleaned."""

    def __init__(self, frame: pd.DataFrame, survey: Survey) -> None:
        self.frame, self.survey = frame, survey

    def texts(self, column: str) -> pd.Series:
        return self.frame[column].map(lambda cell: unicodedata.normalize("NFKC", cell).strip(), na_action="ignore")

    def columns(self, question: int) -> list[str]:
        return [name for name in self.frame.columns if name.startswith(f"{question}、")]

    def coded(self, column: str, item: str) -> pd.Series:
        """Codes of a labelled item, numbers of the others; what is no answer is missing."""
        scale = self.survey.items[item].scale
        codes = {label: code for labels in scale.labels.values() for code, label in labels.items()} | dict(scale.codes)
        codes = {unicodedata.normalize("NFKC", label).strip(): code for label, code in codes.items()}
        texts = self.texts(column)
        found = texts.map(codes).astype(float) if codes else pd.Series(np.nan, index=texts.index)
        numbers = pd.to_numeric(texts, errors="coerce")
        return found.fillna(numbers.where(numbers >= 0))

    def question(self, question: int, item: str) -> pd.Series:
        return self.coded(self.columns(question)[0], item)


def nps_scores(answers: pd.Series) -> pd.Series:
    known = answers.dropna()
    return 100.0 * ((known >= 9).astype(int) - (known <= 6).astype(int))


def gaps_of(export: Export) -> dict[str, pd.DataFrame]:
    """Each respondent's means over complete pairs, where half of a dimension's pairs are complete."""
    sides = {}
    for side, question, letter in (("expected", 3, "E"), ("perceived", 4, "P")):
        columns = export.columns(question)
        grid = pd.DataFrame({at: export.coded(name, f"{letter}{at}") for at, name in enumerate(columns, start=1)})
        grid[[12, 13, 21, 22]] = 8 - grid[[12, 13, 21, 22]]
        sides[side] = grid
    found = {}
    for name, (items, _) in DIMENSIONS.items():
        pairs = sides["expected"][list(items)].notna() & sides["perceived"][list(items)].notna()
        means = {side: grid[list(items)].where(pairs).mean(axis=1) for side, grid in sides.items()}
        found[name] = pd.DataFrame(means)[pairs.mean(axis=1) >= 0.5]
    return found


def gap_figures(export: Export) -> dict[str, object]:
    sides = gaps_of(export)
    gaps = pd.DataFrame({name: one["perceived"] - one["expected"] for name, one in sides.items()})
    weights = pd.Series({name: float(weight) for name, (_, weight) in DIMENSIONS.items()})
    overall = (gaps * weights).sum(axis=1).div((gaps.notna() * weights).sum(axis=1))
    by_weight = list((gaps.mean() * weights).sort_values().index)
    p = {name: float(stats.ttest_1samp(gaps[name].dropna(), 0).pvalue) for name in gaps}
    reliability = gaps["reliability"].dropna()
    return {
        "gap_reliability": float(reliability.mean()),
        "gap_overall": float(overall.mean()),
        "overall": float(overall.mean()),
        "met": float((reliability >= -1e-9).mean()),
        "ratio_empathy": float(sides["empathy"]["perceived"].mean() / sides["empathy"]["expected"].mean()),
        "reliable": p["reliability"] < 0.05,
        "significant": p["tangibles"] < 0.05,
        "order": by_weight,
        "decide": [by_weight[0]],
        "largest": [str(gaps.mean().idxmin())],
    }


def gaps(export: Export) -> Answers:
    answers = export.question(6, "N1").dropna()
    return gap_figures(export) | {"nps": float(nps_scores(answers).mean()), "promoters": float((answers >= 9).mean())}


def nps(export: Export) -> Answers:
    scores = nps_scores(export.question(6, "N1"))
    n, up, down = len(scores), int((scores > 0).sum()), int((scores < 0).sum())
    branch = export.texts(export.columns(1)[0]).map(
        lambda text: next((name for start, name in BRANCHES.items() if text.startswith(start)), None),
        na_action="ignore",
    )
    of_branch = {name: scores[branch.reindex(scores.index) == name] for name in BRANCHES.values()}
    pairs = list(combinations(of_branch, 2))
    p = [float(stats.ttest_ind(of_branch[a], of_branch[b], equal_var=False).pvalue) for a, b in pairs]
    # Holm: the k-th smallest of m times m − k + 1, never below the one before.
    order = np.argsort(p)
    adjusted = np.maximum.accumulate([min(1.0, (len(p) - k) * p[at]) for k, at in enumerate(order)])
    holm = {frozenset(pairs[at]): float(value) for at, value in zip(order, adjusted, strict=True)}
    # Adjusted Wald: three quarters of a respondent more on either end, one and a half in the middle.
    high, low = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    error = np.sqrt((high + low - (high - low) ** 2) / (n + 3))
    return {
        "nps": float(scores.mean()),
        "detractors": down / n,
        "error": float(scores.std(ddof=1) / np.sqrt(n)),
        "low": float(100 * (high - low - stats.norm.ppf(0.975) * error)),
        "top": [max(of_branch, key=lambda name: of_branch[name].mean())],
        "decide": holm[frozenset(("城西支局", "高新区支局"))] < 0.05,
    }


def coding(export: Export) -> Answers:
    columns = export.columns(2)
    grid = pd.DataFrame({f"Q{at}": export.coded(name, f"Q{at}") for at, name in enumerate(columns, start=1)})
    grid[["Q3", "Q5"]] = 6 - grid[["Q3", "Q5"]]
    means = grid.mean(axis=1)[grid.notna().mean(axis=1) >= 0.5]
    visits = export.question(4, "V1").dropna()
    branch = export.texts(export.columns(1)[0]).reindex(means.index)
    by = means.groupby(branch.where(branch.isin(["东门支局", "车站支局", "大学城支局"]))).mean()
    service = float(means.mean())
    return {"service": service, "visits": float(visits.mean()), "base": len(visits), "decide": [by.idxmin()]}


def loyalty(export: Export) -> Answers:
    def percent(question: int, items: list[str], worst: float, best: float) -> pd.Series:
        columns = export.columns(question)
        grid = pd.DataFrame({item: export.coded(name, item) for item, name in zip(items, columns, strict=True)})
        scored = ((grid - worst) / (best - worst)).clip(0, 1) * 100
        return scored.mean(axis=1)[grid.notna().mean(axis=1) >= 0.5]

    parts = pd.DataFrame(
        {
            "repeat_use": percent(1, ["U1"], 0, 12),
            "choosing": percent(2, ["T1"], 30, 0),
            "price": percent(3, ["P1", "P2"], 7, 1),
            "competitors": percent(4, ["K1", "K2"], 7, 1),
            "tolerance": percent(5, ["F1", "F2"], 1, 7),
        }
    )
    whole = parts[parts.notna().all(axis=1)]
    weights = [0.3, 0.15, 0.2, 0.15, 0.2]
    index = (whole * weights).sum(axis=1)
    branch = export.texts(export.columns(0)[0])
    level = branch.where(branch.isin(["东门支局", "车站支局", "大学城支局", "老城支局"]))
    # The table of weightings weighs each level's component means, each over all who have the component.
    by = (parts.groupby(level).mean() * weights).sum(axis=1)
    return {
        "index": float(index.mean()),
        "price": float(parts["price"].mean()),
        # Of those who have an index: contributions sum to it.
        "contribution": 0.3 * float(whole["repeat_use"].mean()),
        "first": [by.idxmax()],
    }


KANO = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")


def kano(export: Export) -> Answers:
    """Berger's table; better = (A + O)/(A + O + M + I), worse = −(O + M)/(A + O + M + I)."""
    features = {feature.name: feature for feature in export.survey.measures["features"].features}  # type: ignore[attr-defined]
    counts = {}
    for name, feature in features.items():
        pairs = pd.DataFrame({at: export.coded(at, at) for at in (feature.functional, feature.dysfunctional)}).dropna()
        letters = [KANO[int(f) - 1][int(d) - 1] for f, d in pairs.itertuples(index=False)]
        counts[name] = pd.Series(letters).value_counts().reindex(list("AOMIRQ"), fill_value=0)
    asked = {name: count[list("AOMI")].sum() for name, count in counts.items()}
    worse = {name: -float(count[["O", "M"]].sum()) / asked[name] for name, count in counts.items()}
    first, second = counts["locker"].sort_values(ascending=False).iloc[:2]
    stated = {}
    for attribute in export.survey.measures["aspects"].attributes:  # type: ignore[attr-defined]
        both = pd.DataFrame(
            {at: export.coded(at, at) for at in (*attribute.importance, *attribute.performance)}
        ).dropna()
        stated[attribute.name] = float(both[list(attribute.importance)].mean().mean())
    return {
        "better_packing": float(counts["packing"][["A", "O"]].sum()) / asked["packing"],
        "worse_notice": worse["notice"],
        # Exact binomial of the first against the second, given their sum.
        "locker_leads": float(stats.binomtest(int(first), int(first + second), 0.5).pvalue) < 0.05,
        "stated_first": [max(stated, key=lambda name: stated[name])],
        "decide": [min(worse, key=lambda name: worse[name])],
    }


def lmg(x: pd.DataFrame, y: pd.Series, control: pd.DataFrame) -> dict[str, float]:
    """Each driver's mean gain of R² over all orders in which the drivers can enter, controls in from the start."""

    def r2(names: tuple[str, ...]) -> float:
        design = np.column_stack([np.ones(len(y)), control, x[list(names)]]).astype(float)
        fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return float(1 - ((y - fitted) ** 2).sum() / ((y - y.mean()) ** 2).sum())

    p, found = x.shape[1], {}
    for name in x:
        others = [other for other in x if other != name]
        found[name] = sum(
            factorial(size) * factorial(p - size - 1) / factorial(p) * (r2((*subset, name)) - r2(subset))
            for size in range(p)
            for subset in combinations(others, size)
        )
    return found


def repurchase(export: Export) -> Answers:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    names = ["tangibles", "reliability", "responsiveness", "assurance", "empathy"]
    answers = {f"P{at}": export.coded(f"P{at}", f"P{at}") for at in range(1, 11)}
    x = pd.DataFrame(
        {name: (pd.DataFrame(answers)[[f"P{2 * k + 1}", f"P{2 * k + 2}"]].mean(axis=1)) for k, name in enumerate(names)}
    )
    data = pd.concat([x, export.coded("B1", "B1").rename("y"), export.texts("choice").rename("choice")], axis=1)
    data = data[data["choice"].isin(["有", "无"])].dropna()
    control = (data["choice"] == "无").astype(float).to_frame()
    model = OrderedModel(data["y"].astype(int), pd.concat([data[names], control], axis=1), distr="logit")
    fit = model.fit(method="bfgs", gtol=1e-9, maxiter=500, disp=False)
    shares = lmg(data[names], data["y"], control)
    order = [f"service.{name}" for name in sorted(shares, key=lambda name: -shares[name])]
    return {
        "odds_empathy": float(np.exp(fit.params["empathy"])),
        "tangibles_matter": float(fit.pvalues["tangibles"]) < 0.05,
        "share_first": shares["empathy"] / sum(shares.values()),
        "order": order,
        "decide": [order[0]],
    }


def kpis(export: Export) -> Answers:
    """A customer is one for 90 days from a purchase, that day included; the third quarter has 92 days, a cycle 30."""
    bought = export.frame.assign(day=pd.to_datetime(export.frame["日期"]).dt.normalize())

    def base(day: str) -> set[str]:
        until = bought[bought["day"] <= day]
        last = until.groupby("客户编号")["day"].max()
        return set(last[last > pd.Timestamp(day) - pd.Timedelta(days=90)].index)

    def within(first: str, last: str) -> pd.Series:
        return bought[bought["day"].between(first, last)].groupby("客户编号").size()

    third, fourth = within("2025-07-01", "2025-09-30"), within("2025-10-01", "2025-12-31")
    start, end = base("2024-12-31"), base("2025-12-31")
    return {
        "retention": len(start & end) / len(start),
        "base": len(base("2025-09-30")),
        "repeat": float((third >= 2).mean()),
        "again": len(set(third.index) & set(fourth.index)) / len(third),
        "frequency": float(third.sum() / len(third) / (92 / 30)),
    }


def machines(export: Export) -> Answers:
    columns = export.columns(4)
    grid = pd.DataFrame({at: export.coded(name, f"P{at}") for at, name in enumerate(columns, start=1)})
    grid[[3, 6]] = 6 - grid[[3, 6]]
    scored = (grid - 1) / 4 * 100
    parts = {"speed": [1, 6], "clarity": [2, 5], "help": [3, 4]}
    means = pd.DataFrame({n: scored[i].mean(axis=1)[grid[i].notna().mean(axis=1) >= 0.5] for n, i in parts.items()})
    index = (means * [0.4, 0.3, 0.3]).sum(axis=1)[means.notna().all(axis=1)]
    how = export.texts(export.columns(2)[0])
    own = nps_scores(export.question(5, "N1"))
    return {
        "index": float(index.mean()),
        "nps_machine": float(own[how.reindex(own.index) == "在自助机上自己寄"].mean()),
    }


BY_HAND: dict[str, Callable[[Export], Answers]] = {
    "gaps": gaps,
    "01-coding": coding,
    "02-gaps": gap_figures,
    "03-nps": nps,
    "04-loyalty": loyalty,
    "05-kano": kano,
    "06-repurchase": repurchase,
    "07-kpis": kpis,
    "08-machines": machines,
}
# Which tasks no other computation stands beside: answers that are texts, a share of simulated weightings, a fitted
# model's drivers, one of several tests adjusted together, and the figure that a mistake is planted in.
NOT_COMPUTED = {
    "01-coding": {"reversed"},
    "04-loyalty": {"often", "decide"},
    "05-kano": {"derived_first"},
    "07-kpis": {"decide"},
    "08-machines": {"help_differs", "find", "decide"},
}
ODDS = {"odds_empathy"}
"""Found by an optimiser on both sides."""


def compared(exercise: Exercise, name: str, learners: int, folder: Path) -> int:
    """Hold the keys of so many learners against what is computed by hand, and return how many answers were."""
    count = 0
    for number in range(1, learners + 1):
        learner = Learner(f"{number:03}")
        data = fitting(exercise, seed_of(exercise, learner, 7))
        data.export.write_csv(folder / "data.csv", include_bom=True)
        hand = BY_HAND[name](Export(pd.read_csv(folder / "data.csv", dtype=str), exercise.survey))
        for task in exercise.tasks:
            if task.answer is None or task.id in NOT_COMPUTED.get(name, ()):
                continue
            right, own = right_answer(task.answer, data.figures), hand[task.id]
            if isinstance(own, float | int) and not isinstance(own, bool):
                within = {"rel": 1e-4} if task.id in ODDS else {"abs": 1e-9}
                assert right == pytest.approx(own, **within), (learner, task.id)
            else:
                assert right == own, (learner, task.id)
            count += 1
    return count


@pytest.fixture(params=sorted(BY_HAND))
def ready(request: pytest.FixtureRequest, surveys: Path) -> tuple[str, Exercise]:
    name: str = request.param
    return name, load_exercise(surveys / "exercises" / f"{name}.yaml")


def test_every_ready_exercise_is_held_against_another_computation(surveys: Path) -> None:
    shipped = {path.stem for path in (surveys / "exercises").glob("*.yaml") if re.match(r"\d\d-|gaps", path.stem)}
    assert shipped == set(BY_HAND)


def test_a_key_is_what_pandas_and_scipy_compute(surveys: Path, tmp_path: Path) -> None:
    exercise = load_exercise(surveys / "exercises" / "gaps.yaml")
    assert compared(exercise, "gaps", 2, tmp_path) == 2 * 8


@pytest.mark.course
def test_keys_of_a_class(ready: tuple[str, Exercise], tmp_path: Path) -> None:
    """Thirty learners of the first exercise; of each chapter's five, which keeps the stage short."""
    name, exercise = ready
    learners = 30 if name == "gaps" else 5
    asked = [task for task in exercise.tasks if task.answer is not None]
    assert compared(exercise, name, learners, tmp_path) == learners * (len(asked) - len(NOT_COMPUTED.get(name, ())))
