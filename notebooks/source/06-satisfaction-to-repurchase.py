# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] tags=["zh", "slide"]
# # 第六章 满意了就会再来吗：从满意到复购
#
# **案例。** 寄件客户的满意度三年没有下降，可再次寄件的人在减少。支局长问三件事：什么带来复购？做到什么程度，能换来多少？客户说“还会来”，算不算数？
#
# 手里有一次问卷，和问卷之后四个月的寄件记录。数据为模拟数据，没有真实受访者。

# %% [markdown] tags=["en", "slide"]
# # Chapter 6 Satisfied, so back again? From satisfaction to repurchase
#
# **The case.** Senders' satisfaction has not fallen in three years, yet fewer of them come back. The branch manager asks
# three things: what brings people back? How much would an improvement buy? And when customers say "I will come again",
# does it count?
#
# At hand: one survey, and the firm's records of parcels for four months after it. The data are simulated; no real
# respondent is in them.

# %% [markdown] tags=["zh", "slide"]
# ## 学完之后您能
#
# | | 内容 | 时间 |
# |---|---|---|
# | 1 | 读懂有序 logit 与 logit：系数、优势比、区间 | 8 分钟 |
# | 2 | 排出驱动因素，算出“若提高半分，会怎样” | 7 分钟 |
# | 3 | 拿意向与实际行为对账，画满意–忠诚曲线，找出满意陷阱 | 9 分钟 |
# | 4 | 用自己的数据作决定，并说清它不能证明什么 | 12 分钟 |
#
# 共约 36 分钟。

# %% [markdown] tags=["en", "slide"]
# ## After this chapter you can
#
# | | what | time |
# |---|---|---|
# | 1 | read an ordinal logit and a logit: coefficients, odds ratios, intervals | 8 min |
# | 2 | rank drivers, and work out what half a point more would go with | 7 min |
# | 3 | hold intention against behaviour, draw the satisfaction–loyalty curve, find the satisfaction trap | 9 min |
# | 4 | decide on data of your own, and say what it does not prove | 12 min |
#
# About 36 minutes.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间。** 1 节 8 分钟，2 节 7 分钟，3 节 9 分钟，练习 12 分钟。没学过回归的班：第 1 节只讲“符号、优势比是否跨过 1”，公式略过。
#
# **开场提问。** “请举手：上次说‘下次还来’的店，您真去了吗？”

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing.** Section 1: 8 minutes, 2: 7, 3: 9, exercises: 12. For a class without regression, section 1 is the
# sign, and whether the odds ratio's interval holds 1; leave out the formula.
#
# **To open.** "Hands up: the last shop where you said you would come again, did you?"

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import os
from pathlib import Path

import satindex as si

os.environ["SATINDEX_LANG"] = language
surveys = next(folder / "surveys" for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "surveys").is_dir())
survey = si.load_survey(surveys / "course" / "senders-again.yaml", language)
scores = si.score(si.read_responses(surveys / "course" / "senders.csv", survey))

# %% [markdown] tags=["zh", "slide"]
# ## 1 什么与“还会来”相关？
#
# 意向分五级，从“肯定不会”到“肯定会”，有先后、不等距，所以用**有序 logit**：
#
# $$\text{logit}\,P(Y\le k)=\zeta_k-(\beta_1x_1+\dots+\beta_5x_5)$$
#
# 系数为正，得分越高，意向越往高处走。$e^{\beta}$ 是**优势比**：该维度高 1 分、其余相同，落入更高一级的优势是原来的几倍。优势比为 1 表示没有关联，所以图的横轴是对数刻度，并标出 1。

# %% [markdown] tags=["en", "slide"]
# ## 1 What goes with "I will come again"?
#
# Intention has five levels, from "certainly not" to "certainly": an order without equal steps, hence an **ordinal
# logit**:
#
# $$\text{logit}\,P(Y\le k)=\zeta_k-(\beta_1x_1+\dots+\beta_5x_5)$$
#
# With a positive coefficient a higher score goes with a higher intention. $e^{\beta}$ is the **odds ratio**: one point
# more on this dimension, all else alike, multiplies the odds of a higher level by so much. A ratio of 1 is no
# association; the picture's axis is logarithmic, and 1 is marked.

