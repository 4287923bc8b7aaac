"""Pictures as files: what they are, what they say, and what is said where there is no font for it."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from satindex.errors import FigureError, WriteError
from satindex.results import images
from satindex.results.images import has_glyphs, save_image, save_images


def test_each_format_is_what_its_ending_says(sample, tmp_path: Path) -> None:
    starts = {".png": b"\x89PNG", ".svg": b"<svg", ".pdf": b"%PDF"}
    for ending, start in starts.items():
        assert save_image(sample.quality(), tmp_path / f"gaps{ending}", "en").read_bytes().startswith(start)


def test_the_picture_is_in_the_readers_language(sample, tmp_path: Path) -> None:
    told = {
        lang: save_image(sample.quality(), tmp_path / f"{lang}.svg", lang).read_text("utf-8") for lang in ("zh", "en")
    }
    assert "有形性" in told["zh"]
    assert "Tangibles" in told["en"]
    assert "<script" not in told["en"]


def test_a_finer_picture_has_more_pixels(sample, tmp_path: Path) -> None:
    def width(scale: float) -> int:
        found = save_image(sample.quality(), tmp_path / f"{scale}.png", "en", scale).read_bytes()
        return int.from_bytes(found[16:20], "big")

    assert width(3.0) == 3 * width(1.0)


def test_paper_is_white_not_transparent(sample, tmp_path: Path) -> None:
    found = save_image(sample.quality(), tmp_path / "r.png", "en", 1.0).read_bytes()
    at, data = 8, b""
    while at < len(found):  # chunks of a PNG: length, kind, data, checksum
        size, kind = int.from_bytes(found[at : at + 4], "big"), found[at + 4 : at + 8]
        data += found[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    assert zlib.decompress(data)[1:5] == b"\xff\xff\xff\xff"


def test_boxes_are_told_from_characters() -> None:
    assert has_glyphs("AB")
    # Two code points that no character has: every font draws the same box, or nothing.
    assert not has_glyphs("\u0378\u0379")


def test_without_a_chinese_font_it_is_said_which_to_install(
    sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "has_glyphs", lambda two: False)
    with pytest.raises(FigureError, match="fonts-noto-cjk"):
        save_image(sample.quality(), tmp_path / "r.png", "zh")
    assert list(tmp_path.iterdir()) == []
    assert save_image(sample.quality(), tmp_path / "r.svg", "zh").exists()


def test_a_table_without_a_picture_and_an_unknown_format(sample, tmp_path: Path) -> None:
    with pytest.raises(FigureError):
        save_image(replace(sample.quality(), chart=None), tmp_path / "r.png")
    with pytest.raises(WriteError, match=r"\.png, \.svg, \.pdf"):
        save_image(sample.quality(), tmp_path / "r.gif")


def test_a_folder_of_pictures(sample, tmp_path: Path) -> None:
    tables = [replace(sample.quality(), name="a/b: c"), replace(sample.quality(), name="none", chart=None)]
    written = list(save_images(iter(tables), tmp_path / "charts", ".svg", "en"))
    assert [path.name for path in written] == ["a_b_ c.svg"]
