"""The order of rows and sections: counted from 1, without gaps, unique in an edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import F

from opora.domain.roadmaps.models import Measure, Section

Row = TypeVar("Row", Measure, Section)
BATCH = 500


def put_in_order(rows: Sequence[Row]) -> None:
    """Give all rows (or all sections) of an edition the places in which they stand here."""
    if not rows:
        return
    every = type(rows[0])._default_manager.filter(edition=rows[0].edition_id)  # noqa: SLF001  # Django's documented API
    # An order is unique at every moment, so all step aside first.
    every.update(order=F("order") + len(rows) + max(row.order for row in rows))
    for place, row in enumerate(rows, 1):
        row.order = place
    every.bulk_update(rows, ["order"], batch_size=BATCH)
