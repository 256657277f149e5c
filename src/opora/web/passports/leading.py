"""The municipality leads a campaign: reminds, gives more time, accepts many at once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.context.services import campaigns, passports
from opora.web.passports.forms import ExtendCampaign
from opora.web.passports.reads import led_campaign
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.words import counted

PASSPORTS = "паспорт,паспорта,паспортов"


@login_required
@require_POST
def remind(request: UserRequest, campaign_id: int) -> HttpResponse:
    """Remind the schools that owe a passport."""
    found = led_campaign(request, campaign_id)
    count = campaigns.remind(campaign=found, by=request.user, at=now())
    messages.success(request, f"Напомнили школам: {count}." if count else "Все уже сдали.")
    return redirect("campaign", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: UserRequest, campaign_id: int) -> HttpResponse:
    """Give the schools that owe a passport more time."""
    found = led_campaign(request, campaign_id)
    form = ExtendCampaign(request.POST or None)
    if form.is_valid():
        due = form.cleaned_data["due"]
        with refusal_at(form, "due"):
            campaigns.extend(campaign=found, due=due, by=request.user, at=now())
            return done(
                request,
                f"Срок продлён до {due:%d.%m.%Y}. Школы оповещены.",
                "campaign",
                found.pk,
            )
    context = {"campaign": found, "form": form}
    return render(request, "web/passports/extend.html", context)


@login_required
@require_POST
def accept_many(request: UserRequest, campaign_id: int) -> HttpResponse:
    """Accept the chosen passports; those that do not wait any more stay as they are."""
    found = led_campaign(request, campaign_id)
    chosen = {
        int(one)
        for one in request.POST.getlist("school")
        if one.isdecimal() and len(one) < 10  # noqa: PLR2004  # no larger key is
    }
    accepted = passports.accept_many(campaign=found, schools=chosen, by=request.user, at=now())
    if not chosen:
        messages.error(request, "Отметьте паспорта, которые принимаете.")
    else:
        messages.success(request, _accepted_words(len(accepted), len(chosen)))
    return redirect("campaign", found.pk)


def _accepted_words(accepted: int, chosen: int) -> str:
    words = f"Принято: {counted(accepted, PASSPORTS)}."
    if chosen > accepted:
        words += f" Уже не ждут проверки: {chosen - accepted}; они не изменились."
    return words
