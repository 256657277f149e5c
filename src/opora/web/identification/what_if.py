"""«Что, если»: the list under other numbers and readings, at once; kept with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.analytics.predicates import over_low_results
from opora.domain.assessments.permissions import sees_all_counts
from opora.domain.identification.models import Run
from opora.domain.identification.questions import rule_of
from opora.domain.identification.refusals import IdentificationRefused
from opora.domain.identification.services import scenarios
from opora.domain.identification.services.scenarios import Replayed, Told
from opora.domain.identification.services.weighing import Weighed, weigh
from opora.domain.identification.surroundings import index_for
from opora.domain.organisations.access import reason
from opora.methodology.rules import Rule, load_rules
from opora.reports.tables import Table
from opora.web.identification import reads
from opora.web.identification.naming import Named, named, names_of
from opora.web.identification.trying import Kept, Numbers, as_in_run
from opora.web.identification.weighing import (
    ShownWeights,
    shown_weights,
    weight_rows,
    weight_words,
)
from opora.web.kept import kept
from opora.web.requests import UserRequest
from opora.web.results.guard import unordered
from opora.web.steps import refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the chosen numbers, and of those beside them."""

    chosen: Replayed
    around: Replayed
    weighed: Weighed | None


@dataclass(frozen=True, slots=True)
class Variant:
    """A list under one reading, against the list of the run."""

    title: str
    listed: int
    insufficient: int
    entering: Named
    leaving: Named


@dataclass(frozen=True, slots=True)
class Shown:
    """What came out: variants, and how stable the list is around them."""

    variants: tuple[Variant, ...]
    combinations: int
    always: Named
    sometimes: Named
    weights: ShownWeights | None


