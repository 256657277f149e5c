"""What every page needs around its content."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from opora.domain.organisations.access import (
    CHECKING_ROLES,
    MUNICIPAL_ROLES,
    Scope,
    scope_of,
)
from opora.domain.organisations.models import Role
from opora.domain.people.models import User
from opora.web.accounts.demo import shown_on
from opora.web.years import Years, years_of


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the bar: address name, words, prefix of the addresses that belong to it."""

    name: str
    label: str
    prefix: str

    @property
    def prefix_length(self) -> str:
        """How much of an address to compare with the prefix, for the filter ``slice``."""
        return f":{len(self.prefix)}"


MY_DAY = Section("my_day", "Мой день", "/my-day/")
PANEL = Section("panel", "Панель", "/panel/")
SCHOOLS = Section("schools", "Школы", "/schools/")
RESULTS = Section("results", "Результаты", "/results/")
IDENTIFICATION = Section("identification", "Выявление", "/identification/")
PASSPORTS = Section("passports", "Контекст", "/passports/")
ROADMAPS = Section("roadmaps", "Дорожные карты", "/roadmaps/")
INDICATORS = Section("indicators", "Показатели", "/indicators/")
REGISTERS = Section("registers", "Реестры", "/registers/")
DOCUMENTS = Section("documents", "Документы", "/documents/")


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page for one person; ``more`` stands in the bar behind one word."""

    sections: tuple[Section, ...]
    more: tuple[Section, ...]
    unread: int
    checks: bool
    manages_people: bool
    years: Years


def sections_for(scope: Scope) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Return sections that hold something for the person: daily work, and the rest."""
    above = scope.user.is_superuser or scope.regions or scope.in_roles(MUNICIPAL_ROLES)
    plans = above or scope.in_roles(frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD}))
    panel, documents = (PANEL,) if above else (), (DOCUMENTS,) if plans else ()
    context = (RESULTS, IDENTIFICATION, PASSPORTS) if plans else ()
    indicators = (INDICATORS,) if plans else ()
    work = (MY_DAY, *panel, SCHOOLS, ROADMAPS, *documents, REGISTERS, *indicators)
    return work, context


def manages_people(scope: Scope) -> bool:
    """Whether the person grants and ends roles of others."""
    return bool(scope.user.is_superuser or scope.in_roles(MUNICIPAL_ROLES) or scope.regions)


def shell(request: HttpRequest) -> dict[str, object]:
    """Give the frame of a page its data; nothing is asked of the database until it is drawn."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "demo_accounts": SimpleLazyObject(lambda: shown_on(request)),
    }


def _shell(request: HttpRequest) -> Shell | None:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    today = localdate()
    scope = scope_of(user, on=today)
    sections, more = sections_for(scope)
    return Shell(
        sections=sections,
        more=more,
        unread=user.notices.unread().count(),
        checks=bool(scope.in_roles(CHECKING_ROLES) or scope.curated or scope.regions),
        manages_people=manages_people(scope),
        years=years_of(request, today),
    )
