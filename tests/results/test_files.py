"""Every layout and every finding, on files of our own."""

import gc
import io
import json
from pathlib import Path

import pytest

from opora.results import read_results, read_results_file
from opora.results.as_json import results_to_json
from opora.results.findings import load_findings
from tests.results import cases_exams, cases_vpr

CASES = cases_vpr.CASES + cases_exams.CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_read_as_a_person_read_it(case):
    read = results_to_json(read_results(io.BytesIO(case.content()), case.name))

    assert read["layout"] == case.layout
    assert [tuple(one.values()) for one in read["procedures"]] == case.procedures
    assert _schools(read) == case.schools
    assert tuple(read["rows"].values()) == case.rows
    assert {one["code"] for one in read["findings"]} == case.codes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_name_and_no_document_leaves_the_reader(case):
    results = read_results(io.BytesIO(case.content()), case.name)
    text = json.dumps(results_to_json(results), ensure_ascii=False) + repr(results)

    for own in ("Пробный", "Тестова", "Учебнов", "Ильич", "4512", "123456", "Лесная, 1"):
        assert own not in text


def test_every_finding_is_met_in_a_file():
    assert set().union(*(case.codes for case in CASES)) == set(load_findings())


def _schools(read):
    return {
        (one["code"] or one["name"], one["procedure"]): (
            one["participants"],
            one["below"],
            tuple(one["marks"].values()) if one["marks"] else None,
        )
        for one in read["schools"]
    }


def test_a_csv_file_is_closed_by_whom_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("а;б\n1;2\n", encoding="utf-8")

    read_results_file(path)  # an unclosed file is a warning, and warnings are errors
    gc.collect()
