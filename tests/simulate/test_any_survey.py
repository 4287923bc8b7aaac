"""Any survey can be simulated, and its export read back without one unknown answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from satindex.simulate import simulate
from satindex.survey.model import Survey

Parsed = Callable[[str], Survey]
Scored = Callable[[pl.DataFrame, Survey], pl.DataFrame]
ERRORS = 4.0

EVERYTHING = """
survey: 一切
language: zh
respondent: {id: 编号, weight: w, stratum: 地区, cluster: 门店, wave: 批次, duration: 用时, segments: [性别, 年龄段]}
where: {用时: {at_least: 1}, 渠道: [网上, 柜台]}
derive: {年龄段: {from: 年龄, bands: [18, 30, 45]}}
missing: [N/A]
scales:
  五级: {points: [1, 5], labels: {zh: [很差, 差, 中, 好, 很好]}}
  不匀: {codes: {从不: 0, 偶尔: 1, 常常: 5}}
items:
  期望1..期望3: {question: "请根据您的期望打分", scale: 五级}
  感知1..感知3: {question: "请根据您的感受打分", scale: 五级}
  期望3: {reverse: true}
  感知3: {reverse: true}
  分1..分2: {scale: number}
  推荐: {scale: 0..10}
  等候: {scale: number, missing: [-9]}
  投诉: {scale: count}
  性别: {scale: {X}}
  频率: {scale: 不匀}
  备注: {scale: text}
  日期: {scale: date}
  渠道们: {scale: multi}
  再来: {scale: 1..4}
  次数: {scale: count}
  花费: {scale: number}
measures:
  质量:
    type: servqual
    dimensions:
      一: {expected: 期望1..期望2, perceived: 感知1..感知2, weight: {item: 分1}}
      二: {expected: 期望3, perceived: 感知3, weight: {item: 分2}}
  净推荐: {type: nps, item: 推荐}
  忠诚:
    type: composite
    components:
      耐心: {items: 等候, anchors: [0, 30], better: low}
      平静: {items: 投诉, anchors: [8, 0]}
      习惯: {items: 频率}
models:
  再来模型: {outcome: 再来, predictors: [质量.*], controls: [年龄段]}
  次数模型: {outcome: 次数, predictors: [净推荐]}
  花费模型: {outcome: 花费, predictors: [忠诚], controls: [性别]}
""".replace("{X}", "gender").replace("scales:\n", "scales:\n  gender: {codes: {男: 1, 女: 2}}\n")

FAMILIES = """
survey: families
items:
  Q1: {scale: 1..7}
  again: {scale: 1..4}
  visits: {scale: count}
  spend: {scale: number}
  calls: {scale: count}
measures: {liking: {type: mean, items: Q1}}
models:
  ordered: {outcome: again, predictors: [liking]}
  counted: {outcome: visits, predictors: [liking]}
  measured: {outcome: spend, predictors: [liking]}
  clumped: {outcome: calls, predictors: [liking], family: negative_binomial}
