"""What a page of questions says of itself, in both languages."""

from __future__ import annotations

from satindex.language import Words

PAGE = {
    "skip": Words("Skip to the questions", "跳到题目"),
    "required": Words("please answer", "必答"),
    "progress": Words("answered", "已答"),
    "hand_in": Words("Hand in", "提交"),
    "as_it_is": Words("Hand in with these left open", "仍然提交（留空）"),
    "open": Words("These questions are still open:", "以下题目尚未作答："),
    "wrong": Words("Please correct these answers:", "请更正以下回答："),
    "not_number": Words("Please write a number.", "请填写数字。"),
    "not_count": Words("Please write a whole number, 0 or more.", "请填写不小于 0 的整数。"),
    "out_of_range": Words("Please write a whole number within the limits.", "请填写范围内的整数。"),
    "agree": Words("Please agree before you go on.", "请先同意后再作答。"),
    "total": Words("Together they must be", "合计须为"),
    "thanks": Words("Thank you for your answers.", "感谢您的回答。"),
    "your_number": Words("Response", "答卷编号"),
    "save_mine": Words("Save my answers (CSV)", "保存我的答卷（CSV）"),
    "as_text": Words("As text to copy, where no file can be saved", "显示为文本以便复制（无法保存文件时）"),
    "next": Words("Next respondent", "下一位受访者"),
    "keeper": Words("For whoever runs the survey", "调查管理"),
    "kept": Words("Responses kept on this device:", "保存在本机的答卷份数："),
    "save_all": Words("Save all responses (CSV)", "保存全部答卷（CSV）"),
    "add": Words("Add responses from CSV files", "并入其他 CSV 答卷"),
    "added": Words("responses added", "份答卷已并入"),
    "not_ours": Words("This file is not of this questionnaire:", "该文件不属于本问卷："),
    "delete": Words("Delete all responses on this device", "删除本机全部答卷"),
    "really": Words("Really delete them? Press once more.", "确定删除？请再按一次。"),
    "not_kept": Words(
        "This browser keeps nothing: save the answers before you close the page.",
        "此浏览器无法保存数据：关闭页面前请先保存答卷。",
    ),
    "local": Words(
        "Nothing is sent: answers stay on this device until they are saved as a file.",
        "不会上传任何内容：答卷只保存在本机，直到存为文件。",
    ),
    "to": Words("to", "至"),
}
