# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] tags=["zh", "slide"]
# # 第八章 从导出到决定：自助寄件机要不要推广
#
# **案例。** 三个网点试用自助寄件机两个月。局里周五开会定：全面推广、扩大试点，还是停掉。您手里只有一份刚从问卷星导出的表，和一个下午。
#
# 本章把前七章串起来：看数据 → 起草定义 → 检查 → 出报告 → 交叉分析 → 决策备忘录。数据为模拟数据，没有真实受访者。

# %% [markdown] tags=["en", "slide"]
# # Chapter 8 From export to decision: parcel machines for every branch?
#
# **The case.** Three branches have tried self-service parcel machines for two months. On Friday the board decides: introduce them everywhere, extend the trial, or stop. All you have is a table just exported from 问卷星 (Wenjuanxing), and an afternoon.
#
# This chapter strings the first seven together: look → draft → check → report → crosstabs → a memo to decide by. The data are simulated; no real respondent is in them. The platform is a Chinese one, and so are its headings and answers.

# %% [markdown] tags=["zh", "slide"]
# ## 学完之后您能
#
# | | 内容 | 时间 |
# |---|---|---|
# | 1 | 不写一行定义，先看出导出文件里有什么坑 | 5 分钟 |
# | 2 | 让程序起草定义，逐条回答它的提问 | 6 分钟 |
# | 3 | 检查：谁没算进来、题目方向对不对、有没有敷衍作答 | 6 分钟 |
# | 4 | 出报告，做分组比较与交叉表 | 6 分钟 |
# | 5 | 在自己的数据上找错、作决定、写备忘录 | 15 分钟 |
#
# 共约 38 分钟（备忘录可作小组作业）。

# %% [markdown] tags=["en", "slide"]
# ## After this chapter you can
#
# | | what | time |
# |---|---|---|
# | 1 | see the traps of an export without writing any definition | 5 min |
# | 2 | have a definition drafted, and answer what the draft asks | 6 min |
# | 3 | check: who is not counted, which way items point, careless answers | 6 min |
# | 4 | make a report, compare groups, read a crosstab | 6 min |
# | 5 | find an error, decide and write a memo, on data of your own | 15 min |
#
# About 38 minutes (the memo can be a group's homework).

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间。** 1 节 5 分钟，2 节 6 分钟，3 节 6 分钟，4 节 6 分钟，练习 15 分钟。时间紧：第 2 节只看提问，不看全文；备忘录带回去写，下次课交换评阅。
#
# **组织。** 三四人一组，每人用自己的一份数据；练习 6 由小组合写一份，组员的数据不同、结论应当相近——若不相近，正好讨论抽样误差。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing.** Section 1: 5 minutes, 2: 6, 3: 6, 4: 6, exercises: 15. If time is short, look at the draft's questions only, and let the memo be written at home and exchanged next time.
#
# **Groups.** Three or four people, each with data of their own; exercise 6 is one memo for the group. Their data differ and their conclusions should be alike; where they are not, that is the occasion to speak of sampling error.

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import os
from pathlib import Path
from tempfile import mkdtemp

import satindex as si

os.environ["SATINDEX_LANG"] = language
surveys = next(folder / "surveys" for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "surveys").is_dir())
export = surveys / "course" / "machines.csv"

# %% [markdown] tags=["zh", "slide"]
# ## 1 先看一眼
#
# 不需要任何定义：多少行、哪几天、哪些像量表题、哪一列像 0–10 推荐题、哪一列是个人信息（只报列名，不显示内容）。

# %% [markdown] tags=["en", "slide"]
# ## 1 A first look
#
# No definition is needed: how many rows, which days, what looks like a rating scale, what like a 0–10 recommendation, and which column is personal (its answers are not shown).

# %%
si.look(export)

# %% [markdown] tags=["zh"]
# **找一找坑（2 分钟）。** 同一个答案有几种写法？哪些答案其实是“没有回答”？哪个数字不可能是真的？两道措辞相反的题是哪两道？

# %% [markdown] tags=["en"]
# **Find the traps (2 minutes).** Which answers stand in several spellings? Which are no answers at all? Which number can't be true? Which two statements are worded the other way round?

