"""Requests larger than any form of ours are refused by their length, before they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

REQUEST_LIMIT = 3 * settings.UPLOAD_LIMIT
"""Largest form: several files at once without script. [bytes]"""


class RefuseHuge:
    """Stands before the check of the form's token, which reads the whole form.

    A view that is exempt from that check looks at the length itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: what is refused is refused before its view."""
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse a form that is too large, with a page."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_huge = length.isdecimal() and int(length) > REQUEST_LIMIT
        if not is_huge or getattr(view, "csrf_exempt", False):
            return None
        context = {"limit": settings.UPLOAD_LIMIT, "request_limit": REQUEST_LIMIT}
        return render(request, "web/imports/too_large.html", context, status=413)
