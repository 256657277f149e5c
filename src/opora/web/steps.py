"""A step on a page: a service is called, its success or its refusal is said.

With a form, the refusal stands at the form, and the page is drawn once more::

    if form.is_valid():
        with refusal_at(form):
            teams.close(team=found, **form.cleaned_data, by=request.user, at=now())
            return done(request, "Команда завершила работу.", "team", found.pk)
    return _form(request, form, found, "Завершить работу")

A button without a form leads to the same page either way::

    with refusal_as_message(request):
        groups.take_back(learner=learner, by=request.user, at=now())
        messages.success(request, "Убрано из группы.")
    return redirect("training_group", found.pk)
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from opora.domain.refusals import NotAllowed, Refused
from opora.web.requests import inside


class _Said(AbstractContextManager[None, bool]):
    """Ends its block at a refusal and says it; what follows the block goes on.

    Who has no right to the step at all gets the page 403 instead.
    """

    def __init__(self, say: Callable[[str], object], only: type[Refused]) -> None:
        self._say, self._only = say, only

    def __exit__(
        self,
        kind: type[BaseException] | None,
        refusal: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(refusal, self._only) or isinstance(refusal, NotAllowed):
            return False
        self._say(str(refusal))
        return True


def refusal_at(
    form: BaseForm, field: str | None = None, *, only: type[Refused] = Refused
) -> AbstractContextManager[None, bool]:
    """Say a refusal at the form, or at the field of it that is to blame."""
    return _Said(lambda sentence: form.add_error(field, sentence), only)


def refusal_as_message(request: HttpRequest) -> AbstractContextManager[None, bool]:
    """Say a refusal as a message on the page that comes next."""
    return _Said(lambda sentence: messages.error(request, sentence), Refused)


def done(request: HttpRequest, sentence: str, to: str, *args: object) -> HttpResponseRedirect:
    """Say the success and lead to the page, or back to where the step was begun.

    ``to`` and ``args`` name the page as for ``redirect``; the form may have posted as
    ``next`` the page of this site from which it was opened.
    """
    messages.success(request, sentence)
    back = inside(request, request.POST.get("next"))
    return redirect(back) if back else redirect(to, *args)
