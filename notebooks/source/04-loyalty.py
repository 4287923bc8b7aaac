# %% [markdown] tags=["zh", "slide"]
# # 第四章 忠诚度指数与权数
#
# **情境**：邮政公司要表扬“客户最忠诚的网点”。忠诚度由五项指标合成：重复使用次数、挑选花的时间、价格敏感度、对竞争者质量的态度、对服务差错的容忍。东门支局常客多，车站支局的客户不计较价格、肯原谅差错。谁第一，要看**权数**——而权数由谁来定？
#
# 学完本章，你能够：
#
# 1. 把次数、分钟、评分化成同一把 0–100 的尺子，方向不弄反；
# 2. 计算加权指数，说明每一项的**贡献**；
# 3. 比较权数的几种**来源**：给定、专家打分、AHP、熵权、主成分、回归；
# 4. 检查**名次有多依赖权数**，给出有理由的排名。
#
# 用时约 35 分钟。数据是模拟的。

# %% [markdown] tags=["en", "slide"]
# # Chapter 4 The loyalty index and its weights
#
# **The case**: the post is to name the branch with the most loyal customers. Loyalty is made of five indicators: repeat use, time spent choosing, price sensitivity, regard for competitors, tolerance of failures. East Gate (东门支局) has many regulars; the customers of Station (车站支局) do not haggle, and forgive. Who comes first depends on the **weights**, and who sets those?
#
# After this chapter you can
#
# 1. bring counts, minutes and ratings to one ruler from 0 to 100, the right way round;
# 2. compute a weighted index and tell what each part **contributes**;
# 3. compare where weights **come from**: given, experts' points, AHP, entropy, first component, regression;
# 4. see **how far ranks hang on weights**, and give a standing with reasons.
#
# About 35 minutes. The data are simulated.

# %% [markdown] tags=["zh", "trainer"]
# **教师备注 · 时间安排（35 分钟）**：同一把尺子 8 · 指数与贡献 6 · 权数来源 10 · 敏感性 8 · 排名与理由 3；练习另计 20 分钟。
#
# **课前活动**：每人把 100 分分给五项指标，写在纸上。讲到第 3 节时把全班的平均填进 `points`，当场得到“本班的权数”。

# %% [markdown] tags=["en", "trainer"]
# **Trainer · timing (35 minutes)**: one ruler 8 · index and contributions 6 · where weights come from 10 · sensitivity 8 · standing with reasons 3. The exercises take another 20 minutes.
#
# **Before you begin**: everyone shares out 100 points among the five indicators on paper. In section 3 put the class's means into `points` and get the weights of this class on the spot.

# %% tags=["zh"]
language = "zh"

# %% tags=["en"]
language = "en"

# %%
import os
import re
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

import satindex as si

os.environ["SATINDEX_LANG"] = language  # the language of tables, pictures and messages
places = [folder / "surveys" for folder in (Path.cwd(), *Path.cwd().parents)]
surveys = next(place for place in places if place.is_dir())
survey = si.load_survey(surveys / "course" / "postal-loyalty.yaml", language)
scores = si.score(si.read_responses(surveys / "course" / "postal-loyalty.csv", survey))

# %% [markdown] tags=["zh", "subslide"]
# ## 1 同一把尺子
#
# 次数、分钟和 1–7 分不能直接相加。先定两个**锚点**：哪个值得 0 分，哪个值得 100 分。
#
# $$ s = 100 \times \frac{x - a_0}{a_{100} - a_0} $$
#
# - 重复使用：0 次 = 0 分，12 次及以上 = 100 分；
# - 挑选时间：30 分钟 = 0 分，0 分钟 = 100 分（**越短越忠诚**）；
# - 价格敏感度、对竞争者的态度：写上 `better: low`（**越低越好**）。
#
# 锚点要有道理，并在看数据之前定好；超出两端的值按端点计，并记入审计。

# %% [markdown] tags=["en", "subslide"]
# ## 1 One ruler
#
# Counts, minutes and points from 1 to 7 cannot be added. Set two **anchors** first: which value scores 0, and which 100.
#
# $$ s = 100 \times \frac{x - a_0}{a_{100} - a_0} $$
#
# - repeat use: 0 times score 0, 12 and more score 100;
# - time spent choosing: 30 minutes score 0, none scores 100 (**the shorter, the more loyal**);
# - price sensitivity and regard for competitors say `better: low` (**the lower, the better**).
#
# Anchors want reasons, and are set before looking at the data; values beyond them count as the end, and the audit notes it.

# %%
raw = scores.responses.frame.to_pandas()[["U1", "T1", "P1", "P2"]]
scored = scores.to_frame()[["loyalty.repeat_use", "loyalty.choosing", "loyalty.price", "loyalty"]]
pd.concat([raw, scored], axis=1).head(8).round(1)

