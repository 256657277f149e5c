"""Steps of a run, one button each, and checking that it still gives the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from opora.domain.identification.models import Run
from opora.domain.identification.refusals import IdentificationRefused
from opora.domain.identification.services import background, decisions, recounts, runs
from opora.web.identification import reads
from opora.web.identification.forms import ExtendReplies, OpenReplies, Why
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody asks for: of which run, with what typed."""

    request: UserRequest
    run: Run

    @property
    def reason(self) -> str:
        """The reason typed; the service refuses an empty one in words."""
        form = Why(self.request.POST)
        return form.cleaned_data["reason"] if form.is_valid() else ""


def _open(asked: Asked) -> Run:
    form = OpenReplies(asked.request.POST)
    if not form.is_valid():
        raise IdentificationRefused("Укажите день, до которого школы могут ответить.")
    due = form.cleaned_data["due"]
    return runs.open_replies(run=asked.run, due=due, by=asked.request.user, at=now())


def _extend(asked: Asked) -> Run:
    form = ExtendReplies(asked.request.POST)
    if not form.is_valid():
        raise IdentificationRefused("Укажите новый день и причину: срок прежний.")
    told = form.cleaned_data
    return runs.extend_replies(run=asked.run, by=asked.request.user, at=now(), **told)


def _recount(asked: Asked) -> Run:
    moment = now()
    return recounts.recount(
        run=asked.run, by=asked.request.user, at=moment,
        in_background=background.is_long(asked.run.territory, at=moment),
    )  # fmt: skip


def _send(asked: Asked) -> Run:
    return decisions.send(run=asked.run, by=asked.request.user, at=now())


def _take_back(asked: Asked) -> Run:
    return decisions.take_back(
        run=asked.run, by=asked.request.user, at=now(), reason=asked.reason
    )


def _approve(asked: Asked) -> Run:
    return decisions.approve(run=asked.run, by=asked.request.user, at=now())


def _cancel(asked: Asked) -> Run:
    return runs.cancel(run=asked.run, by=asked.request.user, at=now(), reason=asked.reason)


STEPS: dict[str, tuple[Callable[[Asked], Run], str, str]] = {
    "open": (_open, "Список открыт школам. Директора оповещены.", "run"),
    "extend": (_extend, "Срок ответов продлён. Школы оповещены.", "run_decision"),
    "recount": (_recount, "Список пересчитан на сегодняшних данных.", "run_compare"),
    "send": (_send, "Список передан на утверждение.", "run_decision"),
    "take-back": (_take_back, "Список возвращён с утверждения.", "run_decision"),
    "approve": (_approve, "Список утверждён. Дальше приказ.", "run_decision"),
    "cancel": (_cancel, "Расчёт отменён. Он остаётся в истории.", "run"),
}
"""What is done, what is said then, which page follows."""


@login_required
@require_POST
def take(request: UserRequest, run_id: int, name: str) -> HttpResponse:
    """Take a step; a refusal is told in words on the page of the decision."""
    if name not in STEPS:
        raise Http404("no such step")
    found = reads.any_run_for(request, run_id)
    do, said, page = STEPS[name]
    with refusal_as_message(request):
        after = do(Asked(request, found))
        if after.status != Run.Status.COMPUTING:
            messages.success(request, said)
        return redirect(_page_of(after, page), after.pk)
    return redirect(_page_of(found, "run_decision"), found.pk)


def _page_of(run: Run, page: str) -> str:
    """Return the page to go to: a run without a result has one alone."""
    return page if run.digest else "run"


@login_required
@require_POST
def check(request: UserRequest, run_id: int) -> HttpResponse:
    """Compute the run again and say whether it gives the same to the byte."""
    found = reads.run_for(request, run_id)
    if runs.is_reproduced(found):
        messages.success(
            request,
            f"Повторный расчёт дал тот же результат до байта: SHA-256 {found.digest}.",
        )
    else:
        messages.error(
            request, "Повторный расчёт дал другой результат, чем записан. Пересчитайте список."
        )
    return redirect("run_decision", found.pk)
