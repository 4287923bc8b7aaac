"""Satisfaction, from strongest dissatisfaction to strongest satisfaction."""

from __future__ import annotations

from satindex.survey.preset_labels.family import Family

PICKED = {3: (1, 3, 5), 4: (0, 1, 5, 6), 5: (0, 1, 3, 5, 6), 6: (0, 1, 2, 4, 5, 6)}
LABELS = {
    "en": ("Very dissatisfied", "Dissatisfied", "Somewhat dissatisfied", "Neither satisfied nor dissatisfied",
           "Somewhat satisfied", "Satisfied", "Very satisfied"),
    "zh": ("非常不满意", "不满意", "有点不满意", "一般", "有点满意", "满意", "非常满意"),
    "zh-Hant": ("非常不滿意", "不滿意", "有點不滿意", "普通", "有點滿意", "滿意", "非常滿意"),
    "ko": ("매우 불만족", "불만족", "약간 불만족", "보통", "약간 만족", "만족", "매우 만족"),
    "ja": ("非常に不満", "不満", "やや不満", "どちらともいえない", "やや満足", "満足", "非常に満足"),
    "de": ("Sehr unzufrieden", "Unzufrieden", "Eher unzufrieden", "Weder zufrieden noch unzufrieden",
           "Eher zufrieden", "Zufrieden", "Sehr zufrieden"),
    "fr": ("Très insatisfait", "Insatisfait", "Plutôt insatisfait", "Ni satisfait ni insatisfait",
           "Plutôt satisfait", "Satisfait", "Très satisfait"),
    "es": ("Muy insatisfecho", "Insatisfecho", "Algo insatisfecho", "Ni satisfecho ni insatisfecho",
           "Algo satisfecho", "Satisfecho", "Muy satisfecho"),
}  # fmt: skip
# 比较满意 of seven points is left out: it is the fifth in some questionnaires and the sixth in others.
ALSO = {
    4: (("Very dissatisfied", "Somewhat dissatisfied", "Somewhat satisfied", "Very satisfied"),
        ("Sehr unzufrieden", "Eher unzufrieden", "Eher zufrieden", "Sehr zufrieden"),
        ("Pas du tout satisfait", "Plutôt pas satisfait", "Plutôt satisfait", "Tout à fait satisfait"),
        ("很不满意", "不太满意", "比较满意", "很满意")),
    5: (("Extremely dissatisfied", "Somewhat dissatisfied", "Neutral", "Somewhat satisfied", "Extremely satisfied"),
        ("Very unsatisfied", "Unsatisfied", "Neither", "Satisfied", "Very satisfied"),
        ("Completely dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Completely satisfied"),
        ("很不满意", "不太满意", "中立", "比较满意", "很满意"),
        ("非常不满意", "比较不满意", "一般", "比较满意", "非常满意"),
        ("很不滿意", "不太滿意", "尚可", "還算滿意", "很滿意"),
        ("매우 불만족한다", "불만족한다", "보통이다", "만족한다", "매우 만족한다"),
        ("매우 불만족", "불만족", "보통", "만족", "매우만족"),
        ("とても不満", "やや不満", "普通", "やや満足", "とても満足"),
        ("大変不満", "やや不満", "どちらともいえない", "やや満足", "大変満足"),
        ("Sehr unzufrieden", "Eher unzufrieden", "Teils/teils", "Eher zufrieden", "Sehr zufrieden"),
        ("Pas du tout satisfait", "Plutôt pas satisfait", "Neutre", "Plutôt satisfait", "Tout à fait satisfait"),
        ("Très mécontent", "Mécontent", "Neutre", "Content", "Très content"),
        ("Muy insatisfecho/a", "Insatisfecho/a", "Neutral", "Satisfecho/a", "Muy satisfecho/a")),
    7: (("Extremely dissatisfied", "Moderately dissatisfied", "Slightly dissatisfied", "Neutral",
         "Slightly satisfied", "Moderately satisfied", "Extremely satisfied"),
        ("Completely dissatisfied", "Mostly dissatisfied", "Somewhat dissatisfied", "Neutral",
         "Somewhat satisfied", "Mostly satisfied", "Completely satisfied")),
}  # fmt: skip
FAMILY = Family(LABELS, PICKED, {}, ALSO)
