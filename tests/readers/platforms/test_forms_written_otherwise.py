"""Exports of forms in other encodings, with other delimiters, cut off: read right, or refused in words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from satindex import DataError
from satindex.readers import open_export

# Platform: rows of its export; the last column is a question, answered with a label and left blank.
FORMS = {
    "SurveyMonkey": [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "您满意吗？"],
        ["", "", "", "", "Response"],
        ["100000000001", "7", "2026-09-01 10:00:00", "2026-09-01 10:00:30", "非常满意"],
        ["100000000002", "7", "2026-09-01 10:00:00", "2026-09-01 10:01:30", ""],
    ],
    "Google Forms": [
        ["时间戳记", "年龄", "您满意吗？"],
        ["2026/09/01 10:00:00 上午 GMT+8", "30", "非常满意"],
        ["2026/09/01 10:00:00 上午 GMT+8", "31", ""],
    ],
    "Microsoft Forms": [
        ["ID", "开始时间", "完成时间", "名称", "您满意吗？"],
        ["1", "2026-09-01 10:00:00", "2026-09-01 10:00:30", "", "非常满意"],
        ["2", "2026-09-01 10:00:00", "2026-09-01 10:01:30", "", ""],
    ],
}


def text_of(platform: str, delimiter: str = ",", more: list[str] | None = None) -> str:
    rows = [[*row, cell] for row, cell in zip(FORMS[platform], more, strict=True)] if more else FORMS[platform]
    return "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("platform", FORMS)
def test_encodings_and_delimiters(tmp_path: Path, platform: str, delimiter: str, encoding: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(text_of(platform, delimiter).encode(encoding))
    export = open_export(path)
    assert export.kind.startswith(f"{platform}, csv (")
    assert export.read(["您满意吗？"])["您满意吗？"].to_list() == ["非常满意", None]
    if platform != "Google Forms":
        assert export.read(["duration"])["duration"].to_list() == [30.0, 90.0]


@pytest.mark.parametrize("platform", FORMS)
def test_a_column_without_heading_and_cells_is_left_out(tmp_path: Path, platform: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text_of(platform, more=[""] * len(FORMS[platform])), encoding="utf-8")
    export = open_export(path)
    assert [name for name in export.columns if name != "duration"][-1] == "您满意吗？"


@pytest.mark.parametrize("platform", FORMS)
def test_a_file_cut_off_anywhere_is_read_or_refused_in_words(tmp_path: Path, platform: str) -> None:
    whole = text_of(platform).encode("utf-8")
    for size in range(1, len(whole)):
        path = tmp_path / "cut.csv"
        path.write_bytes(whole[:size])
        with suppress(DataError):
            assert len(open_export(path).read()) <= 2


@pytest.mark.parametrize("platform", FORMS)
def test_zero_bytes_are_refused(tmp_path: Path, platform: str) -> None:
    path = tmp_path / "zeros.csv"
    path.write_bytes(text_of(platform).encode("utf-8").replace("非常".encode(), b"\0"))
    with pytest.raises(DataError, match="zero bytes"):
        open_export(path)
