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
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.permissions import NotAllowed
from opora.domain.roadmaps.services import children, obligations
from opora.domain.roadmaps.services.confirming import AlreadyConfirmed, DraftNotReady
from opora.domain.roadmaps.services.intake import NoMeasures, PeriodMissing
from opora.domain.roadmaps.services.obligations import ReasonNeeded, RemindedToday
from opora.domain.roadmaps.services.states import WrongState
from opora.web.execution.forms import ChildForm, PersonForm, WordsForm
from opora.web.execution.found import obligation_in_sight, queue_around
from opora.web.execution.page import draw
from opora.web.requests import UserRequest

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
    except (WrongState, ReasonNeeded, RemindedToday) as refusal:
        return _refused(request, obligation, form, str(refusal), status=422)
    if not taken.opens_next:
        messages.success(request, taken.said)
        return redirect("obligation", obligation.pk)
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
    if not form.is_valid():
        return draw(request, obligation, {"person_form": form}, status=422)
    person = form.cleaned_data["person"]
    try:
        obligations.set_person(obligation=obligation, person=person, by=request.user, at=now())
    except NotAllowed as refusal:
        return draw(request, obligation, {"refusal": str(refusal)}, status=403)
    except (WrongState, obligations.NotOfTheOrganisation, obligations.AlreadyTheirs) as refusal:
        return draw(request, obligation, {"refusal": str(refusal)}, status=422)
    messages.success(
        request, f"Исполняет {person.short_name}." if person else "Исполнитель снят."
    )
    return redirect("obligation", obligation.pk)


@login_required
@require_POST
def open_child(request: UserRequest, obligation_id: int) -> HttpResponse:
    """Begin the roadmap that carries the obligation out."""
    obligation = obligation_in_sight(request, obligation_id)
    form = ChildForm(request.POST, obligation=obligation)
    if not form.is_valid():
        return draw(request, obligation, {"child_form": form}, status=422)
    wanted = form.cleaned_data
    try:
        edition = children.open_child(
            obligation=obligation,
            by=request.user,
            at=now(),
            source=wanted["source"],
            draft=wanted["draft"],
        )
    except children.ChildExists as refusal:
        messages.warning(request, str(refusal))
        return redirect("roadmap", refusal.roadmap.pk)
    except NotAllowed as refusal:
        return draw(request, obligation, {"refusal": str(refusal)}, status=403)
    except CHILD_REFUSALS as refusal:
        return draw(request, obligation, {"refusal": str(refusal)}, status=422)
    messages.success(request, "Карта создана. Правьте её и отправьте на утверждение.")
    return redirect("draft_edition", edition.roadmap_id)


CHILD_REFUSALS = (
    children.NotForChildren,
    children.NoLastYear,
    children.DraftNeeded,
    AlreadyConfirmed,
    DraftNotReady,
    NoMeasures,
    PeriodMissing,
    WrongState,
)
