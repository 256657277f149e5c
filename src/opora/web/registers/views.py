"""All registers on one page: how many entries this school year, and where to add one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.registers.models import Entry
from opora.methodology.registers import Register, load_registers
from opora.web.registers.doors import begun, opened
from opora.web.requests import UserRequest
from opora.web.years import years_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """A register with its entries of the year: done and planned."""

    register: Register
    done: int
    planned: int
    opened: str
    begun: str


@login_required
def registers(request: UserRequest) -> HttpResponse:
    """Show every register that has a page."""
    today = localdate()
    year = SchoolYear(years_of(request, today).chosen)
    counted = {
        (register, state): count
        for register, state, count in Entry.objects.visible_to(request.user, on=today)
        .within(year.first_day, year.last_day)
        .values_list("register", "state")
        .annotate(count=Count("pk"))
    }
    shelves = [
        Shelf(
            one, counted.get((one.code, Entry.State.DONE), 0),
            counted.get((one.code, Entry.State.PLANNED), 0), opened(one.code), begun(one.code),
        )
        for one in load_registers().registers
    ]  # fmt: skip
    return render(
        request, "web/registers/list.html", {"shelves": [s for s in shelves if s.opened]}
    )
