"""Who is on the list, who came, and what the entry counts of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.participant_table import read_file, read_text
from opora.domain.activities.services import participants
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.organisations.roster import RosterRefused
from opora.domain.registers.models import Entry
from tests.domain.activities.stage import make_activity, make_held, make_person
from tests.factories import NOON, TODAY


@pytest.fixture
def seminar(authority, school, other_school, coordinator) -> Activity:
    return make_held(authority, school, other_school, by=coordinator, amount=40)


def take(activity, text, *, by, home=None):
    return participants.take_rows(
        activity=activity, rows=read_text(text), home=home, source="list", by=by, at=NOON
    )


def test_people_of_the_staff_are_recognised_and_counted_once(seminar, school, coordinator):
    person = make_person(school, "Рябова Ольга Ивановна")
    taken = take(
        seminar, "Рябова Ольга Ивановна; СОШ № 5\nРябова О. И.; СОШ № 5", by=coordinator
    )
    assert (taken.added, taken.known) == (1, 1)
    part = Entry.objects.get().parts.get(person=person)
    assert (part.role, part.organisation) == ("participant", school)


def test_once_there_is_a_list_the_bare_number_gives_way(seminar, school, coordinator):
    assert Entry.objects.get().amount == 40
    take(seminar, "Рябова Ольга Ивановна", by=coordinator, home=school)
    assert Entry.objects.get().amount is None


def test_guests_are_a_number_of_their_organisation(seminar, school, coordinator):
    take(seminar, "Белкина Анна Львовна\nГришин Пётр Ильич", by=coordinator, home=school)
    part = Entry.objects.get().parts.get(role="participant")
    assert (part.organisation, part.person, part.amount) == (school, None, 2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Белкина Анна; Лицей на Марсе", "не узнана"),
        ("Белкина Анна", "из какой организации"),
        ("Белкина; СОШ № 5", "имя или инициалы"),
        ("123 45; СОШ № 5", "имя или инициалы"),
    ],
)
def test_a_line_that_is_not_clear_is_said_and_not_taken(line, words, seminar, coordinator):
    taken = take(seminar, line, by=coordinator)
    assert taken.added == 0
    assert "Строка 1" in taken.findings[0]
    assert words in taken.findings[0]


def test_a_line_that_repeats_is_taken_once(seminar, coordinator):
    taken = take(seminar, "Белкина Анна; СОШ № 5\nбелкина анна; СОШ № 5", by=coordinator)
    assert taken.added == 1
    assert "повторяет строку 1" in taken.findings[0]


def test_namesakes_are_not_told_apart_silently(seminar, school, coordinator):
    make_person(school, "Рябова Ольга Ивановна")
    make_person(school, "Рябова Ольга Ивановна")
    taken = take(seminar, "Рябова О.И.; СОШ № 5", by=coordinator)
    assert "таких в списке сотрудников 2" in taken.findings[0]
    assert seminar.participations.get().person is None


def test_a_full_name_is_no_namesake_by_initials(seminar, school, coordinator):
    make_person(school, "Рябова Ольга Ивановна")
    take(seminar, "Рябова Оксана Ильинична; СОШ № 5", by=coordinator)
    assert seminar.participations.get().person is None


def test_a_person_of_two_schools_stands_once(seminar, school, other_school, coordinator):
    person = make_person(school, "Рябова Ольга Ивановна")
    person.employments.create(organisation=other_school, post="teacher")
    taken = take(
        seminar, "Рябова Ольга Ивановна; СОШ № 5\nРябова Ольга Ивановна; Берёзовская ООШ",
        by=coordinator,
    )  # fmt: skip
    assert (taken.added, taken.known) == (1, 1)
    assert "второй раз не внесено" in taken.findings[0]
    assert Entry.objects.get().parts.filter(person=person).count() == 1


def test_ten_thousand_pasted_lines_are_refused_with_a_sentence():
    lines = "\n".join(f"Иванов Иван {number}" for number in range(10_000))
    with pytest.raises(RosterRefused, match=r"10000 строк.*не больше 1000"):
        read_text(lines)


def test_a_list_that_would_grow_without_end_is_refused(seminar, school, coordinator):
    def bulk(number):
        return Participation(
            activity=seminar, organisation=school, name=f"Имя {number}", source="list",
            entered_at=NOON,
        )  # fmt: skip

    Participation.objects.bulk_create(bulk(number) for number in range(999))
    with pytest.raises(ActivityRefused, match="больше 1000 участников"):
        take(seminar, "Белкина Анна\nГришин Пётр", by=coordinator, home=school)


def test_before_the_day_they_are_expected_and_not_come(authority, school, coordinator):
    ahead = make_activity(authority, school, by=coordinator, day=TODAY + timedelta(days=3))
    take(ahead, "Белкина Анна", by=coordinator, home=school)
    row = ahead.participations.get()
    assert not row.came
    with pytest.raises(ActivityRefused, match="в день мероприятия"):
        participants.mark(
            activity=ahead, shown=[row.pk], came=[row.pk], by=coordinator, at=NOON
        )


def test_marks_change_those_shown_and_nobody_else(seminar, school, coordinator):
    take(seminar, "Белкина Анна\nГришин Пётр\nОрлов Иван", by=coordinator, home=school)
    one, two, hidden = seminar.participations.order_by("pk")
    count = participants.mark(
        activity=seminar, shown=[one.pk, two.pk], came=[one.pk, hidden.pk], by=coordinator,
        at=NOON,
    )  # fmt: skip
    assert count == 2
    assert list(seminar.participations.order_by("pk").values_list("came", flat=True)) == [
        True, False, True,
    ]  # fmt: skip


def test_a_school_that_was_not_invited_and_came_is_served(authority, school, coordinator):
    held = make_held(authority, by=coordinator)
    take(held, "Белкина Анна; СОШ № 5", by=coordinator)
    assert Entry.objects.get().parts.filter(role="served", organisation=school).exists()


def test_one_who_was_entered_by_mistake_is_taken_off(seminar, school, coordinator):
    person = make_person(school)
    participants.add_people(
        activity=seminar, people=[(person, school)], came=True, by=coordinator, at=NOON
    )
    participants.remove(participation=seminar.participations.get(), by=coordinator, at=NOON)
    assert not Entry.objects.get().parts.filter(person=person).exists()


def test_names_are_for_those_near_and_numbers_for_the_region(  # noqa: PLR0917  # the cast
    seminar, school, coordinator, school_head, other_head, regional_coordinator
):
    take(seminar, "Белкина Анна", by=coordinator, home=school)

    def named(user) -> int:
        return seminar.participations.named_for(user, on=TODAY).count()

    assert [named(one) for one in (coordinator, school_head)] == [1, 1]
    assert [named(one) for one in (other_head, regional_coordinator)] == [0, 0]


def test_a_table_is_read_by_its_headers():
    text = "Список\nОрганизация;№;Фамилия;Имя;Отчество\nСОШ № 5;1;Белкина;Анна;Львовна\n"
    (row,) = read_file(text.encode("cp1251"), "Список.csv")
    assert (row.line, row.name, row.organisation) == (3, "Белкина Анна Львовна", "СОШ № 5")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04 broken", "повреждён"), (b"a;b\n1;2", "нет столбца «ФИО»")],
)
def test_what_is_no_list_is_refused(content, words):
    with pytest.raises(RosterRefused, match=words):
        read_file(content, "Список.xlsx")
