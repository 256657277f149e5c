"""What the page of a school says of its results, its list, its context, and to whom."""

from io import BytesIO

import pdfplumber
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from opora.domain.context.models import ContextScore
from opora.domain.context.services import index
from opora.domain.identification.disclosure import HIDDEN
from opora.domain.identification.models import Run
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.context.conftest import Filled
from tests.web.conftest import Sign
from tests.web.schools.conftest import Counted, Status


def page(client: Client, school: Organisation, tab: str = "") -> str:
    return client.get(f"/schools/{school.pk}/{tab}").content.decode()


def csv_of(client: Client, school: Organisation, tab: str) -> str:
    response = client.get(f"/schools/{school.pk}/{tab}?as=csv")
    return b"".join(response).decode()  # type: ignore[arg-type]


def text_of(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as pdf:
        (only,) = pdf.pages
        return " ".join(only.extract_text().split())


def test_a_share_stands_with_its_counts_in_the_order_of_works(
    school: Organisation, school_head: User, counted: Counted, sign_in: Sign
) -> None:
    counted(school, "ВПР-РУ-5", 2025, below=2, of=20)
    counted(school, "ВПР-МА-5", 2024, below=5, of=19)
    counted(school, "ВПР-МА-5", 2025, below=6, of=20)
    text = page(sign_in(school_head), school)

    assert "6 из 20 в 2025" in text
    assert text.index("математика, 5 класс") < text.index("русский язык, 5 класс")
    assert 'aria-label="ВПР, математика, 5 класс: 2024 год: 5 из 19; 2025 год: 6 из 20"' in text


def test_the_last_change_is_told_from_chance(
    school: Organisation, school_head: User, counted: Counted, sign_in: Sign
) -> None:
    counted(school, "ВПР-МА-6", 2023, below=60, of=80)
    counted(school, "ВПР-МА-6", 2024, below=12, of=80)
    counted(school, "ВПР-РУ-6", 2023, below=10, of=40)
    counted(school, "ВПР-РУ-6", 2024, below=11, of=40)
    text = page(sign_in(school_head), school, "results/")

    assert "улучшение 1, ухудшение 0, изменение в пределах случайного 1" in text
    assert text.count("<polyline") == 2


def test_years_between_which_the_test_changed_are_not_joined(
    school: Organisation, school_head: User, counted: Counted, sign_in: Sign
) -> None:
    counted(school, "ВПР-МА-6", 2024, below=40, of=80)
    counted(school, "ВПР-МА-6", 2025, below=12, of=80)
    client = sign_in(school_head)
    text = page(client, school, "results/")

    assert "<polyline" not in text
    assert "Сравнить с прошлым годом нельзя ни одну из показанных работ." in text
    assert "нельзя: новые варианты" in csv_of(client, school, "results/")


@pytest.mark.parametrize(("below", "of"), [(3, 30), (28, 30), (0, 8)])
def test_small_counts_are_hidden_from_the_region_on_page_and_in_files(  # noqa: PLR0917  # the cast
    below: int,
    of: int,
    school: Organisation,
    regional_coordinator: User,
    counted: Counted,
    sign_in: Sign,
) -> None:
    counted(school, "ВПР-МА-5", 2025, below=below, of=of)
    counted(school, "ВПР-РУ-5", 2025, below=10, of=25)
    client = sign_in(regional_coordinator)

    for tab in ("", "results/"):
        text = page(client, school, tab)
        assert HIDDEN in text
        assert f"{below} из {of}" not in text
        assert "10 из 25" in text
    lines = csv_of(client, school, "results/").splitlines()
    assert f";2025;{HIDDEN};{HIDDEN};;;" in lines[1]
    assert ";2025;10;25;40" in lines[2]
    printed = text_of(client.get(f"/schools/{school.pk}/profile.pdf").content)
    assert HIDDEN in printed
    assert f"{below} из {of}" not in printed


def test_the_school_its_curator_and_the_municipality_see_small_counts(  # noqa: PLR0917  # the cast
    school: Organisation,
    school_head: User,
    curator: User,
    coordinator: User,
    counted: Counted,
    sign_in: Sign,
) -> None:
    counted(school, "ВПР-МА-5", 2025, below=3, of=30)
    for person in (school_head, curator, coordinator):
        text = page(sign_in(person), school)
        assert "3 из 30" in text
        assert HIDDEN not in text


def test_what_is_closed_is_named_by_number(  # noqa: PLR0917  # the cast
    school: Organisation,
    regional_coordinator: User,
    school_head: User,
    counted: Counted,
    given_status: Status,
    sign_in: Sign,
) -> None:
    counted(school, "ВПР-МА-5", 2025, below=3, of=30)
    given_status(school)

    of_region = page(sign_in(regional_coordinator), school)
    assert "1\xa0результат с числами меньше 5" in of_region
    of_school = page(sign_in(school_head), school)
    assert "1\xa0документ о статусе школы" in of_school
    assert "с числами меньше 5" not in of_school


def test_a_status_names_its_act_and_stays_in_the_history(
    school: Organisation, coordinator: User, given_status: Status, sign_in: Sign
) -> None:
    status = given_status(school)
    client = sign_in(coordinator)

    assert "ШНОР с 12.11.2025" in page(client, school)
    text = page(client, school, "history/")
    assert f'href="/documents/acts/{status.basis_id}/"' in text or str(status.basis) in text


def test_why_is_closed_to_the_school_until_the_run_is_opened(
    run: Run, school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    assert "Расчёта ещё нет" in page(sign_in(school_head), school, "why/")
    assert "2025 год: В списке" in page(sign_in(coordinator), school, "why/")


def test_why_tells_the_rule_its_parts_and_the_numbers(
    open_run: Run, school: Organisation, school_head: User, sign_in: Sign
) -> None:
    text = page(sign_in(school_head), school, "why/")
    assert "2025 год: В списке" in text
    assert "Пункт А" in text
    assert "8 из 20" in text
    assert f'href="/identification/{open_run.pk}/schools/{school.pk}/"' in text


def test_an_order_by_results_is_refused_with_the_act(
    school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    assert sign_in(coordinator).get("/schools/?sort=share").status_code == 403
    assert (
        sign_in(school_head).get(f"/schools/{school.pk}/results/?sort=share").status_code == 403
    )


@pytest.fixture
def scores(
    region: Territory,
    territory: Territory,
    campaign: object,
    keeper: User,
    filled: Filled,
) -> list[ContextScore]:
    for place in range(12):
        school = factories.make_organisation(territory, pupils=100)
        filled(campaign, school, hard=place / 11, pupils=30 if place == 0 else 200)
    made = index.compute(root=region, year=2026, by=keeper, at=factories.NOON)
    return list(made.scores.order_by("school_id"))


def test_similar_schools_have_no_names_for_a_school(
    scores: list[ContextScore], sign_in: Sign
) -> None:
    own = scores[4].school
    head = factories.make_member(own, "school_head")
    text = page(sign_in(head), own, "context/")

    assert "Похожая школа 1" in text
    assert "около 200" in text
    assert not any(one.school.short_name in text for one in scores if one.school_id != own.pk)


def test_similar_schools_are_named_where_they_are_open(
    scores: list[ContextScore],
    keeper: User,
    sign_in: Sign,
) -> None:
    text = page(sign_in(keeper), scores[4].school, "context/")
    assert "Похожая школа 1" not in text
    assert sum(one.school.short_name in text for one in scores) > 1


def test_shares_of_fewer_than_five_persons_are_hidden_from_the_region(
    scores: list[ContextScore],
    regional_coordinator: User,
    keeper: User,
    sign_in: Sign,
) -> None:
    small = scores[0].school
    assert HIDDEN in csv_of(sign_in(regional_coordinator), small, "context/")
    assert HIDDEN not in csv_of(sign_in(keeper), small, "context/")


def test_without_data_the_tabs_say_so_and_nothing_is_zero(
    school: Organisation, school_head: User, sign_in: Sign
) -> None:
    client = sign_in(school_head)
    assert "нет данных" in page(client, school)
    assert "Результатов школы нет" in page(client, school, "results/")
    assert "Паспорта ещё не заполняли" in page(client, school, "context/")


def test_the_profile_fits_one_page_and_says_who_supports_the_school(  # noqa: PLR0917  # the cast
    open_run: Run,
    school: Organisation,
    curator: User,
    counted: Counted,
    given_status: Status,
    sign_in: Sign,
) -> None:
    given_status(school)
    for grade in range(4, 9):
        for subject in ("МА", "РУ", "БИО", "ИСТ", "ГЕО"):
            for year in (2022, 2023, 2024, 2025):
                counted(school, f"ВПР-{subject}-{grade}", year, below=6, of=25)
    response = sign_in(curator).get(f"/schools/{school.pk}/profile.pdf")
    told = text_of(response.content)

    assert response["Content-Type"] == "application/pdf"
    assert "ШНОР с 12.11.2025, основание" in told
    assert "Мохова И. О." in told
    assert "2025 год, ответы школ: В списке" in told
    assert "Ещё работ: 1" in told


@pytest.mark.parametrize("tab", ["", "results/", "context/", "why/", "profile.pdf"])
def test_another_head_gets_404_also_by_file(
    tab: str, school: Organisation, other_head: User, sign_in: Sign
) -> None:
    client = sign_in(other_head)
    assert client.get(f"/schools/{school.pk}/{tab}").status_code == 404
    assert client.get(f"/schools/{school.pk}/{tab}?as=csv").status_code == 404


@pytest.mark.parametrize("years", [2, 8])
def test_queries_do_not_grow_with_years_and_works(  # noqa: PLR0917  # the cast
    years: int,
    school: Organisation,
    school_head: User,
    counted: Counted,
    sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for year in range(years):
        for grade in (5, 6, 7):
            counted(school, f"ВПР-МА-{grade}", 2015 + year, below=5, of=20)
    client = sign_in(school_head)
    for tab, most in (("", 20), ("results/", 12), ("history/", 12)):
        with django_assert_max_num_queries(most):
            client.get(f"/schools/{school.pk}/{tab}")
