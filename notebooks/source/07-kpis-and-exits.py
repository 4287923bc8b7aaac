# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] tags=["zh", "slide"]
# # 第七章 客户还在吗：十个 KPI 与客户退出
#
# **案例。** 大客户部的月报写着“复购率创新高”，财务却说老客户的收入在漏。两边用的是同一份订单。会上吵了一小时才发现：一个数的分母是“今年买过的人”，另一个数的分母是“年初的客户”。
#
# 手里有两年的订单、投诉、退出登记、挽留记录和会员名单。数据为模拟数据，没有真实客户。

# %% [markdown] tags=["en", "slide"]
# # Chapter 7 Are they still there? Ten KPIs and the customers who leave
#
# **The case.** The monthly report of the big-customer team says "repeat rate at a record high"; finance says that the
# money of old customers is leaking away. Both read the same orders. It took an hour of quarrel to find that one figure
# has those who bought this year as its base, the other the customers at the beginning of the year.
#
# At hand: two years of orders, complaints, exits, approaches and members. The data are simulated; no real customer is in
# them.

# %% [markdown] tags=["zh", "slide"]
# ## 学完之后您能
#
# | | 内容 | 时间 |
# |---|---|---|
# | 1 | 分清复购率、回购率、留存率：分母、窗口、流失规则 | 8 分钟 |
# | 2 | 按月读十个 KPI：目标、区间、控制限、尚未观察完的期 | 7 分钟 |
# | 3 | 读同期群三角和留存曲线 | 4 分钟 |
# | 4 | 给退出分原因、算损失，判断降低流失值不值得 | 8 分钟 |
# | 5 | 用自己的一份订单算 KPI，并决定向上报哪个数 | 12 分钟 |
#
# 共约 39 分钟。

# %% [markdown] tags=["en", "slide"]
# ## After this chapter you can
#
# | | what | time |
# |---|---|---|
# | 1 | tell repeat rate, repurchase rate and retention apart: base, window, rule for lapsing | 8 min |
# | 2 | read the ten KPIs month by month: target, interval, control limits, periods not yet fully observed | 7 min |
# | 3 | read the cohort triangle and the retention curve | 4 min |
# | 4 | classify exits, reckon what they cost, judge whether less churn is worth its price | 8 min |
# | 5 | compute KPIs from purchases of your own, and decide which to report | 12 min |
#
# About 39 minutes.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间。** 1 节 8 分钟，2 节 7 分钟，3 节 4 分钟，4 节 8 分钟，练习 12 分钟。若只有 30 分钟，跳过第 3 节，练习做第 1、3、4、6 题。
#
# **开场提问（1 分钟）。** 请两人各自写下“复购率”的定义，念出来。多半不一样；本章就从这里开始。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing.** Section 1: 8 minutes, 2: 7, 3: 4, 4: 8, exercises: 12. With 30 minutes only, leave out section 3
# and do exercises 1, 3, 4 and 6.
#
# **To open (1 minute).** Two people write down their definition of "repeat rate" and read it out. They rarely agree; this
# is where the chapter begins.

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
customers = si.load_customers(si.load_survey(surveys / "big-customers.yaml", language))
kpis = customers["kpis"]

# %% [markdown] tags=["zh", "slide"]
# ## 1 三个容易混的率
#
# | | 分母 | 分子 |
# |---|---|---|
# | **复购率** | 本期买过的客户 | 其中本期买过两次及以上的 |
# | **回购率** | 本期买过的客户 | 其中下一期又买的 |
# | **留存率** | 期**初**的客户 | 其中期末还在的 |
#
# 前两个只看买过的人；只有留存率看得见**走掉的人**。“还在”要有规则：这里是 90 天内买过、且没有登记退出。

# %% [markdown] tags=["en", "slide"]
# ## 1 Three rates that are easily mixed up
#
# | | base | of these |
# |---|---|---|
# | **repeat rate** 复购率 | who bought in the period | bought twice or more in it |
# | **repurchase rate** 回购率 | who bought in the period | bought again in the next one |
# | **retention** 留存率 | the customers at the **beginning** | are still there at the end |
#
# The first two look at buyers only; retention alone sees **those who went**. "Still there" needs a rule: here a purchase
# within 90 days, and no exit on record.

