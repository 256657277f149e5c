"""From replies to a list in force on pages: sent, approved by another, ordered, checked."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.http import HttpResponse
from docx import Document

from opora.domain.acts.models import Act
from opora.domain.assessments.models import Import
from opora.domain.identification.models import Run, Scenario, SchoolStatus
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from tests import factories
from tests.domain.identification import stores
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


def order_of(issuer: Organisation, **more: str) -> dict[str, str]:
    return {
        "issuer": str(issuer.pk), "day": "2026-11-20", "number": "417-од",
        "place": "п. Ключи", "signatory_post": "Начальник управления",
        "signatory_name": "П. И. Державин", "basis": "приказом министерства от 01.10.2025 № 5",
        **more,
    }  # fmt: skip


def test_a_list_that_is_not_finished_is_not_sent_and_says_what_waits(
    open_run: Run, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert "Данных мало, решает человек" in text_of(
        client.get(f"/identification/{open_run.pk}/decision/")
    )
    page = client.post(f"/identification/{open_run.pk}/steps/send/", follow=True)

    assert "Передать на утверждение рано" in text_of(page)
    open_run.refresh_from_db()
    assert open_run.status == Run.Status.REPLIES


def test_a_list_is_sent_and_approved_by_another_person(
    ended_run: Run, coordinator: User, authority_head: User, sign_in: Sign
) -> None:
    steps = f"/identification/{ended_run.pk}/steps/"
    page = sign_in(coordinator).post(f"{steps}send/", follow=True)
    assert "передан на утверждение" in text_of(page)
    assert sign_in(coordinator).post(f"{steps}approve/").status_code == 403

    page = sign_in(authority_head).post(f"{steps}approve/", follow=True)
    assert "Список утверждён" in text_of(page)
    assert ended_run.digest in text_of(page)


def test_who_made_the_list_does_not_approve_it(
    sent_run: Run, authority_head: User, sign_in: Sign
) -> None:
    Run.objects.filter(pk=sent_run.pk).update(sent_by=authority_head)
    client = sign_in(authority_head)
    assert "Утвердить должен другой человек" in text_of(
        client.get(f"/identification/{sent_run.pk}/decision/")
    )
    page = client.post(f"/identification/{sent_run.pk}/steps/approve/", follow=True)

    assert "Утвердить должен другой человек" in text_of(page)
    assert not Run.objects.approved().exists()


def test_of_two_approvals_one_lands(
    sent_run: Run, authority_head: User, second_head: User, sign_in: Sign
) -> None:
    address = f"/identification/{sent_run.pk}/steps/approve/"
    sign_in(authority_head).post(address)
    page = sign_in(second_head).post(address, follow=True)

    assert "второй раз его не утверждают" in text_of(page)
    assert AuditEvent.objects.filter(action="run.approve").count() == 1


def test_a_list_whose_file_was_withdrawn_is_not_approved_and_says_which(
    sent_run: Run, files: dict[tuple[str, int], Import], authority_head: User, sign_in: Sign
) -> None:
    stores.withdraw(files["ВПР-МА-5", 2025])
    client = sign_in(authority_head)
    shown = text_of(client.get(f"/identification/{sent_run.pk}/decision/"))
    assert "«ВПР-МА-5-2025.xlsx» отозван" in shown

    page = client.post(f"/identification/{sent_run.pk}/steps/approve/", follow=True)
    assert "«ВПР-МА-5-2025.xlsx» отозван" in text_of(page)
    assert not Run.objects.approved().exists()


def test_the_head_returns_a_list_with_a_reason(
    sent_run: Run, authority_head: User, sign_in: Sign
) -> None:
    client, steps = sign_in(authority_head), f"/identification/{sent_run.pk}/steps/"
    page = client.post(f"{steps}take-back/", {"reason": ""}, follow=True)
    assert "Напишите, что нужно исправить" in text_of(page)

    client.post(f"{steps}take-back/", {"reason": "Проверьте СОШ № 5"})
    sent_run.refresh_from_db()
    assert sent_run.status == Run.Status.REPLIES


def test_a_list_is_given_up_with_a_reason(
    open_run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/{open_run.pk}/steps/cancel/", {"reason": "Не тот год"}, follow=True
    )

    assert "Не тот год" in text_of(page)


def test_a_step_that_there_is_not_is_not_found(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    assert sign_in(coordinator).post(f"/identification/{run.pk}/steps/win/").status_code == 404


def test_computing_an_approved_list_again_gives_the_same_bytes(
    approved_run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(f"/identification/{approved_run.pk}/check/", follow=True)

    assert "тот же результат до байта" in text_of(page)


def test_a_list_that_does_not_come_out_again_says_so(
    approved_run: Run, coordinator: User, sign_in: Sign
) -> None:
    Run.objects.filter(pk=approved_run.pk).update(digest="0" * 64)
    page = sign_in(coordinator).post(f"/identification/{approved_run.pk}/check/", follow=True)

    assert "другой результат" in text_of(page)


def test_before_approval_the_order_is_a_draft(
    open_run: Run, authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/{open_run.pk}/order/", order_of(authority, number="", download="1")
    )
    lines = [one.text for one in Document(BytesIO(page.content)).paragraphs]

    assert lines[0] == "ПРОЕКТ"
    assert "ПРИКАЗЫВАЮ:" in lines


def test_an_order_without_a_signatory_comes_back_to_its_form(
    open_run: Run, authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/{open_run.pk}/order/",
        order_of(authority, signatory_name="", download="1"),
    )

    assert page.status_code == 422
    assert "п. Ключи" in text_of(page)


def test_the_order_is_registered_and_statuses_begin_by_it(
    approved_run: Run, authority: Organisation, authority_head: User, sign_in: Sign
) -> None:
    client, address = sign_in(authority_head), f"/identification/{approved_run.pk}/order/"
    assert "Укажите номер" in text_of(client.post(address, order_of(authority, number="")))

    page = client.post(address, order_of(authority), follow=True)
    act = Act.objects.get(number="417-од")
    assert act.file_name == "Приказ 2025.docx"
    assert "Список введён в действие" in text_of(page)
    assert SchoolStatus.objects.filter(basis=act).count() == 3

    copy = text_of(client.get(address))
    assert 'value="417-од"' in copy
    assert 'value="2026-11-20"' in copy
    assert 'value="П. И. Державин"' in copy

    again = client.post(address, order_of(authority, number="418-од"))
    assert again.status_code == 422
    assert not Act.objects.filter(number="418-од").exists()


def test_an_order_of_the_registry_puts_the_list_in_force(
    approved_run: Run, authority: Organisation, authority_head: User, sign_in: Sign
) -> None:
    act = factories.make_act(authority, date=approved_run.created_at.date())
    page = sign_in(authority_head).post(
        f"/identification/{approved_run.pk}/order/", {"act": act.pk}, follow=True
    )

    assert "Статус начался" in text_of(page)


def test_the_coordinator_does_not_put_a_list_in_force(
    approved_run: Run, authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/{approved_run.pk}/order/"
    assert "Зарегистрировать и ввести" not in text_of(client.get(address))
    assert client.post(address, order_of(authority)).status_code == 403
    assert not SchoolStatus.objects.exists()


def test_other_numbers_change_the_list_at_once(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/{run.pk}/what-if/"
    shown = client.get(address).context["shown"]
    assert [one.listed for one in shown.variants] == [2]
    assert shown.always.count + shown.sometimes.count >= 2

    told = {"threshold": "45", "window": "2", "minimal_n": "10", "rules": ["R2025-A", "R2020"]}
    page = client.get(address, told)
    assert [one.leaving.count for one in page.context["shown"].variants] == [2, 2]
    assert "Берёзовская ООШ" in text_of(page)
    lines = b"".join(client.get(address, told | {"as": "csv"})).decode()  # type: ignore[arg-type]  # a stream
    assert "Берёзовская ООШ;R2020;45;2;10;выходит;" in lines


def test_numbers_out_of_their_limits_are_refused_in_words(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(
        f"/identification/{run.pk}/what-if/",
        {"threshold": "900", "window": "2", "minimal_n": "10"},
    )

    assert "Проверьте числа" in text_of(page)


def test_a_scenario_is_kept_with_its_reason_and_attached(
    open_run: Run, coordinator: User, authority_head: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/{open_run.pk}/what-if/"
    told = {"threshold": "25", "window": "2", "minimal_n": "10", "rules": ["R2025-OR"]}
    assert client.post(address, told | {"reason": ""}).status_code == 422

    client.post(address, told | {"reason": "Просил начальник"})
    scenario = Scenario.objects.get()
    page = client.post(
        f"/identification/scenarios/{scenario.pk}/attach/", {"attached": "yes"}, follow=True
    )
    assert "порог 25 %" in text_of(page)
    assert "Просил начальник" in text_of(
        sign_in(authority_head).get(f"/identification/{open_run.pk}/decision/")
    )
    assert sign_in(authority_head).post(address, told | {"reason": "x"}).status_code == 403


def test_nothing_is_attached_to_a_decided_list(
    approved_run: Run, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    told = {"threshold": "25", "window": "2", "minimal_n": "10", "reason": "Для архива"}
    client.post(f"/identification/{approved_run.pk}/what-if/", told)
    page = client.post(
        f"/identification/scenarios/{Scenario.objects.get().pk}/attach/", follow=True
    )

    assert "Приложить вариант нельзя" in text_of(page)
