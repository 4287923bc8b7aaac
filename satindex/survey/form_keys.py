"""The keys of `form`: what a questionnaire says beside its questions."""

from __future__ import annotations

from pydantic import Field

from satindex.survey.form_texts import FormTexts
from satindex.survey.kinds import ItemNames, Keys, TitleTexts


class FormKeys(Keys):
    """What the questionnaire says that `satindex form` writes. · satindex form 生成的问卷中的文字。"""

    introduction: TitleTexts = Field({}, description="What stands before the questions. · 卷首说明。")
    consent: TitleTexts = Field({}, description="What is agreed to before answering. · 作答前须同意的内容。")
    thanks: TitleTexts = Field({}, description="What stands at the end. · 结束语。")
    texts: dict[str, TitleTexts] = Field(
        {},
        description="What is asked, by item, column or platform's question, where it is not the item's text. "
        "· 按题项、列或平台题号给出的提问文字。",
    )
    answers: dict[str, TitleTexts] = Field(
        {}, description="What stored answers are called. · 已存答案在问卷中的文字（可多语言）。"
    )
    fixed: dict[str, str] = Field({}, description="Columns that are the same in every row. · 每行取值相同的列。")
    optional: ItemNames = Field((), description="Items that may stay empty. · 可不作答的题项。")

    def built(self) -> FormTexts:
        """Return the texts."""
        return FormTexts(
            self.introduction, self.consent, self.thanks, self.texts, self.answers, self.fixed, self.optional
        )
