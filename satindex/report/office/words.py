"""The words of the Word and PowerPoint reports that the page has no need of."""

from __future__ import annotations

from typing import Final

from satindex.language import Words

TABLE: Final = Words("Table", "表")
FIGURE: Final = Words("Figure", "图")
FURTHER_COLUMNS: Final = Words(
    "Further columns in the JSON and Excel reports: {}.", "其余各列见 JSON 与 Excel 报告：{}。"
)
UNIT: Final = Words("Unit", "单位")
QUESTIONNAIRE: Final = Words("Appendix: questionnaire", "附录：问卷")
SOURCE: Final = Words("Source: {}.", "来源：{}。")
MORE: Final = Words("What the slides leave out", "未列入幻灯片的内容")
IN_NOTES: Final = Words("the whole text is in the notes", "全文见备注")
IN_REPORTS: Final = Words(
    "In full in the Word, Excel and HTML reports: {}.", "以下内容见 Word、Excel 与 HTML 报告：{}。"
)
NEEDED_WORD: Final = Words("A Word report", "生成 Word 报告")
NEEDED_SLIDES: Final = Words("A PowerPoint report", "生成 PowerPoint 报告")
BAD_TEMPLATE: Final = Words("{} can't be opened as a template: it is no {} file.", "无法将 {} 用作模板：不是 {} 文件。")
NO_TEMPLATE: Final = Words("There is no template {}.", "模板 {} 不存在。")
