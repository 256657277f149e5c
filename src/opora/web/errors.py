"""Defects become a page with a number that is in the log."""

from __future__ import annotations

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

logger = logging.getLogger("opora.defects")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a defect; the page asks nothing of the database, which may be the cause."""
    number = secrets.token_hex(4)
    logger.error("defect %s at %s", number, request.path, exc_info=sys.exc_info())
    return HttpResponseServerError(render_to_string("500.html", {"number": number}))
