"""One expertise: its sample, its readers, where they differ, what is concluded."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.development import permissions
from opora.domain.development import reading as reads
from opora.domain.development.models import Expertise, Sampled
from opora.domain.development.services import expertises
from opora.domain.organisations.access import reason, scope_of
from opora.reports.expertise_conclusion import conclusion_docx
from opora.web.development import forms
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import KINDS


def _found(request: UserRequest, expertise_id: int) -> Expertise:
    seen = Expertise.objects.visible_to(request.user, on=localdate())
    rows = seen.select_related("owner__territory", "entered_by")
    return get_object_or_404(rows, pk=expertise_id)


def _led(request: UserRequest, expertise_id: int) -> Expertise:
    found = _found(request, expertise_id)
    if not permissions.leads(request.user, found.owner, at=now()):
        raise PermissionDenied
    return found


@login_required
@require_GET
def page(request: UserRequest, expertise_id: int) -> HttpResponse:
    """Show an expertise; marks of a document once both its readers are in."""
    return _page(request, _found(request, expertise_id))


def _page(
    request: UserRequest, expertise: Expertise, *, status: int = 200, **bound: Form
) -> HttpResponse:
    today = localdate()
    progress = reads.whole(expertise)
    context = {
        "expertise": expertise,
        "progress": progress,
        "rows": _in_sight(request, expertise, progress),
        "sees_all": _sees_all(request, expertise),
        "unassigned": sum(1 for row in progress.rows if not row.sheets),
        "leads": permissions.leads(request.user, expertise.owner, at=now()),
        "reason": reason(expertise, request.user, on=today),
        "readers": forms.ReadersForm(territory=expertise.owner.territory, on=today),
        "concluding": forms.Conclusion(initial={"conclusion": expertise.conclusion}),
        "withdrawal": forms.Reason(),
    } | bound
    return render(request, "web/development/expertise.html", context, status=status)


def _sees_all(request: UserRequest, expertise: Expertise) -> bool:
    """Whether the office itself is in sight; a school sees its own documents only."""
    scope = scope_of(request.user, on=localdate())
    return scope.reason_for(expertise.owner) is not None


def _in_sight(
    request: UserRequest, expertise: Expertise, progress: reads.Progress
) -> list[reads.Read]:
    if _sees_all(request, expertise):
        return list(progress.rows)
    own = scope_of(request.user, on=localdate()).own
    return [row for row in progress.rows if row.sampled.document.school_id in own]


@login_required
@require_POST
def assign(request: UserRequest, expertise_id: int) -> HttpResponse:
    """Give the documents to readers."""
    found = _led(request, expertise_id)
    form = forms.ReadersForm(request.POST, territory=found.owner.territory, on=localdate())
    if form.is_valid():
        readers = list(form.cleaned_data["readers"])
        with refusal_at(form):
            expertises.assign(expertise=found, readers=readers, by=request.user, at=now())
            return done(
                request, "Читатели назначены и получили уведомление.", "expertise", found.pk
            )
    return _page(request, found, status=422, readers=form)


STEPS: dict[str, tuple[str, type[Form], str]] = {
    "approve": (
        "concluding",
        forms.Conclusion,
        "Заключение утверждено, запись реестра сделана.",
    ),
    "withdraw": ("withdrawal", forms.Reason, "Экспертиза отозвана."),
}


def _take(name: str, found: Expertise, given: dict[str, Any], request: UserRequest) -> None:
    if name == "approve":
        expertises.approve(expertise=found, by=request.user, at=now(), **given)
    else:
        expertises.withdraw(expertise=found, by=request.user, at=now(), **given)


@login_required
@require_POST
def take_step(request: UserRequest, expertise_id: int, name: str) -> HttpResponse:
    """Approve the conclusion, or withdraw the expertise."""
    found = _led(request, expertise_id)
    if name not in STEPS:
        raise Http404
    place, shape, said = STEPS[name]
    form = shape(request.POST)
    if form.is_valid():
        with refusal_at(form):
            _take(name, found, form.cleaned_data, request)
            return done(request, said, "expertise", found.pk)
    return _page(request, found, status=422, **{place: form})


def _sampled(found: Expertise, sampled_id: int) -> Sampled:
    rows = found.sample.select_related("document__school", "settled_by", "expertise")
    return get_object_or_404(rows.prefetch_related("sheets__reader"), pk=sampled_id)


@login_required
@require_http_methods(["GET", "POST"])
def compare(request: UserRequest, expertise_id: int, sampled_id: int) -> HttpResponse:
    """Show the marks of a document side by side, and settle where they differ."""
    found = _led(request, expertise_id)
    row = _sampled(found, sampled_id)
    read = reads.of(row)
    form = forms.SettleForm(request.POST or None, differing=read.differing)
    if request.method == "POST" and form.is_valid():
        with refusal_at(form):
            expertises.settle(
                sampled=row, scores=form.scores, words=form.cleaned_data["words"],
                by=request.user, at=now(),
            )  # fmt: skip
            return done(request, "Решение записано.", "expertise", found.pk)
    return _compared(request, read, form)


def _compared(
    request: UserRequest, read: reads.Read, form: Form, third: Form | None = None
) -> HttpResponse:
    territory = read.sampled.expertise.owner.territory
    context = {
        "expertise": read.sampled.expertise, "read": read, "form": form,
        "third": third or forms.ThirdForm(territory=territory, on=localdate()),
    }  # fmt: skip
    status = 422 if form.errors or (third and third.errors) else 200
    return render(request, "web/development/compare.html", context, status=status)


@login_required
@require_POST
def ask_third(request: UserRequest, expertise_id: int, sampled_id: int) -> HttpResponse:
    """Ask a third reader."""
    found = _led(request, expertise_id)
    row = _sampled(found, sampled_id)
    form = forms.ThirdForm(request.POST, territory=found.owner.territory, on=localdate())
    if form.is_valid():
        reader = form.cleaned_data["reader"]
        with refusal_at(form):
            expertises.ask_third(sampled=row, reader=reader, by=request.user, at=now())
            return done(request, "Третий читатель получил лист.", "expertise", found.pk)
    read = reads.of(row)
    return _compared(request, read, forms.SettleForm(differing=read.differing), form)


@login_required
@require_GET
def conclusion(request: UserRequest, expertise_id: int) -> HttpResponse:
    """Give the conclusion of all documents as DOCX to those who see the office."""
    found = _found(request, expertise_id)
    if not _sees_all(request, found):
        raise PermissionDenied
    content = conclusion_docx(found, reads.whole(found))
    answer = HttpResponse(content, content_type=KINDS["docx"])
    answer.headers["Content-Disposition"] = 'attachment; filename="conclusion.docx"'
    return answer