# %% tags=["fragment"]
rates = ["repeat_rate", "repurchase_rate", "retention"]
kpis.only("kpi", "estimate", "ci_low", "ci_high", "numerator", "n", kpi=rates, period="2026-Q1")

# %% [markdown] tags=["zh"]
# 同一批订单、同一个季度，三个数各不相同，分母 `n` 也不同。再看**窗口**：同一个“复购率”，按月、按季、按年算：

# %% [markdown] tags=["en"]
# The same orders, the same quarter, three figures with bases (`n`) of their own. Now the **window**: one "repeat rate" by
# month, quarter and year:

# %% tags=["fragment"]
ends = ["2025-12", "2025-Q4", "2025"]
kpis.only("kpi", "period_kind", "period", "estimate", "ci_low", "ci_high", "n", kpi="repeat_rate", period=ends)

# %% [markdown] tags=["zh", "slide"]
# ### 容易读错的地方
#
# - **不写窗口的复购率没有意义。** 窗口越长，数字越高；年复购率天生好看。
# - **复购率高不等于客户没走。** 走掉的人不在分母里，走得越多，剩下的越“忠诚”。
# - **流失规则要写明。** 90 天对天天寄件的商家太宽，对一年寄两次的人太严。换一条规则，就是另一个数。
# - **按客户还是按订单。** 一个大户能把按订单的复购率顶上去。

# %% [markdown] tags=["en", "slide"]
# ### Easily misread
#
# - **A repeat rate without its window says nothing.** The longer the window, the higher; a yearly one always looks well.
# - **A high repeat rate does not mean that nobody left.** Leavers are not in its base: the more leave, the more "loyal"
#   the rest.
# - **State the rule for lapsing.** 90 days is lax for a shop that sends daily, and harsh for someone who sends twice a
#   year. Another rule is another figure.
# - **By customer or by order.** A single large customer can lift the rate by order.

# %% [markdown] tags=["zh", "trainer"]
# **讨论（3 分钟）。** 回到案例：月报的“创新高”和财务的“在漏”可以同时为真吗？请学员举一个数字例子（年初 10 家走了 5 家，剩下 5 家个个常买：复购率 100%，留存率 50%）。

# %% [markdown] tags=["en", "trainer"]
# **Discussion (3 minutes).** Back to the case: can "a record" and "leaking" both be true? Let learners make up an example
# (10 customers in January, 5 leave, the others all buy often: repeat rate 100%, retention 50%).

# %% [markdown] tags=["zh", "slide"]
# ## 2 十个 KPI，按月看
#
# 客户基数、新客户留存率、留存率、客户份额、投诉客户满意度、新客户数、消费频率、平均消费金额、流失率、挽留成功率；旁边放复购率与回购率。先看最近一个完整的年份：

# %% [markdown] tags=["en", "slide"]
# ## 2 Ten KPIs, month by month
#
# Customer base, new-customer retention, retention, share of customer, satisfaction of complainers, new customers,
# purchase frequency, average spend, churn, save rate; beside them the repeat and the repurchase rate. The last whole year
# first:

# %% tags=["subslide"]
kpis.only("kpi", "estimate", "ci_low", "ci_high", "n", "target", "met", "reason", period="2025")

# %% [markdown] tags=["zh"]
# 有几行是空的，并写着原因：例如“12 个月新客户留存率”要等到首购满 12 个月才算得出。**没观察完的期是缺失，不是 0**；硬算出来的数会先低后高，月月“改善”。

# %% [markdown] tags=["en"]
# Some rows are empty and say why: twelve-month retention of new customers is known only when twelve months have passed.
# **A period not yet fully observed is missing, not 0**; a figure forced out of it starts low and "improves" every month.

# %% tags=["slide"]
kpis.only(kpi="retention").plot()

# %% [markdown] tags=["zh"]
# 色带是 95% 区间，两条虚线是**控制限**：落在控制限之内的起伏，多半只是随机波动，不必每月开会找原因；菱形（信号）才值得追问。目标线是期望，控制限是过程自己的水平，**两者不是一回事**。

