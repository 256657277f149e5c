"""The order of rows and sections: counted from 1, without gaps, unique in an edition."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from opora.domain.roadmaps.models import Measure, Section


def put_in_order[Row: (Measure, Section)](rows: Sequence[Row]) -> None:
    """Number all rows (or all sections) of an edition as they stand here. Two queries.

    First all step aside: an order is unique at every moment.
    """
    if not rows:
        return
    every = type(rows[0])._default_manager.filter(edition=rows[0].edition_id)  # noqa: SLF001  # Django's documented API
    every.update(order=F("order") + len(rows) + max(row.order for row in rows))
    for place, row in enumerate(rows, 1):
        row.order = place
    every.bulk_update(rows, ["order"], batch_size=500)
