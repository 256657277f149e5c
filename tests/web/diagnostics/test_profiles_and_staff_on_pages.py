"""Risk profiles, deficits and staff on pages, by role."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from opora.domain.development.models import Document
from opora.domain.development.services import documents
from opora.domain.diagnostics.models import Diagnosis, GrowthPlan, RiskProfile, StaffAnalysis
from opora.domain.diagnostics.services import diagnoses, profiles
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from tests import factories
from tests.domain.diagnostics.test_deficits import HEADER, workbook
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db
HOME = "/registers/diagnostics/"


@pytest.fixture
def profile(school: Organisation, coordinator: User) -> RiskProfile:
    return profiles.compute(school=school, survey=None, by=coordinator, at=now())


@pytest.fixture
def colleague(school: Organisation) -> Person:
    return factories.make_person(
        school, last_name="Савельева", first_name="Инна", patronymic="Павловна"
    )


@pytest.fixture
def diagnosis(colleague: Person, school: Organisation, school_head: User) -> Diagnosis:
    found = diagnoses.Found(
        person=colleague, organisation=school, source="test", instrument="Тест",
        day=localdate(), percents={"МЕ-2": Decimal(40)},
    )  # fmt: skip
    return diagnoses.enter(found=found, by=school_head, at=now())


def test_both_sides_speak_and_the_curator_verifies(
    profile: RiskProfile, school_head: User, curator: User, sign_in: Sign
) -> None:
    address = f"{HOME}profiles/{profile.pk}/"
    head, checker = sign_in(school_head), sign_in(curator)
    said = {"word-R01": "confirmed", "active-R01": "1", "measures-R01": "Купим ноутбуки"}
    head.post(f"{address}say/", said)
    refused = checker.post(f"{address}verify/")
    assert refused.status_code == 422
    assert "не обе стороны" in refused.content.decode()
    checker.post(f"{address}say/", {"word-R01": "confirmed", "active-R01": "1"})
    assert "Верифицирован" in checker.post(f"{address}verify/", follow=True).content.decode()
    exported = b"".join(head.get(address, {"as": "csv"})).decode()
    assert "Факторы риска (только актуальные для ОО);Краткое описание мер" in exported
    assert "Низкий уровень оснащения школы;Купим ноутбуки" in exported


def test_the_district_sees_factors_by_the_alphabet_and_in_no_other_order(
    profile: RiskProfile, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert "СОШ № 5" in client.get(f"{HOME}profiles/").content.decode()
    assert client.get(f"{HOME}profiles/?sort=score").status_code == 403


def test_a_profile_is_begun_from_the_address_of_a_school(
    school: Organisation, school_head: User, sign_in: Sign
) -> None:
    client = sign_in(school_head)
    page = client.get(f"{HOME}profiles/new/?school={school.pk}").content.decode()
    assert f'value="{school.pk}" selected' in page
    answer = client.post(f"{HOME}profiles/new/", {"school": school.pk})
    assert answer["Location"] == f"{HOME}profiles/{RiskProfile.objects.get().pk}/"
    assert (
        "уже есть"
        in client.post(f"{HOME}profiles/new/", {"school": school.pk}).content.decode()
    )


@pytest.mark.parametrize(
    "role", ["teacher", "other_head", "curator", "coordinator", "authority_head",
             "regional_coordinator", "stranger"],
)  # fmt: skip
def test_a_colleagues_diagnosis_is_not_there_by_any_address(
    role: str, diagnosis: Diagnosis, request: pytest.FixtureRequest, sign_in: Sign
) -> None:
    client = sign_in(request.getfixturevalue(role))
    one = f"{HOME}deficits/{diagnosis.pk}/"
    for address in (one, f"{one}withdraw/", f"{one}route/",
                    f"/history/diagnostics/diagnosis/{diagnosis.pk}/"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for kind in ("", "?as=csv", "?as=csv&year=all", "?q=савельева&year=all"):
        answer = client.get(f"{HOME}deficits/{kind}")
        text = b"".join(answer) if answer.streaming else answer.content
        assert "Савельева" not in text.decode(), kind


def test_few_teachers_are_hidden_in_the_numbers(
    diagnosis: Diagnosis, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"{HOME}deficits/").content.decode()
    assert "скрыто: мало людей" in page
    answer = sign_in(coordinator).get(f"{HOME}deficits/", {"as": "csv", "what": "counts"})
    assert "скрыто: меньше 5" in b"".join(answer).decode()


def test_the_head_reads_the_diagnosis_and_draws_up_a_route(
    diagnosis: Diagnosis, school_head: User, sign_in: Sign
) -> None:
    client = sign_in(school_head)
    assert "40" in client.get(f"{HOME}deficits/{diagnosis.pk}/").content.decode()
    today = localdate()
    sent = {"goal": "Освоить обратную связь", "since": today,
            "until": today + timedelta(days=100)}  # fmt: skip
    client.post(f"{HOME}deficits/{diagnosis.pk}/route/", sent)
    plan = GrowthPlan.objects.get()
    address = f"{HOME}routes/{plan.pk}/"
    client.post(f"{address}step/", {"kind": "formal", "title": "Курсы", "due": today})
    step = plan.steps.get()
    late = client.post(f"{address}steps/{step.pk}/", {"done_on": today + timedelta(days=2)})
    assert "ещё не наступил" in late.content.decode()
    client.post(f"{address}steps/{step.pk}/", {"done_on": today})
    page = client.post(f"{address}finish/", {"outcome": "Освоено"}, follow=True)
    assert "Завершён" in page.content.decode()


def test_a_diagnosis_is_entered_on_the_form_and_never_from_federal_works(
    colleague: Person, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    client = sign_in(school_head)
    sent = {"person": colleague.pk, "source": "test", "instrument": "Итоги ВПР",
            "day": localdate(), "c-МЕ-1": "45"}  # fmt: skip
    refused = client.post(f"{HOME}deficits/new/", sent)
    assert refused.status_code == 422
    assert "Основание" in refused.content.decode()
    client.post(f"{HOME}deficits/new/", sent | {"instrument": "Методический тест"})
    assert Diagnosis.objects.get().person == colleague


def test_a_methodist_chooses_the_school_first(
    colleague: Person, school: Organisation, other_school: Organisation, methodist: User,
    sign_in: Sign,
) -> None:  # fmt: skip
    client = sign_in(methodist)
    assert "сначала школа" in client.get(f"{HOME}deficits/new/").content.decode()
    page = client.get(f"{HOME}deficits/new/?school={school.pk}").content.decode()
    assert "Савельева" in page


def test_results_of_a_test_are_taken_from_a_file(
    colleague: Person, school_head: User, sign_in: Sign
) -> None:
    content = workbook(HEADER, (colleague.full_name, "", 70), ("Никто", "", 5))
    file = SimpleUploadedFile("тест.xlsx", content)
    sent = {"source": "test", "instrument": "Тест", "day": localdate(), "file": file}
    page = sign_in(school_head).post(f"{HOME}deficits/import/", sent).content.decode()
    assert "Внесено диагностик: 1." in page
    assert "строка 3" in page
    template = sign_in(school_head).get(f"{HOME}deficits/template/")
    assert io.BytesIO(template.content).read(2) == b"PK"


def test_a_teacher_assesses_themselves_and_sees_only_that(
    diagnosis: Diagnosis, school: Organisation, teacher: User, sign_in: Sign
) -> None:
    person = factories.make_person(school, last_name="Юдин", user=teacher)
    client = sign_in(teacher)
    answer = client.post(f"{HOME}deficits/self/", {"c-ИКТ-1": "70"}, follow=True)
    assert "70" in answer.content.decode()
    page = client.get(f"{HOME}deficits/").content.decode()
    assert "Юдин" in page
    assert "Савельева" not in page
    assert Diagnosis.objects.filter(person=person, source="self").exists()


def test_an_account_without_a_card_of_staff_is_told_so(teacher: User, sign_in: Sign) -> None:
    client = sign_in(teacher)
    page = client.get(f"{HOME}deficits/self/").content.decode()
    assert "не связана с карточкой" in page
    assert client.post(f"{HOME}deficits/self/", {"c-ИКТ-1": "70"}).status_code == 403


def test_staff_is_analysed_and_approved(
    school: Organisation, school_head: User, sign_in: Sign
) -> None:
    person = factories.make_person(school, birth_year=1960)
    Employment.objects.filter(person=person).update(load=Decimal("1.75"))
    client = sign_in(school_head)
    address = f"{HOME}staff/{school.pk}/"
    vacancy = {"post": "teacher", "subject": "ХИМ", "load": "0.5", "since": localdate()}
    client.post(f"{address}vacancy/", vacancy)
    page = client.get(address).content.decode()
    assert "химия" in page
    assert "1,75</b> из 2,25" in page
    assert client.post(f"{address}approve/", {"conclusion": ""}).status_code == 422
    client.post(f"{address}approve/", {"conclusion": "Нужен учитель химии"})
    made = StaffAnalysis.objects.get()
    page = client.get(f"{HOME}analyses/{made.pk}/").content.decode()
    assert "Нужен учитель химии" in page
    exported = client.get(f"{HOME}analyses/{made.pk}/", {"as": "docx"})
    assert exported.content.startswith(b"PK")


def test_the_region_sees_no_ages_of_few_people(
    school: Organisation, school_head: User, regional_coordinator: User, sign_in: Sign
) -> None:
    factories.make_person(school, birth_year=1960)
    address = f"{HOME}staff/{school.pk}/"
    assert "скрыто: меньше 5" in sign_in(regional_coordinator).get(address).content.decode()
    assert "скрыто: меньше 5" not in sign_in(school_head).get(address).content.decode()


@pytest.mark.parametrize("role", ["other_head", "stranger"])
def test_the_staff_of_another_school_is_not_there(
    role: str, school: Organisation, request: pytest.FixtureRequest, sign_in: Sign
) -> None:
    client = sign_in(request.getfixturevalue(role))
    for query in ("", "?as=xlsx"):
        assert client.get(f"{HOME}staff/{school.pk}/{query}").status_code == 404


def test_profiles_of_another_year_stand_in_the_address_and_in_this_one_as_former(
    profile: RiskProfile, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    RiskProfile.objects.update(year=profile.year - 1)
    address = f"{HOME}profiles/{profile.pk}/"
    before = client.get(f"{HOME}profiles/?year={profile.year - 2}").content.decode()
    assert "На верификации" in before
    assert "прежний:" not in before
    page = client.get(f"{HOME}profiles/").content.decode()
    assert "На верификации" not in page
    assert "прежний:" in page
    assert address in page


def test_a_factor_in_work_leads_to_the_programme_against_it(
    profile: RiskProfile, school_head: User, curator: User, sign_in: Sign
) -> None:
    said = {"R01": profiles.Said(word="confirmed", active=True)}
    profiles.say(profile=profile, said=said, by=school_head, at=now())
    profiles.say(profile=profile, said=said, by=curator, at=now())
    profiles.verify(profile=profile, by=curator, at=now())
    address = f"{HOME}profiles/{profile.pk}/"
    head = sign_in(school_head)
    offered = head.get(address).content.decode().replace("&amp;", "&")
    begun = (
        f"/registers/development/new/?type=antirisk&school={profile.school_id}"
        f"&factor=R01&year={profile.year - 1}"
    )
    assert begun in offered
    assert "программы нет" in sign_in(curator).get(address).content.decode()
    made = documents.begin(
        school=profile.school, type=Document.Type.ANTIRISK, factor="R01",
        year=profile.year - 1, by=school_head, at=now(),
    )  # fmt: skip
    page = head.get(address).content.decode()
    assert f"/registers/development/{made.pk}/" in page
    assert "не загружен" in page


def test_a_teacher_is_not_shown_numbers_that_help_to_plan(
    diagnosis: Diagnosis, teacher: User, school_head: User, sign_in: Sign
) -> None:
    assert "числами" in sign_in(school_head).get(f"{HOME}deficits/").content.decode()
    assert "По компетенциям" not in sign_in(teacher).get(f"{HOME}deficits/").content.decode()
