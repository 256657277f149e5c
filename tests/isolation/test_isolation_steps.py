"""Steps of an obligation: whose they are, and that nobody else's press takes them."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation
from tests.isolation.district import District
from tests.isolation.expected import CHECKERS, REPORTERS, ROLES
from tests.web.conftest import Sign

State = Obligation.State
BEGINNINGS = {
    "start": State.PLANNED,
    "withdraw": State.SUBMITTED,
    "accept": State.SUBMITTED,
    "return": State.SUBMITTED,
    "waive": State.PLANNED,
    "pause": State.PLANNED,
    "resume": State.PAUSED,
}
THEIRS = dict.fromkeys(BEGINNINGS, CHECKERS) | {"start": REPORTERS, "withdraw": REPORTERS}


def put(obligation: Obligation, state: str, by: User) -> None:
    Obligation.objects.filter(pk=obligation.pk).update(
        state=state, paused_from=State.PLANNED if state == State.PAUSED else "",
        submitted_by=by, submitted_at=now(), report="Сделано",
    )  # fmt: skip


@pytest.mark.parametrize("step", sorted(BEGINNINGS))
def test_a_step_is_taken_by_those_whose_it_is_and_by_nobody_else(
    step: str, district: District, request: pytest.FixtureRequest, sign_in: Sign
) -> None:
    obligation, state = district.obligation, BEGINNINGS[step]
    path = f"/obligations/{obligation.pk}/{step}/"
    taken = set()
    for role in sorted(ROLES):
        user: User = request.getfixturevalue(role)
        put(obligation, state, district.feed.user)
        answer = sign_in(user).post(path, {"words": "Нет подписи"})
        obligation.refresh_from_db()
        if obligation.state == state:
            assert answer.status_code in {403, 404}, role
        else:
            taken.add(role)
    assert taken == THEIRS[step]


def test_many_at_once_take_only_what_is_the_persons_to_take(
    district: District, teacher: User, stranger: User, other_head: User, sign_in: Sign
) -> None:
    put(district.obligation, State.SUBMITTED, district.feed.user)
    for user in (teacher, stranger, other_head):
        sign_in(user).post("/obligations/accept/", {"obligation": district.obligation.pk})
        district.obligation.refresh_from_db()
        assert district.obligation.state == State.SUBMITTED


@pytest.mark.parametrize("words", ["", "   ", "\n"])
def test_a_return_without_a_reason_is_refused(
    words: str, district: District, coordinator: User, sign_in: Sign
) -> None:
    put(district.obligation, State.SUBMITTED, district.feed.user)
    path = f"/obligations/{district.obligation.pk}/return/"
    answer = sign_in(coordinator).post(path, {"words": words})
    assert answer.status_code == 422
    district.obligation.refresh_from_db()
    assert district.obligation.state == State.SUBMITTED
