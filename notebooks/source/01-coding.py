# %% [markdown] tags=["zh", "slide"]
# # 第一章 问卷与编码
#
# **一个真实的麻烦**：同一份窗口服务调查，办公室的两个人各算了一遍，得到两个平均分。没有人改过数据，也没有人按错键。差别出在**编码**：答案怎样变成数字。
#
# 学完本章，你能够：
#
# 1. 看懂平台导出的原始数据，分清**答案、标签和编码**；
# 2. 正确处理**空白、跳过和“不清楚”**；
# 3. 认出并转换**反向题**；
# 4. 用 YAML 写一份问卷定义，并让程序检查它。
#
# 用时约 30 分钟。数据是模拟的，没有真实受访者。

# %% [markdown] tags=["en", "slide"]
# # Chapter 1 The questionnaire and its coding
#
# **A common trouble**: two people in the same office work out the results of one counter survey and get two different means. Nobody changed the data and nobody pressed a wrong key. The difference lies in the **coding**: how answers become numbers.
#
# After this chapter you can
#
# 1. read a platform's raw export, and tell **answers, labels and codes** apart;
# 2. treat **blanks, skips and "don't know"** properly;
# 3. recognise **reverse-keyed items** and turn them;
# 4. write the definition of a questionnaire in YAML and have it checked.
#
# About 30 minutes. The data are simulated; there are no real respondents.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间安排（30 分钟）**：原始数据 6 · 答案与编码 6 · 反向题 8 · 空白与跳过 5 · 写定义 5；练习另计 20 分钟，可作课后作业。
#
# **开场提问**：让学员先猜——两个平均分为什么会不同？把猜测写在白板上，下课前逐条对照。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing (30 minutes)**: raw data 6 · answers and codes 6 · reversed items 8 · blanks and skips 5 · writing a definition 5. The exercises take another 20 minutes, or go home with the learners.
#
# **Opening question**: let them guess why the two means differ. Write the guesses on the board and tick them off at the end.

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
export = pd.read_csv(surveys / "course" / "counter.csv", dtype=str, keep_default_na=False)

# %% [markdown] tags=["zh", "subslide"]
# ## 1 平台导出了什么
#
# 下面是窗口服务调查的前几份答卷：第 1 题选网点，第 2 题是六句话的矩阵题，接着是推荐意愿（0–10）、来访次数和是否会再来。

# %% [markdown] tags=["en", "subslide"]
# ## 1 What the platform exports
#
# The first sheets of the counter survey: question 1 is the branch, question 2 a matrix of six statements, then the likelihood to recommend (0–10), visits, and whether they will come back. The platform is a Chinese one, and so are its headings and answers.

# %% tags=["slide"]
export.iloc[:5, 5:].T

# %% [markdown] tags=["zh"]
# 每一格是**答案**，不是数字。把其中一题的不同答案数一数，麻烦就露出来了：同一个意思有几种写法（多了空格、混进英文选项），还有几种“没有回答”。

# %% [markdown] tags=["en"]
# Every cell is an **answer**, not a number. Count the different answers to one item and the trouble shows: one meaning is written in several ways (a blank too many, options in English in between), and there are several kinds of "no answer".

# %%
first = export.columns[6]
export[first].map(repr).value_counts().rename_axis(first).to_frame("n")

# %% [markdown] tags=["zh", "slide"]
# ## 2 答案、标签、编码
#
# - **答案**：受访者选的那一项；导出文件里存的可能是文字，也可能是编码。
# - **标签**：选项的文字，可以有几种语言。
# - **编码**：代表选项的数字。量表题的编码可以计算；网点、原因之类的编码只是名字，**平均它们没有意义**。
#
# 问卷定义（YAML）把这些一次写清楚：哪些列是哪道题，用什么量表，哪些答案等于没有回答。

# %% [markdown] tags=["en", "slide"]
# ## 2 Answers, labels, codes
#
# - **Answer**: the option that was chosen; the export may hold its text or its code.
# - **Label**: the option's text, possibly in several languages.
# - **Code**: the number that stands for an option. Codes of a rating scale can be reckoned with; codes of branches or reasons are mere names, and **their mean says nothing**.
#
# The definition (YAML) says all of it once: which column is which item, on which scale, and which answers mean that there is none.

# %%
survey = si.load_survey(surveys / "course" / "counter.yaml", language)
responses = si.read_responses(export, survey)
coded = responses.frame.to_pandas()
item = survey.items["Q1"]
pd.DataFrame({"label": item.scale.labels[language]}).rename_axis("code")

# %% [markdown] tags=["zh"]
# 左边是存下来的答案，右边是编码后的数字。空格、英文选项都认得；“(跳过)”“(空)”“不清楚”成为缺失（`NaN`）。

