# %% [markdown] tags=["zh", "slide"]
# # 第三章 净推荐值与误差
#
# **情境**：总部宣布，本季度净推荐值最高的网点发奖金。有个网点比第二名高出一点点，欢天喜地；垫底的网点开会检讨。这一点点，是本事还是运气？
#
# 学完本章，你能够：
#
# 1. 正确计算**净推荐值**（NPS），不漏掉 0 分；
# 2. 给它配上**标准误和区间**；
# 3. 判断网点之间的差别是不是**噪声**，算出需要多少份答卷；
# 4. 说清 NPS 与均值的区别，以及为什么**不同文化之间不能直接比**。
#
# 用时约 35 分钟。数据是模拟的。

# %% [markdown] tags=["en", "slide"]
# # Chapter 3 The net promoter score and its error
#
# **The case**: head office announces a bonus for the branch with the highest net promoter score this quarter. One branch is a whisker ahead of the next and celebrates; the last is called to account. Is that whisker merit or luck?
#
# After this chapter you can
#
# 1. compute the **net promoter score** (NPS) properly, zeros included;
# 2. give it its **standard error and interval**;
# 3. judge whether differences of branches are **noise**, and how many answers it takes;
# 4. tell NPS from a mean, and say why it **must not be compared across cultures** just like that.
#
# About 35 minutes. The data are simulated.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间安排（35 分钟）**：怎样计算 6 · 误差与区间 9 · 网点与噪声 9 · 样本量 4 · 与均值、文化 7；练习另计 20 分钟。
#
# **课前活动**：让每位学员匿名写一个 0–10 分（推荐本课程的可能性），收上来当场算 NPS 和区间——人数这么少，区间有多宽，一看便知。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing (35 minutes)**: how it is counted 6 · error and interval 9 · branches and noise 9 · sample size 4 · means and cultures 7. The exercises take another 20 minutes.
#
# **Before you begin**: let everyone write down, without a name, how likely they are to recommend this course (0–10). Work out NPS and interval on the spot: how wide it is for so few says more than a lecture.

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import os
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd

import satindex as si

os.environ["SATINDEX_LANG"] = language  # the language of tables, pictures and messages
places = [folder / "surveys" for folder in (Path.cwd(), *Path.cwd().parents)]
surveys = next(place for place in places if place.is_dir())
survey = si.load_survey(surveys / "postal.yaml", language)
scores = si.score(si.read_responses(surveys / "postal.csv", survey))

# %% [markdown] tags=["zh", "subslide"]
# ## 1 怎样计算
#
# “您有多大可能推荐我们？”0–10 分。9–10 分是**推荐者**，7–8 分是**被动者**，0–6 分是**贬损者**：
#
# $$ \mathrm{NPS} = 100 \times (\text{推荐者比例} - \text{贬损者比例}) $$
#
# 换句话说：推荐者记 100，被动者记 0，贬损者记 −100，NPS 就是这些分数的**平均数**。所以它和别的平均数一样，有标准差，有误差。

# %% [markdown] tags=["en", "subslide"]
# ## 1 How it is counted
#
# "How likely are you to recommend us?", 0 to 10. Those who answer 9 or 10 are **promoters**, 7 or 8 **passives**, 0 to 6 **detractors**:
#
# $$ \mathrm{NPS} = 100 \times (\text{share of promoters} - \text{share of detractors}) $$
#
# In other words: count a promoter as 100, a passive as 0, a detractor as −100, and NPS is their **mean**. Like any mean it has a standard deviation and an error.

# %%
answers = scores.responses.frame.to_pandas()["N1"].dropna()
answers.value_counts().sort_index(ascending=False).to_frame("n").T

# %%
promoters, detractors = (answers >= 9).mean(), (answers <= 6).mean()
pd.Series({"promoters": promoters, "detractors": detractors, "nps": 100 * (promoters - detractors)}).round(2)

# %% tags=["slide"]
scores["nps"].plot()

# %% [markdown] tags=["zh", "trainer"]
# **常见错误**：把 0 当成“没有回答”而丢掉；把 NPS 写成百分比（它可以是负数，单位是“分”）；用均值的习惯去读（NPS 为 0 并不是“零分”）。

# %% [markdown] tags=["en", "trainer"]
# **Frequent mistakes**: taking 0 for "no answer" and dropping it; writing NPS as a percentage (it can be negative, its unit is points); reading it like a mean of ratings (an NPS of 0 is not "nought out of ten").

