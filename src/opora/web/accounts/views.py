"""The person's own pages: profile, notices, calendar feeds, the school year they look at."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.organisations.access import scope_of
from opora.domain.people.models import FeedToken, Notice
from opora.domain.people.services import feeds, notices, preferences
from opora.web import years
from opora.web.accounts import forms
from opora.web.accounts.subscriptions import OWN_FEED, give_feed, subscriptions_of
from opora.web.paging import page_of
from opora.web.requests import UserRequest, inside


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: UserRequest) -> HttpResponse:
    """Show and change how the site behaves for the person."""
    user = request.user
    kept = {"single_keys": user.single_keys, "wants_digest": user.wants_digest}
    form = forms.Profile(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        preferences.change(user=user, at=now(), **form.cleaned_data)
        messages.success(request, "Сохранено.")
        return redirect("profile")
    subscriptions = subscriptions_of(user, on=localdate())
    context = {
        "form": form,
        "memberships": scope_of(user, on=localdate()).memberships,
        "subscriptions": subscriptions,
        "keys": request.user.api_tokens.live(at=now()).order_by("created_at", "pk"),
        "has_own_feed": any(one.token.scope == OWN_FEED for one in subscriptions),
    }
    return render(request, "web/accounts/profile.html", context)


@login_required
@require_POST
def issue_feed(request: UserRequest) -> HttpResponse:
    """Make an address of the person's own calendar."""
    return give_feed(request, OWN_FEED)


@login_required
@require_POST
def revoke_feed(request: UserRequest, feed_id: int) -> HttpResponse:
    """Close an address of a calendar: whoever knows it sees nothing from now on."""
    feed = get_object_or_404(FeedToken.objects.live().filter(user=request.user), pk=feed_id)
    feeds.revoke(token=feed, by=request.user, at=now())
    messages.success(request, "Адрес календаря закрыт.")
    return redirect("profile")


@login_required
@require_GET
def notice_list(request: UserRequest) -> HttpResponse:
    """List what the person was told, newest first."""
    rows = Notice.objects.filter(user=request.user).order_by("-created_at", "-pk")
    return render(request, "web/accounts/notices.html", {"page": page_of(rows, request)})


@login_required
@require_POST
def read_notices(request: UserRequest) -> HttpResponse:
    """Mark everything as read."""
    notices.mark_read(user=request.user, at=now())
    return redirect("notices")


@login_required
@require_POST
def open_notice(request: UserRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice, pk=notice_id, user=request.user)
    notices.mark_read(user=request.user, at=now(), notice=notice)
    return redirect(inside(request, notice.address) or "notices")


@login_required
@require_POST
def choose_year(request: UserRequest) -> HttpResponse:
    """Keep the school year to look at in the session."""
    form = forms.SchoolYear(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Нет такого учебного года.")
    request.session[years.KEY] = form.cleaned_data["year"]
    return redirect(inside(request, form.cleaned_data["next"]) or "my_day")
