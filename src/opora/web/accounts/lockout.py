"""Whom a failed sign-in counts against."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest


def name_of(request: HttpRequest, credentials: Mapping[str, str | None] | None) -> str:
    """Return the e-mail address that somebody tries to sign in with, as it is stored."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return given.strip().lower()