# %% [markdown] tags=["zh", "trainer"]
# **常见错误**：忘了方向，把“别家便宜就换”当成忠诚；锚点取样本的最小、最大值——换一批数据，尺子就变了，前后不能比较。
#
# **提问**：有人三个月用了 40 次，该怎么算？（按端点 100 分；审计里写明有几个。）

# %% [markdown] tags=["en", "trainer"]
# **Frequent mistakes**: forgetting the direction and taking "I change to save a little" for loyalty; anchors at the sample's lowest and highest values, so that the ruler changes with every data set and waves can't be compared.
#
# **Ask**: someone used the post 40 times; how is that scored? (As the end, 100; the audit tells how many there are.)

# %% [markdown] tags=["zh", "slide"]
# ## 2 指数与贡献
#
# $$ L = \frac{\sum_k w_k s_k}{\sum_k w_k} $$
#
# 每一项的贡献是 $w_k s_k / \sum w$，加起来就是指数。看贡献，就知道分数从哪里来、还能从哪里涨。

# %% [markdown] tags=["en", "slide"]
# ## 2 Index and contributions
#
# $$ L = \frac{\sum_k w_k s_k}{\sum_k w_k} $$
#
# Each part contributes $w_k s_k / \sum w$, and together they are the index. Contributions tell where points come from, and where more may be had.

# %% tags=["subslide"]
scores["loyalty"].plot()

# %%
scores["loyalty"]

# %%
parts = scores["loyalty"].to_frame().set_index("component")
pd.Series({"contributions": parts["contribution"].sum(), "index": parts.loc["overall", "estimate"]}).round(2)

# %% [markdown] tags=["zh"]
# 两个数相同：指数和贡献都只用各项齐全的人。每一项自己的得分用回答了该项的所有人，所以 `n` 一栏各不相同。

# %% [markdown] tags=["en"]
# They agree: index and contributions both use only people who have every part. Each part's own score uses all who answered it, so the column `n` differs.

# %% tags=["slide"]
scores["loyalty"].by("branch").plot()

# %% [markdown] tags=["zh", "slide"]
# ## 3 权数从哪里来？
#
# | 来源 | 做法 | 优点 | 小心 |
# |---|---|---|---|
# | 给定 | 沿用规定或往年 | 可比、简单 | 说不出理由 |
# | 专家打分 | 每人分 100 分 | 快，人人能懂 | 取决于请了谁 |
# | AHP | 两两比较，算一致性比率 | 能发现自相矛盾 | 比较多时很累 |
# | 熵权法 | 差异大的指标权数大 | 不用主观判断 | 差异大不等于重要 |
# | 主成分 | 与其他指标相关高者权数大 | 概括力强 | 相关高不等于重要 |
# | 回归 | 对结果（如复购）预测力大者权数大 | 与目标挂钩 | 样本小时不稳，可能为负 |
#
# 下面用同一批答卷，换几套权数（专家打分请了两位：经理和柜员）。

# %% [markdown] tags=["en", "slide"]
# ## 3 Where do weights come from?
#
# | origin | how | good for | beware |
# |---|---|---|---|
# | given | a rule, or as in earlier years | comparable, simple | no reasons |
# | experts' points | each shares out 100 | quick, everyone understands | depends on who was asked |
# | AHP | compare in pairs, consistency ratio | finds contradictions | tiring with many parts |
# | entropy | more weight to what varies more | no judgement needed | varied is not important |
# | first component | more weight to what correlates with the rest | sums up well | correlated is not important |
# | regression | more weight to what predicts an outcome, as repurchase | tied to the aim | shaky in small samples, may be negative |
#
# The same answers, with several sets of weights (two experts gave points, a manager and a clerk):

# %%
methods = {
    "given": "{method: given, points: {repeat_use: 30, choosing: 15, price: 20, competitors: 15, tolerance: 20}}",
    "points_manager": "{method: expert_points, points:"
    " {repeat_use: 60, choosing: 25, price: 5, competitors: 5, tolerance: 5}}",
    "points_clerk": "{method: expert_points, points:"
    " {repeat_use: 20, choosing: 10, price: 20, competitors: 10, tolerance: 40}}",
    "ahp": "{method: ahp, comparisons: [[repeat_use, choosing, 3], [repeat_use, price, 2], [repeat_use, competitors, 3],"
    " [repeat_use, tolerance, 1], [price, choosing, 2], [price, competitors, 2], [tolerance, price, 2],"
    " [tolerance, choosing, 3], [tolerance, competitors, 2], [competitors, choosing, 1]]}",
    "entropy": "{method: entropy, replicates: 100}",
    "pca": "{method: pca, replicates: 100}",
    "regression": "{method: regression, outcome: R1, replicates: 100}",
}
folder = Path(mkdtemp())
definition = (surveys / "course" / "postal-loyalty.yaml").read_text(encoding="utf-8")
without = re.sub(r" weight: [0-9.]+,", "", definition)