"""


def test_every_kind_of_item_and_column_reads_back(parsed: Parsed, scored: Scored) -> None:
    survey = parsed(EVERYTHING)
    export = simulate(survey, 500, 3, {"missing": 0.05, "odd": 0.05})
    frame = scored(export, survey)
    assert {"质量.一", "质量", "净推荐", "忠诚.耐心", "忠诚"} <= set(frame.columns)
    assert frame["质量"].drop_nulls().len() > 400
    assert set(frame["@年龄段"].drop_nulls()) == {"18-29", "30-44", "45+"}
    assert set(frame["@性别"].drop_nulls()) == {"男", "女"}
    means = frame.select("忠诚.耐心", "忠诚.平静", "忠诚.习惯").mean().row(0)
    assert all(30 < mean < 85 for mean in means)


def test_own_points_total_100(parsed: Parsed) -> None:
    export = simulate(parsed(EVERYTHING), 200, 3, {"missing": 0, "odd": 0, "empty": 0})
    total = export["分1"].cast(pl.Float64) + export["分2"].cast(pl.Float64)
    assert set(total) == {100.0}


def test_a_component_better_when_low_and_downward_anchors_are_recovered(parsed: Parsed, scored: Scored) -> None:
    survey = parsed(EVERYTHING)
    truth = {"means": {"忠诚.耐心": 70.0, "忠诚.平静": 35.0, "忠诚.习惯": 44.0}, "missing": 0, "odd": 0, "empty": 0}
    frame = scored(simulate(survey, 50_000, 9, truth), survey)
    for name, mean in truth["means"].items():
        values = frame[name].to_numpy()
        assert abs(values.mean() - mean) < ERRORS * values.std() / np.sqrt(len(values)), name


def test_ordered_counted_and_measured_outcomes_have_their_coefficients(parsed: Parsed, scored: Scored) -> None:
    import statsmodels.api as sm
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    survey = parsed(FAMILIES)
    models = {
        "ordered": {"intercept": 0, "liking": 0.5, "1|2": 0.5, "2|3": 2, "3|4": 4},
        "counted": {"intercept": -0.5, "liking": 0.3},
        "measured": {"intercept": 20, "liking": -2.5, "dispersion": 4},
        "clumped": {"intercept": 0.2, "liking": 0.2, "dispersion": 0.8},
    }
    frame = scored(simulate(survey, 20_000, 4, {"models": models, "missing": 0, "odd": 0, "empty": 0}), survey)
    liking = frame["liking"].to_numpy()
    design = sm.add_constant(liking)
    ordered = OrderedModel(frame["again"].to_numpy(), liking[:, None], distr="logit").fit(disp=0, method="bfgs")
    cuts = np.concatenate([ordered.params[1:2], ordered.params[1:2] + np.cumsum(np.exp(ordered.params[2:]))])
    assert abs(ordered.params[0] - 0.5) < ERRORS * ordered.bse[0]
    assert np.abs(cuts - [0.5, 2, 4]).max() < ERRORS * 0.06
    counted = sm.Poisson(frame["visits"].to_numpy(), design).fit(disp=0)
    measured = sm.OLS(frame["spend"].to_numpy(), design).fit()
    clumped = sm.NegativeBinomial(frame["calls"].to_numpy(), design).fit(disp=0)
    for fit, truth in ((counted, [-0.5, 0.3]), (measured, [20, -2.5]), (clumped, [0.2, 0.2, 0.8])):
        assert (np.abs(fit.params - truth) < ERRORS * fit.bse).all()
    # Rounded to cents, the residual keeps its standard deviation; standard error of an sd: σ/√(2n).
    assert abs(np.sqrt(measured.scale) - 4) < ERRORS * 4 / np.sqrt(40_000)


def test_an_english_survey_is_answered_in_english(parsed: Parsed) -> None:
    survey = parsed(
        "survey: s\nrespondent: {id: id, duration: seconds, segments: [shop]}\nitems: {Q1: {scale: agree5}}"
    )
    export = simulate(survey, 100, 1, {"missing": 0, "odd": 0})
    assert export.columns == ["id", "seconds", "shop", "Q1"]
    assert "Agree" in set(export["Q1"])
    assert set(export["shop"].drop_nulls()) == {"A", "B", "C", "D"}
    assert export["seconds"].str.contains(r"^\d+$").all()


def test_the_outlets_and_audiences_of_a_chain_are_in_the_export(parsed: Parsed, scored: Scored) -> None:
    survey = parsed("""\
items: {Y: {scale: 1..5}}
chains:
  c:
    by: outlet
    staff: {where: {role: staff}}
    customers: {where: {role: [customer, member]}}
    chain: [staff.Y, Y]
""")
    export = simulate(survey, 200, 3)
    assert set(export["outlet"].drop_nulls()) == {"A", "B", "C", "D"}
    assert set(export["role"].drop_nulls()) == {"staff", "customer", "member"}
    assert {"@outlet", "@role"} <= set(scored(export, survey).columns)