# %% [markdown] tags=["zh", "slide"]
# ## 2 误差与区间
#
# 设推荐者比例为 $p$，贬损者比例为 $d$，人数为 $n$：
#
# $$ \mathrm{se} = 100 \sqrt{\frac{p + d - (p - d)^2}{n}} $$
#
# 最容易记的事实：**人们的意见越两极，误差越大；人数翻两番，误差才减半。**

# %% [markdown] tags=["en", "slide"]
# ## 2 Error and interval
#
# With the share of promoters $p$, of detractors $d$ and $n$ answers:
#
# $$ \mathrm{se} = 100 \sqrt{\frac{p + d - (p - d)^2}{n}} $$
#
# Worth remembering: **the more opinions are split, the larger the error; four times the answers halve it.**

# %%
n = len(answers)
error = 100 * ((promoters + detractors - (promoters - detractors) ** 2) / n) ** 0.5
nps = 100 * (promoters - detractors)
pd.Series({"nps": nps, "std_error": error, "low": nps - 1.96 * error, "high": nps + 1.96 * error, "n": n}).round(1)

# %%
scores["nps"]

# %% [markdown] tags=["zh"]
# 程序给出的区间略有不同：它用**校正的 Wald 区间**，先给推荐者和贬损者各加 ¾ 人、被动者加 1½ 人，再计算。人多时几乎没有差别；人少时，普通公式会给出假的精确。下面用十个人说明：人人都是推荐者，普通公式的误差是 0，好像毫无疑问。

# %% [markdown] tags=["en"]
# The program's interval differs a little: it is the **adjusted Wald interval**, which first adds ¾ of a person to promoters and detractors each and 1½ to passives. With many answers it makes no difference; with few, the plain formula pretends a precision that isn't there. Take ten people, all of them promoters: the plain error is 0, as if there were no doubt.

# %%
si.nps([10, 9, 10, 9, 9, 10, 10, 9, 10, 9])

# %% [markdown] tags=["zh", "slide"]
# ## 3 网点之间：本事还是运气？

# %% [markdown] tags=["en", "slide"]
# ## 3 Between branches: merit or luck?

# %% tags=["subslide"]
scores["nps"].by("branch").plot()

# %%
tables = scores.tables(["nps"], by=["branch"])
tables["nps differences by branch"]

# %% [markdown] tags=["zh"]
# 每两个网点都比一次，同时做了许多检验，p 值按 Holm 方法校正。表里“字母”一列：**有相同字母的网点，差别可能只是运气**。

# %% [markdown] tags=["en"]
# Every branch is compared with every other, many tests at once, so p values are adjusted by Holm's method. In the table by branch, **branches that share a letter may differ by luck alone**.

# %% [markdown] tags=["zh", "slide"]
# ### 做个实验：十二个一模一样的网点
#
# 从所有人的回答里抽签，给十二个虚构的网点各分四十份。它们**完全相同**，名次纯属运气。谁该拿奖金？

# %% [markdown] tags=["en", "slide"]
# ### An experiment: twelve branches that are all the same
#
# Draw lots from everybody's answers, forty for each of twelve made-up branches. They are **identical**; their ranks are pure luck. Who deserves the bonus?

# %%
luck = """survey: luck
title: {zh: 十二个相同的网点, en: Twelve identical branches}
respondent: {segments: {branch: {title: {zh: 网点, en: Branch}}}}
items: {N1: {scale: likely11}}
measures: {nps: {type: nps, item: N1, title: {zh: 净推荐值, en: Net promoter score}}}
"""
folder = Path(mkdtemp())
(folder / "luck.yaml").write_text(luck, encoding="utf-8")
lots = np.random.default_rng(12)
drawn = pd.DataFrame({"branch": np.repeat(list("ABCDEFGHIJKL"), 40), "N1": lots.choice(answers, 12 * 40)})
same = si.score(si.read_responses(drawn, si.load_survey(folder / "luck.yaml", language)))

# %% tags=["subslide"]
same["nps"].by("branch").plot()

# %%
spread = same["nps"].by("branch").to_frame()["estimate"]
pd.Series({"highest": spread.max(), "lowest": spread.min(), "difference": spread.max() - spread.min()}).round(1)

# %% [markdown] tags=["zh", "trainer"]
# **讨论**：把种子 `default_rng(12)` 换成别的数再跑几次，“冠军”每次都换人。问：如果按季度发奖，一年四个冠军说明什么？
#
# **引申**：奖金还会改变回答本身（员工会请顾客打 10 分）。指标一旦成为目标，就不再是好指标。

# %% [markdown] tags=["en", "trainer"]
# **Discuss**: change the seed in `default_rng(12)` and run it again: another champion each time. What do four different champions in a year tell?
#
# **Further**: a bonus bends the answers as well (staff beg for tens). When a measure becomes a target, it ceases to be a good measure.

