"""Pydantic's findings in satindex's words, in both languages; pydantic's own texts never reach a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from satindex.language import Words
from satindex.survey.tree import shown

_NUMBER = ("'{value}' is not a number.", "“{value}”不是数字。")
_WHOLE = ("'{value}' is not a whole number.", "“{value}”不是整数。")
_ONE_TEXT = ("One text is expected here, not a list or a block.", "此处应为一个文本，而不是列表或映射。")
_LIST = ("A list is expected here: […, …].", "此处应为列表：[…, …]。")
_BLOCK = ("A block of keys is expected here: {{…: …}}.", "此处应为映射：{{…: …}}。")
_YES_NO = ("'{value}' is neither true nor false.", "“{value}”既不是 true 也不是 false。")

_SAID: dict[str, tuple[str, str]] = {
    "missing": ("This key is required and not there.", "缺少此必需的键。"),
    "extra_forbidden": ("There is no such key.", "没有这个键。"),
    "string_type": _ONE_TEXT,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": ("'{value}' is not a finite number.", "“{value}”不是有限的数。"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "greater_than": ("{value} is not allowed: it must be above {gt}.", "不能是 {value}：必须大于 {gt}。"),
    "greater_than_equal": ("{value} is not allowed: it must be {ge} or more.", "不能是 {value}：必须不小于 {ge}。"),
    "less_than": ("{value} is not allowed: it must be below {lt}.", "不能是 {value}：必须小于 {lt}。"),
    "less_than_equal": ("{value} is not allowed: it must be {le} or less.", "不能是 {value}：必须不大于 {le}。"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "dict_type": _BLOCK,
    "mapping_type": _BLOCK,
    "model_type": _BLOCK,
    "model_attributes_type": _BLOCK,
    "too_short": (
        "At least {min_length} entries are needed, not {actual_length}.",
        "至少要有 {min_length} 项，现有 {actual_length} 项。",
    ),
    "too_long": (
        "At most {max_length} entries are allowed, not {actual_length}.",
        "最多 {max_length} 项，现有 {actual_length} 项。",
    ),
    "string_too_short": ("The text is too short.", "文本太短。"),
    "string_too_long": ("The text is too long.", "文本太长。"),
}
_OTHERWISE = ("'{value}' is not what is expected here.", "“{value}”不是此处应有的值。")


def words_for(error: Mapping[str, Any]) -> Words:
    """Return one pydantic error, as `ValidationError.errors()` gives it, in both languages."""
    context = dict(error.get("ctx") or {})
    kind = str(error["type"])
    if kind in ("value_error", "assertion_error"):
        return _own_words(context.get("error"))
    if kind in ("literal_error", "enum"):
        return _choice(error)
    english, chinese = _SAID.get(kind, _OTHERWISE)
    plain = {name: f"{number:g}" if isinstance(number, float) else number for name, number in context.items()}
    value = shown(_as_written(error.get("input")))
    try:
        return Words(english.format(value=value, **plain), chinese.format(value=value, **plain))
    except (KeyError, TypeError):
        return Words(_OTHERWISE[0].format(value=value), _OTHERWISE[1].format(value=value))


def _own_words(error: object) -> Words:
    said = error.args[0] if isinstance(error, Exception) and error.args else str(error)
    return said if isinstance(said, Words) else Words(str(said), str(said))


def _choice(error: Mapping[str, Any]) -> Words:
    value = shown(_as_written(error.get("input")))
    allowed = str((error.get("ctx") or {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
    return Words(f"'{value}' is not one of: {allowed}.", f"“{value}”不在可选值之中：{allowed}。")


def _as_written(value: object) -> object:
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple) else value