# %% [markdown] tags=["en"]
# On the left the answer as stored, on the right the number it became. Spare blanks and English options are understood; `(跳过)` skipped, `(空)` blank and `不清楚` don't know become missing (`NaN`).

# %%
pairs = pd.DataFrame({"answer": export[first], "Q1": coded["Q1"]})
pairs.drop_duplicates().sort_values("Q1").reset_index(drop=True)

# %% [markdown] tags=["zh"]
# 遇到量表里没有的答案，程序不会猜，也不会悄悄丢掉，而是报错并指出最接近的选项。下面故意写错一个字：

# %% [markdown] tags=["en"]
# An answer that the scale does not know is neither guessed nor dropped in silence: it is an error that names the nearest option. Here is one misspelt on purpose:

# %%
misspelt = export.copy()
misspelt.loc[0, first] = "非常同义"
try:
    si.read_responses(misspelt, survey)
except si.AnswerError as error:
    print(error)

# %% [markdown] tags=["zh", "slide"]
# ## 3 反向题
#
# “同一件事我得反复说明”“大家排着队，却有窗口闲着”：同意的人越多，服务越差。这样的**反向题**要先转换再平均：
#
# $$ \text{转换后} = \text{最低点} + \text{最高点} - \text{编码} $$
#
# 忘了转换会怎样？把定义里的 `reverse: true` 去掉，再算一遍。

# %% [markdown] tags=["en", "slide"]
# ## 3 Reverse-keyed items
#
# "I had to explain the same thing more than once", "Counters stood idle while people queued": the more agree, the worse the service. Such **reverse-keyed** items are turned before they are averaged:
#
# $$ \text{turned} = \text{lowest} + \text{highest} - \text{code} $$
#
# What if that is forgotten? Take `reverse: true` out of the definition and reckon again.

# %%
folder = Path(mkdtemp())
definition = (surveys / "course" / "counter.yaml").read_text(encoding="utf-8")
(folder / "forgotten.yaml").write_text(definition.replace("reverse: true, ", ""), encoding="utf-8")

right = si.score(responses)
forgotten = si.score(si.read_responses(export, si.load_survey(folder / "forgotten.yaml", language)))
columns = ["estimate", "ci_low", "ci_high", "n", "alpha"]
pd.concat(
    [scores["service"].to_frame()[columns] for scores in (right, forgotten)],
    keys=["reverse: true", "(none)"],
).droplevel(1)

# %% [markdown] tags=["zh"]
# 这就是开头的两个平均分。注意 `alpha`（克朗巴赫 α，内部一致性信度）：反向题没转，六道题互相抵消，α 跌得很低。**α 低或为负，先查反向题，再怀疑题目**。
#
# 下图每行一题，答案照受访者所选（尚未转换）：同意在右，不同意在左。两道反向题倒向另一边，一眼就能认出来。

# %% [markdown] tags=["en"]
# Here are the two means of the beginning. Look at `alpha` (Cronbach's α, internal consistency): with items unturned the six work against each other and α drops. **If α is low or negative, look for a reversed item first and doubt the items later.**
#
# The picture has a row per item, with the answers as they were given (not yet turned): agreement to the right, disagreement to the left. The two reversed items lean the other way and catch the eye.

# %% tags=["subslide"]
tables = si.analyse(right, language).tables
tables["items"].plot()

# %% [markdown] tags=["zh", "trainer"]
# **讨论**：为什么要有反向题？（防止一路“同意”到底。）代价是什么？（读错题的人多，翻译也容易出错。）可以请学员把第 3 题改写成正向题，再比较哪个更容易看懂。
#
# **常见错误**：① 把反向题直接删掉——丢了信息，也看不出随意作答；② 只在期望或感知一侧反转（第二章）；③ 转换两次等于没有转换。

# %% [markdown] tags=["en", "trainer"]
# **Discuss**: why have reversed items at all? (They catch people who agree with everything.) What do they cost? (They are misread more often, and translate badly.) Let learners reword item 3 positively and compare which is easier to read.
#
# **Frequent mistakes**: 1. deleting reversed items: information is lost, and careless answers can't be seen; 2. turning only the expected or only the perceived side (chapter 2); 3. turning twice, which is not turning.

# %% [markdown] tags=["zh", "slide"]
# ## 4 没有回答，不等于 0
#
# 来访次数一题，平台用 `-3` 表示“这道题没有出现”。三种算法，三个结果：

# %% [markdown] tags=["en", "slide"]
# ## 4 No answer is not zero
#
# For the number of visits the platform writes `-3` where the question was not shown. Three ways to reckon, three results:

