"""Models, enrolments, curators and the case log in the browser."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from python_calamine import CalamineWorkbook

from opora.domain.acts.models import Act
from opora.domain.curators.models import CaseStep, Curatorship, Enrolment, SupportModel
from opora.domain.curators.services import case_log, curatorships, enrolments, models
from opora.domain.curators.services.curatorships import Appointment
from opora.domain.curators.services.enrolments import Term
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure
from tests import factories
from tests.web.conftest import Sign

HOME = "/registers/models/"
TODAY = localdate().isoformat()


@pytest.fixture
def client_of(coordinator: User, sign_in: Sign) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def act(authority: Organisation) -> Act:
    return factories.make_act(authority)


@pytest.fixture
def model(school: Organisation, coordinator: User) -> SupportModel:
    return models.take(code="basic", territory=school.territory, by=coordinator, at=now())


@pytest.fixture
def enrolled(
    school: Organisation, model: SupportModel, coordinator: User, act: Act
) -> Enrolment:
    term = Term(type="model", model=model, since=localdate() - timedelta(days=3), act=act)
    return enrolments.enrol([school], term, by=coordinator, at=now())[0]


@pytest.fixture
def appointed(
    school: Organisation, methodist: User, coordinator: User, act: Act
) -> Curatorship:
    told = Appointment(curator=methodist, school=school, act=act, since=localdate())
    return curatorships.appoint(told, by=coordinator, at=now())


def test_a_ready_model_is_taken_and_then_changed(client_of: Client) -> None:
    assert "Базовая модель" in client_of.get(f"{HOME}catalogue/").content.decode()
    client_of.post(f"{HOME}catalogue/take/", {"code": "network"})
    made = SupportModel.objects.get()
    assert "Сетевая модель" in client_of.get(f"{HOME}catalogue/{made.pk}/").content.decode()
    page = client_of.get(f"{HOME}catalogue/{made.pk}/edit/").content.decode()
    assert "Создать сетевые сообщества" in page
    answer = client_of.post(f"{HOME}catalogue/take/", {"code": "x"}, follow=True)
    assert "Такой модели нет" in answer.content.decode()


def rows(*texts: str) -> dict[str, object]:
    given: dict[str, object] = {"row-TOTAL_FORMS": len(texts), "row-INITIAL_FORMS": 0}
    for place, text in enumerate(texts):
        given |= {
            f"row-{place}-text": text, f"row-{place}-kind": "event", f"row-{place}-after": 30,
            f"row-{place}-responsible": "methodist",
        }  # fmt: skip
    return given


def test_an_own_model_is_composed_and_put_aside(client_of: Client) -> None:
    client_of.post(f"{HOME}catalogue/new/", {"title": "Наша", **rows("Семинар", "", "Выезд")})
    made = SupportModel.objects.get()
    assert [one.text for one in made.measures.order_by("order")] == ["Семинар", "Выезд"]
    client_of.post(f"{HOME}catalogue/{made.pk}/offer/", {"in_use": "0"})
    assert "Предлагать снова" in client_of.get(f"{HOME}catalogue/{made.pk}/").content.decode()


def test_a_model_without_measures_keeps_what_was_typed(client_of: Client) -> None:
    page = client_of.post(f"{HOME}catalogue/new/", {"title": "Наша", **rows("")})
    text = page.content.decode()
    assert "хотя бы одно мероприятие" in text
    assert 'value="Наша"' in text


def test_schools_are_ticked_and_enrolled_at_once(
    client_of: Client, school: Organisation, other_school: Organisation, act: Act
) -> None:
    address = f"{HOME}new/?type=project&title=500%2B&school={school.pk}"
    assert "checked" in client_of.get(address).content.decode()
    answer = client_of.post(f"{HOME}new/", {
        "type": "project", "title": "500+", "schools": [school.pk, other_school.pk],
        "since": TODAY, "act": act.pk,
    }, follow=True)  # fmt: skip
    assert "Записано: 2\xa0школы" in answer.content.decode()


def test_a_type_without_its_name_is_told_in_the_form(
    client_of: Client, school: Organisation
) -> None:
    given = {"schools": [school.pk], "since": TODAY}
    page = client_of.post(f"{HOME}new/", given | {"type": "project"}).content.decode()
    assert "Назовите проект" in page
    page = client_of.post(f"{HOME}new/", given | {"type": "model"}).content.decode()
    assert "Выберите модель." in page


def test_a_school_that_is_in_a_model_is_named_in_the_refusal(
    client_of: Client, enrolled: Enrolment, model: SupportModel
) -> None:
    page = client_of.post(f"{HOME}new/", {
        "type": "model", "model": model.pk, "schools": [enrolled.school_id], "since": TODAY,
    }).content.decode()  # fmt: skip
    assert "уже участвуют: СОШ № 5" in page


def test_a_model_is_changed_and_ended_and_withdrawn(
    client_of: Client, enrolled: Enrolment, school: Organisation, coordinator: User
) -> None:
    other = models.take(code="network", territory=school.territory, by=coordinator, at=now())
    client_of.post(
        f"{HOME}{enrolled.pk}/change/", {"model": other.pk, "since": TODAY}, follow=True
    )
    new = Enrolment.objects.get(follows=enrolled)
    page = client_of.get(f"{HOME}{new.pk}/").content.decode()
    assert "Прежняя модель" in page
    assert "Назвать приказ" in page
    assert enrolled.act_id is not None
    client_of.post(f"{HOME}{new.pk}/approve/", {"act": enrolled.act_id})
    client_of.post(f"{HOME}{new.pk}/end/", {"on": TODAY, "reason": "Итог"})
    client_of.post(f"{HOME}{new.pk}/withdraw/", {"reason": "Ошибка"})
    new.refresh_from_db()
    assert (new.act_id, new.ended_reason, new.withdrawn_reason) == (
        enrolled.act_id,
        "Итог",
        "Ошибка",
    )


def test_the_head_names_participants_and_drafts_the_plan(
    enrolled: Enrolment, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    person = factories.make_person(school, last_name="Рябова")
    client = sign_in(school_head)
    client.post(f"{HOME}{enrolled.pk}/people/", {"people": [person.pk]})
    assert "Рябова" in client.get(f"{HOME}{enrolled.pk}/").content.decode()
    answer = client.post(f"{HOME}{enrolled.pk}/plan/")
    made = Measure.objects.filter(edition__roadmap__owner=school).order_by("order")
    assert f"/roadmaps/{made[0].edition.roadmap_id}/" in answer["Location"]
    assert enrolled.model is not None
    assert [one.text for one in made] == [
        one.text for one in enrolled.model.measures.order_by("order")
    ]
    assert made[0].kind == "diagnostics"
    assert made[0].deadline_text.startswith("до ")


def test_no_plan_is_drafted_from_a_project(
    client_of: Client, school: Organisation, coordinator: User
) -> None:
    term = Term(type="project", title="500+", since=localdate())
    made = enrolments.enrol([school], term, by=coordinator, at=now())[0]
    answer = client_of.post(f"{HOME}{made.pk}/plan/", follow=True)
    assert "из мероприятий действующей модели" in answer.content.decode()


def test_the_list_is_narrowed_and_exported(
    client_of: Client, enrolled: Enrolment, model: SupportModel
) -> None:
    assert enrolled.title in client_of.get(f"{HOME}?q=базовая").content.decode()
    assert enrolled.title in client_of.get(f"{HOME}?model={model.pk}").content.decode()
    assert "СОШ № 5" not in client_of.get(f"{HOME}?type=project").content.decode()
    answer = client_of.get(f"{HOME}?as=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer)))
    assert "Базовая модель" in [row[2] for row in book.get_sheet_by_index(0).to_python()]


@pytest.mark.parametrize("count", [3, 30])
def test_lists_ask_the_same_number_of_queries(  # noqa: PLR0917  # the cast
    count: int, client_of: Client, school: Organisation, coordinator: User, act: Act,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    schools = [factories.make_organisation(school.territory) for _ in range(count)]
    term = Term(type="project", title="500+", since=localdate())
    enrolments.enrol(schools, term, by=coordinator, at=now())
    for one in schools:
        Curatorship.objects.create(
            curator=factories.make_user(), school=one, act=act, since=localdate(),
            entered_by=coordinator, entered_at=now(),
        )  # fmt: skip
    for address in (HOME, f"{HOME}curators/"):
        with django_assert_max_num_queries(16):
            client_of.get(address)


def test_a_curator_is_appointed_and_conflicts_are_told_first(
    client_of: Client, school: Organisation, methodist: User, teacher: User, act: Act
) -> None:
    given = {"school": school.pk, "act": act.pk, "since": TODAY}
    page = client_of.post(f"{HOME}curators/new/", given | {"curator": teacher.pk})
    assert "работает в этой школе" in page.content.decode()
    answer = client_of.post(
        f"{HOME}curators/new/", given | {"curator": methodist.pk, "load": "6,5"}, follow=True
    )
    text = answer.content.decode()
    assert "Куратор назначен" in text
    assert "6,5" in text


def test_the_hub_sends_a_new_curator_to_the_own_form(
    client_of: Client, school: Organisation
) -> None:
    answer = client_of.get(f"{HOME}new/?type=curator&school={school.pk}")
    assert answer["Location"].startswith(f"{HOME}curators/new/?")


def test_the_load_is_listed_and_exported_and_the_curator_released(
    client_of: Client, appointed: Curatorship
) -> None:
    page = client_of.get(f"{HOME}curators/").content.decode()
    assert "Цветкова А. Ю." in page
    assert "нет данных" in page
    csv = b"".join(client_of.get(f"{HOME}curators/?as=csv")).decode("utf-8-sig")
    assert "Цветкова" in csv
    client_of.post(f"{HOME}curators/{appointed.pk}/release/", {"on": TODAY, "reason": "Смена"})
    assert "Смена" in client_of.get(f"{HOME}curators/{appointed.pk}/").content.decode()
    client_of.post(f"{HOME}curators/{appointed.pk}/withdraw/", {"reason": "Ошибка"})
    appointed.refresh_from_db()
    assert appointed.withdrawn_reason == "Ошибка"


def test_a_curator_keeps_the_log_and_the_head_marks_the_step(
    school: Organisation, curator: User, school_head: User, sign_in: Sign
) -> None:
    address = f"{HOME}case/{school.pk}/"
    client = sign_in(curator)
    client.post(address, {
        "day": TODAY, "agreed": "Посетить уроки", "step": "Прислать листы", "due": TODAY,
    })  # fmt: skip
    step = CaseStep.objects.get()
    page = client.get(address).content.decode()
    assert "Прислать листы" in page
    head = sign_in(school_head)
    assert head.post(address, {"day": TODAY, "agreed": "А"}).status_code == 403
    head.post(f"{HOME}case/steps/{step.pk}/finish/", {"on": TODAY, "outcome": "Есть"})
    assert "сделано" in head.get(address).content.decode()
    client.post(f"{HOME}case/steps/{step.pk}/remove/", {"reason": "Дважды"})
    assert "снято: Дважды" in client.get(address).content.decode()


def test_a_note_that_is_wrong_keeps_its_words(
    school: Organisation, curator: User, sign_in: Sign
) -> None:
    page = sign_in(curator).post(
        f"{HOME}case/{school.pk}/", {"day": TODAY, "agreed": "Договорились", "step": "Шаг"}
    ).content.decode()  # fmt: skip
    assert "нужен срок" in page
    assert "Договорились" in page


def test_others_do_not_find_the_school(  # noqa: PLR0917  # the cast
    enrolled: Enrolment, appointed: Curatorship, other_head: User, stranger: User,
    teacher: User, sign_in: Sign,
) -> None:  # fmt: skip
    case = f"case/{enrolled.school_id}/"
    for person in (other_head, stranger):
        client = sign_in(person)
        for address in (f"{enrolled.pk}/", f"curators/{appointed.pk}/", case):
            assert client.get(HOME + address).status_code == 404
        text = b"".join(client.get(f"{HOME}?as=csv")).decode("utf-8-sig")
        assert "СОШ № 5" not in text
    assert sign_in(teacher).get(HOME + case).status_code == 403


def test_the_region_sees_counts_of_participants_not_names(
    enrolled: Enrolment, school: Organisation, coordinator: User,
    regional_coordinator: User, sign_in: Sign,
) -> None:  # fmt: skip
    person = factories.make_person(school, last_name="Рябова")
    enrolments.name_participants(enrolment=enrolled, people=[person], by=coordinator, at=now())
    page = sign_in(regional_coordinator).get(f"{HOME}{enrolled.pk}/").content.decode()
    assert "Рябова" not in page
    assert "1\xa0человек" in page


def test_a_log_is_read_with_the_steps_that_are_late(
    school: Organisation, coordinator: User, client_of: Client
) -> None:
    past = localdate() - timedelta(days=9)
    case_log.note(
        school=school, day=past, agreed="Уроки", step="Листы", due=past, by=coordinator,
        at=now(),
    )  # fmt: skip
    page = client_of.get(f"{HOME}case/{school.pk}/").content.decode()
    assert "просрочено на 9\xa0дней" in page


def test_schools_without_a_curator_and_former_curators_are_named(
    client_of: Client, enrolled: Enrolment, appointed: Curatorship, coordinator: User
) -> None:
    address, lacking = f"{HOME}curators/", "Участвуют, но куратора нет"
    assert lacking not in client_of.get(address).content.decode()
    curatorships.release(
        curatorship=appointed, on=localdate(), reason="Смена", by=coordinator, at=now()
    )
    yesterday = localdate() - timedelta(days=1)
    Curatorship.objects.update(since=yesterday, until=yesterday)
    page = client_of.get(address).content.decode()
    assert lacking in page
    assert f"curators/new/?school={enrolled.school_id}" in page
    assert "Прежние назначения" in page
    assert "Смена" in page


def test_open_steps_of_all_schools_stand_in_one_list_with_who_was_told(
    school: Organisation, appointed: Curatorship, client_of: Client,
    regional_coordinator: User, sign_in: Sign,
) -> None:  # fmt: skip
    today = localdate()
    day = today - timedelta(days=9)
    for step, due in (("Прислать листы", day), ("Провести урок", today + timedelta(days=5))):
        case_log.note(
            school=school, day=day, agreed="Посетить уроки", step=step, due=due,
            by=appointed.entered_by, at=now(),
        )  # fmt: skip
    case_log.escalate(on=today, at=now())
    assert "срок не вышел" in client_of.get(f"{HOME}steps/").content.decode()
    narrowed = f"{HOME}steps/?late=1&curator={appointed.curator_id}&q=листы"
    late = client_of.get(narrowed).content.decode()
    assert "Провести урок" not in late
    assert "9 дней" in late.replace("\xa0", " ")
    assert "куратор, " in late
    csv = b"".join(client_of.get(f"{narrowed}&as=csv")).decode("utf-8-sig")
    assert "Прислать листы" in csv
    assert "Открытых шагов нет" in client_of.get(f"{HOME}steps/?q=нет").content.decode()
    assert "Прислать" not in sign_in(regional_coordinator).get(f"{HOME}steps/").content.decode()


def test_the_list_of_steps_asks_as_often_for_many(
    school: Organisation, coordinator: User, client_of: Client,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    for number in range(30):
        case_log.note(
            school=school, day=localdate(), agreed="А", step=f"Шаг {number}", due=localdate(),
            by=coordinator, at=now(),
        )  # fmt: skip
    with django_assert_max_num_queries(22):
        assert "Шаг 29" in client_of.get(f"{HOME}steps/").content.decode()


def test_the_head_finds_the_own_log_from_the_steps_and_downloads_it(
    school: Organisation, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    case_log.note(
        school=school, day=localdate(), agreed="Посетить уроки", step="", due=None,
        by=coordinator, at=now(),
    )  # fmt: skip
    head = sign_in(school_head)
    assert f"{HOME}case/{school.pk}/" in head.get(f"{HOME}steps/").content.decode()
    csv = b"".join(head.get(f"{HOME}case/{school.pk}/?as=csv")).decode("utf-8-sig")
    assert "Посетить уроки" in csv


def test_a_plan_is_drafted_once_and_found_again(
    enrolled: Enrolment, school_head: User, sign_in: Sign
) -> None:
    head = sign_in(school_head)
    for _ in range(2):
        answer = head.post(f"{HOME}{enrolled.pk}/plan/")
    edition = Edition.objects.get()
    assert answer["Location"] == f"/roadmaps/{edition.roadmap_id}/draft/"
    assert answer["Location"] in head.get(f"{HOME}{enrolled.pk}/").content.decode()


def test_the_list_says_to_what_model_it_is_narrowed(
    client_of: Client, enrolled: Enrolment, model: SupportModel
) -> None:
    page = client_of.get(f"{HOME}?model={model.pk}").content.decode()
    assert "все модели" in page
    assert client_of.get(f"{HOME}?model=999").status_code == 200
