"""A first look: guesses from headings and answers, and nothing that could identify a person."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from satindex.readers import open_export
from satindex.readers.export import Codebook
from satindex.readers.look import Look, look
from satindex.readers.looking.dates import date_range
from satindex.readers.opening.platform_export import described

PEOPLE = 40


def first_look(**columns: list[object]) -> Look:
    return look(open_export(pl.DataFrame({name: list(cells) for name, cells in columns.items()}, strict=False)))


def guesses(seen: Look) -> dict[str, str]:
    return {str(row["column"]): str(row["guess"]) for row in seen.columns.to_dicts("en")}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    heads = [
        "序号",
        "提交答卷时间",
        "所用时间",
        "来自IP",
        "联系方式",
        "您向朋友推荐我们的可能性",
        "性别",
        "原因",
        "渠道",
        "空",
    ]
    heads += [f"E{n}" for n in range(1, 5)] + [f"P{n}" for n in range(1, 5)]
    lines = [",".join(heads)]
    for n in range(PEOPLE):
        person = [str(n + 1), f"2026/9/{n % 28 + 1} 0:39:00", f"{100 + n}秒", "1.2.3.4(上海-上海)", f"1380000{n:04d}"]
        answers = [str(n % 11), "男女"[n % 2], f"因为第{n}个理由", "手机提交", ""]
        lines.append(
            ",".join([*person, *answers, *("567"[(n + k) % 3] for k in range(4)), *("4567"[n % 4] for _ in "1234")])
        )
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    return path


def test_what_the_columns_seem_to_be(export: Path) -> None:
    assert list(guesses(look(open_export(export))).values()) == [
        "respondent's id",
        "date or time",
        "duration",
        "personal data (answers not shown)",
        "personal data (answers not shown)",
        "likely recommendation, 0–10 (NPS)",
        "choice of 2",
        "open text (answers not shown)",
        "the same answer everywhere",
        "empty",
        *["rating 5–7"] * 4,
        *["rating 4–7"] * 4,
    ]


def test_the_file_in_one_row(export: Path) -> None:
    (row,) = look(open_export(export)).summary.to_dicts("en")
    assert row == {
        "source": "export.csv",
        "kind": "Wenjuanxing (text), csv (gb18030, ',')",
        "rows": PEOPLE,
        "columns": 18,
        "repeated_headings": 0,
        "first_date": "2026-09-01",
        "last_date": "2026-09-28",
        "likely_nps": "您向朋友推荐我们的可能性",
        "batteries": 2,
        "personal_data": 2,
    }


def test_batteries_and_their_pair(export: Path) -> None:
    seen = look(open_export(export))
    assert [(row["first"], row["last"], row["items"]) for row in seen.batteries.rows] == [
        ("E1", "E4", 4),
        ("P1", "P4", 4),
    ]
    assert seen.pairs.to_dicts() == [{"expected": "E1 … E4", "perceived": "P1 … P4", "items": 4}]


def test_answers_are_counted_and_personal_or_open_ones_never_shown(export: Path) -> None:
    seen = look(open_export(export))
    shown = {row["column"]: row["answers"] for row in seen.columns.to_dicts()}
    assert shown["性别"] == "男 (20), 女 (20)"
    assert shown["E1"] == "5 (14), 6 (13), 7 (13)"
    said = str([table.to_dicts(language) for table in seen.tables() for language in ("en", "zh")])
    assert not any(secret in said for secret in ("1.2.3.4", "1380000", "理由"))


def test_own_words_among_choices_are_not_shown() -> None:
    answers = ["红"] * 20 + ["其他〖我妈买的〗"] * 2 + ["我叫王小明"]
    (row,) = first_look(颜色=answers).columns.to_dicts()
    assert row["answers"] == "红 (20), 其他〖…〗 (2), … +1"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("contact", ["a.b@example.org", "c@example.com", None]),
        ("Recipient Last Name", ["Li", "Wang", "Li"]),
        ("where", ["10.0.0.1", "10.0.0.1", "10.0.0.2"]),
        ("call me", ["13812345678", "+44 20 7946 0958", "(555) 123-4567"]),
    ],
)
def test_personal_data_is_known_by_heading_or_pattern(name: str, cells: list[object]) -> None:
    assert guesses(first_look(**{name: cells})) == {name: "personal data (answers not shown)"}


def test_where_one_heading_speaks_of_recommending_other_0_10_columns_are_ratings(shared: Path) -> None:
    seen = look(open_export(shared / "data/nps/nps_testdata.csv"))
    assert seen.summary.rows[0]["likely_nps"] == "REC"
    assert guesses(seen)["Product.Tastiness"] == "rating 0–10"
    assert (seen.summary.rows[0]["first_date"], seen.summary.rows[0]["last_date"]) == ("2012-01-01", "2012-12-31")


def test_interleaved_expectations_and_perceptions(shared: Path) -> None:
    """kiosk_tidy.csv holds e01, p01, e02, p02 … and imp, sat in the same way."""
    pairs = look(open_export(shared / "data/servqual/kiosk_tidy.csv")).pairs.to_dicts()
    assert pairs == [
        {"expected": "e01 … e24", "perceived": "p01 … p24", "items": 24},
        {"expected": "imp01 … imp24", "perceived": "sat01 … sat24", "items": 24},
    ]


def test_interleaved_expectations_and_perceptions_in_full_sentences(shared: Path) -> None:
    pairs = look(open_export(shared / "data/servqual/kiosk_google_forms_cp949.csv")).pairs.rows
    assert pairs[0]["items"] == 24


@pytest.mark.parametrize(
    ("texts", "span"),
    [
        (["2026/9/19 0:39:00", "2026/10/1 12:00:00"], ("2026-09-19", "2026-10-01")),
        (["2026-01-02T03:04:05Z", "2026-01-01T03:04:05Z"], ("2026-01-01", "2026-01-02")),
        (["31/12/2026", "1/1/2026"], ("2026-01-01", "2026-12-31")),
        (["12/31/2026 10:00", "1/2/2026 09:00"], ("2026-01-02", "2026-12-31")),
        (["1/2/2026", "3/4/2026"], None),
        (["2026-01-02", "soon"], None),
        ([], None),
    ],
)
def test_the_span_of_dates_is_told_only_where_it_is_certain(texts: list[str], span: tuple[str, str] | None) -> None:
    assert date_range(pl.Series(texts, dtype=pl.String)) == span


def test_lazy_frames_and_typed_columns() -> None:
    frame = pl.LazyFrame({"when": ["2026-01-02", "2026-02-03", "2026-01-05"], "score": [1.5, None, 2.0]}).with_columns(
        pl.col("when").str.to_date()
    )
    seen = look(open_export(frame))
    assert guesses(seen) == {"when": "date or time", "score": "number 1.5–2"}
    assert seen.summary.rows[0]["first_date"] == "2026-01-02"
    assert seen.columns.rows[1]["empty"] == 1


def test_a_wide_export_is_read_in_parts(monkeypatch: pytest.MonkeyPatch, export: Path) -> None:
    whole = look(open_export(export)).columns.to_dicts()
    monkeypatch.setattr("satindex.readers.looking.profile.CELLS_AT_ONCE", 3 * PEOPLE)
    assert look(open_export(export)).columns.to_dicts() == whole


def test_durations_that_happen_to_count_up_are_no_ids() -> None:
    seen = first_look(duration=[float(second) for second in range(30, 60)], key=[*range(30)])
    assert guesses(seen) == {"duration": "duration", "key": "respondent's id"}


def test_what_the_export_tells_of_its_columns_is_shown() -> None:
    """Codes stand with their labels, questions beside the headings; personal columns stay unseen."""
    frame = pl.DataFrame({"Q1": [1, 2, 2], "who": ["a", "b", "a"], "took": [12, 30, 41]})
    told = Codebook(
        questions={"Q1": "Your sex?"},
        value_labels={"Q1": {"1": "Male", "2": "Female"}},
        roles={"who": "name", "took": "duration"},
    )
    rows = {row["column"]: row for row in look(described(open_export(frame), told)).columns.to_dicts()}
    assert rows["Q1"]["question"] == "Your sex?"
    assert rows["Q1"]["guess"] == "choice of 2, labelled"
    assert rows["Q1"]["answers"] == "1 = Male (1), 2 = Female (2)"
    assert (rows["who"]["guess"], rows["who"]["answers"]) == ("personal data (answers not shown)", None)
    assert rows["took"]["guess"] == "duration"
