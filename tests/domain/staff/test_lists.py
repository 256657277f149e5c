"""A staff list is read, planned row by row, and carried out once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.organisations.models import Organisation, Role
from opora.domain.organisations.roster import RosterRefused
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.staff.models import Employment, Person
from opora.domain.staff.services import lists, staff
from opora.domain.staff.services.lists import Plan
from opora.domain.staff.staff_list import (
    MOST_ROWS,
    read_staff_list,
    staff_template,
    subjects_in,
)
from tests.factories import NOON, TODAY, make_member, make_organisation, make_person

HEADER = "ФИО;Год рождения;Организация;Должность;Предмет;Ставка;Совместитель;Категория;Принят"


@pytest.fixture
def head(school: Organisation) -> User:
    return make_member(school, Role.SCHOOL_HEAD)


def planned(school: Organisation, *rows: str, header: str = HEADER) -> Plan:
    content = "\n".join((header, *rows)).encode()
    return lists.plan_list(read_staff_list(content, "a.csv"), [school], home=school, on=TODAY)


def why(plan: Plan) -> str:
    (fate,) = plan.fates
    return fate.why


def test_rows_become_people_with_posts(school: Organisation, head: User) -> None:
    plan = planned(
        school,
        "Ежова Анна Львовна;1980;;учитель математики;;1,25;нет;высшая;01.09.2015",
        "Ёлкин Пётр Ильич;12.03.1975;;Директор;;1;;;",
        "Сова Зоя;;;педагог-психолог;;0.5;да;соответствие занимаемой должности;",
    )
    assert plan.counts == {"add": 3, "change": 0, "same": 0, "refuse": 0}
    lists.carry_out(plan, by=head, at=NOON)

    teacher = Employment.objects.get(person__last_name="Ежова")
    assert (teacher.post, teacher.subject, teacher.load) == ("teacher", "МА", Decimal("1.25"))
    assert (teacher.category, teacher.since) == ("highest", date(2015, 9, 1))
    assert teacher.title == "учитель математики"
    assert Employment.objects.get(post="head").person.birth_year == 1975
    specialist = Employment.objects.get(post="specialist")
    assert specialist.part_time
    assert specialist.category == "none"
    assert AuditEvent.objects.filter(action="employment.begin", by=head).count() == 3


def test_the_same_list_twice_changes_nothing(school: Organisation, head: User) -> None:
    rows = ("Ежова Анна Львовна;1980;;учитель;математика;1;;первая;",)
    lists.carry_out(planned(school, *rows), by=head, at=NOON)
    again = planned(school, *rows)
    assert again.counts["same"] == 1
    assert not again.changes_anything


def test_an_empty_cell_erases_nothing_and_a_filled_one_corrects(
    school: Organisation, head: User
) -> None:
    person = make_person(
        school, last_name="Ежова", first_name="Анна", patronymic="Львовна", subject="МА"
    )
    person.employments.update(load=Decimal(1), category="first")
    plan = planned(school, "Ежова Анна Львовна;;;Учитель;математика;;;высшая;")
    assert why(plan) == "изменится: категория"
    lists.carry_out(plan, by=head, at=NOON)
    post = person.employments.get()
    assert (post.category, post.load) == ("highest", Decimal(1))


def test_a_subject_told_later_is_put_to_the_same_post(school: Organisation) -> None:
    make_person(school, last_name="Ежова", first_name="Анна", patronymic="Львовна", subject="")
    plan = planned(school, "Ежова Анна Львовна;;;Учитель;физика;;;;")
    assert why(plan) == "изменится: предмет"


def test_two_subjects_are_two_posts_of_one_person(school: Organisation, head: User) -> None:
    row = "Ежова Анна Львовна;;;учитель русского языка и литературы;;1;;;"
    lists.carry_out(planned(school, row), by=head, at=NOON)
    posts = Employment.objects.order_by("pk")
    assert [(one.subject, one.load) for one in posts] == [("РУ", Decimal(1)), ("ЛИТ", None)]
    assert Person.objects.count() == 1


def test_a_person_in_two_schools_is_one_by_the_year_of_birth(
    school: Organisation, coordinator: User
) -> None:
    other = make_organisation(school.territory)
    person = make_person(other, last_name="Ежова", first_name="Анна", patronymic="Львовна")
    Person.objects.filter(pk=person.pk).update(birth_year=1980)
    plan = planned(school, "Ежова Анна Львовна;1980;;учитель;химия;;да;;")
    assert "год рождения совпал" in why(plan)
    lists.carry_out(plan, by=coordinator, at=NOON)
    assert Employment.objects.filter(person=person).count() == 2


def test_a_namesake_elsewhere_is_not_guessed(school: Organisation) -> None:
    other = make_organisation(school.territory)
    make_person(other, last_name="Ежова", first_name="Анна", patronymic="Львовна")
    plan = planned(school, "Ежова Анна Львовна;;;учитель;химия;;;;")
    assert plan.counts["refuse"] == 1
    assert other.short_name in why(plan)
    assert "Добавить человека" in why(plan)


def test_one_new_name_in_two_schools_needs_the_year(
    school: Organisation, coordinator: User
) -> None:
    other = make_organisation(school.territory)
    rows = (
        f"Ежова Анна Львовна;{{year}};{school.name};учитель;химия;;;;",
        f"Ежова Анна Львовна;{{year}};{other.name};учитель;химия;;да;;",
    )

    def plan(year: str) -> Plan:
        content = "\n".join((HEADER, *(row.format(year=year) for row in rows))).encode()
        given_list = read_staff_list(content, "a.csv")
        return lists.plan_list(given_list, [school, other], home=None, on=TODAY)

    assert plan("").counts["refuse"] == 1
    lists.carry_out(plan("1980"), by=coordinator, at=NOON)
    assert Person.objects.get().employments.count() == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Ежова А.Л.;;;учитель;;;;;", "не понять"),
        ("Ежова Анна;;;;;;;;", "Пустой столбец «Должность»"),
        ("Ежова Анна;;Школа на Луне;учитель;;;;;", "нет среди тех"),
        ("Ежова Анна;;;учитель;;семь;;;", "Ставка «семь»"),
        ("Ежова Анна;;;учитель;;18;;;", "не больше 3"),
        ("Ежова Анна;;;учитель;;;иногда;;", "Совместитель"),
        ("Ежова Анна;;;учитель;;;;пятая;", "Категория «пятая»"),
        ("Ежова Анна;;;учитель;;;;;вчера", "не дата"),
        ("Ежова Анна;восемьдесят;;учитель;;;;;", "Год рождения"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_reason(
    school: Organisation, row: str, said: str
) -> None:
    plan = planned(school, row)
    assert plan.counts["refuse"] == 1
    assert said in why(plan)


def test_a_repeated_row_is_refused_and_the_first_stands(school: Organisation) -> None:
    row = "Ежова Анна Львовна;;;учитель;химия;;;;"
    plan = planned(school, row, row)
    assert [one.fate for one in plan.fates] == ["add", "refuse"]
    assert "Повторяет строку 2" in plan.fates[1].why


def test_an_unknown_post_and_subject_are_kept_and_said(
    school: Organisation, head: User
) -> None:
    plan = planned(
        school,
        "Ежова Анна;;;вожатый;;;;;",
        "Сова Зоя;;;учитель физкультуры;физическая культура;;;;",
    )
    assert "другая должность" in plan.fates[0].why
    assert "физическая культура" in plan.fates[1].why
    lists.carry_out(plan, by=head, at=NOON)
    assert Employment.objects.get(post="other").title == "вожатый"


def test_who_is_not_in_the_list_is_named_and_stays(school: Organisation, head: User) -> None:
    make_person(school, last_name="Сова", first_name="Зоя", patronymic="")
    plan = planned(school, "Ежова Анна Львовна;;;учитель;химия;;;;")
    assert plan.absent == (f"Сова Зоя, {school.short_name}",)
    lists.carry_out(plan, by=head, at=NOON)
    assert Employment.objects.on(TODAY).headcount() == 2


def test_a_stranger_writes_no_list(school: Organisation) -> None:
    stranger = make_member(make_organisation(school.territory), Role.SCHOOL_HEAD)
    plan = planned(school, "Ежова Анна Львовна;;;учитель;химия;;;;")
    with pytest.raises(NotAllowed):
        lists.carry_out(plan, by=stranger, at=NOON)
    assert not Person.objects.exists()


def test_a_post_since_long_ago_is_not_taken_beside_the_same_one(
    school: Organisation, head: User
) -> None:
    person = make_person(school, subject="МА", since=date(2025, 9, 1))
    earlier = staff.Place(post="teacher", subject="МА", since=date(2020, 9, 1))
    with pytest.raises(staff.AlreadyEmployed):
        staff.employ(person=person, organisation=school, place=earlier, by=head, at=NOON)


def test_columns_that_are_not_understood_are_said() -> None:
    text = "№ п/п;ФИО;Должность;Стаж\n1;Ежова Анна;учитель;5"
    found = read_staff_list(text.encode(), "a.csv")
    assert found.unread == ("Стаж",)


def test_a_file_without_names_or_with_too_many_is_refused() -> None:
    with pytest.raises(RosterRefused, match="«ФИО» и «Должность»"):
        read_staff_list("а;б\n1;2".encode(), "a.csv")
    long = "ФИО;Должность\n" + "Ежова Анна;учитель\n" * (MOST_ROWS + 1)
    with pytest.raises(RosterRefused, match="по школам"):
        read_staff_list(long.encode(), "a.csv")


def test_the_sample_is_read_and_holds_nobody() -> None:
    assert read_staff_list(staff_template(), "образец.xlsx") == read_staff_list(
        "ФИО;Должность".encode(), "a.csv"
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Математика, информатика и ИКТ", ("МА", "ИНФ")),
        ("учитель истории и обществознания", ("ИСТ", "ОБЩ")),
        ("алгебра; геометрия", ("МА",)),
        ("иностранного языка (английского)", ("АНГЛ",)),
        ("начальные классы", ()),
        ("физическая культура", ()),
    ],
)
def test_subjects_are_told_from_words(text: str, codes: tuple[str, ...]) -> None:
    assert subjects_in(text) == codes


@given(st.text(max_size=80))
def test_any_text_names_subjects_or_none(text: str) -> None:
    assert len(set(subjects_in(text))) == len(subjects_in(text))


def test_a_tariff_list_with_a_title_above_is_read() -> None:
    lines = (
        "Тарификационный список на 01.09.2026;;;", ";;;",
        "Фамилия, имя, отчество;Занимаемая должность;Кол-во ставок;Дата приёма",
        "Ежова Анна Львовна;учитель;0,5;01.09.2015",
    )  # fmt: skip
    (row,) = read_staff_list("\n".join(lines).encode(), "a.csv").rows
    assert (row.line, row["load"], row["since"]) == (4, "0,5", "01.09.2015")


def test_the_fate_names_the_subject(school: Organisation) -> None:
    plan = planned(school, "Ежова Анна Львовна;;;учитель;русский язык, литература;;;;")
    assert [one.what.partition(": ")[2].partition(",")[0] for one in plan.fates] == [
        "учитель (русский язык)", "учитель (литература)",
    ]  # fmt: skip
