"""«Что, если» on its page: weights of the index, and what a region does not learn by trying."""

from __future__ import annotations

import pytest

from opora.domain.context.fields import index_fields
from opora.domain.context.models import ContextRun
from opora.domain.identification.models import Run, Scenario
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.web.conftest import Sign
from tests.web.identification.test_decision import text_of

pytestmark = pytest.mark.django_db


def test_weights_of_the_index_are_tried_and_kept(
    run: Run, passports_index: ContextRun, coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/{run.pk}/what-if/"
    page = client.get(address)
    assert page.context["shown"].weights.told.hard == 2
    assert "Веса индекса условий" in text_of(page)

    told = {"threshold": "30", "window": "2", "minimal_n": "10", "w-C01": "3", "w-C02": "0"}
    page = client.get(address, told)
    assert 'value="3"' in page.content.decode()
    client.post(address, told | {"reason": "Семьи важнее"})
    assert Scenario.objects.get().parameters["weights"] == [["C01", 3], ["C02", 0]]
    assert "× 3" in text_of(client.get(address))


def test_weights_of_nothing_are_refused_in_words(
    run: Run, passports_index: ContextRun, coordinator: User, sign_in: Sign
) -> None:
    nothing = {f"w-{one.code}": "0" for one in index_fields()}
    told = {"threshold": "30", "window": "2", "minimal_n": "10"} | nothing
    page = sign_in(coordinator).get(f"/identification/{run.pk}/what-if/", told)

    assert "хотя бы у 3 показателей" in text_of(page)


def test_without_an_index_the_page_says_so(run: Run, coordinator: User, sign_in: Sign) -> None:
    page = sign_in(coordinator).get(f"/identification/{run.pk}/what-if/")

    assert "индекс социального благополучия ещё не вычислен" in text_of(page).lower()
    assert not page.context["form"].weights


def test_a_region_does_not_narrow_small_counts_by_trying_numbers(
    run: Run, schools: dict[str, Organisation], regional_coordinator: User, coordinator: User,
    sign_in: Sign,
) -> None:  # fmt: skip
    told = {
        "threshold": "40",
        "window": "2",
        "minimal_n": "3",
        "rules": ["R2025-A"],
        "as": "csv",
    }
    address, name = f"/identification/{run.pk}/what-if/", schools["small"].short_name

    def lines(user: User) -> str:
        return b"".join(sign_in(user).get(address, told)).decode()  # type: ignore[arg-type]  # a stream

    assert name in lines(coordinator)
    assert name not in lines(regional_coordinator)
    page = sign_in(regional_coordinator).get(address)
    assert "остаются как в расчёте" in text_of(page)
