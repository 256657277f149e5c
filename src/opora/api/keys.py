"""The key of a request: whose eyes it lends, and to which part of what they see."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.timezone import now
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from opora.domain.people.models import ApiToken, User
from opora.domain.people.services import tokens


class KeyRequest(HttpRequest):
    """A request with a key: ``user`` is the person who issued it."""

    user: User
    auth: ApiToken


class Bearer(HttpBearer):
    """Takes ``Authorization: Bearer …``; a key without the scope is refused with 403."""

    def __init__(self, scope: ApiToken.Scope | None = None) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Return the live key, or None."""
        found = tokens.of_secret(token, at=now())
        if found is None:
            return None
        if self._scope is not None and self._scope not in found.scopes:
            raise AuthorizationError(
                message=f"Ключ «{found.name}» не открывает раздел «{self._scope.label}»."
            )
        request.user = found.user
        return found
