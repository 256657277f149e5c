"""Numbers of schools on panels, the conditions of the list that they open, next steps."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from opora.domain.context.models import Campaign, Passport
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.services import decisions, replies
from opora.domain.identification.services.replies import Claim
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.web.panel.census import COUNTED, census_by_place
from opora.web.panel.stages import runs_for
from opora.web.schools.conditions import FILTERS, Sight
from tests import factories
from tests.domain.context.conftest import Filled
from tests.factories import NOON, TODAY
from tests.web.conftest import Sign
from tests.web.schools.conftest import Counted, Status

pytestmark = pytest.mark.usefixtures("in_november")


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be opened on the day of the tests."""
    for module in ("panel.views", "schools.views"):
        monkeypatch.setattr(f"opora.web.{module}.localdate", lambda: TODAY)


def figure(text: str, title: str) -> tuple[int, int, str]:
    """Return a number, its denominator and the address that it opens."""
    pattern = rf'<dt>{title}</dt><dd><a class="o-fig" href="([^"]+)">(\d+) <small>из (\d+)'
    match = re.search(pattern, text)
    assert match is not None, title
    return int(match[2]), int(match[3]), match[1].replace("&amp;", "&")


def names_behind(client: Client, address: str) -> list[str]:
    text = client.get(address).content.decode()
    return re.findall(r'<th scope="row" class="full"><a class="o-row-link"[^>]*>([^<]+)', text)


def panel_of(client: Client, territory: Territory) -> str:
    return client.get(f"/panel/{territory.pk}/").content.decode()


TITLES = (
    "Школы со статусом ШНОР", "Школы со статусом ШНСУ", "Куратор назначен", "Паспорта сданы",
    "По расчёту в списке", "Данных мало, решает человек", "Вошли в список", "Вышли",
    "Остались", "Ждём ответа", "Согласны с числами", "Возражения без решения",
)  # fmt: skip


@pytest.fixture
def lively(  # noqa: PLR0917  # the cast
    open_run: Run,
    schools: dict[str, Organisation],
    campaign: Campaign,
    filled: Filled,
    curator: User,
    given_status: Status,
    school_head: User,
    verdict_of: Callable[[Run, str], Verdict],
) -> Run:
    """One school has a status and a curator, contests a number; one handed its passport in."""
    given_status(schools["low"])
    given_status(schools["repeated"])
    given_status(schools["repeated"], property="adverse_context")
    filled(campaign, schools["fair"], hard=0.5)
    replies.contest(
        verdict=verdict_of(open_run, "low"), by=school_head, at=NOON,
        claim=Claim("ВПР-МА-5", 2025, 5, 20, "В протоколе другое число"),
    )  # fmt: skip
    return open_run


