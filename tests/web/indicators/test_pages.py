"""Pages of indicators: the matrix, a cell, one indicator, what is hidden, who may do what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now

from opora.domain.indicators.models import Definition, FrozenPeriod, Target, Value
from opora.domain.indicators.periods import year_period
from opora.domain.indicators.services import definitions, targets, values
from opora.domain.indicators.services.targets import Aim
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from tests import factories
from tests.domain.indicators import stage
from tests.web.conftest import Sign

YEAR = SchoolYear.of(localdate())
PERIOD = year_period(YEAR)
DAY = max(YEAR.first_day, localdate() - timedelta(days=5))


def listed(school: Organisation) -> None:
    stage.listed(school)


def computed(place: Territory) -> None:
    values.recompute_year(place, YEAR, at=now())


def aim(code: str, territory: Territory, by: User, value: str = "100") -> Target:
    definition = stage.definition(code)
    asked = Aim(
        definition, territory, PERIOD.first, PERIOD.last, Decimal(value), source="п. 3.4"
    )
    return targets.put(asked, by=by, at=now())


@pytest.fixture
def worked(
    territory: Territory,
    school: Organisation,
    other_school: Organisation,
    authority: Organisation,
) -> Territory:
    """Two listed schools, one of which took part in a seminar."""
    listed(school)
    listed(other_school)
    stage.entry(authority, parts=[school], day=DAY, title="Семинар по чтению")
    computed(territory)
    return territory


def test_the_matrix_shows_of_how_many_how_many_and_what_is_below_the_target(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    aim("I04", worked, coordinator)
    page = sign_in(coordinator).get(f"/indicators/territories/{worked.pk}/").content.decode()
    assert "<b>1</b> из 1" in page
    assert "ниже цели: </span><b>0</b> из 1" in page
    assert "<b>1</b> из 2" in page
    assert "цель: не менее 100\N{NO-BREAK SPACE}%" in page
    assert page.index("Берёзовская ООШ") < page.index("СОШ № 5"), "by name, never by value"


def test_a_cell_is_explained_with_its_formula(
    worked: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    page = client.get(
        f"/indicators/territories/{worked.pk}/?columns=all&cell=I04:{school.pk}"
    ).content.decode()
    assert "организации по реестру «Мероприятия»" in page
    assert "Из чего сложилось" in page
    assert f"of/I04/?period={PERIOD.first:%Y%m%d}" in page


@pytest.mark.parametrize("cell", ["", "I04", "I04:", "I99:1", ":", "I04:999999", "I04:abc\0"])
def test_a_cell_that_is_not_there_opens_nothing(
    worked: Territory, coordinator: User, sign_in: Sign, cell: str
) -> None:
    answer = sign_in(coordinator).get(f"/indicators/territories/{worked.pk}/", {"cell": cell})
    assert answer.status_code == 200
    assert b"o-drawer" not in answer.content


def test_the_matrix_is_given_as_files_as_it_is_shown(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    for kind in ("xlsx", "csv", "docx"):
        answer = client.get(f"/indicators/territories/{worked.pk}/?columns=all&as={kind}")
        assert answer.status_code == 200
        assert b"".join(answer)
    text = b"".join(client.get(f"/indicators/territories/{worked.pk}/?as=csv")).decode()
    assert "СОШ № 5;" in text
    assert "1 из 1" in text


@pytest.mark.parametrize("period", ["20200101-20200201", "x", "\\0"])
def test_a_period_that_is_none_is_not_there(
    worked: Territory, coordinator: User, sign_in: Sign, period: str
) -> None:
    answer = sign_in(coordinator).get(
        f"/indicators/territories/{worked.pk}/", {"period": period}
    )
    assert answer.status_code == 404


def test_an_indicator_shows_its_passport_rows_and_targets(
    worked: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    aim("I04", worked, coordinator, "40")
    client = sign_in(coordinator)
    page = client.get(f"/indicators/territories/{worked.pk}/of/I04/").content.decode()
    assert "Семинар по чтению" in page
    assert "достигнута" in page
    assert "Паспорт показателя" in page
    own = client.get(f"/indicators/territories/{worked.pk}/of/I04/?school={school.pk}")
    assert "Семинар по чтению" in own.content.decode()
    text = b"".join(client.get(f"/indicators/territories/{worked.pk}/of/I04/?as=csv")).decode()
    assert "Берёзовская ООШ;0 из 1" in text


def test_an_indicator_has_a_trend_with_its_table(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    values.recompute_year(worked, YEAR.previous, at=now())
    Value.objects.filter(first=YEAR.previous.first_day).update(numerator=1, denominator=4)
    page = sign_in(coordinator).get(f"/indicators/territories/{worked.pk}/of/I18/")
    assert "Как менялось" in page.content.decode()


@pytest.mark.parametrize("key", ["x", "0", "9" * 30])
def test_a_school_that_is_not_there_has_no_indicator(
    worked: Territory, coordinator: User, sign_in: Sign, key: str
) -> None:
    answer = sign_in(coordinator).get(
        f"/indicators/territories/{worked.pk}/of/I04/", {"school": key}
    )
    assert answer.status_code == 404


def pupils(school: Organisation, risk: int, plans: int) -> None:
    stage.entry(school, "pupils", "risk", amount=risk, day=DAY, secret=True, title="Группа 7 Б")
    stage.entry(school, "pupils", "plan", amount=plans, day=DAY, secret=True, title="Маршрут")


def test_small_counts_of_pupils_stay_in_the_school(
    school: Organisation, other_school: Organisation, coordinator: User,
    regional_coordinator: User, sign_in: Sign,
) -> None:  # fmt: skip
    territory = school.territory
    large = factories.make_organisation(territory, short_name="Ямская СОШ")
    pupils(school, 30, 28)
    pupils(other_school, 40, 20)
    pupils(large, 90, 45)
    computed(territory)
    path = f"/indicators/territories/{territory.pk}/?columns=prevention"
    for person in (coordinator, regional_coordinator):
        page = sign_in(person).get(path).content.decode()
        assert page.count("скрыто</a>") == 2, "the small one and the next, or the sum tells"
        assert "<b>45</b> из 90" in page
        text = b"".join(sign_in(person).get(f"{path}&as=csv")).decode()
        assert "28 из 30" not in text
        assert "20 из 40" not in text
        one = sign_in(person).get(f"/indicators/territories/{territory.pk}/of/I09/")
        assert "Группа 7 Б" not in one.content.decode()
        assert "только их школа" in one.content.decode()
        assert "28</b> из 30" not in one.content.decode()


def test_the_school_sees_its_pupils_in_full_and_its_curator_does_not(
    territory: Territory, school: Organisation, school_head: User, curator: User, sign_in: Sign
) -> None:
    pupils(school, 30, 28)
    computed(territory)
    mine = sign_in(school_head).get(f"/indicators/schools/{school.pk}/").content.decode()
    assert '<b class="fw-medium">28</b> из 30' in mine
    theirs = sign_in(curator).get(f"/indicators/schools/{school.pk}/").content.decode()
    assert "28</b> из 30" not in theirs


def test_what_the_school_tab_hides_its_file_hides_too(
    territory: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    pupils(school, 12, 3)
    computed(territory)
    text = b"".join(
        sign_in(coordinator).get(f"/indicators/schools/{school.pk}/?as=csv")
    ).decode()
    assert "скрыто" in text
    assert "3 из 12" not in text


def test_another_schools_head_sees_no_values_of_it(
    worked: Territory, school: Organisation, other_head: User, teacher: User, sign_in: Sign
) -> None:
    client = sign_in(other_head)
    assert client.get(f"/indicators/schools/{school.pk}/").status_code == 404
    assert client.get(f"/indicators/schools/{school.pk}/?as=xlsx").status_code == 404
    assert client.get(f"/indicators/territories/{worked.pk}/").status_code == 404
    assert sign_in(teacher).get(f"/indicators/schools/{school.pk}/").status_code == 200


def test_the_region_sees_municipalities_side_by_side(
    region: Territory, worked: Territory, foreign_school: Organisation,
    regional_coordinator: User, sign_in: Sign,
) -> None:  # fmt: skip
    computed(region)
    page = sign_in(regional_coordinator).get(f"/indicators/territories/{region.pk}/")
    text = page.content.decode()
    assert "Муниципалитет" in text
    assert text.index("Ключевской округ") < text.index("Озёрский район")
    assert f"/indicators/territories/{worked.pk}/" in text


def test_the_start_leads_to_what_is_ones_own(
    worked: Territory, coordinator: User, school_head: User, regional_coordinator: User,
    sign_in: Sign,
) -> None:  # fmt: skip
    region, school = worked.parent, Organisation.objects.get(short_name="СОШ № 5")
    led = {
        coordinator: f"/indicators/territories/{worked.pk}/",
        regional_coordinator: f"/indicators/territories/{region.pk}/",
        school_head: f"/indicators/schools/{school.pk}/",
    }
    for person, address in led.items():
        assert sign_in(person).get("/indicators/")["Location"] == address
    nobody = factories.make_user()
    assert "Роль даёт координатор" in sign_in(nobody).get("/indicators/").content.decode()


@pytest.mark.parametrize("key", ["20260101", "19990901-20000831", "00010901-00020831", "год"])
def test_a_period_of_another_year_has_a_lasting_address(
    key: str, worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/indicators/territories/{worked.pk}/"
    before = year_period(YEAR.previous)
    page = client.get(f"{address}?period={before.first:%Y%m%d}-{before.last:%Y%m%d}")
    assert before.label in page.content.decode()
    answer = client.get(f"{address}?period={key}")
    assert answer.status_code == (200 if key.startswith("1999") else 404)


def test_a_target_is_set_for_the_next_year(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    ahead = year_period(YEAR.next)
    stage.definition("I18")
    given = {
        "definition": Definition.objects.current().get(code="I18").pk, "comparator": ">=",
        "period": f"{ahead.first:%Y%m%d}-{ahead.last:%Y%m%d}", "value": 4,
    }  # fmt: skip
    sign_in(coordinator).post(f"/indicators/territories/{worked.pk}/targets/", given)
    assert Target.objects.get().last == ahead.last


FORM = {
    "title": "Семинары по чтению", "what": "entries", "types": ["seminar"], "when": "within",
    "population": "everybody", "divided": "", "frequency": "раз в год", "better": "up",
}  # fmt: skip


def test_an_indicator_is_looked_at_and_then_kept(
    worked: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/indicators/territories/{worked.pk}/new/?register=activities"
    looked = client.post(address, FORM | {"look": ""}).content.decode()
    assert "Семинар по чтению" in looked
    assert not Definition.objects.filter(territory=worked).exists()
    kept = client.post(address, FORM | {"keep": ""}, follow=True)
    made = Definition.objects.get(territory=worked)
    assert made.title in kept.content.decode()
    assert stage.value_of(made.code, worked, PERIOD) == (1, None)


def test_what_cannot_be_counted_is_said_at_the_form_and_nothing_is_lost(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/indicators/territories/{worked.pk}/new/?register=activities"
    answer = client.post(address, FORM | {"divided": "schools", "keep": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "на число школ делят только школы" in page
    assert "Семинары по чтению" in page
    same = client.post(address, FORM | {"types": ["cat"], "keep": ""})
    assert same.status_code == 422


def test_a_share_of_what_was_planned_and_a_topic_come_back_into_the_form(
    worked: Territory, authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    stage.entry(authority, day=DAY, topic="R03")
    stage.entry(authority, day=DAY, topic="R03", state="planned")
    client = sign_in(coordinator)
    address = f"/indicators/territories/{worked.pk}/new/?register=activities"
    client.post(address, FORM | {"divided": "planned", "topic": "R03", "keep": ""})
    made = Definition.objects.get(territory=worked)
    assert stage.value_of(made.code, worked, PERIOD) == (1, 2)
    page = client.get(f"/indicators/own/{made.pk}/").content.decode()
    assert '<option value="planned" selected>' in page
    assert '<option value="R03" selected>R03 ' in page


def test_schools_that_worked_with_their_partner_are_composed(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/indicators/territories/{worked.pk}/new/?register=activities"
    form = FORM | {"with_partner": "on", "types": []}
    refused = client.post(address, form | {"keep": ""})
    assert "считают только школы" in refused.content.decode()
    client.post(address, form | {"what": "organisations", "divided": "schools", "keep": ""})
    made = Definition.objects.get(territory=worked)
    assert stage.value_of(made.code, worked, PERIOD)[0] == 0
    page = client.get(f"/indicators/territories/{worked.pk}/of/{made.code}/").content.decode()
    assert "с которой тогда действовал договор" in page
    plain = client.get(f"/indicators/territories/{worked.pk}/new/?register=analyses")
    assert "with_partner" in plain.content.decode()


def test_a_preview_of_pupils_shows_no_rows_and_no_schools(
    territory: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    pupils(school, 30, 3)
    address = f"/indicators/territories/{territory.pk}/new/?register=pupils"
    form = FORM | {"what": "amount", "types": ["plan"], "when": "in_effect", "look": ""}
    page = sign_in(coordinator).post(address, form).content.decode()
    assert "Маршрут</a>" not in page
    assert "скрыто" in page


def test_an_own_indicator_is_changed_and_retired(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    client.post(f"/indicators/territories/{worked.pk}/new/", FORM | {"keep": ""})
    old = Definition.objects.get(territory=worked)
    page = client.get(f"/indicators/own/{old.pk}/").content.decode()
    assert 'value="Семинары по чтению"' in page
    client.post(f"/indicators/own/{old.pk}/", FORM | {"title": "Семинары", "keep": ""})
    new = Definition.objects.current().get(territory=worked)
    assert (new.title, new.number) == ("Семинары", 2)
    client.post(f"/indicators/own/{new.pk}/retire/", {"reason": ""})
    assert Definition.objects.current().filter(territory=worked).exists()
    client.post(f"/indicators/own/{new.pk}/retire/", {"reason": "Не нужен"})
    assert not Definition.objects.current().filter(territory=worked).exists()
    shown = client.get(f"/indicators/territories/{worked.pk}/of/{new.code}/")
    assert "больше не считается" in shown.content.decode()


def test_a_target_is_set_shown_and_removed(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    address = f"/indicators/territories/{worked.pk}/targets/"
    form = {
        "definition": stage.definition("I04").pk, "comparator": ">=", "value": "150",
        "period": f"{PERIOD.first:%Y%m%d}-{PERIOD.last:%Y%m%d}", "source": "приказ № 7",
    }  # fmt: skip
    wrong = client.post(address, form)
    assert wrong.status_code == 422
    assert "больше 100" in wrong.content.decode()
    assert "приказ № 7" in wrong.content.decode()
    client.post(address, form | {"value": "50"})
    page = client.get(address).content.decode()
    assert "не менее 50\N{NO-BREAK SPACE}%" in page
    assert "1 из 2" in page
    assert "достигнута" in page
    assert b"".join(client.get(f"{address}?as=csv")).decode().count("\n") == 2
    target = Target.objects.get()
    client.post(f"/indicators/targets/{target.pk}/remove/", {"reason": "Ошибка"})
    assert not Target.objects.exists()


def test_a_period_that_is_over_is_closed_and_then_stands(
    worked: Territory, authority_head: User, methodist: User, sign_in: Sign
) -> None:
    client = sign_in(authority_head)
    running = f"/indicators/territories/{worked.pk}/freeze/"
    client.post(running)
    assert not FrozenPeriod.objects.exists()
    session = client.session
    session["school_year"] = YEAR.previous.start
    session.save()
    client.post(
        running, {"period": f"{YEAR.previous.first_day:%Y%m%d}-{YEAR.previous.last_day:%Y%m%d}"}
    )
    assert FrozenPeriod.objects.get().last == YEAR.previous.last_day
    page = client.get(f"/indicators/territories/{worked.pk}/").content.decode()
    assert "период закрыт" in page
    assert "Пересчитать" not in page
    assert sign_in(methodist).post(running).status_code == 403


def test_values_are_computed_anew_at_a_press(
    worked: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    stage.entry(school, day=DAY)
    sign_in(coordinator).post(f"/indicators/territories/{worked.pk}/recompute/")
    assert stage.value_of("I18", worked, PERIOD) == (2, None)


def test_an_empty_matrix_says_what_to_do(
    territory: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/indicators/territories/{territory.pk}/").content.decode()
    assert "ещё не посчитаны" in page
    assert "Пересчитать" in page


def test_filters_leave_the_schools_that_were_asked_for(
    worked: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    path = f"/indicators/territories/{worked.pk}/"
    page = client.get(path, {"q": "Берёз"}).content.decode()
    assert "Берёзовская ООШ" in page
    assert ">СОШ № 5<" not in page
    none = client.get(path, {"of": "adverse_context"}).content.decode()
    assert "Под отбор никто не попал" in none


def test_queries_of_the_matrix_do_not_grow(
    territory: Territory, authority: Organisation, coordinator: User, sign_in: Sign,
    django_assert_max_num_queries: object,
) -> None:  # fmt: skip
    client = sign_in(coordinator)
    for size in (3, 30):
        for _ in range(size):
            school = factories.make_organisation(territory)
            listed(school)
            stage.entry(authority, parts=[school], day=DAY)
        computed(territory)
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            page = client.get(f"/indicators/territories/{territory.pk}/?columns=all")
        assert page.status_code == 200


def test_a_session_that_ended_leads_back_to_the_page(worked: Territory, client: object) -> None:
    answer = client.get(f"/indicators/territories/{worked.pk}/new/")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert f"next=/indicators/territories/{worked.pk}/new/" in answer["Location"]
    assert date(2025, 1, 1) < localdate()
    assert definitions.sync(at=now())
