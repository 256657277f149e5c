"""All registers on one page, and the page of one entry, whatever its register."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.access import SCHOOL_ROLES, scope_of
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.registers.models import Entry
from opora.domain.registers.queries import numbers
from opora.methodology.registers import Register, load_registers
from opora.web.kept import kept, sight_key
from opora.web.registers.addresses import page_of_source
from opora.web.registers.doors import begun, opened
from opora.web.requests import UserRequest
from opora.web.years import years_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """A register with its entries of the year: done and planned.

    ``inside`` says that its rows stay in the school and the reader is not of one: no numbers
    are shown here, the register itself shows what may be.
    """

    register: Register
    inside: bool
    done: int
    planned: int
    opened: str
    begun: str


@login_required
@require_GET
def registers(request: UserRequest) -> HttpResponse:
    """Show every register that has a page."""
    today = localdate()
    year = SchoolYear(years_of(request, today).chosen)
    counted = kept(
        ("registers", sight_key(request.user, on=today), year, today),
        lambda: numbers(request.user, year.first_day, year.last_day, on=today),
    )
    of_school = bool(scope_of(request.user, on=today).in_roles(SCHOOL_ROLES))
    shelves = [
        Shelf(
            one, one.rows == "school" and not of_school,
            counted[one.code, Entry.State.DONE], counted[one.code, Entry.State.PLANNED],
            opened(one.code), begun(one.code),
        )
        for one in load_registers().registers
    ]  # fmt: skip
    return render(
        request, "web/registers/list.html", {"shelves": [s for s in shelves if s.opened]}
    )


@login_required
@require_GET
def entry(request: UserRequest, entry_id: int) -> HttpResponse:
    """Send the reader to the row behind an entry; draw the entry where that is not theirs."""
    today = localdate()
    seen = Entry.objects.visible_to(request.user, on=today)
    found = get_object_or_404(seen.select_related("owner", "entered_by"), pk=entry_id)
    if address := page_of_source(found.source, request.user, on=today):
        return redirect(address)
    register = load_registers().find(found.register)
    context = {
        "entry": found,
        "register": register,
        "type": register.type_title(found.type),
        "opened": opened(found.register),
    }
    return render(request, "web/registers/entry.html", context)
