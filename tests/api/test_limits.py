"""A key that asks too often is told to wait; other keys are not."""

from __future__ import annotations

import pytest

from opora.api import limits
from tests.api.conftest import Signed


def test_a_key_that_asks_too_often_waits_and_another_does_not(
    coordinator, school_head, program: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_A_MINUTE", 2)
    monkeypatch.setattr(limits, "time", lambda: 1_000_000_015.0)
    often, seldom = program(coordinator), program(school_head)

    assert [often.get("me").status_code for _ in range(3)] == [200, 200, 429]
    assert seldom.get("me").status_code == 200


def test_the_refusal_says_in_words_and_in_seconds_how_long_to_wait(
    coordinator, program: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_A_MINUTE", 0)
    monkeypatch.setattr(limits, "time", lambda: 1_000_000_000.0)

    answer = program(coordinator).get("me")

    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "20"
    assert answer.json()["title"] == "Слишком часто"
    assert answer.json()["detail"].endswith("Подождите 20 с.")


def test_the_next_minute_counts_from_none(
    coordinator, program: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_A_MINUTE", 1)
    moment = iter([1_000_000_015.0, 1_000_000_075.0])
    monkeypatch.setattr(limits, "time", lambda: next(moment))
    one = program(coordinator)

    assert [one.get("me").status_code for _ in range(2)] == [200, 200]