# %% [markdown] tags=["en"]
# The band is the 95% interval; the dashed lines are the **control limits**. What moves between them is mostly chance, and
# no reason for a meeting every month; ask about the diamonds, the signals. A target is what one wishes, control limits are what the process does: **they are not the same**.

# %% [markdown] tags=["zh", "trainer"]
# **讨论（2 分钟）。** “本月留存率比上月低了，必须整改。”请学员看区间和控制限，说说应不应该。再问：投诉客户满意度每月只有几件，区间多宽？该按月报还是按季报？

# %% [markdown] tags=["en", "trainer"]
# **Discussion (2 minutes).** "Retention is lower than last month; act!" Let learners look at the interval and the control
# limits and say whether. Then: there are only a few complaints a month; how wide is the interval, and should it be
# reported by month or by quarter?

# %% [markdown] tags=["zh", "slide"]
# ## 3 同期群：从什么时候开始走
#
# 把客户按首购月份分组（同期群），逐月看还剩多少仍在购买。对角线是今天：右下方还没发生，所以空着。

# %% [markdown] tags=["en", "slide"]
# ## 3 Cohorts: when do they begin to go?
#
# Customers are grouped by the month of their first purchase, and followed month by month: how many still buy? The
# diagonal is today; what lies beyond has not happened yet and stays empty.

# %% tags=["slide"]
customers["cohorts"].plot()

# %% tags=["subslide"]
customers["cohorts.curve"].plot()

# %% [markdown] tags=["zh"]
# 越往右，能观察到的同期群越少，区间越宽：曲线的尾巴不要当真。每月在购买的比例也会回升：这个月没买，不等于走了。

# %% [markdown] tags=["en"]
# Further right fewer cohorts can be observed and intervals widen: do not trust the tail. The share who buy in a month can
# rise again, too: not buying this month is not leaving.

# %% [markdown] tags=["zh", "slide"]
# ## 4 客户退出：为什么走，走了多少钱
#
# 五步：量流失率 → 分原因 → 画分布 → 算损失 → 比投入。

# %% [markdown] tags=["en", "slide"]
# ## 4 Exits: why they leave, and what leaves with them
#
# Five steps: measure churn → classify reasons → draw the distribution → reckon the loss → compare it with the cost.

# %% tags=["slide"]
customers["exits"].plot()

# %% [markdown] tags=["zh"]
# 左边数人头，右边数钱，**名次可以不同**：人数最多的原因，不一定是损失最大的原因。样本小，区间很宽。另外，登记的原因是客户愿意说的原因，“价格”常是最省事的说法。

# %% [markdown] tags=["en"]
# One side counts heads, the other money, and **the order may differ**: the most frequent reason need not be the dearest.
# The sample is small and intervals are wide. And the reason on record is the one people care to give: "price" is often
# the easiest to say.

# %%
customers["complainers"]

# %%
customers["exits.break_even"]

# %% tags=["subslide"]
customers["exits.sensitivity"]

# %% [markdown] tags=["zh", "slide"]
# ### 值不值得
#
# 降低流失的投入，除以一年因退出损失的毛利，就是**盈亏平衡点**：至少要避免多大比例的退出才不亏。敏感性表把“能降多少”和“毛利估高估低”都试一遍，并带上区间；区间跨过 0 的，写作“尚不确定”。
#
# 一位客户值多少：$\text{价值}=m\,r/(1+d-r)$，$m$ 为年毛利，$r$ 为留存率，$d$ 为贴现率。**挽留的花费低于它，才值得挽留。**

# %% [markdown] tags=["en", "slide"]
# ### Is it worth it?
#
# What it costs to reduce churn, over the margin lost to exits in a year, is the **break-even**: the share of exits that
# must be avoided at least. The table of sensitivity tries how much can be avoided, and margins higher or lower, with
# intervals; where one holds 0 the verdict is "not certain".
#
# What one customer is worth: $\text{value}=m\,r/(1+d-r)$ with the yearly margin $m$, retention $r$, discount rate $d$.
# **Keeping a customer pays while it costs less.**

