"""The request of a person who has signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from opora.domain.people.models import User


class UserRequest(HttpRequest):
    """What views behind ``login_required`` receive."""

    user: User
    htmx: HtmxDetails
