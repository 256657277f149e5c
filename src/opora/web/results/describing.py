"""What the tasks of a work ask for, written down once from its description."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.assessments.models import Round, Task
from opora.domain.assessments.services import tasks
from opora.web.requests import UserRequest
from opora.web.results import forms, reads
from opora.web.results.names import round_name
from opora.web.steps import done, refusal_at


@login_required
@require_http_methods(["GET", "POST"])
def describe(request: UserRequest, round_id: int) -> HttpResponse:
    """Show and change the description of the tasks of a work."""
    if not reads.bringers_of(request.user, on=localdate()).exists():
        raise Http404("described by those who bring results")
    round_ = get_object_or_404(Round, pk=round_id)
    known = list(round_.tasks.order_by("number"))
    form = forms.Description(request.POST or None, initial=_initial(known))
    if form.is_valid():
        given = form.cleaned_data
        with refusal_at(form, "lines"):
            made = tasks.describe(
                round_=round_,
                lines=given["lines"],
                source=given["source"],
                by=request.user,
                at=now(),
            )
            return done(
                request, f"Описано заданий: {len(made)}.", "results_describe", round_.pk
            )
    context = {"form": form, "name": round_name(round_), "known": known}
    status = 422 if form.is_bound else 200
    return render(request, "web/results/describe.html", context, status=status)


def _initial(known: Sequence[Task]) -> dict[str, str]:
    if not known:
        return {}
    lines = [
        f"{one.label}; {one.most}; {forms.LEVELS[one.difficulty]}; {one.skill}" for one in known
    ]
    return {"source": known[0].source, "lines": "\n".join(lines)}
