# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] tags=["zh", "slide"]
# # 第五章 先做哪一件：Kano 与重要性–绩效分析
#
# **案例。** 某市邮政的包裹业务收到六项改进建议：到件提醒、晚间与周末取件、小区自提柜、免费打包台、积分换礼、派前必打电话。明年的钱只够做两项。市场部说“客户最想要打包台”，客服部说“没有提醒才会挨骂”，两边都拿得出数字。
#
# 数据为模拟数据，没有真实受访者。

# %% [markdown] tags=["en", "slide"]
# # Chapter 5 What comes first: Kano and importance–performance
#
# **The case.** A city's parcel service has six proposals on the table: arrival notices, evening and weekend collection,
# lockers, a free packing table, points for gifts, a phone call before every delivery. Next year's money is enough for
# two. Marketing says "customers want the packing table most"; the help desk says "it is missing notices that people
# shout about". Both have figures to show.
#
# The data are simulated; no real respondent is in them.

# %% [markdown] tags=["zh", "slide"]
# ## 学完之后您能
#
# | | 内容 | 时间 |
# |---|---|---|
# | 1 | 编出 Kano 的成对提问，用 5 × 5 表归类 | 6 分钟 |
# | 2 | 计算满意系数与不满意系数，连同误差一起读 | 8 分钟 |
# | 3 | 画重要性–绩效图，分清“自述”与“推出”的重要性 | 8 分钟 |
# | 4 | 用自己的一份数据作出决定，并说明理由 | 12 分钟 |
#
# 共约 34 分钟。

# %% [markdown] tags=["en", "slide"]
# ## After this chapter you can
#
# | | what | time |
# |---|---|---|
# | 1 | write Kano's pairs of questions and classify answers by the 5 × 5 table | 6 min |
# | 2 | compute the better and worse coefficients and read them with their error | 8 min |
# | 3 | draw an importance–performance map and tell stated from derived importance | 8 min |
# | 4 | decide on data of your own, and give your reasons | 12 min |
#
# About 34 minutes.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间。** 1 节 6 分钟，2 节 8 分钟，3 节 8 分钟，练习 12 分钟。若只有 25 分钟，跳过第 1 节的手算，练习只做第 1、2、6 题。
#
# **开场提问（2 分钟）。** 请每人在纸上写下六项中自己会选的两项，收起来，最后再看有多少人改了主意。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing.** Section 1: 6 minutes, 2: 8, 3: 8, exercises: 12. With 25 minutes only, leave out the hand
# computation in section 1 and do exercises 1, 2 and 6.
#
# **To open (2 minutes).** Everyone writes down the two of the six that they would choose, and puts the note away; at the
# end count how many have changed their minds.

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
survey = si.load_survey(surveys / "course" / "parcel-features.yaml", language)
scores = si.score(si.read_responses(surveys / "course" / "parcel-features.csv", survey))

# %% [markdown] tags=["zh", "slide"]
# ## 1 每项功能问两遍
#
# Kano（1984）的关键不是“您想要吗”，而是问两遍：**有**它，您觉得怎样？**没有**它，您觉得怎样？五个答案固定：我很喜欢、理应如此、无所谓、勉强接受、我很不喜欢。两个答案合起来查表（Berger 等，1993）：
#
# | 有 ↓ · 没有 → | 很喜欢 | 理应如此 | 无所谓 | 勉强接受 | 很不喜欢 |
# |---|:-:|:-:|:-:|:-:|:-:|
# | **很喜欢** | Q | A | A | A | O |
# | **理应如此** | R | I | I | I | M |
# | **无所谓** | R | I | I | I | M |
# | **勉强接受** | R | I | I | I | M |
# | **很不喜欢** | R | R | R | R | Q |
#
# **M 必备**：没有就恼火，有也不觉得好；**O 期望**：越多越好；**A 魅力**：没有不怪您，有了惊喜；**I 无差异**；**R 反向**：有了反而不高兴；**Q 可疑**：两个答案自相矛盾。

# %% [markdown] tags=["en", "slide"]
# ## 1 Every feature is asked about twice
#
# Kano's point (1984) is not "do you want it?" but two questions: how do you feel **with** it, how do you feel
# **without** it? The five answers are fixed: like, must-be, neutral, live with, dislike. The pair is looked up in a
# table (Berger et al. 1993):
#
# | with ↓ · without → | like | must-be | neutral | live with | dislike |
# |---|:-:|:-:|:-:|:-:|:-:|
# | **like** | Q | A | A | A | O |
# | **must-be** | R | I | I | I | M |
# | **neutral** | R | I | I | I | M |
# | **live with** | R | I | I | I | M |
# | **dislike** | R | R | R | R | Q |
#
# **M must-be**: its absence annoys, its presence goes unnoticed; **O one-dimensional**: the more the better;
# **A attractive**: nobody blames you for its absence, its presence delights; **I indifferent**; **R reverse**: they
# would rather not have it; **Q questionable**: the two answers contradict each other.

