"""Signs of careless answering against R careless 1.2.2 on its own data, by hand, and as properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from satindex.stats.careless import (
    average_run,
    centre,
    even_odd,
    longest_run,
    mahalanobis,
    response_variability,
    seconds_per_item,
    synonym_pairs,
    synonyms,
)

SETS = [range(5 * k, 5 * k + 5) for k in range(10)]


@pytest.fixture(scope="module")
def answers(shared: Path) -> np.ndarray:
    """R: careless_dataset, 50 items × 200 respondents."""
    return pd.read_csv(shared / "data/careless/careless_dataset.csv").to_numpy(float).T


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    golden = json.loads((shared / "golden/servqual_kano_nps_careless.json").read_text(encoding="utf-8"))
    return dict(golden["careless1"])


def numbers(values: list[Any]) -> np.ndarray:
    return np.array([value if isinstance(value, int | float) else np.nan for value in values], dtype=float)


def test_longest_run_equals_r(answers: np.ndarray, expected: dict[str, Any]) -> None:
    """R: longstring(careless_dataset)."""
    assert longest_run(answers).tolist() == numbers(expected["longstring"]).tolist()


def test_average_run_equals_r(answers: np.ndarray, expected: dict[str, Any]) -> None:
    """R: longstring(careless_dataset, avg = TRUE)$avgstr."""
    assert average_run(answers) == pytest.approx(numbers(expected["avg"]), abs=1e-12)


def test_synonyms_equal_r(answers: np.ndarray, expected: dict[str, Any]) -> None:
    """R: psychsyn(careless_dataset, critval = .60); two respondents whose answers are all the same have none."""
    pairs = synonym_pairs(np.corrcoef(answers))
    assert len(pairs) == 53
    assert synonyms(answers, pairs) == pytest.approx(numbers(expected["psychsyn"]), abs=1e-12, nan_ok=True)


def test_average_run_by_hand() -> None:
    """3 3 | 3 – 3 3 3 4: seven answers in the runs 3 3, 3, 3 3 3 and 4; without the battery's end in three runs."""
    row = np.array([[3, 3, 3, np.nan, 3, 3, 3, 4.0]]).T
    assert average_run(row, [0, 0, 1, 1, 1, 1, 1, 1]) == pytest.approx([7 / 4])
    assert average_run(row) == pytest.approx([7 / 3])
    assert np.isnan(average_run(np.full((3, 1), np.nan))).all()


def test_variability_equals_r(answers: np.ndarray, expected: dict[str, Any]) -> None:
    """R: irv(careless_dataset)."""
    assert response_variability(answers) == pytest.approx(numbers(expected["irv"]), abs=1e-12)


def test_even_odd_equals_r(answers: np.ndarray, expected: dict[str, Any]) -> None:
    """R: evenodd(careless_dataset, rep(5, 10)), which is high where answers are inconsistent: the negative of ours."""
    assert even_odd(answers, SETS) == pytest.approx(-numbers(expected["evenodd"]), abs=1e-12, nan_ok=True)


def test_mahalanobis_equals_r(answers: np.ndarray, expected: dict[str, Any]) -> None:
    """R: mahad(careless_dataset, plot = FALSE)."""
    distance, _ = mahalanobis(answers, *centre(answers))
    assert distance == pytest.approx(numbers(expected["mahad"]), rel=1e-9)


def test_runs_end_at_missing_answers_and_at_the_end_of_a_battery() -> None:
    """3 3 | 3 – 3 3 3: without batteries the longest run is three, with a battery's end after two it is three too."""
    row = np.array([[3, 3, 3, np.nan, 3, 3, 4.0]]).T
    assert longest_run(row).tolist() == [3]
    assert longest_run(row, [0, 0, 1, 1, 1, 1, 1]).tolist() == [2]
    assert np.isnan(longest_run(np.full((3, 1), np.nan))).all()


def test_even_odd_by_hand() -> None:
    """Odd means 1, 3, 5; even means 2, 3, 4: r = 1, stepped up 1. Turned round: r = −1, bounded at −1."""
    straight = np.array([[1.0, 2, 3, 3, 5, 4], [1.0, 4, 3, 3, 5, 2]]).T
    sets = [[0, 1], [2, 3], [4, 5]]
    assert even_odd(straight, sets) == pytest.approx([1, -1])
    assert np.isnan(even_odd(straight[:4], sets[:2])).all()


def test_mahalanobis_by_hand() -> None:
    """S = I: distance of (3, 4) from 0 is 25, p = exp(−12.5) with 2 df; with the second missing 9 with 1 df."""
    people = np.array([[3.0, 3.0], [4.0, np.nan]])
    distance, p_value = mahalanobis(people, np.zeros(2), np.eye(2))
    assert distance == pytest.approx([25, 9])
    assert p_value == pytest.approx([np.exp(-12.5), 0.0026998], abs=1e-7)


def test_nothing_from_nothing() -> None:
    nobody = np.full((4, 2), np.nan)
    assert np.isnan(response_variability(nobody)).all()
    assert np.isnan(mahalanobis(nobody, np.zeros(4), np.eye(4))[1]).all()
    assert np.isnan(seconds_per_item(np.array([10.0, np.nan]), nobody)).all()


ANSWERS = arrays(np.float64, (8, 12), elements=st.sampled_from([1.0, 2, 3, 4, 5, np.nan]))


@settings(deadline=None)
@given(answers=ANSWERS, order=st.permutations(range(12)))
def test_respondents_do_not_depend_on_their_order(answers: np.ndarray, order: list[int]) -> None:
    mean, covariance = np.full(8, 3.0), np.eye(8) + 0.2
    for figure in (
        longest_run,
        response_variability,
        lambda x: even_odd(x, [[0, 1], [2, 3], [4, 5], [6, 7]]),
        lambda x: mahalanobis(x, mean, covariance)[0],
    ):
        assert figure(answers)[order] == pytest.approx(figure(answers[:, order]), nan_ok=True)


@settings(deadline=None)
@given(answers=ANSWERS)
def test_ranges(answers: np.ndarray) -> None:
    run, consistency = longest_run(answers), even_odd(answers, [[0, 1], [2, 3], [4, 5], [6, 7]])
    answered = np.isfinite(answers).sum(axis=0)
    assert np.all((run <= answered) | np.isnan(run))
    assert np.all(np.isnan(consistency) | ((consistency >= -1) & (consistency <= 1 + 1e-9)))
    straight = np.where(np.isnan(answers), np.nan, 3.0)
    assert np.all(np.nan_to_num(response_variability(straight)) == 0)


@settings(deadline=None)
@given(answers=arrays(np.float64, (5, 40), elements=st.sampled_from([1.0, 2, 3, 4, 5, np.nan])))
def test_covariances_equal_pandas(answers: np.ndarray) -> None:
    """pandas DataFrame.cov is pairwise-complete, but centres each pair on its own means; so does ours."""
    assert centre(answers)[1] == pytest.approx(pd.DataFrame(answers.T).cov().to_numpy(), abs=1e-9, nan_ok=True)
