"""The legal guard: whoever asks for an order by results is told which act forbids it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from opora.domain.identification.purpose import PurposeForbidden, require_order
from opora.methodology.purposes import load_purposes
from opora.web.requests import UserRequest

WISHES = ("sort", "order", "order_by", "rank")
"""Words of an address by which an order is asked for."""

P = ParamSpec("P")


def unordered(
    view: Callable[Concatenate[UserRequest, P], HttpResponseBase],
) -> Callable[Concatenate[UserRequest, P], HttpResponseBase]:
    """Refuse a page in an order by results, with the act and with what to use instead."""

    @wraps(view)
    def guarded(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            for wish in WISHES:
                if wish in request.GET:
                    require_order(request.GET[wish])
        except PurposeForbidden as refusal:
            return _forbidden(request, refusal)
        return view(request, *args, **kwargs)

    return guarded


def _forbidden(request: UserRequest, refusal: PurposeForbidden) -> HttpResponse:
    context = {
        "purpose": refusal.purpose,
        "allowed": [one for one in load_purposes().purposes if one.allowed],
        "address": request.path,
    }
    return render(request, "web/results/forbidden.html", context, status=403)