# %% [markdown] tags=["zh", "slide"]
# ## 4 要多少份答卷？
#
# 想把误差控制在 ±5 或 ±10 分以内（95%），每个网点需要这么多份：

# %% [markdown] tags=["en", "slide"]
# ## 4 How many answers does it take?
#
# For a margin of ±5 or ±10 points (95%), so many for each branch:

# %% tags=["subslide"]
pd.concat(
    [si.plan(scores, margin, "nps", by="branch").to_frame() for margin in (5, 10)],
    ignore_index=True,
).pivot_table(index="level", columns="margin", values="needed", sort=False).astype(int)

# %% [markdown] tags=["zh", "slide"]
# ## 5 与均值有什么不同？
#
# 两组顾客，均值相同，NPS 却不同；NPS 只看跨过门槛的人。反过来，从 6 分升到 8 分是很大的改善，推荐者却一个也没有增加。

# %% [markdown] tags=["en", "slide"]
# ## 5 How does it differ from a mean?
#
# Two groups with the same mean and different NPS: it only looks at who crosses a threshold. And a rise from 6 to 8, though great, adds not one promoter.

# %% tags=["subslide"]
groups = {"A": [8, 8, 8, 8, 8, 8], "B": [10, 10, 10, 6, 6, 6], "C": [9, 9, 9, 9, 6, 6]}
pd.DataFrame(
    {name: {"mean": np.mean(given), "nps": si.nps(given).to_frame()["estimate"][0]} for name, given in groups.items()}
).T

# %% [markdown] tags=["zh", "slide"]
# ## 6 文化与答题习惯
#
# 有的文化里人们爱打满分，有的习惯留有余地、避开两端。下面把同一批人的回答向中间收缩两成：**每个人的先后次序没有变，满意程度也没有变**，NPS 却变了很多。
#
# 所以 NPS 适合同一国家、同一问法、同一渠道之内的**前后比较**；跨国比较要用别的办法（题目等值检验、相对于本国同行的差）。

# %% [markdown] tags=["en", "slide"]
# ## 6 Cultures and habits of answering
#
# In some cultures people like to give full marks, in others they keep something back and avoid the ends. Draw the answers of the same people towards the middle by a fifth: **nobody's place in the order has changed, nobody is less satisfied**, and yet NPS changes a lot.
#
# So NPS is for comparing **before and after** within one country, one wording, one channel; across countries it takes other means (tests of equivalence, the distance to domestic competitors).

# %% tags=["subslide"]
moderate = (5 + 0.8 * (answers - 5)).round()
pd.DataFrame(
    {
        name: {"nps": si.nps(given).to_frame()["estimate"][0], "mean": given.mean()}
        for name, given in (("as answered", answers), ("towards the middle", moderate))
    }
).T.round(1)

# %% [markdown] tags=["zh", "trainer"]
# **讨论**：跨国公司把各国 NPS 放在一张榜上，会伤害哪些国家？（习惯打中间分的国家。）中文问卷里把 0–10 标成“完全不可能—极有可能”，和只标两端有何不同？

# %% [markdown] tags=["en", "trainer"]
# **Discuss**: which countries suffer when a company ranks all of them by NPS? (Those where the middle is the habit.) Does it matter whether all points or only the ends of the scale are labelled?

# %% [markdown] tags=["zh", "slide"]
# ## 练习

# %% [markdown] tags=["en", "slide"]
# ## Exercises

# %%
practice = si.open_exercise(surveys / "exercises" / "03-nps.yaml")
mine = si.score(si.read_responses(practice.data, survey))

# %% [markdown] tags=["zh", "exercise"]
# **练习 1** 净推荐值是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** What is the net promoter score?

# %% tags=["answer"]
given = mine.responses.frame.to_pandas()["N1"].dropna()
si.check("nps", 100 * ((given >= 9).mean() - (given <= 6).mean()))

# %% [markdown] tags=["zh", "exercise"]
# **练习 2** 贬损者占多大比例（0–1）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** What share are detractors (0–1)?

# %% tags=["answer"]
si.check("detractors", (given <= 6).mean())

# %% [markdown] tags=["zh", "exercise"]
# **练习 3** 净推荐值的标准误是多少（分）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** What is the standard error of the NPS, in points?