@login_required
@require_http_methods(["GET", "POST"])
@unordered
def what_if(request: UserRequest, run_id: int) -> HttpResponseBase:
    """Show the list under other numbers; a POST keeps it with the reason."""
    run = reads.run_for(request, run_id)
    if request.method == "POST" and not reads.leads(request, run):
        raise PermissionDenied("Варианты сохраняют те, кто ведёт список.")
    has_index = index_for(run.territory, run.year) is not None
    form = Numbers(_typed(request, run), rules=_readings(), has_index=has_index)
    kept = Kept(request.POST if request.method == "POST" else None)
    full = sees_all_counts(request.user, run.territory, on=localdate())
    tried, refusal = _tried(run, form, full=full)
    if (kind := asked_kind(request)) and tried:
        return table_file(_table(run, tried), kind)
    if request.method == "POST" and form.is_valid() and kept.is_valid():
        with refusal_at(kept):
            said = kept.cleaned_data["reason"]
            scenarios.save(run=run, grid=form.grid, reason=said, by=request.user, at=now())
            messages.success(request, "Вариант сохранён с причиной.")
            return redirect(f"{request.path}?{_query(form)}")
    context = {
        "run": run,
        "rule": rule_of(run),
        "form": form,
        "has_index": has_index,
        "full": full,
        "kept": kept,
        "shown": _shown(tried) if tried else None,
        "refusal": refusal,
        "scenarios": [
            (one, _words(one.parameters), _sizes(one.result)) for one in _scenarios(run)
        ],
        "may_attach": reads.leads(request, run) and run.status in Run.UNFINISHED,
        "leads": reads.leads(request, run),
        "reason": reason(run, request.user, on=localdate()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/identification/what_if.html", context, status=status)


@login_required
@require_POST
def attach(request: UserRequest, scenario_id: int) -> HttpResponse:
    """Attach a kept scenario to the decision, or take it off."""
    scenario = reads.scenario_for(request, scenario_id)
    wanted = request.POST.get("attached") != "no"
    with refusal_as_message(request):
        scenarios.attach(scenario=scenario, by=request.user, at=now(), attached=wanted)
        messages.success(request, "Приложен к решению." if wanted else "Снят с решения.")
    return redirect("run_what_if", scenario.run_id)


def _typed(request: UserRequest, run: Run) -> Any:
    """Return what was asked; the numbers of the run where nothing was."""
    if request.method == "POST":
        return request.POST
    if "threshold" in request.GET:
        return request.GET
    return as_in_run(run)


def _readings() -> list[Rule]:
    return [one for one in load_rules().rules.values() if over_low_results(one.predicate)]


def _tried(run: Run, form: Numbers, *, full: bool) -> tuple[Tried | None, str]:
    """Return what comes out, or why nothing does."""
    if not form.is_valid():
        return None, "Проверьте числа."
    try:
        key = ("what if", run.pk, full, form.grid, form.around)
        tried = kept(key, lambda: _try(run, form, full=full))
    except IdentificationRefused as refusal:
        return None, str(refusal)
    return tried, ""


def _try(run: Run, form: Numbers, *, full: bool) -> Tried:
    chosen, around = scenarios.replay_each(run, [form.grid, form.around], full=full)
    return Tried(chosen, around, weigh(run, form.times))


def _shown(tried: Tried) -> Shown:
    stability = tried.around.stability
    names = names_of(_ids(tried))
    return Shown(
        tuple(_variant(one, names) for one in tried.chosen.scenarios),
        len(tried.around.scenarios),
        named((school for school, share in stability.items() if share == 1), names),
        named((school for school, share in stability.items() if 0 < share < 1), names),
        shown_weights(tried.weighed) if tried.weighed else None,
    )


def _ids(tried: Tried) -> set[int]:
    told = tried.chosen.scenarios
    moved = {school for one in told for school in (*one.entering, *one.leaving)}
    return moved | tried.around.stability.keys()


def _variant(told: Told, names: dict[int, str]) -> Variant:
    known = load_rules().rules
    return Variant(
        known[told.rule].title if told.rule in known else told.rule,
        len(told.listed),
        len(told.insufficient),
        named(told.entering, names),
        named(told.leaving, names),
    )


def _scenarios(run: Run) -> Any:
    return run.scenarios.select_related("saved_by").order_by("-saved_at", "-pk")[:20]


def _words(parameters: dict[str, Any]) -> str:
    heads = (
        ("thresholds", "порог", "%"),
        ("windows", "окно, лет", ""),
        ("minimal_ns", "минимум", ""),
        ("rules", "правило", ""),
    )
    told = [
        f"{head} {', '.join(map(str, parameters[name]))} {unit}".strip()
        for name, head, unit in heads
        if parameters.get(name)
    ]
    if parameters.get("weights"):
        told.append(weight_words(parameters["weights"]))
    return "; ".join(told)


def _sizes(result: dict[str, Any]) -> str:
    """Say how long the list is under the kept combinations: «4», «2–6»."""
    sizes = [len(one["listed"]) for one in result["scenarios"]]
    least, most = min(sizes, default=0), max(sizes, default=0)
    return str(least) if least == most else f"{least}–{most}"


def _query(form: Numbers) -> str:
    told = {name: form.cleaned_data[name] for name in form.fields}
    return urlencode({name: one for name, one in told.items() if one is not None}, doseq=True)


def _table(run: Run, tried: Tried) -> Table:
    names = names_of(_ids(tried))
    rows = [
        (names[school], one.rule, one.threshold, one.window, one.minimal_n, word,
         round(tried.around.stability.get(school, 0.0), 2))
        for one in tried.chosen.scenarios
        for word, schools in (("входит", one.entering), ("выходит", one.leaving))
        for school in names if school in set(schools)
    ]  # fmt: skip
    columns = (
        "Школа", "Правило", "Порог, %", "Окно, лет", "Минимум участников", "Что меняется",
        "В какой доле соседних вариантов в списке",
    )  # fmt: skip
    more = weight_rows(tried.weighed) if tried.weighed else ()
    note = f"К расчёту № {run.number} от {run.created_at:%d.%m.%Y}. По алфавиту."
    title = f"Что, если: {run.territory.name}, {run.year}"
    return Table(title, columns, [*rows, *more], note)
