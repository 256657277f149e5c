from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Evidence, Measure, Obligation
from opora.web.execution.forms import form_key
from tests.web import stage
from tests.web.conftest import Sign

State = Obligation.State


@pytest.fixture
def obligation(measure: Measure, school: Organisation) -> Obligation:
    return stage.make_obligation(measure, school)


@pytest.fixture
def client(school_head: User, sign_in: Sign) -> Client:
    return sign_in(school_head)


def report(obligation: Obligation, text: str = "Провели семинар") -> dict[str, str]:
    obligation.refresh_from_db()
    return {"report": text, "key": form_key(obligation)}


def some_file(name: str = "Справка.txt", words: str = "Семинар проведён") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def test_what_is_done_is_handed_in(obligation: Obligation, client: Client) -> None:
    response = client.post(f"/obligations/{obligation.pk}/submit/", report(obligation))
    obligation.refresh_from_db()
    assert response.status_code == 302
    assert (obligation.state, obligation.report) == (State.SUBMITTED, "Провели семинар")


def test_a_second_press_hands_nothing_in_twice(obligation: Obligation, client: Client) -> None:
    form = report(obligation)
    client.post(f"/obligations/{obligation.pk}/submit/", form)
    again = client.post(f"/obligations/{obligation.pk}/submit/", form, follow=True)
    assert "Уже отправлено" in again.content.decode()


def test_two_people_at_once_lose_no_words(obligation: Obligation, client: Client) -> None:
    old = report(obligation, "Мой текст")
    client.post(f"/obligations/{obligation.pk}/save/", report(obligation, "Текст коллеги"))
    response = client.post(f"/obligations/{obligation.pk}/submit/", old)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Мой текст" in text
    assert "Текст коллеги" in text


def test_nothing_at_all_is_not_handed_in(obligation: Obligation, client: Client) -> None:
    response = client.post(f"/obligations/{obligation.pk}/submit/", report(obligation, " "))
    obligation.refresh_from_db()
    assert response.status_code == 422
    assert "Напишите, что сделано" in response.content.decode()
    assert obligation.state == State.PLANNED


def test_a_text_is_kept_as_it_is_typed(obligation: Obligation, client: Client) -> None:
    response = client.post(
        f"/obligations/{obligation.pk}/save/",
        report(obligation, "Начало"),
        headers={"hx-request": "true"},
    )
    obligation.refresh_from_db()
    assert "Сохранено в" in response.content.decode()
    assert form_key(obligation) in response.content.decode()
    assert (obligation.report, obligation.state) == ("Начало", State.IN_WORK)


def test_files_are_attached_and_a_bad_one_hinders_no_other(
    obligation: Obligation, client: Client
) -> None:
    files = [some_file(), some_file("setup.exe", "MZ program")]
    response = client.post(
        f"/obligations/{obligation.pk}/files/", {"files": files}, headers={"hx-request": "true"}
    )
    text = response.content.decode()
    assert [one.name for one in obligation.evidence.all()] == ["Справка.txt"]
    assert "setup.exe" in text
    assert "не принимаются" in text
    assert "<html" not in text


def test_a_hostile_name_is_shown_clean_and_only_downloaded(
    obligation: Obligation, client: Client
) -> None:
    name = "../../<script>alert(1)</script>.html"
    page = some_file(name, "<html><body><script>alert(1)</script>План</body></html>")
    client.post(f"/obligations/{obligation.pk}/files/", {"files": [page]})
    kept = obligation.evidence.get()

    text = client.get(f"/obligations/{obligation.pk}/").content.decode()
    answer = client.get(f"/obligations/evidence/{kept.pk}/?show")
    answer.close()

    assert "<script>alert" not in text
    assert "/" not in kept.name
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_shown_in_a_sandbox_and_by_default_downloaded(
    obligation: Obligation, client: Client
) -> None:
    picture = SimpleUploadedFile("Фото.png", a_png())
    client.post(f"/obligations/{obligation.pk}/files/", {"files": [picture]})
    kept = obligation.evidence.get()
    shown = client.get(f"/obligations/evidence/{kept.pk}/?show")
    brought = client.get(f"/obligations/evidence/{kept.pk}/")
    shown.close()
    brought.close()
    assert shown["Content-Type"] == "image/png"
    assert shown["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "filename*=utf-8''" in brought["Content-Disposition"].lower()


def a_png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG")
    return buffer.getvalue()


def test_evidence_of_another_school_is_not_found(
    obligation: Obligation, client: Client, other_head: User, sign_in: Sign
) -> None:
    client.post(f"/obligations/{obligation.pk}/files/", {"files": [some_file()]})
    kept = obligation.evidence.get()
    stranger = sign_in(other_head)
    assert stranger.get(f"/obligations/evidence/{kept.pk}/").status_code == 404
    assert stranger.post(f"/obligations/evidence/{kept.pk}/take-back/").status_code == 404
    kept.refresh_from_db()
    assert kept.removed_at is None


def test_a_link_is_attached_and_an_inner_one_is_refused(
    obligation: Obligation, client: Client
) -> None:
    address = f"/obligations/{obligation.pk}/links/"
    client.post(address, {"address": "https://school.example.org/plan"})
    refused = client.post(address, {"address": "http://192.168.0.1/"})
    assert refused.status_code == 422
    assert "внутри сети" in refused.content.decode()
    assert Evidence.objects.count() == 1


def test_evidence_is_taken_back_and_stays_in_the_history(
    obligation: Obligation, client: Client
) -> None:
    client.post(f"/obligations/{obligation.pk}/files/", {"files": [some_file()]})
    kept = obligation.evidence.get()
    client.post(f"/obligations/evidence/{kept.pk}/take-back/")
    again = client.post(f"/obligations/evidence/{kept.pk}/take-back/", follow=True)
    assert not obligation.evidence.standing().exists()
    assert "уже убрано" in again.content.decode()
    assert "Подтверждение убрано" in again.content.decode()


def test_what_is_handed_in_is_taken_back_before_a_check(
    obligation: Obligation, client: Client
) -> None:
    client.post(f"/obligations/{obligation.pk}/submit/", report(obligation))
    client.post(f"/obligations/{obligation.pk}/withdraw/")
    obligation.refresh_from_db()
    assert obligation.state == State.IN_WORK


def test_a_colleague_is_named_and_a_stranger_is_not_offered(
    obligation: Obligation, client: Client, teacher: User, other_head: User
) -> None:
    client.post(f"/obligations/{obligation.pk}/assign/", {"person": teacher.pk})
    obligation.refresh_from_db()
    refused = client.post(f"/obligations/{obligation.pk}/assign/", {"person": other_head.pk})
    assert obligation.person == teacher
    assert refused.status_code == 422
