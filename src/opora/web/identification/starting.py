"""Before there is a list: which data there are, by which rule, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.analytics.counts import Counts
from opora.domain.assessments.permissions import sees_all_counts
from opora.domain.identification import evidence
from opora.domain.identification.models import Run
from opora.domain.identification.permissions import may_run
from opora.domain.identification.queries.lists import Coverage, coverage
from opora.domain.identification.queries.why import not_normative_words
from opora.domain.identification.questions import rule_for
from opora.domain.identification.refusals import IdentificationRefused, NoData
from opora.domain.identification.services import background, runs
from opora.domain.identification.surroundings import index_for, needs_index
from opora.domain.identification.words import procedure
from opora.domain.organisations.models import Territory
from opora.methodology.rules import Named, Rule, load_rules
from opora.web.identification import reads
from opora.web.identification.forms import Question
from opora.web.identification.progress import first_steps
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One assessment over the years that a rule looks at; None where nobody sat it."""

    name: str
    cells: tuple[Coverage | None, ...]


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A version of the methodology to choose: its words, source and labels."""

    rule: Rule
    not_normative: str
    is_default: bool


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest, territory_id: int) -> HttpResponse:
    """Choose year and rule with their data in sight; a POST computes the list as a draft."""
    territory = reads.territory_for(request, territory_id)
    if not may_run(request.user, territory, at=now()):
        raise PermissionDenied("Выявление ведут муниципальный координатор и методисты.")
    try:
        counts = evidence.take(territory).counts
    except NoData:
        return render(request, "web/identification/no_data.html", {"territory": territory})
    form = _form(request, territory, counts)
    if request.method == "POST" and "show" not in request.POST and form.is_valid():
        with refusal_at(form):
            run = _start(request, territory, form)
            if run.status == Run.Status.COMPUTING:
                return redirect("run", run.pk)
            messages.success(request, "Список посчитан как черновик. Школам он не виден.")
            return redirect("run_compare", run.pk)
    return _draw(request, territory, form)


def _start(request: UserRequest, territory: Territory, form: Question) -> Run:
    moment, told = now(), form.cleaned_data
    return runs.start(
        territory=territory, year=told["year"], rule=told["rule"], parameters=form.parameters,
        by=request.user, at=moment, in_background=background.is_long(territory, at=moment),
    )  # fmt: skip


def _form(request: UserRequest, territory: Territory, counts: Counts) -> Question:
    years = sorted(counts.years, reverse=True)
    year = years[0]
    start = {"year": year, "rule": load_rules().default_for(year).code}
    data: Any = request.POST if request.method == "POST" else None
    if data is None and "rule" in request.GET:
        data = request.GET
    named = "RMANUAL" in (data or {}).get("rule", "")
    schools = evidence.schools_of(territory, on=localdate()) if named else ()
    listed = list(schools.order_by("short_name", "pk")) if schools else []
    return Question(
        data, years=years, schools=listed, assessments=sorted(counts.assessments),
        initial=start,
    )  # fmt: skip


def _draw(request: UserRequest, territory: Territory, form: Question) -> HttpResponse:
    # A refused form keeps what is right in it: the page goes on with the rule that was chosen.
    form.is_valid()
    asked = form.cleaned_data if form.is_bound else {}
    year = asked.get("year") or form.initial["year"]
    rule = load_rules().rule(asked.get("rule") or form.initial["rule"])
    refusal, found = "", []
    try:
        found = coverage(territory, _applied(rule, year, form, asked), year, on=localdate())
    except IdentificationRefused as refused:
        refusal = str(refused)
    wrong = request.method == "POST" and "show" not in request.POST
    context = {
        "territory": territory,
        "form": form,
        "year": year,
        "rule": rule,
        "cards": _cards(year),
        "chosen": form["rule"].value(),
        "is_named": isinstance(rule.predicate, Named),
        "needs_index": needs_index(rule),
        "index": index_for(territory, year) if needs_index(rule) else None,
        "years": sorted({one.year for one in found}),
        "rows": _rows(found),
        "full": sees_all_counts(request.user, territory, on=localdate()),
        "refusal": refusal,
        "unknown": _unknown_codes(territory),
        "steps": first_steps(territory.name),
    }
    status = 422 if wrong else 200
    return render(request, "web/identification/new.html", context, status=status)


def _applied(rule: Rule, year: int, form: Question, asked: dict[str, Any]) -> Rule:
    """Return the rule with the numbers of the person; the list of a region names no data."""
    if isinstance(rule.predicate, Named) or not asked:
        return rule
    return rule_for(rule.code, year, form.parameters)


def _cards(year: int) -> list[RuleCard]:
    default = load_rules().default_for(year).code
    return [
        RuleCard(rule, not_normative_words(rule), rule.code == default)
        for rule in load_rules().rules.values()
    ]


def _rows(found: Sequence[Coverage]) -> list[CoverageRow]:
    years = sorted({one.year for one in found})
    cells = {(one.assessment, one.year): one for one in found if one.schools}
    codes = dict.fromkeys(one.assessment for one in found)
    return [
        CoverageRow(procedure(code), tuple(cells.get((code, year)) for year in years))
        for code in codes
    ]


def _unknown_codes(territory: Territory) -> int:
    """Count codes in the files of which nobody has said whose they are."""
    schools = evidence.take(territory).counts.schools.tolist()
    return sum(str(one).startswith("?") for one in schools)