# %%
intention = si.link(scores, "intention")
intention.table.only("term", "estimate", "odds_ratio", "odds_ratio_low", "odds_ratio_high", "p_value", "n")

# %% tags=["slide"]
intention.plot()

# %% [markdown] tags=["zh"]
# 区间跨过 1 的维度，数据还分不清它有没有关联；这**不等于**“没有影响”。

# %% [markdown] tags=["en"]
# Of a dimension whose interval holds 1, the data can't tell whether there is an association; that is **not** the same
# as "no effect".

# %% [markdown] tags=["zh", "slide"]
# ### 容易读错的地方
#
# - **优势比当成概率比。** 优势比为 2，不是“概率翻倍”。概率的变化要用第 2 节的“假设分析”来读。
# - **p 小就是影响大。** p 说的是能否与 0 分开；大小看优势比和区间。
# - **比系数的大小来排名。** 各维度的离散程度不同，高 1 分的难易也不同；排名用驱动因素的份额。

# %% [markdown] tags=["en", "slide"]
# ### Easily misread
#
# - **An odds ratio as a ratio of probabilities.** An odds ratio of 2 does not double the probability. How a probability
#   changes is for "what if" in section 2.
# - **A small p as a large effect.** p says whether it can be told from 0; how large it is say the ratio and its interval.
# - **Ranking by coefficients.** Dimensions differ in spread, and one point more is not equally hard to win; rank by
#   shares of drivers.

# %% [markdown] tags=["zh", "slide"]
# ## 2 驱动因素与“若提高半分”
#
# 五个维度彼此相关，谁也不能独占解释力。LMG 的办法是：把维度按所有可能的顺序放进回归，取各自带来的 R² 增量的平均（Lindeman、Merenda 与 Gold，1980；Grömping，2006）。

# %% [markdown] tags=["en", "slide"]
# ## 2 Drivers, and what half a point would go with
#
# The five dimensions are correlated, so none owns what it explains. LMG enters them in every possible order and takes
# the mean of the R² that each adds (Lindeman, Merenda & Gold 1980; Grömping 2006).

# %% tags=["slide"]
intention.drivers().plot()

# %% tags=["subslide"]
half = {"service.reliability": 0.5, "service.empathy": 0.5}
intention.what_if(half).only("term", "figure", "today", "moved", "estimate", "ci_low", "ci_high", "clipped")

# %% tags=["slide"]
intention["intention.what_if.service.empathy"].plot()

# %% [markdown] tags=["zh"]
# “假设分析”把**每个人**的得分提高 0.5（到量表顶为止），再算预测的平均。图上标出了今天的值。曲线末端靠外推：没人给过那样的分，那里的数就不牢靠。

# %% [markdown] tags=["en"]
# "What if" raises **everyone's** score by 0.5 (not beyond the scale's end) and averages the predictions. Today's value is
# marked. The ends of the curve are extrapolated: where nobody scores like that, the figure rests on the model alone.

# %% [markdown] tags=["zh", "trainer"]
# **讨论（2 分钟）。** 问：“多半会”与“肯定会”合计已经很高，提高移情性还能涨多少？为什么离 100% 越近涨得越少？（logit 的曲线在两端变平。）此时先别揭晓第 3 节：请大家押一个维度——若只能投一个，投哪个？记在白板上。

# %% [markdown] tags=["en", "trainer"]
# **Discussion (2 minutes).** The top two levels are high already; how much can empathy still add, and why less the nearer
# to 100%? (A logit's curve flattens at its ends.) Do not give section 3 away yet: let everyone bet on the one dimension
# to invest in, and write the bets on the board.