@pytest.mark.parametrize("title", TITLES)
def test_a_number_opens_exactly_its_schools(
    title: str, lively: Run, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    count, of, address = figure(panel_of(client, territory), title)

    assert count <= of
    assert len(names_behind(client, address)) == count


def test_the_numbers_are_those_of_the_district(
    lively: Run, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = panel_of(sign_in(coordinator), territory)

    assert figure(text, "Школы со статусом ШНОР")[:2] == (2, 5)
    assert figure(text, "Куратор назначен")[:2] == (1, 2)
    assert figure(text, "Паспорта сданы")[:2] == (1, 5)
    assert figure(text, "По расчёту в списке")[:2] == (2, 5)
    assert figure(text, "Возражения без решения")[:2] == (1, 5)
    assert "ответы до 19.11.2025" in text


def test_the_next_steps_name_what_waits(
    lively: Run, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = panel_of(sign_in(coordinator), territory)

    for words in ("Соберите паспорта", "Решите возражения школ", "Назначьте кураторов"):
        assert words in text
    assert f'href="/identification/{lively.pk}/"' in text
    assert "Откройте сбор паспортов" not in text


def test_an_empty_district_is_told_to_begin(
    school: Organisation, territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = panel_of(sign_in(coordinator), territory)

    assert "Загрузите результаты ВПР и ОГЭ" in text
    assert f'href="/passports/open/{territory.pk}/"' in text
    assert "Расчёта за этот год ещё нет" in text


def test_completeness_opens_the_schools_that_lack_the_data(
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
    counted: Counted,
    sign_in: Sign,
) -> None:
    counted(school, "ВПР-МА-5", 2025, below=2, of=20)
    client = sign_in(coordinator)
    text = panel_of(client, school.territory)

    assert "Результаты ВПР 2025" in text
    lacking = re.search(r'href="([^"]+)">нет у 1<', text)
    assert lacking is not None
    assert names_behind(client, lacking[1].replace("&amp;", "&")) == ["Берёзовская ООШ"]


def test_a_region_opens_its_municipalities_by_stage(  # noqa: PLR0917  # the cast
    lively: Run,
    region: Territory,
    territory: Territory,
    foreign_territory: Territory,
    regional_coordinator: User,
    sign_in: Sign,
) -> None:
    client = sign_in(regional_coordinator)
    text = panel_of(client, region)
    assert "Ответы школ: 1\xa0муниципалитет" in text

    begun = client.get(f"/panel/{region.pk}/?stage=replies").content.decode()
    assert f'href="/panel/{territory.pk}/"' in begun
    assert f'href="/panel/{foreign_territory.pk}/"' not in begun
    none = client.get(f"/panel/{region.pk}/?stage=none").content.decode()
    assert f'href="/panel/{foreign_territory.pk}/"' in none


def test_the_file_of_municipalities_is_their_table(  # noqa: PLR0917  # the cast
    lively: Run,
    region: Territory,
    territory: Territory,
    foreign_territory: Territory,
    regional_coordinator: User,
    coordinator: User,
    sign_in: Sign,
) -> None:
    response = sign_in(regional_coordinator).get(f"/panel/{region.pk}/?as=csv&stage=replies")
    lines = b"".join(response).decode().splitlines()  # type: ignore[arg-type]

    assert lines[1:] == ["Ключевской округ;5;2;1;1;5;Ответы школ;2025;0;0;0;0"]
    assert sign_in(coordinator).get(f"/panel/{region.pk}/?as=csv").status_code == 404


def test_a_draft_is_not_told_to_a_school_by_the_list(
    run: Run, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    assert names_behind(sign_in(school_head), "/schools/?verdict=listed") == []
    assert len(names_behind(sign_in(coordinator), "/schools/?verdict=listed")) == 2


def test_the_approved_list_waits_for_its_order(
    decided_run: Run,
    territory: Territory,
    coordinator: User,
    authority_head: User,
    sign_in: Sign,
) -> None:
    later = NOON.replace(day=22)
    sent = decisions.send(run=decided_run, by=coordinator, at=later)
    text = panel_of(sign_in(coordinator), territory)
    assert "ждёт утверждения" in text

    decisions.approve(run=sent, by=authority_head, at=later)
    assert "Внесите в реестр приказ" in panel_of(sign_in(coordinator), territory)


@pytest.mark.parametrize(
    "address", ["status=best", "territory=999", "verdict=%00", "territory=x", "passport=лишь"]
)
def test_a_condition_that_makes_no_sense_is_said_and_shows_nothing(
    address: str, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).get(f"/schools/?{address}")
    assert response.status_code == 200
    assert "Отбор не применён" in response.content.decode()
    assert names_behind(sign_in(coordinator), f"/schools/?{address}") == []


def test_the_file_of_the_list_is_the_list(
    lively: Run, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).get("/schools/?status=low_results&as=csv")
    lines = b"".join(response).decode().splitlines()  # type: ignore[arg-type]

    assert [line.split(";")[0] for line in lines[1:]] == ["Берёзовская ООШ", "СОШ № 5"]
    assert "ШНОР с 12.11.2025" in lines[1]


def test_a_curator_finds_the_own_schools_alone(
    lively: Run, curator: User, sign_in: Sign
) -> None:
    client = sign_in(curator)
    assert names_behind(client, "/schools/") == ["СОШ № 5"]
    assert names_behind(client, "/schools/?status=low_results") == ["СОШ № 5"]
    assert client.get(f"/panel/{lively.territory_id}/").status_code == 404


def test_every_number_has_a_known_condition() -> None:
    for conditions in COUNTED.values():
        for name, value in conditions.items():
            assert value in FILTERS[name].words


def test_a_regional_run_counts_where_a_municipality_has_none(
    run: Run,
    region: Territory,
    foreign_school: Organisation,
    regional_coordinator: User,
) -> None:
    of_region = Run.objects.create(
        territory=region, year=2025, number=1, rule_code="R", rule={}, data_hash="",
        code_version="", digest="", created_by=regional_coordinator, created_at=NOON,
    )  # fmt: skip
    for school in (foreign_school, run.verdicts.earliest("pk").school):
        Verdict.objects.create(run=of_region, school=school, official="yes", verdict="watch")
    sight = Sight(on=TODAY, school_year=2025, runs=runs_for(regional_coordinator, on=TODAY))
    places = census_by_place(region, sight)

    assert places[foreign_school.territory_id].count("listed") == 1
    assert places[run.territory_id].judged == 5


@pytest.mark.parametrize("rows", [1, 15])
def test_queries_of_panels_do_not_grow(  # noqa: PLR0917  # the cast
    rows: int,
    region: Territory,
    campaign: Campaign,
    regional_coordinator: User,
    sign_in: Sign,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        place = factories.make_municipality(f"Округ {number}", region=region)
        school = factories.make_organisation(place)
        factories.make_member(school, Role.CURATOR)
        factories.make_organisation(campaign.territory)
    client = sign_in(regional_coordinator)
    for address in (f"/panel/{region.pk}/", f"/panel/{campaign.territory_id}/", "/schools/"):
        with django_assert_max_num_queries(24):
            client.get(address)


def test_a_returned_passport_is_not_handed_in(
    lively: Run,
    territory: Territory,
    coordinator: User,
    sign_in: Sign,
) -> None:
    Passport.objects.update(
        status="returned", remark="Проверьте", decided_by=coordinator, decided_at=NOON
    )
    client = sign_in(coordinator)
    assert figure(panel_of(client, territory), "Паспорта сданы")[0] == 0
    assert len(names_behind(client, "/schools/?passport=returned")) == 1