# %% tags=["subslide"]
kano = scores["features"]
kano.only("feature", "category", "A", "O", "M", "I", "R", "Q", "n")

# %% [markdown] tags=["zh"]
# 每行先看人数，再看“类别”（人数最多的一类）。**人数最多不等于领先**：第二类可能只差几个人。“是否显著领先”是第一类与第二类之间的精确二项检验在 5% 水平上的结论。

# %% [markdown] tags=["en"]
# Read the counts first, then the category, the most frequent one. **Most frequent is not the same as leading**: the
# second may be only a few people behind. The last column is the verdict, at 5%, of the exact binomial test of the first against
# the second.

# %% tags=["fragment"]
kano.only("feature", "category", "second", "lead", "p_value", "leads")

# %% [markdown] tags=["zh", "trainer"]
# **讨论（3 分钟）。** 哪几行没有显著领先？自提柜介于魅力与期望之间；派前电话的第一、二类竟是“无差异”与“反向”：有一批人不愿意接电话。若只报首位类别，汇报里会写成“自提柜：魅力；派前电话：无差异”，两句都站不住。追问：自提柜该怎样汇报？（“约三分之一视为惊喜，三分之一视为理应越多越好，谁多谁少说不准。”请让学员用表中的数改写。）

# %% [markdown] tags=["en", "trainer"]
# **Discussion (3 minutes).** In which rows does the first category not lead? The locker stands between attractive and one-dimensional;
# for the phone call the first two are indifferent and *reverse*: a group of people does not want to be phoned. Reporting
# the first category alone says "locker: attractive; phone call: indifferent", and neither holds.
# Ask on: how should the locker be reported? ("About as many delight in it as want ever more of it; which are more is not
# settled." Let learners put the table's figures in.)

# %% [markdown] tags=["zh", "slide"]
# ## 2 满意系数与不满意系数
#
# $$\text{better}=\frac{A+O}{A+O+M+I}\qquad \text{worse}=-\frac{O+M}{A+O+M+I}$$
#
# better 是“有了会让多大比例的人更满意”，worse 是“没有会让多大比例的人不满意”（写成负数）。R 与 Q **不在分母里**，要单独报告。

# %% [markdown] tags=["en", "slide"]
# ## 2 Better and worse
#
# $$\text{better}=\frac{A+O}{A+O+M+I}\qquad \text{worse}=-\frac{O+M}{A+O+M+I}$$
#
# Better: the share whom having it makes more satisfied. Worse: the share whom lacking it makes dissatisfied, written as
# a negative number. R and Q are **not in the denominator** and are reported apart.

# %%
features = kano.to_frame().set_index("feature")
row = features.loc["notice"]
base = row.A + row.O + row.M + row.I
float((row.A + row.O) / base), float(-(row.O + row.M) / base)

# %% tags=["subslide"]
kano.only("feature", "better", "better_low", "better_high", "worse", "worse_low", "worse_high")

# %% tags=["slide"]
kano.plot()

# %% [markdown] tags=["zh"]
# 横轴是“没有会不满”的比例，纵轴是“有了更满意”的比例：右上角是期望需求，右下角是必备需求，左上角是魅力需求，左下角是无差异。十字是 95% 区间：**两项的区间大幅重叠时，不要给它们排先后。**
#
# 分母不同会不会误事？看反向的比例：

# %% [markdown] tags=["en"]
# Across: the share whom its absence makes dissatisfied; up: the share whom its presence makes more satisfied. Top right
# are one-dimensional needs, bottom right must-be needs, top left attractive ones, bottom left indifferent ones. The crosses are 95% intervals: **where those of two features overlap widely, do not rank them.**
#
# Does the denominator matter? Look at the share of reverse answers:

# %%
(features["R"] / features["n"]).sort_values(ascending=False).to_frame("R / n")

