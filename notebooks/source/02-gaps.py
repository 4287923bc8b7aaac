# %% [markdown] tags=["zh", "slide"]
# # 第二章 差距与服务五维
#
# **情境**：市邮政公司明年只有一笔改进预算。各部门都说自己的方面最要紧：营业厅想装修，投递部想增加班次，人事部想办培训。几百位顾客答了同一份问卷——先问**期望**，再问**感知**。该听谁的？
#
# 学完本章，你能够：
#
# 1. 计算并解释**差距 = 感知 − 期望**，不弄错符号；
# 2. 读懂**服务五维**（有形性、可靠性、响应性、保证性、移情性）的图和区间；
# 3. 把**重要性权数**用到差距上，说明为什么排序会变；
# 4. 用**容忍区间**和对差距分数的批评，避免过度解读。
#
# 用时约 40 分钟。数据是模拟的。

# %% [markdown] tags=["en", "slide"]
# # Chapter 2 Gaps and five dimensions
#
# **The case**: the city's post office has one budget for improvement next year. Every department calls its own concern the most pressing: the halls want refurbishing, delivery wants more rounds, personnel wants training. Hundreds of customers answered one questionnaire, first on what they **expect**, then on what they **perceive**. Whom should one listen to?
#
# After this chapter you can
#
# 1. compute and explain **gap = perceived − expected**, with the right sign;
# 2. read the picture of the **five service dimensions** (tangibles, reliability, responsiveness, assurance, empathy) and its intervals;
# 3. apply **weights of importance** to gaps, and say why the order changes;
# 4. use the **zone of tolerance** and the critique of gap scores against reading too much into them.
#
# About 40 minutes. The data are simulated.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间安排（40 分钟）**：一个人的差距 6 · 五维图 8 · 区间与检验 6 · 权数 8 · 信度 3 · 容忍区间 5 · 批评 4；练习另计 25 分钟。
#
# **开场**：请学员举手表决预算给谁，记下票数；讲完第 4 节再表决一次。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing (40 minutes)**: one person's gap 6 · picture of the dimensions 8 · intervals and tests 6 · weights 8 · internal consistency 3 · zone of tolerance 5 · critique 4. The exercises take another 25 minutes.
#
# **To open**: let the class vote on the budget by a show of hands, and vote again after section 4.

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import os
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

import satindex as si

os.environ["SATINDEX_LANG"] = language  # the language of tables, pictures and messages
places = [folder / "surveys" for folder in (Path.cwd(), *Path.cwd().parents)]
surveys = next(place for place in places if place.is_dir())
survey = si.load_survey(surveys / "postal.yaml", language)
scores = si.score(si.read_responses(surveys / "postal.csv", survey))

# %% [markdown] tags=["zh", "subslide"]
# ## 1 一个人的差距
#
# 可靠性有五对题目：期望 E5–E9，感知 P5–P9。取第二位受访者，逐对相减，再平均：
#
# $$ \text{差距} = \text{感知} - \text{期望} $$

# %% [markdown] tags=["en", "subslide"]
# ## 1 One person's gap
#
# Reliability has five pairs of items: expected E5–E9, perceived P5–P9. Take the second respondent, subtract pair by pair, then average:
#
# $$ \text{gap} = \text{perceived} - \text{expected} $$

# %%
answers = scores.responses.frame.to_pandas()
person = answers.iloc[1]
pairs = pd.DataFrame(
    {
        "expected": [person[f"E{number}"] for number in range(5, 10)],
        "perceived": [person[f"P{number}"] for number in range(5, 10)],
    },
    index=[survey.items[f"P{number}"].text[language] for number in range(5, 10)],
)
pairs["gap"] = pairs["perceived"] - pairs["expected"]
pairs

# %%
pd.Series({"by hand": pairs["gap"].mean(), "satindex": scores.to_frame()["quality.reliability"].iloc[1]}).round(3)

