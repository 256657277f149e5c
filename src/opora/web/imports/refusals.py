"""Refusals of the services as sentences on the page of the draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from opora.domain.refusals import Refused
from opora.web.requests import UserRequest

View = Callable[..., HttpResponse]


def refusals_said(view: View) -> View:
    """Turn a refusal of the services into its sentence on the page of the draft."""

    @wraps(view)
    def answered(request: UserRequest, draft_id: int, **where: Any) -> HttpResponse:
        try:
            return view(request, draft_id, **where)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return _onwards(request, reverse("draft", args=[draft_id]))

    return answered


def _onwards(request: UserRequest, address: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
