"""Whom of ours the actors of a measure mean. What is not resolved stays visible as nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.organisations.matching import SURE, Directory, the_one
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.meanings import has_phrase, load_meanings, means_every_school
from opora.domain.roadmaps.models import Measure, Responsible, Section
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services.drafting import lock_draft_of

Meaning = Responsible.Meaning
Actor = Mapping[str, Any]

_TO_CHOOSE = (
    "Выберите школы: в документе они не названы. Пока не выбраны, отвечает владелец карты."
)
_ALL_INSTEAD = "Раздел не называет школ, поэтому выбраны все. Проверьте."
_NOT_FOUND = "Не найдено среди организаций и людей. Пока не указано, отвечает владелец карты."
_BODY_MADE = "Организация заведена по этому документу. Проверьте название."


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom one actor means, and what is doubtful about it."""

    meaning: str
    organisation: Organisation | None = None
    person: User | None = None
    schools: tuple[Organisation, ...] = ()
    note: str = ""


class Resolver:
    """Resolves the actors of one plan; organisations and people are loaded once."""

    def __init__(self, owner: Organisation, *, on: date) -> None:
        self._owner = owner
        self._directory = Directory.of(owner.territory, on=on)
        self._bodies: dict[str, Organisation] = {}

    def resolve(self, actor: Actor, *, section: Section | None = None) -> Meant:
        """Say whom an actor (``text``, ``type``, ``norm``, ``of``) means."""
        norm = str(actor.get("norm") or actor.get("text") or "")
        if actor.get("type") == "person":
            return self._person(str(actor.get("text") or norm), norm)
        known = the_one(self._directory.organisations(norm))
        if known is not None:
            return Meant(Meaning.ORGANISATION, known)
        if self._owner.kind == Organisation.Kind.SCHOOL:
            return Meant(Meaning.ORGANISATION, self._owner)
        return self._class(norm, section) or self._body(actor, norm)

    def school(self, printed: str) -> Organisation | None:
        """Find the school that a section or a person names."""
        found = the_one(self._directory.organisations(printed))
        return found if found and found.kind == Organisation.Kind.SCHOOL else None

    def _person(self, text: str, norm: str) -> Meant:
        found = self._directory.people(norm) or self._directory.people(text)
        sure = [match for match in found if match.score >= SURE]
        if len(sure) == 1 or (len(sure) > 1 and sure[0].score > sure[1].score):
            return Meant(Meaning.PERSON, person=sure[0].user)
        if sure:
            return Meant(Meaning.NOBODY, note="Так зовут нескольких людей. Выберите одного.")
        return Meant(Meaning.NOBODY, note=_NOT_FOUND)

    def _class(self, norm: str, section: Section | None) -> Meant | None:
        words = load_meanings()
        if has_phrase(norm, words.listed_schools):
            return Meant(Meaning.LISTED_SCHOOLS, note=_TO_CHOOSE)
        if has_phrase(norm, words.section_schools):
            if section is not None and section.schools.exists():
                return Meant(Meaning.SECTION_SCHOOLS)
            return Meant(Meaning.EVERY_SCHOOL, note=_ALL_INSTEAD)
        if has_phrase(norm, words.every_authority):
            if self._owner.kind == Organisation.Kind.REGIONAL:
                return Meant(Meaning.EVERY_AUTHORITY)
            return Meant(Meaning.ORGANISATION, self._owner)
        every = means_every_school(norm, whole=has_phrase(norm, words.bodies))
        return Meant(Meaning.EVERY_SCHOOL) if every else None

    def _body(self, actor: Actor, norm: str) -> Meant:
        if has_phrase(norm, load_meanings().bodies):
            return Meant(Meaning.ORGANISATION, self._body_named(norm), note=_BODY_MADE)
        within = the_one(self._directory.organisations(str(actor.get("of") or "")))
        if within is not None:
            return Meant(Meaning.ORGANISATION, within)
        return Meant(Meaning.NOBODY, note=_NOT_FOUND)

    def _body_named(self, norm: str) -> Organisation:
        """Keep a working group as an organisation of the territory, so that it can owe."""
        name = norm[:1].upper() + norm[1:]
        if name not in self._bodies:
            self._bodies[name], _ = Organisation.objects.get_or_create(
                territory=self._owner.territory,
                name=name[:300],
                defaults={"kind": Organisation.Kind.BODY, "short_name": name[:120]},
            )
        return self._bodies[name]


