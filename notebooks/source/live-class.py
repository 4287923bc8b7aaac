# %% [markdown] tags=["zh", "slide"]
# # 课堂实测：五分钟出报告
#
# 学员用手机填《窗口服务两分钟调查》，教师导出答卷，运行本笔记本，当场得到本班的结果。准备、流程和没有网络时的办法，见[课堂实测方案](../../live-class.zh.md)。
#
# **把导出文件放进本文件夹下的 `answers` 文件夹**（可以放几个文件），然后从头运行。文件夹为空时，用模拟数据演练。

# %% [markdown] tags=["en", "slide"]
# # Live class: a report within five minutes
#
# Learners fill in "Two minutes about the counter" on their phones, the trainer exports the answers and runs this notebook, and the class sees its own results. For preparation, timetable and what to do without a network, see the [plan for a live class](../../live-class.en.md).
#
# **Put the export into the folder `answers` beside this notebook** (several files are fine), then run all cells. While the folder is empty, simulated answers serve for rehearsal.

# %% [markdown] tags=["zh", "notes"]
# **计时**：扫码 1 分钟 · 填写 2 分钟 · 导出并放进文件夹 1 分钟 · 运行 1 分钟。运行时让学员猜：本班的净推荐值是多少？区间有多宽？

# %% [markdown] tags=["en", "notes"]
# **By the clock**: scan the code 1 minute · fill in 2 · export and put it into the folder 1 · run 1. While it runs, let them guess the class's NPS and how wide its interval will be.

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import os
from pathlib import Path

import satindex as si

os.environ["SATINDEX_LANG"] = language  # the language of tables, pictures and messages
places = [folder / "surveys" for folder in (Path.cwd(), *Path.cwd().parents)]
surveys = next(place for place in places if place.is_dir())
survey = si.load_survey(surveys / "course" / "counter.yaml", language)

answers = Path(os.environ.get("ANSWERS", "answers"))
files = sorted(path for path in answers.glob("*") if path.suffix.lower() in (".csv", ".xls", ".xlsx"))
files = files or [surveys / "course" / "counter.csv"]  # for rehearsal
[path.name for path in files]

# %% [markdown] tags=["zh"]
# ## 1 收到了多少
#
# 读入的行数 = 使用的行数 + 剔除的行数。人数不到三十时，表格会标出来：这样的数字只供参考。

# %% [markdown] tags=["en"]
# ## 1 How many came in
#
# Rows read = rows used + rows set aside. Below thirty people tables are marked: such figures are to be read with care.

# %%
responses = si.read_responses(files, survey)
scores = si.score(responses)
audit = scores.responses.audit
audit.rows_read, audit.rows_used, [(entry.count, str(entry.reason)) for entry in audit.set_aside]

# %% [markdown] tags=["zh", "slide"]
# ## 2 大家怎么说

# %% [markdown] tags=["en", "slide"]
# ## 2 What you said

# %% tags=["subslide"]
tables = si.analyse(scores, language).tables
tables["items"].plot()

# %% [markdown] tags=["zh", "slide"]
# ## 3 净推荐值和它的区间
#
# 先看区间有多宽，再看数字本身：它含 0 吗？要再有多少人作答，区间才能窄一半？

# %% [markdown] tags=["en", "slide"]
# ## 3 NPS and its interval
#
# Look at how wide the interval is before you look at the score. Does it hold 0? How many more answers would halve it?

# %% tags=["subslide"]
scores["nps"].plot()

# %%
scores["nps"]

# %%
si.plan(scores, 10, "nps")

# %% [markdown] tags=["zh", "slide"]
# ## 4 服务得分
#
# 六句话合成一个分数（1–5，反向题已转换）。α 说明这六句话是否朝同一个方向。

# %% [markdown] tags=["en", "slide"]
# ## 4 The service score
#
# Six statements make one score (1–5, reversed items turned). α says whether they pull the same way.

# %%
scores["service"]

# %%
tables["soundness.verdict"]

# %% [markdown] tags=["zh"]
# ## 5 一页报告
#
# 写成一个离线可开的网页，下课前发给全班。报告里没有姓名和编号。

# %% [markdown] tags=["en"]
# ## 5 The report
#
# One page that opens offline, to be sent to the class before it leaves. It holds no names and no numbers of persons.

# %%
from tempfile import mkdtemp

report = (answers if answers.is_dir() else Path(mkdtemp())) / "live-class.html"
si.write_report(si.analyse(scores, language), report, language=language)
report

# %% [markdown] tags=["zh", "trainer"]
# **讨论题**：① 哪一题最让人意外？② 反向题有没有人答反？（看上图中倒向另一边的两行。）③ 这些结果能代表谁？（只代表今天到课的人。）④ 如果只能改一件事，改哪件？还要知道什么？

# %% [markdown] tags=["en", "trainer"]
# **To discuss**: 1. Which item surprised you most? 2. Did anyone misread a reversed item? (Look at the two rows that lean the other way.) 3. Whom do these results stand for? (Those who came today, nobody else.) 4. If one thing could be changed, which, and what else would you need to know?
