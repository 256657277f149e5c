"""What an entry of a register serves."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.template import RequestContext
from django.utils.timezone import localdate

from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.registers.services.entries import source_of
from opora.domain.roadmaps.models import Fulfilment, Obligation

register = template.Library()


MOST = 20


@register.inclusion_tag("web/registers/serves.html", takes_context=True)
def serves(context: RequestContext, row: Model) -> dict[str, Any]:
    """Show the traces that a row of a register has left, and what they fulfil."""
    entries = list(Entry.objects.filter(source=source_of(row)).exclude(state="withdrawn"))
    return {"entries": entries, "obligations": _fulfilled(entries, context["request"].user)}


def _fulfilled(entries: list[Entry], user: User) -> list[Obligation]:
    """Return obligations in sight for which the entries count, each once."""
    if not entries:
        return []
    served = Fulfilment.objects.filter(entry__in=entries).values("obligation")
    seen = Obligation.objects.visible_to(user, on=localdate()).filter(pk__in=served)
    return list(seen.select_related("measure", "organisation").order_by("pk")[:MOST])
