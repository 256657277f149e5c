"""The files of results that the demo makes."""

from __future__ import annotations

from io import BytesIO

import pytest

from opora.demo.district import District
from opora.demo.marks import invented_schools, last_year, results_files, told_schools
from opora.domain.organisations.models import Organisation, Territory
from opora.results import FileResults, read_results


@pytest.fixture
def district() -> District:
    """A district that no database knows."""
    place = Territory(pk=1, name="Округ")
    schools = {
        key: Organisation(territory=place, name=key, short_name=f"{key} СОШ", pupils=160)
        for key in told_schools()
    }
    return District(schools, {}, ())


def read(district: District, year: int) -> list[FileResults]:
    files = results_files(invented_schools(district), year=year, place=2)
    return [read_results(BytesIO(one.content), one.name) for one in files]


def test_the_story_is_the_same_in_whatever_year_it_is_told(district: District) -> None:
    told = [
        [(row.code, row.procedure.subject, row.below, row.participants) for row in one.schools]
        for year in (2025, 2026)
        for one in read(district, year)
    ]
    half = len(told) // 2
    assert told[:half] == told[half:]


def test_every_file_says_its_year_and_loses_no_row(district: District) -> None:
    for one in read(district, 2025):
        assert {row.procedure.year for row in one.schools} == {2025}, one.file
        assert one.rows.quarantined == 0, one.file


def test_no_year_is_told_of_which_the_minimums_are_not_known() -> None:
    assert last_year(2024) == 2024
    assert last_year(2100) < 2100
