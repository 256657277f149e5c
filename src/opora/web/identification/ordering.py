"""The order with the list: its file, its place in the registry, the statuses it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.acts.models import Act
from opora.domain.acts.services import acts, files
from opora.domain.identification.models import Run, SchoolStatus
from opora.domain.identification.services import decisions
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import (
    Membership,
    Organisation,
    OrganisationQuerySet,
    Role,
)
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.methodology.packs import MethodologyError
from opora.reports.identification_order import (
    OrderForm,
    heading,
    leaving_schools,
    listed_schools,
    order_docx,
)
from opora.web.identification import reads
from opora.web.identification.forms import Order, Registered
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at
from opora.web.tables import KINDS

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Ended:
    """A status that the order ended, with what is known of the improvement."""

    status: SchoolStatus
    sentence: str


@login_required
@require_http_methods(["GET", "POST"])
def order(request: UserRequest, run_id: int) -> HttpResponse:
    """Fill in the order; a POST gives its file, or registers it and puts the list in force."""
    run = reads.run_for(request, run_id)
    form = _form(request, run)
    if "download" in request.POST:
        return _file(request, run, form)
    chosen = request.POST if "act" in request.POST else None
    registered = Registered(chosen, acts=_acts(request, run))
    if request.method == "POST":
        _require_approval(request, run)
        if _enact(request, run, form, registered):
            return redirect("run_order", run.pk)
    return _draw(request, run, form, registered)


def _file(request: UserRequest, run: Run, form: Order) -> HttpResponse:
    """Give the order as a Word document, a draft before approval; nothing is kept."""
    with refusal_at(form, "day"):
        content = order_docx(run, _requisites(form)) if form.is_valid() else b""
    if form.errors:
        return _draw(request, run, form, Registered(None, acts=_acts(request, run)))
    name = f'attachment; filename="order-{run.year}-{run.number}.docx"'
    return HttpResponse(
        content, content_type=KINDS["docx"], headers={"Content-Disposition": name}
    )


def _enact(request: UserRequest, run: Run, form: Order, registered: Registered) -> bool:
    """Put the list in force by a new order or by one of the registry; say whether it was."""
    chosen: Any = registered if "act" in request.POST else form
    if chosen is form and form.is_valid() and not form.cleaned_data["number"]:
        form.add_error("number", "Укажите номер, под которым приказ зарегистрирован.")
    if not chosen.is_valid():
        return False
    try:
        with transaction.atomic():
            act = chosen.cleaned_data["act"] if chosen is registered else _register(
                request, run, form
            )  # fmt: skip
            changed = decisions.enact(run=run, act=act, by=request.user, at=now())
    except (Refused, MethodologyError) as refusal:
        chosen.add_error(None, str(refusal))
        return False
    messages.success(request, f"Приказ введён в действие. Изменилось статусов: {len(changed)}.")
    return True


def _register(request: UserRequest, run: Run, form: Order) -> Act:
    told, name = form.cleaned_data, f"Приказ {run.year}.docx"
    content = order_docx(run, _requisites(form))
    return acts.register(
        kind=Act.Kind.ORDER, number=told["number"], date=told["day"], issuer=told["issuer"],
        title=heading(run), by=request.user, at=now(),
        file=files.keep(content, name=name, at=now()), file_name=name,
        place=told["place"], controller=told["control"],
        signatory_post=told["signatory_post"], signatory_name=told["signatory_name"],
    )  # fmt: skip


def _requisites(form: Order) -> OrderForm:
    told = dict(form.cleaned_data)
    lines = told.pop("basis").splitlines()
    return OrderForm(basis=tuple(one.strip() for one in lines if one.strip()), **told)


def _form(request: UserRequest, run: Run) -> Order:
    issuers = _issuers(run)
    first, head = issuers.first(), run.approved_by or _head(run)
    start = {
        "issuer": first.pk if first else None,
        "day": localdate(),
        "place": run.territory.name,
        "signatory_post": "Начальник управления образования",
        "signatory_name": _initials_first(head) if head else "",
    }
    if run.act:
        start |= _as_registered(run.act)
    bound = request.POST if request.method == "POST" and "act" not in request.POST else None
    return Order(bound, issuers=issuers, initial=start)


def _as_registered(act: Act) -> dict[str, Any]:
    """Return the requisites of the order in the registry: a copy must say the same."""
    said = {
        "place": act.place,
        "signatory_post": act.signatory_post,
        "signatory_name": act.signatory_name,
        "control": act.controller,
    }
    known = {name: value for name, value in said.items() if value}
    return known | {"issuer": act.issuer_id, "day": act.date, "number": act.number}


def _head(run: Run) -> User | None:
    """Return who will sign: the head of the territory today."""
    heads = Membership.objects.on(localdate()).filter(
        role=Role.AUTHORITY_HEAD, organisation__territory=run.territory
    )
    found = heads.select_related("user").order_by("pk").first()
    return found.user if found else None


def _initials_first(person: User) -> str:
    """Write a name as orders are signed: «Е. П. Воронцова»."""
    letters = [f"{name[0]}." for name in (person.first_name, person.patronymic) if name]
    return " ".join([*letters, person.last_name])


def _issuers(run: Run) -> OrganisationQuerySet:
    kinds = (Organisation.Kind.AUTHORITY, Organisation.Kind.REGIONAL)
    offices = Organisation.objects.filter(territory=run.territory, kind__in=kinds)
    return offices.order_by("pk")


def _acts(request: UserRequest, run: Run) -> Any:
    seen = Act.objects.visible_to(request.user, on=localdate())
    return seen.filter(
        kind=Act.Kind.ORDER, status=Act.Status.IN_FORCE, runs=None,
        issuer__territory=run.territory, date__gte=localdate(run.created_at),
    ).order_by("-date", "-pk")  # fmt: skip


def _require_approval(request: UserRequest, run: Run) -> None:
    if not reads.approves(request, run):
        raise PermissionDenied("Список вводит в действие начальник управления.")


def _draw(request: UserRequest, run: Run, form: Order, registered: Registered) -> HttpResponse:
    listed = listed_schools(run)
    begun = SchoolStatus.objects.filter(run=run).select_related("school")
    ended = SchoolStatus.objects.filter(ended_by=run.act_id) if run.act_id else ()
    context = {
        "run": run,
        "form": form,
        "registered": registered,
        "has_acts": registered.fields["act"].queryset.exists(),  # type: ignore[attr-defined]  # a choice of rows
        "heading": heading(run),
        "listed": listed[:MOST_SHOWN],
        "listed_count": len(listed),
        "leaving": leaving_schools(run) if not run.act_id else [],
        "begun": begun.order_by("school__short_name")[:MOST_SHOWN] if run.act_id else [],
        "ended": [_ended(one) for one in ended.select_related("school")] if ended else [],
        "approves": reads.approves(request, run),
        "is_approved": run.status == Run.Status.APPROVED,
        "reason": reason(run, request.user, on=localdate()),
    }
    wrong = bool(form.errors or registered.errors) and request.method == "POST"
    status = 422 if wrong or form.errors else 200
    return render(request, "web/identification/order.html", context, status=status)


def _ended(status: SchoolStatus) -> Ended:
    return Ended(status, status.exit_note.get("sentence", ""))
