"""The page's own words; everything else on it comes from the analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from satindex.language import Words

TEXTS: Final[dict[str, Words]] = {
    "report": Words("Report", "报告"),
    "contents": Words("Contents", "目录"),
    "logo": Words("Logo", "标志"),
    "skip": Words("Skip to the figures", "跳到正文"),
    "overview": Words("Overview", "概览"),
    "read": Words("answers read", "份答卷已读入"),
    "used": Words("used", "份用于计算"),
    "set_aside": Words("set aside", "份已剔除"),
    "why_set_aside": Words("Set aside", "剔除原因"),
    "source": Words("Data", "数据"),
    "response_rate": Words("Response rate", "回收率"),
    "valid_rate": Words("Valid rate", "有效率"),
    "waves": Words("Waves", "调查期"),
    "segments": Words("Segments", "分组"),
    "measures": Words("Measures and models", "指标与模型"),
    "items": Words("Questions", "题目数"),
    "headlines": Words("At a glance", "核心结果"),
    "interval": Words("95% CI", "95% 置信区间"),
    "filter": Words("Show one group", "筛选分组"),
    "filter_shows": Words("Shown: {}", "当前显示：{}"),
    "filter_not": Words("Not changed by the filter.", "不随筛选变化。"),
    "filter_alone": Words(
        "(Alone: there is no view of both choices, as bases would be too small or the page too large.)",
        "（单独显示：两项合选时基数过小或页面过大，故无合并视图。）",
    ),
    "filter_reset": Words("Show everyone", "显示全部"),
    "sliders": Words("Move it yourself: sliders", "自己试试：滑块"),
    "as_table": Words("Figures as a table", "数据表"),
    "as_rows": Words("All figures row by row, with intervals", "逐行显示全部数字（含区间）"),
    "how": Words("How it was computed", "计算方法"),
    "no_figure": Words("Not computed", "未能计算"),
    "no_script": Words(
        "The charts need JavaScript; every chart's figures are in the table below it.",
        "图表需要 JavaScript；图中的数字都在下方的数据表里。",
    ),
    "dark": Words("Dark", "深色"),
    "light": Words("Light", "浅色"),
    "print": Words("Print", "打印"),
    "copy": Words("Copy", "复制"),
    "csv": Words("CSV", "CSV"),
    "copied": Words("Copied with unrounded figures.", "已复制，数字未经四舍五入。"),
    "not_copied": Words(
        "The browser does not let a page copy: save it as CSV.", "浏览器不允许网页复制，请保存为 CSV。"
    ),
    "saved": Words("Saved as", "已保存为"),
    "from": Words("from", "下限"),
    "to": Words("to", "上限"),
    "ascending": Words("sorted, smallest or first on top", "已排序：从小到大"),
    "descending": Words("sorted, largest or last on top", "已排序：从大到小"),
    "none": Words("in the order of the report", "恢复报告中的顺序"),
    "too_old": Words(
        "This browser is too old to draw charts; every chart's figures are in the table below it.",
        "浏览器版本过旧，无法绘制图表；图中的数字都在下方的数据表里。",
    ),
    "other": Words("Other tables", "其他表格"),
    "methods": Words("Methods", "方法说明"),
    "definition": Words("Survey definition", "调查定义"),
    "hash": Words("SHA-256 of the definition", "定义文件的 SHA-256"),
    "made_by": Words("Computed by satindex", "计算软件 satindex"),
    "audit": Words("Audit: what became of every answer", "数据审计：每个答案的去向"),
    "audit_sum": Words("Every row that was read is either used or set aside.", "读入的每一行，或被使用，或被剔除。"),
    "rows_left": Words(
        "{} further rows are in the JSON report; the Excel report has up to 100,000 rows of a table.",
        "其余 {} 行见 JSON 报告；Excel 报告每表至多 100,000 行。",
    ),
    "rows": Words("Rows", "行"),
    "count": Words("Count", "数量"),
    "reason": Words("Reason", "原因"),
    "total": Words("Read", "读入"),
    "total_used": Words("Used", "使用"),
    "cells_missing": Words("Answers read as missing", "按缺失处理的答案"),
    "empty_cells": Words("Empty cells", "空单元格"),
    "item": Words("Item", "题目"),
    "column": Words("Column", "列"),
    "value": Words("Written as", "原始值"),
    "notes": Words("Notes", "说明"),
    "nothing_missing": Words("No answer was read as missing.", "没有按缺失处理的答案。"),
}

SCRIPTED: Final = (
    *("dark", "light", "print", "copy", "csv", "copied", "not_copied", "saved", "from", "to", "reason"),
    *("ascending", "descending", "none", "too_old"),
)
"""The words that the page's scripts say."""


def texts(language: str, instead: Mapping[str, Words] | None = None) -> dict[str, str]:
    """Return the page's words in one language; `instead` holds those that an analysis says another way."""
    return {name: words.say(language) for name, words in (TEXTS | dict(instead or {})).items()}