# %% [markdown] tags=["zh", "trainer"]
# **参考。** 选项后多出的空格、混进来的英文选项、全角数字；“(跳过)”“(空)”“不清楚”和 -3；网点、年龄的选项太细；“找不到人帮忙”“来回跑”是反向题；IP 是个人信息，别发出去。

# %% [markdown] tags=["en", "trainer"]
# **For reference.** Blanks after an option, options in English, full-width digits; `(跳过)` skipped, `(空)` blank, `不清楚` don't know, and -3; options of branch and age too fine to report; "nobody was there to help" and "to and fro" are negatively worded; the IP address is personal, do not pass it on.

# %% [markdown] tags=["zh", "slide"]
# ## 2 起草定义
#
# 程序起草，人来定。草稿里凡是它拿不准的，都写成以 `# ?` 开头的提问：

# %% [markdown] tags=["en", "slide"]
# ## 2 Drafting the definition
#
# The program drafts, people decide. Whatever it is not sure of stands in the draft as a question that begins with `# ?`:

# %% tags=["fragment"]
draft = si.draft(export)
print("\n".join(line.strip() for line in draft.splitlines() if "# ?" in line))

# %% [markdown] tags=["zh"]
# 最后两条最要紧：它从相关系数看出有两道题方向相反，问是不是反向题。其余部分（列名、量表、推荐题）已经写好：

# %% [markdown] tags=["en"]
# The last two matter most: it saw from the correlations that two items run against the others, and asks whether they are reverse-keyed. The rest (columns, scales, the recommendation item) is written already:

# %%
print("\n".join(line for line in draft.splitlines() if "# ?" not in line))

# %% [markdown] tags=["zh", "slide"]
# ### 定稿
#
# 逐条回答之后，定义见 `surveys/course/machines.yaml`：合并了选项、写明了反向题和 -3、定了三个部分与权数（**权数要在看结果之前定**）、加了一张交叉表。

# %% [markdown] tags=["en", "slide"]
# ### The definition
#
# With every question answered it stands in `surveys/course/machines.yaml`: options merged, reverse-keyed items and -3 stated, three components with weights (**set before looking at results**), and a crosstab.

# %%
survey = si.load_survey(surveys / "course" / "machines.yaml", language)
scores = si.score(si.read_responses(export, survey))
analysis = si.analyse(scores, language)

# %% [markdown] tags=["zh", "slide"]
# ## 3 检查
#
# **谁没有算进来？** 读取的行 = 使用的行 + 剔除的行，一行不少。

# %% [markdown] tags=["en", "slide"]
# ## 3 Checking
#
# **Who is not counted?** Rows read = rows used + rows set aside, to the last one.

# %%
audit = scores.responses.audit
{"read": audit.rows_read, "used": audit.rows_used, **{str(one.reason): one.count for one in audit.set_aside}}

# %% [markdown] tags=["zh"]
# **问卷站得住吗？**

# %% [markdown] tags=["en"]
# **Is the instrument sound?**

# %% tags=["subslide"]
analysis.tables["soundness.verdict"]

# %% [markdown] tags=["zh"]
# 有一行是“部分”，有一行是“否”：每个部分只有两道题，信度本来就高不了；六道题在因子分析里合成一个因子。指数作为整体可用，三个部分的细微高低不要过度解读。
#
# **如果忘了反向题会怎样？** 把定义里的 `reverse: true` 去掉，重算一遍：

# %% [markdown] tags=["en"]
# One line says "partly" and one says "no": two items each can't have a high reliability, and the six load on one factor. The index as a whole is usable; do not read too much into small differences between its components.
#
# **What if the reverse-keyed items had been forgotten?** Take `reverse: true` out of the definition and compute again:

# %%
forgotten = Path(mkdtemp()) / "forgotten.yaml"
text = (surveys / "course" / "machines.yaml").read_text(encoding="utf-8")
forgotten.write_text(text.replace("reverse: true, ", ""), encoding="utf-8")
wrong = si.score(si.read_responses(export, si.load_survey(forgotten, language)))
wrong["experience"].only("component", "estimate", "alpha", "n")

