"""Importance, from not at all to extremely important."""

from __future__ import annotations

from satindex.survey.preset_labels.family import Family, Labels

PICKED = {3: (0, 4, 5), 4: (0, 2, 4, 5), 5: (0, 2, 4, 5, 6), 6: (0, 1, 2, 4, 5, 6)}
LABELS = {
    "en": ("Not at all important", "Of low importance", "Slightly important", "Neutral", "Moderately important",
           "Very important", "Extremely important"),
    "zh": ("非常不重要", "不重要", "不太重要", "一般", "比较重要", "重要", "非常重要"),
    "zh-Hant": ("非常不重要", "不重要", "不太重要", "普通", "比較重要", "重要", "非常重要"),
    "ko": ("전혀 중요하지 않다", "중요하지 않다", "별로 중요하지 않다", "보통이다", "약간 중요하다",
           "중요하다", "매우 중요하다"),
    "ja": ("まったく重要でない", "重要でない", "あまり重要でない", "どちらともいえない", "やや重要", "重要",
           "非常に重要"),
    "de": ("Überhaupt nicht wichtig", "Nicht wichtig", "Eher unwichtig", "Weder noch", "Eher wichtig", "Wichtig",
           "Sehr wichtig"),
    "fr": ("Pas du tout important", "Pas important", "Peu important", "Neutre", "Assez important", "Important",
           "Très important"),
    "es": ("Nada importante", "No importante", "Poco importante", "Neutral", "Algo importante", "Importante",
           "Muy importante"),
}  # fmt: skip
_FIVE = (0, 2, 3, 4, 6)
OWN: dict[int, dict[str, Labels]] = {
    3: {
        "zh": ("不重要", "一般", "重要"),
        "zh-Hant": ("不重要", "普通", "重要"),
        **{
            tongue: (LABELS[tongue][1], LABELS[tongue][3], LABELS[tongue][5])
            for tongue in ("ko", "ja", "de", "fr", "es")
        },
    },
    4: {tongue: tuple(LABELS[tongue][at] for at in (0, 2, 4, 6)) for tongue in LABELS if tongue != "en"},
    5: {tongue: tuple(LABELS[tongue][at] for at in _FIVE) for tongue in LABELS if tongue != "en"},
}
ALSO = {
    5: (("Unimportant", "Of little importance", "Moderately important", "Important", "Extremely important"),
        ("很不重要", "不重要", "一般", "重要", "很重要"),
        ("完全不重要", "不重要", "一般", "重要", "非常重要"),
        ("很不重要", "不重要", "普通", "重要", "很重要"),
        ("전혀 중요하지 않음", "중요하지 않음", "보통", "중요함", "매우 중요함"),
        ("全く重要でない", "重要でない", "どちらともいえない", "重要", "とても重要"),
        ("Völlig unwichtig", "Unwichtig", "Teils/teils", "Wichtig", "Sehr wichtig"),
        ("Pas du tout important", "Pas important", "Moyennement important", "Important", "Très important"),
        ("Sin importancia", "Poco importante", "Moderadamente importante", "Importante", "Muy importante")),
}  # fmt: skip
FAMILY = Family(LABELS, PICKED, OWN, ALSO)