# %% [markdown] tags=["zh", "slide"]
# ## 3 说的与做的
#
# 上面解释的是**意向**。公司的寄件记录告诉我们作答之后 90 天内谁真的又寄了。先对账：每一级意向中，有多大比例真的来了？

# %% [markdown] tags=["en", "slide"]
# ## 3 What they say and what they do
#
# All this explained an **intention**. The firm's records tell who did send again within 90 days of answering. First the
# reckoning: of each level of intention, what share came?

# %% tags=["fragment"]
again = si.link(scores, "again")
again["again.observed"]

# %% tags=["slide"]
again["again.intention"].plot()

# %% [markdown] tags=["zh"]
# 意向有用：级别越高，来的比例越高。但“肯定会”的人里也有一大截没有来；“肯定不会”的人里也有来的。**意向可以排序，不能当作复购率**（Morwitz、Steckel 与 Gupta，2007）。
#
# 再看同样的五个维度，与**实际**复购的关系：

# %% [markdown] tags=["en"]
# Intention is of use: the higher the level, the more came. Yet a good part of the "certainly" did not, and some of the
# "certainly not" did. **Intentions rank customers; they are no repurchase rate** (Morwitz, Steckel & Gupta 2007).
#
# Now the same five dimensions against **observed** repurchase:

# %%
again.table.only("term", "estimate", "odds_ratio", "odds_ratio_low", "odds_ratio_high", "p_value", "n")

# %% tags=["subslide"]
shares = intention.drivers().to_frame().set_index("term")[["share"]].rename(columns={"share": "intention"})
shares["again"] = again.drivers().to_frame().set_index("term")["share"]
shares

# %% tags=["slide"]
again.drivers().plot()

# %% [markdown] tags=["zh"]
# 名次变了。客户嘴上说的“还会来”跟着移情性走（谁体贴我，我就说好话）；脚下走的路跟着可靠性走（东西准时送到，我才会再寄）。**用意向来排投入的先后，会投错地方。**

# %% [markdown] tags=["en"]
# The order has changed. What customers say follows empathy: who is kind to me gets kind words. Where their feet go follows
# reliability: I send again if parcels arrive on time. **Ranking investments by intention puts the money in the wrong
# place.**

# %% tags=["subslide"]
again.what_if(half).only("term", "today", "moved", "estimate", "ci_low", "ci_high")

# %% [markdown] tags=["zh", "trainer"]
# **揭晓。** 对照白板上的押注。追问：如果公司没有购买记录，该怎么办？（至少抽一个样本追踪；或者问**已经发生**的行为，而不问打算。）

# %% [markdown] tags=["en", "trainer"]
# **The bets.** Compare with the board. Ask on: what if a firm has no purchase records? (Follow up a sample at least; or
# ask what people *did*, not what they intend.)

# %% [markdown] tags=["zh", "slide"]
# ### 满意–忠诚曲线：有没有别的选择
#
# Jones 与 Sasser（1995）：竞争越激烈，“满意”与“非常满意”之间差得越多；没有别家可去时，不满意的人也照来——他们是**囚徒**，不是忠诚客户。

# %% [markdown] tags=["en", "slide"]
# ### The satisfaction–loyalty curve: is there anywhere else to go?
#
# Jones and Sasser (1995): the fiercer the competition, the more lies between "satisfied" and "very satisfied"; where
# there is nowhere else to go, the dissatisfied come as well: **hostages**, not loyal customers.

# %% tags=["slide"]
again["again.curve.choice"].plot()

# %% [markdown] tags=["zh"]
# 附近没有别家的客户整条线都高，包括不满意的人。他们今天的“复购率”好看，哪天对面开一家，最先走的就是他们。曲线的形状由数据说了算：教科书上的陡弯（“很满意才忠诚”）在自己的数据里有没有，要看区间。

