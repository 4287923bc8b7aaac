"""The five dimensions of service by habit, in words, and the row that sums dimensions up."""

from __future__ import annotations

from satindex.language import Words

OVERALL = "overall"
RATER_WORDS = {
    "tangibles": Words("Tangibles", "有形性"),
    "reliability": Words("Reliability", "可靠性"),
    "responsiveness": Words("Responsiveness", "响应性"),
    "assurance": Words("Assurance", "保证性"),
    "empathy": Words("Empathy", "移情性"),
}
