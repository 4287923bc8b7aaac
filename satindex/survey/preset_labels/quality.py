"""Quality, from very poor to very good."""

from __future__ import annotations

from satindex.survey.preset_labels.family import Family

PICKED = {3: (1, 3, 5), 4: (0, 1, 5, 6), 5: (0, 1, 3, 5, 6), 6: (0, 1, 2, 4, 5, 6)}
LABELS = {
    "en": ("Very poor", "Poor", "Rather poor", "Fair", "Fairly good", "Good", "Very good"),
    "zh": ("非常差", "差", "比较差", "一般", "比较好", "好", "非常好"),
    "zh-Hant": ("非常差", "差", "比較差", "普通", "比較好", "好", "非常好"),
    "ko": ("매우 나쁘다", "나쁘다", "약간 나쁘다", "보통이다", "약간 좋다", "좋다", "매우 좋다"),
    "ja": ("非常に悪い", "悪い", "やや悪い", "普通", "やや良い", "良い", "非常に良い"),
    "de": ("Sehr schlecht", "Schlecht", "Eher schlecht", "Mittelmäßig", "Eher gut", "Gut", "Sehr gut"),
    "fr": ("Très mauvais", "Mauvais", "Plutôt mauvais", "Moyen", "Assez bon", "Bon", "Très bon"),
    "es": ("Muy malo", "Malo", "Algo malo", "Regular", "Bastante bueno", "Bueno", "Muy bueno"),
}  # fmt: skip
# `Poor` as the first of five (… excellent) is a scale of its own, excellent5.
ALSO = {
    5: (("Terrible", "Poor", "Average", "Good", "Excellent"),
        ("Very bad", "Bad", "Acceptable", "Good", "Very good"),
        ("很差", "较差", "中等", "较好", "很好"),
        ("非常差", "比较差", "一般", "比较好", "非常好"),
        ("很差", "較差", "尚可", "較好", "很好"),
        ("매우 나쁨", "나쁨", "보통", "좋음", "매우 좋음"),
        ("とても悪い", "悪い", "普通", "良い", "とても良い"),
        ("Très mauvaise", "Mauvaise", "Moyenne", "Bonne", "Très bonne"),
        ("Muy mala", "Mala", "Regular", "Buena", "Muy buena")),
}  # fmt: skip
FAMILY = Family(LABELS, PICKED, {}, ALSO)
