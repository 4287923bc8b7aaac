"""Adjusted p values against statsmodels and against R's p.adjust."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.stats.multiplicity import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.parametrize(("method", "theirs"), [(holm, "holm"), (benjamini_hochberg, "fdr_bh")])
@settings(deadline=None, max_examples=30)
@given(p_values=P_VALUES)
def test_equal_to_statsmodels(method, theirs, p_values):
    from statsmodels.stats.multitest import multipletests

    assert method(p_values) == pytest.approx(multipletests(p_values, method=theirs)[1].tolist(), abs=1e-12)


def test_holm_by_hand():
    """.01·3 = .03; .02·2 = .04; .03·1 = .03, raised to its predecessor .04."""
    assert holm([0.02, 0.01, 0.03]) == pytest.approx([0.04, 0.03, 0.04])


def test_missing_is_kept_and_not_counted():
    assert holm([0.01, None, 0.04]) == pytest.approx([0.02, None, 0.04])
    assert benjamini_hochberg([0.01, float("nan"), 0.04]) == pytest.approx([0.02, None, 0.04])
    assert holm([]) == []
    assert holm([None]) == [None]


def test_kiosk_items_against_r(shared):
    """R 4.2.2, p.adjust(p, "holm") and "BH" on the 24 paired tests of the kiosk survey."""
    golden = json.loads((shared / "golden" / "servqual_kano_nps_careless.json").read_text())["kiosk_servqual"]
    p_values = [item["p"] for item in golden["items"]]
    assert holm(p_values) == pytest.approx(golden["holm_p"], rel=1e-10)
    assert benjamini_hochberg(p_values) == pytest.approx(golden["bh_p"], rel=1e-10)
