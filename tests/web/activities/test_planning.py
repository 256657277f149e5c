"""Planning, holding and ending an activity through its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from opora.domain.activities.models import Activity, Series
from opora.domain.identification.models import SchoolStatus
from opora.domain.registers.models import Entry
from tests.domain.activities.stage import make_activity
from tests.factories import make_act
from tests.web.conftest import Sign


def answers(organiser, *schools, **fields) -> dict[str, object]:
    return {
        "type": "seminar", "title": "Семинар о чтении", "day": localdate(), "level": "municipal",
        "organiser": organiser.pk, "schools": [one.pk for one in schools],
        **fields,
    }  # fmt: skip


def test_an_activity_is_planned(authority, school, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    answer = client.post(reverse("activity_new"), answers(authority, school, hours="1,5"))
    made = Activity.objects.get()
    assert answer["Location"] == reverse("activity", args=[made.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "Семинар о чтении" in page
    assert "намечено" in page.lower()
    assert str(made.hours) == "1.5"


def test_the_form_begins_with_what_the_address_says(school, coordinator, sign_in: Sign):
    known = {"type": "webinar", "title": "Вебинар", "school": school.pk, "day": "2026-03-04"}
    page = sign_in(coordinator).get(reverse("activity_new"), known).content.decode()
    assert '<option value="webinar" selected>' in page
    assert 'value="2026-03-04"' in page
    assert f'value="{school.pk}"' in page
    assert "checked" in page


@pytest.mark.parametrize("school", ["x", "9" * 30, "-1"])
def test_a_strange_address_begins_an_empty_form(school, coordinator, sign_in: Sign):
    answer = sign_in(coordinator).get(
        reverse("activity_new"), {"school": school, "type": "nothing", "day": "вчера"}
    )
    assert answer.status_code == 200


def test_it_leads_back_to_where_it_was_begun_and_nowhere_else(
    authority, coordinator, sign_in: Sign
):
    client = sign_in(coordinator)
    inside = client.post(reverse("activity_new"), answers(authority, next="/obligations/1/"))
    assert inside["Location"] == "/obligations/1/"
    outside = client.post(reverse("activity_new"), answers(authority, next="https://evil.org"))
    assert outside["Location"].startswith("/registers/activities/")


def test_what_was_held_is_entered_at_once(authority, school, coordinator, sign_in: Sign):
    told = answers(authority, school, held="on", amount=18)
    sign_in(coordinator).post(reverse("activity_new"), told)
    entry = Entry.objects.get()
    assert (entry.state, entry.amount) == ("done", 18)


def test_an_event_of_the_future_is_not_marked_as_held_and_nothing_is_lost(
    authority, school, coordinator, sign_in: Sign
):
    told = answers(authority, school, held="on", day=localdate() + timedelta(days=1))
    page = sign_in(coordinator).post(reverse("activity_new"), told).content.decode()
    assert "ещё не наступило" in page
    assert "Семинар о чтении" in page
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rhythm": "weekly"}, "До какого дня"),
        ({"rhythm": "weekly", "until": "2026-12-30", "held": "on"}, "Серию вносят заранее"),
        ({"topic": "R03", "deficit": "чтение"}, "не то и другое"),
        ({"amount": 5}, "после проведения"),
        ({"type": "party"}, "корректный вариант"),
        ({"hours": "900"}, "500"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    fields, words, authority, coordinator, sign_in: Sign
):
    page = sign_in(coordinator).post(reverse("activity_new"), answers(authority, **fields))
    assert words in page.content.decode()
    assert not Activity.objects.exists()


def test_a_series_is_planned_and_days_off_are_named(authority, coordinator, sign_in: Sign):
    until = localdate() + timedelta(days=21)
    told = answers(authority, rhythm="weekly", until=until)
    client = sign_in(coordinator)
    page = client.post(reverse("activity_new"), told, follow=True).content.decode()
    assert "Намечено: 4" in page
    assert Series.objects.get().activities.count() == 4


def test_one_or_all_that_follow_are_changed(authority, coordinator, sign_in: Sign):
    until = localdate() + timedelta(days=22)
    client = sign_in(coordinator)
    start = localdate() + timedelta(days=1)
    client.post(
        reverse("activity_new"), answers(authority, rhythm="weekly", until=until, day=start)
    )
    second = Activity.objects.order_by("day")[1]
    told = answers(authority, day=second.day, title="Другое", following="on")
    page = client.post(reverse("activity_edit", args=[second.pk]), told, follow=True)
    assert "Изменено: 3" in page.content.decode()
    assert Activity.objects.filter(title="Другое").count() == 3


def test_it_is_marked_as_held(seminar, school, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    path = reverse("activity_hold", args=[seminar.pk])
    assert school.short_name in client.get(path).content.decode()
    client.post(path, {"day": localdate(), "hours": "2", "amount": 9, "came": [school.pk]})
    seminar.refresh_from_db()
    assert seminar.is_held
    assert Entry.objects.get().facts["participants"] == 9


def test_a_future_day_of_fact_is_refused_at_the_field(seminar, coordinator, sign_in: Sign):
    path = reverse("activity_hold", args=[seminar.pk])
    tomorrow = localdate() + timedelta(days=1)
    page = sign_in(coordinator).post(path, {"day": tomorrow, "summary": "Обсудили"})
    assert "ещё не наступило" in page.content.decode()
    assert "Обсудили" in page.content.decode()


def test_it_is_cancelled_and_then_nothing_is_changed(seminar, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    client.post(reverse("activity_end", args=[seminar.pk]), {"reason": "Карантин"})
    page = client.get(reverse("activity", args=[seminar.pk])).content.decode()
    assert "Отменено: Карантин" in page
    answer = client.post(reverse("activity_hold", args=[seminar.pk]), {"day": localdate()})
    assert "больше не меняется" in answer.content.decode()


def test_a_held_one_is_withdrawn(seminar, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    client.post(reverse("activity_hold", args=[seminar.pk]), {"day": localdate()})
    client.post(reverse("activity_end", args=[seminar.pk]), {"reason": "Дважды"})
    assert Entry.objects.get().state == "withdrawn"


def test_the_list_narrows_and_leaves_as_a_file(
    seminar, authority, other_school, coordinator, sign_in: Sign
):
    make_activity(
        authority, other_school, by=coordinator, day=localdate(), type="webinar",
        title="Вебинар о письме", at=now(),
    )  # fmt: skip
    client = sign_in(coordinator)
    path = reverse("activities")
    every = client.get(path).content.decode()
    assert "Вебинар о письме" in every
    assert seminar.title in every
    for narrow in ({"type": "webinar"}, {"school": other_school.pk}, {"q": "письме"}):
        page = client.get(path, narrow).content.decode()
        assert "Вебинар о письме" in page
        assert seminar.title not in page
    lines = b"".join(client.get(path, {"as": "csv", "type": "webinar"})).decode()
    assert lines.count("\r\n") == 2


@pytest.mark.parametrize(
    "wrong", [{"type": "x"}, {"year": "99"}, {"school": "x"}, {"series": "x"}, {"q": "\0"}]
)
def test_a_strange_condition_breaks_nothing(wrong, coordinator, sign_in: Sign):
    assert sign_in(coordinator).get(reverse("activities"), wrong).status_code == 200


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_asks_a_constant_number_of_queries(  # noqa: PLR0917  # the cast
    count, authority, school, coordinator, sign_in: Sign, django_assert_max_num_queries
):
    for _ in range(count):
        make_activity(authority, school, by=coordinator, day=localdate(), at=now())
    client = sign_in(coordinator)
    with django_assert_max_num_queries(16):
        client.get(reverse("activities"))
    today = localdate()
    with django_assert_max_num_queries(14):
        client.get(reverse("activity_month", args=[today.year, today.month]))


def test_the_empty_list_says_what_to_do(coordinator, teacher, sign_in: Sign):
    assert (
        "Внести мероприятие" in sign_in(coordinator).get(reverse("activities")).content.decode()
    )
    page = sign_in(teacher).get(reverse("activities")).content.decode()
    assert "Внести мероприятие" not in page
    assert "пригласят" in page


def test_the_month_shows_the_day_and_has_its_calendar(seminar, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    today = localdate()
    page = client.get(reverse("activity_month", args=[today.year, today.month]))
    assert seminar.title in page.content.decode()
    client.post(reverse("activity_subscribe"))
    token = coordinator.feed_tokens.get()
    feed = client.get(reverse("feed", args=[token.token])).content.decode()
    assert f"activity-{seminar.pk}@opora" in feed
    assert "Мероприятия" in client.get(reverse("profile")).content.decode()


@pytest.mark.parametrize("place", [(2026, 13), (1900, 1)])
def test_a_month_that_is_none_is_not_there(place, coordinator, sign_in: Sign):
    assert sign_in(coordinator).get(reverse("activity_month", args=place)).status_code == 404


def test_an_expired_session_keeps_the_way_back(authority, client):
    answer = client.post(reverse("activity_new"), answers(authority))
    assert answer["Location"].endswith(f"?next={reverse('activity_new')}")


def test_another_school_reads_nothing(seminar, other_head, sign_in: Sign):
    client = sign_in(other_head)
    assert client.get(reverse("activity", args=[seminar.pk])).status_code == 404
    lines = b"".join(client.get(reverse("activities"), {"as": "csv"})).decode()
    assert seminar.title not in lines
    assert client.post(reverse("activity_end", args=[seminar.pk])).status_code == 404


def test_the_invited_school_reads_and_changes_nothing(seminar, school_head, sign_in: Sign):
    client = sign_in(school_head)
    page = client.get(reverse("activity", args=[seminar.pk])).content.decode()
    assert "вас или вашей школы" in page
    assert "Изменить" not in page
    answer = client.post(reverse("activity_end", args=[seminar.pk]), {"reason": "Нет"})
    assert answer.status_code == 403


def test_a_head_organises_for_the_own_school_only(
    school, authority, school_head, sign_in: Sign
):
    client = sign_in(school_head)
    page = client.post(reverse("activity_new"), answers(authority)).content.decode()
    assert "нет среди" in page or "корректн" in page
    client.post(reverse("activity_new"), answers(school, level="school"))
    assert Activity.objects.get().organiser == school


def test_all_schools_are_invited_at_once(
    authority, school, other_school, coordinator, sign_in: Sign
):
    sign_in(coordinator).post(reverse("activity_new"), answers(authority, group="all"))
    invited = {one.school for one in Activity.objects.get().invitations.all()}
    assert invited == {school, other_school}


def test_the_schools_of_the_list_are_those_of_the_day(
    authority, school, other_school, coordinator, sign_in: Sign
):
    client = sign_in(coordinator)
    told = answers(authority, group="low_results")
    assert "Таких школ" in client.post(reverse("activity_new"), told).content.decode()
    SchoolStatus.objects.create(
        school=school, property="low_results", since=localdate() - timedelta(days=9),
        basis=make_act(authority),
    )  # fmt: skip
    client.post(reverse("activity_new"), told)
    assert [one.school for one in Activity.objects.get().invitations.all()] == [school]


def test_what_waits_for_its_mark_is_counted_and_shown(seminar, coordinator, sign_in: Sign):
    client = sign_in(coordinator)
    assert "1 мероприятие прошло" in client.get(reverse("activities")).content.decode().replace(
        "\xa0", " "
    )
    page = client.get(reverse("activities"), {"status": "waits"}).content.decode()
    assert seminar.title in page
