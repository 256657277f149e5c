"""Results that do not count: which, why, on what paper; only while the list is a draft."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.acts.services import files
from opora.domain.identification.clauses import reason_words
from opora.domain.identification.models import Exclusion, Run
from opora.domain.identification.services import runs
from opora.domain.identification.words import procedure
from opora.domain.organisations.access import reason
from opora.web.identification import reads
from opora.web.identification.forms import Exclude
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at


@login_required
@require_http_methods(["GET", "POST"])
def exclusions(request: UserRequest, run_id: int) -> HttpResponse:
    """List what was left out; a POST leaves out more."""
    run = reads.run_for(request, run_id)
    if request.method == "POST" and not reads.leads(request, run):
        raise PermissionDenied("Исключают результаты те, кто ведёт список.")
    form = Exclude(request.POST or None, request.FILES or None, run=run)
    if form.is_valid():
        with refusal_at(form), refusal_at(form, "file", only=files.FileRefused):
            _exclude(request, run, form)
            return done(request, "Исключено, список пересчитан.", "run_exclusions", run.pk)
    rows = run.exclusions.select_related("school", "by").order_by("school__short_name", "pk")
    page = page_of(rows, request)
    context = {
        "run": run,
        "form": form,
        "page": page,
        "lines": [(one, *_words(one)) for one in page],
        "may_change": reads.leads(request, run) and run.status == Run.Status.DRAFT,
        "reason": reason(run, request.user, on=localdate()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/identification/exclusions.html", context, status=status)


@transaction.atomic
def _exclude(request: UserRequest, run: Run, form: Exclude) -> Exclusion:
    told = dict(form.cleaned_data)
    upload = told.pop("file")
    return runs.exclude(
        run=run, by=request.user, at=now(), **told,
        file=files.keep(upload, name=upload.name, at=now()) if upload else None,
        file_name=files.clean_name(upload.name) if upload else "",
    )  # fmt: skip


@login_required
@require_POST
def include_again(request: UserRequest, exclusion_id: int) -> HttpResponse:
    """Let what was left out count again."""
    exclusion = reads.exclusion_for(request, exclusion_id)
    run = exclusion.run
    with refusal_as_message(request):
        runs.include_again(exclusion=exclusion, by=request.user, at=now())
        messages.success(request, "Результаты снова учитываются, список пересчитан.")
    return redirect("run_exclusions", run.pk)


def _words(one: Exclusion) -> tuple[str, str]:
    what = procedure(one.assessment) if one.assessment else "все процедуры"
    when = f"{one.year}" if one.year else "все годы"
    return f"{what}, {when}", reason_words(one.reason)