# %% [markdown] tags=["zh", "slide"]
# ### 容易读错的地方
#
# - **只报首位类别。** 它没有误差；两类相近时，换一批人就可能换一个答案。
# - **只按 better 排序。** 必备需求的 better 天生低：没人为“按时到”欢呼，可没有它就会走人。
# - **忘了 R。** 派前电话的 better 是在不反感的人里算的；反感的人根本不在分母里。
# - **把系数当成力度。** better 是人数比例，不是喜欢的程度，也不是钱。
# - **把结论当成永远。** 今天的惊喜，明天就是理应如此；Kano 是一张快照。

# %% [markdown] tags=["en", "slide"]
# ### Easily misread
#
# - **Reporting the first category alone.** It has no error; where two are close, another sample gives another answer.
# - **Ranking by better alone.** A must-be need scores low on it by nature: nobody cheers for mail that arrives, and
#   everybody leaves without it.
# - **Forgetting R.** The phone call's better is computed among those who do not mind it; the others are not in the base.
# - **Taking a coefficient for strength.** Better is a share of people, neither how much they like it nor money.
# - **Taking it for ever.** What delights today is expected tomorrow; Kano is a snapshot.

# %% [markdown] tags=["zh", "slide"]
# ## 3 现有的服务：重要性与绩效
#
# 改进不只是添新东西。同一份问卷还问了现有服务的八个方面：有多重要、有多满意。Martilla 与 James（1977）把两者画在一张图上，分成四个象限：优先改进、继续保持、次要改进、可能过度。

# %% [markdown] tags=["en", "slide"]
# ## 3 The service as it is: importance and performance
#
# To improve is not only to add. The same questionnaire asked about eight aspects of today's service: how important, how
# satisfied. Martilla and James (1977) put both on one map with four quadrants: concentrate here, keep it up, low
# priority, possible overkill.

# %% tags=["slide"]
scores["aspects"].plot()

# %% [markdown] tags=["zh"]
# 界线画在均值处，这只是惯例：**界线永远会把点分成上下左右**，哪怕所有方面都很好。离界线不远、区间压线的点，不要说它属于哪个象限。

# %% [markdown] tags=["en"]
# The lines are drawn at the means, which is a convention: **there will always be points on both sides**, even where
# everything is fine. Of a point whose interval touches a line, do not say which quadrant it is in.

# %% [markdown] tags=["zh", "slide"]
# ### 换一种方式问：重要性由数据推出
#
# “有多重要”是客户**说**的。另一种办法不问重要性，只看八个方面的满意度与**总体满意度**的关系：谁与总体满意度的关系最大，谁就重要（各方面分得的 R²：Lindeman、Merenda 与 Gold，1980；Grömping，2006）。

# %% [markdown] tags=["en", "slide"]
# ### Asked otherwise: importance derived from the data
#
# "How important" is what customers **say**. The other way does not ask: it looks at how satisfaction with the eight
# aspects goes with **overall satisfaction**, and calls important what goes with it most (each aspect's share of R²:
# Lindeman, Merenda & Gold 1980; Grömping 2006).

# %% tags=["fragment"]
derived = si.link(scores, "derived")
derived.drivers().plot()

# %% tags=["slide"]
derived["derived.importance_performance"].plot()

# %% tags=["subslide"]
said = scores["aspects"].to_frame().set_index("attribute")[["importance", "estimate"]]
found = derived.drivers().to_frame().assign(attribute=lambda rows: rows["term"].str.split(".").str[1])
both = said.join(found.set_index("attribute")["share"])
both.rank(ascending=False)[["importance", "share"]].astype(int).sort_values("share")

# %% [markdown] tags=["zh"]
# 两列是名次。“包裹完好”自述最重要，推出来却靠后；“员工内行”正相反。哪个对？**两个都对，因为问的不是一件事**：
#
# | | 自述高 | 自述低 |
# |---|---|---|
# | **推出高** | 大家都知道要紧，也确实拉动满意 | 嘴上不说，满意却跟着它走：容易被忽略的机会 |
# | **推出低** | 多半是必备：做到了不加分，做砸了要命 | 暂时放一放 |

# %% [markdown] tags=["en"]
# The columns are ranks. "Parcels whole" is stated first and derived near the end; for staff it is the other way round.
# Which one is right? **Both: they answer different questions.**
#
# | | stated high | stated low |
# |---|---|---|
# | **derived high** | everyone knows it matters, and it does move satisfaction | unspoken, yet satisfaction follows it: a chance easily overlooked |
# | **derived low** | probably a must-be: no credit when done, deadly when not | can wait |

# %%
scores["aspects"].only("attribute", "importance", "estimate", "ci_low", "ci_high", "n")

