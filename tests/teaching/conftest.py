"""An exercise on the postal survey with a task for every ready-made mistake; many detractors, so that some answer 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from satindex.teaching import Exercise, load_exercise

TASKS = """\
exercise: every-mistake
survey: {survey}
data: {{n: 300, truth: {{shares: {{nps: {{promoters: 0.1, passives: 0.2, detractors: 0.7}}}}}}}}
tasks:
  - {{id: gap, ask: The gap on reliability?, answer: quality.reliability.estimate, tolerance: 0.005, points: 2}}
  - {{id: turned, ask: The gap on responsiveness?, answer: quality.responsiveness.estimate}}
  - {{id: overall, ask: The weighted gap?, answer: quality.overall.estimate}}
  - {{id: ratio, ask: Perceived to expected on empathy?, answer: quality.empathy.ratio}}
  - {{id: nps, ask: NPS?, answer: nps.estimate}}
  - {{id: promoters, ask: The share of promoters?, answer: nps.promoters}}
  - {{id: sd, ask: The standard deviation?, answer: loyalty.behavioural.sd}}
"""


@pytest.fixture(scope="session")
def exercise(surveys: Path, tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    path = tmp_path_factory.mktemp("exercise") / "ex.yaml"
    path.write_text(TASKS.format(survey=surveys / "postal.yaml"), encoding="utf-8")
    return load_exercise(path)
