"""Likelihood, from least to most likely."""

from __future__ import annotations

from satindex.survey.preset_labels.family import Family

PICKED = {3: (1, 3, 5), 4: (0, 1, 5, 6), 5: (0, 1, 3, 5, 6), 6: (0, 1, 2, 4, 5, 6)}
LABELS = {
    "en": ("Very unlikely", "Unlikely", "Somewhat unlikely", "Neither likely nor unlikely", "Somewhat likely",
           "Likely", "Very likely"),
    "zh": ("非常不可能", "不可能", "不太可能", "不确定", "有点可能", "可能", "非常可能"),
    "zh-Hant": ("非常不可能", "不可能", "不太可能", "不確定", "有點可能", "可能", "非常可能"),
    "ko": ("전혀 가능성이 없다", "가능성이 낮다", "가능성이 약간 낮다", "보통이다", "가능성이 약간 높다",
           "가능성이 높다", "가능성이 매우 높다"),
    "ja": ("まったくありそうにない", "ありそうにない", "あまりありそうにない", "どちらともいえない", "ややありそう",
           "ありそう", "非常にありそう"),
    "de": ("Sehr unwahrscheinlich", "Unwahrscheinlich", "Eher unwahrscheinlich", "Weder noch", "Eher wahrscheinlich",
           "Wahrscheinlich", "Sehr wahrscheinlich"),
    "fr": ("Très peu probable", "Peu probable", "Plutôt peu probable", "Ni probable ni improbable",
           "Plutôt probable", "Probable", "Très probable"),
    "es": ("Muy improbable", "Improbable", "Algo improbable", "Ni probable ni improbable", "Algo probable",
           "Probable", "Muy probable"),
}  # fmt: skip
# `Very likely` as the fourth of five (not at all … extremely likely) is left out: it would be taken for the fifth.
ALSO = {
    4: (("Very unlikely", "Somewhat unlikely", "Somewhat likely", "Very likely"),
        ("一定不会", "可能不会", "可能会", "一定会"),
        ("Auf keinen Fall", "Eher nicht", "Eher ja", "Auf jeden Fall"),
        ("Certainement pas", "Probablement pas", "Probablement", "Certainement")),
    5: (("Extremely unlikely", "Somewhat unlikely", "Neutral", "Somewhat likely", "Extremely likely"),
        ("Definitely not", "Probably not", "Might or might not", "Probably yes", "Definitely yes"),
        ("Definitely would not", "Probably would not", "Might or might not", "Probably would", "Definitely would"),
        ("一定不会", "可能不会", "不一定", "可能会", "一定会"),
        ("肯定不会", "可能不会", "说不准", "可能会", "肯定会"),
        ("一定不會", "可能不會", "不一定", "可能會", "一定會"),
        ("전혀 그럴 의향이 없다", "그럴 의향이 없다", "보통이다", "그럴 의향이 있다", "매우 그럴 의향이 있다"),
        ("Auf keinen Fall", "Eher nicht", "Vielleicht", "Eher ja", "Auf jeden Fall"),
        ("Certainement pas", "Probablement pas", "Peut-être", "Probablement", "Certainement"),
        ("Definitivamente no", "Probablemente no", "Tal vez", "Probablemente sí", "Definitivamente sí")),
    7: (("Extremely unlikely", "Moderately unlikely", "Slightly unlikely", "Neutral", "Slightly likely",
         "Moderately likely", "Extremely likely"),),
}  # fmt: skip
FAMILY = Family(LABELS, PICKED, {}, ALSO)