# %% [markdown] tags=["zh", "slide"]
# ### 容易读错的地方
#
# - **“包裹完好不重要，推出来的份额很小。”** 现在几乎人人满意，没有高低之分，就推不出关系。没有差异，就没有相关；不等于可以不管。
# - **把份额当成因果。** 满意的人看什么都顺眼（光环效应），几方面会一起高。这是关联，不是“提高一分就涨多少”。
# - **自述的重要性个个都高。** 问“重不重要”几乎都答重要；均值之间差得少，名次就不稳。
# - **只用答全的人。** 模型要八个方面都有答案；看看有多少人因此没有进入模型。

# %% [markdown] tags=["en", "slide"]
# ### Easily misread
#
# - **"Parcels arriving whole don't matter, their share is tiny."** Nearly everyone is satisfied with them now; without
#   differences nothing can go with anything. No variation, no correlation: that is no licence to neglect.
# - **Taking shares for causes.** Satisfied people see everything in a good light (halo), and all aspects rise together.
#   An association, not "one point more brings so much".
# - **Stated importance is always high.** Asked whether something matters, people say yes; means lie close and ranks are
#   shaky.
# - **Only complete answers are used.** The model needs all eight aspects; look how many did not get into it.

# %%
derived.fit.only("n", "left_out", "r2")

# %% [markdown] tags=["zh", "trainer"]
# **讨论（4 分钟）。** 两张象限图并排放。“赔付”在自述图上属于优先改进，在推出图上属于次要改进。问：赔付只有丢过件的人才用得上，没用过的人凭什么打分？（引出：先问“是否用过”，再问满意度；否则均值是印象分。）

# %% [markdown] tags=["en", "trainer"]
# **Discussion (4 minutes).** Put the two maps side by side. Compensation is "concentrate here" on the stated map and
# "low priority" on the derived one. Ask: only those who lost something ever used it; what do the others rate? (Ask
# first whether it was used, then how satisfied; otherwise the mean is one of impressions.)

# %% [markdown] tags=["zh", "slide"]
# ## 4 练习：用您自己的一份数据
#
# 下面是同一份问卷的另一批受访者。请在空格中算出答案，再交给 `si.check`。

# %% [markdown] tags=["en", "slide"]
# ## 4 Exercises: data of your own
#
# Here are other respondents to the same questionnaire. Work out each answer in the empty cell and hand it to `si.check`.

# %%
exercise = si.open_exercise(surveys / "exercises" / "05-kano.yaml")
mine = si.score(si.read_responses(exercise.data, survey))

# %% [markdown] tags=["zh", "exercise"]
# **练习 1**（`better_packing`）：免费打包台的满意系数 better 是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** (`better_packing`): what is the packing table's better coefficient?

