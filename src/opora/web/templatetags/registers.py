"""What an entry of a register serves."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from opora.domain.registers.models import Entry
from opora.domain.registers.services.entries import source_of

register = template.Library()


@register.inclusion_tag("web/registers/serves.html")
def serves(row: Model) -> dict[str, Any]:
    """Show the traces that a row of a register has left."""
    return {"entries": Entry.objects.filter(source=source_of(row)).exclude(state="withdrawn")}