def weighed(name):
    """Return the scores with weights of another origin."""
    text = without.replace("    components:\n", f"    weights: {methods[name]}\n    components:\n")
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return si.score(
        si.read_responses(surveys / "course" / "postal-loyalty.csv", si.load_survey(folder / f"{name}.yaml", language))
    )


weightings = {name: weighed(name) for name in methods}

# %% tags=["subslide"]
pd.DataFrame(
    {
        name: found["loyalty.weights"].to_frame().set_index("component")["estimate"].drop("overall")
        for name, found in weightings.items()
    }
).T.round(3)

# %%
weightings["ahp"]["loyalty.weights"]

# %% [markdown] tags=["zh"]
# AHP 的**一致性比率** CR 低于 `0.10` 才算判断前后一致。算不出权数的方法会说明原因，例如回归里出现负的权数：

# %% [markdown] tags=["en"]
# In AHP a **consistency ratio** below `0.10` counts as consistent. A method that gives no weights says why, as where a regression makes one negative:


# %%
weightings["regression"]["loyalty.weights"]

# %% [markdown] tags=["zh"]
# 再看四个网点在各套权数下的指数，以及谁居首：

# %% [markdown] tags=["en"]
# And the index of the four branches under each set of weights, with who leads:


# %% tags=["subslide"]
def by_branch(found):
    """Return the index of each branch that is known."""
    table = found["loyalty"].by("branch").to_frame()
    known = table[(table["component"] == "overall") & (table["level"] != "(missing)")]
    return known.set_index("level")["estimate"]


standing = pd.DataFrame({name: by_branch(found) for name, found in weightings.items()}).astype(float).T
standing.round(1).assign(first=standing.dropna(how="all").idxmax(axis=1))

# %% [markdown] tags=["zh", "trainer"]
# **讨论**：哪一种权数最“客观”？（都不客观：熵权、主成分只是把选择藏进了公式。）回归权数若为负，程序会拒绝并说明原因：是该项方向写反了，还是样本太小？
#
# **活动**：把课前收来的班级平均填进 `expert_points`，看谁第一。

# %% [markdown] tags=["en", "trainer"]
# **Discuss**: which weights are the most objective? (None: entropy and components merely hide the choice in a formula.) Where regression gives a negative weight the program refuses and says why: is the direction wrong, or the sample too small?
#
# **Do**: put the class's means into `expert_points` and see who leads.

# %% [markdown] tags=["zh", "slide"]
# ## 4 名次有多依赖权数？
#
# 与其争论哪一套权数正确，不如问：**在所有可能的权数里，各网点有多大比例能排第一？** 比例接近全部，结论就牢靠；两家平分秋色，就不该只报一个名次。

# %% [markdown] tags=["en", "slide"]
# ## 4 How far does the standing hang on weights?
#
# Rather than argue which weights are right, ask: **of all possible weights, under what share does each branch come first?** If nearly all, the conclusion is safe; if two branches split them, one rank alone should not be reported.

# %%
tables = si.analyse(scores, language).tables

# %% tags=["subslide"]
tables["loyalty.sensitivity"].plot()

# %%
tables["loyalty.sensitivity"]

# %% [markdown] tags=["zh"]
# 注意：这里只看权数，不含抽样误差。两件事要一起说：**名次在多少权数下成立**，以及**差别是不是大于误差**（下表的字母）。

# %% [markdown] tags=["en"]
# Mind: this is about weights alone, without sampling error. Tell both: **under how many weights a rank holds**, and **whether differences exceed their error** (the letters below).

# %%
letters = scores["loyalty"].by("branch").to_frame()
letters[letters["component"] == "overall"][["level", "estimate", "ci_low", "ci_high", "n", "rank", "letters"]].round(1)

# %% [markdown] tags=["zh", "slide"]
# ## 练习

# %% [markdown] tags=["en", "slide"]
# ## Exercises

# %%
practice = si.open_exercise(surveys / "exercises" / "04-loyalty.yaml")
mine = si.score(si.read_responses(practice.data, survey))

# %% [markdown] tags=["zh", "exercise"]
# **练习 1** 忠诚度指数（加权，0–100）是多少？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 1** What is the loyalty index (weighted, 0–100)?

