"""The postal survey in parts: the report from moments is that of the whole file in every figure that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import satindex as si
from satindex.analysis.analysis import Analysis
from satindex.errors import ROWS_NEEDED, DataError, RowsNeededError
from satindex.language import Words
from satindex.results.result import Cell, Row
from satindex.summaries.file import read_file, read_files
from satindex.summaries.joining import joined
from satindex.summaries.scoring import IDS_APART
from satindex.summaries.summary import Summary
from satindex.survey.model import Survey

SURVEYS = Path(__file__).resolve().parents[2] / "surveys"
BRANCH = "1、您最近一次办理业务的网点是？"
OF_ROWS = {"repurchase", "repurchase.fit", "careless"}
"""Tables that say that they need the rows: a logit model, and the signs of careless answering."""
DRAWN = {"std_error", "ci_low", "ci_high"}
"""What drivers' shares lack: their replicates are drawn from the rows."""
WITHOUT_INTERVALS = {"repurchase.drivers", "repurchase.importance_performance"}
"""Drivers' shares come from sums; their intervals are drawn from the rows."""
NOT_THERE = {
    "careless.effect",
    "repurchase.calibration",
    "repurchase.drivers.pairs",
    "repurchase.drivers.ranks",
}
"""Further tables of those."""


@pytest.fixture(scope="module")
def survey() -> Survey:
    return si.load_survey(SURVEYS / "postal.yaml")


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return pl.read_csv(SURVEYS / "postal.csv", infer_schema=False)