# %% [markdown] tags=["en"]
# Where there is no other courier, the whole line lies higher, the dissatisfied included. Their repurchase looks well
# today; on the day that a rival opens across the street they are the first to leave. The data decide on the curve's
# shape: whether the textbook's sharp bend ("only the delighted are loyal") is in yours, the intervals tell.

# %% [markdown] tags=["zh", "slide"]
# ### 满意陷阱
#
# 基本需求（可靠性、保证性）都满意，人却没有再来：满意了，但没有理由回来。

# %% [markdown] tags=["en", "slide"]
# ### The satisfaction trap
#
# Satisfied with the basics (reliability, assurance), and yet not back: content, but without a reason to return.

# %% tags=["fragment"]
again["again.trap"]

# %% [markdown] tags=["zh", "slide"]
# ### 这些都不是因果
#
# - **混淆。** 住得近的人既来得多，也打分高；提高得分不会让人搬家。
# - **反向。** 来得多的人更熟悉、更宽容，也许是复购带来好评。
# - **幸存。** 已经离开的人没有收到问卷；样本里满意的人偏多。
# - **“提高半分”不是按钮。** 模型不知道怎样提高、要花多少钱；能证明它的只有试点：挑几个网点先改，随机选，与其余的比较。

# %% [markdown] tags=["en", "slide"]
# ### None of this is causal
#
# - **Confounding.** Those who live near come more often and rate higher; a better score moves nobody's home.
# - **Reverse.** Frequent customers know the place and forgive more; coming may bring the good marks.
# - **Survival.** Those who left got no questionnaire; the satisfied are over-represented.
# - **"Half a point more" is no button.** The model does not know how to raise it or what that costs. Only a trial can
#   show it: change a few branches, chosen at random, and compare them with the rest.

# %% [markdown] tags=["zh", "slide"]
# ## 4 练习：用您自己的一份数据
#
# 同一份问卷的另一批客户，只有问卷、没有购买记录，模型是 `intention`。

# %% [markdown] tags=["en", "slide"]
# ## 4 Exercises: data of your own
#
# Other customers, the same questionnaire; answers only, no purchase records. The model is `intention`.

# %%
exercise = si.open_exercise(surveys / "exercises" / "06-repurchase.yaml")
mine = si.score(si.read_responses(exercise.data, si.load_survey(surveys / "course" / "senders.yaml", language)))

# %% [markdown] tags=["zh", "exercise"]
# **练习 1**（`odds_empathy`）：移情性的优势比是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** (`odds_empathy`): what is empathy's odds ratio?

