"""Calendars and files that leave the site hold what their owner may see today, and end with it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Membership
from opora.domain.people.models import FeedToken, User
from opora.domain.people.services import feeds
from tests.isolation.district import SECRET, District
from tests.web.conftest import Sign


def address(token: FeedToken) -> str:
    return f"/feeds/{token.token}.ics"


def calendar(token: FeedToken) -> str:
    """Return the calendar with its folded lines joined."""
    response = Client().get(address(token))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return response.content.decode().replace("\r\n ", "")


def test_a_calendar_opens_by_its_secret_and_closes_for_good(district: District) -> None:
    assert SECRET in calendar(district.feed)
    feeds.revoke(token=district.feed, by=district.feed.user, at=now())
    assert Client().get(address(district.feed)).status_code == 404


def test_a_calendar_is_kept_by_nobody_on_the_way(district: District) -> None:
    assert "no-store" in Client().get(address(district.feed))["Cache-Control"]


def test_a_calendar_of_somebody_elsewhere_holds_nothing_of_ours(
    district: District, stranger: User, other_head: User
) -> None:
    for user in (stranger, other_head):
        for scope in ("me", f"roadmap:{district.roadmap.pk}", f"school:{district.school.pk}"):
            token = feeds.issue(user=user, scope=scope, at=now())
            response = Client().get(address(token))
            assert response.status_code in {200, 404}
            assert SECRET not in response.content.decode().replace("\r\n ", "")


def test_a_calendar_empties_when_the_role_ends(district: District) -> None:
    Membership.objects.filter(user=district.feed.user).update(
        until=localdate().replace(year=2001)
    )
    assert SECRET not in calendar(district.feed)


def test_a_calendar_of_a_closed_account_is_not_there(district: District) -> None:
    User.objects.filter(pk=district.feed.user_id).update(is_active=False)
    assert Client().get(address(district.feed)).status_code == 404


@pytest.mark.parametrize("token", ["none", "0" * 43, "%2e%2e%2f", "a" * 5000])
def test_an_invented_secret_opens_nothing(token: str, db: None) -> None:
    assert Client().get(f"/feeds/{token}.ics").status_code == 404


def test_nobody_closes_the_calendar_of_another(
    district: District, coordinator: User, sign_in: Sign
) -> None:
    path = f"/profile/feeds/{district.feed.pk}/revoke/"
    assert sign_in(coordinator).post(path).status_code == 404
    assert FeedToken.objects.live().filter(pk=district.feed.pk).exists()


@pytest.mark.parametrize("kind", ["docx", "ics", "execution.docx", "xlsx", "pdf"])
def test_a_file_of_a_plan_is_for_those_who_see_the_plan(  # noqa: PLR0917  # fixtures
    kind: str,
    district: District,
    stranger: User,
    other_head: User,
    school_head: User,
    sign_in: Sign,
) -> None:
    path = f"/roadmaps/{district.roadmap.pk}/files/{kind}/"
    assert sign_in(stranger).get(path).status_code == 404
    assert sign_in(other_head).get(path).status_code == 404
    counts_all = kind not in {"docx", "ics"}
    assert sign_in(school_head).get(path).status_code == (403 if counts_all else 200)


@pytest.mark.parametrize("kind", ["exe", "..", "docx.exe", "DOCX"])
def test_no_other_kind_of_file_is_made(
    kind: str, district: District, coordinator: User, sign_in: Sign
) -> None:
    path = f"/roadmaps/{district.roadmap.pk}/files/{kind}/"
    assert sign_in(coordinator).get(path).status_code == 404
