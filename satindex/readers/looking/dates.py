"""From when to when an export's answers were given."""

from __future__ import annotations

import polars as pl

FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%Y.%m.%d", "%Y年%m月%d日",
)  # fmt: skip
AFTER_SECONDS = r"(\.\d+)?( ?[AP]M)?(Z|[+ ].*GMT.*)?$"
AMBIGUOUS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")


def date_range(texts: pl.Series) -> tuple[str, str] | None:
    """Return the first and last day as ISO text; None where no format fits all, or more than one does."""
    cut = (
        texts.drop_nulls()
        .str.strip_chars()
        .str.replace("T", " ")
        .str.replace(r"(\.\d+)?( ?[AP]M)?(Z|[+ ].*GMT.*)?$", "")
    )
    for form in FORMATS:
        parsed = cut.str.to_datetime(form, strict=False)
        if cut.len() and not parsed.null_count():
            return _span(parsed)
    days = cut.str.extract(r"^(\S+)", 1)
    fitting = [parsed for form in AMBIGUOUS if not (parsed := days.str.to_datetime(form, strict=False)).null_count()]
    return _span(fitting[0]) if len(fitting) == 1 and days.len() else None


def _span(parsed: pl.Series) -> tuple[str, str]:
    return str(parsed.min())[:10], str(parsed.max())[:10]
