"""A whole analysis as the report receives it; its figures are made up, its columns are the contract's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sample_customers

from satindex.analysis.analysis import Analysis, Headline, Section
from satindex.language import Words
from satindex.responses.audit import Audit, CellsMissing, SetAside
from satindex.results.result import Explanation, Result, Row
from satindex.survey.model import Respondent, Segment, Survey

DIMENSIONS = {
    "tangibles": (Words("Tangibles", "有形性"), 11, -0.31),
    "reliability": (Words("Reliability", "可靠性"), 32, -0.78),
    "responsiveness": (Words("Responsiveness", "响应性"), 22, -0.65),
    "assurance": (Words("Assurance", "保证性"), 19, -0.27),
    "empathy": (Words("Empathy", "移情性"), 16, -0.42),
}
OVERALL = -0.5576
BRANCHES = ("Central", "Harbour", "North", "Riverside", "(missing)")
BRANCH_WORDS = {
    "Central": Words("Central", "中心支局"),
    "Harbour": Words("Harbour", "港口支局"),
    "North": Words("North", "城北支局"),
    "Riverside": Words("Riverside", "滨河支局"),
    "branch": Words("Branch", "营业网点"),
}
ITEM_TEXTS = (
    Words("The counters and waiting hall look modern and are kept in good order", "营业厅的柜台与等候区整洁、现代"),
    Words("Parcels arrive within the time that was promised", "邮件在承诺的时限内送达"),
    Words("Staff tell me exactly when a service will be performed", "工作人员会准确告知服务何时完成"),
    Words("I feel safe handing over valuables", "在这里交寄贵重物品让我放心"),
    Words("Opening hours suit me", "营业时间方便"),
)
AGREE = (
    Words("Strongly disagree", "非常不同意"),
    Words("Disagree", "不同意"),
    Words("Slightly disagree", "有点不同意"),
    Words("Neutral", "一般"),
    Words("Slightly agree", "有点同意"),
    Words("Agree", "同意"),
    Words("Strongly agree", "非常同意"),
)
TOO_FEW = Words("fewer than 2 answers", "有效回答少于 2 份")


@dataclass(frozen=True)
class SampleMeasure:
    """As much of a measure as a survey shows of it."""

    name: str
    title: dict[str, str] = field(default_factory=dict)
    score_names: tuple[str, ...] = ()


def interval(estimate: float, std_error: float) -> dict[str, float]:
    return {
        "estimate": estimate,
        "std_error": std_error,
        "ci_low": estimate - 1.96 * std_error,
        "ci_high": estimate + 1.96 * std_error,
    }


def explanation(formula: str = "gap = mean(perceived − expected)", zh: str = "差距 = 均值(感知 − 期望)") -> Explanation:
    return Explanation(
        formula=Words(formula, zh),
        numbers=(Words("Reliability: 4.92 − 5.70 = −0.78 (n = 583).", "可靠性:4.92 − 5.70 = −0.78(n = 583)。"),),
        notes=(
            Words(
                "Pairs with a missing side are left out; a respondent needs half of a dimension's pairs.",
                "缺少任一侧的题对不计入;每个维度至少需回答一半题对。",
            ),
        ),
        sources=("Parasuraman, Zeithaml & Berry (1988), Journal of Retailing 64(1), 12–40",),
    )


def _gap_row(dimension: str, weight: float | None, gap: float, n: int) -> Row:
    expected = 5.9 + gap / 5
    return {
        "dimension": dimension,
        "expected": expected,
        "perceived": expected + gap,
        **interval(gap, 0.045),
        "n": n,
        "p_value": 1.2e-9,
        "ratio": (expected + gap) / expected,
        "met": 0.3812,
        "weight": weight,
        "alpha_expected": 0.861,
        "alpha_perceived": 0.8934,
    }


def quality_rows(shift: float = 0.0, n: int = 587) -> list[Row]:
    rows = [
        _gap_row(name, weight, gap + shift, n - at) for at, (name, (_, weight, gap)) in enumerate(DIMENSIONS.items())
    ]
    return [*rows, _gap_row("overall", None, OVERALL + shift, n)]


def quality() -> Result:
    return Result(
        name="quality",
        rows=tuple(quality_rows()),
        title=Words("Service quality: perceived minus expected", "服务质量:感知减期望"),
        explanation=explanation(),
        chart="gaps",
        labels={name: words for name, (words, _, _) in DIMENSIONS.items()},
        options={"low": 1, "high": 7},
    )


def quality_items() -> Result:
    rows = [
        {
            "item": f"P{at + 1}",
            "dimension": list(DIMENSIONS)[at % 5],
            "expected": 5.8,
            "perceived": 5.8 + gap,
            **interval(gap, 0.06),
            "n": 560 + at,
            "statistic": gap / 0.06,
            "p_value": 0.0004,
            "p_adjusted": 0.0021 if abs(gap) > 0.2 else 0.41,
        }
        for at, gap in enumerate((-0.9, -0.45, 0.08, -0.31, 0.22))
    ]
    labels = {f"P{at + 1}": words for at, words in enumerate(ITEM_TEXTS)}
    return Result(
        name="quality.items",
        rows=tuple(rows),
        title=Words("Gaps by pair of items", "各题对的差距"),
        explanation=explanation(),
        chart="item_gaps",
        labels=labels | {name: words for name, (words, _, _) in DIMENSIONS.items()},
    )


def by_branch(base: Result, rows_of: Sequence[Sequence[Row]]) -> Result:
    rows = [
        {"segment": "branch", "level": level, **row}
        for level, rows in zip(BRANCHES, rows_of, strict=True)
        for row in rows
    ]
    return Result(
        name=f"{base.name} by branch",
        rows=tuple(rows),
        title=Words(f"{base.title.en}, by branch", f"{base.title.zh}(按营业网点)"),
        explanation=base.explanation,
        chart=base.chart,
        labels={**base.labels, **BRANCH_WORDS},
        options=base.options,
    )


def nps_row(estimate: float = 12.333, n: int = 594) -> Row:
    return {**interval(estimate, 3.41), "n": n, "promoters": 0.42333, "passives": 0.27667, "detractors": 0.3}


def nps() -> Result:
    return Result(
        name="nps",
        rows=(nps_row(),),
        title=Words("Net Promoter Score", "净推荐值"),
        explanation=explanation("NPS = 100 × (promoters − detractors)", "净推荐值 = 100 ×(推荐者 − 贬损者)"),
        chart="nps",
    )


def empty_nps_row() -> Row:
    names = ("estimate", "std_error", "ci_low", "ci_high")
    shares = dict.fromkeys(("promoters", "passives", "detractors"))
    return {**dict.fromkeys(names), "n": 1, **shares, "reason": TOO_FEW}


def loyalty() -> Result:
    components = {"behavioural": 41.2, "conative": 63.9, "affective": 58.1, "overall": 53.08}
    rows = [
        {
            "component": name,
            **interval(estimate, 1.1),
            "n": 590,
            "weight": None if name == "overall" else 0.3,
            "alpha": None if name == "behavioural" else 0.81,
            "alpha_low": None if name == "behavioural" else 0.78,
            "alpha_high": None if name == "behavioural" else 0.84,
        }
        for name, estimate in components.items()
    ]
    return Result(
        name="loyalty",
        rows=tuple(rows),
        title=Words("Loyalty index", "忠诚度指数"),
        explanation=explanation("index = Σ weight × component / Σ weight", "指数 = Σ 权重 × 组成部分 / Σ 权重"),
        chart="estimates",
        labels={
            "behavioural": Words("Behavioural", "行为忠诚"),
            "conative": Words("Conative", "意向忠诚"),
            "affective": Words("Affective", "情感忠诚"),
        },
        options={"low": 0, "high": 100},
    )


def loyalty_sensitivity() -> Result:
    shares = {"Central": (0.7, 0.3, 0.0), "Harbour": (0.3, 0.6, 0.1), "North": (0.0, 0.1, 0.9)}
    rows = [
        {
            "segment": "branch",
            "level": level,
            "estimate": 60.0 - 4 * at,
            "lowest": 50.0,
            "highest": 70.0,
            "rank": at + 1,
            "first_share": of_rank[0],
            "mean_rank": sum(share * (rank + 1) for rank, share in enumerate(of_rank)),
            "n": 190,
        }
        for at, (level, of_rank) in enumerate(shares.items())
    ]
    return Result(
        name="loyalty.sensitivity",
        rows=({"level": "overall", "estimate": 56.0, "lowest": 52.0, "highest": 66.0, "n": 570}, *rows),
        title=Words("Loyalty index under other weights", "换用其他权重的忠诚度指数"),
        explanation=explanation("share of the weights", "权重占比"),
        chart="weight_space",
        labels=BRANCH_WORDS,
        options={"format": "index", "rank_shares": {("branch", level): of_rank for level, of_rank in shares.items()}},
    )


def recommend_by_wave() -> Result:
    rows = [
        {"segment": "wave", "level": wave, **interval(mean, 0.07), "n": 290}
        for wave, mean in (("2024", 4.61), ("2025", 4.78), ("2026", 5.02))
    ]
    return Result(
        name="recommend by wave",
        rows=tuple(rows),
        title=Words("Recommendation, by wave", "推荐意愿(按调查期)"),
        explanation=explanation("mean", "均值"),
        chart="estimates",
        labels={"wave": Words("Wave", "调查期")},
        options={"low": 1, "high": 7, "order": ("2024", "2025", "2026"), "wave": True},
    )


def recommend() -> Result:
    return Result(
        name="recommend",
        rows=({**interval(4.8, 0.05), "n": 588, "alpha": 0.9, "alpha_low": 0.88, "alpha_high": 0.92},),
        title=Words("Recommendation", "推荐意愿"),
        explanation=explanation("mean", "均值"),
        chart="estimates",
        options={"low": 1, "high": 7},
    )


TERM_WORDS = {f"quality.{name}": words for name, (words, _, _) in DIMENSIONS.items()} | {
    "age_band=26-35": Words("Age 26–35 (against 18–25)", "26–35 岁(对比 18–25 岁)")
}


def repurchase() -> Result:
    terms = {"(intercept)": 0.41, **{name: 0.1 + at / 7 for at, name in enumerate(TERM_WORDS)}}
    rows = [
        {
            "term": term,
            **interval(estimate, 0.13),
            "statistic": estimate / 0.13,
            "p_value": 0.0004 if estimate > 0.26 else 0.2,
            "odds_ratio": 2.718281828**estimate,
            "average_marginal_effect": estimate / 5,
            "vif": 1.9,
        }
        for term, estimate in terms.items()
    ]
    return Result(
        name="repurchase",
        rows=tuple(rows),
        title=Words("What goes with repurchase", "复购的相关因素"),
        explanation=explanation("logit P(repurchase) = β₀ + Σ βⱼ xⱼ", "logit P(复购) = β₀ + Σ βⱼ xⱼ"),
        chart="coefficients",
        labels=TERM_WORDS,
    )


def repurchase_fit() -> Result:
    row: Row = {
        "n": 571,
        "events": 322,
        "log_likelihood": -341.2,
        "aic": 696.4,
        "bic": 726.9,
        "mcfadden": 0.128,
        "auc": 0.74,
    }
    return Result(
        name="repurchase.fit",
        rows=(row,),
        title=Words("Fit of the repurchase model", "复购模型的拟合"),
        explanation=explanation("McFadden R² = 1 − ln L / ln L₀", "McFadden R² = 1 − ln L / ln L₀"),
    )


def drivers() -> Result:
    importances = (0.062, 0.031, 0.017, 0.012, 0.006)
    rows = [
        {"term": f"quality.{name}", "importance": value, "share": value / 0.128, "sign": -1 if at == 4 else 1}
        for at, (name, value) in enumerate(zip(DIMENSIONS, importances, strict=True))
    ]
    return Result(
        name="repurchase.drivers",
        rows=tuple(rows),
        title=Words("What drives repurchase", "复购的驱动因素"),
        explanation=explanation("LMG: R² shared out over all orders", "LMG:在所有次序上分解 R²"),
        chart="drivers",
        labels=TERM_WORDS,
    )


def items() -> Result:
    shares = (0.03, 0.07, 0.11, 0.16, 0.25, 0.26, 0.12)
    rows = [
        {
            "item": f"P{item + 1}",
            "code": code + 1,
            "answer": AGREE[code],
            "count": round(share * 580),
            **interval(share, 0.02),
            "n": 580,
        }
        for item in range(5)
        for code, share in enumerate(shares[item:] + shares[:item])
    ]
    rows += [
        {"item": "R1", "code": code, "answer": words, "count": 290, **interval(0.5, 0.02), "n": 580}
        for code, words in enumerate((Words("No", "否"), Words("Yes", "是")))
    ]
    labels = {f"P{at + 1}": words for at, words in enumerate(ITEM_TEXTS)}
    return Result(
        name="items",
        rows=tuple(rows),
        title=Words("How each question was answered", "各题回答分布"),
        explanation=explanation("share = answers / n", "占比 = 回答数 / n"),
        chart="answers",
        labels=labels | {"R1": Words("Would you use the post again?", "您还会再次使用邮政服务吗?")},
    )


def nps_differences() -> Result:
    pairs = (("城东支局", "城西支局", 8.0, 4.0, 0.046), ("城东支局", "城南支局", -12.5, 4.2, 0.009))
    rows = [
        {"segment": "branch", "level": level, "other": other, **interval(found, error), "p_value": p, "p_adjusted": p}
        | {"n": 110, "n_other": 28}
        for level, other, found, error, p in pairs
    ]
    return Result(
        "nps differences by branch",
        tuple(rows),
        Words("Net promoter score: differences by branch", "净推荐值：网点之间的差异"),
        explanation("difference = group − other", "差异 = 组别 − 对照"),
        chart="differences",
        options={"format": "nps"},
    )


def zone() -> Result:
    figures = (("tangibles", 5.0, 7.5, 6.0), ("reliability", 5.6, 7.9, 5.2), ("empathy", 4.4, 5.9, 6.3))
    rows = [
        {"dimension": name, "adequate": adequate, "desired": desired, "perceived": perceived}
        | {**interval(perceived - adequate, 0.12), "n": 240, "superiority": perceived - desired}
        for name, adequate, desired, perceived in figures
    ]
    return Result(
        "zone",
        tuple(rows),
        Words("Zone of tolerance", "容忍区"),
        explanation("adequacy = perceived − adequate", "充足度 = 感知 − 适当"),
        chart="zone",
        labels={name: words for name, (words, _, _) in DIMENSIONS.items()},
        options={"low": 1, "high": 9},
    )


def value() -> Result:
    parts = (("product", 7.1, 1.0), ("image", 5.2, 1.0), ("money", 6.4, -1.0))
    rows: list[Row] = [
        {"component": name, **interval(mean, 0.1), "n": 300, "contribution": sign * mean} for name, mean, sign in parts
    ]
    rows.append({"component": "overall", **interval(5.9, 0.2), "n": 300})
    return Result(
        "value",
        tuple(rows),
        Words("Delivered value", "让渡价值"),
        explanation("total value − total cost", "总价值 − 总成本"),
        chart="contributions",
    )


def gap_model() -> Result:
    gaps = ((1, 6.1, 5.4, "understood − expected"), (2, 5.4, 5.3, "specified − understood"))
    rows = [
        {"gap": gap, "between": Words(said, said), "compared_mean": compared, "against_mean": against}
        | {**interval(compared - against, 0.15), "n": 90}
        for gap, against, compared, said in gaps
    ]
    return Result(
        "gap_model",
        tuple(rows),
        Words("Gap model", "差距模型"),
        explanation("difference of two means", "两个均值之差"),
        chart="gap_model",
        options={"low": 1, "high": 7},
    )


def ladder() -> Result:
    rows = [
        {"level": name, **interval(share, 0.02), "n": 590}
        for name, share in (("none", 0.31), ("satisfied", 0.42), ("returns", 0.27))
    ]
    return Result(
        name="ladder",
        rows=tuple(rows),
        title=Words("How far customers come", "顾客走到哪一步"),
        explanation=explanation("share = respondents of a class / all with a class", "比例 = 该类人数/全部有类别者"),
        chart="classes",
        labels={"none": Words("Not satisfied", "不满意"), "satisfied": Words("Satisfied", "满意")},
    )


def features() -> Result:
    figures = {"tracking": ("A", 0.71, -0.22), "speed": ("O", 0.62, -0.66), "safety": ("M", 0.31, -0.83)}
    rows = [
        {
            "feature": name,
            "category": category,
            **interval(0.45, 0.03),
            "n": 300,
            "better": better,
            "better_low": better - 0.06,
            "better_high": better + 0.06,
            "worse": worse,
            "worse_low": worse - 0.05,
            "worse_high": worse + 0.05,
        }
        for name, (category, better, worse) in figures.items()
    ]
    return Result(
        name="features",
        rows=tuple(rows),
        title=Words("What features are to customers", "功能对顾客意味着什么"),
        explanation=explanation("better = (A + O)/(A + O + M + I)", "满意系数 = (A + O)/(A + O + M + I)"),
        chart="kano",
        labels={"tracking": Words("Tracking", "查询进度"), "A": Words("Attractive", "魅力")},
        options={"picture": "discrete"},
    )


def advocacy_cells() -> Result:
    shares = {(1.0, 0.0): ("defector", 0.2), (1.0, 50.0): ("hostage", 0.1), (5.0, 50.0): ("loyalist", 0.7)}
    rows = [
        {"class": name, "x_from": x, "x_to": x, "y_from": y, "y_to": y + 50, "estimate": share, "count": 9, "n": 90}
        for (x, y), (name, share) in shares.items()
    ]
    return Result(
        name="advocacy.cells",
        rows=tuple(rows),
        title=Words("Satisfaction and loyalty", "满意与忠诚"),
        explanation=explanation("share of a cell", "单元格比例"),
        chart="quadrants",
        labels={"loyalist": Words("Loyalists", "忠诚者")},
        options={"x": "S1", "y": "loyalty", "cuts": {"x": (3.5,), "y": (50.0,)}, "divide": {"x": 3.5, "y": 50.0}},
    )


def internal_consistency() -> Result:
    rows = [
        {
            "measure": "quality",
            "dimension": name,
            "side": side,
            "alpha": alpha,
            "alpha_low": alpha - 0.03,
            "alpha_high": alpha + 0.03,
            "n": 580,
        }
        for name in DIMENSIONS
        for side, alpha in (("expected", 0.86), ("perceived", 0.78))
    ]
    labels = {
        **{name: words for name, (words, _, _) in DIMENSIONS.items()},
        "quality": Words("Service quality", "服务质量"),
        "expected": Words("expected", "期望"),
        "perceived": Words("perceived", "感知"),
    }
    return Result(
        name="internal_consistency",
        rows=tuple(rows),
        title=Words("Internal consistency", "信度"),
        explanation=explanation("α = k/(k−1) · (1 − Σ s²ⱼ / s²)", "α = k/(k−1) · (1 − Σ s²ⱼ / s²)"),
        chart="internal_consistency",
        labels=labels,
    )


CONSTRUCTS = {
    "image": Words("Image", "企业形象"),
    "quality": Words("Perceived quality", "感知质量"),
    "satisfaction": Words("Satisfaction", "顾客满意"),
    "loyalty": Words("Loyalty", "顾客忠诚"),
}


def path_tables() -> list[Result]:
    """A path index: its indices, its diagram, importance and performance."""
    figures = {"image": (0, 73.5, None), "quality": (1, 75.0, 0.31), "satisfaction": (2, 72.5, 0.68)}
    figures |= {"loyalty": (3, 70.9, 0.46)}
    nodes = [{"name": n, "depth": depth, "index": index, "r2": r2} for n, (depth, index, r2) in figures.items()]
    indices = [{"construct": n, **interval(index, 0.9), "n": 594, "r2": r2} for n, (_, index, r2) in figures.items()]
    paths = {("image", "quality"): 0.51, ("image", "satisfaction"): 0.18, ("quality", "satisfaction"): 0.62}
    paths |= {("image", "loyalty"): 0.06, ("satisfaction", "loyalty"): 0.54}
    arrows = [{"from": a, "to": b, **interval(value, 0.05), "n": 594} for (a, b), value in paths.items()]
    importance = {"image": (0.64, 73.5), "quality": (0.51, 75.0), "satisfaction": (0.79, 72.5)}
    placed = [
        {"construct": n, "importance": i, "ci_low": i - 0.2, "ci_high": i + 0.2, "performance": p, "n": 594}
        for n, (i, p) in importance.items()
    ]
    explanation = Explanation(Words("PLS path model, mode A", "PLS 路径模型(模式 A)"))
    title = Words("Customer satisfaction index", "顾客满意度指数")
    options = {"low": 0, "high": 100, "target": "satisfaction", "nodes": nodes}
    charts = {"index": (indices, "indices"), "index.paths": (arrows, "path")}
    charts |= {"index.importance_performance": (placed, "importance_performance")}
    return [
        Result(name, tuple(rows), title, explanation, chart=chart, labels=CONSTRUCTS, options=options)
        for name, (rows, chart) in charts.items()
    ]


def exits() -> Result:
    causes = {
        "price": (Words("Price", "价格"), 31, 0.34, 42_000.0),
        "service": (Words("Service", "服务"), 36, 0.40, 30_500.0),
        "market": (Words("Market", "市场"), 24, 0.26, 8_200.0),
    }
    rows = [
        {
            "cause": cause,
            "count": count,
            **interval(share, 0.05),
            "profit_lost": profit,
            "profit_low": profit * 0.7,
            "profit_high": profit * 1.3,
            "n": 91,
        }
        for cause, (_, count, share, profit) in causes.items()
    ]
    labels = {name: words for name, (words, *_) in causes.items()}
    title = Words("Why customers left", "客户退出原因")
    return Result("exits", tuple(rows), title, explanation(), chart="exits", labels=labels)


def lorenz_curve() -> Result:
    rows = [{"customers": at / 20, **interval((at / 20) ** 3, 0.02 * (at % 20 > 0)), "n": 640} for at in range(21)]
    title = Words("Concentration of revenue", "收入集中度")
    options = {"marked": 0.8}
    return Result("concentration.lorenz", tuple(rows), title, explanation(), chart="lorenz", options=options)


def elasticity() -> Result:
    words = {"revenue": Words("Revenue", "收入"), "profit": Words("Profit", "利润")}
    rows = [
        {"figure": figure, "points": points, **interval(steep * points, 0.2 * points), "n": 410}
        for figure, steep in (("revenue", 0.8), ("profit", 2.5))
        for points in (0.0, 0.02, 0.05, 0.1)
    ]
    options = {
        "x": "points",
        "series": "figure",
        "today": 0.0,
        "format": "change",
        "x_format": "share",
        "x_title": Words("Points of retention more", "留存率提高"),
    }
    title = Words("If more customers stayed", "留存率提高的影响")
    return Result("elasticity", tuple(rows), title, explanation(), chart="curve", labels=words, options=options)


def what_if() -> Result:
    rows = [
        {
            "term": term,
            "move": by,
            "figure": "probability",
            "today": 0.522,
            "moved": 0.522 + change,
            **interval(change, 0.011),
            "clipped": 12,
            "n": 569,
        }
        for term, by, change in (("quality.reliability", 0.5, 0.041), ("nps", -10.0, -0.012), ("together", None, 0.03))
    ]
    rows.append({"term": "quality.empathy", "move": 0.5, "estimate": None, "n": 569, "reason": Words("none", "无")})
    labels = {"probability": Words("P(R1 = Yes)", "P(R1 = 是)"), "together": Words("all together", "同时变动")}
    title = Words("Repurchase: what if", "复购：假设分析")
    options = {"format": "change_points", "kinds": {"today": "share", "moved": "share"}}
    name = "repurchase.what_if"
    return Result(name, tuple(rows), title, explanation(), chart="what_if", labels=labels, options=options)


def mediation() -> Result:
    rows = (
        {"term": "reliability", "effect": "direct", "through": None, **interval(0.11, 0.03), "share": None, "n": 583},
        {"term": "reliability", "effect": "indirect", "through": "satisfaction", **interval(0.05, 0.04), "n": 583},
        {"term": "reliability", "effect": "total", "through": None, **interval(0.16, 0.03), "share": None, "n": 583},
        {"term": "empathy", "effect": "total", "through": None, "estimate": None, "n": 583, "reason": TOO_FEW},
    )
    labels = {name: words for name, (words, _, _) in DIMENSIONS.items()}
    labels |= {
        "direct": Words("direct", "直接"),
        "indirect": Words("through", "经由"),
        "total": Words("total", "总效应"),
    }
    title = Words("Repurchase: effects, direct and through mediators", "复购：直接效应与中介效应")
    options = {"format": "coefficient"}
    return Result("repurchase.mediation", rows, title, explanation(), chart="effects", labels=labels, options=options)


def calibration() -> Result:
    rows = [
        {"group": str(k), "predicted": k / 11, **interval(k / 11 + 0.02 * (-1) ** k, 0.04), "n": 57}
        for k in range(1, 11)
    ]
    kinds = dict.fromkeys(("predicted", "estimate", "ci_low", "ci_high"), "share")
    title, options = Words("Repurchase: calibration", "复购：校准"), {"shares": True, "kinds": kinds}
    return Result("repurchase.calibration", tuple(rows), title, explanation(), chart="calibration", options=options)


def satisfaction_curve() -> Result:
    groups = {"low": Words("Low switching cost", "转换成本低"), "high": Words("High switching cost", "转换成本高")}
    rows = [
        {"level": words, "value": f"{x}", "x": float(x), **interval(start + slope * x, 2.5), "n": 30 + 20 * x}
        for (name, words), start, slope in zip(groups.items(), (20.0, 45.0), (11.0, 5.0), strict=True)
        for x in range(1, 6)
    ]
    rows.append({"level": groups["low"], "value": "6", "x": None, "estimate": None, "n": 4, "reason": TOO_FEW})
    line = [
        {"level": row["level"], "x": row["x"], "y": row["estimate"], "low": row["ci_low"], "high": row["ci_high"]}
        for row in rows
        if row["estimate"] is not None
    ]
    options = {"line": line, "x_title": Words("Satisfaction", "满意度"), "format": "points"}
    title = Words("Loyalty over satisfaction", "忠诚度随满意度的变化")
    return Result("loyal.curve", tuple(rows), title, explanation(), chart="satisfaction_curve", options=options)


def penalty_reward() -> Result:
    sides = {"reliability": (-0.5, 0.3), "tangibles": (-0.1, 0.4)}
    rows: list[Row] = [
        {
            "term": name,
            **{"penalty": penalty, "penalty_low": penalty - 0.1, "penalty_high": penalty + 0.1},
            **{"reward": reward, "reward_low": reward - 0.1, "reward_high": reward + 0.1},
            "range": reward - penalty,
            "factor": Words("basic", "基本因素"),
            "n": 583,
        }
        for name, (penalty, reward) in sides.items()
    ]
    rows.append({"term": "empathy", "penalty": None, "reward": None, "range": None, "n": 583, "reason": TOO_FEW})
    labels = {name: words for name, (words, _, _) in DIMENSIONS.items()}
    title = Words("Basic, performance and excitement factors", "基本、绩效与魅力因素")
    name = "repurchase.penalty_reward"
    sides_said = {"penalty": Words("Penalty", "惩罚"), "reward": Words("Reward", "奖励")}
    ends = {"": Words("", ""), "_low": Words(", low", "下限"), "_high": Words(", high", "上限")}
    headings = {
        f"{side}{end}": Words(words.en + more.en, words.zh + more.zh)
        for side, words in sides_said.items()
        for end, more in ends.items()
    }
    headings |= {"range": Words("Range", "范围"), "factor": Words("Factor", "因素类型")}
    kinds = {name: "text" if name == "factor" else "coefficient" for name in headings}
    options = {"headings": headings, "kinds": kinds}
    return Result(name, tuple(rows), title, explanation(), chart="penalty_reward", labels=labels, options=options)


def outlets() -> Result:
    rows: list[Row] = [
        {"outlet": f"网点 {at}", "n_customers": 30 + at, "n_staff": 9 + at, "staff.morale": x, "satisfaction": y}
        for at, (x, y) in enumerate(((3.1, 4.2), (4.4, 5.0), (5.6, 5.1), (6.2, 6.3)))
    ]
    rows.append({"outlet": "网点 9", "n_customers": 31, "n_staff": 4, "staff.morale": None, "reason": TOO_FEW})
    headings = {"staff.morale": Words("Staff: Morale", "员工：士气"), "satisfaction": Words("Satisfaction", "满意度")}
    line = [(3.1, 4.3, 3.6, 5.0), (6.2, 6.0, 5.3, 6.7)]
    empty = {"x": "satisfaction", "y": "growth", "n": 0, "line": []}
    options = {
        "headings": headings,
        "kinds": dict.fromkeys(headings, "points"),
        "links": [{"x": "staff.morale", "y": "satisfaction", "n": 4, "line": line}, empty],
    }
    title = Words("Service–profit chain: outlets", "服务利润链：各网点")
    return Result("profit_chain.outlets", tuple(rows), title, explanation(), chart="outlets", options=options)


def tables() -> dict[str, Result]:
    shifts = (0.21, -0.1, 0.05, -0.32, 0.0)
    counts = (190, 150, 140, 95, 12)
    made = [
        quality(),
        quality_items(),
        nps(),
        loyalty(),
        loyalty_sensitivity(),
        recommend(),
        repurchase(),
        repurchase_fit(),
        drivers(),
        *path_tables(),
        internal_consistency(),
        zone(),
        value(),
        gap_model(),
        items(),
        by_branch(quality(), [quality_rows(shift, n) for shift, n in zip(shifts, counts, strict=True)]),
        by_branch(
            nps(),
            [*([nps_row(12 + 40 * shift, n)] for shift, n in zip(shifts[:4], counts, strict=False)), [empty_nps_row()]],
        ),
        recommend_by_wave(),
        nps_differences(),
        ladder(),
        features(),
        advocacy_cells(),
        exits(),
        lorenz_curve(),
        elasticity(),
        sample_customers.control(),
        what_if(),
        sample_customers.cohorts(),
        sample_customers.levels(),
        mediation(),
        calibration(),
        satisfaction_curve(),
        penalty_reward(),
        outlets(),
    ]
    return {table.name: table for table in made}


def sample_survey() -> Survey:
    return Survey(
        name="postal-2026",
        title={"en": "Postal service quality and loyalty", "zh": "邮政客户满意度与忠诚度调查"},
        language="zh",
        respondent=Respondent(segments=(Segment("branch", {"en": "Branch", "zh": "营业网点"}),), wave=Segment("wave")),
        measures={name: SampleMeasure(name) for name in ("quality", "nps", "loyalty", "recommend")},
        text="survey: postal-2026\n",
        file="surveys/postal.yaml",
    )


def sample_audit() -> Audit:
    return Audit(
        source="postal.csv",
        rows_read=600,
        set_aside=(SetAside(Words("no answer to any scored item", "未回答任何计分题目"), 6),),
        cells=(
            CellsMissing(
                "P3", "第4题:工作人员会准确告知", "不清楚", 14, Words("missing code of the survey", "调查约定的缺失码")
            ),
            CellsMissing("L5", "过去一年使用次数", "-3", 3, Words("missing code of the item", "该题的缺失码")),
        ),
        empty={"E1": 4, "P1": 9},
        notes=(Words("2 values of L5 above 12 were clipped to 12.", "L5 有 2 个大于 12 的值按 12 计。"),),
    )


def sample() -> Analysis:
    made = tables()
    return Analysis(
        survey=sample_survey(),
        audit=sample_audit(),
        tables=made,
        sections=(
            Section("satisfaction", Words("Satisfaction", "满意度"), ("quality", "quality.items")),
            Section("recommendation", Words("Recommendation", "推荐"), ("nps", "recommend")),
            Section("loyalty", Words("Loyalty", "忠诚度"), ("loyalty",)),
            Section("repurchase", Words("Repurchase", "复购"), ("repurchase.drivers", "repurchase", "repurchase.fit")),
            Section(
                "segments",
                Words("Segments and waves", "分组与调查期"),
                ("quality by branch", "nps by branch", "recommend by wave"),
            ),
            Section("soundness", Words("Internal consistency", "信度"), ("internal_consistency",)),
            Section("answers", Words("Answers", "回答分布"), ("items",)),
        ),
        headlines=(
            Headline(
                Words("Overall gap", "总体差距"),
                OVERALL,
                -0.6458,
                -0.4694,
                587,
                Words("points on a 1–7 scale", "分(1–7 分量表)"),
                "quality",
            ),
            Headline(
                Words("Net Promoter Score", "净推荐值"),
                12.333,
                5.6,
                19.0,
                594,
                Words("−100 to +100", "−100 至 +100"),
                "nps",
            ),
            Headline(
                Words("Loyalty index", "忠诚度指数"), 53.08, 50.9, 55.2, 590, Words("0 to 100", "0 至 100"), "loyalty"
            ),
            Headline(
                Words("Repurchase, McFadden R²", "复购 McFadden R²"),
                None,
                None,
                None,
                571,
                Words("", ""),
                "repurchase.drivers",
                Words("the model did not converge", "模型未收敛"),
            ),
        ),
        methods=Words(
            "Satisfaction is perceived minus expected (SERVQUAL). Intervals are 95%, from linearised standard errors.",
            "满意度为感知减期望(SERVQUAL)。置信区间为 95%,标准误由线性化方法得到。",
        ),
        language="zh",
        version="0.1.0",
    )
