"""Counts for pages are those of the marks store."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

from opora.domain.assessments import stored
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Import, Round, SchoolCount
from opora.domain.assessments.services import imports, projection, readings
from opora.results.store import open_engine
from tests.domain.assessments.conftest import CODE, OTHER_CODE
from tests.domain.assessments.tables import flat_marks, flat_row, individual, school_rows
from tests.factories import NOON

LATER = NOON + timedelta(hours=1)


def of_the_store(root) -> Counter:
    """Low results and participants by school, assessment and year, as the store adds them."""
    schools = crosswalk_of(root).schools
    counts: Counter = Counter()
    for one in stored.dataset_of(root).totals(open_engine()).to_pylist():
        key = (schools[one["school"]], one["assessment"], one["year"])
        counts[*key, "below"] += one["low"]
        counts[*key, "participants"] += one["tested"]
    return +counts


def of_the_pages() -> Counter:
    counts: Counter = Counter()
    for one in SchoolCount.objects.select_related("round"):
        key = (one.school_id, one.round.code, one.round.year)
        counts[*key, "below"] += one.below
        counts[*key, "participants"] += one.participants
    return +counts


def test_pages_and_store_agree_whatever_comes_and_goes(schools, added, coordinator, region):
    chance = random.Random(3)

    def marks():
        return [chance.choice([2, 3, 4, 5]) for _ in range(chance.randint(1, 9))]

    for number in range(6):
        code = chance.choice([CODE, OTHER_CODE])
        room = chance.choice(["5А", "5Б"])
        year = chance.choice([2023, 2025])
        rows = school_rows(code, marks(), class_name=room)
        added(
            individual(rows, year=year), f"{number}.xlsx", at=NOON + timedelta(minutes=number)
        )
        assert of_the_pages() == of_the_store(region)
    added(flat_marks([flat_row(CODE, [4, 5, 3, 0])]), "marks.csv")
    stored.store_of(region).compact()
    projection.rebuild(root=region, rounds=_all_rounds(), at=LATER, reason="Проверка")
    assert of_the_pages() == of_the_store(region)
    for one in Import.objects.in_store().order_by("pk")[::2]:
        imports.withdraw(one, by=coordinator, at=LATER, reason="Проверка")
        assert of_the_pages() == of_the_store(region)


def _all_rounds():
    return set(Round.objects.values_list("code", "year"))


def test_readings_are_there_after_files_were_joined(schools, school, added, region):
    added(individual(school_rows(CODE, [2, 3])), "1.xlsx")
    added(individual(school_rows(OTHER_CODE, [4, 5, 5])), "2.xlsx")
    stored.store_of(region).compact()
    found = readings.distribution(school, Round.objects.get())
    assert (found.participants, sum(found.region)) == (2, 5)


def test_making_counts_anew_changes_nothing(schools, added, region, two_schools_file):
    added(two_schools_file)
    before = list(SchoolCount.objects.order_by("pk").values())
    projection.rebuild(root=region, rounds=_all_rounds(), at=LATER, reason="Ещё раз")
    assert list(SchoolCount.objects.order_by("pk").values()) == before


def test_a_round_knows_its_days(schools, added):
    added(individual(school_rows(CODE, [2, 3]), year=2024), "1.xlsx")
    round_ = Round.objects.get()
    assert (round_.first_day.isoformat(), round_.last_day.isoformat()) == (
        "2024-04-14", "2024-04-14"
    )  # fmt: skip
    assert str(round_) == "ВПР-МА-5 2024"
