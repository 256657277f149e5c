"""Addresses of calendars that a person has, each with what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import FeedToken, User
from opora.domain.people.services import feeds
from opora.domain.roadmaps.models import Roadmap
from opora.reports import activity_calendar
from opora.web.requests import UserRequest

OWN_FEED = "me"
OWN_NAME = "Мои сроки"
ACTIVITIES_NAME = "Мероприятия"
LOST_NAME = "Сроки, которых вы больше не видите"
"""The plan is gone, or the person has no right to it any more: the calendar is empty."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """An address of a calendar and what it holds, in words."""

    token: FeedToken
    name: str


def give_feed(request: UserRequest, scope: str) -> HttpResponse:
    """Issue an address, or find the one given before, and go where it stands."""
    feeds.issue(user=request.user, scope=scope, at=now())
    messages.success(request, "Адрес календаря готов. Никому его не показывайте.")
    return redirect(f"{reverse('profile')}#feeds")


def subscriptions_of(user: User, *, on: date) -> list[Subscription]:
    """Return the person's addresses, oldest first. Three queries."""
    tokens = list(FeedToken.objects.live().filter(user=user).order_by("created_at", "pk"))
    plans = Roadmap.objects.visible_to(user, on=on).filter(pk__in=_numbers(tokens, "roadmap"))
    ours = Organisation.objects.visible_to(user, on=on)
    schools = ours.filter(pk__in=_numbers(tokens, "organisation"))
    names = {OWN_FEED: OWN_NAME, activity_calendar.SCOPE: ACTIVITIES_NAME}
    names |= {
        f"roadmap:{pk}": f"Карта «{title}»" for pk, title in plans.values_list("pk", "title")
    }
    names |= {
        f"organisation:{pk}": f"Сроки организации {name}"
        for pk, name in schools.values_list("pk", "short_name")
    }
    return [Subscription(token, names.get(token.scope, LOST_NAME)) for token in tokens]


def _numbers(tokens: Iterable[FeedToken], kind: str) -> list[int]:
    parts = (token.scope.partition(":") for token in tokens)
    return [int(number) for name, _, number in parts if name == kind and number.isdecimal()]
