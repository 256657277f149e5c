"""The accounts of the demo: one for each role, opened by one button on the sign-in page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from opora.domain.organisations.models import Membership, Role
from opora.domain.people.models import User

DOMAIN = "@demo.opora"


@dataclass(frozen=True, slots=True)
class Eyes:
    """What a role sees first, for the sign-in page of the demo."""

    icon: str
    sees: str


EYES = {
    Role.COORDINATOR: Eyes(icon="journal-check", sees="Мой день, загрузка приказов, проверка"),
    Role.METHODIST: Eyes(icon="journal-text", sees="Мой день, загрузка приказов, проверка"),
    Role.AUTHORITY_HEAD: Eyes(icon="building", sees="Панель округа, утверждение карт"),
    Role.CURATOR: Eyes(icon="person-check", sees="Свои школы: что сдано и что опаздывает"),
    Role.SCHOOL_HEAD: Eyes(icon="mortarboard", sees="Что должна школа и к какому сроку"),
    Role.DEPUTY_HEAD: Eyes(icon="person-lines-fill", sees="Обязательства школы, отчёты"),
    Role.TEACHER: Eyes(icon="person", sees="Свои дела в планах школы"),
    Role.EXPERT: Eyes(icon="search", sees="Планы школы, где вы эксперт"),
    Role.REGIONAL_COORDINATOR: Eyes(icon="map", sees="Округа рядом, без мест"),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One button of the sign-in page."""

    name: str
    role: str
    look: str
    sees: str
    email: str
    password: str


def demo_accounts() -> list[DemoAccount]:
    """List one person of the demo for each role, the first who was given it."""
    members = (
        Membership.objects.on(localdate())
        .filter(user__email__endswith=DOMAIN, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("pk")
    )
    first: dict[str, Membership] = {}
    for member in members:
        if member.user_id not in {one.user_id for one in first.values()}:
            first.setdefault(member.role, member)
    return [_account(first[role]) for role in EYES if role in first]


def shown_on(request: HttpRequest) -> list[DemoAccount]:
    """Give the accounts to the sign-in page of the demo, to no other page or installation."""
    at_gate = request.resolver_match and request.resolver_match.url_name == "account_login"
    return demo_accounts() if settings.DEMO and at_gate else []


def _account(member: Membership) -> DemoAccount:
    role = Role(member.role)
    user: User = member.user
    return DemoAccount(
        name=user.short_name,
        role=f"{role.label.lower()}, {member.organisation.short_name}",
        look=EYES[role].icon,
        sees=EYES[role].sees,
        email=user.email,
        password=settings.DEMO_PASSWORD,
    )