# %% tags=["answer"]
own = mine["loyalty"].to_frame().set_index("component")
si.check("index", own.loc["overall", "estimate"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 2** “价格敏感度”一项得多少分（0–100，越高越忠诚）？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 2** How does price sensitivity score (0–100, higher is more loyal)?

# %% tags=["answer"]
si.check("price", own.loc["price", "estimate"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 3** “重复使用次数”为指数贡献多少分？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 3** How many points does repeat use contribute to the index?

# %% tags=["answer"]
si.check("contribution", own.loc["repeat_use", "contribution"])

# %% [markdown] tags=["zh", "exercise"]
# **练习 4** 按定义中的权数，哪个网点指数最高？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 4** By the weights of the definition, which branch has the highest index?

# %% tags=["answer"]
sensitivity = si.analyse(mine, language).tables["loyalty.sensitivity"].to_frame()
branches = sensitivity[sensitivity["rank"].notna()].set_index("level")
si.check("first", branches["estimate"].idxmax())

# %% [markdown] tags=["zh", "exercise"]
# **练习 5** 在所有可能的权数下，哪个网点最常居首？

# %% [markdown] tags=["en", "exercise"]
# **Exercise 5** Over all possible weights, which branch leads most often?

# %% tags=["answer"]
si.check("often", branches["first_share"].idxmax())

# %% [markdown] tags=["zh", "exercise"]
# **练习 6 · 有理由的排名** 只能表扬一个网点，您报哪个？理由里至少写明：权数从何而来，名次在多大范围内成立，差别是否大于误差。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 6 · a standing with reasons** Only one branch can be named. Which one do you put forward? Say at least where the weights come from, over what range the rank holds, and whether differences exceed their error.

# %% tags=["zh", "answer"]
si.check(
    "decide",
    branches["first_share"].idxmax(),
    reasons="权数为公司事先给定；它在大部分权数下居首；与第二名的差别是否大于误差，另附字母说明。",
)

# %% tags=["en", "answer"]
si.check(
    "decide",
    branches["first_share"].idxmax(),
    reasons="Weights were given beforehand; it leads under most weights; letters tell whether it exceeds the error.",
)

# %% [markdown] tags=["zh", "exercise"]
# **练习 7 · 说明** 第二名说“换一套权数我们就是第一”。请用三句话回应。

# %% [markdown] tags=["en", "exercise"]
# **Exercise 7 · explain** The runner-up says that with other weights they would come first. Answer in three sentences.

# %% tags=["zh", "answer"]
si.check(
    "advice",
    "权数确实是一种选择，所以我们给出了所有权数下的居首比例。只有把某一项看得极重时名次才会改变。权数应在看到结果之前商定。",
)

# %% tags=["en", "answer"]
si.check(
    "advice",
    "Weights are a choice, which is why we show how often each branch leads over all of them. The order changes only "
    "where one indicator counts for a great deal. Weights are agreed on before results are known.",
)

# %% [markdown] tags=["zh", "trainer"]
# **评讲要点**：练习 4 与练习 5 的答案可能不同，这正是本章的要点。好的理由承认权数是选择，不好的理由只报一个名次。

# %% [markdown] tags=["en", "trainer"]
# **Talking it over**: exercises 4 and 5 may have different answers, which is the point of this chapter. Good reasons admit that weights are a choice; poor ones report a rank and nothing else.

# %% [markdown] tags=["zh", "slide"]
# ## 常见误读
#
# - “指数上升一定是忠诚了。”——可能只是某一项的次数多了，看贡献。
# - “数据算出来的权数最客观。”——公式也是选择。
# - “第一名就是最好。”——先看在多少权数下成立、差别是否大于误差。
# - “各项得分可以直接比高低。”——锚点不同，难易也不同；比的是前后和网点之间。
#
# **下一章**：Kano 与重要性—绩效。

# %% [markdown] tags=["en", "slide"]
# ## Common misreadings
#
# - "A higher index means more loyalty." Perhaps one count has risen: look at the contributions.
# - "Weights computed from data are the objective ones." A formula is a choice, too.
# - "The first is the best." Ask under how many weights, and whether differences exceed their error.
# - "Parts can be compared with each other." Anchors differ, and so does how hard they are to reach; compare over time and between branches.
#
# **Next**: Kano, and importance–performance.

# %% [markdown] tags=["zh"]
# **文献**：Dick, A. S. & Basu, K. (1994) Customer loyalty: toward an integrated conceptual framework. *Journal of the Academy of Marketing Science* 22(2) · OECD & JRC (2008) *Handbook on Constructing Composite Indicators* · Saaty, T. L. (1980) *The Analytic Hierarchy Process*。

# %% [markdown] tags=["en"]
# **Sources**: Dick, A. S. & Basu, K. (1994) Customer loyalty: toward an integrated conceptual framework. *Journal of the Academy of Marketing Science* 22(2) · OECD & JRC (2008) *Handbook on Constructing Composite Indicators* · Saaty, T. L. (1980) *The Analytic Hierarchy Process*.