# %%
customers["lifetime_value"]

# %% [markdown] tags=["zh"]
# 课堂上常说的那些比例（“留存多 5%，利润多 25%–85%”“争取新客户的成本是留住老客户的 5–7 倍”“20% 的客户带来 80% 的收入”），拿自己的数对一对：

# %% [markdown] tags=["en"]
# The ratios that courses like to quote ("5% more retention, 25–85% more profit", "winning costs 5–7 times keeping", "20%
# of customers bring 80%") can be held against one's own figures:

# %% tags=["subslide"]
customers["claims"]

# %% [markdown] tags=["zh", "slide"]
# ### 容易读错的地方
#
# - **避免了退出，不等于省下了全部损失。** 被挽留的人可能本来就不走；要有一组没挽留的人来比。
# - **挽留成功率与赢回率不是一回事。** 前者是还没走的，后者是走了又回来的。
# - **教科书上的比例不是自己的数据。** 有的出处都查不到；能对的就用自己的数对，对不了的写明缺什么数据。
# - **大客户少，退出更少。** 一两家就能改变名次。别给每个原因配一项整改。

# %% [markdown] tags=["en", "slide"]
# ### Easily misread
#
# - **An exit avoided is not the whole loss saved.** Who was saved may not have left anyway; it takes a group that was not
#   approached to know.
# - **Save rate and win-back rate differ.** One is about those who have not gone yet, the other about those who came back.
# - **A textbook's ratio is not your data.** Of some not even the source can be found. Check what can be checked, and say
#   which data are lacking for the rest.
# - **Few big customers, fewer exits.** One or two change the order; do not launch a programme for every reason.

# %% [markdown] tags=["zh", "trainer"]
# **讨论（4 分钟）。** 主管要批这笔降低流失的投入。看敏感性表：在什么假设下“值得”，什么假设下“尚不确定”？请一组主张批、一组主张先试点，各用表里的一行说话。参考：先按损失最大的原因试点，设对照组，半年后看留存率的差。

# %% [markdown] tags=["en", "trainer"]
# **Discussion (4 minutes).** The head is to sign the budget against churn. Under which assumptions does the table say
# "worth it", under which "not certain"? One group argues for signing, one for a trial first, each by a row of the table.
# For reference: a trial on the dearest reason, with a control group, and the difference in retention after half a year.

# %% [markdown] tags=["zh", "slide"]
# ## 5 练习：用您自己的一份订单
#
# 下面是另一家邮局两年的寄件订单（只有购买记录）。`si.load_customers` 按定义里的规则算出 KPI。

# %% [markdown] tags=["en", "slide"]
# ## 5 Exercises: purchases of your own
#
# Two years of orders of another post office, purchases only. `si.load_customers` computes the KPIs by the rules of the
# definition.

# %%
exercise = si.open_exercise(surveys / "exercises" / "07-kpis.yaml")
definition = si.load_survey(surveys / "course" / "parcel-customers.yaml", language)
mine = si.load_customers(definition, exercise.data)["kpis"]

# %% [markdown] tags=["zh", "exercise"]
# **练习 1**（`retention`）：2025 年的客户留存率是多少（0–1）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** (`retention`): what was the retention rate in 2025 (0–1)?

