import pytest
from django.test import Client

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Obligation
from tests.web import stage
from tests.web.conftest import Sign


@pytest.fixture
def obligation(measure: Measure, school: Organisation) -> Obligation:
    return stage.make_obligation(measure, school)


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_the_school_reads_what_was_promised_and_how_to_be_accepted(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    measure.cells = {"expected_result": "Программа семинара", "evidence_form": "Скан приказа"}
    measure.deadline_text = "до 20 октября"
    measure.save()
    obligation = stage.make_obligation(measure, school, days=-5)

    text = words(sign_in(school_head), f"/obligations/{obligation.pk}/")

    for said in ("Программа семинара", "Скан приказа", "до 20 октября", "просрочено 5 дней"):
        assert said in text
    assert "Отправить на проверку" in text
    assert "Почему мне это видно" in text


def test_a_returned_obligation_begins_with_the_remark(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    fields = stage.returned(school_head, coordinator, "Нет листа с подписью")
    obligation = stage.make_obligation(measure, school, **fields)
    text = words(sign_in(school_head), f"/obligations/{obligation.pk}/")
    assert text.index("Нет листа с подписью") < text.index("Что обещано")


def test_what_waits_for_a_check_opens_to_its_checker_with_decisions(
    measure: Measure, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school, **stage.submitted(school_head))
    stage.make_obligation(measure, school, **stage.submitted(school_head))

    text = words(sign_in(coordinator), f"/obligations/{obligation.pk}/")

    assert "1 из 2" in text
    assert 'data-key="1"' in text
    assert "Вернуть с замечанием" in text
    assert "Прислано в срок" in text


def test_the_school_sees_no_decisions_of_a_checker(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school, **stage.submitted(school_head))
    text = words(sign_in(school_head), f"/obligations/{obligation.pk}/")
    assert "Вернуть с замечанием" not in text
    assert "Отозвать с проверки" in text


@pytest.mark.parametrize("person", ["other_head", "stranger"])
@pytest.mark.parametrize(
    "page",
    ["", "submit/", "save/", "files/", "links/", "assign/", "child/", "accept/", "waive/"],
)
def test_the_obligation_of_another_school_does_not_exist_for_a_stranger(
    person: str,
    page: str,
    obligation: Obligation,
    sign_in: Sign,
    request: pytest.FixtureRequest,
) -> None:
    client = sign_in(request.getfixturevalue(person))
    address = f"/obligations/{obligation.pk}/{page}"
    response = client.post(address) if page else client.get(address)
    assert response.status_code == 404


def test_whoever_has_not_signed_in_is_asked_to(measure: Measure, school: Organisation) -> None:
    obligation = stage.make_obligation(measure, school)
    response = Client().get(f"/obligations/{obligation.pk}/")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_a_teacher_reads_and_may_not_report(
    measure: Measure, school: Organisation, teacher: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    client = sign_in(teacher)
    assert "Отправить на проверку" not in words(client, f"/obligations/{obligation.pk}/")
    response = client.post(f"/obligations/{obligation.pk}/start/")
    assert response.status_code == 403
    assert "исполняют сотрудники" in response.content.decode()
    obligation.refresh_from_db()
    assert obligation.state == Obligation.State.PLANNED


def test_a_step_that_is_none_is_not_found(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    assert sign_in(school_head).post(f"/obligations/{obligation.pk}/burn/").status_code == 404


def test_steps_are_posts_only(
    measure: Measure, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    obligation = stage.make_obligation(measure, school)
    assert sign_in(school_head).get(f"/obligations/{obligation.pk}/start/").status_code == 405


def test_posts_without_a_token_are_refused(
    measure: Measure, school: Organisation, school_head: User
) -> None:
    obligation = stage.make_obligation(measure, school)
    client = Client(enforce_csrf_checks=True)
    client.force_login(school_head)
    assert client.post(f"/obligations/{obligation.pk}/start/").status_code == 403
