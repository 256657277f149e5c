"""What «Мой день» asks of organisations: whom I report for, whose curator I am."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from opora.domain.organisations.access import REPORTING_ROLES, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation


def curated_schools(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return the schools whose curator the person is, each with its ``late`` count."""
    late = Q(obligations__control__lt=on, obligations__state__in=Obligation.OWED)
    return (
        Organisation.objects.filter(pk__in=scope_of(user, on=on).curated)
        .annotate(late=Count("obligations", filter=late))
        .order_by("short_name")
    )


def reports_for(user: User, *, on: date) -> frozenset[int]:
    """Return the organisations whose obligations the person carries out."""
    return frozenset(m.organisation_id for m in scope_of(user, on=on).in_roles(REPORTING_ROLES))
