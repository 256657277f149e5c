"""The demo tells its story: what stands in its database once it is built."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from opora.demo.build import build
from opora.domain.acts.models import Act
from opora.domain.assessments.models import Import, SchoolCount
from opora.domain.assessments.queries import crosswalk
from opora.domain.context.models import ContextRun, Passport
from opora.domain.identification.models import Reply, Run, SchoolStatus, Verdict
from opora.domain.identification.services import decisions, freshness, runs
from opora.domain.organisations.models import Organisation, Territory
from tests.factories import NOON

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
FINISHED, ASKED = 2025, 2026


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Build the demo once for all tests of the file, and take it back."""
    folder = tmp_path_factory.mktemp("demo")
    kept = override_settings(OPORA_STORES=folder / "stores", MEDIA_ROOT=folder / "media")
    with django_db_blocker.unblock(), kept:
        cache.clear()
        with transaction.atomic():
            for _ in build(TODAY):
                pass
            yield
            transaction.set_rollback(True)
        cache.clear()


def run_of(year: int) -> Run:
    return Run.objects.get(year=year)


def short_names(verdicts) -> set[str]:
    return set(verdicts.values_list("school__short_name", flat=True))


def test_four_schools_are_on_the_list_that_has_its_order() -> None:
    run = run_of(FINISHED)
    assert run.status == Run.Status.APPROVED
    listed = short_names(run.verdicts.listed())
    assert listed == {
        "Заболотская СОШ", "Каменнобродская СОШ", "Петрушинская СОШ", "Таловская СОШ"
    }  # fmt: skip
    assert run.act is not None
    assert run.act.file_name.endswith(".docx")
    assert runs.is_reproduced(run)


def test_statuses_begin_and_end_by_the_orders() -> None:
    order = Act.objects.get(number="203-ОД")
    begun = SchoolStatus.objects.filter(basis=order)
    assert short_names(begun) == {"Петрушинская СОШ", "Таловская СОШ"}
    ended = SchoolStatus.objects.get(ended_by=order)
    assert ended.school.short_name == "Соснинская СОШ"
    assert ended.exit_note["sentence"]
    assert SchoolStatus.objects.filter(property="adverse_context", until=None).count() == 2


def test_the_next_list_is_in_the_middle_of_replies_and_shows_who_moves() -> None:
    run = run_of(ASKED)
    assert run.status == Run.Status.REPLIES
    assert run.previous == run_of(FINISHED)
    moved = {
        movement: short_names(run.verdicts.filter(movement=movement))
        for movement in (Verdict.Movement.ENTERED, Verdict.Movement.LEFT)
    }
    assert moved == {"entered": {"Родниковская СОШ"}, "left": {"Таловская СОШ"}}
    assert run.verdicts.listed().filter(movement=Verdict.Movement.STAYED).count() == 3
    assert freshness.changes(run) == []


def test_one_school_contests_two_agree_and_one_has_still_to_say() -> None:
    told = Reply.objects.filter(verdict__run=run_of(ASKED))
    assert told.filter(kind=Reply.Kind.AGREE).count() == 2
    waiting = told.waiting().get()
    assert waiting.verdict.school.short_name == "Каменнобродская СОШ"
    assert waiting.file is not None
    left = " ".join(decisions.unfinished(run_of(ASKED), at=NOON))
    assert "Возражения без ответа: Каменнобродская СОШ" in left
    assert "решает человек: Дальнепольская ООШ, Сухоярская ООШ" in left


def test_three_years_of_results_count_and_two_codes_wait_for_a_person() -> None:
    years = set(SchoolCount.objects.values_list("round__year", flat=True))
    assert years == {2024, 2025, 2026}
    region = Territory.objects.get(kind="region")
    coordinator = run_of(ASKED).created_by
    codes = crosswalk.unmatched(region, user=coordinator, on=TODAY)
    told = {one.code: one.name for one in codes}
    assert told == {"10259": "", "edu950106": "МБОУ «Ключевская СОШ № 2»"}


def test_one_file_waits_with_rows_put_aside_and_one_was_refused() -> None:
    waiting = Import.objects.get(status=Import.Status.READY)
    assert waiting.rows_quarantined == 2
    refused = Import.objects.get(status=Import.Status.REFUSED)
    assert "не похож" in refused.refusal


def test_passports_of_three_years_make_the_index_and_the_fourth_is_collected() -> None:
    runs_by_year = ContextRun.objects.order_by("year").values_list("year", flat=True)
    assert list(runs_by_year) == [2024, 2025, 2026]
    now = Passport.objects.filter(campaign__year=2027)
    counts = {status: now.filter(status=status).count() for status in Passport.Status.values}
    assert counts == {"accepted": 5, "submitted": 3, "returned": 1, "draft": 2}


def test_schools_stand_inside_the_border_of_their_district() -> None:
    district = Territory.objects.exclude(outline=None).get()
    ring = district.outline["coordinates"][0]
    assert ring[0] == ring[-1]
    for school in Organisation.objects.schools().filter(territory=district):
        assert is_inside(school.longitude, school.latitude, ring), school.short_name


def is_inside(x: float, y: float, ring: list[list[float]]) -> bool:
    crossings = [
        (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in pairwise(ring)
    ]
    return sum(crossings) % 2 == 1
