"""The words for the scores, items and columns that may be terms of a model."""

from __future__ import annotations

from satindex.language import Words
from satindex.measures.measure import words_of
from satindex.measures.scores import Scores


def labels_of(scores: Scores) -> dict[str, Words]:
    """Return what each score, item and segment is called."""
    labels = scores.item_labels()
    labels |= {
        segment.column: words_of(segment.title, segment.column) for segment in scores.survey.respondent.groupings
    }
    for measure in scores.measures.values():
        title = words_of(measure.title, measure.name)
        labels[measure.name] = title
        parts = measure.labels
        for part in measure.parts:
            known = parts.get(part.rpartition(".")[2])
            if known and part != measure.name:
                labels[part] = known
    for model in scores.survey.models.values():
        if model.observed:
            days = model.observed.within
            said = f"bought again within {days} days of answering"
            labels[model.outcome] = Words(said, f"作答后 {days} 天内再次购买")
    return labels
