"""«Что, если»: the list under other numbers and readings, at once; kept with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.analytics.predicates import over_low_results
from opora.domain.identification.models import Run
from opora.domain.identification.questions import rule_of
from opora.domain.identification.refusals import IdentificationRefused, NotAllowed
from opora.domain.identification.services import scenarios
from opora.domain.identification.services.scenarios import Grid, Replayed, Told
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.methodology.rules import Rule, load_rules
from opora.reports.tables import Table
from opora.web.identification import reads
from opora.web.identification.forms import LONGEST
from opora.web.requests import UserRequest
from opora.web.results.guard import unordered
from opora.web.tables import asked_kind, table_file

AROUND = (-5, 0, 5)
"""Thresholds and minimal n beside the chosen ones, over which stability is counted."""

MOST_NAMED = 60


class Slider(forms.NumberInput):
    """A number chosen by moving a slider, between what makes sense for it."""

    input_type = "range"

    def __init__(self) -> None:
        super().__init__({"class": "form-range", "step": 1})


class Numbers(forms.Form):
    """What to try; the numbers of the run to begin with."""

    threshold = forms.IntegerField(
        label="Порог, %", min_value=10, max_value=60, widget=Slider()
    )
    window = forms.IntegerField(label="Окно, лет", min_value=1, max_value=5, widget=Slider())
    minimal_n = forms.IntegerField(
        label="Минимум участников", min_value=1, max_value=30, widget=Slider()
    )
    rules = forms.MultipleChoiceField(
        label="Прочтения правила", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rules: Sequence[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["rules"].choices = [(one.code, one.title) for one in rules]

    @property
    def grid(self) -> Grid:
        """The one combination that is chosen, under every reading that is ticked."""
        told = self.cleaned_data
        return Grid(
            tuple(told["rules"]), (told["threshold"],), (told["window"],), (told["minimal_n"],)
        )

    @property
    def around(self) -> Grid:
        """Combinations beside the chosen one."""
        told = self.cleaned_data
        thresholds = {told["threshold"] + step for step in AROUND}
        smallest = {max(1, told["minimal_n"] + step) for step in AROUND}
        return Grid(
            tuple(told["rules"]),
            tuple(sorted(one for one in thresholds if 1 <= one <= 100)),  # noqa: PLR2004  # a per cent
            (told["window"],),
            tuple(sorted(smallest)),
        )


class Kept(forms.Form):
    """Why somebody looked."""

    reason = forms.CharField(
        label="Зачем нужен этот вариант", max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Some schools by name, and how many more there are."""

    count: int
    names: tuple[tuple[int, str], ...]

    @property
    def more(self) -> int:
        """Schools that are not named."""
        return self.count - len(self.names)


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


