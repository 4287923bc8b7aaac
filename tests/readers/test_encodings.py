"""Every encoding that survey platforms write is told apart, with every delimiter, in short texts too."""

from __future__ import annotations

import codecs
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satindex.errors import DataError
from satindex.readers import open_export
from satindex.readers.text import encoding as encodings
from satindex.readers.text.legacy import likeliest

ANSWERS = {
    "utf-8": ["非常满意", "매우 그렇다", "très bien"],
    "gb18030": ["非常满意", "不满意", "物流太慢了"],
    "cp949": ["매우 그렇다", "불만족", "친절해서 좋았어요"],
    "big5": ["非常滿意", "不滿意", "沒有意見"],
    "cp932": ["とても満足", "不満", "はい"],
    "cp1252": ["très bien", "Ärger über die Post", "don’t know"],
    "mac_roman": ["très bien", "für Käufer", "don’t know"],
    "utf-16-le": ["非常满意", "plain", "no"],
    "utf-16-be": ["非常满意", "plain", "no"],
}
SHOWN = {",": "','", ";": "';'", "\t": "tab", "|": "'|'"}


@pytest.mark.parametrize("delimiter", SHOWN)
@pytest.mark.parametrize("encoding", ANSWERS)
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "export.csv"
    rows = [["id", "Q1 why?", "Q2"]] + [[str(n), text, "x"] for n, text in enumerate(ANSWERS[encoding], start=1)]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    export = open_export(path)
    assert export.kind == f"csv ({encoding}, {SHOWN[delimiter]})"
    assert export.columns == ("id", "Q1 why?", "Q2")
    assert export.read()["Q1 why?"].to_list() == ANSWERS[encoding]


@pytest.mark.parametrize(
    ("mark", "encoding", "said"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
    ],
)
def test_a_mark_decides_and_is_no_part_of_the_first_heading(
    tmp_path: Path, mark: bytes, encoding: str, said: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(mark + "序号,答案\n1,满意\n".encode(encoding))
    export = open_export(path)
    assert export.kind == f"csv ({said}, ',')"
    assert export.read().rows() == [("1", "满意")]
    assert export.columns == ("序号", "答案")


@pytest.mark.parametrize("answer", ["满意", "男", "好", "是,否", "北京", "邮政编码"])
def test_a_few_chinese_characters_are_enough(answer: str) -> None:
    assert likeliest(f"id,Q1\n1,{answer}\n".encode("gb18030"), "a.csv") == "gb18030"


@pytest.mark.parametrize("answer", ["만족", "남", "아니오", "타임스탬프"])
def test_a_few_korean_syllables_are_enough(answer: str) -> None:
    assert likeliest(f"id,Q1\n1,{answer}\n".encode("cp949"), "a.csv") == "cp949"


@pytest.mark.parametrize("answer", ["café", "Straße", "niño", "São Paulo", "£5", "à la carte"])
def test_one_accent_is_enough(answer: str) -> None:
    assert likeliest(f"id,Q1\n1,{answer}\n".encode("cp1252"), "a.csv") == "cp1252"


def test_korean_google_form_is_cp949(shared: Path) -> None:
    export = open_export(shared / "data/servqual/kiosk_google_forms_cp949.csv")
    assert export.kind == "csv (cp949, ',')"
    assert export.columns[0] == "귀하의 성별을 선택해주세요."


def test_mac_roman_no_break_space_is_no_accent(shared: Path) -> None:
    """The file's only bytes beyond ASCII are CA, a no-break space in Mac Roman and Ê in cp1252."""
    export = open_export(shared / "data/exports/surveymonkey/food-world-cup-data.csv")
    assert export.kind == "SurveyMonkey, csv (mac_roman, ',')"
    answers = export.read([export.columns[1]])[export.columns[1]].to_list()
    assert "Not much\xa0" not in answers or "Not much\xca" not in answers
    assert not any("Ê" in heading for heading in export.columns)


def test_an_encoding_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("id,Q1\n1,Очень доволен\n2,Не знаю\n".encode("cp1251"))
    with pytest.raises(DataError) as told:
        open_export(path)
    assert str(told.value) == (
        "The encoding of export.csv can't be told: it is none of utf-8, gb18030, cp949, big5, cp932, cp1252, "
        "mac_roman, utf-16. Save it as UTF-8."
    )


def test_bytes_that_are_no_utf8_in_the_middle_are_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["id,Q1"] + [f"{n},非常满意" for n in range(1, 5001)]
    data = "\n".join(lines).encode("utf-8").replace("3000,非".encode(), b"3000,\xe9")
    path.write_bytes(data)
    with pytest.raises(DataError) as told:
        open_export(path)
    assert str(told.value) == (
        "export.csv looks like utf-8, but line 3001 holds bytes that are none (E9 E5 B8 B8): the file is damaged or "
        "mixes encodings. Export it again as UTF-8."
    )


def test_a_lone_surrogate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("id,Q1\n1,满意\n2,满意\n3,".encode() + b"\xed\xa0\xbd\n")
    with pytest.raises(DataError, match=r"looks like utf-8, but line 4 holds bytes that are none \(ED A0 BD 0A\)"):
        open_export(path)


def test_a_damaged_gb18030_file_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes("序号,答案\n1,非常满意\n2,不满意\n3,".encode("gb18030") + b"\xff\n")
    with pytest.raises(DataError, match=r"looks like gb18030, but line 4 holds bytes that are none \(FF 0A\)"):
        open_export(path)


def test_a_mark_that_lies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(codecs.BOM_UTF8 + "序号\n满意\n".encode("gb18030"))
    with pytest.raises(DataError, match=r"looks like utf-8, but line 1 holds bytes that are none"):
        open_export(path)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=40) | st.text(min_size=1).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_the_whole_file_is_utf8_as_python_tells_it_wherever_blocks_end(data: bytes) -> None:
    try:
        data.decode("utf-8")
        valid = True
    except UnicodeDecodeError:
        valid = False
    with TemporaryDirectory() as folder, patch.object(encodings, "BLOCK", 3):
        path = Path(folder) / "export.csv"
        path.write_bytes(data)
        assert encodings._is_utf8(path) is valid
