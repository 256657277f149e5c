"""The cast: plain functions that put people, organisations and acts on the stage.

Every function fills what a test does not care about; what it cares about, it says.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from opora.domain.acts.models import Act, Draft, StoredFile
from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person

NOON = datetime(2025, 11, 12, 9, 0, tzinfo=UTC)
"""Noon in Moscow of the day on which tests happen."""

TODAY = date(2025, 11, 12)

PASSWORD = "сирень-в-октябре"

_serial = count(1)


def make_region(name: str = "Заречный край") -> Territory:
    return Territory.objects.create(kind=Territory.Kind.REGION, name=name)


def make_municipality(name: str = "Ключевской округ", *, region: Territory) -> Territory:
    return Territory.objects.create(kind=Territory.Kind.MUNICIPALITY, name=name, parent=region)


def make_organisation(territory: Territory, **fields: Any) -> Organisation:
    serial = next(_serial)
    fields.setdefault("kind", Organisation.Kind.SCHOOL)
    fields.setdefault("name", f"МБОУ «Средняя общеобразовательная школа № {serial + 100}»")
    fields.setdefault("short_name", f"СОШ № {serial + 100}")
    return Organisation.objects.create(territory=territory, **fields)


def make_user(
    last_name: str = "Лукина",
    first_name: str = "Мария",
    patronymic: str = "Сергеевна",
    **fields: Any,
) -> User:
    fields.setdefault("email", f"person{next(_serial)}@example.org")
    fields.setdefault("password", PASSWORD)
    return User.objects.create_user(
        last_name=last_name, first_name=first_name, patronymic=patronymic, **fields
    )


def make_member(
    organisation: Organisation, role: Role, *, user: User | None = None, **fields: Any
) -> User:
    """Return a person (a new one if none is given) who has the role in the organisation."""
    user = user or make_user()
    Membership.objects.create(user=user, organisation=organisation, role=role, **fields)
    return user


def make_cast(region: Territory) -> dict[str, Organisation | User]:
    """Put the whole cast of ``conftest`` on the stage at once, by the names of its fixtures."""
    here = make_municipality(region=region)
    there = make_municipality("Озёрский район", region=region)
    offices = {
        "ministry": make_named("ministry", region),
        "authority": make_named("authority", here),
        "methodical": make_named("methodical", here),
        "school": make_named("school", here),
        "other_school": make_named("other_school", here),
        "foreign_authority": make_named("foreign_authority", there),
    }
    people = {name: make_actor(name, offices[office]) for name, (office, *_) in CAST.items()}
    return offices | people


ORGANISATIONS: dict[str, dict[str, Any]] = {
    "ministry": {
        "kind": Organisation.Kind.REGIONAL,
        "name": "Министерство образования Заречного края",
        "short_name": "Минобр",
    },
    "authority": {
        "kind": Organisation.Kind.AUTHORITY,
        "name": "Управление образования администрации Ключевского округа",
        "short_name": "Управление образования",
        "aliases": ["УО", "Отдел образования"],
    },
    "methodical": {
        "kind": Organisation.Kind.METHODICAL,
        "name": "МБУ ДПО «Информационно-методический центр»",
        "short_name": "ИМЦ",
    },
    "school": {
        "name": "МБОУ «Средняя общеобразовательная школа № 5»",
        "short_name": "СОШ № 5",
    },
    "other_school": {
        "name": "МБОУ «Берёзовская основная школа»",
        "short_name": "Берёзовская ООШ",
    },
    "foreign_school": {
        "name": "МБОУ «Средняя общеобразовательная школа № 5» Озёрского района",
        "short_name": "СОШ № 5",
    },
    "foreign_authority": {
        "kind": Organisation.Kind.AUTHORITY,
        "name": "Отдел образования администрации Озёрского района",
        "short_name": "Отдел образования",
    },
}

CAST = {
    "coordinator": ("authority", Role.COORDINATOR, "Лукина", "Мария", "Сергеевна"),
    "authority_head": ("authority", Role.AUTHORITY_HEAD, "Державин", "Павел", "Ильич"),
    "methodist": ("methodical", Role.METHODIST, "Цветкова", "Анна", "Юрьевна"),
    "school_head": ("school", Role.SCHOOL_HEAD, "Горохов", "Игорь", "Львович"),
    "other_head": ("other_school", Role.SCHOOL_HEAD, "Ветрова", "Елена", "Борисовна"),
    "teacher": ("school", Role.TEACHER, "Юдин", "Олег", "Петрович"),
    "curator": ("school", Role.CURATOR, "Мохова", "Ирина", "Олеговна"),
    "stranger": ("foreign_authority", Role.COORDINATOR, "Чужова", "Нина", "Павловна"),
    "regional_coordinator": (
        "ministry", Role.REGIONAL_COORDINATOR, "Северов", "Роман", "Игоревич",
    ),
}  # fmt: skip
"""Who works where and as what; «stranger» is the coordinator of another municipality."""


def make_named(name: str, territory: Territory) -> Organisation:
    """Return an organisation of the cast."""
    return make_organisation(territory, **ORGANISATIONS[name])


def make_actor(name: str, organisation: Organisation) -> User:
    """Return a person of the cast, who works in the organisation."""
    _, role, *names = CAST[name]
    return make_member(organisation, role, user=make_user(*names))


def make_file(content_hash: str | None = None, **fields: Any) -> StoredFile:
    """Return a row of a stored file; its bytes are not on the disk."""
    sha256 = content_hash or f"{next(_serial):064x}"
    fields.setdefault("size", 10)
    fields.setdefault("media_type", "text/plain")
    fields.setdefault("content", f"files/{sha256[:2]}/{sha256}")
    fields.setdefault("stored_at", NOON)
    return StoredFile.objects.create(sha256=sha256, **fields)


def make_act(issuer: Organisation, **fields: Any) -> Act:
    serial = next(_serial)
    fields.setdefault("kind", Act.Kind.ORDER)
    fields.setdefault("number", f"{serial}-од")
    fields.setdefault("number_norm", fields["number"])
    fields.setdefault("date", date(2025, 8, 25))
    fields.setdefault("title", "Об утверждении дорожной карты")
    fields.setdefault("registered_at", NOON)
    return Act.objects.create(issuer=issuer, **fields)


def make_draft(organisation: Organisation, *, by: User, **fields: Any) -> Draft:
    """Return a draft; with ``reading`` it is ready for checking, without it is queued."""
    if reading := fields.get("reading"):
        fields.setdefault("current", reading)
        fields.setdefault("status", Draft.Status.READY)
    fields.setdefault("file_name", "Приказ.docx")
    if "file" not in fields:
        fields["file"] = make_file()
    return Draft.objects.create(
        organisation=organisation, uploaded_by=by, uploaded_at=NOON, changed_at=NOON, **fields
    )


def make_person(organisation: Organisation, post: str = "teacher", **fields: Any) -> Person:
    """Return somebody who works in the organisation."""
    serial = next(_serial)
    subject = fields.pop("subject", "")
    since = fields.pop("since", None)
    fields.setdefault("last_name", f"Агапова-{serial}")
    fields.setdefault("first_name", "Вера")
    person = Person.objects.create(territory=organisation.territory, **fields)
    Employment.objects.create(
        person=person, organisation=organisation, post=post, subject=subject, since=since
    )
    return person
