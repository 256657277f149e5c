"""Whom printed words mean among our organisations and people, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from opora.domain.organisations.models import Organisation
from opora.domain.roadmaps.models import Responsible
from opora.domain.roadmaps.services.responsibles import Meant, Resolver
from opora.web.words import counted

Meaning = Responsible.Meaning


@dataclass(frozen=True, slots=True)
class Who:
    """A responsible party: as printed, what it comes to, whether a person should look."""

    text: str
    words: str
    found: bool


class Preview(Resolver):
    """Says what a confirmation would resolve; creates nothing. Each name is resolved once."""

    def __init__(self, owner: Organisation, *, on: date) -> None:
        super().__init__(owner, on=on)
        territory = Organisation.objects.filter(territory=owner.territory)
        self._schools = territory.schools().open_on(on).count()
        self._known: dict[tuple[str, str, str], Who] = {}

    def who(self, actor: Mapping[str, Any]) -> Who:
        """Say whom one actor means."""
        text = str(actor.get("text") or actor.get("norm") or "")
        key = (text, str(actor.get("norm")), str(actor.get("type")))
        if key not in self._known:
            meant = self.resolve(actor)
            found = meant.meaning != Meaning.NOBODY
            self._known[key] = Who(text, self._words(meant), found)
        return self._known[key]

    def _words(self, meant: Meant) -> str:
        if meant.person:
            return meant.person.short_name
        if meant.organisation:
            new = "" if meant.organisation.pk else ", будет заведена"
            return f"{meant.organisation.short_name}{new}"
        if meant.meaning in (Meaning.EVERY_SCHOOL, Meaning.SECTION_SCHOOLS):
            return counted(self._schools, "школа,школы,школ")
        if meant.meaning == Meaning.EVERY_AUTHORITY:
            return "все управления образования"
        if meant.meaning == Meaning.LISTED_SCHOOLS:
            return "школы выберете в карте"
        return "не найден в справочнике"

    def _body_named(self, norm: str) -> Organisation:
        """Name the body that a confirmation would make, without making it."""
        name = norm[:1].upper() + norm[1:]
        return Organisation(name=name, short_name=name)