# %% tags=["subslide"]
visits = pd.to_numeric(export[export.columns[13]], errors="coerce")
ways = {
    "zh": ["-3 也平均", "没有回答算 0", "只算回答了的人"],
    "en": ["-3 averaged, too", "no answer as 0", "those who answered"],
}
answered = visits.where(visits >= 0)
pd.DataFrame(
    {
        "mean": [visits.mean(), answered.fillna(0).mean(), answered.mean()],
        "n": [visits.count(), len(visits), answered.count()],
    },
    index=ways[language],
)

# %% [markdown] tags=["zh"]
# 最后一行与 satindex 的结果相同。每个数字都有自己的**基数 n**；没有进入基数的回答，审计表逐一说明原因：读入的行数 = 使用的行数 + 剔除的行数。

# %% [markdown] tags=["en"]
# The last line is what satindex gives. Every figure has its own **base n**, and the audit accounts for every answer outside it: rows read = rows used + rows set aside.

# %%
right["visits"]

# %%
audit = right.responses.audit
lost = pd.DataFrame(
    [(cells.value, str(cells.reason), cells.count) for cells in audit.cells], columns=["answer", "reason", "n"]
)
print(audit.rows_read, "=", audit.rows_used, "+", sum(entry.count for entry in audit.set_aside))
lost.groupby(["answer", "reason"]).sum()

# %% [markdown] tags=["zh", "slide"]
# ## 5 自己写一份定义
#
# 定义是一份普通文本。键名写错、题号对不上、量表不存在，都会连同**行号**一起指出来。下面这份有三处错误，先自己找，再运行：

# %% [markdown] tags=["en", "slide"]
# ## 5 A definition of your own
#
# A definition is plain text. A misspelt key, an item that isn't there, an unknown scale: each is told with its **line**. This one has three faults; look for them before you run it:

# %% tags=["subslide"]
draft = """survey: my-counter
language: zh
missing: [(跳过), (空), 不清楚]
items:
  Q1..Q6: {question: 2, scale: agre5}
  Q3: {revers: true}
measures:
  service: {type: mean, items: Q1..Q7}
"""
(folder / "draft.yaml").write_text(draft, encoding="utf-8")
try:
    si.load_survey(folder / "draft.yaml")
except si.SurveyError as error:
    print("\n".join(fault.say(language).replace(f"{folder}{os.sep}", "") for fault in error.faults))

# %% [markdown] tags=["zh"]
# 改好之后，在命令行检查定义和数据，再把问卷做成可以填写的表单：
#
# ```sh
# satindex check surveys/course/counter.yaml surveys/course/counter.csv   # 定义、编码、信度
# satindex form  surveys/course/counter.yaml -o counter.html       # 离线可填的网页；也可写成 .xlsx .docx .txt
# ```

# %% [markdown] tags=["en"]
# Once mended, have the definition and the data checked on the command line, and make a form of it that can be filled in:
#
# ```sh
# satindex check surveys/course/counter.yaml surveys/course/counter.csv   # definition, coding, internal consistency
# satindex form  surveys/course/counter.yaml -o counter.html       # a page to fill in offline; also .xlsx .docx .txt
# ```

# %% [markdown] tags=["zh", "trainer"]
# **三处错误**：量表 `agre5` 应为 `agree5`；`revers` 应为 `reverse`；`Q7` 不存在。三处一次全部指出，各有行号。

# %% [markdown] tags=["en", "trainer"]
# **The three faults**: the scale `agre5` should be `agree5`; `revers` should be `reverse`; there is no `Q7`. All three are told at once, each with its line.

# %% [markdown] tags=["zh", "slide"]
# ## 练习
#
# 每次打开得到一份新数据（学员各不相同时，由教师用 `satindex exercise build` 分发）。把你的答案交给 `si.check`，它会马上告诉你对不对、错在哪里。

# %% [markdown] tags=["en", "slide"]
# ## Exercises
#
# You get data of your own (for a class, trainers hand them out by `satindex exercise build`). Give your answer to `si.check`: it says at once whether it is right, and where a wrong one went wrong.

# %%
practice = si.open_exercise(surveys / "exercises" / "01-coding.yaml")
mine = practice.data

# %% [markdown] tags=["zh", "exercise"]
# **练习 1** 第 2 题的六句话里，有两句是反向题。任写其一的题号（`"Q1"` … `"Q6"`）。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** Two of the six statements are negatively worded. Name one of them (`"Q1"` … `"Q6"`).

# %% tags=["answer"]
si.check("reversed", "Q3")

# %% [markdown] tags=["zh", "exercise"]
# **练习 2** 你的数据里，窗口服务的均值（1–5，反向题已转换）是多少？先用 `si.read_responses(mine, survey)` 编码。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** What is the mean of counter service in your data (1–5, reversed items turned)? Code them first by `si.read_responses(mine, survey)`.

