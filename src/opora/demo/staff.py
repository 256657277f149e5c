"""The staff of the demo's schools: heads, deputies, teachers, some in two schools."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from opora.demo.district import District
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.staff.models import Employment, Person

SURNAMES = (
    "Агапова", "Барсукова", "Вяткина", "Глухова", "Демьянова", "Ежова", "Жилина", "Зуева",
    "Ильина", "Калашникова", "Ларина", "Матвеева", "Нестерова", "Окунева", "Платонова",
    "Рогова", "Седова", "Тарасова", "Уварова", "Филатова", "Хохлова", "Цветкова", "Шарова",
    "Щукина", "Яшина", "Боброва", "Дроздова", "Клюева", "Лебедева", "Осипова",
)  # fmt: skip
FIRST = ("Анна", "Вера", "Галина", "Дарья", "Елена", "Жанна", "Ирина", "Лидия", "Надежда")
PATRONYMICS = ("Ивановна", "Петровна", "Олеговна", "Львовна", "Андреевна", "Юрьевна")
SUBJECTS = ("РУ", "МА", "ИСТ", "БИО", "АНГЛ", "ФИЗ", "ГЕО", "ХИМ")
PUPILS_A_TEACHER = 13
_LINKED = {
    Role.SCHOOL_HEAD: Employment.Post.HEAD,
    Role.DEPUTY_HEAD: Employment.Post.DEPUTY,
    Role.TEACHER: Employment.Post.TEACHER,
}


def fill(district: District, *, on: date) -> None:
    """Enter who works in each school; a teacher of languages goes to a small school too."""
    chance = Random(17)  # noqa: S311  # a demo, not a secret
    since = date(on.year - 4, 9, 1)
    for membership in Membership.objects.filter(role__in=_LINKED).select_related("user"):
        _enter_known(membership, since)
    schools = [one for one in district.organisations.values() if one.kind == "school"]
    shared: Person | None = None
    for number, school in enumerate(schools):
        people = [
            _teacher(school, number * 61 + place, place, chance, since)
            for place in range(max(6, (school.pupils or 0) // PUPILS_A_TEACHER))
        ]
        if shared and (school.pupils or 0) < 80:  # noqa: PLR2004  # a small school borrows
            Employment.objects.create(
                person=shared, organisation=school, post=Employment.Post.TEACHER,
                subject="АНГЛ", load=Decimal("0.5"), part_time=True, since=since,
            )  # fmt: skip
        shared = people[4]


def _enter_known(membership: Membership, since: date) -> None:
    """Enter somebody who signs in."""
    user = membership.user
    person, _ = Person.objects.get_or_create(
        user=user,
        defaults={
            "territory": membership.organisation.territory, "last_name": user.last_name,
            "first_name": user.first_name, "patronymic": user.patronymic,
            "birth_year": 1972,
        },
    )  # fmt: skip
    Employment.objects.create(
        person=person, organisation=membership.organisation, title=membership.post,
        post=_LINKED[Role(membership.role)], load=Decimal(1), since=since,
    )  # fmt: skip


def _teacher(
    school: Organisation, serial: int, place: int, chance: Random, since: date
) -> Person:
    person = Person.objects.create(
        territory=school.territory, last_name=SURNAMES[serial % len(SURNAMES)],
        first_name=FIRST[serial % len(FIRST)],
        patronymic=PATRONYMICS[serial // 7 % len(PATRONYMICS)],
        birth_year=since.year - chance.randint(21, 62),
    )  # fmt: skip
    Employment.objects.create(
        person=person, organisation=school, post=Employment.Post.TEACHER,
        subject=SUBJECTS[place % len(SUBJECTS)],
        load=Decimal(chance.choice(("0.75", "1", "1", "1.25", "1.5"))),
        category=chance.choice(("none", "first", "first", "highest", "")), since=since,
    )  # fmt: skip
    return person
