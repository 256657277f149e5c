"""Training in the browser: the whole way, prefilled forms, refusals kept at the form."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from opora.domain.diagnostics.services import diagnoses
from opora.domain.diagnostics.services.diagnoses import Found
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.staff.models import Person
from opora.domain.training.models import Completion, Course, Group, Plan
from tests.factories import make_member, make_organisation, make_person, make_user
from tests.web.conftest import Sign

HOME = "/registers/training/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def boss(methodist: User, sign_in: Sign) -> Client:
    return sign_in(methodist)


@pytest.fixture
def learner(school: Organisation) -> Person:
    return make_person(school, last_name="Барсукова", first_name="Анна")


@pytest.fixture
def said(school: Organisation, learner: Person) -> dict[str, object]:
    return {
        "school": school.pk, "person": learner.pk, "title": "Смысловое чтение",
        "provider": "ИРО", "hours": 36, "issued": localdate().isoformat(), "number": "5-ПК",
    }  # fmt: skip


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_from_a_programme_to_a_group_to_certificates_with_scans(
    boss: Client, school: Organisation, learner: Person
) -> None:
    today = localdate()
    programme = {
        "owner": school.pk, "title": "Оценивание", "provider": "ИРО", "hours": 36,
        "kind": "course", "topic": "МЕ-2",
    }  # fmt: skip
    boss.post(f"{HOME}courses/new/", programme)
    course = Course.objects.get()
    group = {
        "owner": school.pk, "course": course.pk, "title": "Осень",
        "since": today - timedelta(days=9), "until": today,
    }  # fmt: skip
    boss.post(f"{HOME}groups/new/", group)
    address = f"{HOME}groups/{Group.objects.get().pk}/"
    assert "Барсукова" in words(boss, f"{address}?school={school.pk}")
    boss.post(f"{address}people/", {"school": school.pk, "people": [learner.pk]})
    key = Group.objects.get().learners.get().pk
    boss.post(f"{address}finish/", {"issued": today, f"number-{key}": "77"})
    scan = SimpleUploadedFile("Барсукова.pdf", PDF)
    boss.post(f"{address}scans/", {"files": [scan]})
    made = Completion.objects.get()
    assert (made.number, made.file_name) == ("77", "Барсукова.pdf")
    page = boss.get(f"{HOME}certificates/{made.pk}/file/")
    assert b"".join(page.streaming_content) == PDF
    assert "Барсукова" in words(boss, f"{HOME}?q=барсукова")


def test_a_certificate_is_entered_and_leads_back(boss: Client, said: dict[str, object]) -> None:
    answer = boss.post(f"{HOME}certificates/new/", said | {"next": "/my-day/"})
    assert answer.headers["Location"] == "/my-day/"
    assert Entry.objects.get().facts["number"] == "5-ПК"


def test_where_there_are_several_schools_one_is_chosen_first(
    boss: Client, school: Organisation, learner: Person
) -> None:
    make_organisation(school.territory)
    first = words(boss, f"{HOME}certificates/new/?type=retraining&next=/my-day/")
    assert "В какой организации работает" in first
    assert 'name="type" value="retraining"' in first
    second = words(boss, f"{HOME}certificates/new/?school={school.pk}&title=Чтение")
    assert 'value="Чтение"' in second
    assert "Барсукова Анна" in second


def test_a_certificate_given_twice_is_said_at_the_form_and_the_words_stay(
    boss: Client, said: dict[str, object]
) -> None:
    boss.post(f"{HOME}certificates/new/", said)
    again = boss.post(f"{HOME}certificates/new/", said).content.decode()
    assert "уже внесено" in again
    assert 'value="5-ПК"' in again
    assert Completion.objects.count() == 1


def test_nothing_of_a_programme_is_asked_for_in_words(
    boss: Client, said: dict[str, object]
) -> None:
    page = boss.post(f"{HOME}certificates/new/", said | {"title": ""}).content.decode()
    assert "Впишите или выберите программу" in page


def test_a_certificate_is_corrected_and_withdrawn(
    boss: Client, said: dict[str, object]
) -> None:
    boss.post(f"{HOME}certificates/new/", said)
    address = f"{HOME}certificates/{Completion.objects.get().pk}/"
    boss.post(f"{address}edit/", said | {"hours": 72})
    assert Completion.objects.get().hours == 72
    refused = boss.post(f"{address}withdraw/", {"reason": ""})
    assert refused.status_code == 422
    boss.post(f"{address}withdraw/", {"reason": "Не тот человек"})
    assert "Не тот человек" in words(boss, address)
    assert Entry.objects.get().state == "withdrawn"


def test_a_file_that_is_no_scan_is_refused_in_words(
    boss: Client, said: dict[str, object]
) -> None:
    boss.post(f"{HOME}certificates/new/", said)
    address = f"{HOME}certificates/{Completion.objects.get().pk}/"
    answer = boss.post(f"{address}scan/", {"file": SimpleUploadedFile("x.pdf", b"MZ\0")})
    assert answer.status_code == 422
    assert "o-wrong" in answer.content.decode()


def test_a_table_is_entered_row_by_row(boss: Client, learner: Person) -> None:
    table = (
        "ФИО;Программа;Кто обучал;Часов;Дата выдачи\n"
        "Барсукова Анна;Чтение;ИРО;36;31.10.2025\nНикто Никак;Чтение;ИРО;36;31.10.2025\n"
    )
    file = SimpleUploadedFile("Курсы.csv", table.encode())
    page = boss.post(f"{HOME}certificates/import/", {"file": file}).content.decode()
    assert "Внесено удостоверений: 1" in page
    assert "строка 3" in page
    wrong = SimpleUploadedFile("Курсы.csv", b"x;y")
    assert boss.post(f"{HOME}certificates/import/", {"file": wrong}).status_code == 422


def test_a_plan_goes_from_a_deficit_to_its_certificate(
    boss: Client, school: Organisation, learner: Person, methodist: User,
    said: dict[str, object],
) -> None:  # fmt: skip
    today = localdate()
    found = Found(
        person=learner, organisation=school, source="test", instrument="Тест", day=today,
        percents={"МЕ-2": Decimal(30)},
    )  # fmt: skip
    diagnoses.enter(found=found, by=methodist, at=now())
    year = today.year if today.month > 8 else today.year - 1
    boss.post(f"{HOME}plans/new/", {"owner": school.pk, "year": year})
    plan = Plan.objects.get()
    needs = words(boss, f"{HOME}needs/")
    assert "Барсукова Анна" in needs
    assert "внести в план-график" in needs
    line = {
        "school": school.pk, "person": learner.pk, "motive": "deficit", "topic": "МЕ-2",
        "term": f"{year + 1}-05-31",
    }  # fmt: skip
    address = f"{HOME}plans/{plan.pk}/"
    boss.post(f"{address}lines/", line)
    assert "в плане до" in words(boss, f"{HOME}needs/")
    boss.post(f"{address}approve/", {"day": today, "number": "12"})
    key = plan.lines.get().pk
    boss.post(f"{HOME}certificates/new/", said | {"line": key, "topic": "МЕ-2"})
    assert plan.lines.get().state == "done"
    assert "Пройдено" in words(boss, address)
    assert Entry.objects.get(type="plan").state == "done"


def test_a_coordinator_reads_the_motive_and_not_what_the_teacher_lacks(
    boss: Client, coordinator: User, sign_in: Sign, school: Organisation, learner: Person
) -> None:
    year = localdate().year if localdate().month > 8 else localdate().year - 1
    boss.post(f"{HOME}plans/new/", {"owner": school.pk, "year": year})
    address = f"{HOME}plans/{Plan.objects.get().pk}/"
    line = {
        "school": school.pk, "person": learner.pk, "motive": "deficit", "topic": "МЕ-4",
        "term": f"{year + 1}-05-31",
    }  # fmt: skip
    boss.post(f"{address}lines/", line)
    hidden = sign_in(coordinator)
    table = b"".join(hidden.get(f"{address}?as=csv").streaming_content).decode()
    for page in (words(hidden, address).partition("Добавить строку")[0], table):
        assert "профессиональный дефицит" in page
        assert "функциональной грамотности" not in page
    assert "функциональной грамотности" in words(boss, address).partition("Добавить")[0]


def test_the_region_reads_no_names_and_gets_none_by_search_or_export(
    boss: Client, said: dict[str, object], regional_coordinator: User, sign_in: Sign
) -> None:
    boss.post(f"{HOME}certificates/new/", said)
    region = sign_in(regional_coordinator)
    assert "Смысловое чтение" in words(region, HOME)
    table = b"".join(region.get(f"{HOME}?as=csv").streaming_content).decode()
    for page in (words(region, HOME), table, words(region, f"{HOME}?q=барсукова")):
        assert "Барсукова" not in page
        assert "5-ПК" not in page
    key = Completion.objects.get().pk
    assert region.get(f"{HOME}certificates/{key}/").status_code == 404


def test_another_head_reaches_nothing_by_address(
    boss: Client, said: dict[str, object], school: Organisation, sign_in: Sign
) -> None:
    boss.post(f"{HOME}certificates/new/", said)
    other = sign_in(make_member(make_organisation(school.territory), Role.SCHOOL_HEAD))
    address = f"{HOME}certificates/{Completion.objects.get().pk}/"
    assert other.get(address).status_code == 404
    assert other.post(f"{address}withdraw/", {"reason": "x"}).status_code == 404
    assert "Барсукова" not in words(other, HOME)
    assert other.get(f"{HOME}shares/{school.pk}/").status_code == 404


def test_a_teacher_enters_their_own_certificate_and_reads_only_it(
    boss: Client, said: dict[str, object], school: Organisation, sign_in: Sign
) -> None:
    boss.post(f"{HOME}certificates/new/", said)
    user = make_member(school, Role.TEACHER, user=make_user("Зуева"))
    own = make_person(school, last_name="Зуева", user=user)
    teacher = sign_in(user)
    teacher.post(f"{HOME}certificates/new/", said | {"person": own.pk, "number": "8"})
    assert Completion.objects.filter(person=own).exists()
    page = words(teacher, HOME)
    assert "Зуева" in page
    assert "Барсукова" not in page
    assert "Барсукова" not in words(teacher, f"{HOME}shares/{school.pk}/")


def test_shares_show_numerator_and_denominator(
    boss: Client, said: dict[str, object], school: Organisation
) -> None:
    make_person(school)
    boss.post(f"{HOME}certificates/new/", said)
    page = words(boss, f"{HOME}shares/")
    assert "<b>1</b> из 2" in page
    assert "данных нет" in page
    people = words(boss, f"{HOME}shares/{school.pk}/?period=valid")
    assert "Барсукова Анна" in people
    table = b"".join(boss.get(f"{HOME}shares/?as=csv").streaming_content).decode()
    assert ";1;2;50" in table


def test_whoever_is_signed_out_comes_back_to_the_form(client: Client) -> None:
    answer = client.get(f"{HOME}certificates/new/?title=Чтение")
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


@pytest.mark.parametrize("count", [3, 30])
def test_lists_ask_as_much_however_long_they_are(
    boss: Client, said: dict[str, object], school: Organisation, count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    boss.post(f"{HOME}certificates/new/", said)
    [first] = Completion.objects.all()
    for number in range(count):
        first.pk, first.number = None, f"N{number}"
        first.person = make_person(school)
        first.save()
    for address in ("", "shares/", f"shares/{school.pk}/", "courses/", "groups/", "plans/"):
        with django_assert_max_num_queries(26):
            boss.get(f"{HOME}{address}")


def test_a_group_begins_with_ones_own_organisation(
    coordinator: User, school: Organisation, sign_in: Sign
) -> None:
    home = coordinator.memberships.get().organisation
    page = sign_in(coordinator).get("/registers/training/groups/new/").content.decode()
    assert f'<option value="{home.pk}" selected>' in page
    assert school.short_name in page
