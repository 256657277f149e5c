"""Unknown codes are decided once, with one click."""

from __future__ import annotations

import pytest

from opora.domain.assessments.models import SchoolCodeDecision, SchoolCount
from tests import factories
from tests.domain.assessments.conftest import CODE, OTHER_CODE
from tests.domain.assessments.tables import individual, school_rows

NEW = "edu950777"


@pytest.fixture
def unknown(added, schools):
    """A file of a school under a code that nobody bears."""
    return added(individual(school_rows(NEW, [2, 3, 4, 5], name="МБОУ СОШ № 5")))


def test_a_code_is_given_to_the_suggested_school(
    unknown, school, territory, coordinator, sign_in
) -> None:
    client = sign_in(coordinator)
    queue = f"/results/territories/{territory.pk}/codes/"
    page = client.get(queue).content.decode()
    assert NEW in page
    assert f'value="{school.pk}">СОШ № 5' in page
    told = client.post(f"{queue}decide/", {"code": NEW, "school": school.pk}, follow=True)
    text = told.content.decode()
    assert "Код edu950777: СОШ № 5" in text
    assert "Все коды сопоставлены" in text
    assert SchoolCount.objects.get().school == school
    assert "СОШ № 5" in client.get(f"{queue}decisions/").content.decode()


def test_a_code_may_be_no_school_of_ours(unknown, territory, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    queue = f"/results/territories/{territory.pk}/codes/"
    client.post(f"{queue}decide/", {"code": NEW, "school": "none"})
    assert SchoolCodeDecision.objects.get().ignored
    assert "не наша школа" in client.get(f"{queue}decisions/").content.decode()


def test_another_school_is_looked_up_by_name(
    unknown, other_school, territory, coordinator, sign_in
) -> None:
    client = sign_in(coordinator)
    address = f"/results/territories/{territory.pk}/codes/choose/"
    page = client.get(address, {"code": NEW, "q": "берёзов"}).content.decode()
    assert f'value="{other_school.pk}"' in page
    assert "СОШ № 5" not in page
    assert client.get(address).status_code == 302


def test_a_school_of_another_municipality_is_out_of_reach(
    unknown, foreign_school, territory, coordinator, sign_in
) -> None:
    address = f"/results/territories/{territory.pk}/codes/decide/"
    answer = sign_in(coordinator).post(address, {"code": NEW, "school": foreign_school.pk})
    assert answer.status_code == 404
    assert not SchoolCodeDecision.objects.exists()


@pytest.mark.parametrize("typed", ["", "x", "9" * 40])
def test_a_school_that_is_none_is_not_there(
    typed, unknown, territory, coordinator, sign_in
) -> None:
    address = f"/results/territories/{territory.pk}/codes/decide/"
    answer = sign_in(coordinator).post(address, {"code": NEW, "school": typed})
    assert answer.status_code == 404


def test_a_code_that_no_file_has_is_refused_in_words(
    unknown, school, territory, coordinator, sign_in
) -> None:
    address = f"/results/territories/{territory.pk}/codes/decide/"
    answer = sign_in(coordinator).post(
        address, {"code": "edu000000", "school": school.pk}, follow=True
    )
    assert "нет ни в одном загруженном файле" in answer.content.decode()


@pytest.mark.parametrize("who", ["school_head", "curator", "stranger"])
def test_others_decide_nothing(  # noqa: PLR0917  # fixtures
    who, unknown, school, territory, sign_in, request
) -> None:
    client = sign_in(request.getfixturevalue(who))
    queue = f"/results/territories/{territory.pk}/codes/"
    for name in ("", "choose/?code=x", "decisions/"):
        assert client.get(f"{queue}{name}").status_code == 404
    answer = client.post(f"{queue}decide/", {"code": NEW, "school": school.pk})
    assert answer.status_code == 404
    assert not SchoolCodeDecision.objects.exists()


def test_decisions_of_others_are_not_shown(  # noqa: PLR0917  # fixtures
    unknown,
    school,
    foreign_school,
    foreign_territory,
    territory,
    coordinator,
    stranger,
    sign_in,
) -> None:
    queue = f"/results/territories/{territory.pk}/codes/"
    sign_in(coordinator).post(f"{queue}decide/", {"code": NEW, "school": school.pk})
    theirs = f"/results/territories/{foreign_territory.pk}/codes/decisions/"
    assert NEW not in sign_in(stranger).get(theirs).content.decode()


def test_the_queue_asks_as_often_of_thirty_codes_as_of_three(  # noqa: PLR0917  # fixtures
    added, schools, territory, coordinator, sign_in, django_assert_max_num_queries
) -> None:
    for number in range(30):
        factories.make_organisation(territory, name=f"Школа № {number}", short_name=str(number))
    rows = [row for n in range(30) for row in school_rows(f"edu9600{n:02}", [2, 3, 4])]
    added(individual([*school_rows(CODE, [3] * 5), *school_rows(OTHER_CODE, [3] * 5), *rows]))
    client = sign_in(coordinator)
    with django_assert_max_num_queries(12):
        page = client.get(f"/results/territories/{territory.pk}/codes/")
    assert page.context["page"].paginator.count == 30
