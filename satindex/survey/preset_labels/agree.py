"""Agreement, from strongest disagreement to strongest agreement."""

from __future__ import annotations

from satindex.survey.preset_labels.family import Family

PICKED = {3: (1, 3, 5), 4: (0, 1, 5, 6), 5: (0, 1, 3, 5, 6), 6: (0, 1, 2, 4, 5, 6)}
LABELS = {
    "en": ("Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree",
           "Agree", "Strongly agree"),
    "zh": ("非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意"),
    "zh-Hant": ("非常不同意", "不同意", "有點不同意", "普通", "有點同意", "同意", "非常同意"),
    "ko": ("전혀 그렇지 않다", "그렇지 않다", "약간 그렇지 않다", "보통이다", "약간 그렇다", "그렇다", "매우 그렇다"),
    "ja": ("まったくそう思わない", "そう思わない", "あまりそう思わない", "どちらともいえない", "ややそう思う",
           "そう思う", "非常にそう思う"),
    "de": ("Stimme überhaupt nicht zu", "Stimme nicht zu", "Stimme eher nicht zu", "Weder noch", "Stimme eher zu",
           "Stimme zu", "Stimme voll und ganz zu"),
    "fr": ("Pas du tout d'accord", "Pas d'accord", "Plutôt pas d'accord", "Ni d'accord ni pas d'accord",
           "Plutôt d'accord", "D'accord", "Tout à fait d'accord"),
    "es": ("Totalmente en desacuerdo", "En desacuerdo", "Algo en desacuerdo", "Ni de acuerdo ni en desacuerdo",
           "Algo de acuerdo", "De acuerdo", "Totalmente de acuerdo"),
}  # fmt: skip
# 比较同意 of seven points is left out: it is the fifth in some questionnaires and the sixth in others.
ALSO = {
    4: (("Strongly disagree", "Somewhat disagree", "Somewhat agree", "Strongly agree"),
        ("Trifft gar nicht zu", "Trifft eher nicht zu", "Trifft eher zu", "Trifft voll und ganz zu"),
        ("Pas du tout d'accord", "Plutôt pas d'accord", "Plutôt d'accord", "Tout à fait d'accord"),
        ("非常不同意", "比较不同意", "比较同意", "非常同意"),
        ("전혀 그렇지 않다", "그렇지 않은 편이다", "그런 편이다", "매우 그렇다"),
        ("まったくそう思わない", "あまりそう思わない", "ややそう思う", "とてもそう思う")),
    5: (("Strongly disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Strongly agree"),
        ("Disagree strongly", "Disagree", "Neither", "Agree", "Agree strongly"),
        ("Completely disagree", "Disagree", "Undecided", "Agree", "Completely agree"),
        ("很不同意", "比较不同意", "中立", "比较同意", "很同意"),
        ("完全不同意", "不太同意", "不确定", "基本同意", "完全同意"),
        ("非常不符合", "不符合", "不确定", "符合", "非常符合"),
        ("完全不同意", "不太同意", "沒意見", "大致同意", "完全同意"),
        ("전혀 동의하지 않음", "동의하지 않음", "보통", "동의함", "매우 동의함"),
        ("전혀 그렇지 않다", "그렇지 않은 편이다", "보통이다", "그런 편이다", "매우 그렇다"),
        ("まったく当てはまらない", "あまり当てはまらない", "どちらでもない", "やや当てはまる", "非常に当てはまる"),
        ("全くそう思わない", "あまりそう思わない", "どちらともいえない", "ややそう思う", "とてもそう思う"),
        ("Stimme überhaupt nicht zu", "Stimme eher nicht zu", "Teils/teils", "Stimme eher zu",
         "Stimme voll und ganz zu"),
        ("Trifft überhaupt nicht zu", "Trifft eher nicht zu", "Teils, teils", "Trifft eher zu",
         "Trifft voll und ganz zu"),
        ("Pas du tout d'accord", "Plutôt pas d'accord", "Neutre", "Plutôt d'accord", "Tout à fait d'accord"),
        ("Muy en desacuerdo", "En desacuerdo", "Neutral", "De acuerdo", "Muy de acuerdo")),
    7: (("Strongly disagree", "Disagree", "Slightly disagree", "Neutral", "Slightly agree", "Agree", "Strongly agree"),
        ("完全不同意", "不同意", "稍微不同意", "不确定", "稍微同意", "同意", "完全同意"),
        ("完全不同意", "不同意", "略不同意", "沒意見", "略同意", "同意", "完全同意"),
        ("매우 그렇지 않다", "그렇지 않다", "조금 그렇지 않다", "보통", "조금 그렇다", "그렇다", "매우 그렇다")),
}  # fmt: skip
FAMILY = Family(LABELS, PICKED, {}, ALSO)
