"""The request of a person who has signed in, and where it may lead back to."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from opora.domain.people.models import User


class UserRequest(HttpRequest):
    """What views behind ``login_required`` receive."""

    user: User
    htmx: HtmxDetails


def inside(request: HttpRequest, address: str | None) -> str:
    """Return the address if it stays on this site, else nothing."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address or "" if safe else ""


def words_of(request: HttpRequest) -> str:
    """Return the words of a search; a NUL, which PostgreSQL takes in no text, parts them."""
    return request.GET.get("q", "").replace("\0", " ")