# %%
scores["experience"].only("component", "estimate", "alpha", "n")

# %% [markdown] tags=["zh"]
# 指数低了一截，α 掉到不能用，甚至成了负数：**α 低先查方向，再谈题目好坏。**

# %% [markdown] tags=["en"]
# The index is lower, and alpha falls beyond use, even below 0: **where alpha is low, look at the direction of items before blaming them.**

# %% [markdown] tags=["zh"]
# **有没有敷衍作答？** 只是标出来，不悄悄删；再看剔除之后结论变不变。

# %% [markdown] tags=["en"]
# **Careless answers?** They are flagged, never dropped in silence; and it is told what the figures would be without them.

# %%
analysis.tables["careless.effect"]

# %% [markdown] tags=["zh", "slide"]
# ## 4 结果
#
# 自助机与窗口，差在哪里？

# %% [markdown] tags=["en", "slide"]
# ## 4 The results
#
# Machine and counter: where do they differ?

# %% tags=["slide"]
differences = analysis.tables["experience differences by how"]
differences.only(component=["speed", "clarity", "help"]).plot()

# %% tags=["fragment"]
differences.only("component", "level", "other", "estimate", "ci_low", "ci_high", "p_adjusted", "n")

# %% tags=["slide"]
analysis.tables["nps by how"].plot()

# %% tags=["fragment"]
by_how = analysis.tables["nps differences by how"]
by_how.only("level", "other", "estimate", "ci_low", "ci_high", "p_value", "n")

# %% tags=["slide"]
analysis.tables["nps by age"].plot()

# %% [markdown] tags=["zh"]
# **下次还来吗？** 交叉表的每一格都有基数；字母标出与哪一列有显著差异（没有字母不等于相同）。

# %% [markdown] tags=["en"]
# **Coming again?** Every cell of a crosstab has its base; letters tell from which columns it differs significantly (no letter does not mean the same).

# %% tags=["subslide"]
analysis.tables["again"]

# %% [markdown] tags=["zh"]
# 完整报告一次写成网页、Excel 和 JSON，离线可开：

# %% [markdown] tags=["en"]
# The whole report is written at once, as a page that opens offline, as Excel and as JSON:

# %%
folder = Path(mkdtemp())
si.write_report(analysis, folder / "report.html", folder / "report.xlsx", folder / "report.json", language=language)
sorted(path.name for path in folder.iterdir())

# %% [markdown] tags=["zh", "slide"]
# ### 容易读错的地方
#
# - **“用机器的人更满意，所以机器更好。”** 用哪种方式是客户自己选的：年轻、赶时间、东西简单的人去用机器。差别里有人的差别。
# - **“净推荐值高了好几分。”** 看区间：样本一两百人时，几分的差别分不清。
# - **没问到的人。** 寄不成、转身走掉的人没有收到问卷。
# - **比了很多，总有一个显著。** 所以看调整后的 p，并且先想好要比什么。
# - **小组别。** 标了 † 的组人数少，别当结论。

# %% [markdown] tags=["en", "slide"]
# ### Easily misread
#
# - **"Users of the machine are more satisfied, so the machine is better."** Customers chose for themselves: the young, those in a hurry, those with simple parcels took the machine. Part of the difference is people.
# - **"NPS is several points higher."** Look at the interval: with one or two hundred people a few points can't be told from none.
# - **Those who were not asked.** Who gave up and left got no questionnaire.
# - **Compare enough, and something is significant.** Hence the adjusted p, and a plan of what to compare.
# - **Small groups.** Those marked † are few; draw no conclusion from them.

# %% [markdown] tags=["zh", "trainer"]
# **讨论（4 分钟）。** 主张全面推广的一组和主张停掉的一组，各用表里的一行说话；第三组扮演局长，只许问：“区间多宽？谁没问到？怎样能更有把握？”

# %% [markdown] tags=["en", "trainer"]
# **Discussion (4 minutes).** One group argues for introducing machines everywhere and one for stopping, each with a row of a table; a third plays the board and may only ask: "How wide is the interval? Who was not asked? How could we be surer?"

