"""The rows behind an indicator: all of them, or the newest with the word that there are more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opora.domain.indicators.queries import entries
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.web.indicators import one
from tests.domain.indicators import stage
from tests.web.conftest import Sign
from tests.web.indicators.test_pages import DAY, computed


@pytest.fixture
def held(territory: Territory, school: Organisation, authority: Organisation) -> Territory:
    for number in range(3):
        stage.entry(authority, parts=[school], day=DAY, title=f"Семинар {number}")
    computed(territory)
    return territory


def test_all_rows_are_listed_where_they_are_few(
    held: Territory, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/indicators/territories/{held.pk}/of/I18/")
    assert "3\N{NO-BREAK SPACE}записи реестров, новые сверху" in page.content.decode()


def test_the_newest_are_listed_where_there_are_more_and_it_says_so(
    held: Territory, coordinator: User, sign_in: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "LISTED", 2)
    monkeypatch.setattr(one, "LISTED", 2)
    page = sign_in(coordinator).get(f"/indicators/territories/{held.pk}/of/I18/")
    text = page.content.decode()
    assert "2\N{NO-BREAK SPACE}новейшие записи реестров; остальные — на страницах школ" in text
    assert "Семинар 2" in text
    assert "Семинар 0" not in text


def test_queries_do_not_grow_with_the_rows(
    held: Territory, school: Organisation, coordinator: User, sign_in: Sign,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    client = sign_in(coordinator)
    for size in (3, 30):
        for _ in range(size):
            stage.entry(school, day=DAY)
        with django_assert_max_num_queries(24):
            client.get(f"/indicators/territories/{held.pk}/of/I18/")