@login_required
@require_http_methods(["GET", "POST"])
@unordered
def what_if(request: UserRequest, run_id: int) -> HttpResponseBase:
    """Show the list under other numbers; a POST keeps it with the reason."""
    run = reads.run_for(request, run_id)
    if request.method == "POST" and not reads.leads(request, run):
        raise PermissionDenied("Варианты сохраняют те, кто ведёт список.")
    form = Numbers(_typed(request, run), rules=_readings())
    kept = Kept(request.POST if request.method == "POST" else None)
    shown, refusal = _shown(run, form)
    if (kind := asked_kind(request)) and form.is_valid() and not refusal:
        return table_file(_table(run, form), kind)
    if request.method == "POST" and form.is_valid() and kept.is_valid():
        try:
            said = kept.cleaned_data["reason"]
            scenarios.save(run=run, grid=form.grid, reason=said, by=request.user, at=now())
        except IdentificationRefused as refused:
            kept.add_error(None, str(refused))
        else:
            messages.success(request, "Вариант сохранён с причиной.")
            return redirect(f"{request.path}?{_query(form)}")
    context = {
        "run": run,
        "rule": rule_of(run),
        "form": form,
        "sliders": [form[name] for name in ("threshold", "window", "minimal_n")],
        "kept": kept,
        "shown": shown,
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
    try:
        scenarios.attach(scenario=scenario, by=request.user, at=now(), attached=wanted)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except IdentificationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Приложен к решению." if wanted else "Снят с решения.")
    return redirect("run_what_if", scenario.run_id)


def _typed(request: UserRequest, run: Run) -> Any:
    """Return what was asked; the numbers of the run where nothing was."""
    if request.method == "POST":
        return request.POST
    if "threshold" in request.GET:
        return request.GET
    rule = rule_of(run)
    return {
        "threshold": rule.threshold.value, "window": rule.window.value,
        "minimal_n": rule.minimal_n.value, "rules": [rule.code],
    }  # fmt: skip


def _readings() -> list[Rule]:
    return [one for one in load_rules().rules.values() if over_low_results(one.predicate)]


def _shown(run: Run, form: Numbers) -> tuple[Shown | None, str]:
    """Return what comes out, or why nothing does."""
    if not form.is_valid():
        return None, "Проверьте числа."
    try:
        chosen = scenarios.replay(run, form.grid)
        around = scenarios.replay(run, form.around)
    except IdentificationRefused as refusal:
        return None, str(refusal)
    names = _names(_ids(chosen, around))
    variants = tuple(_variant(one, names) for one in chosen.scenarios)
    always = [school for school, share in around.stability.items() if share == 1]
    sometimes = [school for school, share in around.stability.items() if 0 < share < 1]
    count = len(around.scenarios)
    return Shown(variants, count, _named(always, names), _named(sometimes, names)), ""


def _ids(chosen: Replayed, around: Replayed) -> set[int]:
    moved = {school for one in chosen.scenarios for school in (*one.entering, *one.leaving)}
    return moved | around.stability.keys()


def _names(schools: Iterable[int]) -> dict[int, str]:
    found = Organisation.objects.filter(pk__in=schools).order_by("short_name", "pk")
    return dict(found.values_list("pk", "short_name"))


def _variant(told: Told, names: dict[int, str]) -> Variant:
    known = load_rules().rules
    return Variant(
        known[told.rule].title if told.rule in known else told.rule,
        len(told.listed),
        len(told.insufficient),
        _named(told.entering, names),
        _named(told.leaving, names),
    )


def _named(schools: Iterable[int], names: dict[int, str]) -> Named:
    wanted = set(schools)
    told = [(school, name) for school, name in names.items() if school in wanted]
    return Named(len(wanted), tuple(told[:MOST_NAMED]))


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
    return "; ".join(told)


def _sizes(result: dict[str, Any]) -> str:
    """Say how long the list is under the kept combinations: «4», «2–6»."""
    sizes = [len(one["listed"]) for one in result["scenarios"]]
    least, most = min(sizes, default=0), max(sizes, default=0)
    return str(least) if least == most else f"{least}–{most}"


def _query(form: Numbers) -> str:
    return urlencode({name: form.cleaned_data[name] for name in form.fields}, doseq=True)


def _table(run: Run, form: Numbers) -> Table:
    told = scenarios.replay(run, form.grid)
    around = scenarios.replay(run, form.around)
    names = _names(_ids(told, around))
    rows = [
        (names[school], one.rule, one.threshold, one.window, one.minimal_n, word,
         round(around.stability.get(school, 0.0), 2))
        for one in told.scenarios
        for word, schools in (("входит", one.entering), ("выходит", one.leaving))
        for school in names if school in set(schools)
    ]  # fmt: skip
    columns = (
        "Школа", "Правило", "Порог, %", "Окно, лет", "Минимум участников", "Что меняется",
        "В какой доле соседних вариантов в списке",
    )  # fmt: skip
    note = f"К расчёту № {run.number} от {run.created_at:%d.%m.%Y}. По алфавиту."
    return Table(f"Что, если: {run.territory.name}, {run.year}", columns, rows, note)
