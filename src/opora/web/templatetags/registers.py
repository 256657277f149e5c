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
from opora.domain.roadmaps.models import Binding, Fulfilment, Obligation, Progress
from opora.methodology.registers import load_registers

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


@register.filter
def type_words(entry: Entry) -> str:
    """Name the register and the type of an entry: «реестр «Мероприятия», семинар»."""
    shelf = load_registers().find(entry.register)
    return f"реестр «{shelf.title}», {shelf.type_title(entry.type)}"


@register.simple_tag
def so_far(obligation: Obligation) -> str:
    """Say how far entries have brought an obligation: «4 из 6 договоров», or nothing.

    Nothing is said where the state says it all: not begun and one entry is enough, or decided
    by a person without the entries. Rows that stay in a school are not numbered: the same list
    is read outside of it. Lists bring ``progress`` and ``measure.binding`` along.
    """
    progress: Progress | None = getattr(obligation, "progress", None)
    binding: Binding | None = getattr(obligation.measure, "binding", None)
    if progress is None or binding is None or binding.status != Binding.Status.CONFIRMED:
        return ""
    begun = progress.done or progress.needed > 1
    if not begun or (obligation.state in Obligation.CLOSED and not progress.reached):
        return ""
    if load_registers().find(binding.register).rows == "school":
        return "записей достаточно" if progress.reached else "записей пока не хватает"
    late = ", достигнуто после срока" if progress.late else ""
    if not progress.needed:
        return f"есть записи: {progress.done}{late}"
    return progress.words(binding) + late
