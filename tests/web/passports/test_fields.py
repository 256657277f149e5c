"""Results and conditions together: four fields, by the alphabet, as a page and as files."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.context import queries
from opora.domain.context.models import Campaign
from opora.domain.context.services import index
from opora.domain.identification.models import Run, Verdict
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.reports.tables import Table
from opora.web.passports.own import own_index
from tests import factories
from tests.domain.context.conftest import Filled
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db
SCHOOLS = 12


@pytest.fixture
def schools(
    region: Territory, territory: Territory, campaign: Campaign, keeper: User, filled: Filled
) -> list[Organisation]:
    """Schools from the best conditions to the hardest, with an index."""
    made = [factories.make_organisation(territory) for _ in range(SCHOOLS)]
    for place, school in enumerate(made):
        filled(campaign, school, hard=place / (SCHOOLS - 1))
    index.compute(root=region, year=2026, by=keeper, at=NOON)
    return made


@pytest.fixture
def run(territory: Territory, schools: list[Organisation], keeper: User) -> Run:
    """A run: two schools of each end are surely low and surely not, one is unknown."""
    made = Run.objects.create(
        territory=territory, year=2025, number=1, rule_code="R2025-OR", rule={},
        data_hash="0" * 64, code_version="1", digest="0" * 64, created_by=keeper,
        created_at=NOON,
    )  # fmt: skip
    told = {0: 0.95, 1: 0.02, 5: None, -2: 0.03, -1: 0.97}
    Verdict.objects.bulk_create(
        Verdict(
            run=made, school=schools[place], probability=probability, verdict="watch",
            official="insufficient" if probability is None else "no",
        )
        for place, probability in told.items()
    )  # fmt: skip
    return made


@pytest.mark.usefixtures("run")
def test_schools_stand_in_their_fields_and_by_the_alphabet_inside(
    territory: Territory, schools: list[Organisation], keeper: User, sign_in: Sign
) -> None:
    page = sign_in(keeper).get(f"/passports/index/{territory.pk}/2026/fields/")
    placed = {one.score.school: one.field for one in page.context["page"]}

    assert placed[schools[0]] == queries.HIDDEN
    assert placed[schools[1]] == queries.EXPECTED
    assert placed[schools[-2]] == queries.RESILIENT
    assert placed[schools[-1]] == queries.AT_RISK
    assert placed[schools[5]] == placed[schools[7]] == "unknown"
    unknown = [one.score.school.short_name for one in page.context["page"]][4:]
    assert unknown == sorted(unknown)


@pytest.mark.usefixtures("run")
def test_the_drawing_leads_to_schools_and_the_file_is_the_table(
    territory: Territory, schools: list[Organisation], keeper: User, sign_in: Sign
) -> None:
    client, address = sign_in(keeper), f"/passports/index/{territory.pk}/2026/fields/"
    text = client.get(address).content.decode()
    assert text.count("<circle") == 2 * 4 + 4  # schools wide and for a phone, the legend
    assert f'href="/schools/{schools[0].pk}/"' in text

    lines = b"".join(client.get(f"{address}?as=csv")).decode()  # type: ignore[arg-type]
    assert f"{schools[-1].short_name};Группа риска" in lines
    assert lines.count("\r\n") == SCHOOLS + 1


def test_without_a_run_the_page_says_where_results_come_from(
    territory: Territory, schools: list[Organisation], keeper: User, sign_in: Sign
) -> None:
    assert schools
    page = sign_in(keeper).get(f"/passports/index/{territory.pk}/2026/fields/")

    assert "Расчёта выявления ещё нет" in page.content.decode()


@pytest.mark.usefixtures("run")
def test_a_school_does_not_find_the_fields_of_others(
    territory: Territory, schools: list[Organisation], sign_in: Sign
) -> None:
    client = sign_in(factories.make_member(schools[0], Role.SCHOOL_HEAD))
    address = f"/passports/index/{territory.pk}/2026/fields/"

    assert client.get(address).status_code == 404
    assert client.get(f"{address}?as=xlsx").status_code == 404


@pytest.mark.usefixtures("run")
def test_the_fields_are_read_in_as_many_queries_for_any_number_of_schools(
    territory: Territory, keeper: User, sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = sign_in(keeper)
    with django_assert_max_num_queries(14):
        client.get(f"/passports/index/{territory.pk}/2026/fields/")


def test_what_is_hidden_or_unknown_has_no_bar(
    territory: Territory, schools: list[Organisation]
) -> None:
    run = queries.latest_run(territory.parent or territory)
    assert run is not None
    score = run.scores.get(school=schools[0])
    rows = [("А", 12.0, 1.5), ("Б", 3.0, -3.0), ("В", "скрыто", "скрыто"), ("Г", None, None)]
    own = own_index(score, Table("Индекс", ("1", "2", "3"), rows, "Откуда"))

    assert [one.adds for one in own.contributions] == ["+1,5", "−3,0", "скрыто", ""]
    assert [one.width for one in own.contributions] == ["30.0", "60.0", "", ""]
    assert dict(own.chances)["лучшие условия"] == "почти наверняка"