# %% tags=["answer"]
scores = si.score(si.read_responses(mine, survey))
service = scores["service"].to_frame()["estimate"][0]
si.check("service", service)

# %% [markdown] tags=["zh", "exercise"]
# **练习 3** 三个月内平均来过几次？以多少人为基数？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** How many visits in three months on average, and how many people is that based on?

# %% tags=["answer"]
visited = scores["visits"].to_frame()
si.check("visits", visited["estimate"][0])

# %% tags=["answer"]
si.check("base", visited["n"][0])

# %% [markdown] tags=["zh", "exercise"]
# **练习 4 · 决策** 三个网点中，您会先去看哪一个？用一两句话写出理由：看了哪个数字，区间有多宽，还缺什么信息。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4 · a decision** Which of the three branches would you visit first? Give your reasons in a sentence or two: which figure, how wide its interval, what you still lack.

# %% tags=["zh", "answer"]
by_branch = scores["service"].by("branch").to_frame().query("level != '(missing)'").sort_values("estimate")
si.check("decide", by_branch["level"].iloc[0], reasons="它的窗口服务均值最低；但区间相互重叠，先去现场看看再下结论。")

# %% tags=["en", "answer"]
by_branch = scores["service"].by("branch").to_frame().query("level != '(missing)'").sort_values("estimate")
si.check(
    "decide",
    by_branch["level"].iloc[0],
    reasons="Its mean is the lowest, but the intervals overlap: go and look before you conclude.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 5 · 说明** 同事把跳过题的代码 −3 一起平均了。请用两三句话说明错在哪里、怎样改。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 5 · explain** A colleague averaged the skip code −3 together with the answers. Say in two or three sentences what is wrong and how to mend it.

# %% tags=["zh", "answer"]
si.check("advice", "-3 表示这道题没有出现，不是次数。应声明为缺失，均值只按回答了的人计算，并写明人数。")

# %% tags=["en", "answer"]
si.check(
    "advice",
    "-3 says the question was not shown; it is no count. Declare it missing, average those who answered, and tell how many.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评讲要点**：练习 2 最常见的错误是忘了反转（`si.check` 会认出来）和把空白当 0。练习 4 没有唯一正确的理由：均值最低者是“先去看”的对象，不是“要处罚”的对象；区间重叠时，差别可能只是抽样的运气（第三章）。

# %% [markdown] tags=["en", "trainer"]
# **Talking it over**: the usual slips in exercise 2 are unturned items (`si.check` recognises them) and blanks counted as 0. In exercise 4 there is no single right reason: the lowest mean says where to look first, not whom to punish; where intervals overlap the difference may be the luck of the draw (chapter 3).

# %% [markdown] tags=["zh", "slide"]
# ## 常见误读
#
# - “编码是数字，所以可以平均。”——网点、原因、选项次序的编码只是名字。
# - “空白算 0 比较保守。”——那是替没有回答的人作答，而且总是往坏里答。
# - “删掉有空白的答卷最干净。”——删掉的人往往不是随机的，基数也越来越小。
# - “反向题让结果变差，去掉就好。”——变差的不是服务，是算法。
#
# **下一章**：期望与感知，五个维度，差距与权重。

# %% [markdown] tags=["en", "slide"]
# ## Common misreadings
#
# - "Codes are numbers, so they can be averaged." Codes of branches, reasons or the order of options are names.
# - "Counting blanks as 0 is the cautious way." It answers for those who did not, and always badly.
# - "Deleting sheets with blanks is cleanest." Those who leave blanks are seldom a random lot, and the base shrinks.
# - "Reversed items spoil the result, so drop them." It is not the service that got worse but the reckoning.
#
# **Next**: expected and perceived, five dimensions, gaps and weights.

# %% [markdown] tags=["zh"]
# **文献**：Likert, R. (1932) A technique for the measurement of attitudes. *Archives of Psychology* 140 · Cronbach, L. J. (1951) Coefficient alpha and the internal structure of tests. *Psychometrika* 16(3) · Weijters, B. & Baumgartner, H. (2012) Misresponse to reversed and negated items in surveys. *Journal of Marketing Research* 49(5)。

# %% [markdown] tags=["en"]
# **Sources**: Likert, R. (1932) A technique for the measurement of attitudes. *Archives of Psychology* 140 · Cronbach, L. J. (1951) Coefficient alpha and the internal structure of tests. *Psychometrika* 16(3) · Weijters, B. & Baumgartner, H. (2012) Misresponse to reversed and negated items in surveys. *Journal of Marketing Research* 49(5).
