"""Frequency, from never to always."""

from __future__ import annotations

from satindex.survey.preset_labels.family import Family

PICKED = {3: (0, 3, 6), 4: (0, 3, 4, 6), 5: (0, 2, 3, 4, 6), 6: (0, 1, 2, 4, 5, 6)}
LABELS = {
    "en": ("Never", "Very rarely", "Rarely", "Sometimes", "Often", "Very often", "Always"),
    "zh": ("从不", "极少", "很少", "有时", "经常", "频繁", "总是"),
    "zh-Hant": ("從不", "極少", "很少", "有時", "經常", "頻繁", "總是"),
    "ko": ("전혀 없다", "거의 없다", "드물게", "가끔", "자주", "매우 자주", "항상"),
    "ja": ("まったくない", "ほとんどない", "まれに", "ときどき", "よくある", "非常によくある", "いつも"),
    "de": ("Nie", "Sehr selten", "Selten", "Manchmal", "Oft", "Sehr oft", "Immer"),
    "fr": ("Jamais", "Très rarement", "Rarement", "Parfois", "Souvent", "Très souvent", "Toujours"),
    "es": ("Nunca", "Muy rara vez", "Rara vez", "A veces", "A menudo", "Muy a menudo", "Siempre"),
}  # fmt: skip
ALSO = {
    4: (("从不", "偶尔", "经常", "总是"),
        ("從不", "偶爾", "經常", "總是"),
        ("Nie", "Selten", "Oft", "Immer"),
        ("Jamais", "Rarement", "Souvent", "Toujours")),
    5: (("Never", "Seldom", "Sometimes", "Frequently", "Always"),
        ("Never", "Almost never", "Occasionally", "Usually", "Always"),
        ("从来没有", "偶尔", "有时候", "常常", "一直"),
        ("从不", "很少", "有时", "时常", "总是"),
        ("從未", "偶爾", "有時候", "常常", "一直"),
        ("전혀 하지 않는다", "거의 하지 않는다", "가끔 한다", "자주 한다", "항상 한다"),
        ("전혀", "거의", "때때로", "자주", "항상"),
        ("全くない", "ほとんどない", "時々", "しばしば", "いつも"),
        ("Niemals", "Selten", "Gelegentlich", "Häufig", "Immer"),
        ("Jamais", "Rarement", "De temps en temps", "Fréquemment", "Toujours"),
        ("Nunca", "Casi nunca", "Algunas veces", "Casi siempre", "Siempre"),
        ("Nunca", "Raramente", "Ocasionalmente", "Frecuentemente", "Siempre")),
}  # fmt: skip
FAMILY = Family(LABELS, PICKED, {}, ALSO)