# %% tags=["answer"]
row = mine["nps"].to_frame().iloc[0]
si.check("error", row["std_error"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 4** 它的 95% 区间（校正的 Wald 区间）的下限是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** What is the lower end of its 95% interval (adjusted Wald)?

# %% tags=["answer"]
si.check("low", row["ci_low"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 5** 哪个网点的净推荐值最高？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 5** Which branch has the highest NPS?

# %% tags=["answer"]
own = mine["nps"].by("branch").to_frame()
known = own[own["level"] != "(missing)"]  # those who named no branch
si.check("top", known.sort_values("estimate", ascending=False)["level"].iloc[0])

# %% [markdown] tags=["zh", "exercise"]
# **练习 6 · 决策** 报告能不能写“城西支局的净推荐值高于高新区支局”（5% 水平，已按 Holm 校正；是/否）？写出理由。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 6 · a decision** May the report say that 城西支局 (west) has a higher NPS than 高新区支局 (high-tech zone), at 5%, adjusted by Holm (yes or no)? Give your reasons.

# %% tags=["zh", "answer"]
pairs = mine.tables(["nps"], by=["branch"])["nps differences by branch"].to_frame()
pair = pairs[(pairs["level"] == "城西支局") & (pairs["other"] == "高新区支局")].iloc[0]
si.check("decide", bool(pair["p_adjusted"] < 0.05), reasons="看校正后的 p 值和差异的区间；每个网点只有几十人。")

# %% tags=["en", "answer"]
pairs = mine.tables(["nps"], by=["branch"])["nps differences by branch"].to_frame()
pair = pairs[(pairs["level"] == "城西支局") & (pairs["other"] == "高新区支局")].iloc[0]
si.check(
    "decide",
    bool(pair["p_adjusted"] < 0.05),
    reasons="By the adjusted p value and the interval; a few dozen answers each.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 7 · 说明** 总部想把季度奖金发给净推荐值最高的网点。请用三句话说明风险，并给出更好的办法。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 7 · explain** Head office means to pay the quarter's bonus to the branch with the highest NPS. Say in three sentences what is risky about it and what would be better.

# %% tags=["zh", "answer"]
si.check(
    "advice",
    "每个网点只有几十人作答，名次大多由运气决定。奖金还会诱使员工请求好评。应看全年趋势和区间，只奖励显著的改进。",
)

# %% tags=["en", "answer"]
si.check(
    "advice",
    "With a few dozen answers each, ranks are mostly luck. A bonus tempts staff to beg for tens. Look at a whole year "
    "with its interval, and reward improvements that are significant.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评讲要点**：练习 1 的典型错误是把 0 排除在外（`si.check` 会认出来）。练习 6 是非题的答案因数据而异；重要的是理由里出现校正后的 p 值、差异的区间和人数。

# %% [markdown] tags=["en", "trainer"]
# **Talking it over**: the typical slip in exercise 1 leaves zeros out (`si.check` recognises it). The answer to exercise 6 depends on the data; what counts is that the reasons name the adjusted p value, the interval of the difference and the numbers.

# %% [markdown] tags=["zh", "slide"]
# ## 常见误读
#
# - “NPS 涨了几分，措施见效了。”——先看区间，再看同期别的网点。
# - “第一名比第二名好。”——先看有没有相同的字母。
# - “NPS 低于某国平均，我们不行。”——先问答题习惯是否相同。
# - “被动者无所谓。”——他们常常是最容易争取，也最容易流失的人。
#
# **下一章**：忠诚度指数与权数。

# %% [markdown] tags=["en", "slide"]
# ## Common misreadings
#
# - "NPS rose by some points, so the measures work." Look at the interval first, then at other branches in the same time.
# - "The first is better than the second." See whether they share a letter.
# - "We are below some country's average." Ask whether the habits of answering are the same.
# - "Passives don't matter." They are often the easiest to win, and to lose.
#
# **Next**: the loyalty index and its weights.

# %% [markdown] tags=["zh"]
# **文献**：Reichheld, F. F. (2003) The one number you need to grow. *Harvard Business Review* 81(12) · Rocks, B. (2016) Interval estimation for the “Net Promoter Score”. *The American Statistician* 70(4) · Keiningham, T. L. et al. (2007) A longitudinal examination of net promoter and firm revenue growth. *Journal of Marketing* 71(3) · Chen, C., Lee, S. & Stevenson, H. W. (1995) Response style and cross-cultural comparisons of rating scales. *Psychological Science* 6(3)。

# %% [markdown] tags=["en"]
# **Sources**: Reichheld, F. F. (2003) The one number you need to grow. *Harvard Business Review* 81(12) · Rocks, B. (2016) Interval estimation for the "Net Promoter Score". *The American Statistician* 70(4) · Keiningham, T. L. et al. (2007) A longitudinal examination of net promoter and firm revenue growth. *Journal of Marketing* 71(3) · Chen, C., Lee, S. & Stevenson, H. W. (1995) Response style and cross-cultural comparisons of rating scales. *Psychological Science* 6(3).