# %% tags=["answer"]
of_year = mine.only(period="2025").to_frame().set_index("kpi")["estimate"]
si.check("retention", of_year["retention"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 2**（`base`）：2025 年第三季度末的客户基数是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** (`base`): how large was the customer base at the end of the third quarter of 2025?

# %% tags=["answer"]
third = mine.only(period="2025-Q3").to_frame().set_index("kpi")["estimate"]
si.check("base", third["customer_base"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 3**（`repeat`）：2025 年第三季度的复购率（按客户）是多少（0–1）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** (`repeat`): what was the repeat rate (by customer) in the third quarter of 2025 (0–1)?

# %% tags=["answer"]
si.check("repeat", third["repeat_rate"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 4**（`again`）：2025 年第三季度的回购率是多少（0–1）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** (`again`): what was the repurchase rate of the third quarter of 2025 (0–1)?

# %% tags=["answer"]
si.check("again", third["repurchase_rate"])

# %% [markdown] tags=["zh", "slide"]
# ### 决定

# %% [markdown] tags=["en", "slide"]
# ### The decision

# %% [markdown] tags=["zh", "exercise", "fragment"]
# **练习 5**（`decide`）：董事会每季只看一个忠诚指标，您报哪个：复购率、回购率、留存率、客户基数？写出理由。

# %% [markdown] tags=["en", "exercise", "fragment"]
# **Exercise 5** (`decide`): the board looks at one loyalty figure each quarter. Which one: repeat rate, repurchase rate,
# retention, customer base? Give your reasons.

# %% tags=["zh", "answer"]
si.check(
    "decide",
    "留存率",
    reasons="分母是期初的客户，走掉的人看得见；规则（90 天）和窗口写得明；同一口径可以和上期、和目标比，带区间。",
)

# %% tags=["en", "answer"]
si.check(
    "decide",
    "retention",
    reasons="Its base are the customers at the beginning, so those who went are seen; its rule (90 days) and window are "
    "stated; by the same rule it compares with the last period and the target, with its interval.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 6**（`advice`）：市场部报“年复购率很高，客户很忠诚”。用三句话指出问题，并说明您会报哪个数。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 6** (`advice`): marketing reports "our yearly repeat rate is high, so customers are loyal". Say in three
# sentences what is wrong, and which figure you would report.

# %% tags=["zh", "answer"]
si.check(
    "advice",
    "复购率的分母只有当年买过的人，窗口越长数字越高，走掉的人根本不在里面。忠诚要看留存率：年初的客户有多少年末还在。"
    "报告时写明窗口、流失的天数规则和区间。",
)

# %% tags=["en", "answer"]
si.check(
    "advice",
    "The repeat rate is of those who bought in the year, grows with its window, and leaves out who has gone. Loyalty "
    "shows in retention: how many of the customers at the beginning are still there at the end. State the window, the "
    "rule for lapsing, and the interval.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评分参考。** 练习 5 的要点：分母是期初客户；看得见走掉的人；口径写明、可比。选“客户基数”的，指出它被新客户掩盖流失。练习 6：三点各一分。
#
# **收尾（1 分钟）。** 请每人把自己单位“复购率”的定义补全：谁、多久之内、几次、按客户还是按订单。

# %% [markdown] tags=["en", "trainer"]
# **Marking.** Exercise 5: the base is the customers at the beginning; leavers are seen; the rule is stated and comparable.
# Who chooses the customer base: new customers hide the leavers in it. Exercise 6: a point for each of the three.
#
# **To close (1 minute).** Everyone completes the definition of "repeat rate" at work: who, within how long, how often,
# by customer or by order.

# %% [markdown] tags=["zh"]
# ## 出处
#
# - Reichheld, F. F. & Sasser, W. E. (1990). Zero defections: quality comes to services. *Harvard Business Review* 68(5), 105–111.
# - Farris, P. W., Bendle, N. T., Pfeifer, P. E. & Reibstein, D. J. (2010). *Marketing Metrics*, 2nd ed., ch. 5. Pearson.
# - Montgomery, D. C. (2013). *Introduction to Statistical Quality Control*, 7th ed., ch. 6–7. Wiley.
# - Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). “Counting your customers” the easy way. *Marketing Science* 24(2), 275–284.
#
# 每张表的 `.explain()` 给出公式、代入的数字与出处。

# %% [markdown] tags=["en"]
# ## Sources
#
# - Reichheld, F. F. & Sasser, W. E. (1990). Zero defections: quality comes to services. *Harvard Business Review* 68(5),
#   105–111.
# - Farris, P. W., Bendle, N. T., Pfeifer, P. E. & Reibstein, D. J. (2010). *Marketing Metrics*, 2nd ed., ch. 5. Pearson.
# - Montgomery, D. C. (2013). *Introduction to Statistical Quality Control*, 7th ed., ch. 6–7. Wiley.
# - Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005). "Counting your customers" the easy way. *Marketing Science* 24(2),
#   275–284.
#
# Every table's `.explain()` tells its formula, the numbers put into it, and the source.
