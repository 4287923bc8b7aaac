"""What each column is called and how its figures are written: its name decides; only here is anything rounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from satindex.language import Words

if TYPE_CHECKING:
    from satindex.results.result import Cell, Result, Row

MISSING: Final = "—"
NO_LEVEL: Final = "(missing)"
CONFIDENCE: Final = Words("95% CI", "95% 置信区间")


@dataclass(frozen=True)
class Column:
    """A column's heading and the kind of figure it holds (a key of `FORMATS`, or `text`)."""

    heading: Words
    kind: str


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _fixed(digits: int, sign: str = "") -> Callable[[float], str]:
    def write(value: float) -> str:
        text = _minus(f"{value:{sign},.{digits}f}")
        return text.lstrip("+−") if not text.strip("+−0.,") else text

    return write


def _p_value(value: float) -> str:
    if value < 0.001:
        return "< .001"
    return "1.000" if value >= 0.9995 else f"{value:.3f}".removeprefix("0")


def _plain_number(value: float) -> str:
    return _minus(f"{value:.6g}")


def _share(value: float) -> str:
    return _minus(f"{value * 100:.1f}%")


def _change(value: float) -> str:
    return f"{_fixed(1, '+')(value * 100)}%"


def _signed_step(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else "0"


FORMATS: Final[dict[str, Callable[[float], str]]] = {
    "gap": _fixed(2, "+"),
    "points": _fixed(2),
    "index": _fixed(1),
    "nps": _fixed(1, "+"),
    "coefficient": _fixed(3),
    "ratio": _fixed(2),
    "statistic": _fixed(2),
    "alpha": _fixed(2),
    "share": _share,
    "change": _change,
    "change_points": lambda value: _minus(f"{value * 100:+.1f} pp"),
    "percent": lambda value: _minus(f"{value:.1f}%"),
    "money": lambda value: _fixed(0 if abs(value) >= 1000 else 2)(value),
    "count": _fixed(0),
    "p": _p_value,
    "number": _plain_number,
    "sign": _signed_step,
    "sign_number": lambda value: _minus(f"{value:+.6g}"),
}
_SPREAD: Final = {
    "gap": "coefficient",
    "points": "coefficient",
    "nps": "points",
    "index": "points",
    "percent": "points",
    "change": "share",
    "change_points": "share",
}
UNITS: Final[dict[str, Words]] = {
    "gap": Words("Gap", "差距"),
    "points": Words("Mean", "均值"),
    "index": Words("Index", "指数"),
    "nps": Words("NPS", "净推荐值"),
    "coefficient": Words("Coefficient", "系数"),
    "share": Words("Share", "比例"),
    "percent": Words("Share", "比例"),
    "change": Words("Change", "变化"),
    "change_points": Words("Change (percentage points)", "变化（百分点）"),
    "money": Words("Amount", "金额"),
}
DIFFERENCE: Final = Words("Difference", "差异")
FALSE_DISCOVERY: Final = Words("p (Benjamini–Hochberg)", "p（Benjamini–Hochberg 校正）")
_UNIT_OF_CHART: Final = {
    "gaps": "gap",
    "zone": "gap",
    "gap_model": "gap",
    "item_gaps": "gap",
    "nps": "nps",
    "coefficients": "coefficient",
    "drivers": "coefficient",
    "indices": "index",
    "path": "coefficient",
    "importance_performance": "coefficient",
    "answers": "share",
    "internal_consistency": "alpha",
    "classes": "share",
    "quadrants": "share",
    "kano": "share",
    "lorenz": "share",
    "exits": "share",
}


def _catalogue(kind: str, *entries: tuple[str, str, str]) -> dict[str, Column]:
    return {name: Column(Words(en, zh), kind) for name, en, zh in entries}


CATALOGUE: Final[dict[str, Column]] = {
    **_catalogue(
        "text",
        ("measure", "Measure", "指标"),
        ("dimension", "Dimension", "维度"),
        ("component", "Component", "组成部分"),
        ("item", "Item", "题目"),
        ("outlet", "Outlet", "网点"),
        ("segment", "Segment", "分组"),
        ("level", "Group", "组别"),
        ("group", "Tenth", "十分组"),
        ("other", "Compared with", "对照"),
        ("letters", "Letters", "显著性字母"),
        ("higher_than", "Higher than", "显著高于"),
        ("top_two_higher_than", "Top 2 higher than", "前两档显著高于"),
        ("changed", "Change", "变化"),
        ("benchmark", "Benchmark", "标杆"),
        ("wave", "Wave", "调查期"),
        ("scale", "Scale", "量表"),
        ("term", "Term", "变量"),
        ("block", "Block", "变量组"),
        ("terms", "Terms", "变量"),
        ("outcome", "Outcome", "因变量"),
        ("category", "Category", "类别"),
        ("answer", "Answer", "回答"),
        ("said", "In their words", "原话"),
        ("label", "Answer", "回答"),
        ("value", "Value", "数值"),
        ("column", "Column", "列"),
        ("reason", "Reason", "原因"),
        ("base_note", "Base", "基数说明"),
        ("family", "Model", "模型"),
        ("errors", "Standard errors", "标准误类型"),
        ("method", "Method", "方法"),
        ("test", "Test", "检验"),
        ("figure", "Figure", "统计量"),
        ("score", "Score", "得分"),
        ("side", "Side", "方面"),
        ("reference", "Reference", "参照组"),
        ("expert", "Expert", "专家"),
        ("leader", "First with the weights used", "按所用权重居首"),
        ("random_index_of", "Random index of", "随机一致性指标出处"),
        ("class", "Class", "类别"),
        ("feature", "Feature", "功能特性"),
        ("attribute", "Attribute", "属性"),
        ("second", "Second category", "次多类别"),
        ("leads", "Does it lead?", "是否显著领先"),
        ("stage", "Stage", "阶段"),
        ("standard", "Standard", "标准"),
        ("requirement", "Requirement", "要求"),
        ("box", "Answers counted", "计入的回答"),
        ("variant", "Variant", "版本"),
        ("gap", "Gap", "差距"),
        ("between", "What lies between", "差距内容"),
        ("compared", "Compared", "比较方"),
        ("against", "Against", "基准方"),
        ("step", "Step", "步骤"),
        ("cause", "Cause", "原因类别"),
        ("came_by", "How they came", "来源"),
        ("claim", "Taught claim", "教学中的说法"),
        ("construct", "Construct", "构念"),
        ("from", "From", "来自"),
        ("to", "To", "指向"),
        ("status", "Status", "说明"),
        ("effect", "Effect", "效应"),
        ("through", "Through", "经由"),
        ("quadrant", "Quadrant", "象限"),
    ),
    **_catalogue("estimate", ("estimate", "Estimate", "估计值")),
    **_catalogue("sign_number", ("move", "Moved by", "变动量")),
    **_catalogue("ratio", ("x", "At", "取值")),
    **_catalogue(
        "bound",
        ("ci_low", "95% CI, low", "95% 置信下限"),
        ("ci_high", "95% CI, high", "95% 置信上限"),
        ("lowest", "Lowest", "最低"),
        ("highest", "Highest", "最高"),
    ),
    **_catalogue(
        "spread",
        ("std_error", "Std. error", "标准误"),
        ("theirs_std_error", "Their std. error", "标杆标准误"),
        ("std_dev", "Std. deviation", "标准差"),
        ("sd", "Std. deviation", "标准差"),
    ),
    **_catalogue(
        "points",
        ("expected", "Expected", "期望"),
        ("perceived", "Perceived", "感知"),
        ("adequate", "Adequate", "适当水平"),
        ("desired", "Desired", "理想水平"),
        ("width", "Width of the zone", "容忍区宽度"),
        ("importance_low", "Importance, low", "重要性下限"),
        ("importance_high", "Importance, high", "重要性上限"),
        ("importance_cut", "Cut of importance", "重要性界线"),
        ("performance_cut", "Cut of performance", "绩效界线"),
        ("numerator", "Mean above the line", "分子均值"),
        ("denominator", "Mean below the line", "分母均值"),
        ("compared_mean", "Mean, compared", "比较方均值"),
        ("against_mean", "Mean, against", "基准方均值"),
        ("mean", "Mean", "均值"),
        ("median", "Median", "中位数"),
        ("score_today", "Mean score", "平均得分"),
        ("score_needed", "Mean score needed", "所需平均得分"),
        ("everyone", "Everyone", "全部受访者"),
        ("without", "Without the flagged", "剔除被标记者"),
        ("own", "Own", "本调查"),
        ("theirs", "Theirs", "标杆值"),
    ),
    **_catalogue(
        "count",
        ("n", "n", "n"),
        ("n_other", "n, other", "n(对照)"),
        ("n_customers", "Customers' answers", "顾客回答数"),
        ("n_staff", "Staff's answers", "员工回答数"),
        ("n_effective", "Effective n", "有效基数"),
        ("n_weighted", "Weighted n", "加权基数"),
        ("respondents", "Respondents", "答题人数"),
        ("responses", "Responses", "选择次数"),
        ("pairs", "Pairs", "配对数"),
        ("count", "Count", "人数"),
        ("k", "Items", "题数"),
        ("n_items", "Items", "题数"),
        ("items", "Items", "题数"),
        ("read", "Read", "读入"),
        ("used", "Used", "使用"),
        ("events", "Events", "事件数"),
        ("left_out", "Left out", "未纳入"),
        ("parameters", "Parameters", "参数个数"),
        ("brant_df", "df (proportional odds)", "df(比例优势)"),
        ("hosmer_lemeshow_df", "df (Hosmer–Lemeshow)", "df(Hosmer–Lemeshow)"),
        ("hazards_df", "df (proportional hazards)", "df(比例风险)"),
        ("df", "df", "自由度"),
        ("levels", "Levels", "等级数"),
        ("missing", "Missing", "缺失"),
        ("clipped", "Clipped", "截断"),
        ("experts", "Experts", "专家数"),
        ("replicates", "Replicates", "自助次数"),
        ("folds", "Folds", "折数"),
        ("weightings", "Weightings looked at", "考察的权重组数"),
        ("rank", "Rank", "名次"),
        ("rank_low", "Rank, low", "名次下限"),
        ("rank_high", "Rank, high", "名次上限"),
        ("compared_n", "n, compared", "比较方 n"),
        ("against_n", "n, against", "基准方 n"),
        *((letter, letter, letter) for letter in "AOMIRQ"),
        ("lead", "Lead (answers)", "领先人数"),
    ),
    **_catalogue(
        "share",
        ("share", "Share", "占比"),
        ("of_responses", "Of all responses", "占全部选择次数"),
        ("top_two", "Top 2", "前两档"),
        ("top_two_std_error", "Std. error, top 2", "前两档的标准误"),
        ("top_two_low", "Top 2, low", "前两档下限"),
        ("top_two_high", "Top 2, high", "前两档上限"),
        ("first_share", "First in (share of all weights)", "居首的权重占比"),
        ("explained", "Variance explained", "解释的方差"),
        ("accuracy", "Told right (at ½)", "判别正确率（以 ½ 为界）"),
        ("met", "At or above expectation", "达到或超过期望"),
        ("low_expected", "Expected counts below 5", "期望频数小于 5"),
        ("above", "Above expectation", "超过期望"),
        ("at", "At expectation", "等于期望"),
        ("below", "Below expectation", "低于期望"),
        ("below_zone", "Below the zone", "低于容忍区"),
        ("within_zone", "Within the zone", "处于容忍区"),
        ("above_zone", "Above the zone", "高于容忍区"),
        ("positive", "Positive (5–7)", "正面回答（5–7）"),
        ("positive_low", "Positive, low", "正面回答下限"),
        ("positive_high", "Positive, high", "正面回答上限"),
        ("positive_std_error", "Std. error, positive", "正面回答的标准误"),
        ("promoters", "Promoters", "推荐者"),
        ("passives", "Passives", "被动者"),
        ("detractors", "Detractors", "贬损者"),
        ("category_strength", "Category strength", "类别强度"),
        ("total_strength", "Total strength", "总强度"),
        ("of_all", "Of all with a problem", "占全部遇到问题者"),
    ),
    **_catalogue(
        "p",
        ("p_value", "p", "p"),
        ("p_adjusted", "p (Holm)", "p(Holm 校正)"),
        ("llr_p_value", "p (model)", "p(模型)"),
        ("p_model", "p (model)", "p(模型)"),
        ("overdispersion_p_value", "p (overdispersion)", "p(过度离散)"),
        ("brant_p_value", "p (proportional odds)", "p(比例优势)"),
        ("lr_p_value", "p (likelihood ratio)", "p(似然比)"),
        ("wald_p_value", "p (Wald)", "p(Wald)"),
        ("hosmer_lemeshow_p_value", "p (Hosmer–Lemeshow)", "p(Hosmer–Lemeshow)"),
        ("hazards_p_value", "p (proportional hazards)", "p(比例风险)"),
    ),
    **_catalogue(
        "ratio",
        ("ratio", "Perceived / expected", "感知/期望"),
        ("odds_ratio", "Odds ratio", "优势比"),
        ("odds_ratio_low", "Odds ratio, low", "优势比下限"),
        ("odds_ratio_high", "Odds ratio, high", "优势比上限"),
        ("rate_ratio", "Rate ratio", "发生率比"),
        ("rate_ratio_low", "Rate ratio, low", "发生率比下限"),
        ("rate_ratio_high", "Rate ratio, high", "发生率比上限"),
        ("hazard_ratio", "Hazard ratio", "风险比"),
        ("hazard_ratio_low", "Hazard ratio, low", "风险比下限"),
        ("hazard_ratio_high", "Hazard ratio, high", "风险比上限"),
        ("vif", "VIF", "方差膨胀因子"),
        ("better", "Better", "满意系数"),
        ("worse", "Worse", "不满意系数"),
        ("better_low", "Better, low", "满意系数下限"),
        ("better_high", "Better, high", "满意系数上限"),
        ("worse_low", "Worse, low", "不满意系数下限"),
        ("worse_high", "Worse, high", "不满意系数上限"),
        ("functional", "Functional mean", "具备时均值"),
        ("dysfunctional", "Dysfunctional mean", "不具备时均值"),
        ("importance_mean", "Mean importance", "重要性均值"),
        ("threshold", "Lead needed (Fong)", "所需领先人数（Fong）"),
        ("events_per_parameter", "Events per parameter", "每参数事件数"),
        ("dispersion", "Dispersion", "离散度"),
        ("mean_rank", "Mean rank over all weights", "全部权重下的平均名次"),
        ("rank_shift", "Mean shift in rank", "名次平均变动"),
    ),
    **_catalogue(
        "alpha",
        ("alpha", "Cronbach's α", "Cronbach α"),
        ("cramers_v", "Cramér's V", "Cramér V"),
        ("alpha_low", "α, low", "α 下限"),
        ("alpha_high", "α, high", "α 上限"),
        ("alpha_expected", "α expected", "α(期望)"),
        ("alpha_perceived", "α perceived", "α(感知)"),
        ("omega", "McDonald's ω", "McDonald ω"),
        ("omega_low", "ω, low", "ω 下限"),
        ("omega_high", "ω, high", "ω 上限"),
        ("item_rest", "Item–rest correlation", "题总相关(校正)"),
        ("alpha_if_dropped", "α if dropped", "删除后 α"),
    ),
    **_catalogue(
        "coefficient",
        ("adequacy_std_error", "Std. error, adequacy", "充足度的标准误"),
        ("superiority_std_error", "Std. error, superiority", "优越度的标准误"),
        ("importance", "Importance (LMG)", "重要性(LMG)"),
        ("direct", "Direct effect", "直接效应"),
        ("indirect", "Indirect effect", "间接效应"),
        ("total", "Total effect", "总效应"),
        ("unstandardised", "Unstandardised weight", "未标准化权重"),
        ("normalised", "Normalised weight", "归一化权重"),
        ("better_std_error", "Std. error of better", "满意系数的标准误"),
        ("worse_std_error", "Std. error of worse", "不满意系数的标准误"),
        ("functional_std_error", "Std. error, functional", "具备时标准误"),
        ("dysfunctional_std_error", "Std. error, dysfunctional", "不具备时标准误"),
        ("importance_std_error", "Std. error, importance", "重要性标准误"),
        ("average_marginal_effect", "Average marginal effect", "平均边际效应"),
        ("average_marginal_effect_std_error", "Std. error of the effect", "边际效应标准误"),
        ("ratio_std_error", "Std. error of the ratio", "比值的标准误"),
        ("correlation", "Correlation with the outcome", "与结果的相关"),
        ("entropy", "Entropy e", "熵 e"),
        ("eigenvalue", "Eigenvalue λ", "特征值 λ"),
        ("consistency_index", "Consistency index CI", "一致性指标 CI"),
        ("random_index", "Random index RI", "随机一致性指标 RI"),
        ("consistency_ratio", "Consistency ratio CR", "一致性比率 CR"),
        ("alpha_negative_binomial", "α (negative binomial)", "α(负二项)"),
        ("alpha_negative_binomial_std_error", "Std. error of α", "α 的标准误"),
        ("std_estimate", "Standardised", "标准化系数"),
        ("r2", "R²", "R²"),
        ("r_squared", "R²", "R²"),
        ("r2_adjusted", "Adjusted R²", "调整 R²"),
        ("adj_r_squared", "Adjusted R²", "调整 R²"),
        ("mcfadden", "McFadden R²", "McFadden R²"),
        ("cox_snell", "Cox–Snell R²", "Cox–Snell R²"),
        ("coxsnell", "Cox–Snell R²", "Cox–Snell R²"),
        ("nagelkerke", "Nagelkerke R²", "Nagelkerke R²"),
        ("tjur", "Tjur R²", "Tjur R²"),
        ("auc", "AUC", "AUC"),
        ("concordance", "Concordance C", "一致性指数 C"),
        ("brier", "Brier score", "Brier 分数"),
        ("rmse", "RMSE", "均方根误差"),
        ("gain", "Gain", "增量"),
        ("auc_gain", "Gain in AUC", "AUC 增量"),
        ("auc_gain_std_error", "Std. error of the gain in AUC", "AUC 增量的标准误"),
        ("auc_gain_low", "Gain in AUC, low", "AUC 增量下限"),
        ("auc_gain_high", "Gain in AUC, high", "AUC 增量上限"),
        ("concordance_gain", "Gain in C", "C 增量"),
        ("in_sample", "In the sample", "样本内"),
        ("auc_std_error", "Std. error of the AUC", "AUC 的标准误"),
        ("auc_low", "AUC, low", "AUC 下限"),
        ("auc_high", "AUC, high", "AUC 上限"),
        ("predicted", "Predicted", "预测"),
        ("today", "Predicted today", "现在的预测"),
        ("moved", "Predicted after the move", "变动后的预测"),
        ("calibration_slope", "Calibration slope", "校准斜率"),
        ("calibration_intercept", "Calibration intercept", "校准截距"),
    ),
    **_catalogue(
        "statistic",
        ("statistic", "Statistic", "统计量"),
        ("t", "t", "t"),
        ("z", "z", "z"),
        ("f", "F", "F"),
        ("log_likelihood", "Log likelihood", "对数似然"),
        ("null_log_likelihood", "Log likelihood, intercept only", "对数似然(仅截距)"),
        ("brant_chi2", "χ² (proportional odds)", "χ²(比例优势)"),
        ("lr_chi2", "χ² (likelihood ratio)", "χ²(似然比)"),
        ("wald_chi2", "χ² (Wald)", "χ²(Wald)"),
        ("hosmer_lemeshow", "χ² (Hosmer–Lemeshow)", "χ²(Hosmer–Lemeshow)"),
        ("hazards_chi2", "χ² (proportional hazards)", "χ²(比例风险)"),
        ("penalised_log_likelihood", "Penalised log likelihood", "惩罚对数似然"),
        ("null_penalised_log_likelihood", "Penalised log likelihood, intercept only", "惩罚对数似然（仅截距）"),
        ("aic", "AIC", "AIC"),
        ("bic", "BIC", "BIC"),
        ("deviance", "Deviance", "离差"),
        ("null_deviance", "Null deviance", "零模型离差"),
        ("chi2", "χ²", "χ²"),
        ("df_residual", "df, residual", "残差自由度"),
        ("llr", "Likelihood ratio", "似然比统计量"),
    ),
    **_catalogue(
        "gap",
        ("adequacy", "Adequacy (MSA)", "充足度（MSA）"),
        ("adequacy_ci_low", "Adequacy, low", "充足度下限"),
        ("adequacy_ci_high", "Adequacy, high", "充足度上限"),
        ("superiority", "Superiority (MSS)", "优越度（MSS）"),
        ("superiority_ci_low", "Superiority, low", "优越度下限"),
        ("superiority_ci_high", "Superiority, high", "优越度上限"),
        ("contribution", "Contribution", "贡献"),
    ),
    **_catalogue(
        "text",
        ("verdict", "Verdict", "结论"),
        ("question", "Question", "问题"),
        ("finding", "Finding", "依据"),
        ("flag", "Remark", "备注"),
        ("beside", "Beside", "对比量表"),
        ("index", "Sign", "迹象"),
        ("model", "CR, AVE from", "CR、AVE 取自"),
    ),
    **_catalogue(
        "alpha",
        ("cr", "CR", "组合信度 CR"),
        ("ave", "AVE", "平均方差抽取量 AVE"),
        ("alpha_if_deleted", "α if deleted", "删除后 α"),
        ("loading", "Loading", "载荷"),
        ("communality", "Communality", "共同度"),
        ("htmt", "HTMT", "HTMT"),
        ("htmt2", "HTMT2", "HTMT2"),
        ("factor_correlation", "Factor correlation", "因子相关"),
        ("kmo", "KMO", "KMO"),
        ("cfi", "CFI", "CFI"),
        ("rmsea", "RMSEA", "RMSEA"),
        *((f"factor_{k}", f"Factor {k}", f"因子 {k}") for k in range(1, 31)),
    ),
    **_catalogue("share", ("floor", "At lowest point", "最低点占比"), ("ceiling", "At highest point", "最高点占比")),
    **_catalogue(
        "count",
        ("factors", "Factors suggested", "建议因子数"),
        ("sets", "Item sets", "题组数"),
        ("flagged", "Flagged", "标记人数"),
        ("n_without", "n without", "剔除后 n"),
    ),
    **_catalogue("sign", ("sign", "Direction", "方向")),
    **_catalogue(
        "index",
        ("performance", "Performance", "绩效"),
        ("performance_low", "Performance, low", "绩效下限"),
        ("performance_high", "Performance, high", "绩效上限"),
    ),
    **_catalogue("number", ("weight", "Weight", "权重"), ("code", "Code", "代码"), ("seed", "Seed", "随机种子")),
    **_catalogue(
        "share",
        ("customers", "Customers", "客户占比"),
        ("points", "Retention, points more", "留存率提高"),
        ("profit_share", "Share of profit lost", "占损失毛利"),
        ("amount_share", "Share of revenue", "收入占比"),
        ("retention", "Retention", "留存率"),
        ("alive", "Still a customer", "仍为客户的概率"),
        ("reduction", "Exits avoided", "减少的退出比例"),
        ("cumulative", "Cumulative share", "累计占比"),
    ),
    **_catalogue(
        "money",
        ("profit_lost", "Profit lost in a year", "一年损失的毛利"),
        ("profit_low", "Profit lost, low", "损失毛利下限"),
        ("profit_high", "Profit lost, high", "损失毛利上限"),
        ("saved", "Profit saved", "保住的毛利"),
        ("cost", "Cost", "投入"),
        ("amount", "Amount", "金额"),
        ("at_risk", "At risk in a year", "一年面临的风险"),
    ),
    **_catalogue("change", ("margin_change", "Margin", "毛利变化")),
    **_catalogue("count", ("silent", "No purchase of late", "近期无购买")),
    **_catalogue(
        "index",
        ("false_alarms", "False alarms expected", "预计误报数"),
        ("exits_to_avoid", "Exits to avoid", "须避免的退出数"),
    ),
    **_catalogue(
        "text",
        ("horizon", "Counted", "计入范围"),
        ("recency", "Last purchase", "最近购买"),
        ("frequency", "Purchases", "购买次数"),
        ("amount_class", "Spent", "消费金额"),
        ("claim_source", "Source", "出处"),
        ("lacking", "What it takes", "所需数据"),
    ),
    **_catalogue("number", ("taught_low", "Taught, from", "说法下限"), ("taught_high", "Taught, to", "说法上限")),
    **_catalogue(
        "text",
        ("kpi", "KPI", "指标"),
        ("period_kind", "Period", "期间类型"),
        ("period", "When", "期间"),
        ("cohort", "Cohort", "客户群（首购月）"),
        ("signal", "Signal", "信号"),
        ("remark", "Remark", "备注"),
    ),
    **_catalogue(
        "bound",
        ("target", "Target", "目标"),
        ("previous", "Period before", "上期"),
        ("change", "Change", "较上期"),
        ("change_low", "Change, low", "较上期下限"),
        ("change_high", "Change, high", "较上期上限"),
        ("year_before", "Year before", "上年同期"),
        ("change_year", "Change on the year", "同比"),
        ("change_year_low", "Change on the year, low", "同比下限"),
        ("change_year_high", "Change on the year, high", "同比上限"),
        ("control_centre", "Centre line", "中心线"),
        ("control_low", "Control limit, low", "控制下限"),
        ("control_high", "Control limit, high", "控制上限"),
    ),
    **_catalogue("number", ("numerator", "Counted", "分子"), ("age", "Months since", "首购后月数")),
    **_catalogue("number", ("x_from", "x, from", "x 起"), ("x_to", "x, to", "x 止")),
    **_catalogue("number", ("y_from", "y, from", "y 起"), ("y_to", "y, to", "y 止")),
}
BUILT_IN_LABELS: Final[dict[str, Words]] = {
    "overall": Words("Overall", "总体"),
    NO_LEVEL: Words("(missing)", "（缺失）"),
    "(intercept)": Words("(intercept)", "（截距）"),
    "Intercept": Words("(intercept)", "（截距）"),
    "const": Words("(intercept)", "（截距）"),
}


def unit_of(result: Result, row: Row | None = None) -> str:
    """Return the format of the table's estimates: `options["format"]`, else what its chart and its scale imply.

    Where `options["formats"]` is (key, {value: format}), a row's own format is that of its value in the key column.
    """
    key, formats = result.options.get("formats", (None, {}))
    if row is not None and row.get(key) in formats:
        return str(formats[row[key]])
    stated = result.options.get("format")
    if stated is not None:
        return str(stated)
    if result.chart == "gaps" and not any(isinstance(row.get("expected"), (int, float)) for row in result.rows):
        return "points"
    if result.chart == "estimates" and (result.options.get("low"), result.options.get("high")) == (0, 100):
        return "index"
    otherwise = "coefficient" if result.rows and "term" in result.rows[0] else "points"
    return _UNIT_OF_CHART.get(result.chart or "", otherwise)


def heading(result: Result, name: str) -> Words:
    """Return the heading of the column `name` of `result`.

    Examples
    --------
    >>> from satindex.results.result import Explanation, Result
    >>> rows = ({"expected": 5.5, "perceived": 5.0, "estimate": -0.5},)
    >>> gaps = Result("quality", rows, Words("", ""), Explanation(Words("", "")), chart="gaps")
    >>> heading(gaps, "estimate").zh
    '差距'
    """
    stated = result.options.get("headings", {}).get(name)
    if isinstance(stated, Words):
        return stated
    if name == "estimate" and result.chart == "differences":
        return DIFFERENCE
    if name == "p_adjusted" and result.options.get("adjust") == "bh":
        return FALSE_DISCOVERY
    if name == "level" and result.chart == "classes" and not any("segment" in row for row in result.rows):
        return CATALOGUE["class"].heading
    if name == "estimate":
        return UNITS.get(unit_of(result), CATALOGUE[name].heading)
    if name in CATALOGUE:
        return CATALOGUE[name].heading
    return result.labels.get(name) or Words(*(name.replace("_", " ").capitalize(),) * 2)


def kind(result: Result, name: str, row: Row | None = None) -> str:
    """Return the format of the column `name` of `result` (in one row): a key of `FORMATS`, or `text`."""
    known = CATALOGUE[name].kind if name in CATALOGUE else "number"
    known = str(result.options.get("kinds", {}).get(name, known))
    if known in ("estimate", "bound"):
        return unit_of(result, row)
    if known == "spread":
        unit = unit_of(result, row)
        return _SPREAD.get(unit, unit)
    return known


def written(cell: Cell, form: str, language: str | None = None) -> str:
    """Return one cell as a reader sees it: rounded, thousands parted, a missing figure as a dash.

    Examples
    --------
    >>> written(-0.5038, "gap"), written(0.1234, "share"), written(0.00004, "p"), written(None, "gap")
    ('−0.50', '12.3%', '< .001', '—')
    """
    if cell is None:
        return MISSING
    if isinstance(cell, Words):
        return cell.say(language)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return (Words("yes", "是") if cell else Words("no", "否")).say(language)
    return FORMATS.get(form, _plain_number)(float(cell)) if math.isfinite(cell) else MISSING


def label(result: Result, cell: Cell, language: str | None = None) -> str:
    """Return what a key column's value is called: the table's own label, a built-in one, else the value itself."""
    if isinstance(cell, Words):
        return cell.say(language)
    if isinstance(cell, str):
        words = result.labels.get(cell) or BUILT_IN_LABELS.get(cell)
        return words.say(language) if words else cell
    return written(cell, "number", language)