# %% tags=["answer"]
found = mine["features"].to_frame().set_index("feature")
si.check("better_packing", found.loc["packing", "better"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 2**（`worse_notice`）：到件提醒的不满意系数 worse 是多少？注意正负号。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** (`worse_notice`): what is the arrival notice's worse coefficient? Mind its sign.

# %% tags=["answer"]
si.check("worse_notice", found.loc["notice", "worse"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 3**（`locker_leads`）：自提柜的首位类别在 5% 水平上显著领先第二类吗？答“是”或“否”。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** (`locker_leads`): does the locker's first category lead the second, at 5%? Answer yes or no.

# %% tags=["answer"]
si.check("locker_leads", bool(found.loc["locker", "p_value"] < 0.05))

# %% [markdown] tags=["zh", "exercise"]
# **练习 4**（`stated_first`）：按受访者自述，八个方面中哪一个最重要？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** (`stated_first`): which of the eight aspects is most important by what respondents say?

# %% tags=["answer"]
stated = mine["aspects"].to_frame().set_index("attribute")
si.check("stated_first", stated["importance"].idxmax())

# %% [markdown] tags=["zh", "exercise"]
# **练习 5**（`derived_first`）：由总体满意度推出的重要性，哪一个最大？填驱动因素的名称，例如 `aspects.hall`。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 5** (`derived_first`): which has the largest importance derived from overall satisfaction? Give the driver's
# name, such as `aspects.hall`.

# %% tags=["answer"]
drivers = si.link(mine, "derived").drivers().to_frame().set_index("term")
si.check("derived_first", drivers["importance"].idxmax())

# %% [markdown] tags=["zh", "slide"]
# ### 决定

# %% [markdown] tags=["zh", "exercise", "fragment"]
# **练习 6**（`decide`）：六项功能里，若钱只够**防止不满**的一项，您选哪一项？写出理由：用了哪个系数、区间是否与第二名重叠、R 的比例、成本与可行性。

# %% [markdown] tags=["en", "slide"]
# ### The decision

# %% [markdown] tags=["en", "exercise", "fragment"]
# **Exercise 6** (`decide`): if there is money for one of the six that **prevents dissatisfaction**, which one? Give your
# reasons: which coefficient, whether its interval overlaps the next one's, the share of R, cost and feasibility.

# %% tags=["zh", "answer"]
si.check(
    "decide",
    found["worse"].idxmin(),
    reasons="不满意系数的绝对值最大，即没有它会不满的人最多；与第二名的区间是否重叠已在表中核对；反向比例很低；短信成本低、几周即可上线。",
)

# %% tags=["en", "answer"]
si.check(
    "decide",
    found["worse"].idxmin(),
    reasons="Its worse coefficient is the largest in size: most people would be dissatisfied without it. Whether its "
    "interval overlaps the next one's is in the table; few answers are reverse; texts are cheap and quick to introduce.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 7**（`advice`）：用三句话回答市场部：“客户最想要打包台，为什么先做提醒？”

# %% [markdown] tags=["en", "exercise"]
# **Exercise 7** (`advice`): answer marketing in three sentences: "customers want the packing table most; why notices
# first?"

# %% tags=["zh", "answer"]
si.check(
    "advice",
    "打包台是惊喜：有了很多人更满意，没有却少有人不满。提醒是必备：没有它，不满的人最多，而有它也没人夸。"
    "先堵住不满，再添惊喜；这是一次抽样的结果，有误差，上线后再测一次。",
)

# %% tags=["en", "answer"]
si.check(
    "advice",
    "The packing table delights: many would be more satisfied with it, few dissatisfied without it. Notices are a "
    "must-be: more people are dissatisfied without them than without anything else, and nobody praises them. Stop the "
    "leak before adding delight; this is a sample with its error, so measure again after the change.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评分参考。** 练习 6 的要点：说出 worse（而不是 better）；看区间；提到 R；提到成本或可行性。四点答出三点即可得满分理由。选“晚间与周末取件”的学员若指出两项区间接近、且它同时提高 better，理由成立，可在讨论中表扬，但本题问的是防止不满。
#
# **收尾（2 分钟）。** 回到开场的纸条：有多少人改了主意？是被哪个数字说服的？

# %% [markdown] tags=["en", "trainer"]
# **Marking.** Exercise 6: worse is named (not better); the interval is looked at; R is mentioned; cost or feasibility is.
# Three of the four are full reasons. Who chooses evening and weekend collection because its interval is close and it
# raises better as well has a sound argument: praise it, but the question was about preventing dissatisfaction.
#
# **To close (2 minutes).** Back to the notes from the beginning: how many have changed their minds, and which figure did it?

# %% [markdown] tags=["zh"]
# ## 出处
#
# - Kano, N., Seraku, N., Takahashi, F. & Tsuji, S. (1984). Attractive quality and must-be quality. *Journal of the Japanese Society for Quality Control* 14(2), 39–48.
# - Berger, C. et al. (1993). Kano's methods for understanding customer-defined quality. *Center for Quality of Management Journal* 2(4), 3–36（含 Timko 的 better 与 worse）。
# - Martilla, J. A. & James, J. C. (1977). Importance-performance analysis. *Journal of Marketing* 41(1), 77–79.
# - Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). *Introduction to Bivariate and Multivariate Analysis*.
# - Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. *Journal of Statistical Software* 17(1).
#
# 每张表的 `.explain()` 给出公式、代入的数字与出处。

# %% [markdown] tags=["en"]
# ## Sources
#
# - Kano, N., Seraku, N., Takahashi, F. & Tsuji, S. (1984). Attractive quality and must-be quality. *Journal of the
#   Japanese Society for Quality Control* 14(2), 39–48.
# - Berger, C. et al. (1993). Kano's methods for understanding customer-defined quality. *Center for Quality of Management
#   Journal* 2(4), 3–36 (with Timko's better and worse).
# - Martilla, J. A. & James, J. C. (1977). Importance-performance analysis. *Journal of Marketing* 41(1), 77–79.
# - Lindeman, R. H., Merenda, P. F. & Gold, R. Z. (1980). *Introduction to Bivariate and Multivariate Analysis*.
# - Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. *Journal of Statistical
#   Software* 17(1).
#
# Every table's `.explain()` tells its formula, the numbers put into it, and the source.
