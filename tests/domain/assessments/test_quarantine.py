"""Rows put aside, as a workbook."""

from __future__ import annotations

from python_calamine import CalamineWorkbook

from opora.domain.assessments.services import remarks
from opora.domain.assessments.services.quarantine import quarantine_file
from tests.domain.assessments.conftest import CODE
from tests.domain.assessments.tables import (
    exam_pupil,
    flat_marks,
    flat_row,
    individual,
    protocol,
    school_rows,
)


def sheet_of(path, name="Отложенные 1"):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def test_the_reason_stands_beside_each_row(schools, bring, tmp_path):
    bad = flat_row(CODE, [4, 5, 3, 0])
    bad[6] = '=HYPERLINK("x")'
    made = bring(flat_marks([flat_row("edu950102", [1, 4, 0, 5]), bad]), "marks.csv")
    assert quarantine_file(made, tmp_path / "q.xlsx") == 1
    notice, headers, row = sheet_of(tmp_path / "q.xlsx")
    assert "загрузите его целиком" in notice[0]
    assert headers[3:5] == ["Почему отложена", "Что сделать"]
    assert headers[5:7] == ["Год", "Класс"]
    assert (row[1], row[2]) == ("3", "G")
    assert row[headers.index("Кол-во участников")] == '=HYPERLINK("x")'


def test_names_are_not_in_it(school, bring, tmp_path):
    row = exam_pupil(1, 30511, "Кривоносова", 9)
    made = bring(protocol([row, exam_pupil(2, 30511, "Чижикова", 4)]))
    assert quarantine_file(made, tmp_path / "q.xlsx") == 1
    words = [str(cell) for line in sheet_of(tmp_path / "q.xlsx") for cell in line]
    assert not {"Кривоносова", "Савелий", "Фамилия", "Номер"} & {*words}
    assert "30511" in words


def test_nothing_put_aside_is_said(schools, bring, two_schools_file, tmp_path):
    assert quarantine_file(bring(two_schools_file), tmp_path / "q.xlsx") == 0
    assert sheet_of(tmp_path / "q.xlsx") == [["Отложенных строк нет."]]


def test_of_many_findings_those_that_put_aside_are_kept(schools, bring, monkeypatch):
    monkeypatch.setattr(remarks, "KEPT_FINDINGS", 2)
    rows = school_rows(CODE, [2, 3, 4, 5])
    rows[0][9] = 2
    rows[1][9] = 2
    rows[3][10] = "восемь"
    made = bring(individual(rows))
    assert made.findings_total == 3
    kept = list(made.findings.order_by("order"))
    assert [one.quarantined for one in kept] == [False, True]