# %% [markdown] tags=["zh"]
# 手算的均值和程序给出的得分相同。**负号表示没有达到期望**。有的教材写成“期望 − 感知”，符号正好相反：看报告先看它怎样定义。

# %% [markdown] tags=["en"]
# The mean by hand is the score that the program gives. **Negative means that expectations were not met.** Some textbooks write expected − perceived, which turns the sign: look first how a report defines it.

# %% [markdown] tags=["zh", "slide"]
# ## 2 五个维度，一张图
#
# 空心点是期望，实心点是感知，右边是差距和它的 95% 区间；按加权差距排序，最该关注的在最上面。

# %% [markdown] tags=["en", "slide"]
# ## 2 Five dimensions, one picture
#
# Hollow: expected; filled: perceived; at the right the gap with its 95% interval. Ordered by weighted gap, the most pressing on top.

# %% tags=["subslide"]
scores["quality"].plot()

# %%
scores["quality"]

# %% [markdown] tags=["zh", "trainer"]
# **讨论**：期望为什么都这么高？（问“应当”就会得到高分。）如果把期望和感知放在同一页、先问感知，会怎样？
#
# **常见错误**：只看感知均值，忘了期望；把“差距最大”理解成绝对值最大而不看符号。

# %% [markdown] tags=["en", "trainer"]
# **Discuss**: why are expectations so high? (Ask what *should* be, and you get high answers.) What if perceptions were asked first, on the same page?
#
# **Frequent mistakes**: looking at perceived means and forgetting expectations; reading "the largest gap" as the largest in absolute size whatever its sign.

# %% [markdown] tags=["zh", "slide"]
# ## 3 差距有多准？
#
# 受访者只是样本。差距的标准误是每个人差距的标准差除以人数的平方根；95% 区间大约是“差距 ± 2 × 标准误”。
#
# - 区间**不含 0**：差距在统计上显著。
# - 两个维度的区间**几乎重叠**：先别急着排名次。
# - 显著不等于重要：样本大时，很小的差距也会显著。

# %% [markdown] tags=["en", "slide"]
# ## 3 How sure is a gap?
#
# Respondents are a sample. The standard error of a gap is the standard deviation of everybody's gaps over the root of their number; the 95% interval is about the gap ± 2 standard errors.
#
# - The interval **does not hold 0**: the gap is significant.
# - The intervals of two dimensions **nearly coincide**: do not rank them in a hurry.
# - Significant is not important: in a large sample a small gap is significant, too.

# %%
gaps = scores.to_frame()["quality.reliability"].dropna()
error = gaps.std() / len(gaps) ** 0.5
pd.Series(
    {"gap": gaps.mean(), "std_error": error, "low": gaps.mean() - 1.96 * error, "high": gaps.mean() + 1.96 * error}
).round(3)

# %% [markdown] tags=["zh"]
# 逐题看，才知道该改哪件事。二十二道题同时检验，总有几道碰巧显著，所以 p 值按 Holm 方法校正。

# %% [markdown] tags=["en"]
# Item by item one sees what to mend. With twenty-two tests at once some come out significant by chance, so p values are adjusted by Holm's method.

# %% tags=["slide"]
scores["quality.items"].plot()

# %% [markdown] tags=["zh", "slide"]
# ## 4 权数改变排序
#
# 顾客并不同样看重五个维度。请顾客把 100 分分给五个维度，平均下来就是**重要性权数**，写在定义的 `weight:` 里。一个维度对总差距的贡献是：
#
# $$ \text{加权差距}_d = \frac{w_d \cdot \text{差距}_d}{\sum w} $$

# %% [markdown] tags=["en", "slide"]
# ## 4 Weights change the order
#
# Customers do not care for the five dimensions alike. Asked to share out 100 points, they give the **weights of importance**, which stand under `weight:` in the definition. What a dimension adds to the overall gap is
#
# $$ \text{weighted gap}_d = \frac{w_d \cdot \text{gap}_d}{\sum w} $$

