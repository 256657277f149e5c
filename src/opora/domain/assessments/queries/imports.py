"""Files of results as a list: who brought what, when, and what became of it."""

from __future__ import annotations

from datetime import date

from opora.domain.assessments.models import Import, ImportFinding, ImportQuerySet
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User


def imports(territory: Territory, *, user: User, on: date) -> ImportQuerySet:
    """Return the files of a territory (of a region with its municipalities), latest first."""
    found = Import.objects.visible_to(user, on=on).filter(territory=territory)
    if territory.kind == Territory.Kind.REGION:
        found = Import.objects.visible_to(user, on=on).filter(root=territory)
    return found.select_related(
        "organisation", "territory", "uploaded_by", "confirmed_by"
    ).order_by("-uploaded_at", "-pk")


def findings(imported: Import, *, quarantined: bool | None = None) -> list[ImportFinding]:
    """Return the remarks on a file in their order: all, or only of rows put aside or not."""
    found = imported.findings.order_by("order")
    if quarantined is not None:
        found = found.filter(quarantined=quarantined)
    return list(found)


def by_source(territory: Territory, source: str) -> Import | None:
    """Return the file that stands behind a source of the store of the region."""
    root = territory.parent or territory
    return (
        Import.objects.filter(root=root, source=source)
        .order_by("-confirmed_at", "-pk")
        .select_related("organisation", "uploaded_by")
        .first()
    )
