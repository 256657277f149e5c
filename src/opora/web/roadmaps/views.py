"""The list of roadmaps and the table of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.access import scope_of
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.queries import MeasureRow, RoadmapRow, Tally
from opora.domain.roadmaps.queries.tallies import sum_of
from opora.web.requests import UserRequest
from opora.web.roadmaps.conditions import Conditions
from opora.web.roadmaps.frame import Frame, frame_of, show
from opora.web.roadmaps.rows import rows_in_sight
from opora.web.roadmaps.table import table_of
from opora.web.year_line import year_scale
from opora.web.years import Years, year_of, years_of

PER_PAGE = 30


class ListConditions(forms.Form):
    """Which roadmaps are listed."""

    level = forms.ChoiceField(
        label="Уровень", choices=[("", "любой"), *Roadmap.Level.choices], required=False
    )
    status = forms.ChoiceField(
        label="Статус", choices=[("", "любой"), *Edition.Status.choices], required=False
    )
    year = forms.TypedChoiceField(
        label="Учебный год", coerce=int, empty_value=None, required=False
    )
    q = forms.CharField(label="Название или организация", required=False, max_length=200)

    def __init__(self, data: QueryDict, *, years: Years) -> None:
        super().__init__(data)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # tells mypy
        field.choices = [("", "любой"), *years.choices]

    def keeps(self, row: RoadmapRow) -> bool:
        """Whether a roadmap meets the conditions."""
        wanted = self.cleaned_data
        words = f"{row.roadmap.title} {row.roadmap.owner.name}".lower()
        status = row.edition.status if row.edition else ""
        return (
            wanted["level"] in {"", row.roadmap.level}
            and wanted["status"] in {"", status}
            and (wanted["year"] is None or _covers(row.edition, wanted["year"]))
            and all(word in words for word in wanted["q"].lower().split())
        )


def _covers(edition: Edition | None, year: int) -> bool:
    """Whether a plan has days in a school year."""
    return edition is not None and year_of(edition.start) <= year <= year_of(edition.end)


@login_required
@require_GET
def roadmap_list(request: UserRequest) -> HttpResponse:
    """List the roadmaps in sight, newest first."""
    today = localdate()
    form = ListConditions(request.GET, years=years_of(request, today))
    rows = queries.roadmap_rows(request.user, on=today) if form.is_valid() else []
    found = [row for row in rows if form.keeps(row)]
    scope = scope_of(request.user, on=today)
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "today": today,
        "may_begin": any(scope.may_plan_for(one.organisation) for one in scope.memberships),
        "is_filtered": any(form.cleaned_data.values()) if form.is_valid() else True,
    }
    return render(request, "web/roadmaps/list.html", context)


@login_required
@require_GET
def table(request: UserRequest, roadmap_id: int) -> HttpResponse:
    """Show the plan as its document prints it, and what became of each measure."""
    frame = frame_of(request, roadmap_id)
    form = Conditions(request.GET, frame=frame)
    rows: list[MeasureRow] = []
    if form.is_valid():
        rows = [r for r in rows_in_sight(frame, form.filters(request.user)) if form.keeps(r)]
    year = shown_year(request, frame.edition)
    chips = list(form.chips()) if form.is_valid() else []
    more: dict[str, Any] = {
        "form": form,
        "chips": chips,
        "table": table_of(frame.edition, rows, school_year=year, today=frame.today),
        "scale": year_scale(),
        "measures": frame.edition.measures.count(),
    }
    if request.htmx and not request.htmx.boosted:
        return show(request, frame, "plan", more)
    whole = form.is_valid() and not chips  # the rows on the page add up to the plan
    tally = sum_of(row.tally for row in rows) if whole else tally_in_sight(frame)
    return show(request, frame, "table", more | {"tally": tally})


def tally_in_sight(frame: Frame) -> Tally:
    """Count the obligations of the plan that are in sight."""
    seen = Obligation.objects.visible_to(frame.scope.user, on=frame.today)
    return queries.tally_of(seen.filter(roadmap=frame.roadmap), on=frame.today)


def shown_year(request: UserRequest, edition: Edition) -> int:
    """Return the chosen school year, or the nearest that the plan covers."""
    chosen = years_of(request, localdate()).chosen
    return min(max(chosen, year_of(edition.start)), year_of(edition.end))