# %% tags=["answer"]
model = si.link(mine, "intention")
terms = model.to_frame().set_index("term")
si.check("odds_empathy", terms.loc["service.empathy", "odds_ratio"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 2**（`tangibles_matter`）：有形性与复购意向的关联在 5% 水平上显著吗？答“是”或“否”。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** (`tangibles_matter`): is the association of tangibles with intention significant at 5%? Yes or no.

# %% tags=["answer"]
si.check("tangibles_matter", bool(terms.loc["service.tangibles", "p_value"] < 0.05))

# %% [markdown] tags=["zh", "exercise"]
# **练习 3**（`share_first`）：驱动因素中，移情性所占份额是多少（0–1）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** (`share_first`): what share of the drivers does empathy have (0–1)?

# %% tags=["answer"]
drivers = model.drivers().to_frame().set_index("term")
si.check("share_first", drivers.loc["service.empathy", "share"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 4**（`order`）：请把五个维度按驱动因素的份额从大到小排列，用模型中的名称（如 `service.empathy`）。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** (`order`): rank the five dimensions by their share, the largest first, under the model's names (such as
# `service.empathy`).

# %% tags=["answer"]
si.check("order", drivers["share"].sort_values(ascending=False).index.tolist())

# %% [markdown] tags=["zh", "slide"]
# ### 决定

# %% [markdown] tags=["en", "slide"]
# ### The decision

# %% [markdown] tags=["zh", "exercise", "fragment"]
# **练习 5**（`decide`）：只看这份问卷，哪个维度与复购**意向**的关系最大？写出您会先做哪些核对，才敢据此投钱。

# %% [markdown] tags=["en", "exercise", "fragment"]
# **Exercise 5** (`decide`): by this survey alone, which dimension goes most with the **intention**? Say what you would
# check before putting money on it.

# %% tags=["zh", "answer"]
si.check(
    "decide",
    drivers["share"].idxmax(),
    reasons="份额最大；但这是意向，不是行为，先与购买记录对账；这是关联，不是因果，先在几个网点试点；看份额的区间与第二名是否重叠；算提高半分的成本。",
)

# %% tags=["en", "answer"]
si.check(
    "decide",
    drivers["share"].idxmax(),
    reasons="The largest share; but it is intention, not behaviour: hold it against purchase records first. An "
    "association, not a cause: try it in a few branches. See whether its interval overlaps the next one's, and what half "
    "a point costs.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 6**（`advice`）：支局长读完模型说：“提高半分，就能多留住这么多人，写进目标！”请用三句话回复。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 6** (`advice`): the manager reads the model and says: "half a point keeps so many more; make it a target!"
# Answer in three sentences.

# %% tags=["zh", "answer"]
si.check(
    "advice",
    "这个数说的是得分高的人意向也高，并不保证把分提上去人就留下。它说的是意向，实际来的人要少。"
    "建议先选几个网点试点，三个月后比较实际复购，再定目标。",
)

# %% tags=["en", "answer"]
si.check(
    "advice",
    "The figure says that people who score higher also intend more; it does not promise that raising the score keeps "
    "them. It is about intentions, and fewer will come than say so. Try it in a few branches, compare who came after "
    "three months, and set the target then.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评分参考。** 练习 5 的要点：意向不等于行为；关联不等于因果；区间是否重叠；成本。四点答出三点得满分理由。练习 6 至少要有“关联”“意向高于行为”“试点”三者之二。
#
# **收尾（1 分钟）。** 请每人说一个自己单位里“只问打算、没有对过账”的指标。

# %% [markdown] tags=["en", "trainer"]
# **Marking.** Exercise 5: intention is not behaviour; association is not cause; overlap of intervals; cost. Three of the
# four are full reasons. Exercise 6 needs two of: association, intention above behaviour, a trial.
#
# **To close (1 minute).** Everyone names one figure at work that asks for intentions and has never been held against
# what people did.

# %% [markdown] tags=["zh"]
# ## 出处
#
# - Jones, T. O. & Sasser, W. E. (1995). Why satisfied customers defect. *Harvard Business Review* 73(6), 88–99.
# - Morwitz, V. G., Steckel, J. H. & Gupta, A. (2007). When do purchase intentions predict sales? *International Journal of Forecasting* 23, 347–364.
# - Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). *Introduction to Bivariate and Multivariate Analysis*.
# - Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. *Journal of Statistical Software* 17(1).
# - Cronin, J. J. & Taylor, S. A. (1992). Measuring service quality: a reexamination and extension. *Journal of Marketing* 56(3), 55–68（SERVPERF：只问感知）。
#
# 每张表的 `.explain()` 给出公式、代入的数字与出处。

# %% [markdown] tags=["en"]
# ## Sources
#
# - Jones, T. O. & Sasser, W. E. (1995). Why satisfied customers defect. *Harvard Business Review* 73(6), 88–99.
# - Morwitz, V. G., Steckel, J. H. & Gupta, A. (2007). When do purchase intentions predict sales? *International Journal
#   of Forecasting* 23, 347–364.
# - Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). *Introduction to Bivariate and Multivariate Analysis*.
# - Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. *Journal of Statistical
#   Software* 17(1).
# - Cronin, J. J. & Taylor, S. A. (1992). Measuring service quality: a reexamination and extension. *Journal of Marketing*
#   56(3), 55–68 (SERVPERF: perceptions alone).
#
# Every table's `.explain()` tells its formula, the numbers put into it, and the source.
