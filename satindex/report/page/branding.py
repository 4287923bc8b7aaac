"""What makes a page its author's: a logo and a colour."""

from __future__ import annotations

import base64
from pathlib import Path

from satindex.errors import WriteError
from satindex.language import Words
from satindex.survey.model import Survey

_KINDS = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def as_data(survey: Survey) -> str:
    """Return the definition's logo as an address that holds the whole picture, so that nothing is fetched; or nothing.

    A picture shown so runs no script, whatever it holds. Raises WriteError where the file is gone.
    """
    logo = survey.report.logo
    if logo is None:
        return ""
    path = Path(survey.file).parent / logo
    try:
        data = base64.b64encode(path.read_bytes()).decode("ascii")
    except OSError as error:
        said = error.strerror or str(error)
        raise WriteError(
            Words(f"The logo {path} can't be read: {said}.", f"无法读取标志图片 {path}：{said}。")
        ) from error
    return f"data:{_KINDS[path.suffix.lower()]};base64,{data}"


def in_colour(colour: str | None) -> str:
    """Return the style of a page whose lines and links have a colour of their own: on light paper, for which it was
    checked."""
    if colour is None:
        return ""
    own = f"{{ --accent: {colour}; }}"
    return (
        f"\n@media (prefers-color-scheme: light), print {{ :root:not([data-theme=dark]) {own} }}"
        f"\n:root[data-theme=light] {own}\n@media print {{ :root[data-theme] {own} }}\n"
    )
