"""The wizard's choices, and lists that a job computes: the page says how far it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from opora.domain.identification import jobs
from opora.domain.identification.models import Run
from opora.domain.identification.services import background
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import Notice, User
from tests.domain.identification.conftest import CODES, YEAR
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Runs left to the job, in place of the queue; two schools are many."""
    left: list[int] = []
    monkeypatch.setattr(background, "AT_ONCE", 2)
    monkeypatch.setattr(background, "queue", lambda run: left.append(run.pk))
    return left


@pytest.fixture
def computing(
    files: object, territory: Territory, coordinator: User, sign_in: Sign, queued: list[int]
) -> Run:
    told = {"year": YEAR, "rule": "R2025-OR"}
    sign_in(coordinator).post(f"/identification/new/{territory.pk}/", told)
    return Run.objects.get()


def test_a_long_list_is_left_to_a_job_and_its_page_says_how_far_it_is(
    computing: Run, coordinator: User, sign_in: Sign, queued: list[int]
) -> None:
    client, address = sign_in(coordinator), f"/identification/{computing.pk}/"
    assert queued == [computing.pk]
    page = text_of(client.get(address))
    assert "Шаг 1 из 4" in page
    assert f'<a class="btn btn-primary" href="{address}">Обновить</a>' in page
    assert 'hx-trigger="every 2s"' in page
    assert "считается" in text_of(client.get("/identification/"))

    Run.objects.update(steps_done=2)
    assert "Шаг 3 из 4" in text_of(client.get(address))
    jobs.compute(computing.pk)
    asked_by_itself = client.get(
        address, headers={"hx-request": "true", "hx-target": "computing"}
    )
    assert asked_by_itself["HX-Redirect"] == address
    assert "Что подтверждают данные" in text_of(client.get(address))


@pytest.mark.parametrize("tab", ["compare", "what-if", "dynamics", "decision", "order"])
def test_what_has_no_result_yet_has_no_other_page(
    computing: Run, coordinator: User, sign_in: Sign, tab: str
) -> None:
    page = sign_in(coordinator).get(f"/identification/{computing.pk}/{tab}/")

    assert page.status_code == 404


def test_a_list_is_cancelled_while_it_is_computed(
    computing: Run, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    page = client.post(
        f"/identification/{computing.pk}/steps/cancel/", {"reason": "Не тот год"}, follow=True
    )
    assert "Список не посчитан" in text_of(page)
    assert "Не тот год" in text_of(page)
    jobs.compute(computing.pk)
    assert not computing.verdicts.exists()
    assert "не посчитан" in text_of(client.get("/identification/"))


def test_a_recount_of_a_long_list_shows_its_way_and_leaves_the_old_one_open(
    open_run: Run, coordinator: User, sign_in: Sign, queued: list[int]
) -> None:
    client = sign_in(coordinator)
    page = client.post(f"/identification/{open_run.pk}/steps/recount/", follow=True)

    assert "Прежний расчёт остаётся в силе" in text_of(page)
    assert client.get(f"/identification/{open_run.pk}/").status_code == 200
    again = client.post(f"/identification/{open_run.pk}/steps/recount/", follow=True)
    assert "уже пересчитывается" in text_of(again)


def test_only_chosen_procedures_are_counted(
    files: object, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/new/{territory.pk}/"
    chosen = {"year": YEAR, "rule": "R2025-OR", "assessments": list(CODES[:2])}
    shown = text_of(client.post(address, chosen | {"show": "1"}))
    assert shown.count('<th scope="row" class="full">ВПР') == 2

    client.post(address, chosen)
    run = Run.objects.get()
    assert run.parameters == {"assessments": list(CODES[:2])}
    told = {one["assessment"] for verdict in run.verdicts.all() for one in verdict.clauses}
    assert told == set(CODES[:2])


def test_a_procedure_without_data_is_no_choice(
    files: object, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/new/{territory.pk}/",
        {"year": YEAR, "rule": "R2025-OR", "assessments": ["ВПР-ФИ-8"]},
    )

    assert page.status_code == 422
    assert not Run.objects.exists()


def test_the_rule_of_residuals_says_that_it_needs_the_index(
    files: object, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/new/{territory.pk}/"
    shown = text_of(client.get(address, {"year": YEAR, "rule": "RRES"}))
    assert "индекса социального благополучия" in shown
    page = client.post(address, {"year": YEAR, "rule": "RRES"})

    assert page.status_code == 422
    assert not Run.objects.exists()


def test_a_list_by_residuals_opens_on_every_page(
    worse: Organisation, region: Territory, regional_coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(regional_coordinator), f"/identification/new/{region.pk}/"
    asked = {"year": YEAR, "rule": "RRES"}
    assert "Условия школ: индекс по паспортам 2024/2025" in text_of(client.get(address, asked))
    client.post(address, asked)

    run = Run.objects.get()
    for tab in ("", "compare/", "what-if/", "dynamics/", "decision/", "order/"):
        assert client.get(f"/identification/{run.pk}/{tab}").status_code == 200
    card = client.get(f"/identification/{run.pk}/schools/{worse.pk}/")
    assert "ниже ожидаемого по условиям школы" in text_of(card)


def test_the_day_of_replies_is_put_off_with_a_reason(
    open_run: Run, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/identification/{open_run.pk}/steps/extend/"
    later = open_run.replies_due + timedelta(days=7)  # type: ignore[operator]  # the run is open
    page = client.post(address, {"due": later.isoformat()}, follow=True)
    assert "Укажите новый день и причину" in text_of(page)

    page = client.post(address, {"due": later.isoformat(), "reason": "Каникулы"}, follow=True)
    assert f"до {later:%d.%m.%Y}" in text_of(page)
    assert Notice.objects.filter(user=school_head, kind="identification.extended").exists()
    history = text_of(
        client.get(reverse("history", args=["identification", "run", open_run.pk]))
    )
    assert "Срок ответов продлён" in history
    assert sign_in(school_head).post(address, {"due": "2030-01-01"}).status_code == 404
