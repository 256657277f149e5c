import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Obligation
from tests.web import stage
from tests.web.conftest import Sign

State = Obligation.State


@pytest.fixture
def waiting(measure: Measure, school: Organisation, school_head: User) -> Obligation:
    return stage.make_obligation(measure, school, **stage.submitted(school_head))


def test_accepting_opens_the_next_one_by_itself(
    waiting: Obligation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    following = stage.make_obligation(
        waiting.measure, waiting.organisation, days=8, **stage.submitted(school_head)
    )
    client = sign_in(coordinator)
    first = client.post(f"/obligations/{waiting.pk}/accept/")
    last = client.post(f"/obligations/{following.pk}/accept/")
    waiting.refresh_from_db()
    assert waiting.state == State.ACCEPTED
    assert first["Location"] == f"/obligations/{following.pk}/"
    assert last["Location"] == "/obligations/check/"


def test_returning_asks_for_a_remark(
    waiting: Obligation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    empty = client.post(f"/obligations/{waiting.pk}/return/", {"words": " "})
    assert empty.status_code == 422
    assert "Напишите причину" in empty.content.decode()
    client.post(f"/obligations/{waiting.pk}/return/", {"words": "Нет подписи"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.remark) == (State.RETURNED, "Нет подписи")


def test_a_school_decides_nothing_of_its_own(
    waiting: Obligation, school_head: User, sign_in: Sign
) -> None:
    response = sign_in(school_head).post(f"/obligations/{waiting.pk}/accept/")
    waiting.refresh_from_db()
    assert response.status_code == 403
    assert "вам не поручено" in response.content.decode()
    assert waiting.state == State.SUBMITTED


def test_deciding_what_is_decided_says_the_state(
    waiting: Obligation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    client.post(f"/obligations/{waiting.pk}/accept/")
    again = client.post(f"/obligations/{waiting.pk}/return/", {"words": "Поздно"})
    assert again.status_code == 422
    assert "Вернуть нельзя" in again.content.decode()


def test_an_obligation_is_paused_resumed_waived_with_reasons(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    client = sign_in(coordinator)
    states = []
    for step, reason in (("pause", "Карантин"), ("resume", ""), ("waive", "Школа закрыта")):
        client.post(f"/obligations/{obligation.pk}/{step}/", {"words": reason})
        obligation.refresh_from_db()
        states.append(obligation.state)
    assert states == [State.PAUSED, State.PLANNED, State.WAIVED]
    assert "Школа закрыта" in client.get(f"/obligations/{obligation.pk}/").content.decode()


def test_a_reminder_comes_once_a_day(
    measure: Measure, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    client = sign_in(coordinator)
    first = client.post(f"/obligations/{obligation.pk}/remind/", follow=True)
    second = client.post(f"/obligations/{obligation.pk}/remind/", follow=True)
    assert "Напоминание отправлено" in first.content.decode()
    assert "Сегодня уже напоминали" in second.content.decode()


def test_words_of_a_document_stand_beside_the_promise(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    file = SimpleUploadedFile(
        "Справка.txt", "Справка\n\nСеминар < прошёл & понравился".encode()
    )
    sign_in(school_head).post(f"/obligations/{obligation.pk}/files/", {"files": [file]})
    Obligation.objects.filter(pk=obligation.pk).update(**stage.submitted(school_head))
    text = sign_in(coordinator).get(f"/obligations/{obligation.pk}/").content.decode()
    assert "Семинар &lt; прошёл &amp; понравился" in text
    assert "Раньше не сдавалось" in text


def test_the_same_file_elsewhere_is_told(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    for days in (3, 9):
        obligation = stage.make_obligation(measure, school, days=days)
        file = SimpleUploadedFile("Справка.txt", "Одна на всех".encode())
        sign_in(school_head).post(f"/obligations/{obligation.pk}/files/", {"files": [file]})
    Obligation.objects.filter(pk=obligation.pk).update(**stage.submitted(school_head))
    text = sign_in(coordinator).get(f"/obligations/{obligation.pk}/").content.decode()
    assert "То же приложено ещё в 1" in text
    assert "СОШ № 5" in text


def test_the_queue_lists_only_what_the_person_checks(
    waiting: Obligation, coordinator: User, school_head: User, stranger: User, sign_in: Sign
) -> None:
    assert "data-row " in sign_in(coordinator).get("/obligations/check/").content.decode()
    for person in (school_head, stranger):
        text = sign_in(person).get("/obligations/check/").content.decode()
        assert "Проверять нечего" in text


def test_a_child_roadmap_is_begun_once(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    measure.child_level = True
    measure.save()
    obligation = stage.make_obligation(measure, school)
    client = sign_in(school_head)
    address = f"/obligations/{obligation.pk}/child/"
    assert "Начать с образца" in client.get(f"/obligations/{obligation.pk}/").content.decode()
    made = client.post(address, {"source": "template"}, follow=True)
    again = client.post(address, {"source": "template"}, follow=True)
    assert "Карта создана" in made.content.decode()
    assert "Карта уже есть" in again.content.decode()
    assert obligation.child_roadmaps.count() == 1


def test_there_is_nothing_of_last_year_to_begin_with(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    measure.child_level = True
    measure.save()
    obligation = stage.make_obligation(measure, school)
    response = sign_in(school_head).post(
        f"/obligations/{obligation.pk}/child/", {"source": "last_year"}
    )
    assert response.status_code == 422
    assert "Карты прошлых лет нет" in response.content.decode()
