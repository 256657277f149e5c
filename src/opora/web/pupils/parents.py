"""What parents read: the printed page, the link, the day on which they were acquainted."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opora.domain.pupils.models import Opening, ParentLink, PlanPupil, Pupil
from opora.domain.pupils.services import links, plans
from opora.domain.pupils.services.links import LinkClosed
from opora.domain.pupils.services.pupils import note_opening
from opora.methodology.pupil_support import load_pupil_support
from opora.web.pupils.plan_forms import DayForm
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message


@login_required
@never_cache
@require_GET
def sheet(request: UserRequest, plan_member_id: int) -> HttpResponse:
    """Show the page of a plan that is printed for parents, with the name of the child."""
    member = _member(request, plan_member_id)
    note_opening([member.pupil], page=Opening.Page.PRINT, by=request.user, at=now())
    return render(request, "web/pupils/sheet.html", _content(member))


@never_cache
@require_GET
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a plan to whoever has the link: one child, no name, no word of others."""
    try:
        member = links.open_link(token, at=now())
    except LinkClosed:
        raise Http404 from None
    answer = render(request, "web/pupils/parents.html", _content(member))
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@login_required
@require_POST
def give_link(request: UserRequest, plan_member_id: int) -> HttpResponse:
    """Give a link for the parents of one child."""
    member = _member(request, plan_member_id)
    with refusal_as_message(request):
        link = links.give(member=member, by=request.user, at=now())
        path = reverse("pupil_parents", args=[links.token_of(link)])
        messages.success(
            request,
            f"Ссылка для родителей, действует до {link.expires_at:%d.%m.%Y}: "
            f"{request.build_absolute_uri(path)} Передайте её лично: по ней маршрут "
            "открывается без входа.",
        )
    return redirect("pupil_plan", member.plan_id)


@login_required
@require_POST
def revoke_link(request: UserRequest, parent_link_id: int) -> HttpResponse:
    """Close a link for parents."""
    seen = Pupil.objects.visible_to(request.user, on=localdate())
    rows = ParentLink.objects.filter(member__pupil__in=seen).select_related(
        "member__plan", "member__pupil"
    )
    link = get_object_or_404(rows, pk=parent_link_id)
    links.revoke(link=link, by=request.user, at=now())
    messages.success(request, "Ссылка закрыта.")
    return redirect("pupil_plan", link.member.plan_id)


@login_required
@require_POST
def acquaint(request: UserRequest, plan_member_id: int) -> HttpResponse:
    """Note the day on which the parents read the plan."""
    member = _member(request, plan_member_id)
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Поставьте день, когда родители ознакомились с маршрутом.")
        return redirect("pupil_plan", member.plan_id)
    with refusal_as_message(request):
        plans.acquaint_parents(member=member, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, "Ознакомление родителей записано.")
    return redirect("pupil_plan", member.plan_id)


def _member(request: UserRequest, plan_member_id: int) -> PlanPupil:
    seen = Pupil.objects.visible_to(request.user, on=localdate())
    rows = PlanPupil.objects.filter(pupil__in=seen)
    return get_object_or_404(
        rows.select_related("plan__school", "pupil__school"), pk=plan_member_id
    )


def _content(member: PlanPupil) -> dict[str, object]:
    plan = member.plan
    titles = {one.code: one.title for one in load_pupil_support().forms}
    return {
        "member": member,
        "plan": plan,
        "pupil": member.pupil,
        "school": plan.school,
        "today": localdate(),
        "deficits": plan.deficits.order_by("order"),
        "steps": [
            (one, titles.get(one.form, one.form)) for one in plan.steps.order_by("due", "order")
        ],
        "checks": plan.checks.order_by("due", "pk"),
    }