@pytest.fixture(scope="module")
def cut(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Uneven parts: a single row, one without the east branch, one with nothing but it, the rest."""
    first, rest = rows[:1], rows[1:]
    east = rest[BRANCH].str.starts_with("城东")
    rest_of_all = pl.concat([rest.filter(~east)[90:], rest.filter(east)[40:]])
    return [first, rest.filter(~east)[:90], rest.filter(east)[:40], rest_of_all]


@pytest.fixture(scope="module")
def parts(cut: list[pl.DataFrame], survey: Survey, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("parts")
    paths = [folder / f"part{at}.moments" for at in range(len(cut))]
    for path, frame in zip(paths, cut, strict=True):
        si.write_moments(si.summarise(si.score(si.read_responses(frame, survey))), path)
    return paths


@pytest.fixture(scope="module")
def whole(cut: list[pl.DataFrame], survey: Survey) -> Analysis:
    return si.analyse(si.score(si.read_responses(pl.concat(cut), survey)))


@pytest.fixture(scope="module")
def merged(parts: list[Path], survey: Survey) -> Analysis:
    return si.analyse(si.read_moments(parts, survey))


def test_the_tables_that_are_not_there_are_known(whole: Analysis, merged: Analysis) -> None:
    assert set(whole.tables) - set(merged.tables) == NOT_THERE
    assert set(merged.tables) <= set(whole.tables)
    reasons = {name: {str(row.get("reason")) for row in table.rows} for name, table in merged.tables.items()}
    assert {name for name, found in reasons.items() if found == {str(ROWS_NEEDED)}} == OF_ROWS


def test_every_figure_that_is_there_is_that_of_the_whole_file(whole: Analysis, merged: Analysis) -> None:
    compared = 0
    for name in set(merged.tables) - OF_ROWS - {"repurchase.drivers"}:
        theirs, mine = whole.tables[name].rows, merged.tables[name].rows
        assert len(theirs) == len(mine), name
        compared += sum(_same(one, other, name) for one, other in zip(theirs, mine, strict=True))
    assert compared > 4000


def test_drivers_shares_and_their_r2_are_those_of_the_whole_file(whole: Analysis, merged: Analysis) -> None:
    """Lindeman, Merenda and Gold's shares, with a control of which one part lacks levels."""
    tables = whole.tables["repurchase.drivers"].rows, merged.tables["repurchase.drivers"].rows
    for one, other in zip(*tables, strict=True):
        _same({key: cell for key, cell in one.items() if key not in DRAWN}, other, "repurchase.drivers")
    (fit,), (fit_of_parts,) = (found.tables["repurchase.fit"].rows for found in (whole, merged))
    assert fit_of_parts["r2"] == pytest.approx(fit["r2"], rel=1e-9)
    assert (fit_of_parts["n"], fit_of_parts["left_out"]) == (fit["n"], fit["left_out"])


def _same(one: Row, other: Row, name: str) -> int:
    """Assert that two rows hold the same cells; returns how many numbers were compared."""
    if name in WITHOUT_INTERVALS:
        assert set(one) - set(other) <= {"std_error", "ci_low", "ci_high"}, name
        one = {key: one[key] for key in other}
    assert list(one) == list(other), name
    for key, cell in one.items():
        if isinstance(cell, float):
            assert other[key] == pytest.approx(cell, rel=1e-9, abs=1e-9), (name, key, one)
        else:
            assert other[key] == cell, (name, key, one)
    return sum(isinstance(cell, float) for cell in one.values())


def test_the_account_is_that_of_the_whole_file(whole: Analysis, merged: Analysis) -> None:
    assert (merged.audit.rows_read, merged.audit.rows_used) == (whole.audit.rows_read, whole.audit.rows_used)
    assert sorted(map(str, merged.audit.set_aside)) == sorted(map(str, whole.audit.set_aside))
    assert sorted(map(str, merged.audit.cells)) == sorted(map(str, whole.audit.cells))
    assert dict(merged.audit.empty) == dict(whole.audit.empty)
    assert set(merged.audit.notes) == {*whole.audit.notes, IDS_APART}
    assert [_headline(one) for one in merged.headlines] == [_headline(one) for one in whole.headlines]


def _headline(one: object) -> Mapping[str, Cell]:
    return {key: round(cell, 9) if isinstance(cell, float) else str(cell) for key, cell in vars(one).items()}


def test_parts_of_parts_are_the_same(parts: list[Path], survey: Survey, merged: Analysis, tmp_path: Path) -> None:
    si.write_moments(read_files([parts[3], parts[0]]), tmp_path / "late.moments")
    again = si.analyse(si.read_moments([tmp_path / "late.moments", parts[2], parts[1]], survey))
    for name in ("quality", "nps by branch", "loyalty differences by branch"):
        pairs = zip(merged.tables[name].rows, again.tables[name].rows, strict=True)
        for one, other in pairs:
            for key, cell in one.items():
                assert other[key] == (pytest.approx(cell, rel=1e-12, abs=1e-12) if isinstance(cell, float) else cell)


def test_a_report_is_written_in_both_languages(merged: Analysis, tmp_path: Path) -> None:
    si.write_report(merged, tmp_path / "zh.html", language="zh")
    si.write_report(merged, tmp_path / "en.json", language="en")
    assert ROWS_NEEDED.zh in (tmp_path / "zh.html").read_text(encoding="utf-8")
    assert ROWS_NEEDED.en in (tmp_path / "en.json").read_text(encoding="utf-8")


def test_no_id_and_no_open_answer_is_in_a_file(parts: list[Path], cut: list[pl.DataFrame]) -> None:
    """What the file unpacks to names levels and columns: none of the export's ids, none of its open answers."""
    found = read_file(parts[1])
    said = repr(found) + repr(dict(found.known))
    texts = [text for text in cut[1]["10、您这样选择的主要原因是？"].unique().to_list() if text and len(text) > 3]
    assert len(texts) > 3
    assert not [text for text in texts if text in said]
    assert not [key for key in found.known if "@序号" in key]


def test_what_needs_rows_says_so(parts: list[Path], survey: Survey) -> None:
    scores = si.read_moments(parts, survey)
    with pytest.raises(RowsNeededError):
        scores.to_frame()
    with pytest.raises(RowsNeededError):
        scores.bootstrap()
    assert {row["reason"] for row in si.link(scores, "repurchase").table.rows} == {ROWS_NEEDED}


def summary(file: str, path: Path, **changed: object) -> Summary:
    return replace(read_file(path), file=file, **changed)  # type: ignore[arg-type]


def test_parts_that_do_not_belong_together_are_refused_all_at_once(parts: list[Path]) -> None:
    one = summary("a.moments", parts[0])
    meaning = {**one.meaning, "items": {**one.meaning["items"], "E12": "0"}, "measures": {}}
    others = [
        summary("b.moments", parts[1], meaning=meaning),
        summary("c.moments", parts[2], survey="other"),
        summary("d.moments", parts[3], version="0.0.9"),
        summary("e.moments", parts[0]),
    ]
    with pytest.raises(DataError) as caught:
        joined([one, *others])
    said = caught.value.words.en
    assert "a.moments, b.moments: by different definitions, in items.E12, measures.quality, measures.nps" in said
    assert "a.moments, c.moments: of different surveys, 'postal-2026' and 'other'." in said
    assert "a.moments, d.moments: made by satindex" in said
    assert "a.moments, e.moments: both hold" in said
    assert "每份答卷会重复计算" in caught.value.words.zh


def test_moments_of_another_definition_are_refused(parts: list[Path], survey: Survey) -> None:
    items = {**survey.items, "L5": replace(survey.items["L5"], missing=("-4",))}
    with pytest.raises(DataError, match=r"by different definitions, in items\.L5"):
        si.read_moments(parts[0], replace(survey, items=items))
    titled = replace(survey, title={"en": "Another title"}, language="en")
    assert si.read_moments(parts[0], titled).survey.language == "en"


@pytest.mark.parametrize("at", [0, 15, 40, 2000, -40, -1])
def test_a_changed_byte_is_told(parts: list[Path], tmp_path: Path, at: int) -> None:
    content = bytearray(parts[0].read_bytes())
    content[at] ^= 1
    path = tmp_path / "damaged.moments"
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match=r"damaged\.moments (is|has)"):
        read_file(path)


@pytest.mark.parametrize("length", [0, 5, 14, 20, 60, 5000])
def test_a_file_cut_off_is_told(parts: list[Path], tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.moments"
    path.write_bytes(parts[0].read_bytes()[:length])
    with pytest.raises(DataError, match=r"cut\.moments is"):
        read_file(path)


def test_patterns_name_files_and_nothing_is_told(parts: list[Path], survey: Survey) -> None:
    pattern = parts[0].parent / "part[12].moments"
    assert read_files([pattern]).rows == read_file(parts[1]).rows + read_file(parts[2]).rows
    with pytest.raises(DataError, match="no file matches"):
        read_files([parts[0].parent / "none*.moments"])


def test_words_of_reasons_are_in_both_languages() -> None:
    assert isinstance(ROWS_NEEDED, Words)
    assert ROWS_NEEDED.en != ROWS_NEEDED.zh
