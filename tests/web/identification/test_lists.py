"""From data and rule to a list beside the last one, on pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from opora.domain.identification.evidence import root_of
from opora.domain.identification.models import Exclusion, Run
from opora.domain.identification.services import recounts, runs
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import Notice, User
from tests import factories
from tests.domain.identification import stores
from tests.domain.identification.conftest import CODES, YEAR
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


@pytest.mark.usefixtures("files")
def test_the_wizard_shows_the_data_of_a_rule_and_its_words_before_anything_is_computed(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/identification/new/{territory.pk}/")

    text = text_of(page)
    assert "ВПР, математика, 5 класс" in text
    assert "<b>4</b> из 5" in text
    assert "по умолчанию, не нормативно" in text.lower()
    assert not Run.objects.exists()


@pytest.mark.usefixtures("files")
def test_the_wizard_computes_a_draft_and_leads_to_the_comparison(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/new/{territory.pk}/",
        {"year": YEAR, "rule": "R2025-OR", "threshold": "25"},
        follow=True,
    )

    run = Run.objects.get()
    assert page.redirect_chain[-1][0] == f"/identification/{run.pk}/compare/"
    assert run.parameters == {"threshold": 25}
    assert "Школам он не виден" in text_of(page)


@pytest.mark.usefixtures("files")
def test_a_number_that_no_rule_takes_is_refused_and_stays_in_its_field(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/new/{territory.pk}/",
        {"year": YEAR, "rule": "R2025-OR", "threshold": "300"},
    )

    assert page.status_code == 422
    assert 'value="300"' in text_of(page)
    assert not Run.objects.exists()


@pytest.mark.usefixtures("files")
def test_the_list_of_a_region_is_asked_for_by_name(
    territory: Territory, coordinator: User, schools: dict[str, Organisation], sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/identification/new/{territory.pk}/"
    told = {"year": YEAR, "rule": "RMANUAL"}
    named = f'name="named" value="{schools["fair"].pk}"'
    assert named in text_of(client.get(address, told)).partition('id="data"')[2]

    refused = client.post(address, told)
    assert "Укажите школы, названные в приказе" in text_of(refused)
    assert named in text_of(refused)

    client.post(address, told | {"named": [schools["fair"].pk]})
    assert Run.objects.get().parameters == {"named": [schools["fair"].pk]}


@pytest.mark.usefixtures("store_folder")
def test_without_results_the_wizard_says_where_to_bring_them(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/identification/new/{territory.pk}/")

    assert "Загрузить результаты" in text_of(page)


def test_the_list_stands_in_groups_by_alphabet_with_both_layers(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/identification/{run.pk}/")

    names = [line.row.verdict.school.short_name for line in page.context["lines"]]
    assert names[:2] == sorted(names[:2])
    assert [line.group for line in page.context["lines"] if line.group] == [
        "В списке", "Данных недостаточно", "Не в списке",
    ]  # fmt: skip
    text = text_of(page)
    assert text.count("случайно попали примерно") == 2
    assert "места не вычисляются" in text
    assert "При 10" not in text
    assert "участников в процедуре, нужно 10" in text


def test_a_list_by_result_is_refused_with_the_act_and_what_to_use_instead(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/identification/{run.pk}/?sort=probability")

    assert page.status_code == 403
    assert "постановление Правительства" in text_of(page)


def test_what_may_be_done_with_results_is_a_page(school_head: User, sign_in: Sign) -> None:
    text = text_of(sign_in(school_head).get("/identification/purposes/"))

    assert "Публичный рейтинг школ" in text
    assert "Что вместо этого" in text


def test_the_file_of_a_list_is_what_the_page_shows(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/identification/{run.pk}/?result=listed&as=csv")

    lines = b"".join(page).decode().splitlines()  # type: ignore[arg-type]  # a stream
    assert len(lines) == 3
    assert lines[1].startswith("В списке;Берёзовская ООШ;Ключевской округ;")


def test_filters_narrow_the_list(run: Run, coordinator: User, sign_in: Sign) -> None:
    client = sign_in(coordinator)
    assert (
        client.get(f"/identification/{run.pk}/?result=unknown").context["page"].paginator.count
        == 2
    )
    assert client.get(f"/identification/{run.pk}/?q=Берёз").context["page"].paginator.count == 1
    assert "школ нет" in text_of(client.get(f"/identification/{run.pk}/?reply=waiting"))


def test_opening_a_list_tells_its_schools(
    run: Run, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    due = localdate() + timedelta(days=5)
    page = sign_in(coordinator).post(
        f"/identification/{run.pk}/steps/open/", {"due": due.isoformat()}, follow=True
    )

    assert "Список открыт школам" in text_of(page)
    assert Notice.objects.filter(user=school_head, kind="identification.opened").exists()


def test_a_day_that_is_over_does_not_open_a_list(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).post(
        f"/identification/{run.pk}/steps/open/", {"due": "2020-01-01"}, follow=True
    )

    assert "Срок ответов уже прошёл" in text_of(page)


def test_results_are_left_out_with_a_document_and_count_again(
    run: Run, schools: dict[str, Organisation], coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/{run.pk}/exclusions/"
    told = {"school": schools["low"].pk, "reason": "BIAS", "year": "", "assessment": ""}
    assert client.post(address, told).status_code == 422

    page = client.post(address, told | {"document": "Приказ от 01.10.2025 № 5"}, follow=True)
    assert "Приказ от 01.10.2025 № 5" in text_of(page)

    page = client.post(
        f"/identification/exclusions/{Exclusion.objects.get().pk}/back/", follow=True
    )
    assert "снова учитываются" in text_of(page)
    assert not Exclusion.objects.exists()


def test_the_comparison_says_who_entered_and_left_and_why(
    schools: dict[str, Organisation], approved_run: Run, coordinator: User, sign_in: Sign
) -> None:
    territory = approved_run.territory
    for code in CODES:
        told = {schools["low"]: (1, 20), schools["repeated"]: (9, 20), schools["fair"]: (9, 20)}
        stores.bring(root_of(territory), code, YEAR + 1, told, by=coordinator)
    later = runs.start(
        territory=territory, year=YEAR + 1, rule="R2025-OR", by=coordinator, at=NOON
    )
    text = text_of(sign_in(coordinator).get(f"/identification/{later.pk}/compare/"))

    assert "Вышла" in text
    assert "Улучшение больше случайного" in text
    assert "Вошла" in text
    assert "Пункт А выполнен: 3 процедуры из 3" in text


def test_dynamics_say_status_and_change_and_what_does_not_compare(
    run: Run, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/identification/{run.pk}/dynamics/")

    text = text_of(page)
    names = [line.verdict.school.short_name for line in page.context["lines"]]
    assert names == sorted(names)
    assert "Положительная динамика" in text
    assert any(line.refused for line in page.context["lines"])
    assert "Сравнить нельзя" in text


def test_pages_ask_the_database_as_often_for_any_number_of_schools(
    run: Run, coordinator: User, sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    more = {factories.make_organisation(run.territory): (3, 20) for _ in range(30)}
    stores.bring(root_of(run.territory), CODES[0], YEAR, more, by=coordinator)
    run = recounts.recount(run=run, by=coordinator, at=NOON)
    client = sign_in(coordinator)
    for page in ("", "compare/", "dynamics/", "decision/", "what-if/"):
        with django_assert_max_num_queries(26):
            assert client.get(f"/identification/{run.pk}/{page}").status_code == 200
