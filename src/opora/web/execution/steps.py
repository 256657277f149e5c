"""What people do with an obligation by one press: take, withdraw, decide, pause, assign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed, Refused
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.services import children, obligations
from opora.web.execution.forms import ChildForm, PersonForm, WordsForm
from opora.web.execution.found import obligation_in_sight, queue_around
from opora.web.execution.page import draw
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

Do = Callable[[Obligation, User, datetime, str], object]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the service behind it, what is said after it, whether a next check opens."""

    do: Do
    said: str
    opens_next: bool = False


def _start(obligation: Obligation, by: User, at: datetime, _words: str) -> object:
    return obligations.start(obligation=obligation, by=by, at=at)


def _withdraw(obligation: Obligation, by: User, at: datetime, _words: str) -> object:
    return obligations.withdraw(obligation=obligation, by=by, at=at)


def _accept(obligation: Obligation, by: User, at: datetime, words: str) -> object:
    return obligations.accept(obligation=obligation, by=by, at=at, remark=words)


def _return(obligation: Obligation, by: User, at: datetime, words: str) -> object:
    return obligations.return_(obligation=obligation, reason=words, by=by, at=at)


def _waive(obligation: Obligation, by: User, at: datetime, words: str) -> object:
    return obligations.waive(obligation=obligation, reason=words, by=by, at=at)


def _pause(obligation: Obligation, by: User, at: datetime, words: str) -> object:
    return obligations.pause(obligation=obligation, reason=words, by=by, at=at)


def _resume(obligation: Obligation, by: User, at: datetime, _words: str) -> object:
    return obligations.resume(obligation=obligation, by=by, at=at)


def _remind(obligation: Obligation, by: User, at: datetime, _words: str) -> object:
    return obligations.remind(obligation=obligation, by=by, at=at)


STEPS = {
    "start": Step(_start, "Взято в работу."),
    "withdraw": Step(_withdraw, "Отозвано с проверки. Исправьте и отправьте снова."),
    "accept": Step(_accept, "Принято", opens_next=True),
    "return": Step(_return, "Возвращено с замечанием", opens_next=True),
    "waive": Step(_waive, "Снято. Причина останется видна."),
    "pause": Step(_pause, "Приостановлено."),
    "resume": Step(_resume, "Возобновлено."),
    "remind": Step(_remind, "Напоминание отправлено."),
}


@login_required
@require_POST
def step(request: UserRequest, obligation_id: int, name: str) -> HttpResponse:
    """Take a step; a refusal is said above the page and keeps what was written."""
    if name not in STEPS:
        raise Http404
    taken = STEPS[name]
    obligation = obligation_in_sight(request, obligation_id)
    form = WordsForm(request.POST)
    following = _following(request, obligation) if taken.opens_next else None
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        taken.do(obligation, request.user, now(), words)
    except NotAllowed as refusal:
        return _refused(request, obligation, form, str(refusal), status=403)
    except Refused as refusal:
        return _refused(request, obligation, form, str(refusal), status=422)
    if not taken.opens_next:
        return done(request, taken.said, "obligation", obligation.pk)
    what = f"{taken.said}: {obligation.organisation.short_name}, {obligation.measure}."
    messages.success(request, what)
    return redirect("obligation", following) if following else redirect("to_check")


def _following(request: UserRequest, obligation: Obligation) -> int | None:
    return queue_around(request.user, obligation, on=localdate()).following


def _refused(
    request: UserRequest, obligation: Obligation, form: WordsForm, sentence: str, *, status: int
) -> HttpResponse:
    fresh = obligation_in_sight(request, obligation.pk)
    more = {"refusal": sentence, "words_form": form, "acts_open": True}
    return draw(request, fresh, more, status=status)


@login_required
@require_POST
def assign(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Say who carries the obligation out."""
    obligation = obligation_in_sight(request, obligation_id)
    form = PersonForm(request.POST, obligation=obligation, at=now())
    if form.is_valid():
        person = form.cleaned_data["person"]
        with refusal_at(form, "person"):
            obligations.set_person(
                obligation=obligation, person=person, by=request.user, at=now()
            )
            said = f"Исполняет {person.short_name}." if person else "Исполнитель снят."
            return done(request, said, "obligation", obligation.pk)
    return draw(request, obligation, {"person_form": form}, status=422)


@login_required
@require_POST
def open_child(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Begin the roadmap that carries the obligation out."""
    obligation = obligation_in_sight(request, obligation_id)
    form = ChildForm(request.POST, obligation=obligation)
    if form.is_valid():
        with refusal_at(form):
            try:
                edition = children.open_child(
                    obligation=obligation, by=request.user, at=now(), **form.cleaned_data
                )
            except children.ChildExists as known:
                messages.warning(request, str(known))
                return redirect("roadmap", known.roadmap.pk)
            said = "Карта создана. Правьте её и отправьте на утверждение."
            return done(request, said, "draft_edition", edition.roadmap_id)
    return draw(request, obligation, {"child_form": form}, status=422)
