"""What an import of results leaves in the register of collected data."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Import
from opora.domain.organisations.models import Organisation
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace

_NAMED = 4


def of_import(imported: Import, *, at: datetime) -> None:
    """Enter a file whose results count, with the schools that it holds."""
    named = [f"{one['code']} {one['year']}" for one in imported.procedures]
    more = f" и ещё {len(named) - _NAMED}" if len(named) > _NAMED else ""
    participants = sum(one.get("participants") or 0 for one in imported.procedures)
    trace = Trace(
        register="collections", type="results", owner=imported.organisation,
        day=localdate(at), amount=participants,
        title=f"Результаты: {', '.join(named[:_NAMED]) or imported.file_name}{more}",
        facts={"files": [imported.file_id] if imported.file_id else []},
    )  # fmt: skip
    parts = [Part(school) for school in _schools(imported)]
    entries.put(imported, trace, parts=parts, by=imported.confirmed_by, at=at)


def _schools(imported: Import) -> list[Organisation]:
    known = crosswalk_of(imported.root).schools
    codes = imported.schools.filter(left_out=False).values_list("code", flat=True)
    found = {known[code] for code in codes if code in known}
    return list(Organisation.objects.filter(pk__in=found).order_by("pk"))
