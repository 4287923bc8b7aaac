"""A table's picture as a file: PNG, SVG or PDF, without a browser and without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from satindex.errors import FigureError, MissingExtraError, WriteError
from satindex.language import Words
from satindex.results.inert import inert
from satindex.results.picture import spec
from satindex.results.result import Result
from satindex.results.writing import write_atomically

ENDINGS: Final = (".png", ".svg", ".pdf")
PURPOSE: Final = Words("A picture as a file", "将图保存为文件")
WHITE: Final = "#ffffff"
CHINESE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
NO_FONT: Final = Words(
    "This picture has Chinese texts, and no font here has their characters: they would come out as boxes. Install one, "
    "such as Noto Sans CJK (Debian: apt install fonts-noto-cjk; Fedora: dnf install google-noto-sans-cjk-fonts), or "
    "name a folder that has one: fonts='folder'. An .svg needs no font here: its reader's own are used.",
    "图中有中文，但本机没有包含这些字的字体，会显示为方框。请安装一种，例如 Noto Sans CJK（Debian、Ubuntu：apt install "
    "fonts-noto-cjk；Fedora：dnf install google-noto-sans-cjk-fonts），或指定有该字体的文件夹：fonts='文件夹'。"
    "保存为 .svg 则无需本机字体，由阅读者的字体显示。",
)


def save_image(
    result: Result, path: str | Path, language: str | None = None, scale: float = 2.0, fonts: str | Path | None = None
) -> Path:
    """Write a table's picture to `path`; its ending names the format (.png, .svg, .pdf), `scale` the pixels of a PNG.

    `fonts` is a folder with fonts beside the machine's own. Raises FigureError where the table has no picture or no
    font has the characters, WriteError where the file can't be written, MissingExtraError without vl-convert.
    """
    drawn = spec(result, language)
    if drawn is None:
        raise FigureError(Words(f"'{result.name}' has no chart.", f"“{result.name}”没有对应的图。"))
    target = Path(path)
    _write(drawn, target, scale, fonts)
    return target


def save_images(tables: Iterator[Result], folder: Path, ending: str, language: str | None = None) -> Iterator[Path]:
    """Write the pictures of all tables that have one into a folder, and yield each file that was written."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        panels = table.options.get("panels") or [{}]
        for at, options in enumerate(panels, 1):
            drawn = spec(replace(table, options={**table.options, **options}), language)
            if drawn is not None:
                name = _file_name(table.name) + (f" {at}" if len(panels) > 1 else "")
                path = folder / f"{name}{ending}"
                _write(drawn, path, 2.0, None)
                yield path


def as_png(drawn: dict[str, Any], scale: float = 2.0) -> bytes:
    """Return a picture's specification drawn as a PNG; raises FigureError and MissingExtraError as `save_image`."""
    draw = _ready(drawn, ".png", None)
    picture: bytes = draw.vegalite_to_png(_on_white(drawn), scale=scale)
    return picture


def _write(drawn: dict[str, Any], path: Path, scale: float, fonts: str | Path | None) -> None:
    draw = _ready(drawn, path.suffix.lower(), fonts)
    write_atomically(path, lambda place: _fill(place, draw, _on_white(drawn), scale))


def _ready(drawn: dict[str, Any], ending: str, fonts: str | Path | None) -> Any:
    """Return what draws a picture; raises FigureError where a font is lacking."""
    draw = _drawing(ending)
    if fonts is not None:
        draw.register_font_directory(str(fonts))
        has_glyphs.cache_clear()
    if ending != ".svg" and CHINESE.search(str(drawn)) and not has_glyphs("满意"):
        raise FigureError(NO_FONT)
    return draw


def _on_white(drawn: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = _inert({**drawn, "config": {**drawn.get("config", {}), "background": WHITE}})
    return whole


def _inert(part: Any) -> Any:
    """Return a part of a specification with all its texts as XML, which an SVG is, can hold them."""
    if isinstance(part, str):
        return inert(part)
    if isinstance(part, dict):
        return {name: _inert(inner) for name, inner in part.items()}
    return [_inert(one) for one in part] if isinstance(part, list | tuple) else part


def _fill(place: Path, draw: Any, figure: dict[str, Any], scale: float) -> None:
    if place.suffix.lower() == ".svg":
        place.write_text(draw.vegalite_to_svg(figure), encoding="utf-8")
    elif place.suffix.lower() == ".pdf":
        place.write_bytes(draw.vegalite_to_pdf(figure))
    else:
        place.write_bytes(draw.vegalite_to_png(figure, scale=scale))


def _drawing(ending: str) -> Any:
    if ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise WriteError(
            Words(
                f"No format of pictures '{ending}'. There are: {known}.", f"没有“{ending}”这种图片格式，可用：{known}。"
            )
        )
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("vl-convert-python", "images", PURPOSE) from error
    return vl_convert


@cache
def has_glyphs(two: str) -> bool:
    """Whether some font here draws two different characters differently: those that none has look all alike."""
    import vl_convert

    first, second = (
        vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
            f'<text x="4" y="32" font-size="28" font-family="sans-serif">{sign}</text></svg>'
        )
        for sign in two
    )
    return bool(first != second)


def _file_name(name: str) -> str:
    """Return a table's name as every file system takes it."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name).strip(". ") or "_"
