"""Imports: every row has its fate, nothing is written before, twice is once."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.organisations.fates import one_of
from opora.domain.organisations.models import Membership, Organisation, OrganisationCode, Role
from opora.domain.organisations.roster import Roster, RosterRow, load_words, read_roster
from opora.domain.organisations.services import exports, imports
from opora.domain.people.models import AuditEvent, User
from tests import factories
from tests.factories import NOON


def organisations(*rows):
    return Roster("organisations", lines(rows))


def people(*rows):
    return Roster("people", lines(rows))


def lines(rows):
    return tuple(RosterRow(line, row) for line, row in enumerate(rows, 2))


def fates(roster, territory):
    return [fate.fate for fate in imports.plan_import(roster, territory).fates]


def refusal(roster, territory):
    (fate,) = imports.plan_import(roster, territory).fates
    assert fate.fate == "refuse"
    assert fate.why.endswith(".")
    return fate.why


NEW = {
    "name": "МБОУ «Гимназия № 3»", "short_name": "Гимназия № 3", "kind": "школа",
    "address": "с. Ключи", "inn": "7707083893", "oko": "sch123", "pupils": "1 020",
    "aliases": "третья гимназия; гимназия им. Попова",
}  # fmt: skip
GOROKHOV = {
    "full_name": "Горохов Игорь Львович", "email": "Gorohov@Example.org",
    "organisation": "СОШ №5", "role": "Директор", "post": "директор школы", "since": "01.09.2024",
}  # fmt: skip


def test_a_new_organisation_is_added_with_its_codes(territory, coordinator):
    roster = organisations(NEW)
    plan = imports.plan_import(roster, territory)
    assert plan.counts == {"add": 1, "change": 0, "same": 0, "refuse": 0}
    assert not Organisation.objects.filter(name=NEW["name"]).exists()

    imports.carry_out(plan, by=coordinator, at=NOON)

    added = Organisation.objects.get(name=NEW["name"])
    assert (added.kind, added.pupils) == (Organisation.Kind.SCHOOL, 1020)
    assert added.aliases == ["третья гимназия", "гимназия им. Попова"]
    assert {code.scheme: code.value for code in added.codes.all()} == {
        "inn": "7707083893", "oko": "sch123",
    }  # fmt: skip
    assert AuditEvent.objects.about(added).get().by == coordinator


def test_carrying_out_twice_changes_nothing(territory, school, coordinator):
    schools, staff = organisations(NEW), people(GOROKHOV)
    for roster in (schools, staff):
        imports.carry_out(imports.plan_import(roster, territory), by=coordinator, at=NOON)
    events = AuditEvent.objects.count()
    for roster in (schools, staff):
        plan = imports.carry_out(
            imports.plan_import(roster, territory), by=coordinator, at=NOON
        )
        assert {fate.fate for fate in plan.fates} == {"same"}
        assert not plan.changes_anything
    assert AuditEvent.objects.count() == events


def test_a_stale_plan_counts_what_happened_since(territory, coordinator):
    stale = imports.plan_import(organisations(NEW), territory)
    imports.carry_out(stale, by=coordinator, at=NOON)
    assert imports.carry_out(stale, by=coordinator, at=NOON).counts["same"] == 1


def test_a_known_organisation_is_changed_and_the_change_is_named(
    territory, school, coordinator
):
    roster = organisations({"name": school.name, "short_name": "СОШ 5", "pupils": "310"})
    plan = imports.plan_import(roster, territory)
    (fate,) = plan.fates
    assert fate.fate == "change"
    assert fate.why == "изменится: краткое наименование, учеников"
    imports.carry_out(plan, by=coordinator, at=NOON)
    school.refresh_from_db()
    assert (school.short_name, school.pupils) == ("СОШ 5", 310)
    assert AuditEvent.objects.about(school).get().before == {
        "short_name": "СОШ № 5",
        "pupils": None,
    }


def test_an_organisation_is_known_by_its_code_when_its_name_changed(
    territory, school, coordinator
):
    OrganisationCode.objects.create(organisation=school, scheme="inn", value="7707083893")
    roster = organisations({**NEW, "aliases": "", "oko": ""})
    plan = imports.plan_import(roster, territory)
    assert plan.fates[0].target == school
    imports.carry_out(plan, by=coordinator, at=NOON)
    school.refresh_from_db()
    assert school.name == NEW["name"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Полное наименование"),
        ({"kind": "завод"}, "«завод» не понять"),
        ({"kind": "", "name": "ООО «Ромашка»"}, "Вид организации по названию не понять"),
        ({"inn": "7707083894"}, "не ИНН"),
        ({"inn": "12"}, "не ИНН"),
        ({"pupils": "много"}, "не число"),
        ({"pupils": "-5"}, "не число"),
        ({"oko": "код неизвестен"}, "не код"),
        ({"name": "Я" * 301}, "длиннее 300"),
        ({"name": "МБОУ школа " + "Я" * 120, "short_name": ""}, "краткое, до 120"),
        ({"name": "МБОУ СОШ №5", "inn": ""}, "Похоже на уже записанную"),
    ],
)
def test_a_wrong_organisation_row_says_what_to_do(territory, school, wrong, words):
    assert words in refusal(organisations({**NEW, **wrong}), territory)


def test_a_row_whose_name_and_code_belong_to_two_organisations_is_refused(
    territory, school, other_school
):
    OrganisationCode.objects.create(organisation=other_school, scheme="inn", value="7707083893")
    row = {"name": school.name, "inn": "7707083893"}
    assert "разным организациям" in refusal(organisations(row), territory)


def test_a_row_repeated_in_the_file_is_refused(territory):
    assert fates(organisations(NEW, NEW), territory) == ["add", "refuse"]


def test_a_wrong_row_does_not_stop_the_others(territory, coordinator):
    plan = imports.plan_import(organisations({"name": ""}, NEW), territory)
    imports.carry_out(plan, by=coordinator, at=NOON)
    assert Organisation.objects.filter(territory=territory, name=NEW["name"]).exists()


def test_a_kind_told_by_the_name_is_said_to_be_so(territory):
    plan = imports.plan_import(organisations({**NEW, "kind": ""}), territory)
    assert "вид определён по названию: школа" in plan.fates[0].why


def test_a_name_taken_elsewhere_is_free_here(territory, foreign_school):
    roster = organisations({"name": foreign_school.name, "kind": "школа", "short_name": "СОШ"})
    assert fates(roster, territory) == ["add"]


def test_a_new_person_gets_an_account_and_a_role(territory, school, coordinator):
    imports.carry_out(imports.plan_import(people(GOROKHOV), territory), by=coordinator, at=NOON)
    user = User.objects.get(email="gorohov@example.org")
    assert (user.last_name, user.first_name, user.patronymic) == ("Горохов", "Игорь", "Львович")
    assert not user.has_usable_password()
    member = user.memberships.get()
    assert (member.organisation, member.role) == (school, Role.SCHOOL_HEAD)
    assert (member.post, member.since, member.until) == (
        "директор школы",
        date(2024, 9, 1),
        None,
    )


def test_one_person_may_stand_in_several_rows(territory, school, other_school, coordinator):
    rows = (
        {**GOROKHOV, "role": "куратор", "post": ""},
        {**GOROKHOV, "role": "куратор", "post": "", "organisation": "Берёзовская ООШ"},
    )
    imports.carry_out(imports.plan_import(people(*rows), territory), by=coordinator, at=NOON)
    assert Membership.objects.filter(role=Role.CURATOR).count() == 2
    assert User.objects.filter(email="gorohov@example.org").count() == 1


def test_a_term_and_a_first_name_are_changed(territory, school, school_head, coordinator):
    row = {**GOROKHOV, "email": school_head.email, "full_name": "Горохов Егор Львович"}
    plan = imports.plan_import(people(row), territory)
    assert plan.fates[0].why == "изменится: имя, должность, с какого дня"
    imports.carry_out(plan, by=coordinator, at=NOON)
    school_head.refresh_from_db()
    assert school_head.first_name == "Егор"
    assert school_head.memberships.get().since == date(2024, 9, 1)


def test_a_role_not_given_is_told_by_the_post_and_said_to_be_so(territory, school):
    row = {**GOROKHOV, "role": "", "post": "зам. директора по УВР"}
    (fate,) = imports.plan_import(people(row), territory).fates
    assert fate.values["role"] == Role.DEPUTY_HEAD
    assert "определена по должности" in fate.why


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": ""}, "пусто"),
        ({"email": "горохов"}, "не адрес почты"),
        ({"full_name": "Горохов И.Л."}, "инициалы"),
        ({"full_name": "Горохов"}, "не понять"),
        ({"full_name": "=cmd|' /C calc'!A0 Иван"}, "не понять"),
        ({"role": "космонавт"}, "«космонавт» не понять"),
        ({"role": "", "post": "космонавт"}, "Впишите роль"),
        ({"role": "Начальник управления"}, "не подходит"),
        ({"organisation": ""}, "Пустой столбец «Организация»"),
        ({"organisation": "СОШ № 77"}, "нет в списке"),
        ({"organisation": "Минобр", "role": "региональный координатор"}, "нет в списке"),
        ({"since": "сентябрь"}, "не дата"),
        ({"since": "31.02.2025"}, "не дата"),
        ({"since": "01.09.2025", "until": "01.09.2024"}, "раньше первого"),
    ],
)
def test_a_wrong_row_of_a_person_says_what_to_do(territory, school, ministry, wrong, words):
    assert words in refusal(people({**GOROKHOV, **wrong}), territory)


def test_an_account_of_another_municipality_is_never_renamed(territory, school, stranger):
    row = {**GOROKHOV, "email": stranger.email}
    assert "занят другим человеком" in refusal(people(row), territory)


def test_an_account_is_not_taken_over_by_another_name(territory, school, school_head):
    row = {**GOROKHOV, "email": school_head.email, "full_name": "Петров Пётр Петрович"}
    assert "занят другим человеком" in refusal(people(row), territory)


def test_one_address_for_two_people_is_refused(territory, school, other_school):
    other = {
        **GOROKHOV,
        "full_name": "Ветрова Елена Борисовна",
        "organisation": "Берёзовская ООШ",
    }
    assert fates(people(GOROKHOV, other), territory) == ["add", "refuse"]


@pytest.mark.parametrize("who", ["stranger", "school_head", "curator"])
def test_nobody_else_imports_into_a_territory(territory, school, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(imports.NotAllowed, match="нет права"):
        imports.carry_out(
            imports.plan_import(organisations(NEW), territory), by=person, at=NOON
        )
    assert not Organisation.objects.filter(name=NEW["name"]).exists()


def test_planning_costs_the_same_queries_for_any_number_of_rows(
    territory, school, django_assert_num_queries
):
    few = people(GOROKHOV)
    many = people(*({**GOROKHOV, "email": f"p{n}@example.org"} for n in range(60)))
    with django_assert_num_queries(4):
        imports.plan_import(few, territory)
    with django_assert_num_queries(4):
        imports.plan_import(many, territory)
    schools = organisations(
        *({**NEW, "name": f"МБОУ «СОШ № {n}»", "inn": "", "oko": ""} for n in range(60))
    )
    with django_assert_num_queries(2):
        imports.plan_import(schools, territory)


def test_an_import_that_breaks_leaves_nothing(territory, coordinator, monkeypatch):
    from opora.domain.organisations.services import organisation_rows

    real, calls = organisation_rows.write, []

    def breaking(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args, **kwargs)

    monkeypatch.setattr(organisation_rows, "write", breaking)
    other = {**NEW, "name": "МБОУ «Лицей № 9»", "inn": "", "oko": ""}
    with pytest.raises(KeyboardInterrupt):
        imports.carry_out(
            imports.plan_import(organisations(NEW, other), territory), by=coordinator, at=NOON
        )
    assert Organisation.objects.filter(kind="school").count() == 0
    factories.make_organisation(territory)


def test_an_exported_list_is_read_back_without_a_change(  # noqa: PLR0917  # the whole stage is on
    territory, school, other_school, authority, methodical, coordinator, methodist, curator,
    foreign_school, stranger,
):  # fmt: skip
    imports.carry_out(
        imports.plan_import(organisations(NEW), territory), by=coordinator, at=NOON
    )
    for kind, expected in (("organisations", 5), ("people", 3)):
        content = exports.list_xlsx(kind, territory, on=date(2025, 11, 12))
        plan = imports.plan_import(read_roster(content, "список.xlsx"), territory)
        assert plan.counts == {"add": 0, "change": 0, "same": expected, "refuse": 0}


@pytest.mark.parametrize("role", Role)
def test_every_role_is_read_by_its_label(role):
    assert one_of(role.label, load_words().roles) == role


@pytest.mark.parametrize("kind", Organisation.Kind)
def test_every_kind_is_read_by_its_label(kind):
    assert one_of(kind.label, load_words().kinds) == kind
