"""An exercise with a task for every ready-made mistake, named in its hints; many detractors, so that some answer 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from satindex.teaching import Exercise, load_exercise

SURVEY = """\
survey: every-mistake
respondent: {segments: {branch: {order: [北, 南]}}}
items:
  E1..E6: {scale: 1..7}
  P1..P6: {scale: 1..7}
  E4: {reverse: true}
  P4: {reverse: true}
  N: {scale: 0..10}
  S: {scale: 1..10}
  V: {scale: count}
measures:
  quality:
    type: servqual
    dimensions:
      speed: {expected: E1..E2, perceived: P1..P2, weight: 1}
      care: {expected: E3..E4, perceived: P3..P4, weight: 3, title: {en: Care, zh: 关心}}
      look: {expected: E5..E6, perceived: P5..P6, weight: 2}
  nps: {type: nps, item: N}
  satisfaction: {type: mean, items: S}
  satisfied: {type: top_box, item: S, top: 2}
  loyalty: {type: composite, components: {visits: {items: [V], anchors: [0, 12], weight: 1}}}
"""
TRUTH = """\
{gaps: {quality.speed: -1.5, quality.care: -0.8, quality.look: -0.4}, missing: 0.03,
   differences: {branch: {北: {nps: 0}}},
   shares: {nps: {promoters: 0.1, passives: 0.2, detractors: 0.7}, branch: {北: 0.5, 南: 0.5}},
   means: {quality.speed.expected: 6, quality.care.expected: 5.5, quality.look.expected: 5, satisfaction: 7.4}}"""
HINTS = {
    "gap": ("quality.speed.estimate", ("sign", "perceived_for_gap", "median_for_mean", "p_for_effect")),
    "expected": ("quality.look.expected", ("sides_swapped",)),
    "turned": ("quality.care.estimate", ("reverse_not_turned",)),
    "overall": ("quality.overall.estimate", ("unweighted_for_weighted", "sides_swapped")),
    "ratio": ("quality.care.ratio", ("mean_of_ratios",)),
    "nps": ("nps.estimate", ("sign", "percent_for_share", "zero_not_detractor", "missing_as_zero", "code_for_answer")),
    "promoters": ("nps.promoters", ("percent_for_share",)),
    "sd": ("loyalty.visits.sd", ("sample_for_population", "error_for_deviation")),
    "error": ("satisfaction.std_error", ("error_for_deviation",)),
    "satisfaction": ("satisfaction.estimate", ("top_box_for_mean",)),
    "satisfied": ("satisfied.estimate", ("top_box_for_mean",)),
    "apart": ("satisfied differences by branch.[北].[南].estimate", ("percent_for_points",)),
    "p": ("nps differences by branch.[北].[南].p_value", ("wrong_tail",)),
    "order": ("{ranking: quality, by: weighted_gap, lowest: true}", ("rank_reversed", "order_unweighted")),
    "first": ("{choice: quality, by: weighted_gap, lowest: true}", ("rank_reversed", "order_unweighted")),
}


def exercise_text(survey: Path) -> str:
    tasks = [
        f"  - {{id: {task}, ask: '?', answer: {answer if answer[0] == '{' else repr(answer)}, "
        f"hints: [{', '.join(f'{{when: {mistake}, say: {mistake}!}}' for mistake in mistakes)}]}}"
        for task, (answer, mistakes) in HINTS.items()
    ]
    head = f"exercise: every-mistake\nsurvey: {survey}\ndata:\n  n: 240\n  truth: {TRUTH}\ntasks:\n"
    return head + "\n".join(tasks) + "\n"


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    folder = tmp_path_factory.mktemp("exercise")
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "ex.yaml").write_text(exercise_text(folder / "survey.yaml"), encoding="utf-8")
    return load_exercise(folder / "ex.yaml")
