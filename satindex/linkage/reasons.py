"""Why a model has no estimates, said in words."""

from __future__ import annotations

from satindex.language import Words
from satindex.linkage.fitted import Refused
from satindex.linkage.problem import Problem
from satindex.stats.estimates import NotFitted

CAUSES = {
    "no_convergence": Words("the likelihood has no maximum that could be found", "未能找到似然函数的最大值"),
    "one_outcome": Words("everyone in the model has the same outcome", "模型中所有受访者的结果相同"),
    "too_few_rows": Words("fewer respondents than the model has parameters", "受访者人数少于模型参数个数"),
    "lonely_cluster": Words(
        "a stratum has a single cluster, so its variance can't be estimated", "某一层只有一个群，无法估计其方差"
    ),
    "no_freedom": Words(
        "the design has too few clusters for this many predictors (no degrees of freedom)",
        "抽样设计的群数相对预测变量过少（没有自由度）",
    ),
    "no_events": Words("nobody in the model had the event", "模型中无人发生该事件"),
    "monotone": Words(
        "the partial likelihood has no maximum: the term alone tells who has the event first",
        "部分似然没有最大值：该项单独即可判定谁先发生事件",
    ),
    "crossed": Words(
        "with slopes of its own at each cut point some respondents' probabilities would be negative",
        "若各切点斜率不同，部分受访者的概率将为负",
    ),
}
ALONE = Words(
    "no HC3 error: this coefficient rests on so few respondents that the fit runs through their answers (leverage 1); "
    "join the level or the value with others, or write errors: model",
    "无 HC3 标准误：该系数仅由极少数受访者决定，拟合必经过其回答（杠杆值为 1）；请合并该水平或取值，或写 errors: model",
)
BEYOND = Words(
    "the model's prediction is too large for a number here: far outside what it was fitted to",
    "模型在此处的预测值过大，无法表示：远超出建模数据的范围",
)
NO_ROWS = Words("no respondent answered everything the model needs", "没有受访者回答了模型所需的全部题目")
NO_TERMS = Words("none of the model's terms can be used", "模型的各项都不可用")
NO_CLUSTERS = Words(
    "errors: cluster needs a cluster column, and the survey declares none", "errors: cluster 需要群变量，但问卷未声明"
)
BAD_WEIGHTS = Words("some weights are missing or negative", "部分权重缺失或为负数")
INDEPENDENT = Words(
    "profile intervals and Firth's penalty need unweighted, independent respondents",
    "剖面似然区间与 Firth 惩罚要求受访者未加权且相互独立",
)
NOT_PENALISED = Words("penalty: firth is of logit models only", "penalty: firth 仅适用于 logit 模型")
NOT_PROFILED = Words(
    "intervals: profile is of logit, ordinal and Poisson models only",
    "intervals: profile 仅适用于 logit、有序与泊松模型",
)
ASK_FOR_FIRTH = Words(
    "; penalty: firth in this model asks for finite, penalised estimates",
    "；在该模型中写 penalty: firth 可得到有限的惩罚估计",
)
ONLY_ORDINAL = Words(
    "link: is a key of ordinal models only (family: ordinal)", "link: 仅适用于有序模型（family: ordinal）"
)
NO_EVENT = Words(
    "family: cox needs an event: the item that says whether the event came",
    "family: cox 须有 event：说明事件是否发生的题项",
)
EVENT_NOT_TWO = Words(
    "the event needs two codes, the higher for those it came to, or values of 0 and 1",
    "event 须有两个编码（较大者表示已发生），或取值 0 与 1",
)
NEGATIVE_TIME = Words("times must be 0 or more", "时间不得为负")
CENSORED = Words(
    "no shares of R²: the time to the event is not known for everyone", "无法分解 R²：并非所有人的事件时间都已知"
)
NOT_TWO = Words("logit needs an outcome with two values", "logit 需要恰有两个取值的因变量")
NOT_COUNTS = Words("counts must be whole numbers from 0 up", "计数必须为非负整数")
WEIGHTED_COUNTS = Words(
    "a negative binomial model with weights or strata is not available; family: poisson has design-based errors",
    "负二项模型不支持权重或分层；family: poisson 可使用基于设计的标准误",
)


def refusal(problem: Problem, found: NotFitted, firth: bool = False) -> Refused:
    """Return the reason of a fit that did not come about; a separating term is named.

    `firth` says whether Firth's penalty would help.
    """
    terms = tuple(problem.terms[place] for place in found.columns)
    if found.cause not in ("separation", "quasi_separation"):
        return Refused(CAUSES[found.cause], terms)
    listed, hint = ", ".join(terms), ASK_FOR_FIRTH if firth else Words("", "")
    kind = Words("complete", "完全") if found.cause == "separation" else Words("quasi-complete", "准完全")
    return Refused(
        Words(
            f"{kind.en} separation: {listed} tells the outcome without error for some respondents, "
            f"so the coefficient has no finite estimate{hint.en}",
            f"{kind.zh}分离：{listed} 对部分受访者毫无误差地决定了结果，系数没有有限的估计值{hint.zh}",
        ),
        terms,
    )


def not_fitted_with(refused: Refused) -> Words:
    """Return the reason of the terms that are not to blame themselves."""
    listed = ", ".join(refused.terms)
    return Words(f"not estimated: the model is separated by {listed}", f"未估计：模型因 {listed} 而分离")