# %% [markdown] tags=["zh", "slide"]
# ## 5 决策备忘录
#
# 备忘录里的每个数都从结果里取，数据更新，备忘录跟着更新；**不手抄数字**。

# %% [markdown] tags=["en", "slide"]
# ## 5 The memo
#
# Every figure of the memo is taken from the results; new data, new memo. **No figure is copied by hand.**

# %%
from IPython.display import Markdown

gap = {row["component"]: row for row in differences.to_dicts()}
nps = by_how.to_dicts()[0]


def told(row: dict[str, object]) -> str:
    return f"{row['estimate']:+.1f} [{row['ci_low']:+.1f}, {row['ci_high']:+.1f}]"


# %% tags=["zh", "slide"]
Markdown(f"""
**结论。** 建议扩大试点并为每台机器配引导员，暂不全面推广。

**依据**（自助机 − 窗口，0–100 分，95% 区间，自助机 n = {gap["speed"]["n"]}）：快捷 {told(gap["speed"])}；有人帮 {told(gap["help"])}；明白 {told(gap["clarity"])}。净推荐值之差 {told(nps)}，{"尚分不清" if nps["ci_low"] < 0 < nps["ci_high"] else "可以分清"}。

**没有把握的地方。** 客户自己选的方式，不是随机分组；没寄成的人没有问到；只有三个网点。

**下一步。** 两个网点随机排班配引导员，一个月后比较“有人帮”一项。
""")

# %% tags=["en", "slide"]
Markdown(f"""
**Conclusion.** Extend the trial with somebody beside each machine; do not introduce it everywhere yet.

**Grounds** (machine − counter, 0–100, 95% intervals, machine n = {gap["speed"]["n"]}): speed {told(gap["speed"])}; help {told(gap["help"])}; clarity {told(gap["clarity"])}. Difference in NPS {told(nps)}: {"not to be told from none" if nps["ci_low"] < 0 < nps["ci_high"] else "to be told from none"}.

**What is not certain.** Customers chose for themselves and were not assigned at random; those who gave up were not asked; there are only three branches.

**Next.** Somebody beside the machines of two branches on randomly chosen days; compare help after a month.
""")

# %% [markdown] tags=["zh", "slide"]
# ## 6 练习：用您自己的一份导出

# %% [markdown] tags=["en", "slide"]
# ## 6 Exercises: an export of your own

# %%
exercise = si.open_exercise(surveys / "exercises" / "08-machines.yaml")
mine = si.score(si.read_responses(exercise.data, survey))

# %% [markdown] tags=["zh", "exercise"]
# **练习 1**（`index`）：全体受访者的寄件体验指数是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** (`index`): what is the experience index of all respondents?