# %% tags=["subslide"]
table = scores["quality"].to_frame()
dimensions = table[table["weight"].notna()].set_index("dimension")[["estimate", "weight"]]
dimensions["weighted_gap"] = dimensions["estimate"] * dimensions["weight"] / dimensions["weight"].sum()
dimensions["order"] = dimensions["estimate"].rank().astype(int)
dimensions["order_weighted"] = dimensions["weighted_gap"].rank().astype(int)
dimensions.sort_values("weighted_gap").round(3)

# %%
pd.Series({"weighted": dimensions["weighted_gap"].sum(), "plain mean": dimensions["estimate"].mean()}).round(3)

# %% [markdown] tags=["zh", "trainer"]
# **第二次表决**：现在预算给谁？请改变主意的人说明理由。提醒：权数也有误差，也来自同一批顾客；第四章会看结论有多依赖权数。

# %% [markdown] tags=["en", "trainer"]
# **Vote again**: who gets the budget now? Let those who changed their minds say why. Weights have errors, too, and come from the same customers; chapter 4 looks at how much conclusions depend on them.

# %% [markdown] tags=["zh", "slide"]
# ## 5 题目靠得住吗？
#
# 同一维度的题目应当朝同一个方向变。克朗巴赫 α 在 `0.7` 以上通常可以接受；区间的下限也要看。

# %% [markdown] tags=["en", "slide"]
# ## 5 Do the items hold together?
#
# Items of one dimension should move together. Cronbach's α of `0.7` and more is usually taken as acceptable; look at the lower end of the interval, too.

# %% tags=["subslide"]
scores["quality.internal_consistency"].plot()

# %% [markdown] tags=["zh", "slide"]
# ## 6 差多少还能接受？容忍区间
#
# 顾客心里有两条线：**最低可接受**和**理想**。两者之间是容忍区间：感知落在里面，顾客觉得“还行”；低于它才真正不满。问三列（最低、理想、实际）就能画出来。下面用模板问卷和模拟数据：

# %% [markdown] tags=["en", "slide"]
# ## 6 How much is tolerable? The zone of tolerance
#
# Customers carry two lines in mind: what is **just adequate** and what is **desired**. Between them lies the zone of tolerance: what is perceived within it is "all right", below it people are truly dissatisfied. Three columns (adequate, desired, perceived) show it; here with a ready template and simulated answers:

# %%
from satindex.simulate import simulate
from satindex.survey.new import template_text

folder = Path(mkdtemp())
(folder / "zone.yaml").write_text(template_text("zone-of-tolerance"), encoding="utf-8")
zone_survey = si.load_survey(folder / "zone.yaml", language)
zones = si.score(si.read_responses(simulate(zone_survey, 150, 4), zone_survey))

# %% tags=["subslide"]
zones["service"].plot()

# %% [markdown] tags=["zh", "slide"]
# ## 7 对差距分数的批评
#
# 差距好懂，却不是万能的。三条常见批评，各用数据看一看：
#
# 1. **天花板**：期望接近量表顶端，差距几乎只能是负的；
# 2. **相减放大误差**：感知与期望相关越高，差值的信度越低；
# 3. **预测力**：只用感知（SERVPERF），与总体满意度的相关往往不低于差距。

# %% [markdown] tags=["en", "slide"]
# ## 7 The critique of gap scores
#
# Gaps are easy to grasp, and no cure-all. Three common objections, each looked at in the data:
#
# 1. **Ceiling**: expectations sit near the top of the scale, so gaps can hardly be anything but negative;
# 2. **Differences magnify error**: the higher perceptions and expectations correlate, the less reliable their difference;
# 3. **Prediction**: perceptions alone (SERVPERF) often correlate with overall satisfaction no worse than gaps do.

# %%
expected = answers[[f"E{number}" for number in range(1, 23)]].stack()
pd.Series({"expected: 6 or 7": (expected >= 6).mean()}).round(2)  # reversed items turned

