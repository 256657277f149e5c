"""Keys of programs: given out once on a page that is kept nowhere, and closed."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.people.services import tokens
from opora.web.accounts.forms import NewKey
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def issue_key(request: UserRequest) -> HttpResponse:
    """Give out a key; it is shown in the answer and never again."""
    form = NewKey(request.POST or None)
    if form.is_valid():
        asked, at = form.cleaned_data, now()
        until = at + timedelta(days=asked["days"])
        with refusal_at(form):
            issued = tokens.issue(
                user=request.user, name=asked["name"], scopes=asked["scopes"],
                expires_at=until, at=at,
            )  # fmt: skip
            return render(request, "web/accounts/key.html", {"issued": issued})
    return render(request, "web/accounts/new_key.html", {"form": form})


@login_required
@require_POST
def revoke_key(request: UserRequest, key_id: int) -> HttpResponse:
    """Close a key: the program that carries it reads nothing from now on."""
    key = get_object_or_404(request.user.api_tokens.live(at=now()), pk=key_id)
    tokens.revoke(token=key, by=request.user, at=now())
    messages.success(request, f"Ключ «{key.name}» закрыт.")
    return redirect(f"{reverse('profile')}#keys")
