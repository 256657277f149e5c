"""Layouts in other words: every case of ``cases_variants``."""

import io

import pytest

from opora.results import read_results
from opora.results.as_json import results_to_json
from tests.results.cases_variants import CASES, autumn


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_variant_is_read_as_a_person_read_it(case):
    read = results_to_json(read_results(io.BytesIO(case.content()), case.name))
    schools = {
        (one["code"] or one["name"], one["procedure"]): (
            one["participants"],
            one["below"],
            tuple(one["marks"].values()) if one["marks"] else None,
        )
        for one in read["schools"]
    }

    assert read["layout"] == case.layout
    assert [tuple(one.values()) for one in read["procedures"]] == case.procedures
    assert schools == case.schools
    assert tuple(read["rows"].values()) == case.rows
    assert {one["code"] for one in read["findings"]} == case.codes


@pytest.mark.parametrize("case", autumn, ids=lambda case: case.name)
def test_in_autumn_the_programme_is_that_of_the_grade_before(case):
    (procedure,) = read_results(io.BytesIO(case.content()), case.name).procedures

    assert (procedure.grade, procedure.programme) == (6, 5)