# %% [markdown] tags=["zh"]
# 差值的信度（两侧信度 $r_{PP}, r_{EE}$，标准差 $s_P, s_E$，相关 $r_{PE}$）：
#
# $$ r_D = \frac{s_P^2 r_{PP} + s_E^2 r_{EE} - 2 r_{PE} s_P s_E}{s_P^2 + s_E^2 - 2 r_{PE} s_P s_E} $$

# %% [markdown] tags=["en"]
# The reliability of a difference (reliabilities $r_{PP}, r_{EE}$, standard deviations $s_P, s_E$, correlation $r_{PE}$):
#
# $$ r_D = \frac{s_P^2 r_{PP} + s_E^2 r_{EE} - 2 r_{PE} s_P s_E}{s_P^2 + s_E^2 - 2 r_{PE} s_P s_E} $$

# %%
people = scores.to_frame()
found = {}
for name, alpha_e, alpha_p in table[table["weight"].notna()][["dimension", "alpha_expected", "alpha_perceived"]].values:
    e, p = people[f"quality.{name}.expected"], people[f"quality.{name}.perceived"]
    cross = 2 * e.corr(p) * e.std() * p.std()
    of_gap = (p.var() * alpha_p + e.var() * alpha_e - cross) / (p.var() + e.var() - cross)
    found[name] = {"alpha_expected": alpha_e, "alpha_perceived": alpha_p, "gap": of_gap}
pd.DataFrame(found).T.round(2)

# %%
overall = answers["S1"]  # overall satisfaction, 1 to 10
pd.Series({name: people[name].corr(overall) for name in ("quality", "quality.perceived")}).round(2)

# %% [markdown] tags=["zh", "trainer"]
# **讨论**：既然有这些批评，为什么还问期望？（诊断用：知道顾客看重什么、哪里落差大；也便于和员工、管理层的看法比较。）什么时候可以只问感知？（问卷要短、只做趋势监测时。）

# %% [markdown] tags=["en", "trainer"]
# **Discuss**: why ask for expectations at all, then? (For diagnosis: what customers care for and where one falls short; and to compare with what staff and managers believe.) When are perceptions enough? (When the form must be short, or only a trend is watched.)

# %% [markdown] tags=["zh", "slide"]
# ## 练习
#
# 数据 `mine` 与课文同一份问卷，但是另一批顾客。

# %% [markdown] tags=["en", "slide"]
# ## Exercises
#
# The data `mine` are of the same questionnaire, but of other customers.

# %%
practice = si.open_exercise(surveys / "exercises" / "02-gaps.yaml")
mine = si.score(si.read_responses(practice.data, survey))

# %% [markdown] tags=["zh", "exercise"]
# **练习 1** 可靠性维度的平均差距是多少？注意符号。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** What is the mean gap on reliability? Mind the sign.

