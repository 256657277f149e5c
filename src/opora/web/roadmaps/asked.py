"""What a document says must come out of a measure."""

from __future__ import annotations

from collections.abc import Iterator

from opora.domain.roadmaps.models import Measure

ASKED = {
    "expected_result": "Ожидаемый результат",
    "evidence_form": "Форма подтверждения",
    "indicator": "Показатель",
    "criterion": "Критерий",
}
"""Columns of a document that say what counts as done."""


def asked_of(measure: Measure) -> Iterator[tuple[str, str]]:
    """Give what the document asks for: name of the column, its words."""
    for role, name in ASKED.items():
        words = str(measure.cells.get(role, "")).strip()
        if words:
            yield name, words