# %% tags=["answer"]
index = mine["experience"].to_frame().set_index("component")["estimate"]
si.check("index", index["overall"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 2**（`nps_machine`）：用自助机寄件的客户，净推荐值是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** (`nps_machine`): what is the net promoter score of those who used the machine (`自助机`)?

# %% tags=["answer"]
scored = mine["nps"].by("how").to_frame().set_index("level")["estimate"]
si.check("nps_machine", scored["自助机"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 3**（`help_differs`）：“有人帮”一项，自助机与窗口之差在 5% 水平上显著吗（用调整后的 p）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** (`help_differs`): does "help" differ between machine and counter at 5%, by the adjusted p?

# %% tags=["answer"]
tables = mine.tables(["experience"], by=["how"])
gaps = tables["experience differences by how"].to_frame().set_index("component")
si.check("help_differs", bool(gaps.loc["help", "p_adjusted"] < 0.05))

# %% [markdown] tags=["zh", "exercise"]
# **练习 4**（`find`）：下面是同事交来的表，其中一个数算错了。是哪一个？写“行 列 = 正确的值”。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** (`find`): here is a colleague's table with one wrong figure. Which? Write "row column = right value".

# %%
exercise.table("find")

# %% tags=["zh", "answer"]
shown = exercise.table("find").to_frame().set_index("component")["estimate"]
row = (shown - index).abs().idxmax()
si.check("find", f"{row} 指数 = {index[row]}")

# %% tags=["en", "answer"]
shown = exercise.table("find").to_frame().set_index("component")["estimate"]
row = (shown - index).abs().idxmax()
si.check("find", f"{row} index = {index[row]}")

# %% [markdown] tags=["zh", "slide"]
# ### 决定

# %% [markdown] tags=["en", "slide"]
# ### The decision

# %% [markdown] tags=["zh", "exercise", "fragment"]
# **练习 5**（`decide`）：您的建议是 A 全面推广、B 扩大试点并配引导员，还是 C 停止？写出理由。

# %% [markdown] tags=["en", "exercise", "fragment"]
# **Exercise 5** (`decide`): do you advise A, introduce it everywhere; B, extend the trial with somebody beside each machine; or C, stop? Give your reasons.

# %% tags=["zh", "answer"]
si.check(
    "decide",
    "B",
    reasons="快捷明显更好，有人帮明显更差，两项区间都不含 0；净推荐值之差的区间要看；60 岁以上客户评价低；客户自己选的方式，不是随机分组。",
)

# %% tags=["en", "answer"]
si.check(
    "decide",
    "B",
    reasons="Clearly faster and clearly less help, neither interval holds 0; the interval of the difference in NPS has to "
    "be looked at; customers over 60 rate it low; customers chose for themselves, not at random.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 6**（`memo`）：小组合写半页决策备忘录：结论、依据（数值与区间）、没有把握的地方、下一步。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 6** (`memo`): as a group, write half a page to decide by: conclusion, grounds with figures and intervals, what is not certain, next step.

# %% tags=["zh", "answer"]
si.check(
    "memo",
    "建议扩大试点并配引导员。自助机在快捷上明显更好，在有人帮上明显更差，两项区间都不含 0；净推荐值之差见表。"
    "方式由客户自选，不是随机分组，没寄成的人没有问到。下一步：两个网点随机排班配引导员，一个月后比较有人帮一项。",
)

# %% tags=["en", "answer"]
si.check(
    "memo",
    "Extend the trial with somebody beside each machine. The machine is clearly better on speed and clearly worse on help, "
    "and neither interval holds 0; the difference in NPS is in the table. Customers chose for themselves, and those who "
    "gave up were not asked. Next: somebody beside the machines of two branches on randomly chosen days, compared after a "
    "month.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评分参考。** 练习 4：先自己算一遍再对表，比盯着表看快。练习 5：五条理由答出三条得满分；答 A 或 C 而论证完整的，理由分照给。练习 6 按四条评：先说结论 1 分，数值带区间与样本量 2 分，非随机与没问到的人 1 分，下一步可检验 1 分。
#
# **收尾（2 分钟）。** 从导出到备忘录用了多久？哪一步最费时间？下一次发问卷之前，您会先写好哪一份文件？

# %% [markdown] tags=["en", "trainer"]
# **Marking.** Exercise 4: computing first and comparing then is faster than staring. Exercise 5: three of the five reasons are full marks; a whole argument for A or C gets its marks for reasons. Exercise 6: conclusion first 1 point, figures with intervals and bases 2, not at random and who was not asked 1, a next step that can be tested 1.
#
# **To close (2 minutes).** How long did it take from export to memo, and which step took longest? Which file will you write before the next questionnaire goes out?

# %% [markdown] tags=["zh"]
# ## 出处
#
# - Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika* 16(3), 297–334.
# - Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of Statistics* 6(2), 65–70.
# - Reichheld, F. F. (2003). The one number you need to grow. *Harvard Business Review* 81(12), 46–54.
# - Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. *Journal of Experimental Social Psychology* 66, 4–19.
#
# 每张表的 `.explain()` 给出公式、代入的数字与出处。

# %% [markdown] tags=["en"]
# ## Sources
#
# - Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika* 16(3), 297–334.
# - Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of Statistics* 6(2), 65–70.
# - Reichheld, F. F. (2003). The one number you need to grow. *Harvard Business Review* 81(12), 46–54.
# - Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. *Journal of Experimental Social Psychology* 66, 4–19.
#
# Every table's `.explain()` tells its formula, the numbers put into it, and the source.