# %% tags=["answer"]
gaps = mine["quality"].to_frame().set_index("dimension")
si.check("gap_reliability", gaps.loc["reliability", "estimate"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 2** 按重要性加权的总差距是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** What is the overall gap, weighted by importance?

# %% tags=["answer"]
si.check("overall", gaps.loc["overall", "estimate"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 3** 在可靠性上，感知不低于期望的受访者占多大比例（0–1）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** What share of respondents (0–1) find reliability at or above what they expect?

# %% tags=["answer"]
own = mine.to_frame()["quality.reliability"].dropna()
si.check("met", (own >= 0).mean())

# %% [markdown] tags=["zh", "exercise"]
# **练习 4** 有形性的差距在 5% 水平上显著吗（是/否）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** Is the gap on tangibles significant at 5% (yes or no)?

# %% tags=["answer"]
si.check("significant", bool(gaps.loc["tangibles", "p_value"] < 0.05))

# %% [markdown] tags=["zh", "exercise"]
# **练习 5** 不考虑权数，哪个维度的差距最差？（写英文名，如 `"empathy"`，或中文名。）

# %% [markdown] tags=["en", "exercise"]
# **Exercise 5** Without weights, which dimension has the worst gap? (Write its name, as `"empathy"`.)

# %% tags=["answer"]
parts = gaps[gaps["weight"].notna()]
si.check("largest", parts["estimate"].idxmin())

# %% [markdown] tags=["zh", "exercise"]
# **练习 6 · 决策** 预算只够改进一个维度，您选哪个？写出理由：差距、权数、区间、可行性。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 6 · a decision** The budget is enough for one dimension. Which one? Give your reasons: gap, weight, interval, feasibility.

# %% tags=["zh", "answer"]
weighted = parts["estimate"] * parts["weight"] / parts["weight"].sum()
si.check("decide", weighted.idxmin(), reasons="加权差距最大：顾客最看重它，落差也大；区间与次位几乎不重叠。")

# %% tags=["en", "answer"]
weighted = parts["estimate"] * parts["weight"] / parts["weight"].sum()
si.check(
    "decide", weighted.idxmin(), reasons="The largest weighted gap: it matters most to customers, and falls far short."
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 7 · 说明** 有人说“差距为 `-0.3`，说明服务不合格”。请用三句话回应。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 7 · explain** Someone says that a gap of `-0.3` shows the service to be unacceptable. Answer in three sentences.

# %% tags=["zh", "answer"]
si.check(
    "critique",
    "期望普遍接近上限，差距略负很常见。能否接受要看最低可接受水平，也就是容忍区间。还要看区间和人数，并与以往或别家比较。",
)

# %% tags=["en", "answer"]
si.check(
    "critique",
    "Expectations sit near the top, so slightly negative gaps are common. Whether it is acceptable is told by the zone "
    "of tolerance. Look at the interval and the base, and compare with earlier waves.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评讲要点**：练习 2 最常见的错误是简单平均；练习 3 容易写成百分数；练习 6 中只看差距会选错维度，提示会说明。决策的理由至少应有两条，其中一条谈不确定性。

# %% [markdown] tags=["en", "trainer"]
# **Talking it over**: in exercise 2 the usual slip is the plain mean, in exercise 3 a percentage; in exercise 6 those who look at gaps alone choose another dimension, and the hint says so. A decision should have at least two reasons, one of them about uncertainty.

# %% [markdown] tags=["zh", "slide"]
# ## 常见误读
#
# - “差距为负就是不合格。”——先看容忍区间和同行。
# - “差距最大的先改。”——还要乘上权数，考虑费用。
# - “显著就是重要。”——显著只说明差距不像是运气。
# - “平均差距相同，顾客就一样满意。”——均值相同，不满的人数可以很不相同。
#
# **下一章**：净推荐值，以及它的误差。

# %% [markdown] tags=["en", "slide"]
# ## Common misreadings
#
# - "A negative gap is a failure." Look at the zone of tolerance and at others first.
# - "Mend the largest gap first." Multiply by the weight, and think of the cost.
# - "Significant means important." It only says that the gap does not look like luck.
# - "Equal mean gaps, equally satisfied customers." With equal means, the number of the dissatisfied can differ a lot.
#
# **Next**: the net promoter score and its error.

# %% [markdown] tags=["zh"]
# **文献**：Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1988) SERVQUAL. *Journal of Retailing* 64(1) · Cronin, J. J. & Taylor, S. A. (1992) Measuring service quality. *Journal of Marketing* 56(3) · Peter, J. P., Churchill, G. A. & Brown, T. J. (1993) Caution in the use of difference scores in consumer research. *Journal of Consumer Research* 19(4) · Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1994) Alternative scales for measuring service quality. *Journal of Retailing* 70(3)。

# %% [markdown] tags=["en"]
# **Sources**: Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1988) SERVQUAL. *Journal of Retailing* 64(1) · Cronin, J. J. & Taylor, S. A. (1992) Measuring service quality. *Journal of Marketing* 56(3) · Peter, J. P., Churchill, G. A. & Brown, T. J. (1993) Caution in the use of difference scores in consumer research. *Journal of Consumer Research* 19(4) · Parasuraman, A., Zeithaml, V. A. & Berry, L. L. (1994) Alternative scales for measuring service quality. *Journal of Retailing* 70(3).