def add_all(measure: Measure, actors: Sequence[Actor], resolver: Resolver) -> None:
    """Write the actors of a new measure in printed order, each resolved."""
    meant = [resolver.resolve(actor, section=measure.section) for actor in actors]
    made = Responsible.objects.bulk_create(
        [
            _row(measure, order, actor, one)
            for order, (actor, one) in enumerate(zip(actors, meant, strict=True), 1)
        ]
    )
    for row, one in zip(made, meant, strict=True):
        if one.schools:
            row.schools.set(one.schools)


def _row(measure: Measure, order: int, actor: Actor, meant: Meant) -> Responsible:
    return Responsible(
        measure=measure,
        order=order,
        text=str(actor.get("text") or actor.get("norm") or "")[:400],
        type=str(actor.get("type") or "organization"),
        norm=str(actor.get("norm") or actor.get("text") or "")[:400],
        meaning=meant.meaning,
        organisation=meant.organisation,
        person=meant.person,
        note=meant.note,
    )


@transaction.atomic
def set_meaning(  # noqa: PLR0913  # the three targets are the three kinds of meaning
    *,
    responsible: Responsible,
    meaning: str,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    person: User | None = None,
    schools: Iterable[Organisation] = (),
) -> Responsible:
    """Decide whom an actor means, in an edition that is still a draft.

    Raises
    ------
    WrongMeaning
        If the meaning has no target, or one of another municipality.
    EditionNotDraft, NotAllowed
        As every change of a draft edition.
    """
    edition = lock_draft_of(responsible.measure)
    owner = edition.roadmap.owner
    require_planning(by, owner, at=at)
    chosen = tuple(schools)
    _check_target(meaning, owner, organisation, person, chosen, on=localdate(at))

    before = {"meaning": responsible.meaning, "organisation": responsible.organisation_id}
    responsible.meaning, responsible.note = meaning, ""
    responsible.organisation = organisation if meaning == Meaning.ORGANISATION else None
    responsible.person = person if meaning == Meaning.PERSON else None
    responsible.save()
    responsible.schools.set(chosen if meaning == Meaning.LISTED_SCHOOLS else ())
    after = {"meaning": meaning, "organisation": responsible.organisation_id}
    audit.record(
        "responsible.set_meaning", target=responsible, by=by, at=at, before=before, after=after
    )
    return responsible


class WrongMeaning(Refused):
    """The chosen meaning lacks its target, or the target is not of this territory."""


def _check_target(  # noqa: PLR0913  # the parts of one choice
    meaning: str,
    owner: Organisation,
    organisation: Organisation | None,
    person: User | None,
    schools: tuple[Organisation, ...],
    *,
    on: date,
) -> None:
    if meaning == Meaning.ORGANISATION and organisation is None:
        raise WrongMeaning("Выберите организацию.")
    if meaning == Meaning.PERSON and person is None:
        raise WrongMeaning("Выберите человека.")
    if meaning == Meaning.LISTED_SCHOOLS and not schools:
        raise WrongMeaning("Выберите хотя бы одну школу.")
    for one in (*schools, *([organisation] if organisation else ())):
        if not _is_near(one, owner):
            raise WrongMeaning(f"«{one.short_name}» не относится к этой территории.")
    if person is not None and not _works_near(person, owner, on):
        raise WrongMeaning(f"{person.short_name} не работает на этой территории.")


def _is_near(one: Organisation, owner: Organisation) -> bool:
    """Whether an organisation is of the owner's territory, of its region, or below it."""
    here = owner.territory_id
    return one.territory_id in {here, owner.territory.parent_id} or (
        one.territory.parent_id == here
    )


def _works_near(person: User, owner: Organisation, on: date) -> bool:
    members = person.memberships.on(on).filter(
        organisation__territory__in=[owner.territory_id, owner.territory.parent_id or 0]
    )
    return bool(members.exists())
